package ask_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
)

// saying is an endpoint that writes these texts in turn, and then others.
func saying(texts ...string) *fake {
	at := 0
	return &fake{host: "h", answer: func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		for i := range c.Count {
			text := sentence(n, i)
			if at < len(texts) {
				text = texts[at]
			}
			at++
			if err := take(generator.Piece{Object: object("text", text, "label", "calm")}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{}, nil
	}}
}

const long = "The ferry left the quay at six and rolled all the way to the island while nobody on board said a single word"

func TestFilters_HoldBackWithReasonAndRecord(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		filters review.Filters
		texts   []string
		reason  string
	}{
		"near":    {review.Filters{}, []string{long, strings.Replace(long, "quay", "pier", 1)}, "it is nearly the same as "},
		"rouge_l": {review.Filters{RougeL: 0.7}, []string{"One calm sea and two ships in sight", "One calm sea, and three ships in sight of land"}, "it is too like "},
		"rules":   {review.Filters{MinWords: 4, MaxWords: 8}, []string{"Too short", "one two three four five six seven eight nine"}, "and 4 are the least"},
		"banned":  {review.Filters{Banned: []string{"Kraken"}}, []string{"We saw the kraken's arm", "A krakenish sea is no kraken"}, `holds the banned "kraken"`},
		"test":    {review.Filters{Test: []string{"test.jsonl"}}, []string{"Yes. " + long + " again"}, " in a row of it stand in line 1 of test.jsonl: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := saying(c.texts...)
			cfg := one(f)
			cfg.Files = func(string) ([]strategy.Row, error) {
				return []strategy.Row{{Line: 1, Values: map[string]string{"text": long}}}, nil
			}
			task := seaTask(func(t *review.Task) { t.Generate.AtOnce, t.Generate.Filters = 1, c.filters })
			o := run(t, task, 4, cfg)
			if o.err != nil || len(o.samples) != 4 || len(o.rejects) == 0 {
				t.Fatalf("%d samples, %d held back, %v", len(o.samples), len(o.rejects), o.err)
			}
			r := o.rejects[0]
			filter := map[string]string{"banned": "rules"}[name]
			if filter == "" {
				filter = name
			}
			if r.Filter != filter || !strings.Contains(r.Reason, c.reason) {
				t.Errorf("held back by %s: %s", r.Filter, r.Reason)
			}
			if s, err := review.ParseRecord(seaTask(), r.Raw); err != nil || s.Field("text") == "" {
				t.Errorf("kept as %s: %v", r.Raw, err)
			}
		})
	}
}

func TestFilters_NearCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	off := false
	task := seaTask(func(t *review.Task) { t.Generate.AtOnce, t.Generate.Filters.Near = 1, &off })
	if o := run(t, task, 2, one(saying(long, long+"!"))); len(o.rejects) != 0 || len(o.samples) != 2 {
		t.Errorf("%d samples, held back %+v", len(o.samples), o.rejects)
	}
}

func TestFilters_ATestFileThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	cfg := one(&fake{})
	cfg.Files = func(path string) ([]strategy.Row, error) {
		return nil, fmt.Errorf("%s: %w", path, errors.ErrUnsupported)
	}
	task := seaTask(func(t *review.Task) { t.Generate.Filters.Test = []string{"gone.jsonl"} })
	if _, err := ask.New(task, cfg); err == nil || !strings.Contains(err.Error(), "generate.filters.test: gone.jsonl") {
		t.Errorf("got %v", err)
	}
}

func TestDemonstrations_PickedByNameAndUnknownNamesAreErrors(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	for i := range 6 {
		r.decide(t, i, []string{"calm", "rough"}[i%2], []string{"calm", "rough"}[i%2])
	}
	f := &fake{host: "h", answer: obedient}
	cfg := one(f)
	cfg.Reviews = r
	two := 2
	task := seaTask(func(t *review.Task) {
		t.Generate.Demonstrations = review.Demonstrations{Pick: "random", Count: &two}
	})
	o := run(t, task, 4, cfg)
	if o.err != nil || strings.Count(f.users()[0], `{"text": "Sea `) != 2 {
		t.Errorf("%v, prompt\n%s", o.err, f.users()[0])
	}
	if p := o.samples[0].Provenance.Parents; len(p) != 2 || !strings.HasPrefix(p[0], "r") {
		t.Errorf("parents %q", p)
	}
	task.Generate.Demonstrations.Pick = "luck"
	_, err := ask.New(task, cfg)
	var e *generator.Error
	if !errors.As(err, &e) || !strings.Contains(e.Reason, "luck") || !strings.Contains(e.Reason, "nearest") {
		t.Errorf("got %v", err)
	}
}

func TestFilters_TopKeepsWhatTheModelFindsLikely(t *testing.T) {
	t.Parallel()
	n := 0
	f := &fake{host: "h", answer: func(k int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if c.Mean != "text" {
			t.Errorf("the mean log-probability of %q is asked for", c.Mean)
		}
		return obedient(k, c, func(p generator.Piece) error {
			n++
			v := -float64(n*37%50) / 50
			p.Object.Evidence.MeanLogprob = &v
			return take(p)
		})
	}}
	task := seaTask(func(t *review.Task) { t.Generate.AtOnce, t.Generate.Filters.Top = 1, 0.5 })
	o := run(t, task, 40, one(f))
	if o.err != nil || len(o.rejects) < 10 || len(o.rejects) > 40 {
		t.Fatalf("%d held back of %d, %v", len(o.rejects), n, o.err)
	}
	kept := 0.0
	for _, s := range o.samples[20:] {
		v, _ := s.Signal(review.SignalMeanLogprob)
		kept += v / 20
	}
	if kept < -0.35 || o.rejects[0].Filter != "top" {
		t.Errorf("what went on has a mean of %.2f, where all have -0.5; held back by %s", kept, o.rejects[0].Filter)
	}
}

func TestDemonstrations_OfAPromptShareTheLeafThatIsAskedFor(t *testing.T) {
	t.Parallel()
	r := &reviews{}
	for i := range 8 {
		r.decide(t, i, "calm", "calm")
		(*r)[i].Sample.Provenance.Condition = "calm; topic: " + []string{"fog", "night"}[i%2] + "; voice: blunt"
	}
	f := &fake{host: "h", answer: obedient}
	cfg := one(f)
	cfg.Reviews = r
	task := seaTask(func(t *review.Task) {
		t.Generate.Strategy, t.Generate.PerRequest, t.Generate.Demonstrations.Pick = "tree", 1, "leaf"
		t.Generate.Topics = []review.Topic{{Name: "fog"}, {Name: "night"}}
	})
	if o := run(t, task, 4, cfg); o.err != nil {
		t.Fatal(o.err)
	}
	for _, u := range f.users() {
		odd := strings.Contains(u, "- topic: night")
		for i := range 8 {
			if strings.Contains(u, fmt.Sprintf(`"Sea %d."`, i)) && (i%2 == 1) != odd {
				t.Errorf("a demonstration of another leaf:\n%s", u)
			}
		}
		if strings.Count(u, `"Sea `) != 4 {
			t.Errorf("%d demonstrations", strings.Count(u, `"Sea `))
		}
	}
}
