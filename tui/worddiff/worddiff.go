package worddiff

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/words"
)

// Kind says what happened to a piece of text.
type Kind uint8

// The kinds of pieces.
const (
	Equal  Kind = iota // in both texts
	Delete             // only in the text before
	Insert             // only in the text after
)

// Op is one piece of text and what happened to it.
type Op struct {
	Kind Kind
	Text string
}

const (
	// maxEdits is how many deleted and inserted words are looked for.
	maxEdits = 1000
	// maxWork bounds the product of tokens and edits that are looked at, so
	// that a text of a megabyte takes well below a second.
	maxWork = 1 << 25
)

// Words returns the pieces that lead from before to after, in reading order.
// Neighbours differ in kind, and a deletion comes before the insertion that
// takes its place. Two empty texts have no pieces. The texts may hold any
// bytes; the pieces hold them as they are, so sanitise them for the screen.
func Words(before, after string) []Op {
	for _, cut := range [...]func(string) []string{tokens, lines} {
		if ops, ok := compare(cut(before), cut(after)); ok {
			return merge(ops)
		}
	}
	return join([]Op{{Delete, before}, {Insert, after}})
}

// Apart reports whether two texts that both say something have no piece in common
// that holds a letter or a digit.
func Apart(before, after string) bool {
	var says [3]bool
	for _, op := range Words(before, after) {
		says[op.Kind] = says[op.Kind] || strings.IndexFunc(op.Text, isWord) >= 0
	}
	return !says[Equal] && says[Delete] && says[Insert]
}

// tokens cuts s into words, runs of spaces, signs and single ideographs, by
// the word boundaries of Unicode: Korean stays in words, emoji stay whole.
func tokens(s string) []string {
	all := make([]string, 0, len(s)/4+1)
	for it := words.FromString(s); it.Next(); {
		all = append(all, it.Value())
	}
	return all
}

// lines cuts s behind its line feeds.
func lines(s string) []string { return strings.SplitAfter(s, "\n") }

// compare returns the pieces that lead from a to b, or false when they differ
// in too many tokens.
func compare(a, b []string) ([]Op, bool) {
	head, tail := 0, 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	restA, restB := a[head:len(a)-tail], b[head:len(b)-tail]
	middle, ok := shortest(restA, restB, min(maxEdits, maxWork/(len(restA)+len(restB)+1)))
	if !ok {
		return nil, false
	}
	ops := make([]Op, 0, len(middle)+2)
	ops = append(ops, Op{Equal, strings.Join(a[:head], "")})
	ops = append(ops, middle...)
	return append(ops, Op{Equal, strings.Join(a[len(a)-tail:], "")}), true
}
