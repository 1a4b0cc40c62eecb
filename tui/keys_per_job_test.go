package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// job is something that annotators do all day, with the presses that it takes
// here and in four tools of the web by their documentation. A click and a drag
// are a press, typing a text is none; 0 presses: the tool cannot do it by keys
// and clicks alone.
type job struct {
	name    string
	task    func() review.Task
	rows    []string
	before  []string // presses that bring the card there
	presses []string
	theirs  theirs
	done    func(it review.Item) bool // of the first row
}

// theirs are the presses of the others: Prodigy (prodi.gy/docs), Argilla
// (docs.argilla.io, annotate), Label Studio (its keymap.json), doccano.
type theirs struct{ prodigy, argilla, labelStudio, doccano int }

func (t theirs) fewest() int {
	counts := slices.DeleteFunc([]int{t.prodigy, t.argilla, t.labelStudio, t.doccano}, func(n int) bool { return n == 0 })
	return slices.Min(counts)
}

func jobs() []job {
	verdict := func(v review.Verdict) func(review.Item) bool {
		return func(it review.Item) bool { return it.State.Verdict == v }
	}
	spans := func(want ...string) func(review.Item) bool {
		return func(it review.Item) bool {
			var got []string
			for _, s := range it.Answer().Spans {
				got = append(got, s.Label)
			}
			return it.State.Decided() && slices.Equal(got, want)
		}
	}
	return []job{
		{"accept the suggested label", newsTask, newsRows[:2], nil, []string{"a"}, theirs{1, 1, 1, 2}, verdict(review.Accept)},
		{"give another label", newsTask, newsRows[:1], nil, []string{"b"}, theirs{2, 2, 2, 2}, func(it review.Item) bool {
			return it.State.Verdict == review.Relabel && it.Answer().Label == "biased"
		}},
		{"choose three labels", moodsTask, moodsRows[2:3], nil, []string{"1", "2", "4", "enter"}, theirs{4, 4, 4, 4}, func(it review.Item) bool {
			return len(it.Answer().Labels) == 3
		}},
		{"reject", newsTask, newsRows[:1], nil, []string{"x"}, theirs{1, 1, 0, 0}, verdict(review.Reject)},
		{"skip", newsTask, newsRows[:1], nil, []string{"space"}, theirs{1, 1, 1, 1}, verdict(review.Defer)},
		{"undo", newsTask, newsRows[:1], []string{"x"}, []string{"u"}, theirs{1, 0, 1, 0}, verdict("")},
		{"flag", newsTask, newsRows[:1], nil, []string{"f"}, theirs{1, 0, 0, 0}, func(it review.Item) bool { return it.State.Flag }},
		{
			"edit a text and save it", textTask, []string{`{"id":"n1","instruction":"Name a colour.","input":"","output":"Bluee","confidence":0.4}`},
			nil,
			[]string{"e", "type:!", "ctrl+s"},
			theirs{2, 3, 2, 2}, verdict(review.Edit),
		},
		{
			"mark a word and decide", spansTask, spansRows[:1], nil,
			[]string{"click:British", "4", "a"},
			theirs{3, 3, 3, 3}, spans("ORG", "MISC", "MISC"),
		},
		{
			"give a span another label and decide", spansTask, spansRows[:1], nil,
			[]string{"click:German", "1", "a"},
			theirs{4, 3, 3, 3}, spans("ORG", "ORG"),
		},
		{
			"remove a span and decide", spansTask, spansRows[:1], nil,
			[]string{"rclick:German", "a"},
			theirs{2, 3, 3, 3}, spans("ORG"),
		},
		{"say which answer is better", preferTask, pairs(1), nil, []string{"left"}, theirs{2, 2, 2, 0}, func(it review.Item) bool { return it.State.Decided() }},
		{"rate", func() review.Task {
			return review.Task{Name: "grades", Kind: review.Rate, Fields: []string{"output"}, Scale: "1-5"}
		}, []string{`{"id":"n1","output":"Blue."}`}, nil, []string{"4"}, theirs{2, 2, 2, 0}, func(it review.Item) bool { return it.Answer().Label == "4" }},
	}
}

// Ensure that no common job takes more presses than in any other tool.
func TestKeys_NoJobTakesMoreThanElsewhere(t *testing.T) {
	t.Parallel()
	for _, j := range jobs() {
		t.Run(j.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, j.task(), j.rows...)
			m := b.model(t, Options{})
			drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
			first := m.current().Sample.ID
			for _, p := range append(slices.Clone(j.before), j.presses...) {
				pressOn(t, m, p)
			}
			if it := b.item(t, first); !j.done(it) {
				t.Errorf("%q do not do it: %+v, answer %+v\n%s", j.presses, it.State, it.Answer(), screenOf(m))
			}
			presses := slices.DeleteFunc(slices.Clone(j.presses), func(p string) bool { return strings.HasPrefix(p, "type:") })
			t.Logf("%-40s here %d, Prodigy %d, Argilla %d, Label Studio %d, doccano %d",
				j.name, len(presses), j.theirs.prodigy, j.theirs.argilla, j.theirs.labelStudio, j.theirs.doccano)
			if n := len(presses); n > j.theirs.fewest() {
				t.Errorf("it takes %d presses, %d elsewhere", n, j.theirs.fewest())
			}
		})
	}
}

// pressOn does one press: a key, a click or right click on a text, or typing.
func pressOn(t *testing.T, m *model, press string) {
	t.Helper()
	how, what, _ := strings.Cut(press, ":")
	switch how {
	case "click":
		clickWith(t, m, tea.MouseLeft, what)
	case "rclick":
		clickWith(t, m, tea.MouseRight, what)
	case "type":
		for _, r := range what {
			drive(t, m, keyPress(string(r)))
		}
	default:
		drive(t, m, keyPress(press))
	}
}
