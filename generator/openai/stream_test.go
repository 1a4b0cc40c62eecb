package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
	"winnow/review"
)

var threeTexts = []string{"Rain again./cross", "So warm!/glad", "It is Monday./neither"}

// Ensure that the ways in which servers say the same all read the same.
func TestGenerate_ServersShapes(t *testing.T) {
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
			s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) { write(openStream(w)) })
			o := generate(t, s, weatherTask(), 3)
			if o.err != nil || !slices.Equal(o.texts(), threeTexts) || o.tokens == 0 {
				t.Fatalf("got %q, %d rejects, %d tokens, error %v", o.texts(), len(o.rejects), o.tokens, o.err)
			}
		})
	}
}

// Ensure that a server that does not stream is understood all the same.
func TestGenerate_WholeAnswerInsteadOfStream(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		shape{w}.raw(`{"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":` +
			jsonText(wrap(sampleJSON("Rain again.", "cross"))) + "}}],\n\"usage\":{\"total_tokens\":9}}")
	})
	o := generate(t, s, weatherTask(), 1)
	if o.err != nil || len(o.samples) != 1 || o.tokens != 9 {
		t.Fatalf("got %q, %d tokens, error %v", o.texts(), o.tokens, o.err)
	}
}

// Ensure that what is stored is the record of the sample that was handed
// over, and says where it comes from.
func TestGenerate_RecordAndProvenance(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, good)
	task := weatherTask()
	o := generate(t, s, task, 3)
	if o.err != nil {
		t.Fatal(o.err)
	}
	for _, got := range o.samples {
		again, err := review.ParseRecord(task, got.Raw)
		if err != nil {
			t.Fatalf("%s: %v", got.Raw, err)
		}
		if again.ID != got.ID || !again.Suggestion.Equal(got.Suggestion) || len(again.Signals) != len(got.Signals) {
			t.Errorf("record %s does not say what the sample says", got.Raw)
		}
		p := got.Provenance
		if p.Source != "openai" || p.Origin != s.host || p.Model != "tiny-1" || p.Strategy != "zerogen" ||
			p.PromptHash == "" || p.Condition == "" || p.Seed == 0 {
			t.Errorf("provenance %+v", p)
		}
		if got.Confidence.IsKnown() || len(got.Signals) > 0 || strings.Contains(string(got.Raw), `"confidence"`) {
			t.Errorf("confidence out of nothing: %s", got.Raw)
		}
		if !strings.Contains(string(got.Raw), `"no_confidence"`) {
			t.Errorf("no word on why there is no confidence: %s", got.Raw)
		}
	}
}

// Ensure that text is seen while it is written, and that the sample is there
// before the model goes on.
func TestGenerate_ShowsTextAsItGrows(t *testing.T) {
	t.Parallel()
	steps := make(chan struct{})
	s := newTestSource(t, func(w http.ResponseWriter, r *http.Request) {
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
	err := s.source(t, weatherTask()).Generate(t.Context(), generator.Request{Task: weatherTask(), Count: 1}, func(e generator.Event) {
		switch {
		case e.Partial != nil:
			got = append(got, *e.Partial)
			if !sampled.Load() && *e.Partial != "" {
				steps <- struct{}{}
			}
		case e.Sample != nil:
			sampled.Store(true)
			steps <- struct{}{}
			go func() { steps <- struct{}{} }()
		}
	})
	if err != nil || !slices.Equal(got, want) || !sampled.Load() {
		t.Fatalf("partials %q, error %v", got, err)
	}
}

// Ensure that the connection cut in mid-sample costs the half sample only, and
// that the run goes on when it is asked to.
func TestGenerate_CutInMidSample(t *testing.T) {
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
	s := newTestSource(t, func(w http.ResponseWriter, r *http.Request) { requests.Add(1); turns(w, r) })
	o := generate(t, s, weatherTask(), 3)
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
	more := generate(t, s, weatherTask(), 1)
	if more.err != nil || !slices.Equal(more.texts(), threeTexts[2:]) {
		t.Fatalf("going on gave %q, error %v", more.texts(), more.err)
	}
}

// Ensure that an answer that ends short keeps its whole samples and says what
// became of the last one, also when the server calls a cut a stop.
func TestGenerate_EndsShort(t *testing.T) {
	t.Parallel()
	for reason, word := range map[string]string{"length": "token limit", "content_filter": "filter", "stop": "ended"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			short := func(w http.ResponseWriter, _ *http.Request) {
				openStream(w).say(`{"samples":[`, sampleJSON("Rain again.", "cross"), `,{"text":"So w`).finish(reason).done()
			}
			s := newTestSource(t, inTurn(short, good))
			o := generate(t, s, weatherTask(), 3)
			if o.err != nil || len(o.samples) != 3 {
				t.Fatalf("got %q, error %v", o.texts(), o.err)
			}
			first := o.rejects[0]
			if !strings.Contains(first.Reason, word) || !strings.Contains(first.Reason, "half one") || string(first.Raw) != `{"text":"So w` {
				t.Errorf("reject %q with %q", first.Reason, first.Raw)
			}
		})
	}
}

