package measure

import (
	"hash/fnv"
	"io"

	"winnow/review/similar"
)

const (
	// GainWindow is how many texts at the beginning and at the end [Gain]
	// compares.
	GainWindow = 50
	// GainFloor is the share below which a source of texts has run dry.
	GainFloor = 0.2
)

// Gain says whether a source of texts, such as a strategy of generation, still
// writes what it has not written before: how many of the bigrams of its last
// [GainWindow] texts were new when they came, as a share of what that was for its
// first ones. Bigrams are counted per bigram written, so that shorter texts do
// not look like fewer ideas.
//
// It keeps four bytes or so for each different bigram. It is not safe for use
// from several goroutines at once.
type Gain struct {
	seen  map[uint32]struct{} // hashes of bigrams; a collision in 10⁶ does no harm
	texts int
	first fresh
	last  fresh
	ring  [GainWindow]fresh // the last texts; text i is at i % GainWindow
}

// fresh counts bigrams, and how many of them were new.
type fresh struct{ bigrams, unseen int }

// NewGain returns the gain of a source that has written nothing.
func NewGain() *Gain { return &Gain{seen: map[uint32]struct{}{}} }

// Add counts the next text of the source.
func (g *Gain) Add(text string) {
	var f fresh
	eachGram(similar.Tokens(text), 2, func(bigram string) {
		h := fnv.New32a()
		_, _ = io.WriteString(h, bigram) // a hash takes everything
		f.bigrams++
		if _, known := g.seen[h.Sum32()]; !known {
			g.seen[h.Sum32()] = struct{}{}
			f.unseen++
		}
	})
	oldest := &g.ring[g.texts%GainWindow]
	if g.texts < GainWindow {
		g.first.bigrams += f.bigrams
		g.first.unseen += f.unseen
	}
	g.last.bigrams += f.bigrams - oldest.bigrams
	g.last.unseen += f.unseen - oldest.unseen
	*oldest = f
	g.texts++
}

// Texts is the number of texts added.
func (g *Gain) Texts() int { return g.texts }

// Share returns the share, 1 where the last texts bring as much that is new as
// the first did and 0 where they bring nothing. It is not known before the last
// and the first texts are different ones, nor where the first had no bigram.
func (g *Gain) Share() (share float64, known bool) {
	if g.texts < 2*GainWindow || g.first.unseen == 0 {
		return 0, false
	}
	if g.last.bigrams == 0 {
		return 0, true
	}
	now := float64(g.last.unseen) / float64(g.last.bigrams)
	return now / (float64(g.first.unseen) / float64(g.first.bigrams)), true
}

// Dry tells whether the share is known and below [GainFloor]: time to slow the
// source. New ideas bring it back above.
func (g *Gain) Dry() bool {
	share, known := g.Share()
	return known && share < GainFloor
}
