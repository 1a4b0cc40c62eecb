package ask

import (
	"cmp"
	"slices"
	"strings"

	"winnow/generator/strategy"
	"winnow/review"
)

// Reviews is what reviewers decided of the project's samples.
type Reviews interface {
	// Since returns the decisions that count behind the n-th, oldest first. A
	// decision that was taken back counts no more: then all come anew, and
	// again is true.
	Since(n int) (decided []Reviewed, again bool)
}

// Reviewed is a decided sample.
type Reviewed struct {
	Sample   review.Sample
	Decision review.Verdict
	Answer   review.Answer // what it became; of a rejected one nothing
}

const (
	// steerWindow is how many decisions back corrections count: when they stop,
	// what they changed falls back within that many.
	steerWindow = 60
	// labelGain is how much more of a label is asked for when all its
	// suggestions are corrected: 1 + labelGain times as much.
	labelGain = 2.0
	// fewest corrections that make a pair of labels a confused one.
	fewest = 3
	// pairGain turns the share of decisions that corrected a pair into the
	// share of requests that ask for it, mostPair at the most.
	pairGain, mostPair = 2.0, 0.5
	// drawnBy is how many decisions at the rate of all a label's rate is drawn
	// by.
	drawnBy = 4
)

// steering is what the decisions change of what is asked for next.
type steering struct {
	seen      int
	decided   []Reviewed // of all that count
	corrected map[strategy.Pair]int
}

// fill tells a strategy what the reviewers' decisions say.
func (s *steering) fill(st *strategy.State, from Reviews, choose *picking) {
	if from != nil {
		s.update(from)
	}
	if choose.stand != nil {
		if st.Trusted = choose.stand.examples(st.Task, s.decided); len(st.Trusted) > 0 {
			st.Pick = choose.from(st)
		}
	}
	if from == nil {
		return
	}
	how := st.Task.Generate.Steer
	st.Corrected = s.corrected
	if review.On(how.Quota) {
		st.Weight = s.weights()
	}
	if review.On(how.Contrast) {
		if pair, share := s.pair(); share > 0 && draw(st.Seed) < share {
			st.Contrast = &pair
		}
	}
	if review.On(how.Demonstrations) {
		s.demonstrate(st, choose)
	}
}

// draw is a number from 0 to 1 of a seed, apart from what a strategy draws.
func draw(seed uint64) float64 { return float64(mix(seed, 77)>>11) / (1 << 53) }

func (s *steering) update(from Reviews) {
	fresh, again := from.Since(s.seen)
	if again {
		s.decided, s.seen = nil, 0
	}
	s.decided = append(s.decided, fresh...)
	s.seen += len(fresh)
	if s.corrected == nil || again || len(fresh) > 0 {
		s.corrected = map[strategy.Pair]int{}
		for _, d := range s.window() {
			if from, to := d.Sample.Suggestion.Label, d.Answer.Label; from != "" && to != "" && from != to {
				s.corrected[strategy.Pair{Suggested: from, Right: to}]++
			}
		}
	}
}

// window is the decisions that steer.
func (s *steering) window() []Reviewed { return s.decided[max(0, len(s.decided)-steerWindow):] }

// weights says how much of each label is wanted: 1 + labelGain times the share
// of its suggestions that were corrected lately, drawn to that of all.
func (s *steering) weights() map[string]float64 {
	all, of := [2]float64{}, map[string][2]float64{}
	for _, d := range s.window() {
		label := d.Sample.Suggestion.Label
		if label == "" {
			continue
		}
		n := of[label]
		n[0]++
		all[0]++
		if d.Answer.Label != label {
			n[1]++
			all[1]++
		}
		of[label] = n
	}
	out := map[string]float64{}
	for label, n := range of {
		mean := all[1] / all[0]
		out[label] = 1 + labelGain*(n[1]+drawnBy*mean)/(n[0]+drawnBy)
	}
	return out
}

// pair is the two labels that are confused most, and the share of requests that
// shall ask for both together.
func (s *steering) pair() (strategy.Pair, float64) {
	type count struct {
		strategy.Pair
		n int
	}
	both := map[strategy.Pair]int{}
	for p, n := range s.corrected {
		if p.Right < p.Suggested {
			p.Suggested, p.Right = p.Right, p.Suggested
		}
		both[p] += n
	}
	var counts []count
	for p, n := range both {
		counts = append(counts, count{p, n})
	}
	if len(counts) == 0 {
		return strategy.Pair{}, 0
	}
	slices.SortFunc(counts, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.Suggested, b.Suggested), cmp.Compare(a.Right, b.Right))
	})
	if counts[0].n < fewest {
		return strategy.Pair{}, 0
	}
	return counts[0].Pair, min(mostPair, pairGain*float64(counts[0].n)/float64(len(s.window())))
}

// demonstrate gives the strategy what reviewers took, and a way to choose of it.
func (s *steering) demonstrate(st *strategy.State, choose *picking) {
	for _, d := range s.decided {
		if d.taken() {
			st.Accepted = append(st.Accepted, example(st.Task, d))
		}
	}
	if len(st.Accepted) > 0 {
		st.Pick = choose.from(st)
	}
}

// taken tells that a sample is good as it became.
func (d Reviewed) taken() bool {
	return d.Decision == review.Accept || d.Decision == review.Edit || d.Decision == review.Relabel
}

// taken counts them.
func (s *steering) taken() (n int) {
	for _, d := range s.decided {
		if d.taken() {
			n++
		}
	}
	return n
}

// example is a decided sample as a demonstration.
func example(t review.Task, d Reviewed) strategy.Example {
	e := strategy.Example{ID: d.Sample.ID, Values: map[string]string{}, Changed: d.Decision != review.Accept}
	e.Topic = topicOf(d.Sample)
	for _, f := range d.Sample.Fields {
		e.Values[f.Name] = f.Text
		if edited, ok := d.Answer.Fields[f.Name]; ok {
			e.Values[f.Name] = edited
		}
	}
	e.Values[t.Target] = d.Answer.Label
	if t.Kind == review.Text {
		e.Values[t.Target] = d.Answer.Text
	}
	return e
}

// topicOf is the leaf of the tree of topics that a sample was asked for, "" for
// none.
func topicOf(s review.Sample) string {
	_, after, _ := strings.Cut(s.Provenance.Condition, strategy.TopicCondition+": ")
	topic, _, _ := strings.Cut(after, "; ")
	return topic
}
