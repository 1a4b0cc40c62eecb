package openai

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
)

var threeTexts = []string{"Rain again./cross", "So warm!/glad", "It is Monday./neither"}

// Ensure that the ways in which servers say the same all read the same.
func TestDo_ServersShapes(t *testing.T) {
	t.Parallel()
	whole := wrap(sampleJSON("Rain again.", "cross"), sampleJSON("So warm!", "glad"), sampleJSON("It is Monday.", "neither"))
	cut := len(whole) / 2
	lines := strings.Join([]string{sampleJSON("Rain again.", "cross"), sampleJSON("So warm!", "glad"), sampleJSON("It is Monday.", "neither")}, "\n")
	cases := map[string]func(s shape){
		"llama.cpp: no role, token by token, usage on the finish event": func(s shape) {
			for _, r := range whole {
				s.say(string(r))
			}
			s.event(`{"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"usage":{"completion_tokens":40,"prompt_tokens":60,"total_tokens":100}}`).done()
		},
		"fork: role first with null content, usage event without choices": func(s shape) {
			s.event(`{"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}`).
				say(whole[:cut], whole[cut:]).finish("stop").
				event(`{"choices":[],"usage":{"completion_tokens":40,"prompt_tokens":60,"total_tokens":100}}`).done()
		},
		"ollama: role in every event, model in none": func(s shape) {
			for _, p := range []string{whole[:cut], whole[cut:], ""} {
				s.event(`{"model":"","choices":[{"index":0,"delta":{"role":"assistant","content":` + jsonText(p) + `},"finish_reason":null}]}`)
			}
			s.finish("stop").event(`{"choices":[],"usage":{"total_tokens":100}}`).done()
		},
		"azure: no choices in the first event": func(s shape) { s.event(`{"choices":[],"prompt_filter_results":[]}`).say(whole).finish("stop").done() },
		"gateway: hundreds of comments":        func(s shape) { s.raw(strings.Repeat(": PROCESSING\n\n", 700)).say(whole).finish("stop").done() },
		"gateway: comments between all events": func(s shape) {
			s.raw(": a\n\n").say(whole[:cut]).raw(": b\n\n:\n\n").say(whole[cut:]).finish("stop").done()
		},
		"data over several lines, CRLF, no blanks": func(s shape) {
			s.raw("data:{\"choices\":[{\"index\":0,\r\ndata: \"delta\":{\"content\":" + jsonText(whole) + "}}]}\r\n\r\n").finish("stop").done()
		},
		"empty events, ids, byte order mark": func(s shape) {
			s.raw("\ufeffid: 1\nretry: 5\ndata:\n\nevent: message\n").say(whole).finish("stop").done()
		},
		"no DONE after the finish":      func(s shape) { s.say(whole).finish("stop") },
		"last event without empty line": func(s shape) { s.say(whole).raw(`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`) },
		"JSON lines":                    func(s shape) { s.say(lines[:20], lines[20:]).finish("stop").done() },
		"fenced array after a thought": func(s shape) {
			s.say("<think>Maybe "+sampleJSON("a draft", "glad")+"?</think>\nHere \"you\" are [as asked]:\n```json\n[", strings.ReplaceAll(lines, "\n", ",\n"), "]\n```\nDone.").finish("stop").done()
		},
		"reasoning beside the content": func(s shape) {
			s.event(`{"choices":[{"index":0,"delta":{"reasoning":"hm","reasoning_content":"hm"}}]}`).say(whole).finish("stop").done()
		},
		"other choices are nobody's": func(s shape) {
			s.event(`{"choices":[{"index":1,"delta":{"content":"{\"text\":\"x\",\"label\":\"glad\"}"}}]}`).say(whole).finish("stop").done()
		},
	}
	for name, write := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) { write(openStream(w)) })
			o := do(t, s, weatherCall(3))
			if o.err != nil || !slices.Equal(o.texts(), threeTexts) || o.answer.Tokens() == 0 {
				t.Fatalf("got %q, %d rejects, %d tokens, error %v", o.texts(), len(o.rejects), o.answer.Tokens(), o.err)
			}
		})
	}
}

