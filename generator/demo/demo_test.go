package demo_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/generator/demo"
	"winnow/review"
	"winnow/review/similar"
)

func made(id, text string) demo.Demo {
	return demo.Demo{ID: id, Fields: []review.Field{{Name: "text", Text: text}}}
}

func ids(picked []demo.Demo) []string {
	out := []string{}
	for _, d := range picked {
		out = append(out, d.ID)
	}
	return out
}

func byName(t *testing.T, name string, with ...demo.Option) demo.Picker {
	t.Helper()
	p, err := demo.ByName(name, with...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// clusters are demonstrations about five things, as many of each as sizes says:
// words of the thing among words that stand everywhere. The ID begins with the
// number of the cluster, the label, too.
func clusters(seed uint64, sizes ...int) []demo.Demo {
	r := rand.New(rand.NewPCG(seed, 9))
	var pool []demo.Demo
	for c, size := range sizes {
		for i := range size {
			var words []string
			for range 10 {
				words = append(words, fmt.Sprintf("topic%dword%d", c, r.IntN(12)), fmt.Sprintf("common%d", r.IntN(20)))
			}
			d := made(fmt.Sprintf("%d-%03d", c, i), strings.Join(words, " "))
			d.Answer.Label = fmt.Sprint("label", c)
			d.Path = fmt.Sprint("things/", c)
			d.Explanation = strings.Repeat("because ", 1+r.IntN(200))
			pool = append(pool, d)
		}
	}
	return pool
}

func clusterOf(id string) string { return id[:1] }

func clustersOf(picked []demo.Demo) []string {
	var out []string
	for _, d := range picked {
		out = append(out, clusterOf(d.ID))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestByName_UnknownNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	_, err := demo.ByName("neerest")
	if !errors.Is(err, demo.ErrUnknown) {
		t.Fatalf("error %v", err)
	}
	want := `unknown way to choose demonstrations "neerest": there are balanced, cluster-complex, dissimilar, influence, leaf, margin, nearest, random, vote-k`
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	for _, name := range demo.Names() {
		if p, err := demo.ByName(name); err != nil || p == nil {
			t.Errorf("%s: %v %v", name, p, err)
		}
	}
}

func TestPick_IsAFunctionOfItsArgumentsAndNotOfThePoolsOrder(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"train", "night", "refund", "한국", "日本", "ticket", "late", "why", ""})
	one := rapid.Custom(func(t *rapid.T) demo.Demo {
		d := made(fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "id")), strings.Join(rapid.SliceOfN(word, 0, 6).Draw(t, "words"), " "))
		d.Answer.Label = rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "label")
		d.Path = rapid.SampledFrom([]string{"", "x/y", "x/z"}).Draw(t, "path")
		d.Explanation = strings.Join(rapid.SliceOfN(word, 0, 9).Draw(t, "why"), " ")
		return d
	})
	existing := func() []string { return []string{"train night", "refund", "train night", ""} }
	rapid.Check(t, func(t *rapid.T) {
		pool := rapid.SliceOfN(one, 0, 25).Draw(t, "pool")
		for i := range pool {
			pool[i].At = i + 1
		}
		before := slices.Clone(pool)
		query := strings.Join(rapid.SliceOfN(word, 0, 5).Draw(t, "query"), " ")
		k, seed := rapid.IntRange(-1, 30).Draw(t, "k"), rapid.Uint64().Draw(t, "seed")
		different := map[string]demo.Demo{}
		for _, d := range pool {
			different[d.ID] = d // the later decision
		}
		for _, name := range demo.Names() {
			p, err := demo.ByName(name, demo.WithExisting(existing))
			if err != nil {
				t.Fatal(err)
			}
			picked := p.Pick(pool, query, k, seed)
			other := p.Pick(rapid.Permutation(pool).Draw(t, "in another order"), query, k, seed)
			if diff := cmp.Diff(ids(picked), ids(other)); diff != "" {
				t.Fatalf("%s: in another order (-want +got):\n%s", name, diff)
			}
			if len(picked) != max(0, min(k, len(different))) && name != "leaf" {
				t.Fatalf("%s: %d of %d picked, wanted %d", name, len(picked), len(different), k)
			}
			seen := map[string]bool{}
			for _, d := range picked {
				if seen[d.ID] || different[d.ID].At != d.At {
					t.Fatalf("%s: %s comes twice, or as it was before", name, d.ID)
				}
				seen[d.ID] = true
			}
			if diff := cmp.Diff(before, pool); diff != "" {
				t.Fatalf("%s changed the pool:\n%s", name, diff)
			}
		}
	})
}

