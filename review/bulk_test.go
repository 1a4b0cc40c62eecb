package review_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

func filterOf(t testing.TB, query string) review.Filter {
	t.Helper()
	f, err := review.ParseFilter(query)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func gathered(t testing.TB, s *review.Session, query string) review.Gathered {
	t.Helper()
	g, err := s.Gather(t.Context(), filterOf(t, query))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// through lets a bulk action come to its end.
func through(t testing.TB, r *review.BulkRun) review.BulkProgress {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = r.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return r.Progress()
}

// bulkOf does a deed with all that matches.
func bulkOf(t testing.TB, s *review.Session, query string, d review.Deed) review.BulkProgress {
	t.Helper()
	r, err := s.Bulk(gathered(t, s, query), d)
	if err != nil {
		t.Fatal(err)
	}
	return through(t, r)
}

// undoBulk presses undo once, as a screen does it.
func undoBulk(t testing.TB, s *review.Session) review.BulkProgress {
	t.Helper()
	c, err := s.Undo().Result()
	if err != nil || c.Entry.Bulk == nil {
		t.Fatalf("undo gave %+v, %v", c.Entry.Bulk, err)
	}
	return through(t, s.UndoBulk(c.Entry.Bulk.ID))
}

func redoBulk(t testing.TB, s *review.Session) review.BulkProgress {
	t.Helper()
	c, err := s.Redo().Result()
	if err != nil || c.Entry.Bulk == nil {
		t.Fatalf("redo gave %+v, %v", c.Entry.Bulk, err)
	}
	return through(t, s.RedoBulk(c.Entry.Bulk.ID))
}

func decidedOf(s *shelf) (n int) {
	for _, st := range s.states {
		if st.Decided() {
			n++
		}
	}
	return n
}

func TestFilter_StringIsReadBackAsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.StringMatching(`[a-zé]{1,4}( [a-z]{1,3})?|flagged|a:b|conf:x y`)
		f := review.Filter{
			Labels: rapid.SliceOfN(word, 0, 2).Draw(rt, "labels"), Words: rapid.SliceOfN(word, 0, 2).Draw(rt, "words"),
			Flagged: rapid.Bool().Draw(rt, "flagged"), Unknown: rapid.Bool().Draw(rt, "unknown"),
			Verdicts: rapid.SliceOfN(rapid.SampledFrom([]review.Verdict{"", review.Defer, review.Edit}), 0, 2).Draw(rt, "verdicts"),
		}
		if rapid.Bool().Draw(rt, "min") {
			f.Min = review.Known(rapid.Float64Range(0, 1).Draw(rt, "from"))
			f.Above = rapid.Bool().Draw(rt, "above")
		}
		if rapid.Bool().Draw(rt, "max") {
			f.Max = review.Known(rapid.Float64Range(0, 1).Draw(rt, "to"))
			f.Below = rapid.Bool().Draw(rt, "below")
		}
		again, err := review.ParseFilter(f.String())
		if err != nil || fmt.Sprint(again) != fmt.Sprint(f) {
			rt.Fatalf("%q is read as %v, %v; want %v", f.String(), again, err, f)
		}
	})
}

func TestBulk_NeverTheWholeProjectAndNeverAConfidenceAlone(t *testing.T) {
	t.Parallel()
	seat := openDesk(t, newShelf().fill(10)).Session("ann")
	for _, query := range []string{"", "decision:none", "decision:none decision:defer"} {
		if _, err := seat.Gather(t.Context(), filterOf(t, query)); !errors.Is(err, review.ErrNoFilter) {
			t.Errorf("%q: %v", query, err)
		}
	}
	accept, label := review.Deed{Verdict: review.Accept}, review.Deed{Label: "neutral"}
	for _, c := range []struct {
		query string
		deed  review.Deed
		want  error
	}{
		{"conf:>0.9", accept, review.ErrConfidenceAlone},
		{"conf:0.1-0.9 decision:none", label, review.ErrConfidenceAlone},
		{"conf:--", accept, review.ErrConfidenceAlone},
		{"conf:<0.1", review.Deed{Verdict: review.Reject}, nil},
		{"conf:>0.9", review.Deed{Flag: true}, nil},
		{"conf:>0.9 label:biased", accept, nil},
		{"text", label, nil},
		{"text", review.Deed{Label: "no such"}, review.ErrUnknownLabel},
		{"text", review.Deed{Verdict: review.Edit}, review.ErrNoDeed},
	} {
		if err := seat.Allows(filterOf(t, c.query), c.deed); !errors.Is(err, c.want) {
			t.Errorf("%q, %+v: %v, want %v", c.query, c.deed, err, c.want)
		}
	}
}

