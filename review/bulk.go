package review

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
)

// Bulk marks log entries that were made together, of samples that nobody looked
// at one by one.
type Bulk struct {
	// ID is that of the bulk action, the same in all its entries and in those
	// that undo or redo them.
	ID string `json:"id"`
	// Filter is what chose the samples, as [ParseFilter] reads it, and Count how
	// many they were when it was confirmed. An undo or redo has neither.
	Filter string `json:"filter,omitempty"`
	Count  int    `json:"count,omitempty"`
	// N is how far the action had come with this entry, from 1 to Count.
	N int `json:"n,omitempty"`
}

// Deed is what a bulk action does with each of its samples. One member is set.
type Deed struct {
	// Verdict is [Accept] or [Reject].
	Verdict Verdict
	// Label is given to each, in kinds with one label.
	Label string
	// Flag flags each.
	Flag bool
}

// Errors of bulk actions.
var (
	// ErrNoFilter is returned for a bulk action on all that is undecided.
	ErrNoFilter = errors.New("a bulk action needs a filter: the whole project is none")
	// ErrConfidenceAlone is returned when what a confidence alone has chosen
	// shall be accepted or labelled.
	ErrConfidenceAlone = errors.New("a confidence alone accepts nothing: choose by words, a label or a flag as well")
	// ErrNoDeed is returned for what cannot be done with many samples at once.
	ErrNoDeed = errors.New("that cannot be done in bulk")
	// ErrBulkOver is returned when an undo or redo that concerns one bulk action
	// has come to its end.
	ErrBulkOver = errors.New("nothing of the bulk action is left")
)

// shownOfBulk is how many of its samples are shown before a bulk action.
const shownOfBulk = 5

// Gathered is what a bulk action would work on.
type Gathered struct {
	Filter Filter
	// Seqs are the samples by arrival number.
	Seqs []uint64
	// Shown are up to five of them in the session's order, drawn at random: the
	// project's seed and the filter say which.
	Shown []Item
	// Leased and Drafted count the samples that match and are left out, because
	// another reviewer has them or because an edit of them is half written.
	Leased, Drafted int
}

// Gather finds the undecided samples that match, for a bulk action. It goes
// through the whole project beside everything else, and ends with the context.
// Errors: [ErrNoFilter], and those of reading.
func (s *Session) Gather(ctx context.Context, f Filter) (Gathered, error) {
	if f.takesAll() {
		return Gathered{}, ErrNoFilter
	}
	g := Gathered{Filter: f}
	d := draw{seed: drawSeed(s.desk.store.Seed(), f)}
	taken := s.taken()
	err := s.desk.store.Walk(OrderArrival, func(it Item) bool {
		switch {
		case !f.Match(it):
		case taken[it.Sample.Seq]:
			g.Leased++
		case it.IsHalfEdited():
			g.Drafted++
		default:
			g.Seqs = append(g.Seqs, it.Sample.Seq)
			d.offer(it)
		}
		return ctx.Err() == nil
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Gathered{}, fmt.Errorf("looking for what matches: %w", err)
	}
	g.Shown = d.items
	s.Arrange(g.Shown)
	return g, nil
}

// allows tells whether the deed may be done with what the filter has chosen.
func (d Deed) allows(t Task, f Filter) error {
	switch {
	case f.takesAll():
		return ErrNoFilter
	case d.Flag:
		return nil
	case d.Label == "" && d.Verdict == Reject:
		return nil
	case f.onlyConfidence():
		return ErrConfidenceAlone
	case d.Label == "" && d.Verdict == Accept:
		return nil
	case d.Label == "" || !t.Kind.OneLabel():
		return ErrNoDeed
	}
	if _, ok := t.Label(d.Label); !ok {
		return fmt.Errorf("%q: %w", d.Label, ErrUnknownLabel)
	}
	return nil
}

// Allows tells whether the deed can be done with what the filter has chosen.
// Errors: [ErrNoFilter], [ErrConfidenceAlone], [ErrUnknownLabel], [ErrNoDeed].
func (s *Session) Allows(f Filter, d Deed) error { return d.allows(s.desk.task, f) }

// action is what the deed does with a sample as it stands.
func (d Deed) action(t Task, it Item, order Order) (Action, error) {
	if d.Flag {
		return Action{Op: OpFlag, Seq: it.Sample.Seq, Flag: true}, nil
	}
	dec := Decision{Verdict: Reject, Before: it.Sample.Suggestion}
	if d.Verdict != Reject {
		after := it.Sample.Suggestion
		if d.Label != "" {
			after.Label = d.Label
		}
		var err error
		if dec, err = Decide(t, it.Sample, after); err != nil {
			return Action{}, err
		}
	}
	dec.Shown = Shown{Confidence: it.Confidence, Order: order}
	return Action{Op: OpDecide, Seq: it.Sample.Seq, Decision: dec}, nil
}

// takesAll tells that the filter leaves nothing undecided out.
func (f Filter) takesAll() bool {
	if len(f.Verdicts) > 0 && !slices.Contains(f.Verdicts, "") {
		return false
	}
	f.Verdicts = nil
	return f.IsZero()
}

// onlyConfidence tells that nothing but the confidence chooses.
func (f Filter) onlyConfidence() bool {
	return len(f.Labels) == 0 && len(f.Words) == 0 && !f.Flagged && (f.Min.known || f.Max.known || f.Unknown)
}

// draw keeps the samples with the lowest hash of those that it is offered: a
// uniform random draw without repetition, the same whatever their order.
type draw struct {
	seed  uint64
	items []Item
}

func (d *draw) offer(it Item) {
	h := d.hash(it)
	at := len(d.items)
	for at > 0 && d.hash(d.items[at-1]) > h {
		at--
	}
	if at == shownOfBulk {
		return
	}
	d.items = slices.Insert(d.items, at, it)
	d.items = d.items[:min(len(d.items), shownOfBulk)]
}

// hash mixes seed and arrival number (splitmix64, Steele et al. 2014).
func (d *draw) hash(it Item) uint64 {
	z := d.seed + it.Sample.Seq*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func drawSeed(project uint64, f Filter) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(f.String())) // never fails
	return project ^ h.Sum64()
}
