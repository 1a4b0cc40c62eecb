package demo

import (
	"math"
	"slices"

	"winnow/review/similar"
)

type nearest struct{}

// Nearest returns the picker of the demonstrations most like the query, the most
// alike last (KATE, Liu et al. 2022). Without a query the seed chooses.
func Nearest() Picker { return nearest{} }

func (nearest) Pick(pool []Demo, query string, k int, seed uint64) []Demo {
	pool = drawn(pool, seed)
	var picked []Demo
	for _, h := range similar.NewVectors(textsOf(pool)).Nearest(query, k) {
		picked = append(picked, pool[h.Index])
	}
	slices.Reverse(picked)
	return picked
}

// The most that is looked at in one pick, since every prompt waits for one; of
// more the seed draws so many. Su et al. draw 3,000 for what they do once.
const (
	mostCandidates = 1000
	mostExisting   = 5000
	mostNeighbours = 150
)

type voteK struct{}

// VoteK returns the picker of demonstrations that stand for many (vote-k, Su et
// al. 2023). Each demonstration votes for its nearest neighbours; the one with
// the most votes is taken, and a vote counts a tenth for each neighbour of the
// voter that is taken already, so that the next comes from elsewhere. The
// neighbours are 150 at most, and at most half the pool's share of one pick:
// where all are neighbours of all, votes say nothing.
func VoteK() Picker { return voteK{} }

func (voteK) Pick(pool []Demo, _ string, k int, seed uint64) []Demo {
	pool = first(drawn(pool, seed), mostCandidates)
	var picked []Demo
	for _, i := range votes(similar.NewVectors(textsOf(pool)), k) {
		picked = append(picked, pool[i])
	}
	return picked
}

// votes returns the indexes of the k texts that vote-k takes, in its order.
func votes(v *similar.Vectors, k int) []int {
	n := v.Len()
	if n == 0 || k <= 0 {
		return nil
	}
	k = min(k, n)
	voters := make([][]int, n) // by candidate
	for i := range n {
		for _, h := range v.NearestOf(i, max(1, min(mostNeighbours, n/(2*k)))) {
			if h.Cosine > 0 {
				voters[h.Index] = append(voters[h.Index], i)
			}
		}
	}
	taken, weight := make([]bool, n), make([]float64, n)
	for i := range weight {
		weight[i] = 1
	}
	picked := make([]int, 0, k)
	for len(picked) < k {
		best, most := -1, -1.0
		for i := range n {
			if taken[i] {
				continue
			}
			score := 0.0
			for _, voter := range voters[i] {
				if !taken[voter] {
					score += weight[voter]
				}
			}
			if score > most {
				best, most = i, score
			}
		}
		picked, taken[best] = append(picked, best), true
		for _, voter := range voters[best] {
			weight[voter] /= 10
		}
	}
	return picked
}

type clusterComplex struct{}

// ClusterComplex returns the picker that puts the demonstrations into k groups
// of like ones, around those that [VoteK] takes, and of each group takes the one
// with the longest explanation (Shao et al. 2023, by chains of reasoning).
func ClusterComplex() Picker { return clusterComplex{} }

func (clusterComplex) Pick(pool []Demo, _ string, k int, seed uint64) []Demo {
	pool = first(drawn(pool, seed), mostCandidates)
	v := similar.NewVectors(textsOf(pool))
	centres := votes(v, k)
	if len(centres) == 0 {
		return nil
	}
	longest, length := slices.Clone(centres), make([]int, len(centres))
	for g, c := range centres {
		length[g] = len(similar.Tokens(pool[c].Explanation))
	}
	for i, d := range pool {
		if slices.Contains(centres, i) {
			continue // in its own group
		}
		group, most := 0, -1.0
		for g, c := range centres {
			if cosine := v.Cosine(i, c); cosine > most {
				group, most = g, cosine
			}
		}
		if n := len(similar.Tokens(d.Explanation)); n > length[group] {
			longest[group], length[group] = i, n
		}
	}
	picked := make([]Demo, len(longest))
	for g, i := range longest {
		picked[g] = pool[i]
	}
	return picked
}

type dissimilar struct {
	existing func() []string
	shown    func(id string) int
}

// Dissimilar returns the picker of the demonstrations that are most unlike the
// texts that exist and unlike one another: again and again the one whose nearest
// text, existing or taken, is the farthest away. A text that exists in the same
// words as the demonstration is the demonstration itself and does not count.
// How far one is away counts half as much for each time that it was shown: what
// is like nothing else would be the only one shown otherwise, and what comes
// would be like it. Both functions may be nil; they are called at each pick.
func Dissimilar(existing func() []string, shown func(id string) int) Picker {
	return dissimilar{existing, shown}
}

func (p dissimilar) Pick(pool []Demo, _ string, k int, seed uint64) []Demo {
	pool = first(drawn(pool, seed), mostCandidates)
	closest := p.closest(pool, seed)
	for i, d := range pool {
		if p.shown != nil {
			closest[i] = 1 - (1-closest[i])*math.Pow(0.5, float64(p.shown(d.ID)))
		}
	}
	v := similar.NewVectors(textsOf(pool))
	var picked []Demo
	for len(picked) < min(k, len(pool)) {
		best := -1
		for i, c := range closest {
			if best < 0 || c < closest[best] {
				best = i
			}
		}
		picked = append(picked, pool[best])
		for i := range closest {
			closest[i] = max(closest[i], v.Cosine(i, best))
		}
		closest[best] = math.Inf(1) // taken
	}
	return picked
}

// closest is how near each demonstration has an existing text.
func (p dissimilar) closest(pool []Demo, seed uint64) []float64 {
	near := make([]float64, len(pool))
	if p.existing == nil {
		return near
	}
	// As demonstrations they get an order and are drawn from like these.
	var there []Demo
	for _, text := range p.existing() {
		there = append(there, Demo{ID: similar.Normal(text)})
	}
	var texts []string
	for _, d := range first(drawn(there, seed), mostExisting) {
		texts = append(texts, d.ID)
	}
	v := similar.NewVectors(texts)
	for i, d := range pool {
		own := similar.Normal(d.Text())
		for _, h := range v.Nearest(own, 2) {
			if texts[h.Index] != own {
				near[i] = h.Cosine
				break
			}
		}
	}
	return near
}
