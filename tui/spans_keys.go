package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// key does what a key means in the span mode. The keys of labels come first, so
// everything else has a key that no label can have.
func (p *spansPane) key(m *model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	key := k.String()
	if p.help {
		p.help = false
		p.changed()
		return nil, false
	}
	p.changed()
	if p.jumps != nil {
		p.jumpTo(m, k)
		return nil, false
	}
	if i := m.labelFor(k); i >= 0 {
		p.mark(m, i)
		return nil, false
	}
	switch key {
	case "esc":
		if p.visual {
			p.visual = false
			return nil, false
		}
		p.leave(m)
		return nil, true
	case "enter", "ctrl+s":
		return p.decide(m)
	}
	if key == p.picks {
		p.startJump(m)
		return nil, false
	}
	steps := len(p.steps)
	if p.move(key) || p.change(m, key) {
		if n := len(p.steps); n > steps && p.steps[n-1].resized() {
			m.status.say(levelInfo, p.named(*p.steps[n-1].is)) // what was said was of other words
		}
		return nil, false
	}
	switch m.opts.Keys.action(key) {
	case actAccept:
		return p.decide(m)
	case actUndo:
		p.back(m)
	case actHelp:
		p.help = true
	case actGuidelines, actGuidelinesUp, actGuidelinesDown:
		if m.lay.wide {
			return m.guidelinesKey(m.opts.Keys.action(key)), false
		}
	case actLabel:
		m.status.say(levelHint, "no label has the number "+key)
	default:
		text, keys := p.meansNothing(key)
		m.status.say(levelHint, text, keys...)
	}
	return nil, false
}

// spanMove is what a key does that moves the cursor.
type spanMove struct {
	by     int    // -1 back, 1 on
	how    string // word, row, page, edge or text
	extend bool
}

var spanMoves = map[string]spanMove{
	"l": {1, "word", false}, "right": {1, "word", false}, "L": {1, "word", true}, "shift+right": {1, "word", true},
	"h": {-1, "word", false}, "left": {-1, "word", false}, "H": {-1, "word", true}, "shift+left": {-1, "word", true},
	"j": {1, "row", false}, "down": {1, "row", false}, "J": {1, "row", true}, "shift+down": {1, "row", true},
	"k": {-1, "row", false}, "up": {-1, "row", false}, "K": {-1, "row", true}, "shift+up": {-1, "row", true},
	"pgdown": {1, "page", false}, "ctrl+f": {1, "page", false}, "pgup": {-1, "page", false}, "ctrl+b": {-1, "page", false},
	"home": {-1, "edge", false}, "shift+home": {-1, "edge", true}, "end": {1, "edge", false}, "shift+end": {1, "edge", true},
	"ctrl+home": {-1, "text", false}, "ctrl+end": {1, "text", false},
}

// move does what the keys mean that move the cursor.
func (p *spansPane) move(key string) bool {
	if key == "tab" || key == "shift+tab" {
		p.jump(map[string]int{"tab": 1, "shift+tab": -1}[key])
		return true
	}
	mv, mine := spanMoves[key]
	if !mine {
		return false
	}
	extend := mv.extend || p.visual
	goal := -1
	var to extent
	ok := false
	switch t, c := p.t, &p.cur; mv.how {
	case "word":
		from := c.head
		if !extend {
			from = c.sel()
		}
		to, ok = t.beside(from, mv.by)
	case "row":
		to, ok = t.vertical(c, mv.by)
		goal = c.goal
	case "page":
		to, ok = t.vertical(c, mv.by*max(1, p.area/2))
		goal = c.goal
	case "edge":
		to, ok = t.edge(*c, mv.by)
	case "text":
		to, ok = t.ends(mv.by)
	}
	if ok {
		p.moveTo(to, extend)
		p.cur.goal = goal
	}
	return true
}

// moveTo moves the cursor. A stretch that is selected grows with the selection.
func (p *spansPane) moveTo(to extent, extend bool) {
	c := p.cur
	c.to(to, extend)
	if extend && p.focus != nil && !p.visual {
		p.resize(c.sel())
		p.cur.anchor, p.cur.head = c.anchor, c.head
		return
	}
	p.cur, p.focus = c, nil
}

// jump goes to the next stretch, or the one before, around the ends.
func (p *spansPane) jump(by int) {
	n := len(p.t.marks)
	if n == 0 {
		return
	}
	p.visual = false
	at := -1
	if p.focus != nil {
		at = p.t.indexOf(*p.focus)
	}
	if at < 0 {
		at = p.beside(by)
	} else {
		at = (at + by + n) % n
	}
	p.choose(p.t.marks[at])
}

// beside is the stretch that comes next from the cursor.
func (p *spansPane) beside(by int) int {
	n := len(p.t.marks)
	at := stretch{from: p.cur.sel().from, to: len(p.t.text) + 1}
	i := 0
	for i < n && p.t.marks[i].less(at) {
		i++
	}
	if by < 0 {
		i--
	}
	return (i + n) % n
}

