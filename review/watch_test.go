package review_test

import (
	"reflect"
	"testing"
	"testing/synctest"

	"winnow/review"
)

// signals counts what waits in the channel.
func signals(w *review.Watch) int {
	synctest.Wait()
	n := 0
	for {
		select {
		case _, open := <-w.C():
			if !open {
				return n
			}
			n++
		default:
			return n
		}
	}
}

func TestWatch_ManyChangesAreOneSignal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(9)
		desk := openDesk(t, s)
		w, late := desk.Watch(), desk.Watch()
		if n := signals(w); n != 0 {
			t.Errorf("%d signals before any change", n)
		}
		ann := desk.Session("ann")
		for seq := range uint64(9) {
			if err := resultErr(ann.Decide(seq+1, accepted())); err != nil {
				t.Fatal(err)
			}
		}
		if n := signals(w); n != 1 {
			t.Errorf("%d signals for nine changes, want 1", n)
		}
		if got := desk.News().Counts.Decided(); got != 9 {
			t.Errorf("the news say %d decided", got)
		}
		if n := signals(w); n != 0 {
			t.Errorf("%d signals after the news were read", n)
		}
		desk.SetStream(review.Stream{Source: "offline grammar", Phase: review.StreamRunning, Made: 3})
		if n := signals(w); n != 1 {
			t.Errorf("%d signals for the stream, want 1", n)
		}
		if n := signals(late); n != 1 {
			t.Errorf("a watcher who did not look has %d signals, want 1", n)
		}
	})
}

func TestWatch_FailedCommitIsNoNews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf().fill(1)
		s.onCommit = func(review.Batch) error { return errDisk }
		desk := openDesk(t, s)
		w := desk.Watch()
		if err := resultErr(desk.Session("ann").Decide(1, accepted())); err == nil {
			t.Fatal("no error")
		}
		if n := signals(w); n != 0 {
			t.Errorf("%d signals", n)
		}
	})
}

func TestWatch_StopClosesAndMayBeRepeated(t *testing.T) {
	t.Parallel()
	desk := openDesk(t, newShelf().fill(1))
	w, other := desk.Watch(), desk.Watch()
	w.Stop()
	w.Stop()
	if _, open := <-w.C(); open {
		t.Error("the channel is open after Stop")
	}
	desk.SetStream(review.Stream{Phase: review.StreamDone})
	if _, open := <-other.C(); !open {
		t.Error("the other watch was closed too")
	}
}

func TestNews_IsASnapshot(t *testing.T) {
	t.Parallel()
	desk := openDesk(t, newShelf().fill(2))
	if n := desk.News(); n.Stream != nil {
		t.Errorf("a stream that never was: %+v", n.Stream)
	}
	stream := review.Stream{Source: "file", Made: 1}
	desk.SetStream(stream)
	was := desk.News()
	if was.Stream == nil || !reflect.DeepEqual(*was.Stream, stream) {
		t.Fatalf("got %+v", was.Stream)
	}
	was.Stream.Made = 99
	if err := resultErr(desk.Session("ann").Decide(1, accepted())); err != nil {
		t.Fatal(err)
	}
	now := desk.News()
	if was.Counts.Decided() != 0 || now.Counts.Decided() != 1 || now.Stream.Made != 1 {
		t.Errorf("was %+v, now %+v with stream %+v", was.Counts, now.Counts, now.Stream)
	}
	now.Counts.ByVerdict[review.Accept] = 99
	if got := desk.News().Counts.Decided(); got != 1 {
		t.Errorf("writing into the news changed the desk: %d decided", got)
	}
}