// Ensure that a server that does not stream is understood all the same.
func TestDo_WholeAnswerInsteadOfStream(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		shape{w}.raw(`{"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":` +
			jsonText(wrap(sampleJSON("Rain again.", "cross"))) + "}}],\n\"usage\":{\"total_tokens\":9}}")
	})
	o := do(t, s, weatherCall(1))
	if o.err != nil || len(o.objects) != 1 || o.answer.Tokens() != 9 {
		t.Fatalf("got %q, %d tokens, error %v", o.texts(), o.answer.Tokens(), o.err)
	}
}

// Ensure that text is seen while it is written, and that the sample is there
// before the model goes on.
func TestDo_ShowsTextAsItGrows(t *testing.T) {
	t.Parallel()
	steps := make(chan struct{})
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		stream := openStream(w)
		for _, piece := range []string{`{"samples":[{"te`, `xt":"It rains \ud83c`, `\udf27 caf`, "é", ` \"today\"`, `","label":"cross"}`, `]}`} {
			stream.say(piece)
			select {
			case <-steps:
			case <-r.Context().Done():
				return
			}
		}
		stream.finish("stop").done()
	})
	want := []string{"It rains ", "It rains 🌧 caf", "It rains 🌧 café", `It rains 🌧 café "today"`, ""}
	var got []string
	var sampled atomic.Bool
	go func() { // piece 1 shows nothing
		steps <- struct{}{}
	}()
	_, err := s.Do(t.Context(), weatherCall(1), func(e generator.Piece) error {
		switch {
		case e.Partial != nil:
			got = append(got, *e.Partial)
			if !sampled.Load() && *e.Partial != "" {
				steps <- struct{}{}
			}
		case e.Object != nil:
			sampled.Store(true)
			steps <- struct{}{}
			go func() { steps <- struct{}{} }()
		}
		return nil
	})
	if err != nil || !slices.Equal(got, want) || !sampled.Load() {
		t.Fatalf("partials %q, error %v", got, err)
	}
}

// Ensure that the connection cut in mid-sample costs the half sample only, and
// that the run goes on when it is asked to.
func TestDo_CutInMidSample(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	cut := func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).say(`{"samples":[`, sampleJSON("Rain again.", "cross")+",", sampleJSON("So warm!", "glad")+`,{"text":"It is Mon`)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	}
	turns := inTurn(cut, good)
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); turns(w, r) })
	o := do(t, s, weatherCall(3))
	e := o.failure(t)
	if !slices.Equal(o.texts(), threeTexts[:2]) {
		t.Fatalf("kept %q", o.texts())
	}
	for _, want := range []string{"cut", "in the middle of a sample", "2 whole samples kept", "half one dropped"} {
		if !strings.Contains(e.Reason, want) {
			t.Errorf("reason %q does not say %q", e.Reason, want)
		}
	}
	if !e.Retry || !strings.Contains(e.Hint, "try again") || len(o.waits) > 0 || requests.Load() != 1 {
		t.Errorf("retry %v, hint %q, %d waits, %d requests: one request and advice are wanted", e.Retry, e.Hint, len(o.waits), requests.Load())
	}
	if n := len(o.partials); n > 0 && o.partials[n-1] != "" {
		t.Errorf("half text %q stays on screen", o.partials[n-1])
	}
	more := do(t, s, weatherCall(3))
	if more.err != nil || !slices.Equal(more.texts(), threeTexts) {
		t.Fatalf("going on gave %q, error %v", more.texts(), more.err)
	}
}

// Ensure that an answer that ends short keeps its whole samples and says what
// became of the last one, also when the server calls a cut a stop.
func TestDo_EndsShort(t *testing.T) {
	t.Parallel()
	for reason, word := range map[string]string{"length": "token limit", "content_filter": "filter", "stop": "ended"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				openStream(w).say(`{"samples":[`, sampleJSON("Rain again.", "cross"), `,{"text":"So w`).finish(reason).done()
			})
			o := do(t, s, weatherCall(3))
			if o.err != nil || !slices.Equal(o.texts(), threeTexts[:1]) || len(o.rejects) != 1 {
				t.Fatalf("got %q, error %v", o.texts(), o.err)
			}
			if (o.answer.Short == "") != (reason == "stop") || o.answer.Cut != (reason == "length") {
				t.Errorf("answer %+v", o.answer)
			}
			first := o.rejects[0]
			if !strings.Contains(first.Reason, word) || !strings.Contains(first.Reason, "half one") || string(first.Raw) != `{"text":"So w` {
				t.Errorf("reject %q with %q", first.Reason, first.Raw)
			}
		})
	}
}

