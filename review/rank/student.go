package rank

import (
	"math"

	"winnow/review"
)

const (
	studentFolds = 5
	studentAlpha = 0.1  // smoothing of the counts
	studentFloor = 1e-3 // its probabilities are cut to this
	// Up to this much text pieces of words help; with more, whole words were
	// seen often enough, and pieces would take too much memory.
	piecesBytes = 6e6
)

// student gives each sample the log-odds against its own label under a multinomial
// naive Bayes model that was trained on the labels of the other folds: no
// sample is judged by a model that saw it (cross-fitting; confident learning,
// Northcutt et al. 2021, section 3). Samples with the same text share a fold.
func student(words *texts, p *pool, c *classes, pause func()) []float64 {
	b := newBayes(words.size, len(c.names))
	for i, k := range c.of {
		pause()
		b.count(words, i, k, 1)
	}
	out := make([]float64, len(c.of))
	for f := range uint8(studentFolds) {
		each := func(visit func(i int, k int32)) {
			for i, k := range c.of {
				if p.at(i).fold == f {
					pause()
					visit(i, k)
				}
			}
		}
		each(func(i int, k int32) { b.count(words, i, k, -1) })
		b.prepare()
		each(func(i int, k int32) { out[i] = -logit(b.probability(words, i, k), studentFloor) })
		each(func(i int, k int32) { b.count(words, i, k, 1) })
	}
	return out
}

// bayes are the weighted word counts of each class: those of one word stand
// side by side.
type bayes struct {
	words   []float64
	logs    []float32 // of the smoothed words
	sum     []float64
	docs    []float64
	norm    []float64
	scores  []float64
	classes int
}

func newBayes(size, classes int) *bayes {
	return &bayes{
		words: make([]float64, size*classes), logs: make([]float32, size*classes), classes: classes,
		sum: make([]float64, classes), docs: make([]float64, classes),
		norm: make([]float64, classes), scores: make([]float64, classes),
	}
}

func (b *bayes) count(words *texts, i int, class int32, by float64) {
	row, unit := words.row(i)
	for _, w := range row {
		x := w.weight(by * unit)
		b.words[int(w.id())*b.classes+int(class)] += x
		b.sum[class] += x
	}
	b.docs[class] += by
}

// prepare works out the logarithms after counting.
func (b *bayes) prepare() {
	for k, n := range b.words {
		b.logs[k] = float32(math.Log(max(0, n) + studentAlpha))
	}
	for k := range b.norm {
		b.norm[k] = math.Log(b.sum[k] + studentAlpha*float64(len(b.words)/b.classes))
	}
}

func (b *bayes) probability(words *texts, i int, class int32) float64 {
	row, unit := words.row(i)
	total := 0.0
	for _, w := range row {
		total += w.weight(unit)
	}
	for k := range b.scores {
		b.scores[k] = math.Log(b.docs[k]) - total*b.norm[k]
		if b.docs[k] < 0.5 {
			b.scores[k] = math.Inf(-1)
		}
	}
	for _, w := range row {
		x, at := w.weight(unit), int(w.id())*b.classes
		for k, l := range b.logs[at : at+b.classes] {
			b.scores[k] += x * float64(l)
		}
	}
	best := math.Inf(-1)
	for _, s := range b.scores {
		best = max(best, s)
	}
	sum := 0.0
	for _, s := range b.scores {
		sum += math.Exp(s - best)
	}
	return math.Exp(b.scores[class]-best) / sum
}

// bareParts are the fields of a sample without a prefix.
func bareParts(s *review.Sample) []part {
	out := make([]part, len(s.Fields))
	for i, f := range s.Fields {
		out[i].text = f.Text
	}
	return out
}

// studentCut is how the student takes so many bytes of text to pieces.
func studentCut(bytes int) func(text string, visit func(string)) {
	if bytes <= piecesBytes {
		return pieces
	}
	return tokens
}
