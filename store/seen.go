package store

// seen finds the samples of an import again by a fingerprint, 32 bits of a
// hash, in 6 to 9 bytes a sample. Samples can share as much of a fingerprint as
// is kept, so whoever asks compares what it found.
type seen struct {
	n     int
	tags  []uint8  // a part of the fingerprint there, 0 in a free slot
	slots []uint32 // the sample's place, from 0
}

// find returns the place of the sample with the fingerprint for which same
// says yes.
func (s *seen) find(print uint32, same func(place int) bool) (place int, ok bool) {
	if s.n == 0 {
		return 0, false
	}
	tag := tagOf(print)
	for at := s.slot(print); s.tags[at] != 0; at = s.after(at) {
		if s.tags[at] == tag && same(int(s.slots[at])) {
			return int(s.slots[at]), true
		}
	}
	return 0, false
}

// touch reads where find and add will look.
func (s *seen) touch(print uint32) uint32 {
	if s.n == 0 {
		return 0
	}
	at := s.slot(print)
	return uint32(s.tags[at]) + s.slots[at]
}

// add puts a fingerprint into the next place. printOf tells those of the
// places before it, for when the table grows.
func (s *seen) add(print uint32, printOf func(place int) uint32) {
	const smallest, fullest = 1 << 12, 0.85
	if float64(s.n+1) > fullest*float64(len(s.tags)) {
		size := max(smallest, len(s.tags)+len(s.tags)/2)
		s.tags, s.slots = make([]uint8, size), make([]uint32, size)
		for place := range s.n {
			s.enter(printOf(place), place)
		}
	}
	s.enter(print, s.n)
	s.n++
}

func (s *seen) enter(print uint32, place int) {
	at := s.slot(print)
	for s.tags[at] != 0 {
		at = s.after(at)
	}
	s.tags[at], s.slots[at] = tagOf(print), uint32(place)
}

// slot is where the search for a fingerprint begins: its upper bits decide.
func (s *seen) slot(print uint32) int { return int(uint64(print) * uint64(len(s.tags)) >> 32) }

func (s *seen) after(at int) int {
	if at++; at < len(s.tags) {
		return at
	}
	return 0
}

func tagOf(print uint32) uint8 { return uint8(print) | 1 }
