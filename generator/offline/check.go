package offline

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostCost bounds the rules that one text has to use at the least, so that a
// few lines of grammar cannot ask for a text without end.
const mostCost = 1000

// sorted visits the rules by name, so that the same fault is found each time.
func (g grammar) sorted() []*rule {
	out := make([]*rule, 0, len(g))
	for _, name := range slices.Sorted(maps.Keys(g)) {
		out = append(out, g[name])
	}
	return out
}

func (g grammar) checkStarts(starts []string) error {
	for _, name := range starts {
		if g[name] == nil {
			return &GrammarError{
				Reason: fmt.Sprintf("the grammar has no rule %q to start from", name),
				Hint:   "each label needs a rule of its own name, and for kind text each field and the target",
			}
		}
	}
	return nil
}

func (g grammar) checkReferences() error {
	for _, r := range g.sorted() {
		for i, a := range r.alternatives {
			for _, p := range a.parts {
				if p.rule != "" && g[p.rule] == nil {
					return &GrammarError{Rule: r.name, Alternative: i + 1,
						Reason: fmt.Sprintf("there is no rule %q", p.rule)}
				}
			}
		}
	}
	return nil
}

// checkBindings makes sure that rules under one name have as many
// alternatives each, since they share the place of the one that is drawn, and
// that none of them leads back to the name, which would have no end.
func (g grammar) checkBindings() error {
	first := map[string]*rule{}
	for _, r := range g.sorted() {
		for i, a := range r.alternatives {
			for _, p := range a.parts {
				if p.name == "" {
					continue
				}
				fault := &GrammarError{Rule: r.name, Alternative: i + 1}
				one, other := first[p.name], g[p.rule]
				if one == nil {
					one, first[p.name] = other, other
				}
				if n, m := len(one.alternatives), len(other.alternatives); n != m {
					fault.Reason = fmt.Sprintf(
						"%q stands for rule %q with %d alternatives and for %q with %d; they must have as many",
						p.name, one.name, n, other.name, m)
					return fault
				}
				if g.leadsTo(other, p.name, map[*rule]bool{}) {
					fault.Reason = fmt.Sprintf("%q stands for rule %q, which uses %q itself", p.name, other.name, p.name)
					return fault
				}
			}
		}
	}
	return nil
}

// leadsTo tells whether the rule, or any that it uses, binds the name.
func (g grammar) leadsTo(r *rule, name string, seen map[*rule]bool) bool {
	if seen[r] {
		return false
	}
	seen[r] = true
	for _, a := range r.alternatives {
		for _, p := range a.parts {
			if p.rule != "" && (p.name == name || g.leadsTo(g[p.rule], name, seen)) {
				return true
			}
		}
	}
	return false
}

// checkEnds works out the cost of every rule and reports one that never comes
// to an end. Costs start without bound and sink until none can sink further
// (Knuth 1977, "A generalization of Dijkstra's algorithm").
func (g grammar) checkEnds() error {
	const never = mostCost + 1
	for _, r := range g {
		r.cost = never
	}
	for sunk := true; sunk; {
		sunk = false
		for _, r := range g {
			for _, a := range r.alternatives {
				if c := g.costOf(a); c < r.cost {
					r.cost, sunk = c, true
				}
			}
		}
	}
	for _, r := range g.sorted() {
		if r.cost < never {
			r.shortest = slices.IndexFunc(r.alternatives, func(a alternative) bool { return g.costOf(a) == r.cost })
			continue
		}
		if circle := g.circle(r); circle != nil {
			return &GrammarError{Rule: circle[0],
				Reason: "it never comes to an end: " + strings.Join(circle, " uses "),
				Hint:   "give it an alternative that does not lead back to it"}
		}
		return &GrammarError{Rule: r.name,
			Reason: fmt.Sprintf("its shortest text needs more than %d rules", mostCost)}
	}
	return nil
}

func (g grammar) costOf(a alternative) int {
	c := 1
	for _, p := range a.parts {
		if p.rule != "" {
			c = min(c+g[p.rule].cost, mostCost+1)
		}
	}
	return c
}

// circle follows endless rules from r until one comes up again and returns
// the names on the way round, or nil when r is only too long.
func (g grammar) circle(r *rule) []string {
	var way []string
	for {
		if i := slices.Index(way, r.name); i >= 0 {
			return append(way[i:], r.name)
		}
		way = append(way, r.name)
		next := g.endless(r)
		if next == nil {
			return nil
		}
		r = next
	}
}

// endless returns a rule without end that r cannot avoid, nil if there is
// none.
func (g grammar) endless(r *rule) *rule {
	for _, a := range r.alternatives {
		for _, p := range a.parts {
			if p.rule != "" && g[p.rule].cost > mostCost {
				return g[p.rule]
			}
		}
	}
	return nil
}
