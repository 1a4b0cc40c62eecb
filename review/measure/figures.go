package measure

import (
	"fmt"
	"math"

	"winnow/review"
)

// Reading is what the figures of a review are read from.
type Reading struct {
	// Labels are the task's labels: those that no sample has show as such.
	Labels []string
	// Walk visits every sample until visit returns false.
	Walk func(visit func(review.Item) bool) error
	// Levels are the labels of a scale, in order; nil for labels that have none.
	Levels []string
	// JudgeLeast is the mark, of [JudgeMost], from which on a judge calls a sample
	// good; 0: [JudgeLeast].
	JudgeLeast float64
	// Wanted are the values that the task names, by the conditions whose [Coverage]
	// is told, and Covered is how many kept samples cover one; 0: 1.
	Wanted  map[string][]string
	Covered int
	// Log visits entries from the newest to the oldest, below entry number
	// before (0: from the end), until visit returns false.
	Log func(before uint64, visit func(review.Entry) bool) error
}

// Figures are everything that can be told about a review at one moment.
type Figures struct {
	Stats
	// Progress is the standing decisions by when they were made, oldest first,
	// those in bulk too.
	Progress []Point `json:"progress"`
	// Stretches are equal parts of the active time, oldest first.
	Stretches []Stretch `json:"stretches"`
	// Reliability is that of the confidence that came with the records. What was
	// learned from these very decisions cannot be measured by them.
	Reliability Reliability `json:"reliability"`
	Confusion   Confusion   `json:"confusion"`
	// Balance compares what was suggested with what was decided, per label.
	Balance []Balance `json:"balance"`
	// Sources, Models and Strategies tell what became of the samples of each;
	// samples that do not say are in none.
	Sources    []Origin `json:"sources"`
	Models     []Origin `json:"models"`
	Strategies []Origin `json:"strategies"`
	// Times is the time of a final decision, for all samples and per suggested
	// label.
	Time  *Quartiles  `json:"time"`
	Times []LabelTime `json:"times"`
	// Reviewers are who made the standing decisions.
	Reviewers []Reviewer `json:"reviewers"`
	// Agreement is that of several reviewers on the same samples, Judge how far a
	// judge's marks agree with them; nil where there is nothing to compare.
	Agreement *Agreement `json:"agreement,omitempty"`
	Judge     *Judged    `json:"judge,omitempty"`
	// Coverage is by the conditions with which samples were asked for.
	Coverage []Coverage `json:"coverage,omitempty"`
}

// Review computes the figures of a review in one pass over the samples and one
// over the log. Its memory depends on the number of labels, sources, conditions
// and reviewers, and on how many samples were decided more than once, but not on
// that of samples and decisions: times beyond a few thousand are a random sample.
// Its only errors are those of reading.
func Review(r Reading) (Figures, error) {
	t := newFigureTally(r)
	err := r.Walk(func(it review.Item) bool {
		if !purged(it) {
			t.add(it)
		}
		return true
	})
	if err != nil {
		return Figures{}, fmt.Errorf("measuring: %w", err)
	}
	s, again := stretches{width: StretchSeconds}, newRivals()
	err = eachEntry(r.Log, func(e review.Entry) {
		s.add(e)
		again.add(e)
	})
	if err != nil {
		return Figures{}, fmt.Errorf("measuring: %w", err)
	}
	f := t.figures()
	f.Stretches, f.Agreement = s.list(), again.agreement(r.Levels)
	return f, nil
}

// figureTally is what the pass over the samples keeps.
type figureTally struct {
	stats      *tally
	progress   timeline
	grid       grid
	labels     *labelTally
	sources    origins
	models     origins
	strategies origins
	times      times
	reviewers  reviewers
	judge      judgeTally
	coverage   *coverageTally
}

func newFigureTally(r Reading) *figureTally {
	least := r.JudgeLeast
	if least <= 0 {
		least = JudgeLeast
	}
	return &figureTally{
		stats: newTally(), progress: newTimeline(), labels: newLabelTally(r.Labels),
		sources: origins{}, models: origins{}, strategies: origins{},
		times: newTimes(), reviewers: reviewers{},
		judge: judgeTally{sum: Judged{Least: least}}, coverage: newCoverage(r.Wanted, r.Covered),
	}
}

func (t *figureTally) add(it review.Item) {
	t.stats.add(it)
	t.labels.add(it)
	t.judge.add(it)
	t.coverage.add(it)
	p := it.Sample.Provenance
	t.sources.add(sourceName(p), it)
	t.models.add(p.Model, it)
	t.strategies.add(p.Strategy, it)
	if !it.State.Decided() {
		return
	}
	accepted, bulk := it.State.Verdict == review.Accept, inBulk(it)
	if !bulk {
		t.grid.add(it.Sample.Confidence, accepted)
	}
	if it.Decision == nil {
		return
	}
	t.progress.add(it.Decision.At, accepted && !bulk)
	if !bulk {
		t.times.add(it)
	}
	t.reviewers.add(it.Decision.Reviewer, it)
}

func (t *figureTally) figures() Figures {
	f := Figures{
		Stats: t.stats.stats(), Progress: t.progress.points(), Reliability: t.grid.reliability(),
		Confusion: t.labels.confusion(), Balance: t.labels.balance(),
		Sources: t.sources.groups(), Models: t.models.groups(), Strategies: t.strategies.groups(),
		Time: t.times.all.quartiles(), Times: t.times.labels(), Reviewers: t.reviewers.list(),
		Judge: t.judge.judged(), Coverage: t.coverage.coverage(),
	}
	return f
}

// Interval returns the 95% confidence interval of a share of which part of
// whole is observed (Wilson 1927), which holds for few observations and for
// shares near 0 and 1 too. Of nothing it is 0 to 1.
func Interval(part, whole int) (low, high float64) {
	if whole <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	n, p := float64(whole), float64(part)/float64(whole)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}
