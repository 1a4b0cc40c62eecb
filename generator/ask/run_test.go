package ask_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

func TestGenerate_LabelsInBalance(t *testing.T) {
	t.Parallel()
	f := &fake{host: "h", answer: obedient}
	o := run(t, seaTask(), 21, one(f))
	if o.err != nil || len(o.samples) != 21 {
		t.Fatalf("%d samples, %v; want 21", len(o.samples), o.err)
	}
	if l := o.labels(); l["calm"] < 10 || l["rough"] < 10 {
		t.Errorf("labels %v are not within one of their quota", l)
	}
	if o.spent.Tokens == 0 || o.spent.Unpriced != o.spent.Tokens || o.spent.Requests != len(f.calls) {
		t.Errorf("spent %+v for %d calls", o.spent, len(f.calls))
	}
}

func TestGenerate_NoTwoRequestsAreTheSame(t *testing.T) {
	t.Parallel()
	f := &fake{host: "h", answer: obedient}
	s, err := ask.New(seaTask(), one(f))
	if err != nil {
		t.Fatal(err)
	}
	again(t, s, seaTask(), 30)
	again(t, s, seaTask(), 30)
	seen := map[string]bool{}
	for _, u := range f.users() {
		if seen[u] {
			t.Errorf("asked twice: %s", u)
		}
		seen[u] = true
	}
}

func TestGenerate_ProvenanceAndSignals(t *testing.T) {
	t.Parallel()
	p, m := 0.75, -0.5
	f := &fake{host: "sea.example", answer: func(_ int, _ generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		o := object("text", "Spray over the bow.", "label", "Rough ")
		o.Evidence = generator.Evidence{
			Probability: &p, MeanLogprob: &m, Tokens: 12,
			Shares: []review.Alternative{{Label: "rough", Share: 0.75}, {Label: "calm", Share: 0.25}},
		}
		return generator.Answer{}, say(generator.Piece{Object: o})
	}}
	o := run(t, seaTask(), 1, one(f))
	if o.err != nil || len(o.samples) != 1 {
		t.Fatal(o.err)
	}
	s := o.samples[0]
	want := `{"text":"Spray over the bow.","label":"rough","model":"m","signals":{"label_probability":0.75,"mean_logprob":-0.5},` +
		`"probs":{"rough":0.75,"calm":0.25},"label_written":"Rough "}`
	if string(s.Raw) != want {
		t.Errorf("record\n%s\nwant\n%s", s.Raw, want)
	}
	pr := s.Provenance
	if pr.Source != "openai" || pr.Origin != "sea.example" || pr.Strategy != "zerogen" || pr.PromptHash == "" ||
		!strings.HasPrefix(pr.Condition, "calm; length: ") || pr.Seed == 0 || pr.Tokens != 12 || pr.Model != "m" {
		t.Errorf("provenance %+v", pr)
	}
}

func TestGenerate_RefusesWhatIsNoSample(t *testing.T) {
	t.Parallel()
	bad := []*generator.Object{
		object("text", "Nothing moves.", "label", "stormy"), object("text", "  ", "label", "calm"), object("label", "calm"),
	}
	f := &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		for _, o := range bad {
			if err := say(generator.Piece{Object: o}); err != nil {
				return generator.Answer{}, err
			}
		}
		return obedient(n, c, say)
	}}
	o := run(t, seaTask(func(t *review.Task) { t.Generate.AtOnce = 1 }), 2, one(f))
	if o.err != nil || len(o.samples) != 2 {
		t.Fatalf("%d samples, %v", len(o.samples), o.err)
	}
	want := []string{`the label is not in the task's labels: "stormy"`, "text is empty", "it has no member text"}
	for i, w := range want {
		if i >= len(o.rejects) || o.rejects[i].Reason != w || string(o.rejects[i].Raw) != string(bad[i].Raw) {
			t.Errorf("reject %d of %+v: want %s", i, o.rejects, w)
		}
	}
}

