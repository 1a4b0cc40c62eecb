package demo

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"winnow/review"
)

// ErrUnknown says that there is no picker of a name.
var ErrUnknown = errors.New("unknown way to choose demonstrations")

// Demo is a decided sample that may be shown to a model as an example.
type Demo struct {
	// ID is the sample's.
	ID string
	// Fields are the sample's texts, and Answer what it should say, as the
	// reviewer left them.
	Fields []review.Field
	Answer review.Answer
	// Path is the leaf of the taxonomy to which the sample belongs, "" for none.
	Path string
	// Explanation says why the answer is what it is, "" where nobody said.
	Explanation string
	// At is the number of the decision. Where an ID comes twice in a pool, the
	// later decision counts.
	At int
}

// Text is what demonstrations are compared by: the texts of the fields, one a
// line.
func (d Demo) Text() string {
	texts := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		texts[i] = f.Text
	}
	return strings.Join(texts, "\n")
}

// Picker chooses demonstrations from a pool.
type Picker interface {
	// Pick returns k different demonstrations in the order in which a prompt
	// shows them; fewer where the pool or the picker's rule gives no more. The
	// query is the text that the prompt is about, "" for none. The same
	// arguments give the same answer, whatever the order of the pool, which
	// is left as it is.
	Pick(pool []Demo, query string, k int, seed uint64) []Demo
}

// Option is what some pickers need to know and others ignore.
type Option func(*options)

type options struct {
	path     string
	existing func() []string
	shown    func(id string) int
}

// WithPath names the leaf for the picker "leaf". Without it the seed chooses one.
func WithPath(path string) Option { return func(o *options) { o.path = path } }

// WithExisting gives the picker "dissimilar" the texts that exist already. It is
// called at each pick. Without it only the demonstrations are kept apart.
func WithExisting(texts func() []string) Option { return func(o *options) { o.existing = texts } }

// WithShown tells the picker "dissimilar" how often a demonstration was shown
// before, by its ID, so that it does not show the same outliers again and again.
// It is called at each pick. Without it none was.
func WithShown(times func(id string) int) Option { return func(o *options) { o.shown = times } }

// table is every picker by its name, in the order of the names.
func table() []struct {
	name string
	make func(o options) Picker
} {
	return []struct {
		name string
		make func(o options) Picker
	}{
		{"balanced", func(options) Picker { return Balanced(Random()) }},
		{"cluster-complex", func(options) Picker { return ClusterComplex() }},
		{"dissimilar", func(o options) Picker { return Dissimilar(o.existing, o.shown) }},
		{"influence", func(options) Picker { return Influential() }},
		{"leaf", func(o options) Picker { return Leaf(o.path, Random()) }},
		{"margin", func(options) Picker { return Telling() }},
		{"nearest", func(options) Picker { return Nearest() }},
		{"random", func(options) Picker { return Random() }},
		{"vote-k", func(options) Picker { return VoteK() }},
	}
}

// Names are the names that [ByName] knows, in alphabetical order.
func Names() []string {
	var names []string
	for _, p := range table() {
		names = append(names, p.name)
	}
	return names
}

// ByName returns the picker of a name. The error for a name that there is not is
// [ErrUnknown], with that name and those that there are.
func ByName(name string, with ...Option) (Picker, error) {
	var o options
	for _, set := range with {
		set(&o)
	}
	for _, p := range table() {
		if p.name == name {
			return p.make(o), nil
		}
	}
	return nil, fmt.Errorf("%w %q: there are %s", ErrUnknown, name, strings.Join(Names(), ", "))
}

// drawn is the pool in an order that the seed draws, each ID once.
func drawn(pool []Demo, seed uint64) []Demo {
	pool = slices.Clone(pool)
	slices.SortStableFunc(pool, func(a, b Demo) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), b.At-a.At)
	})
	pool = slices.CompactFunc(pool, func(a, b Demo) bool { return a.ID == b.ID })
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	return pool
}

// first is the first n of the pool at most.
func first(pool []Demo, n int) []Demo { return pool[:max(0, min(n, len(pool)))] }

func textsOf(pool []Demo) []string {
	texts := make([]string, len(pool))
	for i, d := range pool {
		texts[i] = d.Text()
	}
	return texts
}

type random struct{}

// Random returns the picker of any demonstrations, each as likely as the other.
func Random() Picker { return random{} }

func (random) Pick(pool []Demo, _ string, k int, seed uint64) []Demo {
	return first(drawn(pool, seed), k)
}
