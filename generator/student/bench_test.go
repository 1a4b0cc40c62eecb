package student

import "testing"

func BenchmarkInfluence(b *testing.B) {
	l, v := letters(1, 100, 5, 30), letters(2, 100, 5, 30)
	for b.Loop() {
		Influence(l, v)
	}
}

func BenchmarkTrain(b *testing.B) {
	l := letters(1, 400, 5, 30)
	for b.Loop() {
		Train(l)
	}
}
