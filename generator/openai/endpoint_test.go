package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"winnow/generator"
)

// messages are the system and the user message of a request.
func messages(m map[string]any) (system, user string) {
	for _, x := range m["messages"].([]any) {
		said := x.(map[string]any)
		if said["role"] == "system" {
			system = said["content"].(string)
		} else {
			user = said["content"].(string)
		}
	}
	return system, user
}

// Ensure that calls at the same time neither mix their answers nor undo what
// one of them has learnt, and that each goes on after a refusal.
func TestDo_ManyAtOnce(t *testing.T) {
	t.Parallel()
	const calls = 64
	e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		m := body(t, r)
		if m["logprobs"] != nil || format2(m) == "json_schema" {
			refuse(400, `{"error":{"message":"no logprobs and no json_schema here"}}`)(w, r)
			return
		}
		_, user := messages(m)
		name, _, _ := strings.Cut(user, "\n")
		s := openStream(w).say(`{"samples":[`)
		for i := range 3 {
			s.say(sampleJSON(fmt.Sprint(name, ".", i), "glad"), []string{",", ",", "]}"}[i])
		}
		s.finish("stop").done()
	})
	var wg sync.WaitGroup
	for n := range calls {
		wg.Go(func() {
			c := weatherCall(3)
			name := fmt.Sprint("Call ", n)
			c.User = name
			o := do(t, e, c)
			want := []string{name + ".0/glad", name + ".1/glad", name + ".2/glad"}
			if o.err != nil || !slices.Equal(o.texts(), want) || len(o.rejects) != 0 {
				t.Errorf("%s: %q, %d rejects, error %v", name, o.texts(), len(o.rejects), o.err)
			}
		})
	}
	wg.Wait()
	if d := e.speaks(); d.format != formatObject || d.top != 0 || !d.proven || !d.seed || !d.usage {
		t.Errorf("learnt %+v", d)
	}
}

// Ensure that one bad object does not undo a form that another call has seen
// the endpoint keep to in the meantime.
func TestDo_WhatOthersProvedStays(t *testing.T) {
	t.Parallel()
	asked, proven := make(chan struct{}), make(chan struct{})
	e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if _, user := messages(body(t, r)); !strings.HasPrefix(user, "late") {
			good(w, r)
			return
		}
		s := openStream(w).say(`{"samples":[`)
		close(asked)
		<-proven
		s.say(`{"text":"no label"},`, sampleJSON("Rain again.", "cross"), "]}").finish("stop").done()
	})
	late := make(chan outcome)
	go func() {
		c := weatherCall(2)
		c.User = "late"
		late <- do(t, e, c)
	}()
	<-asked
	if o := do(t, e, weatherCall(3)); o.err != nil {
		t.Fatal(o.err)
	}
	close(proven)
	o := <-late
	if o.err != nil || !slices.Equal(o.texts(), threeTexts[:1]) || len(o.rejects) != 1 || o.answer.Requests != 1 {
		t.Errorf("got %q, %d rejects, %d requests, error %v", o.texts(), len(o.rejects), o.answer.Requests, o.err)
	}
	if d := e.speaks(); d.format != formatBounded {
		t.Errorf("learnt %+v", d)
	}
}

