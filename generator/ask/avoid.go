package ask

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/review"
	"winnow/review/similar"
)

const (
	// A word is used too often when it stands in so many of the last texts, and
	// in so large a part of them.
	overusedIn, overusedPart = 5, 0.1
	// shortestWord leaves out most of the words that every text needs.
	shortestWord = 4
)

// needed are words of English that every text may need, of shortestWord letters
// and more.
const needed = ` about above after again against almost along already also although always among another around away
because been before behind being below between both came cannot come comes could does doing done down during each
either enough even ever every everything first from further gave give given goes going gone good have having here hers
herself himself however inside instead into itself just keep kept kind knew know last later least less like little
long made make makes many maybe might mine more most much must myself near need needs neither never next nobody none
nothing often once only onto other others ours over perhaps quite rather really said same says seem seems several shall
should since some someone something soon still such take taken takes than that their theirs them themselves then there
these they thing things think this those though three through time today together told took toward under until upon used
using very want wants well went were what when where whether which while whom whose will with within without would
year years your yours yourself `

// overused are up to n words that stand in the most of the last texts, the most
// used first, without those of the task file: Chung et al. 2023 (section 3.2) bias
// a model against a token the more, the more often it was written. Endpoints bias
// by the numbers of their own tokens, which nobody here knows, so that the words
// are named in the request instead.
func overused(t review.Task, texts []string, n int) []string {
	if n == 0 || len(texts) < overusedIn {
		return nil
	}
	asked := map[string]bool{}
	if file, err := t.Marshal(); err == nil {
		for _, w := range similar.Tokens(string(file)) {
			asked[w] = true
		}
	}
	in := map[string]int{}
	for _, text := range texts {
		words := similar.Tokens(text)
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			if utf8.RuneCountInString(w) >= shortestWord && !asked[w] && !strings.Contains(needed, " "+w+" ") {
				in[w]++
			}
		}
	}
	var out []string
	for w, times := range in {
		if times >= overusedIn && float64(times) >= overusedPart*float64(len(texts)) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(in[b], in[a]), strings.Compare(a, b)) })
	return out[:min(n, len(out))]
}
