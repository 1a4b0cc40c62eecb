package tui

import (
	"strings"
	"testing"
	"time"

	"winnow/review"
)

func given(n uint64, v review.Verdict, from, to string, p review.Confidence, seconds float64) review.Change {
	var c review.Change
	c.Entry.N, c.Entry.Seq, c.Entry.Op = n, n, review.OpDecide
	c.Entry.Decision = review.Decision{
		Verdict: v, Before: review.Answer{Label: from}, After: review.Answer{Label: to}, Seconds: seconds,
		Shown: review.Shown{Suggestion: from != "", Confidence: p},
	}
	c.Now = review.State{Decision: n, Verdict: v}
	return c
}

// came is a store of samples that came with these confidences.
func came(with map[uint64]review.Confidence) func(uint64) (review.Item, error) {
	return func(seq uint64) (review.Item, error) {
		return review.Item{Sample: review.Sample{Seq: seq, Confidence: with[seq]}}, nil
	}
}

// moved is an undo or redo from one standing decision to another.
func moved(op review.Op, from, to uint64) review.Change {
	var c review.Change
	c.Entry.Op, c.Entry.Was, c.Now = op, review.State{Decision: from}, review.State{Decision: to}
	return c
}

func TestRecap_CountsWhatWasCaughtAndUndoTakesItOff(t *testing.T) {
	t.Parallel()
	ta := newTally(review.Classify).reading(came(map[uint64]review.Confidence{
		1: review.Known(0.95), 2: review.Known(0.4), 5: review.Known(0.99), 6: review.Known(0.99), 7: review.Known(0.99),
	}))
	for _, c := range []review.Change{
		given(1, review.Relabel, "neutral", "biased", review.Known(0.95), 4),
		given(2, review.Relabel, "neutral", "biased", review.Known(0.4), 2),
		given(3, review.Relabel, "biased", "unclear", review.Unknown, 6),
		given(4, review.Relabel, "", "biased", review.Unknown, 8), // nothing was suggested
		given(5, review.Accept, "neutral", "neutral", review.Known(0.99), 1),
		given(6, review.Reject, "neutral", "", review.Known(0.99), 3),
		given(7, review.Defer, "neutral", "", review.Known(0.99), 900),
	} {
		ta.count(c)
	}
	r := ta.recap()
	if r.Final() != 6 || r.Caught != 3 || r.CaughtSure != 1 || r.From != "neutral" || r.To != "biased" || r.Times != 2 || r.Median != 3.5 {
		t.Errorf("recap is %+v", r)
	}
	if got := strings.Join(r.Findings(), "\n"); got != "you caught 3 wrong labels; 1 of them had a confidence over 0.9\n"+
		"corrected most often: neutral → biased, 2 times\nmedian time of a decision: 3.5 s" {
		t.Errorf("findings\n%s", got)
	}
	ta.count(moved(review.OpUndo, 1, 0))
	if r := ta.recap(); r.Final() != 5 || r.Caught != 2 || r.CaughtSure != 0 || r.Times != 1 {
		t.Errorf("after undo %+v", r)
	}
	ta.count(moved(review.OpRedo, 0, 1))
	if r := ta.recap(); r.Final() != 6 || r.CaughtSure != 1 {
		t.Errorf("after redo %+v", r)
	}
	again := given(8, review.Accept, "neutral", "neutral", review.Known(0.95), 1)
	again.Entry.Was = review.State{Decision: 1, Verdict: review.Relabel}
	ta.count(again) // the same sample, decided anew
	if r := ta.recap(); r.Final() != 6 || r.Caught != 2 {
		t.Errorf("decided anew %+v", r)
	}
	ta.count(moved(review.OpUndo, 8, 1))
	if r := ta.recap(); r.Caught != 3 {
		t.Errorf("undone to the decision before %+v", r)
	}
}