func TestGenerate_RepeatsAreHeldBack(t *testing.T) {
	t.Parallel()
	known, err := review.ParseRecord(seaTask(), []byte(`{"text":"Known.","label":"calm"}`))
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		for _, text := range []string{"Known.", "New.", "New."} {
			if err := say(generator.Piece{Object: object("text", text, "label", "calm")}); err != nil {
				return generator.Answer{}, err
			}
		}
		return obedient(n, c, say)
	}}
	cfg := one(f)
	cfg.Known = func(yield func(review.Sample) bool) { yield(known) }
	o := run(t, seaTask(func(t *review.Task) { t.Generate.AtOnce = 1 }), 3, cfg)
	if len(o.samples) != 3 || len(o.rejects) < 2 || o.rejects[0].Filter != "repeat" || !strings.Contains(string(o.rejects[0].Raw), "Known.") {
		t.Errorf("samples %d, rejects %+v", len(o.samples), o.rejects)
	}
}

func TestGenerate_NothingNewEnds(t *testing.T) {
	t.Parallel()
	f := &fake{host: "h", answer: func(_ int, _ generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		return generator.Answer{}, say(generator.Piece{Object: object("text", "Always this.", "label", "calm")})
	}}
	o := run(t, seaTask(func(t *review.Task) { t.Generate.AtOnce = 1 }), 5, one(f))
	var e *generator.Error
	if !errors.As(o.err, &e) || !strings.Contains(e.Reason, "3 answers in a row held no new sample; the last one: the model repeats") {
		t.Errorf("ended with %v", o.err)
	}
	if len(o.samples) != 1 || len(f.calls) != 4 {
		t.Errorf("%d samples of %d calls, want 1 of 4", len(o.samples), len(f.calls))
	}
}

func TestGenerate_AsksForLessWhenAnswersAreCut(t *testing.T) {
	t.Parallel()
	f := &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		c.Count = min(c.Count, 2)
		a, err := obedient(n, c, say)
		a.Short, a.Cut = "the answer reached its token limit", true
		return a, err
	}}
	o := run(t, seaTask(func(t *review.Task) { t.Generate.AtOnce = 1 }), 6, one(f))
	if o.err != nil {
		t.Fatal(o.err)
	}
	if f.calls[0].Count != 3 || f.calls[1].Count != 2 || f.calls[2].Count > 2 {
		t.Errorf("asked for %d, %d, %d", f.calls[0].Count, f.calls[1].Count, f.calls[2].Count)
	}
}

func TestGenerate_EndlessRubbishIsEnded(t *testing.T) {
	t.Parallel()
	f := &fake{host: "h", answer: func(_ int, _ generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		for {
			if err := say(generator.Piece{Reject: &generator.Reject{Reason: "it is no object", Raw: []byte("la")}}); err != nil {
				return generator.Answer{}, err
			}
		}
	}}
	o := run(t, seaTask(func(t *review.Task) { t.Generate.AtOnce = 1 }), 5, one(f))
	if o.err == nil || len(f.calls) != 3 {
		t.Errorf("%d calls, %v; want the third to be the last", len(f.calls), o.err)
	}
}

func TestGenerate_StopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		if n == 1 {
			_, err := obedient(n, c, say)
			cancel()
			<-ctx.Done()
			return generator.Answer{Completion: 5}, errors.Join(err, ctx.Err())
		}
		<-ctx.Done()
		return generator.Answer{}, ctx.Err()
	}}
	s, err := ask.New(seaTask(), one(f))
	if err != nil {
		t.Fatal(err)
	}
	o := &outcome{}
	err = s.Generate(ctx, generator.Request{Task: seaTask(), Count: 50}, o.note)
	if !errors.Is(err, context.Canceled) || len(o.samples) == 0 || o.spent.Tokens != 5 {
		t.Errorf("%v with %d samples, spent %+v", err, len(o.samples), o.spent)
	}
}

