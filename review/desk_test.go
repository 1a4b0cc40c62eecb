package review_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"winnow/review"
)

var errDisk = errors.New("disk on fire")

// constant is a ranker that gives every sample the same confidence.
type constant float64

func (c constant) Confidence(review.Sample) review.Confidence { return review.Known(float64(c)) }

func openDesk(t testing.TB, s review.Store) *review.Desk {
	t.Helper()
	desk, err := review.NewDesk(s, constant(0.5), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(desk.Close)
	return desk
}

// gated makes every commit of the shelf wait for one value from the returned
// channel, which is the commit's error, and collects the batches.
func gated(s *shelf) (chan error, *[]review.Batch) {
	gate, batches := make(chan error), &[]review.Batch{}
	s.onCommit = func(b review.Batch) error {
		*batches = append(*batches, b)
		return <-gate
	}
	return gate, batches
}

func answered(t *review.Ticket) bool {
	select {
	case <-t.Done():
		return true
	default:
		return false
	}
}

func TestDesk_SavedOnlyWhenCommitted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(1)
		gate, _ := gated(s)
		desk := openDesk(t, s)
		ticket := desk.Session("ann").Decide(1, accepted())
		synctest.Wait()
		if answered(ticket) || desk.News().Counts.Decided() != 0 {
			t.Fatal("answered before the commit returned")
		}
		gate <- nil
		c, err := ticket.Result()
		if err != nil || c.Now.Verdict != review.Accept || c.Entry.N != 1 || c.Entry.Reviewer != "ann" {
			t.Errorf("got %+v, %v", c, err)
		}
		if got := desk.News().Counts.Decided(); got != 1 {
			t.Errorf("%d decided when the answer is there, want 1", got)
		}
	})
}

func TestDesk_WhatWaitsIsOneCommitInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(4)
		gate, batches := gated(s)
		desk := openDesk(t, s)
		ann, bob := desk.Session("ann"), desk.Session("bob")
		tickets := []*review.Ticket{ann.Decide(1, accepted())}
		synctest.Wait() // the first commit is under way
		tickets = append(tickets, ann.Decide(2, accepted()), bob.Flag(2, true), ann.Undo(), bob.Undo(), ann.Undo(), ann.Redo())
		gate <- nil
		gate <- nil
		for i, ticket := range tickets {
			if c, err := ticket.Result(); (err != nil) != (i == 3) || err == nil && c.Entry.N == 0 {
				t.Errorf("action %d: %+v, %v", i, c, err)
			}
		}
		if _, err := tickets[3].Result(); !errors.Is(err, review.ErrChangedSince) {
			t.Errorf("ann's undo under bob's flag: %v", err)
		}
		var ops []review.Op
		for _, a := range (*batches)[1].Actions {
			ops = append(ops, a.Op)
		}
		want := []review.Op{review.OpDecide, review.OpFlag, review.OpUndo, review.OpUndo, review.OpUndo, review.OpRedo}
		if len(*batches) != 2 || !reflect.DeepEqual(ops, want) {
			t.Errorf("%d commits, the second of %v; want 2, %v", len(*batches), ops, want)
		}
	})
}

func TestDesk_ActionsHaveAnIDAndATime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := newShelf().fill(2)
	desk, err := review.NewDesk(s, constant(0), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	ids := map[string]bool{}
	for seq := range uint64(2) {
		c, err := desk.Session("ann").Decide(seq+1, accepted()).Result()
		if err != nil || !c.Entry.At.Equal(noon) || c.Entry.ID == "" || ids[c.Entry.ID] {
			t.Errorf("got %+v, %v", c.Entry, err)
		}
		ids[c.Entry.ID] = true
	}
	if !desk.Now().Equal(noon) || desk.Task().Name != "news" {
		t.Errorf("clock %v, task %q", desk.Now(), desk.Task().Name)
	}
}

func someSamples(from, n int) []review.Sample {
	out := make([]review.Sample, n)
	for i := range out {
		out[i] = sampleOf(fmt.Sprintf("new-%d", from+i), 0)
	}
	return out
}

