package measure

import (
	"math/rand/v2"
	"slices"
)

// sampleMost is how many values a [sample] keeps, and so what a median costs
// in memory whatever the size of the project: 32 KiB.
const sampleMost = 4096

// sample keeps a uniform random sample of bounded size of what is added to it
// (algorithm R, Vitter 1985). Up to sampleMost values it keeps all of them, so
// that quantiles are exact; its draws are seeded, so that the same values in
// the same order give the same quantiles.
type sample struct {
	n      int
	values []float64
	draws  *rand.Rand
}

func (s *sample) add(v float64) {
	s.n++
	if len(s.values) < sampleMost {
		s.values = append(s.values, v)
		return
	}
	if s.draws == nil {
		s.draws = rand.New(rand.NewPCG(sampleMost, 0))
	}
	if at := s.draws.IntN(s.n); at < sampleMost {
		s.values[at] = v
	}
}

// Quartiles are the values below which a quarter, a half and three quarters
// lie, and the ends of the middle nine tenths.
type Quartiles struct {
	P5     float64 `json:"p5"`
	Lower  float64 `json:"lower"`
	Median float64 `json:"median"`
	Upper  float64 `json:"upper"`
	P95    float64 `json:"p95"`
}

// quartiles interpolates between the two nearest values (type 7 of Hyndman and
// Fan 1996); nil for none.
func (s *sample) quartiles() *Quartiles {
	if len(s.values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(s.values))
	at := func(p float64) float64 {
		h := p * float64(len(sorted)-1)
		i := int(h)
		if i+1 == len(sorted) {
			return sorted[i]
		}
		return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
	}
	return &Quartiles{P5: at(0.05), Lower: at(0.25), Median: at(0.5), Upper: at(0.75), P95: at(0.95)}
}

// median is the middle value, nil for none.
func (s *sample) median() *float64 {
	q := s.quartiles()
	if q == nil {
		return nil
	}
	return &q.Median
}