func TestGenerate_AnotherEndpointGoesOn(t *testing.T) {
	t.Parallel()
	refused := &generator.Error{Reason: "the key is not accepted"}
	bad := &fake{host: "bad", answer: func(int, generator.Call, func(generator.Piece) error) (generator.Answer, error) {
		return generator.Answer{}, refused
	}}
	good := &fake{host: "good", answer: obedient}
	cfg := ask.Config{Endpoints: []ask.Endpoint{{Endpoint: bad}, {Endpoint: good}}}
	if o := run(t, seaTask(), 12, cfg); o.err != nil || len(o.samples) != 12 || len(bad.calls) == 0 {
		t.Errorf("%d samples, %v, %d calls of the bad one", len(o.samples), o.err, len(bad.calls))
	}
	if o := run(t, seaTask(), 12, one(bad)); !errors.Is(o.err, refused) {
		t.Errorf("alone it ends with %v", o.err)
	}
}

func TestGenerate_EndpointsHaveTheirShare(t *testing.T) {
	t.Parallel()
	a, b := &fake{host: "a", answer: obedient}, &fake{host: "b", answer: obedient}
	task := seaTask(func(t *review.Task) { t.Generate.PerRequest = 1 })
	b.answer = func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		return obedient(n+1000, c, say)
	}
	o := run(t, task, 40, ask.Config{Endpoints: []ask.Endpoint{{Endpoint: a, Share: 3}, {Endpoint: b, Share: 1}}})
	if o.err != nil || len(a.calls) != 30 || len(b.calls) != 10 {
		t.Errorf("%d and %d calls, %v; want 30 and 10", len(a.calls), len(b.calls), o.err)
	}
}

func TestGenerate_PaceFallsWhenBusyAndGrowsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fake{host: "h"}
		atOnce := map[int]int{}
		f.answer = func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
			if n <= 8 {
				if err := say(generator.Piece{Wait: &generator.Wait{Reason: "429", For: time.Second, Busy: true}}); err != nil {
					return generator.Answer{}, err
				}
			}
			f.mu.Lock()
			atOnce[n] = f.flying
			f.mu.Unlock()
			time.Sleep(time.Second)
			return obedient(n, c, say)
		}
		task := seaTask(func(t *review.Task) { t.Generate.AtOnce, t.Generate.PerRequest = 8, 1 })
		if o := run(t, task, 80, one(f)); o.err != nil {
			t.Fatal(o.err)
		}
		then, later := 0, 0
		for n := 9; n <= 12; n++ {
			then = max(then, atOnce[n])
		}
		for n := 60; n <= 70; n++ {
			later = max(later, atOnce[n])
		}
		if f.most != 8 || then > 5 || later != 8 {
			t.Errorf("at once: %d at first, %d after 429, %d later; want 8, about 4, 8", f.most, then, later)
		}
	})
}

func TestGenerate_Budgets(t *testing.T) {
	t.Parallel()
	price := &review.Price{Input: 100, Output: 1000}
	for name, c := range map[string]struct {
		budget review.Budget
		price  *review.Price
		words  string
	}{
		"tokens":   {review.Budget{Tokens: 5000}, nil, "the budget of 5000 tokens is spent"},
		"requests": {review.Budget{Requests: 3}, nil, "the budget of 3 requests is spent"},
		"money":    {review.Budget{USD: 2}, price, "the budget of 2.00 US dollars is spent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{host: "h"}
			f.answer = func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
				a, err := obedient(n, c, say)
				a.Prompt, a.Completion = (len(c.System)+len(c.User))/4, 400
				if c.Most > 0 {
					a.Completion = min(a.Completion, c.Most-a.Prompt)
				}
				return a, err
			}
			task := seaTask(func(t *review.Task) { t.Generate.Budget = c.budget })
			o := run(t, task, 1000, ask.Config{Endpoints: []ask.Endpoint{{Endpoint: f, Price: c.price}}})
			if o.err == nil || !strings.HasPrefix(o.err.Error(), c.words) || len(o.samples) == 0 {
				t.Errorf("ended with %v and %d samples", o.err, len(o.samples))
			}
			b := c.budget
			if b.Tokens > 0 && o.spent.Tokens > b.Tokens || b.USD > 0 && o.spent.USD > b.USD || b.Requests > 0 && o.spent.Requests > b.Requests {
				t.Errorf("spent %+v of %+v", o.spent, b)
			}
		})
	}
}