func TestBulk_ShowsTheSameFiveUntilSomethingElseIsAsked(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(200)
	seat := openDesk(t, s).Session("ann")
	ids := func(g review.Gathered) (out []string) {
		for _, it := range g.Shown {
			out = append(out, it.Sample.ID)
		}
		return out
	}
	first := gathered(t, seat, "text")
	if again := ids(gathered(t, seat, "text")); len(again) != 5 || !slices.Equal(again, ids(first)) {
		t.Errorf("first %v, then %v", ids(first), again)
	}
	if other := ids(gathered(t, seat, "text conf:>0")); slices.Equal(other, ids(first)) {
		t.Errorf("another filter draws the same five: %v", other)
	}
	if few := gathered(t, seat, "Aa"); len(few.Shown) != 1 || len(few.Seqs) != 1 {
		t.Errorf("of one sample %d are shown", len(few.Shown))
	}
}

func TestBulk_EveryEntryIsMarkedAndOneUndoTakesAllBack(t *testing.T) {
	t.Parallel()
	const n = 300 // several steps
	s := newShelf().fill(n)
	seat := openDesk(t, s).Session("ann")
	if _, err := seat.Decide(1, accepted()).Result(); err != nil {
		t.Fatal(err)
	}
	p := bulkOf(t, seat, "label:biased", review.Deed{Verdict: review.Reject})
	if p.Done != n-1 || p.Passed() != 0 || decidedOf(s) != n {
		t.Fatalf("%+v, %d decided", p, decidedOf(s))
	}
	for i, e := range s.log[1:] {
		if b := e.Bulk; b == nil || b.ID != s.log[1].Bulk.ID || b.Filter != "label:biased" || b.Count != n-1 || b.N != i+1 ||
			e.Decision.Shown.Suggestion || e.Decision.Seconds != 0 {
			t.Fatalf("entry %d is %+v with mark %+v", e.N, e.Decision, e.Bulk)
		}
	}
	if undoBulk(t, seat); decidedOf(s) != 1 || s.states[1].Verdict != review.Accept {
		t.Fatalf("after one undo %d are decided, the one before it is %q", decidedOf(s), s.states[1].Verdict)
	}
	// Another program goes on with the same project.
	seat = openDesk(t, s).Session("ann")
	if redoBulk(t, seat); decidedOf(s) != n {
		t.Fatalf("after one redo %d are decided", decidedOf(s))
	}
	if undoBulk(t, seat); decidedOf(s) != 1 {
		t.Fatalf("after the second undo %d are decided", decidedOf(s))
	}
	if c, err := seat.Undo().Result(); err != nil || c.Entry.Bulk != nil || decidedOf(s) != 0 {
		t.Errorf("the decision before the bulk: %+v, %v", c, err)
	}
}

