package main

import (
	"context"
	"path/filepath"
	"testing"

	"winnow/review"
)

// pupil tells of its first step.
type pupil chan struct{}

func (p pupil) Step(context.Context) (bool, error) {
	select {
	case p <- struct{}{}:
	default:
	}
	return false, nil
}

func TestLearning_WaitsForTheScreenAndEndsWithoutIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, err := openProject(opening{path: filepath.Join(dir, "p.winnow"), infer: func() (review.Task, error) {
		return review.Task{Name: "t", Kind: review.Classify, Fields: []string{"text"}, Labels: []review.Label{{Name: "a"}, {Name: "b"}}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.close() })
	s := sitting{project: p}

	never := make(pupil, 1)
	s.learn(t.Context(), &backstage{Learner: never}, make(chan struct{}))() // returns
	if len(never) != 0 {
		t.Error("learned without a screen")
	}

	shown, steps := make(chan struct{}), make(pupil, 1)
	stop := s.learn(t.Context(), &backstage{Learner: steps}, shown)
	close(shown)
	<-steps
	stop()
}