func TestRandom_EachIsAsLikely(t *testing.T) {
	t.Parallel()
	pool, times := clusters(1, 5, 5), map[string]int{}
	const picks, k = 5000, 3
	for seed := range uint64(picks) {
		for _, d := range byName(t, "random").Pick(pool, "", k, seed) {
			times[d.ID]++
		}
	}
	for _, d := range pool {
		if n, want := times[d.ID], picks*k/len(pool); n < want*9/10 || n > want*11/10 {
			t.Errorf("%s is picked %d times, want about %d", d.ID, n, want)
		}
	}
}

func TestNearest_ThePlantedDuplicateIsLastAndLikenessRises(t *testing.T) {
	t.Parallel()
	pool := clusters(2, 20, 20, 20)
	query := pool[33].Text()
	pool = append(pool, made("planted", "  "+strings.ToUpper(query)+"!"))
	picked := byName(t, "nearest").Pick(slices.Delete(slices.Clone(pool), 33, 34), query, 8, 5)
	if len(picked) != 8 || picked[7].ID != "planted" {
		t.Fatalf("picked %v", ids(picked))
	}
	before := 0.0
	for _, d := range picked {
		texts := []string{query}
		for _, p := range pool {
			texts = append(texts, p.Text())
		}
		cosine := similar.NewVectors(append(texts, d.Text())).Cosine(0, len(texts))
		if cosine < before-0.02 || clusterOf(d.ID) != "1" && d.ID != "planted" {
			t.Errorf("%s at %v after %v", d.ID, cosine, before)
		}
		before = cosine
	}
}

func TestVoteK_TheFirstFivePicksHitFiveClusters(t *testing.T) {
	t.Parallel()
	for name, sizes := range map[string][]int{
		"equal":    {20, 20, 20, 20, 20},
		"unequal":  {32, 26, 20, 16, 14},
		"of a few": {4, 4, 4, 4, 4},
		"of many":  {100, 100, 100, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(20) {
				picked := byName(t, "vote-k").Pick(clusters(seed, sizes...), "", 5, seed)
				if got := clustersOf(picked); len(got) != 5 {
					t.Errorf("seed %d: %v are of clusters %v", seed, ids(picked), got)
				}
			}
		})
	}
}

// The definition, written out: of those that are left, the one with the most
// votes of those that are left, each a tenth for every taken one it votes for.
func TestVoteK_AgreesWithTheDefinition(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		pool := clusters(seed, 12, 9, 7)
		order := demo.Random().Pick(pool, "", len(pool), seed) // ties go by it
		var texts []string
		for _, d := range order {
			texts = append(texts, d.Text())
		}
		const k = 6
		v, votesFor := similar.NewVectors(texts), make([][]int, len(texts))
		for i := range texts {
			for _, h := range v.NearestOf(i, len(texts)/(2*k)) {
				votesFor[i] = append(votesFor[i], h.Index)
			}
		}
		var want []int
		for range k {
			best, most := -1, -1.0
			for u := range texts {
				score := 0.0
				for voter, choice := range votesFor {
					if slices.Contains(want, voter) || !slices.Contains(choice, u) {
						continue
					}
					vote := 1.0
					for _, taken := range want {
						if slices.Contains(choice, taken) {
							vote /= 10
						}
					}
					score += vote
				}
				if !slices.Contains(want, u) && score > most {
					best, most = u, score
				}
			}
			want = append(want, best)
		}
		var names []string
		for _, i := range want {
			names = append(names, order[i].ID)
		}
		if diff := cmp.Diff(names, ids(demo.VoteK().Pick(pool, "", k, seed))); diff != "" {
			t.Fatalf("seed %d (-definition +got):\n%s", seed, diff)
		}
	}
}

func TestClusterComplex_OnePerClusterWithTheLongestExplanation(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		pool := clusters(seed, 20, 20, 20, 20, 20)
		picked := byName(t, "cluster-complex").Pick(pool, "", 5, seed)
		if got := clustersOf(picked); len(got) != 5 {
			t.Fatalf("seed %d: %v are of clusters %v", seed, ids(picked), got)
		}
		for _, d := range picked {
			for _, other := range pool {
				if other.Path == d.Path && len(other.Explanation) > len(d.Explanation) {
					t.Fatalf("seed %d: %s explains longer than %s", seed, other.ID, d.ID)
				}
			}
		}
	}
}