func TestBulk_LeavesOutWhatOthersHaveOnScreen(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(20)
	desk := openDesk(t, s)
	ann, bob := desk.Session("ann"), desk.Session("bob")
	if _, err := bob.Upcoming(3); err != nil {
		t.Fatal(err)
	}
	if err := desk.KeepDraft(review.Draft{Seq: 20, Reviewer: "eve", Texts: map[string]string{"text": "half"}})(); err != nil {
		t.Fatal(err)
	}
	g := gathered(t, ann, "text")
	if len(g.Seqs) != 16 || g.Leased != 3 || g.Drafted != 1 {
		t.Fatalf("%d gathered, %d leased, %d drafted", len(g.Seqs), g.Leased, g.Drafted)
	}
	// Between the count and the confirmation bob takes two more, and decides one.
	held, err := bob.Upcoming(5)
	if err != nil {
		t.Fatal(err)
	}
	last := g.Seqs[len(g.Seqs)-1]
	if _, err := bob.Decide(last, accepted()).Result(); err != nil {
		t.Fatal(err)
	}
	r, err := ann.Bulk(g, review.Deed{Label: "neutral"})
	if err != nil {
		t.Fatal(err)
	}
	p := through(t, r)
	for _, it := range held {
		if s.states[it.Sample.Seq].Decided() {
			t.Errorf("sample %d was decided under bob's eyes", it.Sample.Seq)
		}
	}
	if e := s.log[s.states[last].Decision-1]; e.Reviewer != "bob" || p.Changed != 1 {
		t.Errorf("bob's decision is replaced by that of %s; %+v", e.Reviewer, p)
	}
	if p.Done+p.Passed() != len(g.Seqs) || p.Leased != 2 {
		t.Errorf("%+v of %d", p, len(g.Seqs))
	}
}

func TestBulk_UndoLeavesWhatSomebodyHasDecidedSince(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(10)
	desk := openDesk(t, s)
	ann, bob := desk.Session("ann"), desk.Session("bob")
	bulkOf(t, ann, "text", review.Deed{Verdict: review.Accept})
	if _, err := bob.Decide(4, review.Decision{Verdict: review.Reject}).Result(); err != nil {
		t.Fatal(err)
	}
	if p := undoBulk(t, ann); p.Changed != 1 || decidedOf(s) != 1 || s.states[4].Verdict != review.Reject {
		t.Errorf("%+v; %d decided, sample 4 is %q", p, decidedOf(s), s.states[4].Verdict)
	}
	if p := redoBulk(t, ann); p.Changed != 1 || decidedOf(s) != 10 || s.states[4].Verdict != review.Reject {
		t.Errorf("%+v; %d decided, sample 4 is %q", p, decidedOf(s), s.states[4].Verdict)
	}
}

func TestBulk_CutShortIsToldAndGoneOnWith(t *testing.T) {
	t.Parallel()
	const n = 200
	s := newShelf().fill(n)
	seat := openDesk(t, s).Session("ann")
	cut := func() (review.Bulk, review.Op, bool) {
		t.Helper()
		b, op, ok, err := openDesk(t, s).Session("ann").BulkCut()
		if err != nil {
			t.Fatal(err)
		}
		return b, op, ok
	}
	if _, _, ok := cut(); ok {
		t.Error("an empty log has something cut short")
	}
	r, err := seat.Bulk(gathered(t, seat, "text"), review.Deed{Verdict: review.Accept})
	if err != nil {
		t.Fatal(err)
	}
	if more, err := r.Step(); err != nil || !more {
		t.Fatal(more, err)
	}
	some := decidedOf(s)
	if b, op, ok := cut(); !ok || op != review.OpDecide || b.N != some || b.Count != n {
		t.Errorf("%d of %d done: %+v, %s, %t", some, n, b, op, ok)
	}
	through(t, r)
	if b, _, ok := cut(); ok {
		t.Errorf("a whole one is told as cut short: %+v", b)
	}
	for _, way := range []review.Op{review.OpUndo, review.OpRedo} {
		back := seat.UndoBulk(r.ID())
		if way == review.OpRedo {
			back = seat.RedoBulk(r.ID())
		}
		if more, err := back.Step(); err != nil || !more {
			t.Fatal(more, err)
		}
		if b, op, ok := cut(); !ok || op != way || b.ID != r.ID() {
			t.Errorf("in the middle of the %s: %+v, %s, %t", way, b, op, ok)
		}
		// A second key goes on where the first one was interrupted.
		seat = openDesk(t, s).Session("ann")
		want := 0
		if way == review.OpUndo {
			undoBulk(t, seat)
		} else {
			redoBulk(t, seat)
			want = n
		}
		if _, _, ok := cut(); ok || decidedOf(s) != want {
			t.Errorf("after the %s %d are decided, want %d; cut short: %t", way, decidedOf(s), want, ok)
		}
	}
}

