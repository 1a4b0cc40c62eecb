package rank

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"

	"winnow/review"
)

const (
	commonest  = 0.9 // words of more than this share of the samples say nothing
	textWeight = 1.5 // length of a sample's text vector beside the dense columns
)

// vector is a sparse row of words.
type vector struct {
	ids []int32
	xs  []float64
}

// vocabulary numbers the hashed words of a pool.
type vocabulary struct {
	ids map[uint64]int32
	df  []int32
}

func hashWord(prefix, word string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(prefix))
	_, _ = h.Write([]byte(word))
	return h.Sum64()
}

// tokens are the lower-case words of a text; ideographs and kana count as
// words of their own, in pairs, since their scripts have no spaces.
func tokens(text string, visit func(string)) {
	start, prev := -1, rune(0)
	low := strings.ToLower(text)
	for i, r := range low {
		wide := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		word := !wide && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || unicode.Is(unicode.Mn, r))
		if !word && start >= 0 {
			visit(low[start:i])
			start = -1
		}
		if word && start < 0 {
			start = i
		}
		if wide {
			if unicode.In(prev, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				visit(string([]rune{prev, r}))
			} else {
				visit(string(r))
			}
		}
		prev = r
	}
	if start >= 0 {
		visit(low[start:])
	}
}

// part is one text of a sample under the prefix that keeps its words apart.
type part struct{ prefix, text string }

// partsOf are the texts of a sample: the reviewer's fields, and for kind text
// the response too.
func partsOf(task review.Task, s review.Sample, free bool) []part {
	var out []part
	for i, f := range s.Fields {
		prefix := ""
		switch {
		case task.Kind == review.Text:
			prefix = "i:"
		case len(s.Fields) > 1:
			prefix = string(rune('a'+i)) + ":"
		}
		out = append(out, part{prefix, f.Text})
	}
	if task.Kind == review.Text {
		out = append(out, part{"o:", s.Suggestion.Text})
	} else if free {
		out = append(out, part{"l:", s.Suggestion.Label})
	}
	if a, c, ok := judgedPair(task); ok {
		out = chosenFirst(task, s, out, a, c)
	}
	return out
}

// chosenFirst names the two compared texts by whether the label chose them.
func chosenFirst(task review.Task, s review.Sample, parts []part, a, c string) []part {
	for i, f := range s.Fields {
		first, chosen := f.Name == a, s.Suggestion.Label == task.Labels[0].Name
		switch {
		case f.Name != a && f.Name != c:
			parts[i].prefix = "i:"
		case first == chosen:
			parts[i].prefix = "c:"
		default:
			parts[i].prefix = "r:"
		}
	}
	return parts
}

// tfidf turns every sample's parts into a vector of length scale:
// (1 + ln tf) · (ln((1+n)/(1+df)) + 1), words of nearly every sample left out.
func tfidf(parts [][]part, scale float64) ([]vector, int) {
	voc := vocabulary{ids: map[uint64]int32{}}
	counts := make([]map[int32]float64, len(parts))
	for i, ps := range parts {
		tf := map[int32]float64{}
		for _, p := range ps {
			tokens(p.text, func(w string) { tf[voc.id(hashWord(p.prefix, w))]++ })
		}
		for id := range tf {
			voc.df[id]++
		}
		counts[i] = tf
	}
	n := float64(len(parts))
	out := make([]vector, len(parts))
	for i, tf := range counts {
		out[i] = voc.weigh(tf, n, scale)
	}
	return out, len(voc.df)
}

func (v *vocabulary) id(h uint64) int32 {
	id, ok := v.ids[h]
	if !ok {
		id = int32(len(v.df))
		v.ids[h] = id
		v.df = append(v.df, 0)
	}
	return id
}

func (v *vocabulary) weigh(tf map[int32]float64, n, scale float64) vector {
	var out vector
	for id := range tf {
		if float64(v.df[id]) <= commonest*n || n < 10 {
			out.ids = append(out.ids, id)
		}
	}
	sortIDs(out.ids) // the order of a map is not the same twice
	sum := 0.0
	for _, id := range out.ids {
		x := (1 + math.Log(tf[id])) * (math.Log((1+n)/(1+float64(v.df[id]))) + 1)
		out.xs = append(out.xs, x)
		sum += x * x
	}
	if sum > 0 {
		norm := scale / math.Sqrt(sum)
		for k := range out.xs {
			out.xs[k] *= norm
		}
	}
	return out
}

// crossed adds a second copy of the words that is the label's own.
func crossed(vs []vector, size int, label []int) ([]vector, int) {
	type key struct {
		id    int32
		label int
	}
	ids := map[key]int32{}
	out := make([]vector, len(vs))
	next := int32(size)
	for i, v := range vs {
		w := vector{ids: append([]int32{}, v.ids...), xs: append([]float64{}, v.xs...)}
		for k, id := range v.ids {
			kk := key{id, label[i]}
			cid, ok := ids[kk]
			if !ok {
				cid = next
				ids[kk] = cid
				next++
			}
			w.ids = append(w.ids, cid)
			w.xs = append(w.xs, v.xs[k])
		}
		out[i] = w
	}
	return out, int(next)
}

func (v vector) dot(w []float64) float64 {
	sum := 0.0
	for k, id := range v.ids {
		sum += v.xs[k] * w[id]
	}
	return sum
}

func (v vector) add(w []float64, by float64) {
	for k, id := range v.ids {
		w[id] += by * v.xs[k]
	}
}

func (v vector) square() float64 {
	sum := 0.0
	for _, x := range v.xs {
		sum += x * x
	}
	return sum
}
