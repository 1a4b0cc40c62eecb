package ask

import (
	"slices"

	"winnow/generator"
	"winnow/generator/strategy"
	"winnow/review"
	"winnow/review/measure"
)

// tally counts what came of each strategy.
type tally struct {
	made, held int
	gain       *measure.Gain
	slowed     bool
}

// tallyOf is the tally of a strategy.
func (s *Source) tallyOf(name string) *tally {
	if s.tallies[name] == nil {
		s.tallies[name] = &tally{gain: measure.NewGain()}
	}
	return s.tallies[name]
}

// slower is a strategy that can ask less by one of those that it is made of.
type slower interface {
	Slow(name string, slow bool) bool
}

// count books a sample of a strategy. One that adds little that is new is asked
// less, where others can be asked instead.
func (r *run) count(f *flight, s review.Sample) {
	t := r.tallyOf(f.Strategy)
	t.made++
	r.mine[s.ID] = true
	t.gain.Add(textOfSample(s))
	dry := t.gain.Dry()
	how, can := r.strategy.(slower)
	if !can || dry == t.slowed || !review.On(r.req.Task.Generate.Steer.Slow) {
		return
	}
	if how.Slow(f.Strategy, dry) {
		t.slowed = dry
	}
}

// wanted is how many samples all runs of the source are to make: what was made
// before a pause keeps its place in the balance.
func (r *run) wanted() int { return len(r.mine) - r.made + r.req.Count }

// showBoard tells what is asked for and what became of it.
func (r *run) showBoard() {
	st := r.state(r.asked + 1)
	b := &review.Board{Demonstrations: len(st.Accepted)}
	all := 0.0
	for _, l := range r.req.Task.LabelNames() {
		all += weightOf(st, l)
	}
	for _, l := range r.req.Task.LabelNames() {
		b.Labels = append(b.Labels, review.BoardLabel{Label: l, Wanted: int(weightOf(st, l)/all*float64(st.Wanted) + 0.5)})
	}
	r.recount(b)
	for _, name := range r.req.Task.Generate.StrategyNames() {
		t := r.tallyOf(name)
		row := review.BoardStrategy{Name: name, Fresh: -1, Slowed: t.slowed}
		if share, known := t.gain.Share(); known {
			row.Fresh = share
		}
		if !slices.ContainsFunc(b.Strategies, func(x review.BoardStrategy) bool { return x.Name == name }) {
			b.Strategies = append(b.Strategies, row)
		}
	}
	if review.On(r.req.Task.Generate.Steer.Contrast) {
		if pair, share := r.steering.pair(); share > 0 {
			b.Contrast, b.ContrastShare = pair.Suggested+" / "+pair.Right, share
		}
	}
	r.tally(b)
	r.board = b
	r.emit(generator.Event{Board: b})
}

// tally puts in how many samples were made.
func (s *Source) tally(b *review.Board) {
	for i, row := range b.Labels {
		b.Labels[i].Made = s.byLabel[row.Label]
	}
	for i, row := range b.Strategies {
		t := s.tallyOf(row.Name)
		b.Strategies[i].Made, b.Strategies[i].Held = t.made, t.held
	}
}

// showMade tells of one sample more. What is asked for is told when a call ends.
func (r *run) showMade() {
	if r.board == nil {
		return
	}
	b := *r.board
	b.Labels, b.Strategies = slices.Clone(b.Labels), slices.Clone(b.Strategies)
	r.tally(&b)
	r.board = &b
	r.emit(generator.Event{Board: &b})
}

// recount puts in what reviewers made of the samples that this source made: what
// they made of others steers, and stands in no count beside these.
func (s *Source) recount(b *review.Board) {
	b.Accepted = 0
	for i, row := range b.Labels {
		row.Accepted, row.Corrected = 0, 0
		for _, d := range s.steering.decided {
			if d.Sample.Suggestion.Label != row.Label || !s.mine[d.Sample.ID] {
				continue
			}
			switch d.Answer.Label {
			case row.Label:
				row.Accepted++
			case "": // rejected: the text is at fault, not the label
			default:
				row.Corrected++
			}
		}
		b.Labels[i] = row
	}
	for _, d := range s.steering.decided {
		if d.Decision != review.Reject && s.mine[d.Sample.ID] {
			b.Accepted++ // of those that this source was paid for
		}
	}
}

// Board tells anew, while no run is under way, what the last one told and what
// reviewers have made of its samples since. It is nil while one is, and before the
// first: then the events of the run tell.
func (s *Source) Board() *review.Board {
	if !s.mu.TryLock() {
		return nil
	}
	defer s.mu.Unlock()
	if s.board == nil || s.cfg.Reviews == nil {
		return nil
	}
	s.steering.update(s.cfg.Reviews)
	b := *s.board
	b.Labels = slices.Clone(b.Labels)
	s.recount(&b)
	b.Demonstrations = s.steering.taken()
	return &b
}

func weightOf(st *strategy.State, label string) float64 {
	if w, ok := st.Weight[label]; ok {
		return w
	}
	return 1
}
