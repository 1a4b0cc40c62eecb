package strategy

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

const (
	usualPerRequest = 5
	usualExamples   = 4
)

// State is what a strategy may go by. It is filled anew for every ask.
type State struct {
	Task review.Task
	// Number is that of the request to come, from 1; no two are the same.
	Number int
	// Seed and Rand belong to this request.
	Seed uint64
	Rand *rand.Rand
	// Left is how many samples are wanted beyond those that are made or under
	// way; Wanted how many in all.
	Left, Wanted int
	// Most bounds the samples of one request; 0: nothing is known.
	Most int
	// Have counts the samples that are made or under way, by label.
	Have map[string]int
	// Weight is how much of a label is wanted beside the others; missing: 1.
	Weight map[string]float64
	// Contrast is a pair of labels to ask for together, nil for none.
	Contrast *Pair
	// Pick chooses up to k demonstrations for a query among the samples that
	// reviewers decided, the most telling last; nil: there are none.
	Pick func(query string, k int) []Example
	// Accepted are the samples that reviewers took or mended, oldest first.
	Accepted []Example
	// Trusted are samples that nobody decided and that may stand in for Accepted in
	// what Pick chooses among.
	Trusted []Example
	// Done tells of which rows there are samples already.
	Done map[Made]bool
	// Student is what a small model that learned from the reviewers says of a
	// text, the likeliest label first; nil: there is none yet.
	Student func(text string) []review.Alternative
	// Mistaken counts by label and by what the student took it for, among what
	// reviewers decided, each by a student that had not seen it.
	Mistaken map[Pair]int
	// Avoid are words that were used too often.
	Avoid []string
	// Topics are the leaves of which there are samples, as the condition of their
	// requests names them.
	Topics map[string]bool
	// Corrected counts by suggested label and by what reviewers made of it.
	Corrected map[Pair]int
}

// Made is what a strategy has made samples of: the id of a row.
type Made struct{ Strategy, Of string }

// unmade is the next row, from the at-th on, of which a strategy has made no
// sample; the number of rows when there is none.
func (st *State) unmade(strategy string, rows []Row, at int) int {
	for at < len(rows) && st.Done[Made{strategy, rows[at].ID}] {
		at++
	}
	return at
}

// Pair is a label that was suggested and what it should have been.
type Pair struct{ Suggested, Right string }

// Example is a sample with its answer, by member.
type Example struct {
	ID          string
	Values      map[string]string
	Explanation string
	Topic       string // the leaf of the tree of topics that it was asked for
	Changed     bool   // the reviewer corrected it
}

// members are the members that a sample of the task has: the texts first, so
// that the model judges what it has written and the label's probability means
// that judgement rather than the wish.
func members(t review.Task) []generator.Member {
	var out []generator.Member
	for i, f := range t.Fields {
		out = append(out, generator.Member{Name: f, Optional: i > 0})
	}
	return append(out, Target(t))
}

// Target is the member that holds the answer.
func Target(t review.Task) generator.Member {
	m := generator.Member{Name: t.Target}
	if t.Kind.OneLabel() {
		m.Type, m.OneOf = generator.ChoiceMember, prompt.Words(t)
	}
	return m
}

// write is an ask for new samples of a label, "" where the kind has none.
func (st *State) write(n int, label string) *Ask {
	t := st.Task
	a := &Ask{
		Request: prompt.Request{Task: t, Number: st.Number, Members: members(t), Avoid: st.Avoid},
		Count:   n, Samples: n, Label: label, Seed: st.Seed, Temperature: t.Generate.Temperature,
	}
	a.Do = append(a.Do, "Write "+prompt.Samples(n)+", no two alike and none like the examples.")
	if t.Kind == review.Text {
		a.Mean = t.Target
		a.Do = append(a.Do, "Each has "+prompt.List(t.Fields)+", and in "+prompt.Quote(t.Target)+" the response that the guidelines ask for.")
		if len(t.Fields) > 1 {
			a.Do = append(a.Do, "Members other than "+prompt.Quote(t.Fields[0])+" may be empty where there is nothing to say.")
		}
		return a
	}
	a.Weigh = t.Target
	if t.Generate.Filters.Top > 0 {
		a.Mean = t.Fields[0]
	}
	if c := st.Contrast; c != nil {
		a.contrast(*c)
		label = ""
	}
	if label != "" {
		a.Do = append(a.Do, "Aim at texts whose right label is "+prompt.Quote(prompt.Word(t, label))+".")
	}
	a.Do = append(a.Do,
		"When "+prompt.List(t.Fields)+" is written, read it again and give in "+prompt.Quote(t.Target)+
			" the label that the guidelines give it, even if it has become another one.",
		"The label is exactly one of: "+prompt.List(prompt.Words(t))+".")
	return a
}