func TestBulk_UndoStopsAtADecisionThatCameBetween(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(100)
	seat := openDesk(t, s).Session("ann")
	r, err := seat.Bulk(gathered(t, seat, "text"), review.Deed{Verdict: review.Accept})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(); err != nil {
		t.Fatal(err)
	}
	before := decidedOf(s)
	if _, err := seat.Decide(100, accepted()).Result(); err != nil {
		t.Fatal(err)
	}
	through(t, r)
	if undoBulk(t, seat); decidedOf(s) != before+1 {
		t.Errorf("%d are decided, want the %d before the other decision and that one", decidedOf(s), before)
	}
	if p := through(t, seat.UndoBulk(r.ID())); p.Done != 0 || decidedOf(s) != before+1 {
		t.Errorf("the undo of a bulk took %d other decisions back", p.Done)
	}
}

func TestBulk_AFailingDiskEndsItAndNothingIsCalledSaved(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(200)
	seat := openDesk(t, s).Session("ann")
	r, err := seat.Bulk(gathered(t, seat, "text"), review.Deed{Verdict: review.Accept})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(); err != nil {
		t.Fatal(err)
	}
	done := r.Progress().Done
	s.onCommit = func(review.Batch) error { return errDisk }
	if more, err := r.Step(); more || !errors.Is(err, errDisk) || r.Progress().Done != done {
		t.Errorf("more %t, %v, %d done, want %d", more, err, r.Progress().Done, done)
	}
}

func TestBulk_SamplesWithoutAnAnswerStayUndecided(t *testing.T) {
	t.Parallel()
	s := newShelf().fill(5)
	bare := sampleOf("bare", 0.5)
	bare.Suggested, bare.Suggestion = false, review.Answer{}
	s.add(bare)
	seat := openDesk(t, s).Session("ann")
	if p := bulkOf(t, seat, "text", review.Deed{Verdict: review.Accept}); p.Open != 1 || p.Done != 5 {
		t.Errorf("%+v", p)
	}
	if p := bulkOf(t, seat, "text", review.Deed{Flag: true}); p.Done != 1 || !s.states[6].Flag || s.states[6].Decided() {
		t.Errorf("%+v, %+v", p, s.states[6])
	}
	if !strings.Contains(s.log[len(s.log)-1].Bulk.Filter, "text") {
		t.Error("the flag is not marked")
	}
}

// Ensure that a bulk action whose last samples had nothing to be done with is a
// whole one.
func TestBulk_ThatPassedOverItsLastSamplesIsNotCutShort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ n, open int }{{40, 8}, {40, 39}, {200, 150}, {33, 1}, {64, 32}, {10, 10}} {
		s := newShelf().fill(c.n)
		for i := c.n - c.open; i < c.n; i++ {
			s.samples[i].Suggested, s.samples[i].Suggestion = false, review.Answer{}
		}
		seat := openDesk(t, s).Session("ann")
		p := bulkOf(t, seat, "text", review.Deed{Verdict: review.Accept})
		if p.Done != c.n-c.open || p.Open != c.open || p.Done != decidedOf(s) {
			t.Errorf("%d of %d have no suggestion: %+v", c.open, c.n, p)
		}
		if b, _, cut, err := openDesk(t, s).Session("ann").BulkCut(); cut || err != nil {
			t.Errorf("%d of %d have no suggestion: told as cut short: %+v, %v", c.open, c.n, b, err)
		}
	}
}
