package review_test

import (
	"context"
	"errors"
	"testing"

	"winnow/review"
)

// pupil is a learner each of whose steps waits for what it should answer.
type pupil chan lessonLearned

type lessonLearned struct {
	reordered bool
	err       error
}

func (p pupil) Step(ctx context.Context) (bool, error) {
	select {
	case l := <-p:
		return l.reordered, l.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// learning sits a pupil beside the desk of a shelf until the test ends.
func learning(t *testing.T) (pupil, *review.Desk) {
	t.Helper()
	p, desk := make(pupil), openDesk(t, newShelf().fill(3))
	ctx, cancel := context.WithCancel(t.Context())
	wait := desk.Learn(ctx, p)
	t.Cleanup(func() { cancel(); wait() })
	return p, desk
}

// until waits for news of which ok holds.
func until(t *testing.T, desk *review.Desk, ok func(review.News) bool) review.News {
	t.Helper()
	w := desk.Watch()
	defer w.Stop()
	for !ok(desk.News()) {
		<-w.C()
	}
	return desk.News()
}

func TestLearn_StepsAtOnceAndAfterDecisionsAndTellsOfNewOrders(t *testing.T) {
	t.Parallel()
	p, desk := learning(t)
	p <- lessonLearned{reordered: true}
	until(t, desk, func(n review.News) bool { return n.Lessons == 1 })
	p <- lessonLearned{} // after its own news
	if _, err := desk.Session("ann").Decide(1, accepted()).Result(); err != nil {
		t.Fatal(err)
	}
	p <- lessonLearned{} // after the decision
	if n := desk.News(); n.Lessons != 1 || n.Unlearned != nil {
		t.Errorf("a step that changed nothing is news: %+v", n)
	}
}

func TestLearn_AnErrorEndsItAndNothingElse(t *testing.T) {
	t.Parallel()
	p, desk := learning(t)
	p <- lessonLearned{err: errDisk}
	n := until(t, desk, func(n review.News) bool { return n.Unlearned != nil })
	if !errors.Is(n.Unlearned, errDisk) {
		t.Errorf("the news are %v", n.Unlearned)
	}
	if _, err := desk.Session("ann").Decide(1, accepted()).Result(); err != nil {
		t.Errorf("deciding without learning: %v", err)
	}
}

func TestLearn_TriesAgainWhileTheProjectIsBusy(t *testing.T) {
	t.Parallel()
	p, desk := learning(t)
	p <- lessonLearned{err: review.ErrBusy}
	p <- lessonLearned{err: review.ErrBusy}
	p <- lessonLearned{reordered: true}
	n := until(t, desk, func(n review.News) bool { return n.Lessons == 1 })
	if n.Unlearned != nil {
		t.Errorf("being busy ended the learning: %v", n.Unlearned)
	}
}
