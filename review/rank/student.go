package rank

import (
	"math"
	"slices"
)

const (
	studentFolds = 5
	studentAlpha = 0.1  // smoothing of the counts
	studentFloor = 1e-3 // its probabilities are cut to this
)

func sortIDs(ids []int32) { slices.Sort(ids) }

// student gives each sample the log-odds of its own label under a multinomial
// naive Bayes model that was trained on the labels of the other folds: no
// sample is judged by a model that saw it (cross-fitting; confident learning,
// Northcutt et al. 2021, section 3).
func student(words []vector, size int, label []int, classes int) []float64 {
	total := newBayes(size, classes)
	folds := make([]bayes, studentFolds)
	for f := range folds {
		folds[f] = newBayes(size, classes)
	}
	for i, w := range words {
		total.count(w, label[i], 1)
		folds[fold(i)].count(w, label[i], 1)
	}
	out := make([]float64, len(words))
	for f := range folds {
		rest := total.less(folds[f])
		for i, w := range words {
			if fold(i) == f {
				out[i] = logit(rest.probability(w, label[i]), studentFloor)
			}
		}
	}
	return out
}

// fold spreads neighbours over all folds.
func fold(i int) int { return i % studentFolds }

// bayes are the weighted word counts of each class.
type bayes struct {
	words [][]float64
	sum   []float64
	docs  []float64
	size  int
}

func newBayes(size, classes int) bayes {
	b := bayes{words: make([][]float64, classes), sum: make([]float64, classes), docs: make([]float64, classes), size: size}
	for k := range b.words {
		b.words[k] = make([]float64, size)
	}
	return b
}

func (b bayes) count(w vector, class int, sign float64) {
	for k, id := range w.ids {
		b.words[class][id] += sign * w.xs[k]
		b.sum[class] += sign * w.xs[k]
	}
	b.docs[class] += sign
}

func (b bayes) less(o bayes) bayes {
	out := newBayes(b.size, len(b.docs))
	for k := range b.words {
		for id := range b.words[k] {
			out.words[k][id] = b.words[k][id] - o.words[k][id]
		}
		out.sum[k], out.docs[k] = b.sum[k]-o.sum[k], b.docs[k]-o.docs[k]
	}
	return out
}

func (b bayes) probability(w vector, class int) float64 {
	scores := make([]float64, len(b.docs))
	best := math.Inf(-1)
	for k := range scores {
		if b.docs[k] < 0.5 {
			scores[k] = math.Inf(-1)
			continue
		}
		s := math.Log(b.docs[k])
		norm := math.Log(b.sum[k] + studentAlpha*float64(b.size))
		for j, id := range w.ids {
			s += w.xs[j] * (math.Log(max(0, b.words[k][id])+studentAlpha) - norm)
		}
		scores[k] = s
		best = max(best, s)
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - best)
	}
	return math.Exp(scores[class]-best) / sum
}