// Ensure that what is no sample is rejected with its reason and its bytes,
// and nothing else is lost by it.
func TestGenerate_Rejects(t *testing.T) {
	t.Parallel()
	huge := sampleJSON(strings.Repeat("x", maxText), "glad")
	cases := []struct{ in, want string }{
		{sampleJSON("Rain again.", "furious"), "furious"},
		{sampleJSON(" \n ", "glad"), "text is empty"},
		{`{"text":"no label"}`, "no member label"},
		{`{"text":["a"],"label":"glad"}`, "not a text"},
		{`{"text":"a","text":"b","label":"glad"}`, "twice"},
		{"{\"text\":\"raw\nbreak\",\"label\":\"glad\"}", "not valid JSON"},
		{`{"text":"half a \ud83c pair","label":"glad"}`, "not valid JSON"},
		{`{"text":"bad", "label": ]`, "brackets"},
		{huge, "longer than 256 KiB"},
	}
	var all []string
	for i, c := range cases {
		all = append(all, c.in, sampleJSON(fmt.Sprintf("Sun %d", i), "glad"))
	}
	s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).say(sampleJSON("first", "glad") + "\n" + strings.Join(all, "\n")).finish("stop").done()
	})
	o := generate(t, s, weatherTask(), len(cases)+1)
	if o.err != nil || len(o.samples) != len(cases)+1 {
		t.Fatalf("%d samples, %d rejects, error %v", len(o.samples), len(o.rejects), o.err)
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

// Ensure that a label that is right but for case and blanks is taken, and
// that this is noted; and that lost characters are.
func TestGenerate_LabelAlmostRight(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).say(wrap(sampleJSON("Sun\ufffd!", " Glad "))).finish("stop").done()
	})
	o := generate(t, s, weatherTask(), 1)
	if o.err != nil || o.samples[0].Suggestion.Label != "glad" {
		t.Fatalf("got %q, error %v", o.texts(), o.err)
	}
	for _, want := range []string{`"label_written":" Glad "`, `"replaced_characters":true`} {
		if !strings.Contains(string(o.samples[0].Raw), want) {
			t.Errorf("%s lacks %s", o.samples[0].Raw, want)
		}
	}
}

func TestGenerate_KindText(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
		stream := openStream(w)
		for _, p := range []string{`{"samples":[{"instruction":"Boil an egg.","input":"","output":"`, "Eight", " minutes.", `"}]}`} {
			stream.event(`{"choices":[{"index":0,"delta":{"content":` + jsonText(p) + `},"logprobs":{"content":[{"token":` + jsonText(p) +
				`,"logprob":-0.5,"top_logprobs":[{"token":` + jsonText(p) + `,"logprob":-0.5}]}]}}]}`)
		}
		stream.finish("stop").done()
	})
	o := generate(t, s, recipeTask(), 1)
	if o.err != nil || len(o.samples) != 1 {
		t.Fatalf("got %q, error %v", o.texts(), o.err)
	}
	got := o.samples[0]
	if got.Suggestion.Text != "Eight minutes." || got.Field("input") != "" || got.Provenance.Tokens != 4 {
		t.Errorf("sample %+v", got)
	}
	if v, ok := got.Signal("mean_logprob"); !ok || v != -0.5 {
		t.Errorf("mean_logprob %v %v", v, ok)
	}
}

// Ensure that labels are asked for in balance, and that each request differs.
func TestGenerate_AsksInBalance(t *testing.T) {
	t.Parallel()
	asked, prompts, seeds := map[string]int{}, map[string]bool{}, map[float64]bool{}
	n := 0
	s := newTestSource(t, func(w http.ResponseWriter, r *http.Request) {
		m := body(t, r)
		user := m["messages"].([]any)[1].(map[string]any)["content"].(string)
		prompts[user], seeds[m["seed"].(float64)] = true, true
		_, after, _ := strings.Cut(user, `right label is "`)
		label, _, _ := strings.Cut(after, `"`)
		asked[label]++
		var samples []string
		for range 2 {
			n++
			samples = append(samples, sampleJSON(strings.Repeat("x", n), label))
		}
		openStream(w).say(wrap(samples...)).finish("stop").done()
	})
	task := weatherTask()
	task.Generate.PerRequest = 2
	o := generate(t, s, task, 12)
	if o.err != nil || len(o.samples) != 12 {
		t.Fatalf("%d samples, error %v", len(o.samples), o.err)
	}
	if len(prompts) != 6 || len(seeds) != 6 {
		t.Errorf("%d prompts and %d seeds for 6 requests", len(prompts), len(seeds))
	}
	for _, l := range task.LabelNames() {
		if asked[l] != 2 {
			t.Errorf("asked for %q %d times", l, asked[l])
		}
	}
	if c := o.samples[0].Provenance.Condition; !strings.HasPrefix(c, "glad; length: ") {
		t.Errorf("condition %q", c)
	}
}

// Ensure that a run stops at once when it is told to.
func TestGenerate_StopsWithContext(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, func(w http.ResponseWriter, r *http.Request) {
		openStream(w).say(`{"samples":[{"text":"It`)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	err := s.source(t, weatherTask()).Generate(ctx, generator.Request{Task: weatherTask(), Count: 1}, func(e generator.Event) {
		if e.Partial != nil {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
}

// Ensure that a model that goes on after the last sample wanted is stopped.
func TestGenerate_StopsTheModelAtTheCount(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	s := newTestSource(t, func(w http.ResponseWriter, r *http.Request) {
		openStream(w).say(sampleJSON("one", "glad") + `{"text":"tw`)
		<-r.Context().Done()
		close(ended)
	})
	o := generate(t, s, weatherTask(), 1)
	if o.err != nil || len(o.samples) != 1 {
		t.Fatalf("got %q, error %v", o.texts(), o.err)
	}
	<-ended
}
