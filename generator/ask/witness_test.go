package ask_test

import (
	"math"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// shares are the probabilities of the two labels.
func shares(calm float64) []review.Alternative {
	a := []review.Alternative{{Label: "calm", Share: calm}, {Label: "rough", Share: 1 - calm}}
	review.SortAlternatives(a)
	return a
}

// asksLabel tells a request for the label alone, and whether it is of noise.
func asksLabel(c generator.Call) bool { return len(c.Members) == 1 && c.Members[0].Name == "label" }

// witness answers requests for samples with calm ones, and those about them
// with what say says.
func witness(say func(n int, c generator.Call) *generator.Object) *fake {
	return &fake{host: "h", answer: func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if len(c.Members) == 2 && c.Members[0].Name == "text" {
			return obedient(n, c, take)
		}
		o := say(n, c)
		if o == nil {
			return generator.Answer{}, &generator.Error{Reason: "the line is dead"}
		}
		return generator.Answer{Prompt: 10, Completion: 2}, take(generator.Piece{Object: o})
	}}
}

func signal(t *testing.T, s review.Sample, name string) float64 {
	t.Helper()
	v, ok := s.Signal(name)
	if !ok {
		t.Fatalf("no %s in %s", name, s.Raw)
	}
	return v
}

// A model that says "calm" to everything, also to noise, knows nothing: the
// domain prior is divided out and what is left is a coin.
func TestSignals_ALeaningModelBecomesUniform(t *testing.T) {
	t.Parallel()
	f := witness(func(int, generator.Call) *generator.Object {
		o := object("label", "calm")
		o.Evidence.Shares = shares(0.9)
		return o
	})
	task := seaTask(func(t *review.Task) { t.Generate.Signals.Label = true })
	o := run(t, task, 6, one(f))
	if o.err != nil || len(o.samples) != 6 {
		t.Fatalf("%d samples, %v", len(o.samples), o.err)
	}
	for _, s := range o.samples {
		if p := signal(t, s, review.SignalProbability); math.Abs(p-0.5) > 1e-9 {
			t.Errorf("probability %.3f of %s", p, s.Raw)
		}
	}
	noise, order := 0, map[string]bool{}
	for _, c := range f.calls {
		if asksLabel(c) {
			if c.Temperature == nil || *c.Temperature != 0 || c.Weigh != "label" {
				t.Errorf("a label-only request at %v that weighs %q", c.Temperature, c.Weigh)
			}
			order[c.System] = true
			if !strings.Contains(c.User, `text:`) {
				noise++
			}
		}
	}
	if want := 6*2 + 6; len(order) != 2 || len(f.calls) < want {
		t.Errorf("%d orders of the labels in %d calls, want 2 in %d at the least", len(order), len(f.calls), want)
	}
}

func TestSignals_VotesAreSpentOnTheUncertainPart(t *testing.T) {
	t.Parallel()
	n := 0
	f := witness(func(int, generator.Call) *generator.Object {
		n++
		return object("label", []string{"calm", "rough", "calm"}[n%3])
	})
	plain := f.answer
	at := 0
	f.answer = func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		return plain(n, c, func(p generator.Piece) error {
			if p.Object != nil && len(p.Object.Members) == 2 {
				at++
				v := float64(at*37%50) / 50
				p.Object.Evidence.Probability = &v
			}
			return take(p)
		})
	}
	part := 0.2
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce = 1
		t.Generate.Signals = review.SignalPlan{Votes: 3, Part: &part}
	})
	o := run(t, task, 50, one(f))
	voted, highest, lowestWithout := 0, 0.0, 1.0
	for _, s := range o.samples {
		p := signal(t, s, review.SignalProbability)
		if strings.Contains(string(s.Raw), `"votes":[`) {
			voted++
			highest = max(highest, p)
		} else {
			lowestWithout = min(lowestWithout, p)
		}
	}
	if o.err != nil || voted < 8 || voted > 20 || len(o.samples) != 50 {
		t.Errorf("%d of %d samples were voted on, up to %.2f, others from %.2f, %v", voted, len(o.samples), highest, lowestWithout, o.err)
	}
}