func TestDissimilar_LeadsAwayFromWhatExists(t *testing.T) {
	t.Parallel()
	pool := clusters(3, 20, 20, 20, 20, 20)
	var existing []string
	for _, d := range clusters(4, 60, 60, 0, 60, 60) { // nothing of cluster 2
		existing = append(existing, d.Text())
	}
	for _, d := range pool { // what is accepted exists, too, and says nothing
		existing = append(existing, d.Text())
	}
	alone := made("3-alone", "something entirely of its own")
	existing = append(existing, alone.Text())
	p := byName(t, "dissimilar", demo.WithExisting(func() []string { return existing }))
	if picked := p.Pick(append(pool, alone), "", 1, 1); picked[0].ID != alone.ID {
		t.Errorf("picked %v, want %s, which is like nothing but itself", ids(picked), alone.ID)
	}
	var fewer []string
	for _, text := range existing {
		if !strings.Contains(text, "topic2") {
			fewer = append(fewer, text)
		}
	}
	p = demo.Dissimilar(func() []string { return fewer }, nil)
	for seed := range uint64(10) {
		picked := p.Pick(pool, "", 3, seed)
		if got := clustersOf(picked); len(got) != 1 || got[0] != "2" {
			t.Errorf("seed %d: picked %v, want cluster 2, of which nothing exists", seed, ids(picked))
		}
	}
}

func TestDissimilar_KeepsDemonstrationsApart(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		picked := demo.Dissimilar(nil, nil).Pick(clusters(seed, 20, 20, 20, 20, 20), "", 5, seed)
		if got := clustersOf(picked); len(got) < 4 {
			t.Errorf("seed %d: %v are of clusters %v only", seed, ids(picked), got)
		}
	}
}

func TestLeaf_AllDemonstrationsShareTheLeaf(t *testing.T) {
	t.Parallel()
	pool := clusters(5, 3, 12, 12)
	for i := range 30 {
		pool = append(pool, made(fmt.Sprint("without", i), "a path"))
	}
	drawn := map[string]bool{}
	for seed := range uint64(40) {
		picked := byName(t, "leaf").Pick(pool, "", 6, seed)
		if got := clustersOf(picked); len(picked) != 6 || len(got) != 1 {
			t.Fatalf("seed %d: %d of leaves %v", seed, len(picked), got)
		}
		drawn[picked[0].Path] = true
	}
	if len(drawn) != 2 {
		t.Errorf("leaves %v are drawn, want both with enough", drawn)
	}
	named := byName(t, "leaf", demo.WithPath("things/0"))
	if got := named.Pick(pool, "", 6, 1); len(got) != 3 || clustersOf(got)[0] != "0" {
		t.Errorf("of the named leaf with 3: %v", ids(got))
	}
	if got := byName(t, "leaf", demo.WithPath("things")).Pick(pool, "", 6, 1); len(got) != 0 {
		t.Errorf("of a leaf that has none: %v", ids(got))
	}
	if got := byName(t, "leaf").Pick([]demo.Demo{made("a", "x"), made("b", "y")}, "", 6, 1); len(got) != 2 {
		t.Errorf("without any taxonomy: %v", ids(got))
	}
	query := pool[5].Text()
	got := demo.Leaf("", demo.Nearest()).Pick(pool[3:15], query, 2, 1)
	if len(got) != 2 || got[1].ID != pool[5].ID {
		t.Errorf("nearest within a leaf: %v", ids(got))
	}
}

func TestBalanced_AsManyOfEachLabelInTurn(t *testing.T) {
	t.Parallel()
	pool := append(clusters(6, 50, 4, 1), made("unlabelled", "no label"))
	p := byName(t, "balanced")
	for seed := range uint64(20) {
		count := func(k int) map[string]int {
			times := map[string]int{}
			for _, d := range p.Pick(pool, "", k, seed) {
				times[d.Answer.Label]++
			}
			return times
		}
		if diff := cmp.Diff(map[string]int{"label0": 1, "label1": 1, "label2": 1}, count(3)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(map[string]int{"label0": 5, "label1": 4, "label2": 1}, count(10)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(map[string]int{"label0": 50, "label1": 4, "label2": 1, "": 1}, count(100)); diff != "" {
			t.Fatal(diff)
		}
		picked := p.Pick(clusters(seed, 9, 9), "", 8, seed)
		for i := range picked[1:] {
			if picked[i].Answer.Label == picked[i+1].Answer.Label {
				t.Fatalf("labels are not in turn: %v", ids(picked))
			}
		}
	}
	if got := p.Pick([]demo.Demo{made("a", "x"), made("b", "y")}, "", 1, 1); len(got) != 1 {
		t.Errorf("without any label: %v", ids(got))
	}
}

func BenchmarkPick(b *testing.B) {
	pool := clusters(7, 2000, 2000, 2000, 2000, 2000)
	var existing []string
	for _, d := range clusters(8, 2000, 2000, 2000, 2000, 2000) {
		existing = append(existing, d.Text())
	}
	for _, name := range demo.Names() {
		p, err := demo.ByName(name, demo.WithExisting(func() []string { return existing }))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name+"8of10000", func(b *testing.B) {
			seed := uint64(0)
			for b.Loop() {
				p.Pick(pool, pool[17].Text(), 8, seed)
				seed++
			}
		})
	}
}
