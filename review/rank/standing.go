package rank

import (
	"maps"

	"winnow/review"
)

// Standing says why a sample stands where it does in the queue.
type Standing struct {
	Explanation
	// Learned tells that the order has learned from decisions by now; until
	// then the explanation shows what is assumed before the first.
	Learned bool
	// Place and Given are the sample's places among those to decide, from 1,
	// with learning and by the given confidence alone; Of is how many these
	// are. Samples put back count as if they had not been.
	Place, Given, Of int
	// Alike are the arrival numbers of the explanation's neighbours.
	Alike []uint64
}

// Explain says why the sample with arrival number seq stands where it does; ok
// is false for a sample that learning does not know (yet). It may be called
// from any goroutine.
func (l *Live) Explain(seq uint64) (s Standing, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, ok := find(l.cards, seq)
	if !ok || l.learner == nil {
		return Standing{}, false
	}
	s = Standing{Explanation: l.learner.Explain(i), Learned: l.fitted != 0, Place: 1, Given: 1}
	for _, n := range s.Neighbours {
		s.Alike = append(s.Alike, l.cards[n.Index].seq)
	}
	decided := l.decided()
	for j := range l.cards {
		if decided[j] {
			continue
		}
		s.Of++
		if j == i {
			continue
		}
		if l.rank(j, l.learned[j]).Compare(l.rank(i, l.learned[i])) < 0 {
			s.Place++
		}
		if l.rank(j, l.cards[j].given).Compare(l.rank(i, l.cards[i].given)) < 0 {
			s.Given++
		}
	}
	return s, true
}

// decided are the samples that wait no more, by index: those that were learned from
// and those that teach nothing.
func (l *Live) decided() map[int]bool {
	all := maps.Clone(l.unseen)
	for _, d := range l.learner.log {
		all[d.i] = true
	}
	return all
}

// rank is the place in the queue that a confidence gives a sample.
func (l *Live) rank(i int, c review.Confidence) review.Rank {
	return review.Rank{Confidence: c, Tie: l.ties[i], Seq: l.cards[i].seq}
}
