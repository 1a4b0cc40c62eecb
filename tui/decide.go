package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// decideKey handles the keys that change the project without a pane.
func (m *model) decideKey(a action) tea.Cmd {
	if m.refusesToSave() {
		return nil
	}
	if len(m.unanswered) >= maxUnsaved {
		m.status.say(levelWarn, diskBehind)
		return nil
	}
	if m.bulk != nil {
		m.status.say(levelWarn, "a bulk action is under way: nothing else is decided meanwhile")
		return nil
	}
	switch a {
	case actUndo:
		return m.bringing(m.submit(m.session.Undo(), review.OpUndo, 0))
	case actRedo:
		return m.bringing(m.submit(m.session.Redo(), review.OpRedo, 0))
	}
	it := m.current()
	if it == nil {
		m.noSample()
		return nil
	}
	switch a {
	case actAccept:
		return m.confirm(it)
	case actReject:
		return m.decide(it, review.Decision{Verdict: review.Reject, Before: it.Sample.Suggestion})
	case actDefer:
		return m.decide(it, review.Decision{Verdict: review.Defer, Before: it.Sample.Suggestion})
	case actFlag:
		it.State.Flag = !it.State.Flag
		m.stale()
		return m.submit(m.session.Flag(it.Sample.Seq, it.State.Flag), review.OpFlag, it.Sample.Seq)
	}
	return nil
}

// label gives the sample on the card the i-th label of the task.
func (m *model) label(i int) tea.Cmd {
	it := m.current()
	if m.refusesToSave() {
		return nil
	}
	if it == nil {
		m.noSample()
		return nil
	}
	return m.kind.label(m, it, i)
}

// decideAs decides that the sample should say after.
func (m *model) decideAs(it *review.Item, after review.Answer) tea.Cmd {
	dec, err := review.Decide(m.task, it.Sample, after)
	if err != nil {
		m.refused(err)
		return nil
	}
	return m.decide(it, dec)
}

// decide hands the decision to the desk, moves on, and waits in a command.
func (m *model) decide(it *review.Item, dec review.Decision) tea.Cmd {
	if m.refusesToSave() {
		return nil
	}
	if len(m.unanswered) >= maxUnsaved {
		m.status.say(levelWarn, diskBehind)
		return nil
	}
	if m.bulk != nil {
		m.status.say(levelWarn, "a bulk action is under way: nothing else is decided meanwhile")
		return nil
	}
	if m.leavesDraft(it, dec) {
		return nil
	}
	order, _ := m.session.Chosen()
	m.active() // a click decides too
	dec.Seconds = m.clock.read(m.desk.Now()).Seconds()
	dec.Shown = review.Shown{
		Suggestion: it.Sample.Suggested,
		Confidence: it.Confidence,
		Order:      order,
	}
	m.kind.shown(m, it, &dec.Shown)
	seq, name := it.Sample.Seq, it.Sample.ID
	m.pace.add(dec.Seconds)
	m.stamina.decided(dec.Seconds)
	m.status.aside = ""
	cmd := m.submit(m.session.Decide(seq, dec), review.OpDecide, seq)
	m.status.saving(dec.Verdict, name)
	m.visit = nil
	m.win.advance(seq)
	m.cameUp()
	return tea.Batch(cmd, m.moved())
}

// whose names who gave the answer that stands: the reviewer at this screen is
// you.
func (m *model) whose(it *review.Item) string {
	if it.Decision == nil || it.Decision.Reviewer == m.session.Reviewer() || m.unconfirmed(it) {
		return "you"
	}
	return oneLine(it.Decision.Reviewer, 12)
}

// asked is an action that was handed to the desk and not answered yet.
type asked struct {
	ticket *review.Ticket
	op     review.Op
	seq    uint64
}

// submit counts an action as unsaved until its ticket is answered. Decisions,
// undo and redo change the queue, so it is read again.
func (m *model) submit(t *review.Ticket, op review.Op, seq uint64) tea.Cmd {
	m.unanswered = append(m.unanswered, asked{t, op, seq})
	if op != review.OpDecide {
		m.status.say(levelInfo, "saving…")
	}
	var wait tea.Cmd
	if len(m.unanswered) == 1 {
		wait = m.awaitAnswer()
	}
	return wait
}

// awaitAnswer waits for the oldest unanswered action. One at a time is waited
// for, so that the answers come in the order of the keys.
func (m *model) awaitAnswer() tea.Cmd {
	if len(m.unanswered) == 0 {
		return nil
	}
	first, session := m.unanswered[0], m.session
	return func() tea.Msg {
		change, err := first.ticket.Result()
		msg := savedMsg{change: change, err: err, asked: first.op, seq: first.seq}
		if err == nil {
			msg.seq = change.Entry.Seq
		}
		if msg.seq != 0 {
			// A failing read leaves the item empty; the card then stays as it is.
			msg.item, _ = session.Item(msg.seq)
		}
		return msg
	}
}

// onSaved takes the answer to an action, and does what waited for it.
func (m *model) onSaved(msg savedMsg) tea.Cmd {
	m.unanswered = m.unanswered[1:]
	cmd := m.tellSaved(msg)
	return tea.Batch(cmd, m.catchUp())
}

