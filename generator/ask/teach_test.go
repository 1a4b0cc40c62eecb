package ask_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// weather is a text of a label: words of its own among words of both.
func weather(from *rand.Rand, label string) string {
	own := map[string][]string{"calm": {"flat", "glass", "still", "mirror", "gentle"}, "rough": {"spray", "heaving", "gale", "foam", "pitching"}}[label]
	var out []string
	for range 4 {
		out = append(out, own[from.IntN(len(own))], fmt.Sprintf("boat%d", from.IntN(30)), fmt.Sprintf("hour%d", from.IntN(30)))
	}
	return strings.Join(out, " ")
}

// other is the other label.
func other(label string) string { return map[string]string{"calm": "rough", "rough": "calm"}[label] }

// reviewed are n decisions whose labels are right.
func reviewed(t *testing.T, n int) taken {
	t.Helper()
	from, out := rand.New(rand.NewPCG(3, 3)), taken{}
	for i := range n {
		label := []string{"calm", "rough"}[i%2]
		s, err := review.ParseRecord(seaTask(), fmt.Appendf(nil, `{"id":"r%d","text":%q,"label":%q}`, i, weather(from, label), label))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ask.Reviewed{Sample: s, Decision: review.Accept, Answer: s.Suggestion})
	}
	return out
}

type taken []ask.Reviewed

func (r taken) Since(n int) ([]ask.Reviewed, bool) { return r[n:], false }

// careless writes texts of the weather; every part-th label is the wrong one. The
// texts say themselves what is right.
func careless(part int) *fake {
	return &fake{host: "h", answer: func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		from := rand.New(rand.NewPCG(uint64(n), 4))
		for i := range c.Count {
			label := []string{"calm", "rough"}[from.IntN(2)]
			text := weather(from, label)
			if (n*5+i)%part == 0 {
				label = other(label)
			}
			if err := say(generator.Piece{Object: object("text", text, "label", label)}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{Prompt: 10, Completion: 10}, nil
	}}
}

// wrong tells whether a sample's label is not what its text says.
func wrong(s review.Sample) bool {
	right := "calm"
	for _, w := range []string{"spray", "heaving", "gale", "foam", "pitching"} {
		if strings.Contains(s.Fields[0].Text, w) {
			right = "rough"
		}
	}
	return s.Suggestion.Label != right
}

func mean(of []float64) float64 {
	sum := 0.0
	for _, v := range of {
		sum += v
	}
	return sum / float64(len(of))
}

// Each signal of the student is lower where the label is wrong, and is there only
// where it was asked for.
func TestStudent_SignalsTellWrongLabels(t *testing.T) {
	t.Parallel()
	names := map[string]string{
		"probability": ask.SignalStudent, "dynamics": ask.SignalDynMean, "weight": ask.SignalWeight, "neighbours": ask.SignalNeighbours,
	}
	for asked, name := range names {
		task := seaTask(func(t *review.Task) { t.Generate.Signals.Student = []string{asked} })
		cfg := one(careless(5))
		cfg.Reviews = reviewed(t, 60)
		o := run(t, task, 60, cfg)
		if o.err != nil || len(o.samples) != 60 {
			t.Fatalf("%d samples, %v", len(o.samples), o.err)
		}
		values := map[bool][]float64{}
		for _, s := range o.samples {
			v := signal(t, s, name)
			values[wrong(s)] = append(values[wrong(s)], v)
			for _, n := range names {
				if _, there := s.Signal(n); there && n != name {
					t.Errorf("%s was not asked for: %s", n, s.Raw)
				}
			}
		}
		if len(values[true]) < 5 || mean(values[true]) > mean(values[false])/2 {
			t.Errorf("%s is %.2f of %d wrong labels, %.2f of right ones", name, mean(values[true]), len(values[true]), mean(values[false]))
		}
	}
}

func TestStudent_SaysNothingBeforeItHasLearned(t *testing.T) {
	t.Parallel()
	task := seaTask(func(t *review.Task) { t.Generate.Signals.Student = review.StudentSignals })
	cfg := one(careless(5))
	cfg.Reviews = reviewed(t, 4)
	for _, s := range run(t, task, 6, cfg).samples {
		if len(s.Signals) != 0 {
			t.Errorf("signals %v after four decisions", s.Signals)
		}
	}
}

// What the student knows is held back, so that what goes on is what it gets
// wrong; its accuracy on what is kept is lower than on what is not.
func TestFilters_KnownHoldsBackWhatTheStudentKnows(t *testing.T) {
	t.Parallel()
	task := seaTask(func(t *review.Task) { t.Generate.Filters.Known = 0.6 })
	cfg := one(careless(4))
	cfg.Reviews = reviewed(t, 60)
	o := run(t, task, 20, cfg)
	if o.err != nil || len(o.samples) != 20 {
		t.Fatalf("%d samples, %v", len(o.samples), o.err)
	}
	inKept, held := 0, 0
	for _, s := range o.samples {
		if wrong(s) {
			inKept++
		}
	}
	for _, r := range o.rejects {
		if r.Filter == "known" {
			held++
			if s, err := review.ParseRecord(task, r.Raw); err != nil || wrong(s) || !strings.Contains(r.Reason, "the student knows it already") {
				t.Errorf("held back: %s: %s", r.Reason, r.Raw)
			}
		}
	}
	if inKept < 10 || held < 20 {
		t.Errorf("%d of 20 kept ones have a label that the student would not give; %d held back", inKept, held)
	}
	cfg.Reviews = reviewed(t, 4)
	if o := run(t, task, 20, cfg); len(o.rejects) > 0 {
		t.Errorf("without a student %d are held back: %s", len(o.rejects), o.rejects[0].Reason)
	}
}

// Samples that nobody decided stand in until reviewers have taken enough, and
// those that they rejected do not.
func TestDemonstrations_MadeOnesStandInUntilReviewersTookEnough(t *testing.T) {
	t.Parallel()
	two := 2
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce = 1
		t.Generate.Demonstrations = review.Demonstrations{Made: true, Count: &two}
	})
	shown := func(f *fake) (ids []string) {
		for _, u := range f.users() {
			_, after, _ := strings.Cut(u, "\nExamples:\n")
			for line := range strings.SplitSeq(after, "\n") {
				if _, text, ok := strings.Cut(line, `{"text": "`); ok {
					text, _, _ = strings.Cut(text, `"`)
					ids = append(ids, text)
				}
			}
		}
		return ids
	}
	f := careless(5)
	o := run(t, task, 120, one(f))
	made, bad := shown(f), 0
	for _, s := range o.samples {
		if slices.Contains(made, s.Fields[0].Text) && wrong(s) {
			bad++
		}
	}
	if len(made) < 20 || bad > len(made)/20 {
		t.Errorf("%d shown, %d of them with a wrong label", len(made), bad)
	}
	f = careless(5)
	cfg := one(f)
	cfg.Reviews = reviewed(t, 6)
	run(t, task, 120, cfg)
	for _, text := range shown(f) {
		if !slices.ContainsFunc(reviewed(t, 6), func(d ask.Reviewed) bool { return d.Sample.Fields[0].Text == text }) {
			t.Errorf("shown although reviewers took enough: %s", text)
		}
	}
}

