package demo

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// groupsOf puts a pool in groups by a key.
func groupsOf(pool []Demo, key func(Demo) string) map[string][]Demo {
	groups := map[string][]Demo{}
	for _, d := range pool {
		groups[key(d)] = append(groups[key(d)], d)
	}
	return groups
}

type leaf struct {
	path string
	of   Picker
}

// Leaf returns a picker that takes demonstrations of one leaf of the taxonomy
// only and leaves the choice among these to another (LAB, Sudalairaj et al.
// 2024). With an empty path the seed draws the leaf, among those with enough
// demonstrations where there are any, else among those with the most;
// demonstrations without a path are then taken only where none has one.
func Leaf(path string, of Picker) Picker { return leaf{path, of} }

func (p leaf) Pick(pool []Demo, query string, k int, seed uint64) []Demo {
	leaves := groupsOf(drawn(pool, seed), func(d Demo) string { return d.Path })
	path := p.path
	if path == "" {
		path = drawLeaf(leaves, k, seed)
	}
	return p.of.Pick(leaves[path], query, k, seed)
}

func drawLeaf(leaves map[string][]Demo, k int, seed uint64) string {
	enough, paths := 0, []string(nil)
	for _, path := range slices.Sorted(maps.Keys(leaves)) {
		n := min(len(leaves[path]), k)
		if path == "" || n < enough {
			continue
		}
		if n > enough {
			enough, paths = n, nil
		}
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return ""
	}
	return paths[rand.New(rand.NewPCG(seed, 0)).IntN(len(paths))]
}

type balanced struct{ of Picker }

// Balanced returns a picker that takes as many demonstrations of each label,
// give or take one, as far as there are so many, and shows the labels in turn,
// in an order that the seed draws; which of a label is left to another picker. A
// model leans to the label that it saw most or last (Zhao et al. 2021).
// Demonstrations without a label are taken only where the others do not suffice.
func Balanced(of Picker) Picker { return balanced{of} }

func (p balanced) Pick(pool []Demo, query string, k int, seed uint64) []Demo {
	groups := groupsOf(drawn(pool, seed), func(d Demo) string { return d.Answer.Label })
	none := groups[""]
	delete(groups, "")
	labels := slices.Sorted(maps.Keys(groups))
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })

	quota, left := make([]int, len(labels)), k
	for more := true; more && left > 0; {
		more = false
		for i, label := range labels {
			if left > 0 && quota[i] < len(groups[label]) {
				quota[i], left, more = quota[i]+1, left-1, true
			}
		}
	}
	chosen := make([][]Demo, len(labels))
	for i, label := range labels {
		chosen[i] = p.of.Pick(groups[label], query, quota[i], seed)
	}
	var picked []Demo
	for turn := 0; ; turn++ {
		before := len(picked)
		for _, of := range chosen {
			if turn < len(of) {
				picked = append(picked, of[turn])
			}
		}
		if len(picked) == before {
			break
		}
	}
	return append(picked, p.of.Pick(none, query, left, seed)...)
}
