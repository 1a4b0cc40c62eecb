package measure

import (
	"cmp"
	"compress/flate"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strings"

	"winnow/review/similar"
)

// repeated is the length of the n-grams that [Diversity.SelfRepetition] counts.
const repeated = 4

// Diversity says how varied texts are. No single figure does: these are the few
// that hardly depend on one another (Shaib et al. 2024, who advise compression
// and self-repetition, beside the usual ones). All of them move with the amount
// of text, so compare them only at the same Tokens.
type Diversity struct {
	// Texts and Tokens are what was looked at.
	Texts  int `json:"texts"`
	Tokens int `json:"tokens"`
	// Vocabulary is the number of different tokens.
	Vocabulary int `json:"vocabulary"`
	// Distinct1 to 3 are the different n-grams per n-gram (Li et al. 2016), more
	// is more varied; nil where no text has n tokens.
	Distinct1 *float64 `json:"distinct_1"`
	Distinct2 *float64 `json:"distinct_2"`
	Distinct3 *float64 `json:"distinct_3"`
	// Compression is the size of the texts, one a line, divided by what DEFLATE
	// makes of it: less is more varied. It shows phrases that come again far
	// apart. Nil without texts.
	Compression *float64 `json:"compression"`
	// SelfRepetition is the mean over the texts of ln(1 + r), r how many other
	// texts have the text's 4-grams, summed over these (Salkar et al. 2022):
	// 0 where no text repeats another, less is more varied. Nil without texts.
	SelfRepetition *float64 `json:"self_repetition"`
	// MeanCosine is the mean TF-IDF cosine of all pairs of texts
	// ([similar.Vectors]): less is more varied. Nil for fewer than two texts.
	MeanCosine *float64 `json:"mean_cosine"`
}

// DiversityOf measures texts by the first budget tokens of them; a budget of 0
// or less takes all. The texts are taken in an order that depends on nothing but
// their content, so that the figures are the same however the texts are sorted,
// and a budget takes a fair part of texts that are sorted by label; the last one
// is cut.
func DiversityOf(texts []string, budget int) Diversity {
	if budget <= 0 {
		budget = math.MaxInt
	}
	var d Diversity
	var heads []string
	var tokens [][]string
	for _, text := range mixed(texts) {
		head, n := similar.Cut(text, budget-d.Tokens)
		if n == 0 {
			continue // nothing to measure in it
		}
		heads, tokens = append(heads, head), append(tokens, similar.Tokens(head))
		if d.Tokens += n; d.Tokens == budget {
			break
		}
	}
	d.Texts = len(heads)
	d.Vocabulary, d.Distinct1 = distinct(tokens, 1)
	_, d.Distinct2 = distinct(tokens, 2)
	_, d.Distinct3 = distinct(tokens, 3)
	d.Compression = compression(heads)
	d.SelfRepetition = selfRepetition(tokens)
	if mean, ok := similar.NewVectors(heads).MeanCosine(); ok {
		d.MeanCosine = &mean
	}
	return d
}

// EqualBudget is the largest budget in tokens that every one of the sets can
// fill: at which [DiversityOf] makes them comparable.
func EqualBudget(sets ...[]string) int {
	least := 0
	for i, texts := range sets {
		n := 0
		for _, text := range texts {
			n += len(similar.Tokens(text))
		}
		if i == 0 || n < least {
			least = n
		}
	}
	return least
}

// mixed is the texts in an order by a hash of their content.
func mixed(texts []string) []string {
	type hashed struct {
		hash uint64
		text string
	}
	all := make([]hashed, len(texts))
	for i, text := range texts {
		h := fnv.New64a()
		_, _ = io.WriteString(h, text) // a hash takes everything
		all[i] = hashed{h.Sum64(), text}
	}
	slices.SortFunc(all, func(a, b hashed) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), strings.Compare(a.text, b.text))
	})
	out := make([]string, len(all))
	for i, h := range all {
		out[i] = h.text
	}
	return out
}

// eachGram visits the n-grams of a text.
func eachGram(tokens []string, n int, visit func(gram string)) {
	for at := 0; at+n <= len(tokens); at++ {
		visit(strings.Join(tokens[at:at+n], " "))
	}
}

// distinct counts the different n-grams of all texts, and their share of all.
func distinct(texts [][]string, n int) (different int, share *float64) {
	seen, all := map[string]struct{}{}, 0
	for _, tokens := range texts {
		eachGram(tokens, n, func(gram string) {
			seen[gram] = struct{}{}
			all++
		})
	}
	return len(seen), ratio(float64(len(seen)), float64(all))
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func compression(texts []string) *float64 {
	if len(texts) == 0 {
		return nil
	}
	var packed counter
	all := strings.Join(texts, "\n")
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return nil // not with this level
	}
	_, _ = io.WriteString(w, all) // a counter takes everything
	if w.Close() != nil {
		return nil
	}
	return ratio(float64(len(all)), float64(packed))
}

func selfRepetition(texts [][]string) *float64 {
	holders := map[string]int{} // texts that have the n-gram
	own := make([]map[string]struct{}, len(texts))
	for i, tokens := range texts {
		own[i] = map[string]struct{}{}
		eachGram(tokens, repeated, func(gram string) { own[i][gram] = struct{}{} })
		for gram := range own[i] {
			holders[gram]++
		}
	}
	sum := 0.0
	for _, grams := range own {
		others := 0
		for gram := range grams {
			others += holders[gram] - 1
		}
		sum += math.Log1p(float64(others))
	}
	return ratio(sum, float64(len(texts)))
}
