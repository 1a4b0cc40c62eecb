package measure

import (
	"fmt"
	"slices"
	"strings"

	"winnow/review"
)

// IdleSeconds is the most that one decision adds to the active time: a sample
// that is on screen for longer was left there, not read.
const IdleSeconds = 300

// bands is the number of confidence bands besides the unknown one.
const bands = 10

// Stats are the figures of a project at one moment.
type Stats struct {
	Samples   int `json:"samples"` // purged ones are none any more
	Decided   int `json:"decided"`
	Undecided int `json:"undecided"` // deferred samples are undecided
	// Decisions counts the samples by their standing verdict; every verdict
	// is a key.
	Decisions map[review.Verdict]int `json:"decisions"`
	Flagged   int                    `json:"flagged"`
	// Bulk counts the decided samples whose decision was made in bulk. They are
	// in the counts above, and in nothing that tells how right the suggestions
	// are or how fast somebody decides: nobody looked at them one by one.
	Bulk int `json:"bulk,omitempty"`
	// BulkDecisions counts them by their verdict; nil without any.
	BulkDecisions map[review.Verdict]int `json:"bulk_decisions,omitempty"`
	Pace          Pace                   `json:"pace"`
	// Labels are the outcomes per suggested label, the most frequent label
	// first; empty for tasks without labels.
	Labels []Group `json:"labels"`
	// Confidence are the outcomes per band of the confidence that came with the
	// records: unknown, then 0–0.1 up to 0.9–1.
	Confidence []Group `json:"confidence"`
}

// Pace says how fast decisions are made.
type Pace struct {
	// Decisions is the number of final decisions that were timed.
	Decisions int `json:"decisions"`
	// MedianSeconds is the median time of a final decision; nil without one.
	// Of some thousands and more it is that of a random sample.
	MedianSeconds *float64 `json:"median_seconds"`
	// ActiveSeconds is the bounded time spent, deferring included.
	ActiveSeconds float64 `json:"active_seconds"`
	// PerHour is the number of final decisions per hour of active time; nil
	// where no time was measured.
	PerHour *float64 `json:"per_hour"`
}

// Group is what became of the samples of one label or one band.
type Group struct {
	// Name is the label, or the band such as "0.3–0.4" or "unknown".
	Name string `json:"name"`
	// From and To bound a confidence band: From ≤ confidence < To, and the
	// last band holds 1 too. Both are nil for a label and for unknown.
	From *float64 `json:"from,omitempty"`
	To   *float64 `json:"to,omitempty"`

	Samples int `json:"samples"`
	// Decided and Accepted leave out what was decided in bulk.
	Decided  int `json:"decided"`
	Accepted int `json:"accepted"`
	// Acceptance is Accepted / Decided, nil where nothing is decided.
	Acceptance *float64 `json:"acceptance"`
}

// Share is the part of the decided samples that has a verdict, of those that were
// decided one by one; nil where there are none.
func (s Stats) Share(v review.Verdict) *float64 {
	return ratio(float64(s.Decisions[v]-s.BulkDecisions[v]), float64(s.Decided-s.Bulk))
}

// Of computes the figures over all items that walk visits, in one pass. Its
// only error is walk's.
func Of(walk func(visit func(review.Item) bool) error) (Stats, error) {
	t := newTally()
	err := walk(func(it review.Item) bool {
		if !purged(it) {
			t.add(it)
		}
		return true
	})
	if err != nil {
		return Stats{}, fmt.Errorf("measuring: %w", err)
	}
	return t.stats(), nil
}

// tally is what one pass keeps: counts, and some seconds of final decisions for
// the median.
type tally struct {
	sum     Stats
	labels  map[string]*Group
	seconds sample
}

func newTally() *tally {
	t := &tally{labels: map[string]*Group{}}
	t.sum.Decisions = map[review.Verdict]int{}
	for _, v := range review.Verdicts {
		t.sum.Decisions[v] = 0
	}
	t.sum.Confidence = make([]Group, bands+1)
	t.sum.Confidence[0].Name = "unknown"
	for i := 1; i <= bands; i++ {
		from, to := float64(i-1)/bands, float64(i)/bands
		t.sum.Confidence[i] = Group{Name: fmt.Sprintf("%.1f–%.1f", from, to), From: &from, To: &to}
	}
	return t
}

func (t *tally) add(it review.Item) {
	s := &t.sum
	s.Samples++
	if it.State.Verdict != "" {
		s.Decisions[it.State.Verdict]++
	}
	if it.State.Decided() {
		s.Decided++
	}
	if it.State.Flag {
		s.Flagged++
	}
	if inBulk(it) {
		if s.Bulk++; s.BulkDecisions == nil {
			s.BulkDecisions = map[review.Verdict]int{}
		}
		s.BulkDecisions[it.State.Verdict]++
	}
	s.Confidence[bandOf(it.Sample.Confidence)].add(it)
	for _, name := range it.Sample.Suggestion.LabelNames() {
		if t.labels[name] == nil {
			name = strings.Clone(name) // not the record that it is a part of
			t.labels[name] = &Group{Name: name}
		}
		t.labels[name].add(it)
	}
	if it.Decision == nil || it.State.Verdict == "" || inBulk(it) {
		return
	}
	seconds := max(0, it.Decision.Decision.Seconds)
	s.Pace.ActiveSeconds += min(seconds, IdleSeconds)
	if it.State.Decided() {
		t.seconds.add(seconds)
	}
}

// inBulk tells that the sample was decided together with others.
func inBulk(it review.Item) bool {
	return it.State.Decided() && it.Decision != nil && it.Decision.Bulk != nil
}

// purged tells that nothing is left of the sample. The rejection that its purge
// has logged is nobody's judgement of a suggestion, and took nobody's time.
func purged(it review.Item) bool { return it.Decision != nil && it.Decision.Purged }

func (g *Group) add(it review.Item) {
	g.Samples++
	if inBulk(it) {
		return
	}
	if it.State.Decided() {
		g.Decided++
	}
	if it.State.Verdict == review.Accept {
		g.Accepted++
	}
}

// bandOf is the index of the confidence's band, 0 for unknown.
func bandOf(c review.Confidence) int {
	p, known := c.Value()
	if !known {
		return 0
	}
	return 1 + min(int(p*bands), bands-1)
}

func (t *tally) stats() Stats {
	s := t.sum
	s.Undecided = s.Samples - s.Decided
	s.Labels = make([]Group, 0, len(t.labels))
	for _, g := range t.labels {
		s.Labels = append(s.Labels, *g)
	}
	slices.SortFunc(s.Labels, func(a, b Group) int {
		if a.Samples != b.Samples {
			return b.Samples - a.Samples
		}
		return strings.Compare(a.Name, b.Name)
	})
	for _, groups := range [][]Group{s.Labels, s.Confidence} {
		for i := range groups {
			groups[i].Acceptance = ratio(float64(groups[i].Accepted), float64(groups[i].Decided))
		}
	}
	s.Pace.Decisions = t.seconds.n
	s.Pace.MedianSeconds = t.seconds.median()
	s.Pace.PerHour = ratio(float64(t.seconds.n)*3600, s.Pace.ActiveSeconds)
	return s
}

// ratio is a/b, nil where there is none.
func ratio(a, b float64) *float64 {
	if b <= 0 {
		return nil
	}
	r := a / b
	return &r
}
