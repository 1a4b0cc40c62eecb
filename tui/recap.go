package tui

import (
	"fmt"
	"slices"
	"time"

	"winnow/review"
	"winnow/tui/visible"
)

// Recap tells what came of one sitting. Only decisions that were made in it
// and still stand are counted.
type Recap struct {
	// Decided counts the samples by verdict.
	Decided map[review.Verdict]int
	Elapsed time.Duration
	// Caught are suggestions that were shown and corrected: other labels, another
	// text, other spans. Rejected samples are not among them: their suggestion
	// need not be what was wrong.
	Caught int
	// CaughtSure are those of them that came with a confidence over [Sure]: what
	// was learned says nothing about how sure the model had been.
	CaughtSure int
	// Bulk is how many samples were decided in bulk besides. Nobody looked at them,
	// so they are in no other figure.
	Bulk int
	// From and To are the label corrected most often and what it became,
	// Times how often; empty where no label was corrected.
	From, To string
	Times    int
	// Median is the time from card to decision in seconds, 0 where nothing
	// was decided.
	Median float64
	// Unsaved is how many samples something was said of that could not be saved.
	Unsaved int
	// Stream is what was generated meanwhile, as it stood in the end; nil: nothing.
	Stream *review.Stream
	// Unlearned says why the order no longer learned in the end; nil: it did.
	Unlearned error
	// Drafts are the ids of the samples of which a half-written edit was left.
	Drafts []string
	// Notes are those of which a half-typed note was left.
	Notes []string
	// Kind is the task's: it says what was corrected.
	Kind review.Kind
}

// Sure is the confidence over which a wrong suggestion is told of by itself.
const Sure = 0.9

// Final is how many samples were decided; deferred ones are not.
func (r Recap) Final() int {
	n := 0
	for v, k := range r.Decided {
		if v.Final() {
			n += k
		}
	}
	return n
}

// Findings say in whole lines what was found: what was decided in bulk, wrong
// suggestions, the label corrected most often, the median time, what was generated,
// that the order no longer learned, drafts and notes. Labels are made safe to print.
// There is nothing to say of a sitting without any of them, and neither acceptance nor
// speed is praised.
func (r Recap) Findings() []string {
	var out []string
	switch {
	case r.Bulk > 0 && r.Final() > 0:
		out = append(out, grouped(r.Bulk)+" more decided in bulk")
	case r.Bulk > 0:
		out = append(out, grouped(r.Bulk)+" decided in bulk")
	}
	if r.Caught > 0 {
		out = append(out, r.caughtWords())
	}
	if r.Times > 1 {
		out = append(out, fmt.Sprintf("corrected most often: %s → %s, %d times", visible.Line(r.From), visible.Line(r.To), r.Times))
	}
	if least := 0.05; r.Median >= least { // seconds that are shown as some
		out = append(out, fmt.Sprintf("median time of a decision: %.1f s", r.Median))
	}
	if s := r.Stream; s != nil {
		out = append(out, madeWords(s))
	}
	if err := r.Unlearned; err != nil {
		out = append(out, "the order no longer learned, and stayed as it was: "+visible.Line(err.Error())+
			"; every decision is saved, and the next review learns from all of them; if that ends too, winnow check tells whether the project is sound")
	}
	switch n := len(r.Drafts); {
	case n == 1:
		out = append(out, fmt.Sprintf("a draft of sample %s is kept: editing it goes on where you left", shortID(r.Drafts[0])))
	case n > 1:
		out = append(out, fmt.Sprintf("drafts of %d samples are kept, first %s: editing them goes on where you left", n, shortID(r.Drafts[0])))
	}
	switch n := len(r.Notes); {
	case n == 1:
		out = append(out, fmt.Sprintf("a half-typed note of sample %s is kept: it goes on where you left", shortID(r.Notes[0])))
	case n > 1:
		out = append(out, fmt.Sprintf("half-typed notes of %d samples are kept, first %s: they go on where you left", n, shortID(r.Notes[0])))
	}
	return out
}

// caughtWords say how many wrong suggestions were caught, and of how many of them
// the model had been sure.
func (r Recap) caughtWords() string {
	line := fmt.Sprintf("you caught %d wrong %s%s", r.Caught, suggestionOf(r.Kind), plural(r.Caught))
	switch {
	case r.CaughtSure == 1 && r.Caught == 1:
		line += "; it had a confidence over 0.9"
	case r.CaughtSure > 0:
		line += fmt.Sprintf("; %d of them had a confidence over 0.9", r.CaughtSure)
	}
	return line
}

// madeWords say what a generation made, and why it made no more.
func madeWords(s *review.Stream) string {
	text := fmt.Sprintf("the generation made %s of %s sample%s", grouped(s.Made), grouped(s.Wanted), plural(s.Wanted))
	switch s.Phase {
	case review.StreamFailed:
		text += ", then it stopped"
		if s.Message != "" {
			text += ": " + visible.Line(s.Message)
		}
	case review.StreamPaused:
		text += "; it was paused"
	case review.StreamRunning, review.StreamWaiting:
		text += "; it ended with the sitting"
	case review.StreamDone:
	}
	return text
}

