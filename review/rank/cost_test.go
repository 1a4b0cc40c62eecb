package rank_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

// manyWords is a vocabulary that is drawn from as language draws: few words
// often, many seldom.
func manyWords(r *rand.Rand, n int) string {
	b := make([]byte, 0, n*7)
	for range n {
		k := int(30000 * r.Float64() * r.Float64() * r.Float64())
		for k += 30; k > 0; k /= 12 {
			b = append(b, "aeioustrnlmk"[k%12], "bdfgptsv"[k%8])
		}
		b = append(b, ' ')
	}
	return string(b)
}

func large(tb testing.TB, n int) (review.Task, []review.Sample, []bool) {
	tb.Helper()
	return pool(tb, n, func(r *rand.Rand, i int) (string, bool) {
		return fmt.Sprintf(`{"id":"%d","text":"%s","label":"%s","confidence":%.3f}`,
			i, manyWords(r, 40+r.IntN(80)), []string{"yes", "no", "odd"}[i%3], r.Float64()), r.IntN(4) == 0
	})
}

// BenchmarkNewLearner reports what a learner takes to make, and what it keeps.
func BenchmarkNewLearner(b *testing.B) {
	for _, n := range []int{1e3, 1e4, 1e5} {
		task, samples, _ := large(b, n)
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			var kept *rank.Learner
			for b.Loop() {
				kept = rank.NewLearner(task, samples)
			}
			var with, without runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&with)
			_ = kept.Suspicion(0)
			kept = nil
			runtime.GC()
			runtime.ReadMemStats(&without)
			b.ReportMetric((float64(with.HeapAlloc)-float64(without.HeapAlloc))/1e6, "MB-kept")
		})
	}
}

// BenchmarkRefit is one fit to so many decisions.
func BenchmarkRefit(b *testing.B) {
	each(b, func(b *testing.B, l *rank.Learner, _, _ int) {
		for b.Loop() {
			l.Refit()
		}
	})
}

// BenchmarkRerank asks for the suspicion of every sample.
func BenchmarkRerank(b *testing.B) {
	each(b, func(b *testing.B, l *rank.Learner, n, _ int) {
		sum := 0.0
		for b.Loop() {
			for i := range n {
				sum += l.Suspicion(i)
			}
		}
		if sum == 0 {
			b.Error("nothing is suspected")
		}
	})
}

func each(b *testing.B, run func(b *testing.B, l *rank.Learner, samples, decided int)) {
	for _, n := range []int{1e3, 1e4, 1e5} {
		task, samples, wrong := large(b, n)
		for _, decided := range []int{1e2, 1e3, 1e4} {
			if decided > n {
				continue
			}
			l := rank.NewLearner(task, samples)
			for i := range decided {
				o := rank.Outcome{Changed: wrong[i], Label: samples[i].Suggestion.Label}
				if wrong[i] {
					o.Label = "yes"
				}
				l.Observe(i, o)
			}
			l.Refit()
			b.Run(fmt.Sprintf("samples=%d/decided=%d", n, decided), func(b *testing.B) {
				b.ReportAllocs()
				run(b, l, n, decided)
			})
		}
	}
}
