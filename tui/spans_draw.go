package tui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
)

const (
	tagMost    = 18 // cells of a label under the text
	levelsMost = 8  // rows of tags under one row of text
)

// spanTag is a label under a stretch of one row: ╰ORG──╯.
type spanTag struct {
	i    int    // the stretch
	x, w int    // the cells that it keeps from others
	left string // its first cell
	rest string
}

// tags are the labels under a row, level by level: each stands on the first
// level on which there is room.
func (t *spanText) tags(r *spanRow) [][]spanTag {
	var levels [][]spanTag
	for _, i := range t.touching(r.extent) {
		g, ok := t.tag(r, i)
		if !ok {
			continue
		}
		at := 0
		for at < len(levels) && !isRoom(levels[at], g) {
			at++
		}
		if at == levelsMost {
			continue // the list has it
		}
		if at == len(levels) {
			levels = append(levels, nil)
		}
		levels[at] = append(levels[at], g)
	}
	return levels
}

func isRoom(level []spanTag, g spanTag) bool {
	for _, o := range level {
		if g.x <= o.x+o.w && o.x <= g.x+g.w {
			return false
		}
	}
	return true
}

// tag is what stands under a stretch on a row; false: it is not seen there.
func (t *spanText) tag(r *spanRow, i int) (spanTag, bool) {
	m := t.marks[i]
	begins, ends := m.from >= r.from, m.to <= r.to
	x, to := r.x(m.from), r.end(m.to)
	if x >= to && (!begins || !ends) {
		return spanTag{}, false
	}
	name := oneLine(m.label, tagMost)
	if m.check {
		name = "?" + name
	}
	left, right := "─", "─"
	if begins {
		left = "╰"
	}
	if ends {
		right = "╯"
	}
	w := to - x
	n := 1 + cells(name)
	switch width := t.lines.Width(); {
	case w > n:
		return spanTag{i, x, w, left, name + strings.Repeat("─", w-n-1) + right}, true
	case x+n <= width:
		return spanTag{i, x, n, left, name}, true
	case n < to:
		return spanTag{i, to - n - 1, n + 1, left, name + right}, true
	default:
		return spanTag{i, 0, min(n, width), left, oneLine(name, width-1)}, true
	}
}

// spanPaints are the paints of the labels. What is selected is reversed and
// keeps its colour: over SSH a word that is passed costs little more than its
// letters then, and a label is seen under the cursor too.
type spanPaints struct {
	st                  *styles
	text, selected, tag map[string]paint
	bare                paint // selected, without a label
}

func newSpanPaints(m *model) spanPaints {
	p := spanPaints{m.st, map[string]paint{}, map[string]paint{}, map[string]paint{}, newPaint(lipgloss.NewStyle().Reverse(true))}
	colours := labelHues(m.opts.Theme, m.st.dark, m.st.colours)
	for i, l := range m.task.Labels {
		c := lipgloss.NewStyle().Foreground(colours[i%len(colours)])
		p.tag[l.Name], p.text[l.Name] = newPaint(c), newPaint(c.Underline(true))
		p.selected[l.Name] = newPaint(c.Underline(true).Reverse(true))
	}
	return p
}

// chosen is what a span pane has under its cursor.
type chosen struct {
	extent
	focus int   // the stretch that is selected, -1 for none
	jumps []int // those with a sign, by which one of them is picked
}

var nothing = chosen{focus: -1}

// draw are the rows of the screen for one row of the text.
func (t *spanText) draw(p spanPaints, r *spanRow, c chosen) []string {
	out := []string{t.drawText(p, r, c)}
	for _, level := range t.tags(r) {
		out = append(out, t.drawTags(p, level, c))
	}
	return out
}