// suggestionOf is one word for what a model suggests.
func suggestionOf(k review.Kind) string {
	switch k {
	case review.Text:
		return "response"
	case review.Chat:
		return "conversation"
	case review.Prefer:
		return "preference"
	case review.Rate:
		return "rating"
	case review.MultiLabel, review.Spans:
		return "suggestion"
	}
	return "label"
}

// tally counts the decisions of one sitting, so that an undo takes off what
// its decision had added.
type tally struct {
	made   map[uint64]review.Decision // by log entry, standing or not
	stands map[uint64]bool
	failed map[uint64]bool // samples of which the last action was not saved; 0: an undo
	sure   map[uint64]bool // those that correct what came with a confidence over Sure
	bulk   map[string]int  // what stands of each bulk action of the sitting, by its id
	told   *Recap          // nil: something has changed since
	kind   review.Kind
	// item reads a sample; nil: how sure the model had been is not told.
	item func(seq uint64) (review.Item, error)
}

func newTally(kind review.Kind) tally {
	return tally{
		made: map[uint64]review.Decision{}, stands: map[uint64]bool{}, failed: map[uint64]bool{},
		sure: map[uint64]bool{}, bulk: map[string]int{}, kind: kind,
	}
}

// reading is the tally with what reads the samples that it counts.
func (t tally) reading(item func(seq uint64) (review.Item, error)) tally {
	t.item = item
	return t
}

// count takes in a change that is saved.
func (t *tally) count(c review.Change) {
	if c.Entry.Op == review.OpDecide {
		t.made[c.Entry.N] = c.Entry.Decision
		t.sure[c.Entry.N] = caught(c.Entry.Decision) && t.wasSure(c.Entry.Seq)
	}
	if b := c.Entry.Bulk; b != nil && c.Now != c.Entry.Was { // the first one taken back, or done again
		t.countBulk(b.ID, map[review.Op]int{review.OpUndo: -1, review.OpRedo: 1}[c.Entry.Op])
	}
	delete(t.stands, c.Entry.Was.Decision)
	delete(t.failed, c.Entry.Seq)
	if c.Entry.Op == review.OpUndo || c.Entry.Op == review.OpRedo {
		delete(t.failed, 0)
	}
	if _, ours := t.made[c.Now.Decision]; ours {
		t.stands[c.Now.Decision] = true
	}
	t.told = nil
}

// wasSure tells whether the sample came with a confidence over [Sure]. One that
// cannot be read any more is told of where it is used.
func (t *tally) wasSure(seq uint64) bool {
	if t.item == nil {
		return false
	}
	it, err := t.item(seq)
	p, known := it.Sample.Confidence.Value()
	return err == nil && known && p > Sure
}

// beginBulk takes in a bulk action that decides.
func (t *tally) beginBulk(id string) { t.bulk[id] = 0 }

// countBulk takes in that so many samples more, or fewer, are decided by a bulk
// action. Of one that an earlier sitting had begun, or that only flags, nothing is
// counted.
func (t *tally) countBulk(id string, n int) {
	if _, ours := t.bulk[id]; ours {
		t.bulk[id] += n
		t.told = nil
	}
}

// fail takes in that an action was not saved.
func (t *tally) fail(seq uint64) {
	t.failed[seq] = true
	t.told = nil
}

// recap sums the standing decisions up.
func (t *tally) recap() Recap {
	if t.told != nil {
		return *t.told
	}
	r := Recap{Decided: map[review.Verdict]int{}, Kind: t.kind, Unsaved: len(t.failed)}
	for _, n := range t.bulk {
		r.Bulk += max(0, n)
	}
	pairs := map[[2]string]int{}
	var seconds []float64
	for n := range t.stands {
		d := t.made[n]
		r.Decided[d.Verdict]++
		if d.Verdict.Final() {
			seconds = append(seconds, d.Seconds)
		}
		if !caught(d) {
			continue
		}
		r.Caught++
		if t.sure[n] {
			r.CaughtSure++
		}
		if d.Before.Label != "" && d.Before.Label != d.After.Label {
			pairs[[2]string{d.Before.Label, d.After.Label}]++
		}
	}
	for p, n := range pairs { // the first by name of those that are as many
		if n > r.Times || n == r.Times && slices.Compare(p[:], []string{r.From, r.To}) < 0 {
			r.From, r.To, r.Times = p[0], p[1], n
		}
	}
	r.Median = median(seconds)
	t.told = &r
	return r
}

// caught tells whether a decision corrects a suggestion that was seen.
func caught(d review.Decision) bool {
	if !d.Shown.Suggestion || !d.Verdict.Final() || d.Verdict == review.Reject {
		return false
	}
	before, after := d.Before, d.After
	before.Fields, after.Fields = nil, nil // what was mended there was not suggested
	return !before.Equal(review.Answer{}) && !before.Equal(after)
}

// median is the middle of some values, 0 of none.
func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(of))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// recapText tells of this sitting on the card where nothing is left.
func (m *model) recapText() string {
	r := m.tally.recap()
	if r.Final() == 0 && r.Bulk == 0 {
		return ""
	}
	text := fmt.Sprintf("\n\nIn this sitting: %d decided", r.Final())
	if r.Bulk > 0 {
		text += " one by one"
	}
	if took := m.desk.Now().Sub(m.began); took >= time.Second {
		text += " in " + spell(took)
	}
	text += "."
	for _, f := range r.Findings() {
		text += "\n· " + f
	}
	return text
}
