package worddiff

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMerges is how often islands are looked for: giving up one makes the
// changes beside it larger, and so others small.
const maxMerges = 8

// merge joins neighbours of one kind and gives up equal islands between
// changes that are too small to hold on to.
func merge(ops []Op) []Op {
	ops = join(ops)
	for range maxMerges {
		merged := join(giveUp(ops))
		if len(merged) == len(ops) {
			break
		}
		ops = merged
	}
	return ops
}

// giveUp turns each small island into a deletion and an insertion.
func giveUp(ops []Op) []Op {
	out := make([]Op, 0, len(ops))
	for i, op := range ops {
		if op.Kind != Equal || i == 0 || i == len(ops)-1 || !isSmall(op.Text, before(ops[:i]), behind(ops[i+1:])) {
			out = append(out, op)
			continue
		}
		out = append(out, Op{Delete, op.Text}, Op{Insert, op.Text})
	}
	return out
}

// isSmall reports whether an island is not worth keeping between changes of
// left and right characters. Line breaks are always kept: a change does not go
// over lines. Spaces and signs hold nothing together; a word has to be less
// than half as long as what changed on either side.
func isSmall(island string, left, right int) bool {
	if strings.ContainsAny(island, "\n\r") {
		return false
	}
	if strings.TrimFunc(island, unicode.IsSpace) == "" {
		return true
	}
	n := utf8.RuneCountInString(island)
	if strings.IndexFunc(island, isWord) < 0 {
		return n <= left && n <= right
	}
	return 2*n < left && 2*n < right
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// before returns the size of the change at the end of ops: the longer one of
// its deletion and its insertion.
func before(ops []Op) int {
	size := 0
	for i := len(ops) - 1; i >= 0 && ops[i].Kind != Equal; i-- {
		size = max(size, utf8.RuneCountInString(ops[i].Text))
	}
	return size
}

// behind returns the size of the change at the start of ops.
func behind(ops []Op) int {
	size := 0
	for i := 0; i < len(ops) && ops[i].Kind != Equal; i++ {
		size = max(size, utf8.RuneCountInString(ops[i].Text))
	}
	return size
}

// join puts each change into one deletion and one insertion, and joins equal
// neighbours. Empty pieces vanish.
func join(ops []Op) []Op {
	var out []Op
	var text [3]strings.Builder
	flush := func(kinds ...Kind) {
		for _, k := range kinds {
			if text[k].Len() > 0 {
				out = append(out, Op{k, text[k].String()})
				text[k].Reset()
			}
		}
	}
	for _, op := range ops {
		switch {
		case op.Text == "":
			continue
		case op.Kind == Equal:
			flush(Delete, Insert)
		default:
			flush(Equal)
		}
		text[op.Kind].WriteString(op.Text)
	}
	flush(Delete, Insert, Equal)
	return out
}