func TestDesk_AddTellsWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	desk := openDesk(t, s)
	added, err := desk.Add(t.Context(), []review.Sample{sampleOf("x", 0), sampleOf("Aa", 0), sampleOf("x", 0)})
	want := []review.Added{{Arrival: review.Stored, Seq: 2}, {Arrival: review.Duplicate, Seq: 1}, {Arrival: review.Duplicate, Seq: 2}}
	if err != nil || !reflect.DeepEqual(added, want) {
		t.Errorf("got %+v, %v; want %+v", added, err, want)
	}
	it, err := desk.Session("ann").Item(2)
	if p, known := it.Sample.Confidence.Value(); err != nil || !known || p != 0.5 {
		t.Errorf("confidence %v (%v), want the ranker's 0.5", p, err)
	}
	if got := desk.News().Counts.Samples; got != 2 {
		t.Errorf("%d samples, want 2", got)
	}
	if added, err := desk.Add(t.Context(), nil); added != nil || err != nil {
		t.Errorf("nothing to add: %+v, %v", added, err)
	}
}

// While somebody waits for a decision, arriving samples join its commit by the
// hundred; one call's samples stay together.
func TestDesk_ArrivalsJoinInGroups(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(2)
		gate, batches := gated(s)
		desk := openDesk(t, s)
		ticket := desk.Session("ann").Decide(1, accepted())
		synctest.Wait()
		sizes := []int{60, 60, 1, 250, 3}
		firsts := make(chan [2]uint64, len(sizes))
		for i, n := range sizes {
			go func() {
				added, err := desk.Add(t.Context(), someSamples(1000*i, n))
				if err != nil || len(added) != n {
					t.Errorf("call %d: %d results, %v; want %d", i, len(added), err, n)
				}
				firsts <- [2]uint64{added[0].Seq, added[len(added)-1].Seq}
			}()
			synctest.Wait()
		}
		second := desk.Session("ann").Decide(2, accepted())
		for range 4 {
			synctest.Wait()
			gate <- nil
		}
		if err := errors.Join(resultErr(ticket), resultErr(second)); err != nil {
			t.Error(err)
		}
		var got [][2]int
		for _, b := range *batches {
			got = append(got, [2]int{len(b.Actions), len(b.Samples)})
		}
		if want := [][2]int{{1, 0}, {1, 120}, {0, 251}, {0, 3}}; !reflect.DeepEqual(got, want) {
			t.Errorf("actions and samples of the commits: %v, want %v", got, want)
		}
		spans := map[[2]uint64]bool{}
		for range sizes {
			spans[<-firsts] = true
		}
		want := map[[2]uint64]bool{{3, 62}: true, {63, 122}: true, {123, 123}: true, {124, 373}: true, {374, 376}: true}
		if !reflect.DeepEqual(spans, want) {
			t.Errorf("each call's samples got %v, want %v", spans, want)
		}
	})
}

func resultErr(t *review.Ticket) error {
	_, err := t.Result()
	return err
}

func TestDesk_AddGivesUpWaitingWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		gate, _ := gated(s)
		desk := openDesk(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			_, err := desk.Add(ctx, someSamples(0, 1))
			failed <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		gate <- nil
		synctest.Wait()
		if got := desk.News().Counts.Samples; got != 1 {
			t.Errorf("%d samples: what the desk took in is stored all the same", got)
		}
	})
}

func TestDesk_DraftsAreKeptAndRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(1)
		desk := openDesk(t, s)
		draft := review.Draft{Seq: 1, Reviewer: "ann", Texts: map[string]string{"text": "half a"}, Field: "text"}
		if err := desk.KeepDraft(draft)(); err != nil {
			t.Fatal(err)
		}
		it, err := desk.Session("ann").Item(1)
		if err != nil || it.Draft == nil || it.Draft.Texts["text"] != "half a" || !it.Draft.At.Equal(time.Now()) {
			t.Fatalf("got %+v, %v", it.Draft, err)
		}
		if err := desk.KeepDraft(review.Draft{Seq: 1, Reviewer: "ann"})(); err != nil {
			t.Fatal(err)
		}
		if it, err = desk.Session("ann").Item(1); err != nil || it.Draft != nil {
			t.Errorf("after removing: %+v, %v", it.Draft, err)
		}
	})
}

