package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// keepDraft saves what stands in an open editor, or in a note; where that is the
// text as it was, there is no draft any more.
func (m *model) keepDraft() tea.Cmd {
	switch p := m.pane.(type) {
	case *editor:
		if !p.changed() {
			return m.dropDraft(&p.item)
		}
		return m.keepTexts(&p.item, p.texts, p.base, p.parts[p.at])
	case *notePane:
		if !p.isChanged() {
			return m.dropNote(&p.item)
		}
		return m.keepNote(p)
	}
	return nil
}

// halfWritten is what stands in an open editor, or in a note, and is to be kept.
func (m *model) halfWritten() (d review.Draft, ok bool) {
	switch p := m.pane.(type) {
	case *editor:
		if p.changed() {
			return m.draftOf(&p.item, p.texts, p.base, p.parts[p.at]), true
		}
	case *notePane:
		if p.isChanged() {
			return m.noteOf(p), true
		}
	}
	return d, false
}

// draftOn is the sample's draft by now, nil for none: a pane may have the sample as it
// was when it opened.
func (m *model) draftOn(it *review.Item) *review.Draft {
	if cur := m.current(); cur != nil && cur.Sample.Seq == it.Sample.Seq {
		return cur.Draft
	}
	return it.Draft
}

// keepTexts saves texts that differ from those of the sample as a draft; field is
// the one that was being edited.
func (m *model) keepTexts(it *review.Item, texts, base map[string]string, field string) tea.Cmd {
	d := m.draftOf(it, texts, base, field)
	m.showDraft(d.Seq, &d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{err: wait()} }
}

func (m *model) draftOf(it *review.Item, texts, base map[string]string, field string) review.Draft {
	texts = maps.Clone(texts)
	maps.DeleteFunc(texts, func(name, text string) bool { return text == base[name] })
	d := review.Draft{Seq: it.Sample.Seq, Reviewer: m.session.Reviewer(), Texts: texts, Field: field}
	if was := m.draftOn(it); was != nil {
		d.Note = was.Note
	}
	return d
}

// leavesDraft says once that a decision would do away with the sample's draft,
// where it says something else: an undo does not bring a draft back. The next
// decision on the same card is meant.
func (m *model) leavesDraft(it *review.Item, dec review.Decision) bool {
	draft := it.Draft
	if cur := m.current(); draft != nil && cur != nil && cur.Sample.Seq == it.Sample.Seq {
		draft = cur.Draft // a pane may have the sample as it was when it opened
	}
	if draft == nil || !dec.Verdict.Final() {
		return false
	}
	decided := m.kind.texts(m, it, dec.After)
	for name, text := range draft.Texts {
		if now, ok := decided[name]; ok && now != text || dec.Verdict == review.Reject {
			edit := m.opts.Keys.of(actEdit)
			return m.asksFirst(it, "it has a draft: "+edit+" goes on with it, the same key again decides without it", edit)
		}
	}
	return false
}

// asksFirst says what a key would do away with, once for a card, and tells whether
// it did.
func (m *model) asksFirst(it *review.Item, text string, keys ...string) bool {
	if m.win.asked == it.Sample.Seq {
		return false
	}
	m.win.asked = it.Sample.Seq
	m.status.say(levelWarn, text, keys...)
	m.letGo() // nobody has read it when typing those
	return true
}

// drafted are the sample's texts with what the draft changes in them.
func (m *model) drafted(it *review.Item) map[string]string {
	texts := maps.Clone(m.texts(it))
	if it.Draft == nil {
		return texts
	}
	for name, text := range it.Draft.Texts {
		if _, ok := texts[name]; ok {
			texts[name] = text
		}
	}
	return texts
}

// dropDraft removes the sample's draft, where there is one.
func (m *model) dropDraft(it *review.Item) tea.Cmd {
	cur := m.current()
	if it.Draft == nil && (cur == nil || cur.Draft == nil) {
		return nil
	}
	d := m.draftOf(it, nil, nil, "")
	m.showDraft(d.Seq, &d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{err: wait()} }
}

// showDraft puts the draft on every copy of the sample: one that is visited comes
// up from the queue, too.
func (m *model) showDraft(seq uint64, d *review.Draft) {
	m.leftBehind(*d)
	if d.IsEmpty() {
		d = nil
	}
	m.eachCopy(seq, func(it *review.Item) { it.Draft = d })
	m.stale()
}

// leftBehind remembers what this sitting has half written of a sample.
func (m *model) leftBehind(d review.Draft) {
	m.drafts[d.Seq], m.notes[d.Seq] = len(d.Texts) > 0, d.Note != nil
}

// draftsLeft are the ids of the samples of which this sitting leaves a half-written
// edit. A decision ends the draft of its sample.
func (m *model) draftsLeft() []string {
	var out []string
	for _, seq := range slices.Sorted(maps.Keys(m.drafts)) {
		it, err := m.session.Item(seq)
		if err == nil && m.drafts[seq] && (it.Draft != nil && len(it.Draft.Texts) > 0 || !it.State.Decided()) {
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
	if it := m.current(); !msg.note && it != nil && it.Draft != nil && len(it.Draft.Texts) > 0 && m.win.asked != it.Sample.Seq { // what was asked stays
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
	if note, half := halfTyped(it); half {
		head, keys := "  not kept yet", []string(nil)
		if k := m.opts.Keys; k.has(actNote) {
			head, keys = head+": "+k.of(actNote)+" goes on with it", []string{k.of(actNote)}
		}
		goesOn, _ := m.st.keyed(m.st.faint, head, keys)
		out = append(out, m.textSection(m.st.warn.text("✎ your half-typed note")+goesOn, note, "", false, false, w))
	}
	return out
}
