package review_test

import (
	"errors"
	"testing"

	"winnow/review"
)

// Ensure that a mistake in what is asked of a model is told with its place before
// anything is asked.
func TestParseTask_FaultsOfGenerate(t *testing.T) {
	t.Parallel()
	const head = classifyHead + twoLabels + "generate:\n" // 6 lines
	const text = "name: a\nkind: text\ngenerate:\n"
	for _, c := range []taskFault{
		{"role and roles", head + "  role: You write\n  roles: [You think]\n", 8, 10, "role and roles are both given"},
		{"empty role", head + "  roles: [You think, \"\"]\n", 7, 22, "a role is empty"},
		{"words for no label", head + "  verbalizer: {z: fine}\n", 7, 15, `"z" is not a label`},
		{"no words", head + "  verbalizer: {x: \"\"}\n", 7, 15, `label "x" is called nothing`},
		{"words that are a label", head + "  verbalizer: {x: y}\n", 7, 15, `label "x" is called "y", which is another label`},
		{"same words", head + "  verbalizer: {x: Fine, y: fine}\n", 7, 15, `labels "x" and "y" are both called "fine"`},
		{"acquire", head + "  acquire: alphabet\n", 7, 12, `acquire "alphabet" is not one of order, random, entropy, least-confidence`},
		{"avoid", head + "  avoid: -1\n", 7, 10, "avoid is below zero"},
		{"part of a word", head + "  avoid: 1.5\n", 7, 10, "avoid is not a whole number"},
		{"student signal", head + "  signals: {student: [luck]}\n", 7, 23, `student signal "luck" is not one of probability, dynamics, weight, neighbours`},
		{"student without labels", text + "  signals: {student: [weight]}\n", 4, 22, "a student learns labels, and kind text has not one for each sample"},
		{"known without labels", text + "  filters: {known: 0.9}\n", 4, 20, "a student learns labels, and kind text has not one for each sample"},
		{"known", head + "  filters: {known: 2}\n", 7, 20, "known is above 1"},
		{"equal", text + "  signals: {equal: nearly}\n", 4, 20, `equal "nearly" is not one of exact, json`},
		{"judge_after", head + "  signals: {judge: Good?, judge_after: 9}\n", 7, 40, "judge_after needs a judge, and filters.judge, the least mark that it asks for"},
		{"unknown key", head + "  verify: make test\n", 7, 3, `unknown key "verify"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := review.ParseTask("task.yaml", []byte(c.src), nil)
			var fault *review.TaskError
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			if fault.Line != c.line || fault.Column != c.column || fault.Reason != c.reason {
				t.Errorf("%d:%d: %s; want %d:%d: %s", fault.Line, fault.Column, fault.Reason, c.line, c.column, c.reason)
			}
		})
	}
}
