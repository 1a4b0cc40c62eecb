package ask_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// An understudy of the judge spares most requests, and what it says is what the
// judge would have said, at least as often as it claims.
func TestJudge_TheUnderstudySparesRequestsWhereItHasProvedRight(t *testing.T) {
	t.Parallel()
	marks := 0
	write := careless(1000).answer
	f := &fake{host: "h", answer: func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if c.Members[0].Name != "why" {
			return write(n, c, take)
		}
		marks++
		return generator.Answer{}, take(generator.Piece{Object: object("why", "Hm.", "mark", markOf(c.User))})
	}}
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce = 1
		t.Generate.Signals.Judge, t.Generate.Signals.JudgeAfter, t.Generate.Filters.Judge = "No gales?", 40, 4
	})
	o := run(t, task, 200, one(f))
	if o.err != nil || len(o.samples) != 200 {
		t.Fatalf("%d samples, %v", len(o.samples), o.err)
	}
	right, guesses := 0, 0
	for _, s := range o.samples {
		if _, guessed := s.Signal(ask.SignalJudgeGuess); guessed {
			guesses++
			if markOf(s.Fields[0].Text) == "5" {
				right++
			}
		}
	}
	for _, r := range o.rejects {
		if strings.Contains(r.Reason, "so says a model of its marks") {
			guesses++
			if s, err := review.ParseRecord(task, r.Raw); err == nil && markOf(s.Fields[0].Text) == "1" {
				right++
			}
		}
	}
	all := len(o.samples) + len(o.rejects)
	t.Logf("%d samples, %d marks asked for, %d guessed, %d of them as the judge would have marked", all, marks, guesses, right)
	if marks > all/2 || marks+guesses != all || float64(right) < 0.9*float64(guesses) {
		t.Errorf("%d samples, %d marks asked for, %d guessed, %d of them as the judge would have marked", all, marks, guesses, right)
	}
}

// markOf is what the judge of the test gives: it wants no rough sea.
func markOf(text string) string {
	for _, w := range []string{"spray", "heaving", "gale ", "gale\n", "foam", "pitching"} {
		if strings.Contains(text, w) {
			return "1"
		}
	}
	return "5"
}

// cooks answers instructions and says what its function says of a response.
func cooks(says func(n int, asked string) string) *fake {
	n := 0
	return &fake{host: "h", answer: func(_ int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		for range c.Count {
			n++
			said := []string{"output", ""}
			if len(c.Members) == 2 {
				said = []string{"instruction", sentence(n, 1), "output", says(n, "")}
			} else {
				said[1] = says(n, c.User)
			}
			if err := take(generator.Piece{Object: object(said...)}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{}, nil
	}}
}

func cookTask(change ...func(*review.Task)) review.Task {
	t := review.Task{Name: "kitchen", Kind: review.Text, Guidelines: "Answer.", Fields: []string{"instruction"}, Target: "output"}
	t.Generate.AtOnce, t.Generate.PerRequest = 1, 2
	for _, c := range change {
		c(&t)
	}
	return t
}

// The answer that most come to is kept; where there is no majority the sample
// stays as it was, with its share.
func TestVotes_TheAnswerOfTheMajorityIsKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own    string
		others []string
		equal  string
		want   string
		share  float64
	}{
		"all agree":        {"Four.", []string{"four.", "FOUR. "}, "", "Four.", 1},
		"another has more": {"Five.", []string{"Four.", "four."}, "", "Four.", 2.0 / 3},
		"own has more":     {"Four.", []string{"four.", "Five."}, "exact", "Four.", 2.0 / 3},
		"no majority":      {"Four.", []string{"Five.", "Six."}, "", "Four.", 1.0 / 3},
		"the same JSON":    {`{"a":1,"b":2}`, []string{`{ "b": 2, "a": 1 }`, `{"a":1}`}, "json", `{"a":1,"b":2}`, 2.0 / 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := 0
			f := cooks(func(_ int, asked string) string {
				if asked == "" {
					return c.own
				}
				at++
				return c.others[(at-1)%len(c.others)]
			})
			task := cookTask(func(t *review.Task) {
				t.Generate.PerRequest = 1
				t.Generate.Signals.Votes, t.Generate.Signals.Equal = 3, c.equal
			})
			o := run(t, task, 1, one(f))
			if o.err != nil || len(o.samples) != 1 {
				t.Fatal(o.err)
			}
			s := o.samples[0]
			if v := signal(t, s, review.SignalVotes); s.Suggestion.Text != c.want || v != c.share {
				t.Errorf("kept %q with %.2f, want %q with %.2f", s.Suggestion.Text, v, c.want, c.share)
			}
			if len(f.calls) != 3 {
				t.Errorf("%d requests for one sample and two more answers", len(f.calls))
			}
		})
	}
}

// A check of the user's own is a signal, and what answers come to decides whether
// they are the same.
func TestVerify_ItsVerdictIsASignalAndItsOutputTheVote(t *testing.T) {
	t.Parallel()
	f := cooks(func(n int, asked string) string {
		if asked == "" {
			return fmt.Sprint("wrong ", n)
		}
		return fmt.Sprint("right ", n)
	})
	cfg := one(f)
	cfg.Verify = func(_ context.Context, s review.Sample) (ask.Verified, error) {
		if !strings.Contains(string(s.Raw), fmt.Sprintf(`"output":%q`, s.Suggestion.Text)) {
			t.Errorf("the record is of another answer than %q: %s", s.Suggestion.Text, s.Raw)
		}
		word, _, _ := strings.Cut(s.Suggestion.Text, " ")
		return ask.Verified{Passed: word == "right", Output: word + "\n"}, nil
	}
	plain := run(t, cookTask(), 3, cfg)
	if plain.err != nil || len(plain.samples) != 3 {
		t.Fatal(plain.err)
	}
	for _, s := range plain.samples {
		if signal(t, s, review.SignalVerified) != 0 || !strings.HasPrefix(s.Suggestion.Text, "wrong") {
			t.Errorf("without votes: %s", s.Raw)
		}
	}
	voted := run(t, cookTask(func(t *review.Task) { t.Generate.Signals.Votes = 4 }), 3, cfg)
	if voted.err != nil || len(voted.samples) != 3 {
		t.Fatal(voted.err)
	}
	for _, s := range voted.samples {
		if signal(t, s, review.SignalVerified) != 1 || signal(t, s, review.SignalVotes) != 0.75 || !strings.HasPrefix(s.Suggestion.Text, "right") {
			t.Errorf("with votes: %s", s.Raw)
		}
	}
}

