package strategy

import (
	"fmt"
	"strings"
	"unicode"

	"winnow/generator"
)

// seedWords asks for texts that hold one drawn word of each kind and show some
// drawn features (TinyStories, Eldan and Li 2023, section 2), and refuses those
// in which a word's stem does not occur.
type seedWords struct {
	kinds    map[string][]string
	features []string
}

func newSeedWords(g generateOf) (Strategy, error) {
	for kind, words := range g.Words {
		if len(words) == 0 {
			return nil, missing("seed-words", "words."+kind, "words:\n  "+kind+": [one, two]\n")
		}
	}
	if len(g.Words) == 0 {
		return nil, missing("seed-words", "words", "words:\n  verb: [wait, lose]\n  noun: [ticket, window]\n  adjective: [cold, late]\nfeatures: [a question, a bad ending]\n")
	}
	return seedWords{g.Words, g.Features}, nil
}

func (s seedWords) Next(st *State) *Ask {
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	var words []string
	for _, kind := range keys(s.kinds) {
		w := st.one(s.kinds[kind])
		words = append(words, w)
		a.condition(kind+" that every text holds", w)
	}
	if len(s.features) > 0 {
		a.condition("it has", st.one(s.features))
	}
	a.Keep = words
	st.show(a, label)
	return a
}

func (s seedWords) Take(st *State, a *Ask, o generator.Object) Taken {
	var text strings.Builder
	for _, f := range st.Task.Fields {
		text.WriteString(strings.ToLower(Text(o, f)))
		text.WriteByte('\n')
	}
	words, _ := a.Keep.([]string)
	for _, w := range words {
		if !strings.Contains(text.String(), stem(strings.ToLower(w))) {
			return Taken{Refused: fmt.Sprintf("the word %q is not in it", w)}
		}
	}
	return keep(o)
}

// stem is what is left of a word without its ending, as far as that can be told
// without a dictionary: three letters in four, three at the least.
func stem(w string) string {
	r := []rune(w)
	for _, c := range r {
		if unicode.In(c, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
			return w
		}
	}
	return string(r[:min(len(r), max(3, (len(r)*3+3)/4))])
}
