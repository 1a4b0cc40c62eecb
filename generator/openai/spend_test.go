package openai

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"winnow/generator"
)

// Ensure that a call that cannot be made within its budget is not made.
func TestDo_MostBelowThePrompt(t *testing.T) {
	t.Parallel()
	e := newTestEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	c := weatherCall(3)
	c.Most = 10
	if o := do(t, e, c); !errors.Is(o.err, generator.ErrBudget) || o.answer.Tokens() != 0 || o.answer.Requests != 0 {
		t.Errorf("answer %+v, error %v", o.answer, o.err)
	}
}

// Ensure that an answer ends where the budget of its call does, however a
// server that does not know the limit goes on, and whether it speaks or thinks.
func TestDo_MostEndsTheAnswer(t *testing.T) {
	t.Parallel()
	endless := func(event func(s shape, i int)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_ = body(t, r)
			s := openStream(w)
			for i := 0; r.Context().Err() == nil; i++ {
				event(s, i)
			}
		}
	}
	for name, serve := range map[string]http.HandlerFunc{
		"a token an event":   endless(func(s shape, i int) { s.say(strings.Split(sampleJSON(fmt.Sprint("x", i), "glad"), "")...) }),
		"a sample an event":  endless(func(s shape, i int) { s.say(sampleJSON(fmt.Sprint("x", i), "glad") + "\n") }),
		"with probabilities": endless(func(s shape, _ int) { s.sayWith(`{"text":"x","label":"`, 1).sayWith("glad", 1).sayWith(`"}`, 1) }),
		"thoughts": endless(func(s shape, _ int) {
			s.event(`{"choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm, hm"}}]}`)
		}),
		"thoughts by another name": endless(func(s shape, _ int) {
			s.event(`{"choices":[{"index":0,"delta":{"reasoning_content":"hm, hm"}}]}`)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := weatherCall(1000)
			c.Most = 400
			o := do(t, newTestEndpoint(t, serve), c)
			if o.err != nil || o.answer.Short != errLength.Error() || !o.answer.Cut {
				t.Fatalf("answer %+v, error %v", o.answer, o.err)
			}
			// One event may bring more than there was room for.
			if n := o.answer.Tokens(); n < c.Most || n > c.Most+30 {
				t.Errorf("%d tokens", n)
			}
		})
	}
}

// Ensure that the server is told how much there is room for, that a smaller
// limit stays, and that what a first try has cost is not spent again.
func TestDo_MostBoundsTheLimit(t *testing.T) {
	t.Parallel()
	var limits []float64
	e := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		m := body(t, r)
		limits = append(limits, m["max_tokens"].(float64))
		if format2(m) != nil {
			openStream(w).say(`{"sentence":"Rain."}`, " and more").finish("stop").done()
			return
		}
		good(w, r)
	})
	c := weatherCall(3)
	c.Most = 500
	o := do(t, e, c)
	if o.err != nil || len(o.objects) != 3 || len(limits) != 3 || o.answer.Tokens() > c.Most {
		t.Fatalf("%d objects, limits %v, answer %+v, error %v", len(o.objects), limits, o.answer, o.err)
	}
	if limits[0] >= 500 || limits[1] >= limits[0] || limits[2] >= limits[1] {
		t.Errorf("limits %v", limits)
	}
	c.MaxTokens = 50
	if o := do(t, e, c); o.err != nil || limits[3] != 50 {
		t.Errorf("limits %v, error %v", limits, o.err)
	}
}

// Ensure that the tokens are the server's where it counts them.
func TestDo_TokensAreTheServers(t *testing.T) {
	t.Parallel()
	for usage, want := range map[string]generator.Answer{
		`{"prompt_tokens":60,"completion_tokens":40,"total_tokens":100}`: {Prompt: 60, Completion: 40, Requests: 1},
		`{"prompt_tokens":60,"completion_tokens":40}`:                    {Prompt: 60, Completion: 40, Requests: 1},
		`{"prompt_tokens":60,"completion_tokens":40,"total_tokens":170}`: {Prompt: 60, Completion: 110, Requests: 1}, // thoughts
	} {
		e := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
			openStream(w).say(wrap(sampleJSON("one", "glad"))).finish("stop").event(`{"choices":[],"usage":` + usage + `}`).done()
		})
		if o := do(t, e, weatherCall(1)); o.err != nil || o.answer != want {
			t.Errorf("%s: %+v, error %v", usage, o.answer, o.err)
		}
	}
}

// Ensure that a prompt of which the server has read a part is noticed, that
// what came of it is kept, and that it is not taken for another trouble.
func TestDo_CutPrompt(t *testing.T) {
	t.Parallel()
	words := strings.Repeat("It rains in the valley, and the river rises. ", 200) // 9,000 bytes, some 2,000 tokens
	cases := []struct {
		name, user, usage, say string
		cut                    bool
		objects                int
	}{
		{"cut", words, `{"prompt_tokens":512,"completion_tokens":9}`, "", true, 3},
		{"cut, and no answer to what was asked", words, `{"prompt_tokens":512,"completion_tokens":9}`, "The river rises.", true, 0},
		{"whole", words, `{"prompt_tokens":2100,"completion_tokens":9}`, "", false, 3},
		{"remembered", words, `{"prompt_tokens":50,"completion_tokens":9,"prompt_tokens_details":{"cached_tokens":2050}}`, "", false, 3},
		{"not counted", words, `{"completion_tokens":9}`, "", false, 3},
		{"short", "Go.", `{"prompt_tokens":2,"completion_tokens":9}`, "", false, 3},
		{"blanks", strings.Repeat(" ", 20_000), `{"prompt_tokens":300,"completion_tokens":9}`, "", false, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			say := c.say
			if say == "" {
				say = wrap(sampleJSON("one", "glad"), sampleJSON("two", "glad"), sampleJSON("three", "glad"))
			}
			e := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				openStream(w).say(say).finish("stop").event(`{"choices":[],"usage":` + c.usage + `}`).done()
			})
			ask := weatherCall(3)
			ask.User = c.user
			before := e.speaks().format
			o := do(t, e, ask)
			if len(o.objects) != c.objects || o.answer.Requests != 1 || e.speaks().format != before {
				t.Errorf("%d objects, answer %+v, format %v", len(o.objects), o.answer, e.speaks().format)
			}
			if !c.cut {
				if o.err != nil {
					t.Errorf("error %v", o.err)
				}
				return
			}
			f := o.failure(t)
			if !strings.Contains(f.Reason, "cut the prompt") || !strings.Contains(f.Reason, "512 tokens") ||
				!strings.Contains(f.Hint, "larger context") || !strings.Contains(f.Hint, "fewer demonstrations") || f.Retry {
				t.Errorf("reason %q, hint %q, retry %v", f.Reason, f.Hint, f.Retry)
			}
		})
	}
}
