package rank

import (
	"math"
	"slices"

	"winnow/review"
)

const (
	mostLabels    = 50   // more different suggestions are free answers
	leastPerLabel = 5    // samples for each label, on the mean
	refitLeast    = 3    // decisions between two fits, at least
	refitShare    = 0.05 // and this share of those made
)

// Outcome is what a decision made of a sample.
type Outcome struct {
	// Changed tells that the sample did not leave the reviewer as it was
	// suggested: relabelled, edited or rejected.
	Changed bool
	// Label is what the sample is labelled now: the suggestion when it was
	// accepted, the new label when it was changed. It is empty when that is
	// not known, as after a reject and for kind text.
	Label string
}

// Learner predicts, from the decisions so far, which suggestions the reviewer
// will change. It is deterministic: the same samples, in whatever order they
// come, and the same decisions in the same order give the same figures. It is
// not safe for concurrent use.
//
// Before the first decision the prior means of its weights make it a sensible
// order already, so there is no switch from a cold to a warm one. Further
// experts know the signals without the text, and the given confidence only;
// what each said before an outcome was seen decides how far it is trusted, so
// that a misleading model loses its say.
type Learner struct {
	pool    *pool
	opt     options
	classes *classes // nil for free answers
	words   *texts
	topics  *topics
	full    *problem
	spare   *problem
	steady  steady
	trust   said
	shown   calibration

	log    []observed     // the standing decisions, oldest first
	first  map[int]before // by sample, what was said when it was first decided
	events int            // decisions and undos so far
	fitted int            // how many of them the last fit knew

	scratch []entry
	grouped *groups // of samples that read alike; made when first asked for
}

// observed is a decision that stands.
type observed struct {
	i       int
	outcome Outcome
}

// before is what was said of a sample before its outcome was seen, and how many
// decisions had been learned from then. It is never said anew: a later figure
// might know the outcome.
type before struct {
	said      said
	suspicion float64
}

// NewLearner prepares a learner for the samples of a task. It keeps hold of
// samples and does not change them.
func NewLearner(task review.Task, samples []review.Sample, opts ...Option) *Learner {
	known := newSurvey()
	for i := range samples {
		known.add(&samples[i])
	}
	l, err := newLearner(task, known, held(samples), optionsOf(opts))
	if err != nil {
		return nil // memory can always be read
	}
	return l
}

// newLearner prepares a learner for the samples of a survey. It goes through
// them twice, for the student and for all else, so that what the one takes is
// free again when the other begins.
func newLearner(task review.Task, known *survey, from source, opt options) (*Learner, error) {
	l := &Learner{pool: newPool(task, known.cards, from), opt: opt, first: map[int]before{}}
	l.trust = trusted(l.opt)
	l.classes = classesOf(l.pool)
	studied, err := l.study(known.bytes)
	if err != nil {
		return nil, err
	}
	t, err := l.read(known, studied)
	if err != nil {
		return nil, err
	}
	l.topics = newTopics(l.words, opt.pause)
	_, _, judge := judgedPair(task)
	if l.opt.has(FamilyWords) {
		top := l.topics
		if !l.opt.has(FamilyTopics) {
			top = &topics{}
		}
		l.full = newProblem(t, newCrossed(l.words, top, l.classes), judge, opt.pause)
	}
	l.spare, l.steady = newProblem(t, nil, judge, opt.pause), newSteady(t)
	return l, nil
}

// study goes through the samples, which have so many bytes of text, for the
// student; nil without one.
func (l *Learner) study(bytes int) ([]float64, error) {
	if l.classes == nil || !l.opt.has(FamilyStudent) {
		return nil, nil
	}
	w := newWeigher(l.pool.len(), studentCut(bytes))
	err := l.pool.from.each(func(i int, s *review.Sample) {
		l.opt.pause()
		w.add(int(l.pool.place[i]), bareParts(s))
	})
	if err != nil {
		return nil, err
	}
	return student(w.done(1, l.opt.pause), l.pool, l.classes, l.opt.pause), nil
}

