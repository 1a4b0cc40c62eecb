package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
)

// simulator is the reviewer's name in a simulated review.
const simulator = "simulate"

// addedAtOnce is how many samples go to the desk together.
const addedAtOnce = 2000

// replayed is a simulated review.
type replayed struct {
	order []int // the rows as they came up
	// shown is the confidence that stood beside each row when it was decided,
	// NaN where it was unknown.
	shown []float64
}

// replay reviews the rows in a project of their own, decided one by one at its
// desk. A row with the content of another is decided with it.
func replay(ctx context.Context, task review.Task, rows []known, seed uint64, options ...rank.Option) (r replayed, err error) {
	dir, err := os.MkdirTemp("", "winnow-simulate-")
	if err != nil {
		return r, fmt.Errorf("making a place for the simulation: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := store.Scratch(filepath.Join(dir, "simulated"+projectExt), task, seed)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	desk, err := review.NewDesk(db, rank.Given{}, nil)
	if err != nil {
		return r, err
	}
	defer desk.Close()
	of, err := addKnown(ctx, desk, rows)
	if err != nil {
		return r, err
	}
	r.shown = make([]float64, len(rows))
	learner := rank.NewLive(db, options...)
	session := desk.Session(simulator)
	for {
		if task.Order.Learns() {
			if _, err := learner.Step(ctx); err != nil {
				return r, err
			}
		}
		next, err := session.Upcoming(1)
		if err != nil || len(next) == 0 {
			return r, err
		}
		it := next[0].Sample
		same := of[it.Seq]
		r.order = append(r.order, same...)
		for _, i := range same {
			r.shown[i] = valueOf(next[0].Confidence)
		}
		if _, err := session.Decide(it.Seq, rows[same[0]].decision(task, it)).Result(); err != nil {
			return r, err
		}
	}
}

// valueOf is a confidence as a number, NaN when it is unknown.
func valueOf(c review.Confidence) float64 {
	if p, ok := c.Value(); ok {
		return p
	}
	return math.NaN()
}

// addKnown takes the rows in and returns which of them each sample is.
func addKnown(ctx context.Context, desk *review.Desk, rows []known) (of map[uint64][]int, err error) {
	of = map[uint64][]int{}
	for from := 0; from < len(rows); from += addedAtOnce {
		part := rows[from:min(from+addedAtOnce, len(rows))]
		samples := make([]review.Sample, len(part))
		for i, r := range part {
			samples[i] = r.sample
		}
		added, err := desk.Add(ctx, samples)
		if err != nil {
			return nil, err
		}
		for i, a := range added {
			if a.Arrival == review.Conflict {
				again := rows[from+i].sample
				again.ID = "" // other content under an id that is taken: its hash will do
				one, err := desk.Add(ctx, []review.Sample{again})
				if err != nil {
					return nil, err
				}
				a = one[0]
			}
			of[a.Seq] = append(of[a.Seq], from+i)
		}
	}
	return of, nil
}

// decision is what a reviewer who knows the truth decides.
func (k known) decision(task review.Task, s review.Sample) review.Decision {
	reject := review.Decision{Verdict: review.Reject, Before: s.Suggestion}
	after := s.Suggestion
	switch {
	case k.truth.wrong && k.truth.text == "":
		return reject
	case k.truth.wrong && task.Kind == review.Text:
		after.Text = k.truth.text
	case k.truth.wrong:
		after.Label = k.truth.text
	}
	dec, err := review.Decide(task, s, after)
	if err != nil {
		return reject // the truth is no label of the task
	}
	return dec
}
