package tui

import (
	"slices"
	"sort"
	"strings"

	"winnow/tui/worddiff"
)

// anchored is where a stretch lies after an edit of its text.
type anchored struct {
	stretch
	gone bool   // its text was deleted: there is no place for it
	was  string // its text before
}

// reanchor finds the stretches of one text in another that was made of it by an
// edit. Those whose own text is untouched move with it. The others are marked to
// be checked, on the place that their text was changed into, as well as it can
// be told.
func reanchor(before, after string, of []stretch) []anchored {
	a := newAnchors(before, after)
	out := make([]anchored, len(of))
	for i, s := range of {
		out[i] = a.anchor(s)
	}
	return out
}

// anchors is what an edit did, as places in both texts.
type anchors struct {
	before, after string
	old, text     *spanText // before and after, for their words and clusters
	ops           []anchorOp
}

// anchorOp is one piece of an edit: a part of the text before, and what is in
// its place.
type anchorOp struct {
	was, is extent
	equal   bool
}

func newAnchors(before, after string) *anchors {
	a := &anchors{before: before, after: after, old: &spanText{points: points{text: before}}}
	a.text = (&spanText{points: points{text: after}}).indexed()
	was, is := 0, 0
	for _, op := range worddiff.Words(before, after) {
		o := anchorOp{was: extent{was, was}, is: extent{is, is}, equal: op.Kind == worddiff.Equal}
		if op.Kind != worddiff.Insert {
			o.was.to += len(op.Text)
		}
		if op.Kind != worddiff.Delete {
			o.is.to += len(op.Text)
		}
		was, is = o.was.to, o.is.to
		// A deletion and the insertion in its place are one change.
		if last := len(a.ops) - 1; last >= 0 && !o.equal && !a.ops[last].equal {
			a.ops[last].was.to, a.ops[last].is.to = was, is
			continue
		}
		a.ops = append(a.ops, o)
	}
	return a
}

// opAt is the piece that holds a byte of the text before.
func (a *anchors) opAt(at int) anchorOp {
	i := sort.Search(len(a.ops), func(i int) bool { return a.ops[i].was.to > at })
	return a.ops[min(i, len(a.ops)-1)]
}

func (a *anchors) anchor(s stretch) anchored {
	out := anchored{stretch: s, was: a.before[s.from:s.to]}
	first, last := a.opAt(s.from), a.opAt(s.to-1)
	if first == last {
		if first.equal {
			by := first.is.from - first.was.from
			out.from, out.to = s.from+by, s.to+by
			return a.kept(out, s)
		}
		if e, ok := a.again(first, out.was, s); ok {
			out.from, out.to = e.from, e.to
			return out
		}
	}
	out.from, out.to = a.move(first, s.from), a.move(last, s.to)
	return a.changed(out)
}

// move is where an edge of a stretch lies, whose piece is op.
func (a *anchors) move(op anchorOp, at int) int {
	if op.equal {
		return at + op.is.from - op.was.from
	}
	long := op.was.to - op.was.from
	return op.is.from + (at-op.was.from)*(op.is.to-op.is.from)/long
}

// kept looks at a stretch that moved with its text: where what stands beside it
// has joined with its edges, it is another text after all.
func (a *anchors) kept(s anchored, was stretch) anchored {
	e := extent{s.from, s.to}
	if whole := a.text.snap(e); whole != e {
		old := extent{was.from, was.to}
		if a.old.indexed().snap(old) == old {
			s.from, s.to, s.check = whole.from, whole.to, true
		}
	}
	return s
}

// changed puts a stretch whose text is another onto whole words.
func (a *anchors) changed(s anchored) anchored {
	s.check = true
	words := a.text.words
	i := sort.Search(len(words), func(i int) bool { return words[i].to > s.from })
	j := sort.Search(len(words), func(i int) bool { return words[i].from >= s.to }) - 1
	if s.from >= s.to || i > j {
		s.gone = true
		return s
	}
	if e := (extent{s.from, s.to}); a.after[e.from:e.to] == s.was && a.isWhole(e) {
		s.check = false // only what stands beside it changed
		return s
	}
	s.from, s.to = words[i].from, words[j].to
	return s
}

// againMost is how much of a replaced part is searched for a text.
const againMost = 8 << 10

// again finds the text of a stretch inside what took the place of a part: as
// the same of its occurrences, if there are as many of them as before.
func (a *anchors) again(op anchorOp, text string, s stretch) (extent, bool) {
	if op.was.to-op.was.from > againMost || op.is.to-op.is.from > againMost {
		return extent{}, false
	}
	old := occurrences(a.before, op.was, text)
	now := slices.DeleteFunc(occurrences(a.after, op.is, text), func(at int) bool { return !a.isWhole(extent{at, at + len(text)}) })
	i := slices.Index(old, s.from)
	if i < 0 || len(old) != len(now) {
		return extent{}, false
	}
	return extent{now[i], now[i] + len(text)}, true
}

func occurrences(text string, in extent, what string) []int {
	var out []int
	for at := in.from; ; {
		i := strings.Index(text[at:in.to], what)
		if i < 0 {
			return out
		}
		out = append(out, at+i)
		at += i + len(what)
	}
}

// isWhole tells that no edge of a part lies inside a word.
func (a *anchors) isWhole(e extent) bool {
	inside := func(at int) bool {
		i := a.text.wordAt(at)
		return i >= 0 && a.text.words[i].from < at && at < a.text.words[i].to
	}
	return !inside(e.from) && !inside(e.to) && a.text.snap(e) == e
}
