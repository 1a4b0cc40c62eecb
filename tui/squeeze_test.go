package tui

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
)

func squeezedTask() review.Task {
	return review.Task{
		Name: "pairs", Kind: review.Prefer, Fields: []string{"instruction", "left_text", "right_text"}, Answers: []string{"left_text", "right_text"}, Target: "best",
	}.WithDefaults()
}

// Ensure that of two answers to compare neither is out of sight, however small the
// terminal.
func TestPrefer_BothAnswersBeginInSight(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 400)
	for _, c := range []struct {
		w, h  int
		folds bool
	}{{40, 12, true}, {80, 24, true}, {60, 20, true}, {120, 36, false}, {200, 50, false}} {
		t.Run(fmt.Sprintf("%dx%d", c.w, c.h), func(t *testing.T) {
			t.Parallel()
			prompt := "Instruction. " + strings.Repeat("more ", 120)
			b := newBench(t, squeezedTask(), fmt.Sprintf(`{"id":"x","instruction":%q,"left_text":%q,"right_text":%q,"best":"left_text","probs":{"left_text":0.6,"right_text":0.4}}`,
				prompt, "One. "+long, "Two. "+long))
			s := b.screen(t, c.w, c.h)
			s.WaitFor("Instruction.", "One. ", "Two. ", "▸ ")
			if s.Contains("unfolds") != c.folds && c.w > 40 {
				t.Errorf("folded: %v\n%s", !c.folds, s.Text())
			}
			if !c.folds {
				return
			}
			s.Type("Z")
			s.WaitFor("all texts are shown whole", "Instruction. more")
			s.Type("Z", "Z")
			s.WaitFor("all texts are shown whole", "Instruction. more")
		})
	}
}

func TestPrefer_ShortAnswersKeepTheirRoom(t *testing.T) {
	t.Parallel()
	b := newBench(t, squeezedTask(), `{"id":"x","instruction":"Which?","left_text":"One.","right_text":"Two.","best":"left_text","probs":{"left_text":0.6,"right_text":0.4}}`)
	s := b.screen(t, 80, 24)
	s.WaitFor("Which?", "One.", "Two.", "0.60", "0.40")
	if strings.Contains(s.Text(), "│") {
		t.Errorf("side by side without need:\n%s", s.Text())
	}
}
