package openai

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

func recipeTask() review.Task {
	return review.Task{
		Name: "recipes", Kind: review.Text, Guidelines: "Answer in one sentence.",
		Fields: []string{"instruction", "input"}, Target: "output",
	}
}

// testSource is an endpoint with the source that asks it, one call at a time so
// that what a test sees stands in order.
type testSource struct {
	*Endpoint
	asks *ask.Source
}

func newTestSource(t *testing.T, h http.HandlerFunc) *testSource {
	t.Helper()
	return &testSource{Endpoint: newTestEndpoint(t, h)}
}

// alone is a task whose requests go out one by one, and whose samples may be
// as alike as tests write them.
func alone(task review.Task) review.Task {
	off := false
	task.Generate.AtOnce, task.Generate.Filters.Near = 1, &off
	return task
}

// run is all that a source has told.
type run struct {
	samples  []review.Sample
	partials []string
	rejects  []generator.Reject
	waits    []generator.Wait
	tokens   int
	err      error
}

func generate(t *testing.T, s *testSource, task review.Task, count int) run {
	t.Helper()
	var o run
	task = alone(task)
	if s.asks == nil {
		var err error
		if s.asks, err = ask.New(task, ask.Config{Endpoints: []ask.Endpoint{{Endpoint: s.Endpoint}}}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	o.err = s.asks.Generate(ctx, generator.Request{Task: task, Count: count, Seed: 7}, o.note)
	return o
}

func (o *run) note(e generator.Event) {
	switch {
	case e.Sample != nil:
		o.samples = append(o.samples, *e.Sample)
	case e.Partial != nil:
		o.partials = append(o.partials, *e.Partial)
	case e.Reject != nil:
		o.rejects = append(o.rejects, *e.Reject)
	case e.Wait != nil:
		o.waits = append(o.waits, *e.Wait)
	case e.Spent != nil:
		o.tokens += e.Spent.Tokens
	}
}

func (o *run) texts() []string {
	var out []string
	for _, s := range o.samples {
		out = append(out, s.Fields[0].Text+"/"+s.Suggestion.Label+s.Suggestion.Text)
	}
	return out
}

func (o *run) failure(t *testing.T) *generator.Error {
	t.Helper()
	return (&outcome{err: o.err}).failure(t)
}

// Ensure that the label's probability, the margin and the alternatives are on
// the record, that unreliable ones are not, and that neither is called the
// confidence.
func TestSource_LabelProbability(t *testing.T) {
	t.Parallel()
	s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).
			sayWith(`{"samples":[{"text":"Rain.","label":"`, 1).sayWith("cross", .6, "glad", .3, "neither", .1).sayWith(`"},`, 1).
			sayWith(`{"text":"Hm.","label":"`, 1).sayWith("neither", .1, "well", .85, "glad", .05).sayWith(`"}]}`, 1).
			event(`{"choices":[{"index":0,"delta":{"content":""},"logprobs":{"content":[{"token":"","bytes":[],"logprob":-0.1,"top_logprobs":[]}]}}]}`).
			finish("stop").done()
	})
	task := weatherTask()
	o := generate(t, s, task, 2)
	if o.err != nil || len(o.samples) != 2 {
		t.Fatalf("%d samples, error %v", len(o.samples), o.err)
	}
	sure, unsure := o.samples[0], o.samples[1]
	for name, want := range map[string]float64{"label_probability": .6, "label_margin": .3, "off_label": 0} {
		v, ok := sure.Signal(name)
		if !ok {
			t.Errorf("no %s in %s", name, sure.Raw)
		}
		near(t, name, v, want)
	}
	if len(sure.Alternatives) != 3 || sure.Alternatives[1].Label != "glad" || sure.Provenance.Tokens != 3 {
		t.Errorf("alternatives %v, %d tokens", sure.Alternatives, sure.Provenance.Tokens)
	}
	if _, ok := unsure.Signal("label_probability"); ok || !strings.Contains(string(unsure.Raw), "outside the label set") {
		t.Errorf("unreliable record %s", unsure.Raw)
	}
	for _, x := range o.samples {
		if members, err := review.Members(x.Raw); err != nil || memberOf(members, "confidence") != nil || x.Confidence.IsKnown() {
			t.Errorf("record %s claims a confidence (%v)", x.Raw, err)
		}
	}
}

// Ensure that the budget holds, by the server's count and by our own, and
// that a new call does not refill it.
func TestSource_Budget(t *testing.T) {
	t.Parallel()
	for _, counted := range []bool{true, false} {
		t.Run(strconv.FormatBool(counted), func(t *testing.T) {
			t.Parallel()
			n := 0
			s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) {
				n++
				stream := openStream(w).say(wrap(sampleJSON(strings.Repeat("x", n), "glad"))).finish("stop")
				if counted {
					stream.event(`{"choices":[],"usage":{"total_tokens":900}}`)
				}
				stream.done()
			})
			task := weatherTask()
			task.Generate.Budget.Tokens = 2000
			o := generate(t, s, task, 1000)
			if e := o.failure(t); !strings.Contains(e.Reason, "budget of 2000 tokens") {
				t.Errorf("reason %q", e.Reason)
			}
			if len(o.samples) == 0 || o.tokens > 3000 {
				t.Errorf("%d samples, %d tokens", len(o.samples), o.tokens)
			}
			// Whoever goes on behind a spent budget has one of the same size.
			before := n
			if o := generate(t, s, task, 1); o.err != nil || n == before {
				t.Errorf("going on: %v after %d requests", o.err, n-before)
			}
		})
	}
}

// Ensure that a model which only repeats itself or says nothing is not asked
// for ever.
func TestSource_NothingNew(t *testing.T) {
	t.Parallel()
	for name, say := range map[string]string{
		"repeats": wrap(sampleJSON("Rain again.", "cross")), "prose": "I would rather not.", "empty": `{"samples":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTestSource(t, func(w http.ResponseWriter, _ *http.Request) { openStream(w).say(say).finish("stop").done() })
			o := generate(t, s, weatherTask(), 50)
			if e := o.failure(t); !strings.Contains(e.Reason, "no new sample") || len(o.rejects) < 3 {
				t.Errorf("reason %q, %d rejects", e.Reason, len(o.rejects))
			}
		})
	}
}

func TestSource_KindText(t *testing.T) {
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

// Ensure that a label that is right but for case and blanks is taken, and
// that this is noted; and that lost characters are.
func TestSource_LabelAlmostRight(t *testing.T) {
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

// Ensure that what is stored is the record of the sample that was handed
// over, and says where it comes from.
func TestSource_RecordAndProvenance(t *testing.T) {
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

// Ensure that what is no sample is rejected with its reason and its bytes,
// and nothing else is lost by it.
func TestSource_Rejects(t *testing.T) {
	t.Parallel()
	huge := sampleJSON(strings.Repeat("x", 256<<10), "glad")
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

// Ensure that a model that goes on after the last sample wanted is stopped.
func TestSource_StopsTheModelAtTheCount(t *testing.T) {
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

// Ensure that an answer that ends short keeps its whole samples and says what
// became of the last one, also when the server calls a cut a stop.
func TestSource_EndsShort(t *testing.T) {
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

// Ensure that the connection cut in mid-sample costs the half sample only, and
// that the run goes on when it is asked to.
func TestSource_CutInMidSample(t *testing.T) {
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
