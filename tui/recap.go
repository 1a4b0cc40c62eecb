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
	// CaughtSure are those of them with a confidence over [Sure].
	CaughtSure int
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
	// Drafts are the ids of the samples of which a half-written edit was left.
	Drafts []string
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

// Findings say in whole lines what was found: wrong suggestions, the label
// corrected most often, the median time, what was generated, drafts. Labels are made safe
// to print. There is nothing to say of a sitting without any of them, and neither acceptance nor
// speed is praised.
func (r Recap) Findings() []string {
	var out []string
	if r.Caught > 0 {
		what := suggestionOf(r.Kind)
		line := fmt.Sprintf("you caught %d wrong %s%s", r.Caught, what, plural(r.Caught))
		switch {
		case r.CaughtSure == 1 && r.Caught == 1:
			line += "; it had a confidence over 0.9"
		case r.CaughtSure > 0:
			line += fmt.Sprintf("; %d of them had a confidence over 0.9", r.CaughtSure)
		}
		out = append(out, line)
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
	switch n := len(r.Drafts); {
	case n == 1:
		out = append(out, fmt.Sprintf("a draft of sample %s is kept: editing it goes on where you left", shortID(r.Drafts[0])))
	case n > 1:
		out = append(out, fmt.Sprintf("drafts of %d samples are kept, first %s: editing them goes on where you left", n, shortID(r.Drafts[0])))
	}
	return out
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
	told   *Recap          // nil: something has changed since
	kind   review.Kind
}

func newTally(kind review.Kind) tally {
	return tally{made: map[uint64]review.Decision{}, stands: map[uint64]bool{}, failed: map[uint64]bool{}, kind: kind}
}

// count takes in a change that is saved.
func (t *tally) count(c review.Change) {
	if c.Entry.Op == review.OpDecide {
		t.made[c.Entry.N] = c.Entry.Decision
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
		if p, known := d.Shown.Confidence.Value(); known && p > Sure {
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
	if r.Final() == 0 {
		return ""
	}
	text := fmt.Sprintf("\n\nIn this sitting: %d decided", r.Final())
	if took := m.desk.Now().Sub(m.began); took >= time.Second {
		text += " in " + spell(took)
	}
	text += "."
	for _, f := range r.Findings() {
		text += "\n· " + f
	}
	return text
}
