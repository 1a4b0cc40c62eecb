//go:build linux

package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// These benchmarks run the real program in a terminal of 120x40, beside a
// Bubble Tea program that shows a number and nothing else: what both cost is
// the machine's and the library's. The two take turns, so that what else the
// machine does meets them alike. One round each:
//
//	go test ./cmd/winnow -run '^$' -bench Frame -benchtime 1x
//	WINNOW_BENCH_SAMPLES=10,10000,1000000 go test ./cmd/winnow -run '^$' -bench . -benchtime 1x -timeout 2h
//
// A project of a million samples takes 2 GB of the temporary folder.

// BenchmarkFrame_First measures from the start of the process to the first
// card, with the project in the system's cache and without, and the memory
// then.
func BenchmarkFrame_First(b *testing.B) {
	const rounds = 15
	for _, n := range benchSizes(b, 1_000, 100_000) {
		dir := benchProject(b, n, usualBytes)
		path := filepath.Join(dir, "p.winnow")
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			for b.Loop() {
				var empty, warm, cold times
				var rss, anon times
				opened := func() time.Duration {
					start := time.Now()
					s := showReview(b, dir, "p.winnow")
					defer s.close()
					took := s.changes("").Sub(start)
					rss = append(rss, megabytesAsTime(s.megabytes("VmRSS")))
					anon = append(anon, megabytesAsTime(s.megabytes("RssAnon")))
					return took
				}
				for range rounds {
					start := time.Now()
					ref := showEmpty(b, dir)
					empty = append(empty, ref.changes("").Sub(start))
					ref.close()
					warm = append(warm, opened())
					evict(b, path)
					cold = append(cold, opened())
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(empty.at(50), "empty-ms")
				b.ReportMetric(warm.at(50), "warm-ms")
				b.ReportMetric(cold.at(50), "cold-ms")
				b.ReportMetric(warm.at(50)/empty.at(50), "warm/empty")
				b.ReportMetric(cold.at(50)/empty.at(50), "cold/empty")
				b.ReportMetric(rss.at(50), "RSS-MB")
				b.ReportMetric(anon.at(50), "anon-MB")
			}
		})
	}
}

// megabytesAsTime lets percentiles be taken of memory.
func megabytesAsTime(mb float64) time.Duration { return time.Duration(mb * float64(time.Millisecond)) }

const (
	keyBlocks = 6  // how often two programs take turns
	keyBlock  = 50 // presses in a turn
)

// nextKey brings the next card: by a decision, where there are enough samples
// for all of them, else by putting the sample back.
func nextKey(n int) string {
	if n > keyBlocks*keyBlock+keyBlock {
		return "x"
	}
	return " "
}

// BenchmarkFrame_Key measures from a key to the bytes that show the next card.
func BenchmarkFrame_Key(b *testing.B) {
	for _, n := range benchSizes(b, 10, 10_000) {
		for _, bytes := range []int{200, 10 << 10, 1 << 20} {
			b.Run(fmt.Sprintf("samples=%d/bytes=%d", n, bytes), func(b *testing.B) {
				dir := benchProject(b, n, bytes)
				for b.Loop() {
					ref := showEmpty(b, dir)
					ref.changes("")
					s := showReview(b, dir, "p.winnow")
					s.changes("")
					var ours, floor times
					for range keyBlocks {
						floor = append(floor, ref.presses("x", keyBlock)...)
						ours = append(ours, s.presses(nextKey(n), keyBlock)...)
					}
					reportBeside(b, "key", ours, "empty", floor)
					b.ReportMetric(s.megabytes("VmHWM"), "HWM-MB")
					ref.close()
					s.quit()
				}
			})
		}
	}
}

// BenchmarkFrame_KeyWhileLearning measures the same with the order learning
// from every decision, beside the same program without learning.
func BenchmarkFrame_KeyWhileLearning(b *testing.B) {
	for _, n := range benchSizes(b, 10_000) {
		dir := benchProject(b, n, usualBytes)
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			for b.Loop() {
				off := showReview(b, copyOf(b, dir), "p.winnow", "WINNOW_LEARN=off")
				off.changes("")
				on := showReview(b, copyOf(b, dir), "p.winnow")
				on.changes("")
				var learning, not times
				for range keyBlocks {
					not = append(not, off.presses("x", keyBlock)...)
					learning = append(learning, on.presses("x", keyBlock)...)
				}
				reportBeside(b, "on", learning, "off", not)
				off.quit()
				on.quit()
			}
		})
	}
}

// BenchmarkFrame_Memory makes 10,000 decisions, each as soon as the card is on
// screen, and tells the most memory that the program had by then.
func BenchmarkFrame_Memory(b *testing.B) {
	const decisions = 10_000
	for _, n := range benchSizes(b, 100_000) {
		if n <= decisions {
			continue
		}
		dir := benchProject(b, n, usualBytes)
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			for b.Loop() {
				s := showReview(b, copyOf(b, dir), "p.winnow")
				s.changes("")
				first := s.megabytes("VmHWM")
				var took times
				for range decisions {
					took = append(took, s.insist("x"))
				}
				s.rest(time.Second) // what is unsaved is being saved
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(first, "HWM-at-first-MB")
				b.ReportMetric(s.megabytes("VmHWM"), "HWM-MB")
				b.ReportMetric(s.megabytes("RssAnon"), "anon-MB")
				b.ReportMetric(took.at(50), "key-p50-ms")
				b.ReportMetric(took.at(99), "key-p99-ms")
				s.close()
			}
		})
	}
}