// A word is named the earlier, the more texts it stands in; those of the task
// file and those that every text needs are not.
func TestAvoid_TheMoreAWordIsUsedTheEarlierItIsNamed(t *testing.T) {
	t.Parallel()
	n := 0
	f := &fake{host: "h", answer: func(_ int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
		for range c.Count {
			n++
			text := sentence(n, 0) + " tapestry crossings that"
			if n%2 == 0 {
				text += " testament"
			}
			if n%20 == 0 {
				text += " kettle"
			}
			if err := say(generator.Piece{Object: object("text", text, "label", "calm")}); err != nil {
				return generator.Answer{}, err
			}
		}
		return generator.Answer{}, nil
	}}
	off := false
	task := seaTask(func(t *review.Task) {
		t.Generate.AtOnce, t.Generate.Avoid, t.Generate.Filters.Near = 1, 3, &off
	})
	if o := run(t, task, 60, one(f)); o.err != nil {
		t.Fatal(o.err)
	}
	users := f.users()
	if strings.Contains(users[0], "Do without these words") {
		t.Errorf("before anything is written:\n%s", users[0])
	}
	const want = `Do without these words, which were used too often: "tapestry", "testament".`
	if last := users[len(users)-1]; !strings.Contains(last, want) {
		t.Errorf("asked so:\n%s", last)
	}
	task.Generate.Avoid = 1
	g := &fake{host: "h", answer: f.answer}
	run(t, task, 60, one(g))
	if users = g.users(); !strings.Contains(users[len(users)-1], `too often: "tapestry".`) {
		t.Errorf("asked so:\n%s", users[len(users)-1])
	}
}
