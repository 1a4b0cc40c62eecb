package tui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// fit cuts or pads a painted row to exactly w cells.
func fit(row string, w int) string {
	if w <= 0 {
		return ""
	}
	n := cells(row)
	if n > w {
		row = visible.Cut(row, w, "…")
		n = cells(row)
	}
	return row + blank(w-n)
}

const spaces = "                                                                " +
	"                                                                "

// blank is w spaces.
func blank(w int) string {
	if w <= len(spaces) {
		return spaces[:max(0, w)]
	}
	return strings.Repeat(" ", w)
}

// both puts left and right on one row of w cells; left gives way.
func both(left, right string, w int) string {
	r := cells(right)
	if r >= w {
		return fit(right, w)
	}
	return fit(left, w-r) + right
}

// block cuts or fills rows to exactly h rows of w cells.
func block(rows []string, w, h int) []string {
	out := make([]string, h)
	for i := range out {
		if i < len(rows) && rows[i] != "" {
			out[i] = fit(rows[i], w)
		} else {
			out[i] = blank(w)
		}
	}
	return out
}

// oneLine makes a short text of at most w cells for lists: line ends become
// spaces, controls become visible.
func oneLine(s string, w int) string {
	const spaced = 2048        // bytes looked at of a text that begins with spaces
	most := 16*max(0, w) + 256 // bytes that fill w cells, whatever they are
	var b strings.Builder
	for part := range strings.FieldsSeq(s[:min(len(s), max(spaced, most))]) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(part[:min(len(part), most)])
		if b.Len() >= most {
			break
		}
	}
	return visible.Cut(visible.Line(strings.ToValidUTF8(b.String(), "")), max(0, w), "…")
}

// idMost is how much of an id is shown.
const idMost = 40

// hashShown is how much of a content hash is enough to tell samples apart.
const hashShown = 8

// shortID is an id as people see it: a content hash by its first digits.
func shortID(id string) string {
	if len(id) == 2*len(review.Hash{}) && strings.Trim(id, "0123456789abcdef") == "" {
		return id[:hashShown]
	}
	return oneLine(id, idMost)
}

// wrap breaks one of our own or a short foreign text into rows of w cells.
func wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return strings.Split(visible.Measure().Wrap(visible.Text(s), w, ""), "\n")
}

// wrapPainted breaks a painted text into rows, each of which is painted by itself.
func wrapPainted(s string, w int) []string {
	var b strings.Builder
	out := lipgloss.NewWrapWriter(&b)
	_, _ = out.Write([]byte(visible.Measure().Wrap(s, w, ""))) // a Builder takes everything
	defer func() { _ = out.Close() }()
	return strings.Split(b.String(), "\n")
}

// inRows puts short texts on rows of w cells, none of them broken.
func inRows(texts []string, w int) []string {
	const between = " · "
	var rows []string
	for _, t := range texts {
		if last := len(rows) - 1; last >= 0 && cells(rows[last]+between+t) <= w {
			rows[last] += between + t
		} else {
			rows = append(rows, t)
		}
	}
	return rows
}

// bar draws a share (0 to 1) as w cells of a heavy and a light line, which
// read without colours too.
func bar(p float64, w int) (full, rest string) {
	n := int(p*float64(w) + 0.5)
	n = min(max(n, 0), w)
	return strings.Repeat("━", n), strings.Repeat("─", w-n)
}
