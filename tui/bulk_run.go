package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// The three ways of a bulk action.
const (
	bulkForward = iota
	bulkUndo
	bulkRedo
)

// bulkWork is a bulk action under way, or the undoing or redoing of one. While
// there is one no other decision is taken, so that undo finds it in one piece.
type bulkWork struct {
	run      *review.BulkRun
	way      int
	done     string // what becomes of each sample
	before   int    // what was done before the first step
	progress review.BulkProgress
	stop     bool
}

// bulkSteppedMsg brings the outcome of one step.
type bulkSteppedMsg struct {
	run      *review.BulkRun
	progress review.BulkProgress
	more     bool
	err      error
}

// workOn lets a bulk action run, step after step.
func (m *model) workOn(run *review.BulkRun, done string, way int) tea.Cmd {
	if way == bulkForward {
		m.undoable++
		m.foot.drop()
	}
	m.status.aside = "" // which stood beside the decision before
	m.bulk = &bulkWork{run: run, way: way, done: done, progress: run.Progress()}
	if m.pane == nil {
		m.open(&bulkRunPane{})
	}
	return m.bulkStep()
}

// backOn goes on undoing or redoing the bulk action whose last entry was just
// undone or redone: all of it is one step for who reviews.
func (m *model) backOn(c review.Change) tea.Cmd {
	id, asked := c.Entry.Bulk.ID, c.Entry.Op
	var cmd tea.Cmd
	if asked == review.OpUndo {
		cmd = m.workOn(m.session.UndoBulk(id), "taken back", bulkUndo)
	} else {
		cmd = m.workOn(m.session.RedoBulk(id), "done again", bulkRedo)
	}
	if c.Now != c.Entry.Was {
		m.bulk.before = 1
	}
	return cmd
}

func (m *model) bulkStep() tea.Cmd {
	run := m.bulk.run
	return func() tea.Msg {
		more, err := run.Step()
		return bulkSteppedMsg{run, run.Progress(), more, err}
	}
}

// onBulkStepped goes on, or tells what was done. Every step was answered by the
// desk before it came here, so all that it counts is saved.
func (m *model) onBulkStepped(msg bulkSteppedMsg) tea.Cmd {
	if m.bulk == nil || m.bulk.run != msg.run {
		return nil
	}
	n := msg.progress.Done - m.bulk.progress.Done
	if m.bulk.way == bulkUndo {
		n = -n
	}
	m.tally.countBulk(msg.run.ID(), n)
	m.bulk.progress = msg.progress
	if msg.err == nil && msg.more && !m.bulk.stop {
		return m.bulkStep()
	}
	w := m.bulk
	m.bulk = nil
	if _, ours := m.pane.(*bulkRunPane); ours {
		m.pane = nil
	}
	text := w.text(m)
	switch {
	case msg.err != nil:
		m.status.say(levelBad, "NOT all saved: "+text+": "+msg.err.Error())
	case msg.more:
		m.status.say(levelWarn, "stopped: "+text)
	default:
		m.status.saved(text, m.opts.Keys.of(actUndo))
	}
	return m.restart()
}

// text says what was done, what was passed over, and what comes next.
func (w *bulkWork) text(m *model) string {
	n := w.progress.Done + w.before
	text := grouped(n) + " " + w.done
	if w.way == bulkForward {
		text += "; " + m.opts.Keys.of(actUndo) + " takes " + map[bool]string{true: "it", false: "them all"}[n == 1] + " back"
	}
	if passed := w.passed(); passed != "" {
		text += "; left out: " + passed
	}
	return text
}

func (w *bulkWork) passed() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{w.progress.Leased, "with another reviewer"},
		{w.progress.Changed, "changed meanwhile"},
		{w.progress.Open, "without a whole answer"},
	} {
		if p.n > 0 {
			parts = append(parts, grouped(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// bulkRunPane shows how far a bulk action has come.
type bulkRunPane struct{ still }

func (*bulkRunPane) hints() []hint {
	return []hint{{"esc", "stop: what is done stays, and can be undone"}}
}

func (*bulkRunPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "esc" && m.bulk != nil {
		m.bulk.stop = true
	}
	return nil, m.bulk == nil
}

func (*bulkRunPane) rows(m *model, w, _ int) []string {
	if m.bulk == nil {
		return nil
	}
	b := m.bulk
	count := grouped(b.progress.Done + b.before)
	of := b.progress.Of
	if of > 0 {
		count += " of " + grouped(of)
	}
	rows := []string{"", " " + m.st.strong.text(count+" "+b.done+" and saved")}
	if of > 0 {
		at := b.progress.Done + b.progress.Passed()
		full, rest := bar(share(at, of), max(4, min(progressMost, w-4)))
		rows = append(rows, " "+m.st.bar.text(full)+m.st.faint.text(rest))
	}
	if passed := b.passed(); passed != "" {
		rows = append(rows, " "+m.st.faint.text("left out: "+passed))
	}
	return rows
}

// bulkCutMsg tells of a bulk action that was cut short.
type bulkCutMsg struct {
	text string
	keys []string // that the text names
}

// lookForCut looks for a bulk action that the end of an earlier sitting cut
// short.
func (m *model) lookForCut() tea.Cmd {
	session, keys := m.session, m.opts.Keys
	return func() tea.Msg {
		text, named := cutText(session, keys)
		return bulkCutMsg{text, named}
	}
}

// cutText, with the keys that it names, is "" when there is none. What cannot be
// read shows where it is used. The filter, which may be long, stands at the end.
func cutText(session *review.Session, keys Keymap) (text string, named []string) {
	b, op, cut, err := session.BulkCut()
	undo, redo, search := keys.of(actUndo), keys.of(actRedo), keys.of(actSearch)
	switch {
	case err != nil || !cut:
		return "", nil
	case op == review.OpUndo:
		return fmt.Sprintf("undoing a bulk action was cut short: %s goes on, %s does it again", undo, redo), []string{undo, redo}
	case op == review.OpRedo:
		return fmt.Sprintf("redoing a bulk action was cut short: %s goes on, %s takes it back", redo, undo), []string{redo, undo}
	}
	return fmt.Sprintf("a bulk action stopped at %s of %s: %s takes it back; %s finds the rest: %s",
		grouped(b.N), grouped(b.Count), undo, search, oneLine(b.Filter, 40)), []string{undo, search}
}

// bulkWords tell that a decision was made together with others, "" for one
// alone.
func bulkWords(e *review.Entry) string {
	if e == nil || e.Bulk == nil {
		return ""
	}
	text := "decided in bulk"
	if e.Bulk.Count > 0 {
		text += fmt.Sprintf(", one of %s that matched %s", grouped(e.Bulk.Count), oneLine(e.Bulk.Filter, 60))
	}
	return text + ": nobody looked at it by itself"
}
