package visible

import "strings"

// Segment is a piece of text to show.
type Segment struct {
	// Text is safe to write to a terminal. It holds no control but LF.
	Text string
	// Mark says that Text stands for something that cannot be shown, so that
	// it can be painted to differ from the same characters in the source.
	Mark bool
}

// Text returns s for a sink of several lines: LF is kept, everything that
// could act on a terminal or hide in it is replaced by visible symbols. Clean
// text comes back as it is, without an allocation.
func Text(s string) string { return render(s, false) }

// Line returns s for a sink of one line, such as a title, a label, a file name
// or an error message: as [Text], and LF is shown as ␊.
func Line(s string) string { return render(s, true) }

// Segments returns what [Text] returns, cut where shown text and marks meet.
// Neighbours differ in Mark; the result of an empty text is empty.
func Segments(s string) []Segment {
	var all []Segment
	scan(s, false, func(text string, hidden int) {
		isMark := hidden > 0
		if n := len(all); n > 0 && all[n-1].Mark == isMark {
			all[n-1].Text += text
			return
		}
		all = append(all, Segment{Text: text, Mark: isMark})
	})
	return all
}

// Hidden counts the characters of s that [Text] replaces by symbols. Tabs and
// line feeds are not counted, and each byte that is not UTF-8 counts as one.
func Hidden(s string) int {
	n := 0
	scan(s, false, func(_ string, hidden int) { n += hidden })
	return n
}

// Cluster appends to dst the pieces to show for the first grapheme cluster of
// s and returns how many bytes of s they stand for. Each mark is a piece of
// its own; a line feed is the piece "\n". s must start at the start of a text
// or at the end of an earlier cluster. An empty s gives no pieces and 0.
func Cluster(dst []Segment, s string) ([]Segment, int) {
	if s == "" {
		return dst, 0
	}
	c := first(s)
	if isClean(c) {
		return append(dst, Segment{Text: c}), len(c)
	}
	cluster(c, s[len(c):], false, func(text string, hidden int) {
		dst = append(dst, Segment{Text: text, Mark: hidden > 0})
	})
	return dst, len(c)
}

// render joins the pieces of s.
func render(s string, single bool) string {
	if plainLen(s, single) == len(s) {
		return s
	}
	var out strings.Builder
	scan(s, single, func(text string, _ int) {
		if text == s {
			return // nothing was replaced
		}
		if out.Len() == 0 {
			out.Grow(len(s) + len(s)/8)
		}
		out.WriteString(text)
	})
	if out.Len() == 0 {
		return s
	}
	return out.String()
}
