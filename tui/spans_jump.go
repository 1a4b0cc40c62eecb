package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// jumpSigns stand before the labels of the spans in sight while one is picked: the
// k-th span costs as many keys as the first.
const jumpSigns = "123456789abcdefghijklmnopqrstuvwxyz"

// jumpKey begins to pick a span: a sign that neither a label nor an action has, ""
// where all are taken.
func jumpKey(m *model) string {
	for _, key := range []string{"'", ";", ",", "."} {
		if !m.ownKey(key) && m.opts.Keys.free(key) {
			return key
		}
	}
	return ""
}

// spanHints is the key by which one of n spans is chosen.
func spanHints(n int, picks string) []hint {
	switch {
	case n == 0:
		return nil
	case n == 1 || picks == "":
		return []hint{{"tab", "next span"}}
	}
	return []hint{{picks, "pick a span"}}
}

// startJump puts signs before the labels of what is in sight, or goes to the one
// span that there is.
func (p *spansPane) startJump(m *model) {
	r := m.paneRect()
	p.rows(m, r.w, r.h) // what stands where, also before the first frame
	p.jumps = p.inSight()
	switch len(p.jumps) {
	case 0:
		m.status.say(levelHint, "there is no span in sight")
	case 1:
		p.visual = false
		p.choose(p.t.marks[p.jumps[0]])
		p.jumps = nil
	default:
		m.status.say(levelInfo, "type the sign before a span: "+signsOf(len(p.jumps))+" pick spans now, not labels")
	}
	p.changed()
	m.staleSides()
}

// isPicking tells that the signs pick spans: labels have no keys then.
func (m *model) isPicking() bool {
	p, ok := m.pane.(*spansPane)
	return ok && p.jumps != nil
}

// signsOf names the first n signs.
func signsOf(n int) string {
	const digits = 9
	switch {
	case n <= digits:
		return "1-" + jumpSigns[n-1:n]
	case n == digits+1:
		return "1-9 a"
	}
	return "1-9 a-" + jumpSigns[n-1:n]
}

// inSight are the spans whose labels stand on the screen, in the order of the
// text, as many as there are signs.
func (p *spansPane) inSight() []int {
	var out []int
	for _, spot := range p.spots {
		r, ok := p.t.row(spot.row)
		if !ok || spot.level == 0 {
			continue
		}
		for _, g := range p.t.tags(&r)[spot.level-1] {
			out = append(out, g.i)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), len(jumpSigns))]
}

// jumpTo picks the span with a sign; any other key leaves all as it was.
func (p *spansPane) jumpTo(m *model, k tea.KeyPressMsg) {
	at := -1
	if len(k.Text) == 1 {
		at = strings.Index(jumpSigns, k.Text)
	}
	jumps := p.jumps
	p.jumps = nil
	m.staleSides()
	m.status.say(levelInfo, "")
	switch {
	case at >= 0 && at < len(jumps):
		p.visual = false
		p.choose(p.t.marks[jumps[at]])
	case k.String() != "esc":
		m.status.say(levelHint, "no span in sight has the sign "+k.String())
	}
}

// jumpSign is the sign of a stretch, "" for none.
func (c chosen) jumpSign(i int) string {
	if at := slices.Index(c.jumps, i); at >= 0 {
		return jumpSigns[at : at+1]
	}
	return ""
}

// jump opens the span mode to pick a span.
func (k *spansKind) jump(m *model, it *review.Item) {
	k.openSpans(m, it).startJump(m)
}
