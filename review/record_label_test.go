package review_test

import (
	"fmt"
	"slices"
	"testing"

	"winnow/review"
)

// themesOf is a task of so many labels.
func themesOf(n int) review.Task {
	t := review.Task{Name: "themes", Kind: review.MultiLabel}
	for i := range n {
		t.Labels = append(t.Labels, review.Label{Name: fmt.Sprintf("theme-%d", i)})
	}
	return t.WithDefaults()
}

// Ensure that records are read alike however many came before them.
func TestRecordParser_ReadsLabelsAlikeAtAnyTime(t *testing.T) {
	t.Parallel()
	p := review.NewRecordParser(themesOf(30))
	want := []string{"theme-3", "theme-7", "theme-29"}
	for i := range 40 {
		s, err := p.Parse([]byte(`{"text":"a","labels":["theme-29","theme-3","theme-7","theme-3"]}`))
		if err != nil || !slices.Equal(s.Suggestion.Labels, want) {
			t.Fatalf("record %d: %q, %v", i, s.Suggestion.Labels, err)
		}
		if _, err := p.Parse([]byte(`{"text":"a","labels":["theme-3","theme-30"]}`)); err == nil {
			t.Fatalf("record %d: a label that the task does not have was taken", i)
		}
	}
}

// What a record costs does not grow with the labels of the task.
func BenchmarkRecordParser_Labels(b *testing.B) {
	for _, n := range []int{3, 4000} {
		task := themesOf(n)
		raw := fmt.Appendf(nil, `{"text":"a","labels":["theme-%d","theme-%d","theme-%d"]}`, n-3, n-2, n-1)
		b.Run(fmt.Sprintf("labels=%d", n), func(b *testing.B) {
			p := review.NewRecordParser(task)
			for b.Loop() {
				if _, err := p.Parse(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Ensure that of options of which one may be chosen the one in the list is read, and
// nothing out of an empty list or one of several.
func TestParseRecord_OneOfProdigysOptions(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "mood", Kind: review.Classify, Target: "accept", Labels: []review.Label{{Name: "1"}, {Name: "2"}}}.WithDefaults()
	for raw, want := range map[string]string{`{"text":"a","accept":[2]}`: "2", `{"text":"a","accept":["1"]}`: "1", `{"text":"a","accept":[]}`: ""} {
		if s := mustParse(t, task, raw); s.Suggestion.Label != want || s.Suggested != (want != "") {
			t.Errorf("%s: %q, suggested %v", raw, s.Suggestion.Label, s.Suggested)
		}
	}
	for _, raw := range []string{`{"text":"a","accept":[1,2]}`, `{"text":"a","accept":[3]}`, `{"text":"a","accept":[[1]]}`} {
		if s, err := review.ParseRecord(task, []byte(raw)); err == nil {
			t.Errorf("%s: %q was read", raw, s.Suggestion.Label)
		}
	}
}
