package ask

import (
	"strings"

	"winnow/generator"
	"winnow/generator/demo"
	"winnow/generator/strategy"
	"winnow/review"
)

// usualPicker chooses demonstrations where the task file says nothing.
const usualPicker = "balanced"

// picking chooses demonstrations among what reviewers took.
type picking struct {
	picker demo.Picker
	leaf   bool           // only of the leaf of the request
	texts  []string       // what was made, for the picker that leads away from it
	shown  map[string]int // how often a sample was shown, by its id
	stand  *trusted       // those that stand in for what reviewers took; nil: none
}

// mostTexts bounds the texts that the picker dissimilar leads away from: the
// last ones.
const mostTexts = 500

func newPicking(t review.Task) (*picking, error) {
	p := &picking{shown: map[string]int{}}
	name := t.Generate.Demonstrations.Pick
	if name == "" {
		name = usualPicker
	}
	var err error
	p.picker, err = demo.ByName(name,
		demo.WithExisting(func() []string { return p.texts }),
		demo.WithShown(func(id string) int { return p.shown[id] }))
	if err != nil {
		return nil, &generator.Error{Reason: "generate.demonstrations.pick: " + err.Error(), Hint: "for example pick: nearest", Err: err}
	}
	p.leaf = name == "leaf"
	if t.Generate.Demonstrations.Made {
		p.stand = &trusted{}
	}
	return p, nil
}

// made tells of a sample that there is now.
func (p *picking) made(s review.Sample) {
	if p.stand != nil {
		p.stand.add(s)
	}
	p.texts = append(p.texts, textOfSample(s))
	if len(p.texts) > 2*mostTexts {
		p.texts = append([]string(nil), p.texts[mostTexts:]...)
	}
}

// last are the texts that were made last.
func (p *picking) last() []string { return p.texts[max(0, len(p.texts)-mostTexts):] }

// showed tells of samples that a prompt showed.
func (p *picking) showed(ids []string) {
	for _, id := range ids {
		p.shown[id]++
	}
}

func textOfSample(s review.Sample) string {
	all := ""
	for _, f := range spoken(s) {
		all += f.Text + "\n"
	}
	return all
}

// spoken are the texts that a sample is made of: its fields, or of a conversation
// all that is said in it, as one.
func spoken(s review.Sample) []review.Field {
	if len(s.Fields) > 0 {
		return s.Fields
	}
	said := make([]string, len(s.Suggestion.Turns))
	for i, t := range s.Suggestion.Turns {
		said[i] = t.Role + ": " + t.Content
	}
	return []review.Field{{Name: "conversation", Text: strings.Join(said, "\n\n")}}
}

// from returns how a strategy chooses among examples.
func (p *picking) from(st *strategy.State) func(query string, k int) []strategy.Example {
	return func(query string, k int) []strategy.Example {
		from := st.Accepted
		if len(from) < k {
			from = append(from[:len(from):len(from)], st.Trusted...)
		}
		pool, of, paths := make([]demo.Demo, 0, len(from)), map[string]strategy.Example{}, map[string]bool{}
		for i, e := range from {
			d := demo.Demo{ID: e.ID, Explanation: e.Explanation, Path: e.Topic, At: i}
			for _, f := range st.Task.Fields {
				d.Fields = append(d.Fields, review.Field{Name: f, Text: e.Values[f]})
			}
			if answer := e.Values[st.Task.Target]; st.Task.Kind.OneLabel() {
				d.Answer.Label = answer
			} else {
				d.Answer.Text = answer
			}
			pool = append(pool, d)
			paths[d.Path] = true
			of[e.ID] = e
		}
		var out []strategy.Example
		picker := p.picker
		if _, known := paths[query]; p.leaf && known {
			picker = demo.Leaf(query, demo.Balanced(demo.Random()))
		}
		for _, d := range picker.Pick(pool, query, k, st.Seed) {
			out = append(out, of[d.ID])
			p.shown[d.ID]++
		}
		return out
	}
}
