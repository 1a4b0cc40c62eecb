package rank

import (
	"cmp"
	"math"
	"slices"
)

const (
	groupSize   = 60 // samples for each group, at least, on the mean
	mostGroups  = 12
	groupRounds = 8
	groupWords  = 5 // that say what a group is about
	groupNamers = 40
)

// groups are samples that read alike: spherical k-means on their topics
// (Dhillon and Modha 2001), from centres that lie far apart.
type groups struct {
	of    []int // the group of each place
	words [][]string
	n     []int
}

func (l *Learner) newGroups() *groups {
	t := l.topics
	n := l.pool.len()
	k := min(mostGroups, n/groupSize)
	if t.dims == 0 || k < 2 {
		return &groups{}
	}
	g := &groups{of: make([]int, n), n: make([]int, k)}
	centres := apart(t, n, k)
	for range groupRounds {
		sums := make([][]float32, k)
		for c := range sums {
			sums[c] = make([]float32, t.dims)
		}
		for i := range n {
			g.of[i] = nearestCentre(t.row(i), centres)
			addTo(sums[g.of[i]], t.row(i), 1)
		}
		for c, s := range sums {
			if length := product(s, s); length > 0 {
				clear(centres[c])
				addTo(centres[c], s, 1/math.Sqrt(length))
			}
		}
	}
	for _, c := range g.of {
		g.n[c]++
	}
	g.words = make([][]string, k)
	all := l.meanWords()
	for c := range k {
		g.words[c] = l.telling(g, c, centres[c], all)
	}
	return g
}

// apart chooses k centres among the samples, each the one farthest from those
// chosen before.
func apart(t *topics, n, k int) [][]float32 {
	like := make([]float64, n)
	for i := range like {
		like[i] = -2
	}
	centres := [][]float32{}
	for next := 0; len(centres) < k; {
		c := slices.Clone(t.row(next))
		centres = append(centres, c)
		for i := range like {
			like[i] = max(like[i], product(t.row(i), c))
		}
		for i, x := range like {
			if x < like[next] {
				next = i
			}
		}
	}
	return centres
}

func nearestCentre(row []float32, centres [][]float32) int {
	best, most := 0, -2.0
	for c, centre := range centres {
		if p := product(row, centre); p > most {
			best, most = c, p
		}
	}
	return best
}

// telling are the words that are weightier in a group than in all samples,
// found in the texts nearest to its centre.
func (l *Learner) telling(g *groups, group int, centre, all []float32) []string {
	mean, names := make([]float32, l.words.size), map[int32]string{}
	var members []int
	for i, c := range g.of {
		if c == group {
			members = append(members, i)
			l.words.addTo(mean, i)
		}
	}
	slices.SortStableFunc(members, func(a, b int) int {
		return cmp.Compare(product(l.topics.row(b), centre), product(l.topics.row(a), centre))
	})
	for _, i := range members[:min(groupNamers, len(members))] {
		s := l.pool.from.at(int(l.pool.order[i]))
		for _, p := range l.partsOf(&s) {
			begin := hashOn(hashBegin, p.prefix)
			tokens(p.text, func(w string) {
				if id := l.words.named[bucketOf(hashOn(begin, w))]; id >= 0 && len(w) > 2 {
					names[id] = w
				}
			})
		}
	}
	type word struct {
		name string
		by   float64
	}
	var found []word
	for id, name := range names {
		found = append(found, word{name, float64(mean[id])/float64(max(1, len(members))) - float64(all[id])})
	}
	slices.SortFunc(found, func(a, b word) int { return cmp.Or(cmp.Compare(b.by, a.by), cmp.Compare(a.name, b.name)) })
	var out []string
	for _, w := range found {
		if len(out) < groupWords && w.by > 0 && !slices.Contains(out, w.name) {
			out = append(out, w.name)
		}
	}
	return out
}

// meanWords is the mean of all rows.
func (l *Learner) meanWords() []float32 {
	mean := make([]float32, l.words.size)
	for i := range l.pool.len() {
		l.words.addTo(mean, i)
	}
	for id := range mean {
		mean[id] /= float32(l.pool.len())
	}
	return mean
}

// neighbourhoods counts the decisions by group.
func (l *Learner) neighbourhoods(all ErrorRate) []Neighbourhood {
	if l.grouped == nil {
		l.grouped = l.newGroups()
	}
	g := l.grouped
	out := make([]Neighbourhood, len(g.n))
	for c := range out {
		out[c].Words, out[c].Samples = g.words[c], g.n[c]
	}
	for _, d := range l.log {
		if len(g.of) > 0 {
			out[g.of[l.pool.place[d.i]]].take(d.outcome)
		}
	}
	for c := range out {
		out[c].ErrorRate = out[c].drawn(all)
	}
	slices.SortStableFunc(out, func(a, b Neighbourhood) int { return cmp.Compare(b.Rate, a.Rate) })
	return out
}
