package tui

import (
	"strings"
	"testing"

	"winnow/review"
)

func actsTask() review.Task {
	task := review.Task{Name: "acts", Kind: review.MultiLabel, Fields: []string{"text"}, Target: "labels"}
	for _, name := range strings.Fields("agreement answer announcement appreciation disagreement elaboration humor negative question") {
		task.Labels = append(task.Labels, review.Label{Name: name})
	}
	return task
}

// Ensure that nobody accepts labels that are not on the card.
func TestMultiLabel_AllThatIsSuggestedIsOnTheCard(t *testing.T) {
	t.Parallel()
	four := strings.Fields("agreement appreciation disagreement elaboration")
	all := actsTask().LabelNames()
	for _, c := range []struct {
		w, h   int
		labels []string
	}{{80, 24, four}, {80, 24, all}, {60, 24, four}, {60, 24, all}, {120, 36, all}, {40, 24, four}} {
		b := newBench(t, actsTask(), `{"id":"a1","text":"Yes, and thank you for that.","labels":["`+strings.Join(c.labels, `","`)+`"],"confidence":0.2}`)
		s := b.screen(t, c.w, c.h)
		s.WaitFor(" a1 ", "suggestion agreement")
		seen := func() {
			t.Helper()
			_, foot, _ := strings.Cut(s.Text(), "suggestion")
			foot, _, _ = strings.Cut(foot, "─────")
			for _, l := range c.labels {
				if !strings.Contains(foot, l) {
					t.Errorf("%dx%d: %s is not on the card:\n%s", c.w, c.h, l, s.Text())
				}
			}
		}
		seen()
		s.Type("a")
		s.WaitFor("saved: a1 accepted")
		s.Type("left")
		s.WaitFor("● accepted", " a1 ")
		seen()
		if c.w == 80 && len(c.labels) == 4 {
			s.WaitFor("● accepted " + strings.Join(four, ", ") + " on 14 Mar")
		}
	}
}

// Ensure that what is put together is seen whole before it is decided, beside the
// card too where the list of the labels ends early.
func TestMultiLabel_AllThatIsTickedIsInSight(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {60, 24}, {120, 24}} {
		s := newBench(t, actsTask(), `{"id":"a1","text":"Yes, and thank you for that.","labels":["question"],"confidence":0.2}`).screen(t, size[0], size[1])
		s.WaitFor(" a1 ", "suggestion question")
		s.Type("1", "2", "3", "4", "5", "6")
		s.WaitUntil("all labels that are ticked on the card", func(screen string) bool {
			_, foot, _ := strings.Cut(screen, "✎ ")
			foot, _, undecided := strings.Cut(foot, "not decided yet")
			for _, l := range append(actsTask().LabelNames()[:6], "question") {
				undecided = undecided && strings.Contains(foot, l)
			}
			return undecided
		})
	}
	s := newBench(t, actsTask(), `{"id":"a1","text":"Yes.","labels":["question"]}`).screen(t, 120, 17)
	s.WaitFor(" a1 ", " more, with question")
}
