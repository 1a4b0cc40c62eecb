package main

import (
	"bytes"
	"testing"

	"winnow/review"
)

// Ensure that nothing in a simulated project can know the truth before its
// turn: it is not in the record that the project gets.
func TestSimulate_TheTruthIsNotInTheRecord(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "t", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "a"}, {Name: "b"}},
	}
	for name, c := range map[string]struct {
		gold, raw string
		want      truth
	}{
		"a label":      {"", `{"gold":"TRUTH","text":"x","label":"a","votes":["a"]}`, truth{true, "TRUTH"}},
		"the same":     {"", `{"text":"x","gold":"a","label":"a"}`, truth{false, "a"}},
		"right or not": {"", `{"text":"x","label":"a","gold_ok":false}`, truth{true, ""}},
		"both":         {"", `{"gold_ok":true,"text":"x","label":"a","gold":"b"}`, truth{true, "b"}},
		"both, turned": {"", `{"gold":"b","text":"x","label":"a","gold_ok":true}`, truth{true, "b"}},
		"its own name": {"said", `{"text":"x","said":"b","label":"a","gold":"a"}`, truth{true, "b"}},
		"odd spelling": {"", `{"text":"x","label":"a","\u0067old":"b"}`, truth{true, "b"}},
	} {
		s := simulating{gold: c.gold}
		row, ok := s.row(task, []byte(c.raw))
		if !ok || row.truth != c.want {
			t.Errorf("%s: %v, truth %+v, want %+v", name, ok, row.truth, c.want)
		}
		for _, word := range []string{"gold", "said", "TRUTH", `"b"`} {
			if bytes.Contains(row.sample.Raw, []byte(word)) {
				t.Errorf("%s: the record still says %s: %s", name, word, row.sample.Raw)
			}
		}
	}
}
