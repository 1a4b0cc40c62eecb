package rank

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Telling is a place in a sample's text whose word, or two words that follow
// one another, speak for a change of the suggestion.
type Telling struct {
	// Part is the name of the text: a field, or the task's target for the
	// response that was suggested.
	Part string
	// From and To are its bytes in the text, To exclusive.
	From, To int
	// Word is what stands there in lower case. It is text from outside: clean
	// it before it is shown.
	Word string
	// Contribution is what the word adds to the log-odds of a change, above
	// zero, however often it stands there.
	Contribution float64
	// Strong tells that it adds at least half as much as the word that adds
	// most.
	Strong bool
}

const (
	tellingMost = 12 // words, each wherever it stands
	// tellingLeast are the log-odds below which a word says nothing. Early on all
	// weights are small.
	tellingLeast = 0.002
)

// Telling returns where the words of sample i stand that speak for a change of
// the suggestion the most, by their learned weights: by part and place, of at
// most 12 words. There are none before the first fit.
func (l *Learner) Telling(i int) []Telling {
	if l.full == nil {
		return nil
	}
	k := int(l.pool.place[i])
	full := l.trust[expertFull] / (l.trust[expertFull] + l.trust[expertSpare])
	by := map[int32]float64{}
	words, unit := l.words.row(k)
	for _, w := range words {
		if c := full * w.weight(unit) * l.full.text.weight(k, w.id()); c >= tellingLeast {
			by[w.id()] = c
		}
	}
	strongest := weightiest(by, tellingMost)
	var out []Telling
	for _, p := range l.named(i) {
		begin := hashOn(hashBegin, p.prefix)
		placed(p.text, func(word string, from, to int) {
			if id := l.words.named[bucketOf(hashOn(begin, word))]; id >= 0 && by[id] > 0 {
				out = append(out, Telling{p.of, from, to, word, by[id], by[id] >= strongest/2})
			}
		})
	}
	slices.SortStableFunc(out, func(a, b Telling) int { return cmp.Or(strings.Compare(a.Part, b.Part), a.From-b.From) })
	return out
}

// named are the texts of sample i under the names that they have there.
func (l *Learner) named(i int) []part {
	s := l.pool.from.at(i)
	parts := l.partsOf(&s)
	for n := range parts {
		switch {
		case n < len(s.Fields):
			parts[n].of = s.Fields[n].Name
		case !hasProse(l.pool.task):
			return parts[:n] // names of labels are no text on the screen
		}
	}
	return parts
}

// weightiest leaves the most that add most and returns what the first adds.
func weightiest(by map[int32]float64, most int) float64 {
	ids := make([]int32, 0, len(by))
	for id := range by {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int32) int { return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b)) })
	if len(ids) == 0 {
		return 0
	}
	for _, id := range ids[min(most, len(ids)):] {
		delete(by, id)
	}
	return by[ids[0]]
}

// placed visits the words of a text and each two that follow one another, as
// [pairs] does, with the bytes at which they stand.
func placed(text string, visit func(word string, from, to int)) {
	prev, prevFrom := "", 0
	placedTokens(text, func(w string, from, to int) {
		visit(w, from, to)
		if prev != "" {
			visit(prev+" "+w, prevFrom, to)
		}
		prev, prevFrom = w, from
	})
}

// placedTokens is [tokens] with places. The places are those of the text as it
// is: in lower case it may be longer or shorter.
func placedTokens(text string, visit func(word string, from, to int)) {
	start, prev, prevAt := -1, rune(0), 0
	end := func(at int) {
		if start >= 0 {
			visit(strings.ToLower(text[start:at]), start, at)
			start = -1
		}
	}
	for i, r := range text {
		low := unicode.ToLower(r)
		isWide := low >= utf8.RuneSelf && wide(low)
		isWord := !isWide && letter(low)
		if !isWord {
			end(i)
		} else if start < 0 {
			start = i
		}
		if isWide {
			to := i + utf8.RuneLen(r)
			if wide(prev) {
				visit(string([]rune{prev, low}), prevAt, to)
			} else {
				visit(string(low), i, to)
			}
		}
		prev, prevAt = low, i
	}
	end(len(text))
}

// Telling is [Learner.Telling] for the sample with arrival number seq; ok is
// false where nothing is learned about it (yet). It may be called from any
// goroutine.
func (l *Live) Telling(seq uint64) (words []Telling, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, known := find(l.cards, seq)
	if !known || l.learner == nil || l.fitted == 0 {
		return nil, false
	}
	return l.learner.Telling(i), true
}
