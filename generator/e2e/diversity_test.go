package e2e

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/offline"
	"winnow/review"
	"winnow/review/measure"
)

// alike is how many samples each way of asking makes before they are compared.
const alike = 120

// values are so many two-word values, those from the at-th word on.
func values(at, n int) review.Values {
	var v review.Values
	for i := range n {
		v.All = append(v.All, words[(at+2*i)%len(words)]+" "+words[(at+2*i+1)%len(words)])
	}
	return v
}

// dimensions are what may vary.
func dimensions() map[string]review.Values {
	return map[string]review.Values{
		"thing": values(0, 12), "place": values(24, 12), "mood": values(48, 12), "cause": values(72, 12),
	}
}

// reviewer takes every sample as it comes, so that it becomes a demonstration.
type reviewer struct {
	mu    sync.Mutex
	taken decided
}

func (r *reviewer) Since(n int) ([]ask.Reviewed, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.taken.Since(n)
}

func (r *reviewer) take(s review.Sample) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken = append(r.taken, ask.Reviewed{Sample: s, Decision: review.Accept, Answer: s.Suggestion})
}

// echo says its conditions again and three words of its own, of which it prefers
// the first ones; where it is shown examples it takes every other word after
// them, as models do.
func echo(w wish, from *rand.Rand) string {
	parts, shown, words := w.things(), saidWord.FindAllString(w.examples(), -1), words[96:]
	for range 3 {
		word := words[min(from.IntN(len(words)), from.IntN(len(words)))]
		if len(shown) > 0 && from.IntN(2) == 0 {
			word = shown[from.IntN(len(shown))]
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, " ")
}

var saidWord = regexp.MustCompile(`[a-z]{3,}`)

// byGrammar writes by the offline grammar: a few favourites for everything that
// is not asked for, and what is asked for where there are conditions. Of its
// favourites it shuns those of the examples.
func byGrammar(t *testing.T) func(wish, *rand.Rand) string {
	return func(w wish, from *rand.Rand) string {
		g := map[string][]string{"find": {
			"{mood|capitalize}: the {thing} in {place}, by {cause}.",
			"Because of {cause} there is no {thing} here, and {place} is {mood}.",
			"The {thing}! {place|capitalize} was {mood}, and then {cause}.",
		}}
		g["mend"] = g["find"]
		for name, all := range dimensions() {
			g[name] = nil
			for _, v := range all.All[:5] {
				if !strings.Contains(w.examples(), v) || from.IntN(4) == 0 {
					g[name] = append(g[name], v)
				}
			}
			if said := w.condition(name); said != "" {
				g[name] = []string{said}
			}
			if g[name] == nil {
				g[name] = []string{all.All[0]}
			}
		}
		task := parcels(review.Generate{Grammar: g})
		task.Labels = task.Labels[:2]
		source, err := offline.New(task)
		if err != nil {
			t.Error(err)
			return "?"
		}
		out := ""
		err = source.Generate(t.Context(), generator.Request{Task: task, Count: 1, Seed: from.Uint64()}, func(e generator.Event) {
			if e.Sample != nil {
				out = e.Sample.Fields[0].Text
			}
		})
		if err != nil {
			t.Error(err)
		}
		return out
	}
}

// condition is the value of a condition, "" without it.
func (w wish) condition(name string) string {
	_, after, _ := strings.Cut(w.user, "\n- "+name+": ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}

// ways of asking that are compared.
var waysOfAsking = []string{
	"zerogen", "attributes", "attributes, dissimilar demonstrations", "attributes, nearest demonstrations",
}

// asked are the texts of a way of asking.
func asked(t *testing.T, way string, write func(wish, *rand.Rand) string) []string {
	t.Helper()
	strategy, demonstrated, _ := strings.Cut(way, ", ")
	off := false
	task := parcels(review.Generate{Strategy: strategy, PerRequest: 2, Attributes: dimensions()})
	task.Generate.Filters.Near = &off // what is measured is what the model writes
	cfg, r := ask.Config{}, &reviewer{}
	if demonstrated != "" {
		task.Generate.Demonstrations.Pick = strings.Fields(demonstrated)[0]
		cfg.Reviews = r
	}
	m := &model{write: write, plain: true}
	cfg.Endpoints = []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}
	source, err := ask.New(task, cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	err = source.Generate(t.Context(), generator.Request{Task: task, Count: alike, Seed: 7}, func(e generator.Event) {
		if e.Sample != nil {
			out = append(out, e.Sample.Fields[0].Text)
			r.take(*e.Sample)
		}
	})
	if err != nil {
		t.Fatalf("%s: %v after %d", way, err, len(out))
	}
	return out
}

// Ensure that conditions make what comes more varied, at equal size and equal
// tokens, as the paper of AttrPrompt found (Yu et al. 2023, table 4).
func TestDiversity_AttributesAreMoreVariedThanZerogen(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(wish, *rand.Rand) string{"echo": echo, "offline grammar": byGrammar(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sets [][]string
			for _, way := range waysOfAsking {
				sets = append(sets, asked(t, way, write))
			}
			budget := measure.EqualBudget(sets...)
			var d []measure.Diversity
			t.Logf("%d samples each, %d tokens each", alike, budget)
			for i, set := range sets {
				d = append(d, measure.DiversityOf(set, budget))
				t.Logf("%-40s distinct-2 %.3f, compression %.2f, mean cosine %.4f, self-repetition %.2f, vocabulary %d",
					waysOfAsking[i], *d[i].Distinct2, *d[i].Compression, *d[i].MeanCosine, *d[i].SelfRepetition, d[i].Vocabulary)
			}
			for i := range d[1:] {
				moreVaried(t, waysOfAsking[i+1], d[i+1], d[0])
			}
		})
	}
}

func moreVaried(t *testing.T, way string, d, than measure.Diversity) {
	t.Helper()
	if *d.Distinct2 <= *than.Distinct2 {
		t.Errorf("%s: distinct-2 %.3f, of zerogen %.3f", way, *d.Distinct2, *than.Distinct2)
	}
	if *d.Compression >= *than.Compression {
		t.Errorf("%s: compression %.2f, of zerogen %.2f", way, *d.Compression, *than.Compression)
	}
	if *d.MeanCosine >= *than.MeanCosine {
		t.Errorf("%s: mean cosine %.4f, of zerogen %.4f", way, *d.MeanCosine, *than.MeanCosine)
	}
}