// Ensure that objects of one member, numbers and lists are read as they come,
// and that nothing inside of them is taken for an object of its own.
func TestDo_Members(t *testing.T) {
	t.Parallel()
	label := generator.Member{Name: "label", Type: generator.ChoiceMember, OneOf: []string{"glad", "cross"}}
	cases := []struct {
		name    string
		members []generator.Member
		answer  string
		want    []string
	}{
		{"a choice", []generator.Member{label}, `{"samples":[{"label":"glad"},{"label":"cross"}]}`, []string{`{"label":"glad"}`, `{"label":"cross"}`}},
		{"a choice alone", []generator.Member{label}, `{"label":"glad"}`, []string{`{"label":"glad"}`}},
		{"a number", []generator.Member{{Name: "score", Type: generator.NumberMember}}, `{"samples":[{"score":4.5}]}`, []string{`{"score":4.5}`}},
		{"a list", []generator.Member{{Name: "values", Type: generator.ListMember}}, "```json\n{\"values\": [\"a\", \"b ] }\"]}\n```", []string{`{"values": ["a", "b ] }"]}`}},
		{"lists of lists", []generator.Member{{Name: "values", Type: generator.ListMember}}, `{"samples":[{"values":[["a"],[]]},{"values":[]}]}`, []string{`{"values":[["a"],[]]}`, `{"values":[]}`}},
		{"objects in a list", []generator.Member{{Name: "values", Type: generator.ListMember}}, `{"values":[{"name":"a"},{"name":"b"}]}`, []string{`{"values":[{"name":"a"},{"name":"b"}]}`}},
		{"one that may be missing", []generator.Member{{Name: "text"}, {Name: "why", Optional: true}}, `{"samples":[{"text":"a"},{"text":"b","why":"c"}]}`, []string{`{"text":"a"}`, `{"text":"b","why":"c"}`}},
		{"all may be missing", []generator.Member{{Name: "text", Optional: true}, {Name: "why", Optional: true}}, `{"samples":[{"why":"c"}]}`, []string{`{"why":"c"}`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				s := openStream(w)
				for _, r := range c.answer {
					s.say(string(r))
				}
				s.finish("stop").done()
			})
			o := do(t, e, generator.Call{User: "Go.", Members: c.members, Count: 2})
			var got []string
			for _, x := range o.objects {
				got = append(got, string(x.Raw))
				if len(x.Members) == 0 || x.Evidence.Why != "" {
					t.Errorf("object %+v", x)
				}
			}
			if o.err != nil || !slices.Equal(got, c.want) || len(o.rejects) != 0 {
				t.Errorf("got %q, %d rejects, error %v", got, len(o.rejects), o.err)
			}
		})
	}
}

// Ensure that the key is taken out of lists as well.
func TestDo_KeyInAList(t *testing.T) {
	t.Parallel()
	e := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).say(`{"values":["a","`+canary[:9], canary[9:]+`"]}`).finish("stop").done()
	})
	o := do(t, e, generator.Call{User: "Go.", Members: []generator.Member{{Name: "values", Type: generator.ListMember}}, Count: 1})
	if o.err != nil || len(o.objects) != 1 || string(o.objects[0].Members[0].Value) != `["a","***"]` {
		t.Fatalf("got %+v, error %v", o.objects, o.err)
	}
	noCanary(t, e, o)
}

// Ensure that what is rendered is what is sent, also after the form of the
// answer has changed.
func TestRender_IsWhatIsSent(t *testing.T) {
	t.Parallel()
	for _, refused := range []string{"", "response_format"} {
		var sent map[string]any
		e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
			if sent = body(t, r); refused != "" && sent[refused] != nil {
				refuse(400, `{"error":{"message":"no `+refused+`"}}`)(w, r)
				return
			}
			good(w, r)
		})
		c := weatherCall(3)
		if o := do(t, e, c); o.err != nil {
			t.Fatal(o.err)
		}
		system, user := e.Render(c)
		if s, u := messages(sent); s != system || u != user || s != c.System {
			t.Errorf("rendered %q and %q, sent %q and %q", system, user, s, u)
		}
		if lines := strings.Contains(user, "JSON Lines"); lines != (refused != "") {
			t.Errorf("form %q", user)
		}
	}
}