// read goes through the samples for the columns and the words.
func (l *Learner) read(known *survey, studied []float64) (*table, error) {
	b, w := newBuilder(l.pool, known, l.classes, l.opt), newWeigher(l.pool.len(), pairs)
	err := l.pool.from.each(func(i int, s *review.Sample) {
		l.opt.pause()
		k := int(l.pool.place[i])
		b.read(k, s)
		w.add(k, l.partsOf(s))
	})
	if err != nil {
		return nil, err
	}
	known.views = nil
	l.words = w.done(textWeight, l.opt.pause)
	return b.finish(studied), nil
}

// partsOf are the texts of a sample that the model reads. Free answers are text
// too.
func (l *Learner) partsOf(s *review.Sample) []part {
	return l.pool.partsOf(s, l.pool.task.Kind.HasLabels() && l.classes == nil)
}

// Observe takes a decision on sample i in. A sample that was observed before
// counts as it was decided last.
func (l *Learner) Observe(i int, o Outcome) {
	l.drop(i)
	if _, known := l.first[i]; !known {
		p := l.says(i)
		l.first[i] = before{said: p, suspicion: l.trust.mean(p)}
	}
	l.log = append(l.log, observed{i, o})
	l.events++
}

// Forget takes the decision on sample i back, as an undo does.
func (l *Learner) Forget(i int) {
	if l.drop(i) {
		l.events++
	}
}

// drop takes a decision out of the log, if there is one.
func (l *Learner) drop(i int) bool {
	if _, known := l.first[i]; !known {
		return false
	}
	at := slices.IndexFunc(l.log, func(d observed) bool { return d.i == i })
	if at < 0 {
		return false
	}
	l.log = slices.Delete(l.log, at, at+1)
	if l.full != nil {
		l.full.reset()
	}
	return true
}

// Due tells whether enough was decided since the last fit for another. It
// depends on the number of decisions and undos only.
func (l *Learner) Due() bool {
	fresh := l.events - l.fitted
	return fresh > 0 && float64(fresh) >= max(refitLeast, refitShare*float64(len(l.log)))
}

// Refit judges the experts by what they said before the outcomes, fits them to
// all decisions, and calibrates what is shown.
func (l *Learner) Refit() {
	cases := make([]decided, len(l.log))
	rows := make([]entry, 0, len(l.log)*32)
	l.trust = trusted(l.opt)
	for n, d := range l.log {
		l.trust = l.trust.judge(l.first[d.i].said, d.outcome.Changed)
		c := &cases[n]
		c.i, c.changed, c.truth = int(l.pool.place[d.i]), d.outcome.Changed, -1
		if l.classes != nil && d.outcome.Label != "" {
			c.truth = l.classes.index(d.outcome.Label)
		}
		from := len(rows)
		rows = l.spare.table.row(c.i, rows)
		c.row = rows[from:len(rows):len(rows)]
	}
	if l.full != nil {
		l.full.fit(cases)
	}
	l.spare.fit(cases)
	l.steady.fit(cases)
	l.shown = calibrate(l.log, l.first)
	l.fitted = l.events
}

// says asks the experts about sample i.
func (l *Learner) says(i int) said {
	k := int(l.pool.place[i])
	l.scratch = l.spare.table.row(k, l.scratch[:0])
	p := said{expertSpare: sigmoid(l.spare.score(k, l.scratch)), expertSteady: l.steady.probability(k)}
	if l.full != nil {
		p[expertFull] = sigmoid(l.full.score(k, l.scratch))
	}
	return p
}

// Suspicion is the chance, 0 to 1, that the reviewer changes sample i: what the
// order goes by.
func (l *Learner) Suspicion(i int) float64 { return l.trust.mean(l.says(i)) }

// Confidence is the calibrated chance that the reviewer takes the suggestion of
// sample i unchanged; it falls as the suspicion rises. It is unknown as long as
// there is no evidence: nothing was learned from decisions yet and the record
// says nothing of the suggestion.
func (l *Learner) Confidence(i int) review.Confidence { return l.confidence(i, l.Suspicion(i)) }

// confidence is that of a sample whose suspicion is known.
func (l *Learner) confidence(i int, suspicion float64) review.Confidence {
	if l.fitted == 0 && !l.spare.table.witnessed(int(l.pool.place[i])) {
		return review.Unknown
	}
	return review.Known(1 - l.shown.apply(suspicion))
}

// clamp keeps a probability off 0 and 1, where its log-odds end.
func clamp(p float64) float64 { return math.Min(math.Max(p, 1e-9), 1-1e-9) }
