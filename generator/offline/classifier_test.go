package offline

import (
	"math"
	"testing"
)

func TestClassifier_KnowsWhatItHasReadAndDoubtsTheRest(t *testing.T) {
	t.Parallel()
	m := train([][]string{
		{"the heating is cold", "cold water and cold tea", "so cold at night"},
		{"where is my money", "I want my money back", "money for nothing"},
	})
	sure := m.probabilities("It was cold, cold, COLD!")
	if sure[0] < 0.8 {
		t.Errorf("cold is %.2f complaint, want sure", sure[0])
	}
	if mixed := m.probabilities("cold money"); math.Abs(mixed[0]-0.5) > 0.2 {
		t.Errorf("a mixed text is %.2f, want about even", mixed[0])
	}
	if strange := m.probabilities("Ωμέγα 한국어 !!!"); strange[0] != 0.5 {
		t.Errorf("a text without a known word is %.2f, want even", strange[0])
	}
}

func TestClassifier_ProbabilitiesSumToOne(t *testing.T) {
	t.Parallel()
	m := train([][]string{{"a b c"}, {"b c d"}, {"d e f", "f"}})
	for _, text := range []string{"", "a", "f f f f f f f f f f f f", "a b c d e f"} {
		sum := 0.0
		for _, p := range m.probabilities(text) {
			if p < 0 || p > 1 || math.IsNaN(p) {
				t.Errorf("%q: probability %v", text, p)
			}
			sum += p
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%q: probabilities sum to %v", text, sum)
		}
	}
}

// Ensure examples that contradict one another make it modest.
func TestClassifier_ContradictionLowersItsConfidence(t *testing.T) {
	t.Parallel()
	clear := train([][]string{{"red one", "red two", "red six"}, {"blue one", "blue two", "blue six"}})
	muddled := train([][]string{{"red one", "blue two", "red six"}, {"blue one", "red two", "blue six"}})
	if a, b := clear.probabilities("red")[0], muddled.probabilities("red")[0]; a <= b || b > 0.6 {
		t.Errorf("clear examples give %.2f, contradictory ones %.2f", a, b)
	}
}
