package rank

import (
	"cmp"
	"slices"
	"strings"

	"winnow/review"
)

const (
	mostVoters = 20 // positions of the votes that get a column
	mostModels = 20 // other models that get one
)

// survey is what must be known of all samples before the features of one can
// be told. It holds on to no text.
type survey struct {
	cards  []card
	bytes  int // of text in the fields of all samples
	views  *views
	labels map[string]string // each once in memory
	models []model
	// members is room for those of a record.
	members []review.Member

	votes  int // of each sample, -1 when they are not equally many
	sorted int // samples whose votes are sorted
}

// model is another model with the sample, by id, and its place among the
// models of that one, where it is named first.
type model struct {
	name, id string
	at       int
}

func newSurvey() *survey {
	return &survey{views: newViews(), labels: map[string]string{}}
}

// add takes a sample in.
func (v *survey) add(s *review.Sample) {
	for _, f := range s.Fields {
		v.bytes += len(f.Text)
	}
	v.views.count(s)
	e := evidenceOf(s, &v.members)
	if len(v.cards) == 0 {
		v.votes = len(e.votes)
	} else if v.votes != len(e.votes) {
		v.votes = -1
	}
	if slices.IsSorted(e.votes) {
		v.sorted++
	}
	id := strings.Clone(s.ID)
	for at, name := range e.models {
		v.name(model{name, id, at})
	}
	v.cards = append(v.cards, card{seq: s.Seq, id: id, label: v.once(s.Suggestion.Label), given: s.Confidence, fold: foldOf(s)})
}

// once is a label, each of which is in memory once.
func (v *survey) once(label string) string {
	known, ok := v.labels[label]
	if !ok {
		known = strings.Clone(label)
		v.labels[known] = known
	}
	return known
}

// name notes a model unless as many are named before it, in the order of the
// ids of the samples.
func (v *survey) name(m model) {
	order := func(a, b model) int { return cmp.Or(cmp.Compare(a.id, b.id), a.at-b.at) }
	if at := slices.IndexFunc(v.models, func(o model) bool { return o.name == m.name }); at >= 0 {
		if order(v.models[at], m) <= 0 {
			return
		}
		v.models = slices.Delete(v.models, at, at+1)
	}
	at, _ := slices.BinarySearchFunc(v.models, m, order)
	if at == mostModels {
		return
	}
	m.name = strings.Clone(m.name)
	v.models = slices.Insert(v.models, at, m)
	v.models = v.models[:min(mostModels, len(v.models))]
}

// modelNames are the other models, by name.
func (v *survey) modelNames() []string {
	var names []string
	for _, m := range v.models {
		names = append(names, m.name)
	}
	slices.Sort(names)
	return names
}

// voters is how many positions of the votes mean the same voter in every row:
// the same number everywhere, at most 20, and not merely sorted counts.
func (v *survey) voters() int {
	if v.votes < 0 || v.votes > mostVoters || float64(v.sorted) > 0.95*float64(len(v.cards)) {
		return 0
	}
	return v.votes
}
