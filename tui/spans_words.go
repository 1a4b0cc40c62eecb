package tui

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
)

// extent is a part of a text, in bytes.
type extent struct{ from, to int }

// join is the part from the first of both to the last.
func (e extent) join(o extent) extent { return extent{min(e.from, o.from), max(e.to, o.to)} }

// wordStops are the words of a text that a cursor goes to, by the word
// boundaries of Unicode (UAX #29) as far as they lie between grapheme clusters.
// Spaces and punctuation are passed over unless there is nothing else.
func wordStops(text string) []extent {
	var all, stops []extent
	eachWord(text, func(e extent) {
		switch w := text[e.from:e.to]; {
		case strings.IndexFunc(w, isInk) >= 0:
			stops = append(stops, e)
		case len(stops) == 0:
			all = append(all, e)
		}
	})
	if len(stops) > 0 {
		return stops
	}
	return all
}

// isInk tells what a word is made of from what stands between words.
func isInk(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("$+<=>^`|~", r)
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.S) && r != utf8.RuneError
}

// eachWord visits the segments of a text, none of which begins or ends inside a
// cluster.
func eachWord(text string, visit func(extent)) {
	start, cluster := 0, 0 // of the segment, and behind the clusters looked at
	for it := words.FromString(text); it.Next(); {
		end := it.End()
		if end < len(text) && (text[end-1] >= utf8.RuneSelf || text[end] >= utf8.RuneSelf) {
			for cluster = max(cluster, start); cluster < end; {
				cluster += len(graphemes.FromString(text[cluster:]).First())
			}
			if cluster > end {
				continue
			}
		}
		visit(extent{start, end})
		start = end
	}
}

// wordAt is the index of the word that holds a byte, or of the nearest one
// before it; -1 where there is none.
func (t *spanText) wordAt(at int) int {
	return sort.Search(len(t.words), func(i int) bool { return t.words[i].from > at }) - 1
}

// clustersFrom visits the ends of clusters from a boundary before at on, until
// visit returns false.
func (t *spanText) clustersFrom(at int, visit func(start, end int) bool) {
	start := 0
	if i := t.wordAt(at - 1); i >= 0 {
		start = t.words[i].from
		if t.words[i].to < at {
			start = t.words[i].to
		}
	}
	for it := graphemes.FromString(t.text[start:]); it.Next(); {
		if !visit(start+it.Start(), start+it.End()) {
			return
		}
	}
}

// after is the first boundary of a cluster behind at.
func (t *spanText) after(at int) int {
	out := len(t.text)
	t.clustersFrom(at, func(_, end int) bool {
		if end > at {
			out = end
		}
		return end <= at
	})
	return out
}

// before is the last boundary of a cluster in front of at.
func (t *spanText) before(at int) int {
	out := 0
	t.clustersFrom(at, func(start, end int) bool {
		if start < at {
			out = start
		}
		return end < at
	})
	return out
}

// snap widens a part of the text to whole clusters.
func (t *spanText) snap(e extent) extent {
	return extent{t.before(e.from + 1), t.after(e.to - 1)}
}
