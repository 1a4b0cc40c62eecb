package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"winnow/review"
)

// lesson is a learner whose first step gives the samples these places.
type lesson struct {
	store review.Store
	ids   []string // the first to come first
	err   error
	done  bool
}

func (l *lesson) Step(ctx context.Context) (bool, error) {
	if l.done || l.err != nil {
		return false, l.err
	}
	l.done = true
	out := review.Lesson{Entry: 1, Scores: make([]review.Score, len(l.ids))}
	for place, id := range l.ids {
		it, err := l.store.Find(id)
		if err != nil {
			return false, err
		}
		p := review.Known(0.1 + float64(place)/10)
		out.Scores[it.Sample.Seq-1] = review.Score{Seq: it.Sample.Seq, Place: p, Confidence: p}
	}
	return true, l.store.Rescore(ctx, out)
}

// learn lets the bench's desk learn until the test ends.
func (b *bench) learn(t *testing.T, l *lesson) {
	t.Helper()
	l.store = b.store
	ctx, cancel := context.WithCancel(t.Context())
	wait := b.desk.Learn(ctx, l)
	t.Cleanup(func() { cancel(); wait() })
}

// inOrder tells whether the words stand on the screen in this order.
func inOrder(words ...string) func(string) bool {
	return func(screen string) bool {
		for _, w := range words {
			_, after, found := strings.Cut(screen, w)
			if !found {
				return false
			}
			screen = after
		}
		return true
	}
}

const (
	gistN1 = "The council met"
	gistN3 = "The reckless"
	gistN4 = "시의회는"
	gistN5 = "Critics call"
)

func TestLearning_TheCardAndTheNextTwoStayWhileTheRestIsReordered(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ", "NEXT")
	s.WaitUntil("the given order", inOrder("NEXT", gistN3, gistN5, gistN4, gistN1))
	b.learn(t, &lesson{ids: []string{"n1", "n4", "n5", "n3", "n2"}})
	s.WaitUntil("the learned order behind the next two", inOrder("NEXT", gistN3, gistN5, gistN1, gistN4))
	s.WaitFor(" n2 ")
	s.Type("x")
	s.WaitFor("saved: n2", " n3 ")
	s.Type("x")
	s.WaitFor("saved: n3", " n5 ")
	s.Type("x")
	s.WaitFor("saved: n5", " n1 ", "learned 0.10 · given 0.93")
}

func TestLearning_TheGivenOrderIsAKeyAway(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	b.learn(t, &lesson{ids: []string{"n1", "n4", "n5", "n3", "n2"}})
	s := b.screen(t, 120, 36)
	s.Type("o", "o", "o")
	s.WaitFor("by the given confidence", " n2 ")
	s.WaitUntil("the given order", inOrder("NEXT", gistN3, gistN5, gistN4, gistN1))
}

func TestLearning_ThatItEndedIsSaidAndDecisionsGoOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" n2 ")
	b.learn(t, &lesson{err: errors.New("the \x1b[2Jdisk is on fire")})
	s.WaitFor("the order no longer learns: q and start again: the ␛[2Jdisk is on fire")
	s.Type("x")
	s.WaitFor("saved: n2")
}

// Ensure that what to do when learning has ended is in sight on a narrow screen, is
// read out, and is told at the end of the sitting with the reason.
func TestLearning_WhatToDoWhenItEndedIsSaid(t *testing.T) {
	t.Parallel()
	failed := errors.New("reading the log from entry 12: \x1b[2Jthe disk is on fire")
	b := newBench(t, newsTask(), newsRows...)
	s := b.screen(t, 80, 24)
	w := b.onWire(t, Options{})
	w.hears("Keys:")
	b.learn(t, &lesson{err: failed})
	s.WaitFor("the order no longer learns: q and start again")
	w.hears("The order no longer learns: q and start again: reading the log from entry 12: ␛[2Jthe disk is on fire.")
	w.quits()
	r, err := b.model(t, Options{}).conclude(t.Context(), nil)
	said := strings.Join(r.Findings(), "\n")
	for _, want := range []string{"stayed as it was", "␛[2Jthe disk is on fire", "every decision is saved", "the next review learns", "winnow check"} {
		if err != nil || !strings.Contains(said, want) {
			t.Errorf("no %q at the end: %q, %v", want, said, err)
		}
	}
}
