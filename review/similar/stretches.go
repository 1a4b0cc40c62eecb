package similar

import "slices"

// stretches finds where a sequence shares a stretch with one of many parts. Of
// the parts every step-th place is kept with the size symbols from there on, so
// that every shared stretch of size+step-1 symbols is met.
type stretches[T byte | uint32] struct {
	size, step int
	all        []T   // the parts, one after another
	start      []int // where each begins, and the end of the last
	// Places of the same hash are a chain: first[hash] plus 1, next[place] plus 1.
	first  map[uint64]int32
	next   []int32
	places []int // in all
}

func newStretches[T byte | uint32](size, step int) stretches[T] {
	return stretches[T]{size: size, step: step, first: map[uint64]int32{}, start: []int{0}}
}

func (s *stretches[T]) add(part []T) {
	for at := 0; at+s.size <= len(part); at += s.step {
		h := hashRun(part[at : at+s.size])
		s.next = append(s.next, s.first[h])
		s.places = append(s.places, len(s.all)+at)
		s.first[h] = int32(len(s.next))
	}
	s.all = append(s.all, part...)
	s.start = append(s.start, len(s.all))
}

// each visits shared stretches, as long as they go, by the part and where they
// are in the sequence, until visit says no. A long one is visited many times.
func (s *stretches[T]) each(seq []T, visit func(part, from, to int) bool) {
	s.meet(seq, func(at, place int) bool {
		return visit(s.stretch(seq, at, place))
	})
}

// eachOnce visits every shared stretch once.
func (s *stretches[T]) eachOnce(seq []T, visit func(part, from, to int)) {
	seen := map[int]int{} // how far it was visited, by how far the two are apart
	s.meet(seq, func(at, place int) bool {
		if at < seen[place-at] {
			return true
		}
		part, from, to := s.stretch(seq, at, place)
		seen[place-at] = to
		visit(part, from, to)
		return true
	})
}

// meet visits where a place that is kept is met, until visit says no.
func (s *stretches[T]) meet(seq []T, visit func(at, place int) bool) {
	for at := 0; at+s.size <= len(seq); at++ {
		for link := s.first[hashRun(seq[at:at+s.size])]; link != 0; link = s.next[link-1] {
			place := s.places[link-1]
			if slices.Equal(seq[at:at+s.size], s.all[place:place+s.size]) && !visit(at, place) {
				return
			}
		}
	}
}

// stretch is how far the part goes along with the sequence around a place.
func (s *stretches[T]) stretch(seq []T, at, place int) (part, from, to int) {
	part, exact := slices.BinarySearch(s.start, place)
	if !exact {
		part--
	}
	from, to = at, at+s.size
	here, off := s.all[s.start[part]:s.start[part+1]], place-s.start[part]-at
	for from > 0 && from+off > 0 && seq[from-1] == here[from-1+off] {
		from--
	}
	for to < len(seq) && to+off < len(here) && seq[to] == here[to+off] {
		to++
	}
	return part, from, to
}

func hashRun[T byte | uint32](run []T) uint64 {
	h := uint64(hashBegin)
	for _, v := range run {
		h = (h ^ uint64(v)) * hashPrime
	}
	return mix(h)
}