func TestSignals_StatedJudgeAndSecondModel(t *testing.T) {
	t.Parallel()
	f := witness(func(_ int, c generator.Call) *generator.Object {
		switch c.Members[0].Name {
		case "probability":
			return object("probability", "0.8")
		case "why":
			return object("why", "Fine.", "mark", "4")
		}
		return object("label", "calm")
	})
	other := witness(func(int, generator.Call) *generator.Object {
		o := object("label", "rough")
		o.Evidence.Shares = shares(0.3)
		return o
	})
	task := seaTask(func(t *review.Task) {
		t.Generate.Signals = review.SignalPlan{Stated: true, Judge: "Is it about the sea?", Second: "m2"}
	})
	cfg := one(f)
	cfg.Second = &ask.Endpoint{Endpoint: other}
	o := run(t, task, 2, cfg)
	if o.err != nil || len(o.samples) != 2 {
		t.Fatal(o.err)
	}
	raw := string(o.samples[0].Raw)
	for _, want := range []string{`"verbal_confidence":0.8`, `"judge":0.8`, `"other_models":{"m2":"rough"}`, `"second_probs":{"rough":0.7,"calm":0.3}`} {
		if !strings.Contains(raw, want) {
			t.Errorf("%s lacks %s", raw, want)
		}
	}
	if len(other.calls) != 2 {
		t.Errorf("the second model was asked %d times", len(other.calls))
	}
}

func TestFilters_TheJudgeHoldsBack(t *testing.T) {
	t.Parallel()
	n := 0
	f := witness(func(int, generator.Call) *generator.Object {
		n++
		return object("why", "Hm.", "mark", []string{"4.5", "4"}[n%2])
	})
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce = 1
		t.Generate.Signals.Judge, t.Generate.Filters.Judge = "Good?", 4.5
	})
	o := run(t, task, 3, one(f))
	if o.err != nil || len(o.samples) != 3 || len(o.rejects) == 0 {
		t.Fatalf("%d samples, %d held back, %v", len(o.samples), len(o.rejects), o.err)
	}
	if r := o.rejects[0]; r.Filter != "judge" || r.Reason != "the judge gives it 4 of 5, and 4.5 is the least" {
		t.Errorf("held back: %+v", r)
	}
}

// A sample that has arrived is not lost because its endpoint does not take what
// is asked about it.
func TestSignals_AWitnessThatRefusesCostsNoSample(t *testing.T) {
	t.Parallel()
	write := witness(nil).answer
	f := &fake{host: "h", answer: func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if len(c.Members) == 2 && c.Members[0].Name == "text" {
			return write(n, c, take)
		}
		return generator.Answer{}, &generator.Error{Reason: "that is not talked of here", Request: true}
	}}
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce, t.Generate.PerRequest = 1, 4
		t.Generate.Signals.Judge, t.Generate.Filters.Judge = "Good?", 4
	})
	o := run(t, task, 4, one(f))
	if o.err != nil || len(o.samples) != 4 || len(o.rejects) != 2 || !strings.Contains(o.rejects[0].Reason+o.rejects[1].Reason, "that is not talked of here") ||
		!strings.Contains(o.rejects[0].Reason+o.rejects[1].Reason, "the judge gave no mark for") {
		t.Errorf("%d samples, %v, told %+v", len(o.samples), o.err, o.rejects)
	}
}

func TestNew_SignalsForLabelsNeedLabels(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "k", Kind: review.Text, Fields: []string{"instruction"}, Target: "output"}
	task.Generate.Signals.Label = true
	if _, err := ask.New(task, one(&fake{})); err == nil || !strings.Contains(err.Error(), "are for kind classify") {
		t.Errorf("got %v", err)
	}
}
