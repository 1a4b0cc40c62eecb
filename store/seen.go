package store

// seen finds the samples of an import again by a fingerprint, 32 bits of a
// hash, in about 12 bytes a sample. Samples can share a fingerprint, so whoever
// asks compares what it found; among a million about a thousand do so in vain.
type seen struct {
	prints []uint32 // by place, from 0
	slots  []uint32 // place + 1 at the fingerprint's slot or after it, 0 for none
}

// find returns the place of the sample with the fingerprint for which same
// says yes.
func (s *seen) find(print uint32, same func(place int) (bool, error)) (place int, ok bool, err error) {
	if len(s.slots) == 0 {
		return 0, false, nil
	}
	for at := s.slot(print); s.slots[at] != 0; at = (at + 1) % len(s.slots) {
		place = int(s.slots[at] - 1)
		if s.prints[place] != print {
			continue
		}
		if ok, err = same(place); ok || err != nil {
			return place, ok, err
		}
	}
	return 0, false, nil
}

// add puts a fingerprint into the next place.
func (s *seen) add(print uint32) {
	const smallest = 1 << 12
	if (len(s.prints)+1)*4 > len(s.slots)*3 {
		s.slots = make([]uint32, max(smallest, 2*len(s.slots)))
		for place, p := range s.prints {
			s.enter(p, place)
		}
	}
	s.prints = append(s.prints, print)
	s.enter(print, len(s.prints)-1)
}

func (s *seen) enter(print uint32, place int) {
	at := s.slot(print)
	for s.slots[at] != 0 {
		at = (at + 1) % len(s.slots)
	}
	s.slots[at] = uint32(place + 1)
}

func (s *seen) slot(print uint32) int { return int(print) % len(s.slots) }