// contrast makes the ask one for two labels that are confused, in pairs that
// differ in little else (Sahu et al. 2022 name close intents as what plain
// generation gets wrong).
func (a *Ask) contrast(p Pair) {
	a.Label = ""
	a.Count += a.Count % 2
	a.Samples = a.Count
	a.Do = append(a.Do,
		"Write them in pairs: a text whose right label is "+prompt.Quote(prompt.Word(a.Task, p.Suggested))+
			", and next to it one as like as possible whose right label is "+prompt.Quote(prompt.Word(a.Task, p.Right))+
			". The two labels are often confused: make plain what tells them apart.")
	a.condition("contrast", p.Suggested+" / "+p.Right)
}

// count is how many samples the next request asks for, when share is the most
// that keeps the balance.
func (st *State) count(share int) int {
	n := st.Task.Generate.PerRequest
	if n == 0 {
		n = usualPerRequest
	}
	if st.Most > 0 {
		n = min(n, st.Most)
	}
	return max(1, min(n, share, st.Left))
}

// next is the label that is furthest behind its quota, the earlier of equals,
// and how many samples its quota is; "" and all for kinds without labels.
func (st *State) next() (label string, quota int) {
	names := st.Task.LabelNames()
	if len(names) == 0 {
		return "", st.Wanted
	}
	all := 0.0
	for _, n := range names {
		all += st.weight(n)
	}
	best := 0.0
	for i := range names {
		name := names[(st.Number-1+i)%len(names)]
		want := st.weight(name) / all * float64(st.Wanted)
		if behind := want - float64(st.Have[name]); label == "" || behind > best {
			label, best, quota = name, behind, int(want+0.999)
		}
	}
	return label, quota
}

func (st *State) weight(label string) float64 {
	if w, ok := st.Weight[label]; ok {
		return w
	}
	return 1
}

// show adds demonstrations to an ask, when there are some.
func (st *State) show(a *Ask, query string) {
	k := usualExamples
	if n := st.Task.Generate.Demonstrations.Count; n != nil {
		k = *n
	}
	if st.Pick == nil || k == 0 {
		return
	}
	for _, e := range st.Pick(query, k) {
		a.example(e)
	}
}

func (a *Ask) example(e Example) {
	v := maps.Clone(e.Values)
	if e.Explanation != "" {
		v["why"] = e.Explanation
	}
	a.Examples = append(a.Examples, v)
	if e.ID != "" {
		a.Parents = append(a.Parents, e.ID)
	}
}

// condition adds what sets this request apart.
func (a *Ask) condition(name, value string) {
	a.Conditions = append(a.Conditions, prompt.Condition{Name: name, Value: value})
}

// Condition is what was asked for in one line, for the provenance.
func (a *Ask) Condition() string {
	var parts []string
	if a.Label != "" {
		parts = append(parts, a.Label)
	}
	for _, c := range a.Conditions {
		parts = append(parts, c.Name+": "+c.Value)
	}
	return strings.Join(parts, "; ")
}

// keep is the object as it is.
func keep(o generator.Object) Taken { return Taken{Draft: &Draft{Object: o}} }

// one draws one of several.
func (st *State) one(of []string) string { return of[st.Rand.IntN(len(of))] }

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