// Ensure nobody is told "saved" by a commit that failed, and that the desk
// goes on.
func TestDesk_FailedCommitReachesAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(3)
		gate, _ := gated(s)
		desk := openDesk(t, s)
		ann := desk.Session("ann")
		first := ann.Decide(1, accepted())
		synctest.Wait()
		failed := make(chan error, 2)
		go func() {
			_, err := desk.Add(t.Context(), someSamples(0, 2))
			failed <- err
		}()
		go func() {
			failed <- desk.KeepDraft(review.Draft{Seq: 3, Reviewer: "ann", Texts: map[string]string{"text": "x"}})()
		}()
		tickets := []*review.Ticket{ann.Decide(2, accepted()), ann.Flag(3, true), ann.Undo()}
		synctest.Wait()
		gate <- nil
		gate <- errDisk
		if err := resultErr(first); err != nil {
			t.Errorf("the commit before: %v", err)
		}
		for i, ticket := range tickets {
			if c, err := ticket.Result(); !errors.Is(err, errDisk) || !reflect.DeepEqual(c, review.Change{}) {
				t.Errorf("action %d: %+v, %v", i, c, err)
			}
		}
		for range 2 {
			if err := <-failed; !errors.Is(err, errDisk) {
				t.Errorf("draft or samples: %v", err)
			}
		}
		again := ann.Decide(2, accepted())
		gate <- nil
		if err := resultErr(again); err != nil {
			t.Errorf("after the failure: %v", err)
		}
		if got := desk.News().Counts; got.Decided() != 2 || got.Samples != 3 {
			t.Errorf("counts %+v", got)
		}
	})
}

func TestDesk_CloseSavesWhatWasSubmitted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(3)
		gate, _ := gated(s)
		desk := openDesk(t, s)
		ann := desk.Session("ann")
		tickets := []*review.Ticket{ann.Decide(1, accepted())}
		synctest.Wait()
		tickets = append(tickets, ann.Decide(2, accepted()), ann.Decide(3, accepted()))
		closed := make(chan struct{})
		go func() { desk.Close(); close(closed) }()
		synctest.Wait()
		late := ann.Flag(1, true)
		select {
		case <-closed:
			t.Fatal("closed before the work was saved")
		default:
		}
		gate <- nil
		gate <- nil
		<-closed
		for i, ticket := range tickets {
			if !answered(ticket) || resultErr(ticket) != nil {
				t.Errorf("action %d is not answered, or with %v", i, resultErr(ticket))
			}
		}
		if err := resultErr(late); !errors.Is(err, review.ErrClosed) {
			t.Errorf("submitted while closing: %v", err)
		}
	})
}

func TestDesk_ClosedTakesNothing(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(1)
	desk := openDesk(t, s)
	ann := desk.Session("ann")
	desk.Close()
	desk.Close()
	for _, ticket := range []*review.Ticket{ann.Decide(1, accepted()), ann.Flag(1, true), ann.Note(1, "n"), ann.Undo(), ann.Redo()} {
		if err := resultErr(ticket); !errors.Is(err, review.ErrClosed) {
			t.Errorf("action: %v", err)
		}
	}
	if _, err := desk.Add(t.Context(), someSamples(0, 1)); !errors.Is(err, review.ErrClosed) {
		t.Errorf("samples: %v", err)
	}
	if err := desk.KeepDraft(review.Draft{Seq: 1})(); !errors.Is(err, review.ErrClosed) {
		t.Errorf("draft: %v", err)
	}
	if items, err := ann.Upcoming(5); err != nil || len(items) != 1 {
		t.Errorf("a sample that could not be decided is still to do: %v, %v", items, err)
	}
}

// brokenShelf cannot read what a desk needs to open.
type brokenShelf struct {
	*shelf
	task, counts error
}

func (b brokenShelf) Task() (review.Task, error)     { return b.shelf.task, b.task }
func (b brokenShelf) Counts() (review.Counts, error) { return review.Counts{}, b.counts }

func TestNewDesk_NeedsTaskAndCounts(t *testing.T) {
	t.Parallel()
	if desk, err := review.NewDesk(brokenShelf{newShelf(), review.ErrNoTask, nil}, constant(0), nil); desk != nil || !errors.Is(err, review.ErrNoTask) {
		t.Errorf("without a task: %v, %v", desk, err)
	}
	if desk, err := review.NewDesk(brokenShelf{newShelf(), nil, review.ErrDamaged}, constant(0), nil); desk != nil || !errors.Is(err, review.ErrDamaged) {
		t.Errorf("without counts: %v, %v", desk, err)
	}
}
