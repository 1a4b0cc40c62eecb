package similar

// Wording counts what many texts of a test set say alike, so that the set can be
// compared with in parts: of each run of eight words in how many different texts
// it stands, in one of so many counters. What two runs share a counter for is
// counted together, which with a counter for each byte of the texts makes one run
// in a million common that is not, at the most. It is not for several goroutines at once.
type Wording struct {
	counts []uint8
	seen   map[uint64]struct{} // hashes of the texts
	met    map[uint64]struct{} // scratch: of the runs of one text
}

// wordingMost is how many counters there are at most.
const wordingMost = 1 << 26

// NewWording returns the wording of no text, with a counter for each of about size
// bytes of those to come.
func NewWording(size int64) *Wording {
	n := 1 << 12
	for int64(n) < size && n < wordingMost {
		n *= 2
	}
	return &Wording{counts: make([]uint8, n), seen: map[uint64]struct{}{}, met: map[uint64]struct{}{}}
}

// Add counts a text of the set; the same text once more counts for nothing.
func (w *Wording) Add(text string) {
	p := plain(text)
	whole := hashOf(p)
	if _, twice := w.seen[whole]; twice || p == "" {
		return
	}
	w.seen[whole] = struct{}{}
	clear(w.met)
	t := cutPlain(p)
	t.eachGram(func(from, to int) {
		h := t.gram(from, to)
		if _, twice := w.met[h]; twice {
			return
		}
		w.met[h] = struct{}{}
		if at := w.at(h); *at < 255 {
			*at++
		}
	})
}

func (w *Wording) at(h uint64) *uint8 { return &w.counts[h&uint64(len(w.counts)-1)] }

// isCommon tells whether a run is the set's own wording.
func (w *Wording) isCommon(gram uint64) bool { return *w.at(gram) > boilerplate }