// Ensure that token probabilities are asked for only where they are wanted, and
// that an empty message is not sent.
func TestDo_AsksForNoMoreThanIsWanted(t *testing.T) {
	t.Parallel()
	var sent map[string]any
	e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) { sent = body(t, r); good(w, r) })
	c := weatherCall(3)
	c.Weigh, c.System = "", ""
	if o := do(t, e, c); o.err != nil || o.objects[0].Evidence.Why != "" {
		t.Fatalf("evidence %+v, error %v", o.objects, o.err)
	}
	if sent["logprobs"] != nil || sent["top_logprobs"] != nil || len(sent["messages"].([]any)) != 1 {
		t.Errorf("sent %v", sent)
	}
	c.Mean = "text"
	if o := do(t, e, c); o.err != nil || o.objects[0].Evidence.Why != errNoTokens.Error() || sent["logprobs"] != true {
		t.Errorf("evidence %+v, sent %v, error %v", o.objects, sent, o.err)
	}
}

// Ensure that a taker who has enough ends the request at once, without a word
// of trouble.
func TestDo_EnoughClosesTheConnection(t *testing.T) {
	t.Parallel()
	for name, enough := range map[string]func(generator.Piece) bool{
		"object":  func(p generator.Piece) bool { return p.Object != nil },
		"reject":  func(p generator.Piece) bool { return p.Reject != nil },
		"partial": func(p generator.Piece) bool { return p.Partial != nil && *p.Partial == "tw" },
	} {
		for _, stop := range []error{generator.ErrEnough, errors.New("the disk is full")} {
			t.Run(name+" "+stop.Error(), func(t *testing.T) {
				t.Parallel()
				ended := make(chan struct{})
				e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
					_ = body(t, r) // else the server would not see the client go
					openStream(w).say(`{"samples":[`, sampleJSON("one", "glad"), `,{"text":"no label"}`, `,{"text":"tw`)
					<-r.Context().Done()
					close(ended)
				})
				_, err := e.Do(t.Context(), weatherCall(3), func(p generator.Piece) error {
					if enough(p) {
						return stop
					}
					return nil
				})
				if want := stop; !errors.Is(err, want) && (err != nil || !errors.Is(want, generator.ErrEnough)) {
					t.Fatalf("error %v", err)
				}
				<-ended
			})
		}
	}
}

// Ensure that a taker who has enough need not wait for the end of a pause.
func TestDo_EnoughEndsAPause(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		refuse(429, `{"error":{"message":"slow"}}`, "Retry-After", "3600")(w, r)
	}, func(c *Config) {
		c.Retry = Retry{Tries: 6, First: time.Hour, Most: 2 * time.Hour, MaxElapse: 9 * time.Hour}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var waited generator.Wait
	a, err := e.Do(ctx, weatherCall(1), func(p generator.Piece) error {
		waited = *p.Wait
		return generator.ErrEnough
	})
	if err != nil || waited.For != time.Hour || !waited.Busy || a.Requests != 1 || requests.Load() != 1 {
		t.Errorf("waited %+v, %d requests, error %v", waited, requests.Load(), err)
	}
}

// Ensure that only an endpoint which asks to be asked less counts as busy.
func TestDo_Busy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		busy  bool
	}{
		"429":                {refuse(429, `{}`), true},
		"503":                {refuse(503, `{}`), true},
		"529":                {refuse(529, `{}`), true},
		"overloaded in 500":  {refuse(500, `{"error":{"type":"overloaded_error","message":"Overloaded"}}`), true},
		"overloaded in 200":  {then(openStream, "event: error\ndata: {\"message\":\"overloaded\"}\n\n"), true},
		"500":                {refuse(500, `{"error":{"message":"broke"}}`), false},
		"502":                {refuse(502, `{}`), false},
		"a connection reset": {func(w http.ResponseWriter, _ *http.Request) { hijackedCut(w, "") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := do(t, newTestEndpoint(t, inTurn(c.serve, good)), weatherCall(3))
			if o.err != nil || len(o.waits) != 1 || o.waits[0].Busy != c.busy {
				t.Errorf("waits %+v, error %v", o.waits, o.err)
			}
		})
	}
}

// Ensure that a call is not begun by a context that has ended.
func TestDo_EndedBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newTestEndpoint(t, good).Do(ctx, weatherCall(1), func(generator.Piece) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
