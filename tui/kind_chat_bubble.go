package tui

import (
	"fmt"
	"strings"

	"winnow/review"
	"winnow/tui/lines"
)

// speakerSide is who speaks, whatever a record calls it.
type speakerSide int

const (
	otherSide speakerSide = iota
	userSide
	assistantSide
	systemSide
	toolSide
)

// roleMost is how much of a speaker's name is shown, in cells.
const roleMost = 20

// sideOf reads the names of speakers in OpenAI's, ShareGPT's and other records.
func sideOf(role string) speakerSide {
	switch strings.ToLower(strings.TrimSpace(role)) {
	case "user", "human", "prompter", "customer":
		return userSide
	case "assistant", "gpt", "chatgpt", "bot", "model", "ai", "bing", "bard", "claude", "agent":
		return assistantSide
	case "system", "developer":
		return systemSide
	case "tool", "function", "function_call", "function_response", "observation", "ipython", "tool_response":
		return toolSide
	}
	return otherSide
}

// bubble is one turn laid out: before as the record has it, after as it stands.
type bubble struct {
	before, after review.Turn
	w             int
	st            *styles
	hidden        int          // characters; -1: not counted yet
	text          *lines.Lines // nil: rows
	rows          []string
	marks         textMarks
}

// gutter is the place of the sign of the selected turn.
const gutter = 2

// inset is how far the turns of the model and of tools stand to the right; the
// others end as far from the right edge.
func inset(w int) int {
	const narrow = 60
	if w < narrow {
		return 2
	}
	return 6
}

// bubble lays the i-th turn out, or takes the one that is laid out already.
func (s *scene) bubble(i int) *bubble {
	v := &s.k.view
	after := s.turns[i]
	before := after
	if was := s.it.Sample.Suggestion.Turns; i < len(was) {
		before = was[i]
	}
	w := min(s.w-gutter-inset(s.w)-2, measureMost)
	if b, ok := v.bubbles[i]; ok && b.w == w && b.st == s.m.st && b.after == after {
		return b
	}
	b := &bubble{before: before, after: after, w: w, st: s.m.st, hidden: -1}
	switch {
	case before != after:
		b.rows = s.m.diffRows(before.Content, after.Content, w)
	case after.Content == "":
		b.rows = []string{s.m.st.faint.text("(empty)")}
	default:
		b.text = lines.New(after.Content, w)
		if rows := s.m.renderedRows(after.Content, w); rows != nil {
			b.text, b.rows = nil, rows
		}
	}
	if v.bubbles == nil {
		v.bubbles = map[int]*bubble{}
	}
	v.bubbles[i] = b
	return b
}

// height lays the whole turn out.
func (b *bubble) height() int {
	if b.text != nil {
		return b.text.All()
	}
	return len(b.rows)
}

// window returns up to n painted rows of what was said.
func (s *scene) said(i, first, n int) []string {
	b, st := s.bubble(i), s.m.st
	cut := i >= s.kept
	if b.text == nil {
		return b.rows[min(first, len(b.rows)):min(first+n, len(b.rows))]
	}
	var out []string
	for i, r := range b.text.Window(first, n) {
		row := b.marks.paint(st, b.text, max(first, 0)+i, r)
		switch {
		case cut:
			row = st.deleted.text(r.Text)
		case len(r.Marks) == 0 && b.marks.none() && sideOf(b.after.Role) == systemSide:
			row = st.faint.text(r.Text)
		}
		out = append(out, row)
	}
	return out
}

// edge is what stands before every row of a turn: the room of the selection's
// sign, where the turn is selected a bar, and the bar of who speaks.
func (s *scene) edge(i int, head bool) string {
	st := s.m.st
	out := blank(gutter)
	switch {
	case i != s.k.sel:
	case head:
		out = st.accent.text("▸") + " "
	default:
		out = st.accent.text("│") + " "
	}
	switch sideOf(s.turns[i].Role) {
	case assistantSide:
		return out + blank(inset(s.w)) + st.accent.text("▌") + " "
	case toolSide:
		return out + blank(inset(s.w)) + st.faint.text("┊") + " "
	}
	if !head {
		return out + "  "
	}
	sign := map[speakerSide]string{userSide: "❯", systemSide: "§", otherSide: "•"}[sideOf(s.turns[i].Role)]
	return out + st.faint.text(sign) + " "
}

// headRow names the turn and says what is to be known of it.
func (s *scene) headRow(i int) string {
	st, t := s.m.st, s.turns[i]
	name, edge := fmt.Sprintf("%d %s", i+1, oneLine(t.Role, roleMost)), s.edge(i, true)
	switch {
	case i == s.k.sel:
		edge, name = strings.TrimSuffix(edge, " "), st.selected.text(" "+name+" ")
	case sideOf(t.Role) == systemSide:
		name = st.faint.text(name)
	default:
		name = st.strong.text(name)
	}
	return edge + name + s.marks(i)
}

// marks are what is to be known of a turn, in words and signs.
func (s *scene) marks(i int) string {
	st, b := s.m.st, s.bubble(i)
	out := ""
	if i >= s.kept {
		out += "  " + st.bad.text("✗ cut")
	}
	if b.before != b.after {
		out += "  " + st.good.text("✎ edited")
	}
	if b.after.Fixed {
		out += "  " + st.faint.text("read only: no plain text")
	}
	if b.hidden < 0 { // of the turns in sight only
		b.hidden = s.m.hidden.in(s.it.Sample.Seq, turnName(i), b.before.Content)
	}
	if b.hidden > 0 {
		out += "  " + st.warn.text(fmt.Sprintf("⚠ %d hidden character%s", b.hidden, plural(b.hidden)))
	}
	return out
}

// foldedRow is a whole turn on one row.
func (s *scene) foldedRow(i int) string {
	row := s.headRow(i)
	t := s.turns[i]
	gist := oneLine(t.Content, max(0, s.w-cells(row)-2))
	paint := s.m.st.faint
	if i >= s.kept {
		paint = s.m.st.deleted
	}
	return row + "  " + paint.text(gist)
}