// tellSaved says what became of an action, and only now says "saved".
func (m *model) tellSaved(msg savedMsg) tea.Cmd {
	next := m.awaitAnswer()
	brings := msg.asked == review.OpUndo || msg.asked == review.OpRedo
	if msg.err != nil {
		again := m.onNotSaved(msg)
		if brings {
			m.notBrought()
		}
		return tea.Batch(next, again)
	}
	m.tally.count(msg.change)
	if msg.asked == review.OpUndo {
		m.undoable--
	} else {
		m.undoable++
	}
	m.foot.drop() // undo comes or goes
	name := shortID(msg.item.Sample.ID)
	switch msg.asked {
	case review.OpDecide:
		m.status.saved(m.describe(msg.change.Entry, msg.item))
		if text := m.aside(); text != "" {
			m.status.aside = text
		}
		if msg.change.Now.Verdict == review.Defer {
			return tea.Batch(next, m.refresh()) // it is in the queue again, at the end
		}
		return next
	case review.OpUndo, review.OpRedo:
		if msg.change.Entry.Bulk != nil && m.bulk == nil {
			return tea.Batch(next, m.backOn(msg.change), m.brought())
		}
		return tea.Batch(next, m.onUndone(msg, name), m.brought())
	case review.OpFlag:
		m.status.saved(name + map[bool]string{true: " flagged", false: " no longer flagged"}[msg.change.Now.Flag])
	case review.OpNote:
		m.status.saved(name + map[bool]string{true: " with its note", false: " without its note"}[msg.change.Now.Note != ""])
	}
	if !slices.ContainsFunc(m.unanswered, func(a asked) bool { return a.seq == msg.seq }) { // else the card is further on
		m.replace(msg.item)
	}
	if msg.asked == review.OpNote {
		return tea.Batch(next, m.dropNote(&msg.item)) // it is typed to its end
	}
	return next
}

// onUndone shows the sample that an undo or redo concerns.
func (m *model) onUndone(msg savedMsg, name string) tea.Cmd {
	verb := "undone and saved"
	if msg.asked == review.OpRedo {
		verb = "done again and saved"
		if v := msg.item.State.Verdict; v != "" {
			name += " " + past(v)
			if words := m.wordsOn(&msg.item, msg.item.Answer(), false); words != "" && v != review.Reject && v != review.Defer {
				name += " as " + words
			}
		}
	}
	m.replace(msg.item)
	m.status.say(levelGood, fmt.Sprintf("%s: %s", verb, name))
	open := !msg.item.State.Decided() && msg.item.State.Verdict != review.Defer
	if open || msg.asked == review.OpUndo {
		m.visit = &visit{item: msg.item, entry: msg.item.State.Decision}
	} else if m.visit != nil && m.visit.item.Sample.Seq == msg.seq {
		m.visit = nil
	}
	if !open {
		m.win.advance(msg.seq)
	}
	m.cameUp()
	return m.changed()
}

// onNotSaved puts things back and says what failed. The sample is back on the
// card in the frame that says so: a key typed on reading it is meant for it.
// The queue is read again, which has it too.
func (m *model) onNotSaved(msg savedMsg) tea.Cmd {
	if expected(msg.err) {
		m.status.say(levelHint, msg.err.Error())
		return nil
	}
	text := "NOT saved"
	if msg.asked == review.OpDecide && msg.item.Sample.Seq != 0 {
		text += ", decide " + shortID(msg.item.Sample.ID) + " again"
	}
	m.status.say(levelBad, text+": "+strings.TrimPrefix(msg.err.Error(), "saving: "))
	m.letGo() // it was meant for those behind the one that comes back
	m.tally.fail(msg.seq)
	m.replace(msg.item)
	if msg.asked != review.OpDecide {
		return nil
	}
	if msg.item.Sample.Seq == 0 { // its reading failed too
		return tea.Batch(m.visitItem(msg.seq), m.changed())
	}
	m.visit = &visit{item: msg.item, entry: msg.item.State.Decision}
	m.cameUp()
	return m.changed()
}

// expected tells errors that are no failure of saving.
func expected(err error) bool {
	return errors.Is(err, review.ErrNothingToUndo) || errors.Is(err, review.ErrNothingToRedo) ||
		errors.Is(err, review.ErrChangedSince)
}

// replace puts the newest reading of a sample where the old one is shown.
func (m *model) replace(it review.Item) {
	if it.Sample.Seq == 0 {
		return
	}
	m.stale()
	m.eachCopy(it.Sample.Seq, func(shown *review.Item) { *shown = it })
}

// eachCopy changes a sample wherever it is shown or about to be.
func (m *model) eachCopy(seq uint64, change func(*review.Item)) {
	if m.visit != nil && m.visit.item.Sample.Seq == seq {
		change(&m.visit.item)
	}
	if m.win.cur != nil && m.win.cur.Sample.Seq == seq {
		change(m.win.cur)
	}
	for i := range m.win.next {
		if m.win.next[i].Sample.Seq == seq {
			change(&m.win.next[i])
		}
	}
}
