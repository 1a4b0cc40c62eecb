package similar_test

import (
	"math"
	"math/rand/v2"
	"strings"
)

// language writes texts of invented words, often the same few, as people do.
type language struct {
	words []string
	join  string
}

func draws(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func invent(seed uint64, join, letters string, shortest, longest, words int) language {
	r, from := draws(seed), []rune(letters)
	l := language{join: join}
	for range words {
		var b strings.Builder
		for range shortest + r.IntN(longest-shortest+1) {
			b.WriteRune(from[r.IntN(len(from))])
		}
		l.words = append(l.words, b.String())
	}
	return l
}

func latin() language { return invent(1, " ", "eeeetaoinshrdlu", 2, 9, 5000) }

func korean() language {
	return invent(2, " ", "가나다라마바사아자차카타파하이을는의에서고지기도로한대정보시간사람", 2, 4, 5000)
}

func japanese() language {
	return invent(3, "", "日本語文章東京時間私達はがをにでのとものことするあるいうなるかなひと", 1, 3, 5000)
}

// word draws one by Zipf's law.
func (l language) word(r *rand.Rand) string {
	n := float64(len(l.words))
	return l.words[int(math.Pow(n+1, r.Float64()))-1]
}

func (l language) text(r *rand.Rand, words int) []string {
	t := make([]string, words)
	for i := range t {
		t[i] = l.word(r)
	}
	return t
}

func (l language) join1(words []string) string { return strings.Join(words, l.join) }
