package rank

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"winnow/review"
)

// Bounds of what the settings of a task cost.
const (
	auditHalf    = 50  // decisions after which audits are half as frequent
	justDecided  = 10  // decisions whose likenesses step back
	likeAtLeast  = 0.3 // cosine from which two samples read alike
	standsFor    = 800 // samples that the representative ones are measured on
	mayRepresent = 300 // and among which they are sought
)

// placing changes the learned places as the task's order settings say.
type placing struct {
	review.Ordering
	seed uint64
	// chosen are the representative samples, the first to come first.
	chosen []int
}

func newPlacing(o review.Ordering, seed uint64, l *Learner) placing {
	p := placing{Ordering: o, seed: seed}
	if o.Representative > 0 {
		p.chosen = p.representatives(l, o.Representative)
	}
	return p
}

// apply works on the scores of a lesson, which are by index, as is what is decided.
func (p placing) apply(l *Learner, decided map[int]bool, scores []review.Score) {
	if p.StepBack > 0 {
		p.stepBack(l, decided, scores)
	}
	for at, i := range p.chosen {
		if !decided[i] {
			scores[i].Place = review.Known(float64(at) * 0x1p-30)
		}
	}
	if p.Audits > 0 {
		for _, i := range p.audits(l, decided) {
			scores[i].Place = review.Known(0)
		}
	}
}

// stepBack lets what reads like the samples just decided wait, in proportion
// to its likeness.
func (p placing) stepBack(l *Learner, decided map[int]bool, scores []review.Score) {
	last := l.log[max(0, len(l.log)-justDecided):]
	for i := range scores {
		at, known := scores[i].Place.Value()
		if !known || decided[i] {
			continue
		}
		like := 0.0
		for _, d := range last {
			like = max(like, l.similarity(i, d.i))
		}
		if like > likeAtLeast {
			scores[i].Place = review.Known(at + p.StepBack*like*(1-at))
		}
	}
}

// audits are the samples drawn at random for the decisions until the next fit.
func (p placing) audits(l *Learner, decided map[int]bool) []int {
	var out []int
	until := len(l.log) + int(max(refitLeast, math.Ceil(refitShare*float64(len(l.log)))))
	for t := len(l.log); t < until; t++ {
		chance := p.Audits / float64(auditHalf+t)
		if float64(p.draw(uint64(t), "")>>11)*0x1p-53 >= chance {
			continue
		}
		best, lowest := -1, uint64(0)
		for i, s := range l.pool.cards {
			if decided[i] || slices.Contains(out, i) {
				continue
			}
			if d := p.draw(uint64(t), s.id); best < 0 || d < lowest {
				best, lowest = i, d
			}
		}
		if best >= 0 {
			out = append(out, best)
		}
	}
	return out
}

// draw is a random number that depends on the project's seed, a count and a
// sample's id alone.
func (p placing) draw(t uint64, id string) uint64 {
	h := fnv.New64a()
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], p.seed)
	binary.BigEndian.PutUint64(b[8:], t)
	_, _ = h.Write(b[:])
	_, _ = h.Write([]byte(id))
	// The finaliser of SplitMix64 (Steele, Lea, Flood 2014) mixes what FNV
	// leaves alike.
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// representatives chooses n samples that together are as like as possible to
// all others (facility location, greedily: Nemhauser, Wolsey, Fisher 1978), on
// a random part of the samples.
func (p placing) representatives(l *Learner, n int) []int {
	byDraw := make([]int, l.pool.len())
	for i := range byDraw {
		byDraw[i] = i
	}
	key := make([]uint64, l.pool.len())
	for i, s := range l.pool.cards {
		key[i] = p.draw(0, s.id)
	}
	slices.SortFunc(byDraw, func(a, b int) int { return cmp.Compare(key[a], key[b]) })
	others := byDraw[:min(standsFor, len(byDraw))]
	candidates := byDraw[:min(mayRepresent, len(byDraw))]
	like := make([][]float64, len(candidates))
	for c, i := range candidates {
		like[c] = make([]float64, len(others))
		for o, j := range others {
			like[c][o] = l.similarity(i, j)
		}
	}
	covered := make([]float64, len(others))
	var out []int
	for range min(n, len(candidates)) {
		best, most := -1, 0.0
		for c, i := range candidates {
			if slices.Contains(out, i) {
				continue
			}
			gain := 0.0
			for o := range others {
				gain += max(0, like[c][o]-covered[o])
			}
			if best < 0 || gain > most {
				best, most = c, gain
			}
		}
		out = append(out, candidates[best])
		for o := range others {
			covered[o] = max(covered[o], like[best][o])
		}
	}
	return out
}

// similarity is the cosine of the words of two samples, 0 to 1.
func (l *Learner) similarity(i, j int) float64 {
	return l.likeness(i, j)
}
