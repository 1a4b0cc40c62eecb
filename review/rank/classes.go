package rank

import (
	"slices"
)

// classes are the suggestions where they are few enough to be classes.
type classes struct {
	names []string // by name
	of    []int32  // the class of each place
}

// classesOf returns the classes of a pool, or nil when the suggestions are
// free answers.
func classesOf(p *pool) *classes {
	if !p.task.Kind.OneLabel() {
		return nil
	}
	c := &classes{of: make([]int32, p.len())}
	for k := range p.order {
		name := p.at(k).label
		at, found := slices.BinarySearch(c.names, name)
		if found {
			continue
		}
		c.names = slices.Insert(c.names, at, name)
		if len(c.names) > mostLabels {
			return nil
		}
	}
	if p.len() < leastPerLabel*len(c.names) {
		return nil
	}
	for k := range p.order {
		at, _ := slices.BinarySearch(c.names, p.at(k).label)
		c.of[k] = int32(at)
	}
	return c
}

// index is the class of a name, -1 when it is none.
func (c *classes) index(name string) int32 {
	at, found := slices.BinarySearch(c.names, name)
	if !found {
		return -1
	}
	return int32(at)
}

// labels adds the 0/1 columns of each sample's label, of its confidence by
// label, and of the pair of label and runner-up.
func (b *builder) labels(c *classes) {
	t := b.table
	first := int32(len(t.columns))
	for _, l := range c.names {
		b.column("label "+l, 0, ridgeLabel)
	}
	slope := int32(len(t.columns))
	for _, l := range c.names {
		b.column("confidence of "+l, 0, ridgeSlope)
	}
	own := make([]int32, b.n)
	t.slopes = make([]int32, b.n)
	for i, k := range c.of {
		own[i], t.slopes[i] = first+k, slope+k
	}
	t.ones = append(t.ones, own)
	if len(c.names) <= mostPairLabels {
		t.ones = append(t.ones, b.pairs())
	}
}

func (b *builder) pairs() []int32 {
	columns := map[[2]string]int32{}
	out := make([]int32, b.n)
	for i := range out {
		pair := [2]string{b.pool.at(i).label, b.rivals[i]}
		col, ok := columns[pair]
		if !ok {
			name := "rather " + pair[1] + " than " + pair[0]
			if pair[0] == pair[1] {
				name = "nobody says other than " + pair[0]
			}
			col = b.column(name, 0, ridgePair)
			columns[pair] = col
		}
		out[i] = col
	}
	return out
}