// drawText paints the text of a row, run by run.
func (t *spanText) drawText(p spanPaints, r *spanRow, c chosen) string {
	over := t.touching(r.extent)
	if len(over) == 0 && (c.from >= r.to || c.to <= r.from) && len(r.shown.Marks) == 0 && t.read.none() {
		return r.shown.Text
	}
	var b, run strings.Builder
	var last paint
	flush := func(next paint) {
		if next != last {
			b.WriteString(last.text(run.String()))
			run.Reset()
			last = next
		}
	}
	put := func(e extent, text string, mark bool) {
		selected := e.from < c.to && e.to > c.from
		pick := t.paintOf(p, over, e, selected)
		if as := t.read.at(e.from); !selected && (as >= penHit || as != penNone && pick == (paint{})) {
			pick = p.st.pens(as)
		}
		if mark && !selected {
			pick = p.st.mark
		}
		flush(pick)
		run.WriteString(text)
	}
	if r.cells == nil {
		for i := range len(r.shown.Text) {
			put(extent{r.from + i, r.from + i + 1}, r.shown.Text[i:i+1], false)
		}
	}
	for _, cl := range r.cells {
		put(cl.extent, cl.text, cl.mark)
	}
	flush(paint{})
	b.WriteString(run.String() + r.tail)
	return b.String()
}

// paintOf is the paint of the shortest of some stretches around a cluster.
func (t *spanText) paintOf(p spanPaints, over []int, e extent, selected bool) paint {
	best := -1
	for _, i := range over {
		if m := t.marks[i]; m.from < e.to && m.to > e.from && (best < 0 || m.size() <= t.marks[best].size()) {
			best = i
		}
	}
	switch {
	case best >= 0 && selected:
		return p.selected[t.marks[best].label]
	case best >= 0:
		return p.text[t.marks[best].label]
	case selected:
		return p.bare
	}
	return paint{}
}

func (t *spanText) drawTags(p spanPaints, level []spanTag, c chosen) string {
	var b strings.Builder
	x := 0
	for _, g := range orderedTags(level) {
		b.WriteString(blank(g.x - x))
		m, left := t.marks[g.i], g.left
		if g.i == c.focus {
			left = "▸"
		}
		pick := p.tag[m.label]
		if m.check {
			pick = p.st.warn
		}
		if sign := c.jumpSign(g.i); sign != "" {
			b.WriteString(p.st.hit.text(sign) + pick.text(g.rest))
		} else {
			b.WriteString(pick.text(left + g.rest))
		}
		x = g.x + cells(left+g.rest)
	}
	return b.String()
}

// orderedTags puts the tags of a level in order of place: one that stands to the
// left of its stretch may come before an earlier one.
func orderedTags(level []spanTag) []spanTag {
	for i := 1; i < len(level); i++ {
		for j := i; j > 0 && level[j].x < level[j-1].x; j-- {
			level[j], level[j-1] = level[j-1], level[j]
		}
	}
	return level
}

// spanSection is the text as a part of the card.
type spanSection struct {
	t *spanText
	p spanPaints
}

// window returns up to n rows from a row of the screen on and the height as far
// as it is known.
func (s *spanSection) window(first, n int) ([]string, int) {
	t := s.t
	first = max(first, 0)
	all := t.reach(first + n)
	var out []string
	for at := t.rowOn(first); len(out) < n; at++ {
		r, ok := t.row(at)
		if !ok {
			break
		}
		rows := t.draw(s.p, &r, nothing)
		skip := max(0, first-t.tops[at])
		out = append(out, rows[min(skip, len(rows)):]...)
	}
	height := t.tops[len(t.tops)-1]
	if !all {
		height++
	}
	return out[:min(n, len(out))], height
}

func (s *spanSection) height() int {
	for all := false; !all; {
		all = s.t.reach(s.t.lastTop() + 4096)
	}
	return s.t.lastTop()
}

// heightUpTo is the height of the text with its tags, or most where it is more.
func (t *spanText) heightUpTo(most int) int {
	if !t.reach(most) {
		return most
	}
	return min(most, t.lastTop())
}

// count is the height as far as it is known, and an estimate from there on.
func (s *spanSection) count() (n int, exact bool) {
	rows, done := s.t.lines.Count()
	known := max(0, len(s.t.tops)-1)
	if done && known == rows {
		return s.t.lastTop(), true
	}
	if known == 0 {
		return rows, false
	}
	return s.t.lastTop() + max(0, rows-known)*s.t.lastTop()/known, false
}

func (t *spanText) lastTop() int {
	if len(t.tops) == 0 {
		return 0
	}
	return t.tops[len(t.tops)-1]
}

// countSpans says how many spans there are.
func countSpans(n int) string {
	if n == 0 {
		return "no spans"
	}
	return fmt.Sprintf("%d span%s", n, plural(n))
}
