package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// keepDraft saves what stands in an open editor, if it changed anything.
func (m *model) keepDraft() tea.Cmd {
	d, ok := m.draft()
	if !ok {
		return nil
	}
	m.showDraft(d.Seq, &d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait()} }
}

// draft is the draft that an open editor would leave.
func (m *model) draft() (review.Draft, bool) {
	p, ok := m.pane.(*editor)
	if !ok || !p.changed() {
		return review.Draft{}, false
	}
	texts := maps.Clone(p.texts)
	maps.DeleteFunc(texts, func(name, text string) bool { return text == p.base[name] })
	return review.Draft{
		Seq: p.item.Sample.Seq, Reviewer: m.session.Reviewer(),
		Texts: texts, Field: p.parts[p.at],
	}, true
}

// dropDraft removes the sample's draft, where there is one.
func (m *model) dropDraft(it *review.Item) tea.Cmd {
	cur := m.current()
	if it.Draft == nil && (cur == nil || cur.Draft == nil) {
		return nil
	}
	d := review.Draft{Seq: it.Sample.Seq, Reviewer: m.session.Reviewer()}
	m.showDraft(d.Seq, nil)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait()} }
}

// showDraft puts the draft on the card's copy of the sample.
func (m *model) showDraft(seq uint64, d *review.Draft) {
	if d == nil {
		delete(m.drafts, seq)
	} else {
		m.drafts[seq] = true
	}
	if it := m.current(); it != nil && it.Sample.Seq == seq {
		it.Draft = d
		m.stale()
	}
}

// draftsLeft are the ids of the samples of which this sitting leaves a half-written
// edit. A decision ends the draft of its sample.
func (m *model) draftsLeft() []string {
	var out []string
	for _, seq := range slices.Sorted(maps.Keys(m.drafts)) {
		it, err := m.session.Item(seq)
		if err == nil && (it.Draft != nil || !it.State.Decided()) {
			out = append(out, it.Sample.ID)
		}
	}
	return out
}

func (m *model) draftKept(msg draftKeptMsg) {
	if msg.err != nil {
		m.status.say(levelBad, "the draft is NOT saved: "+msg.err.Error())
		return
	}
	if it := m.current(); it != nil && it.Draft != nil {
		m.status.saved(shortID(it.Sample.ID)+" as a draft; "+m.opts.Keys.of(actEdit)+" goes on with it", m.opts.Keys.of(actEdit))
	}
}

// draftSections show what a half-written edit would change: it stands under the
// texts as they are, since nothing of it is decided.
func (m *model) draftSections(it *review.Item, w int) []section {
	if it.Draft == nil {
		return nil
	}
	var out []section
	now, edit := m.texts(it), m.opts.Keys.of(actEdit)
	for _, part := range m.kind.parts(m, it) {
		text, has := it.Draft.Texts[part]
		if !has || text == now[part] {
			continue
		}
		goesOn, _ := m.st.keyed(m.st.faint, "  not decided: "+edit+" goes on with it", []string{edit})
		head := m.st.warn.text("✎ your draft of "+m.kind.partName(m, it, part)) + goesOn
		set := m.task.Target != "" && part == m.task.Target // as the text that it changes is set
		out = append(out, m.textSection(head, now[part], text, true, set, w))
	}
	return out
}