// choose selects a stretch.
func (p *spansPane) choose(s stretch) {
	p.focus = &s
	p.cur.on(extent{s.from, s.to})
	first, last := p.t.wordAt(s.from), p.t.wordAt(s.to-1)
	if words := p.t.words; first >= 0 && first < last && words[first].to > s.from {
		p.cur.anchor.to = words[first].to
		p.cur.head.from = max(words[last].from, words[first].to)
	}
}

// change does what the keys mean that change what is marked.
func (p *spansPane) change(m *model, key string) bool {
	switch key {
	case "]", "[":
		p.trim(true, map[string]int{"]": 1, "[": -1}[key])
	case "{", "}":
		p.trim(false, map[string]int{"}": 1, "{": -1}[key])
	case "o":
		p.cur.anchor, p.cur.head = p.cur.head, p.cur.anchor
	case "v":
		p.visual = !p.visual
		p.focus = nil
	case "d", "x", "backspace", "delete":
		p.remove(m)
	case "u", "ctrl+z":
		p.back(m)
	case "space":
		p.picker = newPicker(m)
		p.picker.above, p.picker.list.at = p.compose, p.k.last
		if p.focus != nil {
			p.picker.list.at = max(0, slices.Index(m.task.LabelNames(), p.focus.label))
		}
		p.picker.setStyles(m.st)
		p.picker.setSize(p.w, p.h)
	default:
		return false
	}
	return true
}

// mark gives the selection the i-th label of the task: it relabels a stretch
// that lies on it, or makes a new one.
func (p *spansPane) mark(m *model, i int) {
	sel, label := p.cur.sel(), m.task.Labels[i].Name
	if sel.to <= sel.from {
		m.status.say(levelHint, "there is nothing to mark in this text")
		return
	}
	p.k.last = i
	is := stretch{from: sel.from, to: sel.to, label: label}
	was := p.focus
	if was == nil && !p.visual {
		was = p.exact(sel)
	}
	at := p.t.indexOf(is)
	switch {
	case at >= 0 && p.t.marks[at].check:
		was = &p.t.marks[at]
	case at >= 0:
		m.status.say(levelHint, p.named(is)+" already")
		p.choose(is)
		p.visual = false
		return
	}
	said := p.named(is)
	if was != nil && was.label != label {
		said += ", not " + oneLine(was.label, labelMost)
	}
	p.put(was, &is)
	m.status.say(levelInfo, said)
}

// named says a stretch in words.
func (p *spansPane) named(s stretch) string { return spanWord(p.t.text, s, 40) }

// exact is the stretch that lies on just this part of the text, nil for none.
func (p *spansPane) exact(e extent) *stretch {
	for _, i := range p.t.touching(e) {
		if s := p.t.marks[i]; s.from == e.from && s.to == e.to {
			return &s
		}
	}
	return nil
}

// put takes a stretch out and puts one in, as one step.
func (p *spansPane) put(was, is *stretch) {
	if was != nil {
		gone := *was
		was = &gone
	}
	p.steps = append(p.steps, spanStep{was, is, p.cur})
	p.set(was, is)
}

func (p *spansPane) set(was, is *stretch) {
	p.t.set(p.t.with(was, is))
	p.list, p.visual, p.focus = nil, false, nil
	if is != nil {
		p.choose(*is)
	}
}

// trim moves an edge by one cluster: of the stretch that is selected, or of the
// selection.
func (p *spansPane) trim(end bool, by int) {
	e := p.t.trim(p.cur.sel(), end, by)
	if p.focus != nil {
		p.resize(e)
		return
	}
	p.cur.on(e)
}

// resize gives the stretch that is selected other edges.
func (p *spansPane) resize(e extent) {
	is := stretch{from: e.from, to: e.to, label: p.focus.label}
	if is.same(*p.focus) || p.t.indexOf(is) >= 0 {
		return
	}
	p.put(p.focus, &is)
}

// remove takes away the stretch that is selected, or the innermost under the
// cursor.
func (p *spansPane) remove(m *model) {
	gone := p.focus
	if gone == nil {
		gone = p.exact(p.cur.sel())
	}
	if gone == nil && len(p.t.text) > 0 {
		if i := p.t.innermost(p.cur.head.from); i >= 0 {
			gone = &p.t.marks[i]
		}
	}
	if gone == nil {
		m.status.say(levelHint, "no span is under the cursor; tab goes to the next")
		return
	}
	m.status.say(levelInfo, p.named(*gone)+" removed")
	p.put(gone, nil)
}

// back takes the last step back.
func (p *spansPane) back(m *model) {
	n := len(p.steps)
	if n == 0 {
		m.status.say(levelHint, "nothing was changed here; esc leaves")
		return
	}
	last := p.steps[n-1]
	p.steps = p.steps[:n-1]
	p.set(last.is, last.was)
	if last.was == nil {
		p.cur = last.cur
	}
	m.status.say(levelInfo, "the last step is undone")
}

// pickerKey is what opens the label picker at this moment.
func (m *model) pickerKey() string {
	if _, open := m.pane.(*spansPane); open {
		return "space"
	}
	return m.opts.Keys.of(actPicker)
}

// spansOpen is the span mode when it is open on the sample.
func (m *model) spansOpen(it *review.Item) (*spansPane, bool) {
	p, ok := m.pane.(*spansPane)
	return p, ok && p.item.Sample.Seq == it.Sample.Seq
}
