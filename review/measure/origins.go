package measure

import (
	"cmp"
	"slices"
	"strings"

	"winnow/review"
)

// originsMost bounds how many sources, strategies or reviewers are told apart;
// what comes with a further name is counted as [Others].
const originsMost = 500

// Others is the name under which everything beyond the first few hundred names
// is counted together.
const Others = "(others)"

// Origin is what became of the samples of one source, model or strategy.
type Origin struct {
	Group
	// Tokens were spent on its samples, as far as the samples say.
	Tokens int `json:"tokens"`
	// PerAccepted is the tokens of its samples that were decided one by one, per
	// accepted one: what a good sample costs. Nil without tokens or accepted
	// samples.
	PerAccepted *float64 `json:"tokens_per_accepted"`

	spent int // tokens of samples decided one by one
}

// sourceName tells where a sample comes from, such as "file news.jsonl".
func sourceName(p review.Provenance) string {
	return strings.TrimSpace(p.Source + " " + p.Origin)
}

type origins map[string]*Origin

func (o origins) add(name string, it review.Item) {
	if name == "" {
		return
	}
	g := bounded(o, name, func(name string) *Origin { return &Origin{Group: Group{Name: name}} })
	g.add(it)
	tokens := max(0, it.Sample.Provenance.Tokens)
	g.Tokens += tokens
	if it.State.Decided() && !inBulk(it) {
		g.spent += tokens
	}
}

// bounded returns what is kept under a name, or under [Others] when there are
// too many names.
func bounded[T any](in map[string]*T, name string, fresh func(name string) *T) *T {
	if v := in[name]; v != nil {
		return v
	}
	if len(in) >= originsMost {
		name = Others
	}
	if in[name] == nil {
		name = strings.Clone(name) // not the record that it is a part of
		in[name] = fresh(name)
	}
	return in[name]
}

func (o origins) groups() []Origin {
	out := make([]Origin, 0, len(o))
	for _, g := range o {
		g.Acceptance = ratio(float64(g.Accepted), float64(g.Decided))
		if g.spent > 0 {
			g.PerAccepted = ratio(float64(g.spent), float64(g.Accepted))
		}
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Origin) int {
		return cmp.Or(b.Samples-a.Samples, strings.Compare(a.Name, b.Name))
	})
	return out
}

// LabelTime is how long decisions about the samples of one suggested label
// took.
type LabelTime struct {
	Label     string    `json:"label"`
	Decisions int       `json:"decisions"`
	Seconds   Quartiles `json:"seconds"`
}

type times struct {
	all sample
	by  map[string]*sample
}

func newTimes() times { return times{by: map[string]*sample{}} }

func (t *times) add(it review.Item) {
	seconds := max(0, it.Decision.Decision.Seconds)
	t.all.add(seconds)
	for _, label := range it.Sample.Suggestion.LabelNames() {
		if t.by[label] == nil {
			t.by[strings.Clone(label)] = &sample{}
		}
		t.by[label].add(seconds)
	}
}

// labels is the slowest label first.
func (t *times) labels() []LabelTime {
	out := make([]LabelTime, 0, len(t.by))
	for label, s := range t.by {
		out = append(out, LabelTime{label, s.n, *s.quartiles()})
	}
	slices.SortFunc(out, func(a, b LabelTime) int {
		return cmp.Or(cmp.Compare(b.Seconds.Median, a.Seconds.Median), strings.Compare(a.Label, b.Label))
	})
	return out
}

// Reviewer is the standing decisions of one person.
type Reviewer struct {
	Name string `json:"name"`
	// Decided counts those in bulk too, which Bulk counts alone; Accepted leaves
	// them out, and Acceptance is of the others.
	Decided       int      `json:"decided"`
	Bulk          int      `json:"bulk,omitempty"`
	Accepted      int      `json:"accepted"`
	Acceptance    *float64 `json:"acceptance"`
	ActiveSeconds float64  `json:"active_seconds"`
	MedianSeconds *float64 `json:"median_seconds"`

	seconds sample
}

type reviewers map[string]*Reviewer

func (r reviewers) add(name string, it review.Item) {
	v := bounded(r, name, func(name string) *Reviewer { return &Reviewer{Name: name} })
	seconds := max(0, it.Decision.Decision.Seconds)
	v.Decided++
	if inBulk(it) {
		v.Bulk++
		return
	}
	if it.State.Verdict == review.Accept {
		v.Accepted++
	}
	v.ActiveSeconds += min(seconds, IdleSeconds)
	v.seconds.add(seconds)
}

func (r reviewers) list() []Reviewer {
	out := make([]Reviewer, 0, len(r))
	for _, v := range r {
		v.Acceptance = ratio(float64(v.Accepted), float64(v.Decided-v.Bulk))
		v.MedianSeconds = v.seconds.median()
		v.seconds = sample{}
		out = append(out, *v)
	}
	slices.SortFunc(out, func(a, b Reviewer) int {
		return cmp.Or(b.Decided-a.Decided, strings.Compare(a.Name, b.Name))
	})
	return out
}
