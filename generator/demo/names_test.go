package demo_test

import (
	"slices"
	"testing"

	"winnow/generator/demo"
	"winnow/review"
)

// Ensure that a task file may name each way to choose demonstrations, and no other.
func TestNames_AreThoseOfTaskFiles(t *testing.T) {
	t.Parallel()
	if names := demo.Names(); !slices.Equal(names, review.Picks) {
		t.Errorf("there are %q, and task files may say %q", names, review.Picks)
	}
}