// Ensure that winnow's own learned number is not told as the model's.
func TestRecap_SureIsWhatTheRecordCameWith(t *testing.T) {
	t.Parallel()
	learned := func(n uint64) review.Change {
		return given(n, review.Relabel, "neutral", "biased", review.Known(0.97), 1)
	}
	for name, c := range map[string]struct {
		item func(uint64) (review.Item, error)
		want string
	}{
		"it was not sure":   {came(map[uint64]review.Confidence{1: review.Known(0.3), 2: review.Known(0.3)}), "you caught 2 wrong labels"},
		"it said nothing":   {came(nil), "you caught 2 wrong labels"},
		"it was sure of 1":  {came(map[uint64]review.Confidence{2: review.Known(0.91)}), "you caught 2 wrong labels; 1 of them had a confidence over 0.9"},
		"it cannot be read": {func(uint64) (review.Item, error) { return review.Item{}, review.ErrNotFound }, "you caught 2 wrong labels"},
		"nobody reads it":   {nil, "you caught 2 wrong labels"},
	} {
		ta := newTally(review.Classify).reading(c.item)
		ta.count(learned(1))
		ta.count(learned(2))
		if got := ta.recap().Findings()[0]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRecap_SaysWhatWasDecidedInBulk(t *testing.T) {
	t.Parallel()
	ta := newTally(review.Classify)
	ta.beginBulk("b")
	ta.countBulk("b", 1200)
	ta.countBulk("flags, or of another sitting", 30)
	if got := ta.recap(); got.Bulk != 1200 || got.Final() != 0 || got.Findings()[0] != "1,200 decided in bulk" {
		t.Errorf("%+v says %q", got, got.Findings())
	}
	ta.count(given(1, review.Accept, "neutral", "neutral", review.Unknown, 1))
	if got := ta.recap(); got.Final() != 1 || got.Findings()[0] != "1,200 more decided in bulk" {
		t.Errorf("%+v says %q", got, got.Findings())
	}
	back := moved(review.OpUndo, 5, 0) // the last of the bulk, whose undoing goes on in steps
	back.Entry.Bulk = &review.Bulk{ID: "b"}
	ta.count(back)
	ta.countBulk("b", -1198)
	if got := ta.recap(); got.Bulk != 1 {
		t.Errorf("after the undo %d are left", got.Bulk)
	}
	again := moved(review.OpRedo, 0, 5)
	again.Entry.Bulk = &review.Bulk{ID: "b"}
	ta.count(again)
	if got := ta.recap(); got.Bulk != 2 {
		t.Errorf("after the redo %d", got.Bulk)
	}
}

func TestRecap_DecisionsOfEarlierSittingsAreNotCounted(t *testing.T) {
	t.Parallel()
	ta := newTally(review.Classify)
	ta.count(given(9, review.Accept, "neutral", "neutral", review.Known(0.9), 1))
	ta.count(moved(review.OpUndo, 4, 2)) // both older than the sitting
	if r := ta.recap(); r.Final() != 1 || r.Decided[review.Accept] != 1 {
		t.Errorf("recap is %+v", r)
	}
}

func TestRecap_TextsAreResponses(t *testing.T) {
	t.Parallel()
	ta := newTally(review.Text).reading(came(map[uint64]review.Confidence{1: review.Known(0.97)}))
	c := given(1, review.Edit, "", "", review.Known(0.97), 5)
	c.Entry.Decision.Before.Text, c.Entry.Decision.After.Text, c.Entry.Decision.Shown.Suggestion = "so", "thus", true
	ta.count(c)
	if got := ta.recap().Findings(); len(got) != 2 || got[0] != "you caught 1 wrong response; it had a confidence over 0.9" {
		t.Errorf("findings %q", got)
	}
}

func TestRecap_LabelsAreSafeToPrint(t *testing.T) {
	t.Parallel()
	r := Recap{From: "a\x1b[2J", To: "b\u202e", Times: 2}
	if got := strings.Join(r.Findings(), ""); strings.ContainsAny(got, "\x1b\u202e") {
		t.Errorf("findings %q", got)
	}
}

func TestRecap_StandsOnTheLastCard(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := newClockBench(t, clock, newsRows...)
	m := b.model(t, Options{})
	m.tally = m.tally.reading(b.session.Item)
	for _, key := range []string{"a", "b", "d", "a", "b"} {
		clock.pass(6 * time.Second)
		drive(t, m, keyPress(key))
	}
	m.news = b.desk.News()
	m.staleSides()
	sees(t, m, "Everything is decided", "In this sitting: 5 decided in 30 s.", "you caught 3 wrong labels; 1 of them", "corrected most often: neutral → biased, 2 times", "median time of a decision: 6.0 s")
	drive(t, m, keyPress("u"))
	drive(t, m, keyPress("d"))
	sees(t, m, "you caught 2 wrong labels\n")
}
