package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/generator/strategy"
)

// Ensure that the next process knows which rows a plan has discarded, and that
// other refused answers discard nothing.
func TestAside_DiscardedRowsAreFoundAgain(t *testing.T) {
	t.Parallel()
	project := filepath.Join(t.TempDir(), "p.winnow")
	for range discarded(project) {
		t.Error("a row of a file that is not there")
	}
	for _, reject := range []generator.Reject{
		{Reason: "discarded by the plan: too short", Raw: []byte(`{"discard":"too short"}`), Strategy: "transform", Row: "rows.csv:3"},
		{Reason: "text is empty", Raw: []byte("{\"text\":\"\"}\x1b[31m")},
		{Reason: "discarded by the plan: twice", Strategy: "transform", Row: "rows.csv:9"},
	} {
		a := newAside(project)
		a.keep(reject)
		if n, err := a.close(); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
	var got []strategy.Made
	for row := range discarded(project) {
		got = append(got, row)
	}
	want := []strategy.Made{{Strategy: "transform", Of: "rows.csv:3"}, {Strategy: "transform", Of: "rows.csv:9"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