// Ensure that an answer which is cut at its limit is told from one that ends in
// order by a server that calls both a stop.
func TestDo_CutThatIsCalledAStop(t *testing.T) {
	t.Parallel()
	for tokens, cut := range map[int]bool{12: true, 11: false} {
		s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			openStream(w).say(`{"samples":[`, sampleJSON("Rain again.", "cross"), `,{"text":"So w`).finish("stop").
				event(fmt.Sprintf(`{"choices":[],"usage":{"prompt_tokens":60,"completion_tokens":%d}}`, tokens)).done()
		})
		c := weatherCall(3)
		c.MaxTokens = 12
		if o := do(t, s, c); o.err != nil || len(o.objects) != 1 || o.answer.Cut != cut || (o.answer.Short != "") != cut {
			t.Errorf("%d tokens: %d objects, answer %+v, error %v", tokens, len(o.objects), o.answer, o.err)
		}
	}
}

// Ensure that what is no sample is rejected with its reason and its bytes,
// and nothing else is lost by it.
func TestDo_Rejects(t *testing.T) {
	t.Parallel()
	cases := []struct{ in, want string }{
		{`{"text":"no label"}`, "no member label"},
		{`{"text":"a","text":"b","label":"glad"}`, "twice"},
		{"{\"text\":\"raw\nbreak\",\"label\":\"glad\"}", "not valid JSON"},
		{`{"text":"half a \ud83c pair","label":"glad"}`, "not valid JSON"},
		{`{"text":"bad", "label": ]`, "brackets"},
	}
	var all []string
	for i, c := range cases {
		all = append(all, c.in, sampleJSON(fmt.Sprintf("Sun %d", i), "glad"))
	}
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).say(sampleJSON("first", "glad") + "\n" + strings.Join(all, "\n")).finish("stop").done()
	})
	o := do(t, s, weatherCall(len(cases)+1))
	if o.err != nil || len(o.objects) != len(cases)+1 {
		t.Fatalf("%d samples, %d rejects, error %v", len(o.objects), len(o.rejects), o.err)
	}
	if len(o.rejects) != len(cases) {
		t.Fatalf("%d rejects for %d faults", len(o.rejects), len(cases))
	}
	for i, c := range cases {
		if r := o.rejects[i]; !strings.Contains(r.Reason, c.want) || string(r.Raw) != c.in {
			t.Errorf("reject %d: %q (%.40q), want %q", i, r.Reason, r.Raw, c.want)
		}
	}
}

// Ensure that the mean of a text's log-probabilities is given where it is asked
// for, beside the weights of a choice.
func TestDo_MeanLogprob(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).
			sayWith(`{"text":"`, 1).sayWith("Eight", .5).sayWith(" drops.", .125).
			sayWith(`","label":"`, 1).sayWith("cross", .75, "glad", .25).sayWith(`"}`, 1).
			finish("stop").done()
	})
	c := weatherCall(1)
	c.Mean = "text"
	o := do(t, s, c)
	if o.err != nil || len(o.objects) != 1 {
		t.Fatalf("got %q, error %v", o.texts(), o.err)
	}
	ev := o.objects[0].Evidence
	if ev.MeanLogprob == nil || ev.Probability == nil || ev.Tokens != 6 || ev.Why != "" {
		t.Fatalf("evidence %+v", ev)
	}
	// The token that closes the text stands outside of it.
	near(t, "the mean", *ev.MeanLogprob, -math.Ln2*2)
	near(t, "the probability", *ev.Probability, .75)
}

// Ensure that a run stops at once when it is told to.
func TestDo_StopsWithContext(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		openStream(w).say(`{"samples":[{"text":"It`)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Do(ctx, weatherCall(1), func(p generator.Piece) error {
		if p.Partial != nil {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
}