func TestNew_MoneyNeedsPrices(t *testing.T) {
	t.Parallel()
	task := seaTask(func(t *review.Task) { t.Generate.Budget.USD = 1 })
	_, err := ask.New(task, one(&fake{host: "h"}))
	var e *generator.Error
	if !errors.As(err, &e) || !strings.Contains(e.Reason, "no price for m at h") || !strings.Contains(e.Hint, "prices") {
		t.Errorf("got %v", err)
	}
}

// reviews is a list of decisions.
type reviews []ask.Reviewed

func (r *reviews) Since(n int) ([]ask.Reviewed, bool) { return (*r)[n:], false }

func (r *reviews) decide(t *testing.T, i int, suggested, right string) {
	t.Helper()
	s, err := review.ParseRecord(seaTask(), fmt.Appendf(nil, `{"id":"r%d","text":"Sea %d.","label":%q}`, i, i, suggested))
	if err != nil {
		t.Fatal(err)
	}
	d := ask.Reviewed{Sample: s, Decision: review.Accept, Answer: review.Answer{Label: right}}
	if suggested != right {
		d.Decision = review.Relabel
	}
	*r = append(*r, d)
}

// asked is the share of requests that ask for a contrast, and of samples that
// are asked of one label, over so many requests.
func asked(t *testing.T, r *reviews, label string) (contrast, share float64) {
	t.Helper()
	f := &fake{host: "h", answer: obedient}
	cfg := one(f)
	cfg.Reviews = r
	task := seaTask(func(t *review.Task) { t.Generate.PerRequest = 2 })
	if o := run(t, task, 400, cfg); o.err != nil {
		t.Fatal(o.err)
	}
	plain := 0
	for _, u := range f.users() {
		switch {
		case strings.Contains(u, "- contrast: "):
			contrast++
		case strings.Contains(u, `right label is "`+label+`"`):
			share++
			plain++
		default:
			plain++
		}
	}
	return contrast / float64(len(f.calls)), share / float64(max(1, plain))
}

func TestSteering_CorrectionsRaiseWhatIsAskedForAndItFallsBack(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	for i := range 30 {
		r.decide(t, i, []string{"calm", "rough"}[i%2], []string{"calm", "rough"}[i%2])
	}
	pair, rough := asked(t, r, "rough")
	if pair != 0 || rough < 0.45 || rough > 0.55 {
		t.Errorf("without corrections: pair %.2f, rough %.2f of what is asked for", pair, rough)
	}
	for i := range 30 { // half of "rough" turns out calm
		right := []string{"calm", "rough"}[i%4/2]
		r.decide(t, 100+i, []string{"calm", "rough"}[i%2], map[bool]string{true: "calm", false: right}[i%2 == 0])
	}
	pair, rough = asked(t, r, "rough")
	// 8 of the last 60 decisions corrected the pair: 2 x 8/60 of the requests.
	if pair < 0.18 || pair > 0.36 || rough < 0.55 {
		t.Errorf("with corrections: pair %.2f, rough %.2f of what is asked for", pair, rough)
	}
	for i := range 60 {
		r.decide(t, 200+i, []string{"calm", "rough"}[i%2], []string{"calm", "rough"}[i%2])
	}
	if pair, rough = asked(t, r, "rough"); pair != 0 || rough < 0.45 || rough > 0.55 {
		t.Errorf("after the corrections stopped: pair %.2f, rough %.2f of what is asked for", pair, rough)
	}
}

func TestSteering_CanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	for i := range 60 {
		r.decide(t, i, "rough", "calm")
	}
	off := false
	f := &fake{host: "h", answer: obedient}
	cfg := one(f)
	cfg.Reviews = r
	task := seaTask(func(t *review.Task) {
		t.Generate.Steer = review.Steer{Demonstrations: &off, Quota: &off, Contrast: &off, Slow: &off}
	})
	run(t, task, 50, cfg)
	for _, u := range f.users() {
		if strings.Contains(u, "contrast") || strings.Contains(u, "Examples:") {
			t.Fatalf("steered although switched off: %s", u)
		}
	}
}