// A check that cannot be made costs no sample and is told once; one that is under
// way is ended when the run is stopped, and made again when it goes on.
func TestVerify_FailingAndStoppingCostNoSample(t *testing.T) {
	t.Parallel()
	cfg := one(cooks(func(n int, _ string) string { return fmt.Sprint("answer ", n) }))
	cfg.Verify = func(context.Context, review.Sample) (ask.Verified, error) {
		return ask.Verified{}, errors.New("the check cannot be run")
	}
	o := run(t, cookTask(), 5, cfg)
	if o.err != nil || len(o.samples) != 5 || len(o.rejects) != 1 || o.rejects[0].Reason != "the check cannot be run" {
		t.Errorf("%d samples, %v, told %+v", len(o.samples), o.err, o.rejects)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var open, ended atomic.Int32
	var well atomic.Bool
	cfg.Verify = func(ctx context.Context, _ review.Sample) (ask.Verified, error) {
		if well.Load() {
			return ask.Verified{Passed: true}, nil
		}
		open.Add(1)
		cancel()
		<-ctx.Done()
		ended.Add(1)
		return ask.Verified{}, ctx.Err()
	}
	s, err := ask.New(cookTask(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	o = &outcome{}
	err = s.Generate(ctx, generator.Request{Task: cookTask(), Count: 8}, o.note)
	if !errors.Is(err, context.Canceled) || len(o.samples) != 0 || open.Load() != ended.Load() {
		t.Errorf("%v, %d samples, %d checks begun and %d ended", err, len(o.samples), open.Load(), ended.Load())
	}
	well.Store(true)
	o = again(t, s, cookTask(), 8)
	if o.err != nil || len(o.samples) != 8 {
		t.Errorf("behind the stop: %d samples, %v", len(o.samples), o.err)
	}
	for _, s := range o.samples {
		if v, said := s.Signal(review.SignalVerified); !said || v != 1 {
			t.Errorf("not checked: %s", s.Raw)
		}
	}
}

// Each request has the next role, and a response says which it was given under.
func TestRoles_TakeTurnsAndStandInTheRecord(t *testing.T) {
	t.Parallel()
	roles := []string{"You are a cook", "You are a chemist", "You teach children"}
	f := cooks(func(n int, _ string) string { return fmt.Sprint("answer ", n) })
	task := cookTask(func(t *review.Task) { t.Generate.Roles, t.Generate.PerRequest = roles, 1 })
	o := run(t, task, 6, one(f))
	if o.err != nil {
		t.Fatal(o.err)
	}
	hashes := map[string]bool{}
	for i, s := range o.samples {
		role := roles[i%3]
		if !strings.HasPrefix(f.calls[i].System, role+".\n") || !strings.Contains(string(s.Raw), fmt.Sprintf(`"system":%q`, role)) {
			t.Errorf("sample %d: %s\n%s", i, f.calls[i].System, s.Raw)
		}
		hashes[s.Provenance.PromptHash] = true
	}
	if len(hashes) != 3 {
		t.Errorf("%d prompt hashes of three roles", len(hashes))
	}
}

// What the model calls a label comes back as the label, everywhere.
func TestVerbalizer_AnswersAreLabelsAgain(t *testing.T) {
	t.Parallel()
	task := seaTask(func(t *review.Task) {
		t.Generate.Verbalizer = map[string]string{"calm": "a quiet sea", "rough": "high waves"}
		t.Generate.Signals = review.SignalPlan{Label: true, Votes: 3, Second: "m2"}
		all := 1.0
		t.Generate.Signals.Part = &all
	})
	says := func(int, generator.Call) *generator.Object {
		o := object("label", "A quiet sea ")
		o.Evidence.Shares = []review.Alternative{{Label: "a quiet sea", Share: 0.7}, {Label: "high waves", Share: 0.3}}
		return o
	}
	f, other := witness(says), witness(says)
	f.answer = func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		if len(c.Members) == 1 {
			return generator.Answer{}, take(generator.Piece{Object: says(n, c)})
		}
		for i := range c.Count {
			if err := take(generator.Piece{Object: object("text", sentence(n, i), "label", "high waves")}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{}, nil
	}
	cfg := one(f)
	cfg.Second = &ask.Endpoint{Endpoint: other}
	o := run(t, task, 4, cfg)
	if o.err != nil || len(o.samples) != 4 {
		t.Fatal(o.err)
	}
	for _, s := range o.samples {
		raw := string(s.Raw)
		for _, want := range []string{`"label":"rough"`, `"votes":["calm","calm","calm"]`, `"other_models":{"m2":"calm"}`, `"second_probs":{"calm":0.7,"rough":0.3}`} {
			if !strings.Contains(raw, want) {
				t.Errorf("%s lacks %s", raw, want)
			}
		}
		if strings.Contains(raw, "quiet sea") || strings.Contains(raw, "high waves") {
			t.Errorf("the words stand in the record: %s", raw)
		}
	}
}
