package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"winnow/review"
)

// sideRows is the pane beside the card: labels with keys, progress, the
// stream, and what comes next in what room is left.
func (m *model) sideRows(w, h int) []string {
	var rows []string
	if len(m.task.Labels) > 0 {
		rows = append(rows, m.st.head.text(m.labelsTitle()))
		rows = append(rows, m.labelRows(w, max(3, h/3))...)
		rows = append(rows, "")
	}
	rows = append(rows, m.st.head.text("PROGRESS"))
	rows = append(rows, m.progressRows(w)...)
	if m.news.Stream != nil {
		rows = append(rows, "", m.st.head.text("STREAM"))
		rows = append(rows, m.streamRows(w)...)
	}
	rows = append(rows, "", m.st.head.text("NEXT"))
	rows = append(rows, m.nextRows(w, h-len(rows))...)
	for i, r := range rows {
		rows[i] = " " + r
	}
	return block(rows, w, h)
}

// labelRows list the labels with their keys; where there are more than most,
// the picker has the rest.
func (m *model) labelRows(w, most int) []string {
	it := m.current()
	mine := it != nil && (it.State.Decided() && it.State.Verdict != review.Reject || m.unconfirmed(it))
	var rows []string
	for i, t := range m.kind.labels(m, it) {
		if i == most-1 && len(m.task.Labels) > most {
			return append(rows, m.st.key.text(m.pickerKey())+m.st.faint.text(fmt.Sprintf("   %d more", len(m.task.Labels)-i)))
		}
		tail := ""
		switch {
		case mine && t.stands && t.model:
			tail = m.st.accent.text(" ◂") + m.st.good.text(" ● "+m.whose(it))
		case mine && t.stands:
			tail = m.st.good.text(" ● " + m.whose(it))
		case t.model:
			tail = m.st.accent.text(" ◂ model")
		}
		rows = append(rows, both(m.labelKeys(t)+" "+t.sign+m.labelText(t), tail+" ", w-1))
	}
	return rows
}

// labelsTitle is what the task's answers are called in their list.
func (m *model) labelsTitle() string {
	switch m.task.Kind {
	case review.Prefer:
		return "ANSWERS"
	case review.Rate:
		return "LEVELS"
	}
	return "LABELS"
}

func (m *model) progressRows(w int) []string {
	c := m.news.Counts
	share := 0.0
	if c.Samples > 0 {
		share = float64(c.Decided()) / float64(c.Samples)
	}
	full, rest := bar(share, w-3)
	rows := []string{
		fmt.Sprintf("%d of %d decided", c.Decided(), c.Samples),
		m.st.bar.text(full) + m.st.faint.text(rest),
	}
	if goal := m.goalText(); goal != "" {
		const most = 12 // cells: smaller than the bar of the project
		full, rest := bar(m.goalShare(), min(most, w-3-cells(goal)))
		rows = append(rows, goal+" "+m.st.accent.text(full)+m.st.faint.text(rest))
	}
	for _, r := range inRows(strings.Split(m.paceText(), paceBetween), w-1) {
		rows = append(rows, m.st.faint.text(r))
	}
	var by []string
	for _, v := range review.Verdicts {
		if n := c.ByVerdict[v]; n > 0 {
			by = append(by, fmt.Sprintf("%d %s", n, past(v)))
		}
	}
	if c.Flagged > 0 {
		by = append(by, fmt.Sprintf("%d flagged", c.Flagged))
	}
	if len(by) > 0 {
		for _, r := range inRows(by, w-1) {
			rows = append(rows, m.st.faint.text(r))
		}
	}
	return rows
}

// paceBetween stands between the parts of the pace, which are not broken.
const paceBetween = " · "

func (m *model) paceText() string {
	left := m.news.Counts.Undecided()
	per, ok := m.pace.perDecision()
	if !ok || left == 0 {
		return fmt.Sprintf("%d left", left)
	}
	return strings.Join([]string{
		fmt.Sprintf("%d left", left),
		spell(time.Duration(per*float64(left)*float64(time.Second))) + " to go",
		fmt.Sprintf("%.1f s each", per),
	}, paceBetween)
}

func (m *model) streamRows(w int) []string {
	s := m.news.Stream
	rows := []string{both(oneLine(s.Source, w-12), m.phaseText(s.Phase)+" ", w-1)}
	made := []string{fmt.Sprintf("%d of %d made", s.Made, s.Wanted)}
	for _, c := range []struct {
		n    int
		what string
	}{{s.Rejected, "unusable"}, {s.Filtered, "held back"}, {s.Duplicates, "repeated"}, {s.Tokens, "tokens"}} {
		if c.n > 0 {
			made = append(made, grouped(c.n)+" "+c.what)
		}
	}
	if s.USD > 0 {
		made = append(made, dollars(s.USD))
	}
	for _, r := range inRows(made, w-1) {
		rows = append(rows, m.st.faint.text(r))
	}
	if s.Message != "" {
		for _, r := range firstRows(wrap(s.Message, w-1), 4) {
			rows = append(rows, m.st.warn.text(r))
		}
		for _, r := range firstRows(wrap(s.Hint, w-1), 2) {
			rows = append(rows, m.st.faint.text(r))
		}
	}
	if goesOn(s) {
		rows = append(rows, m.st.key.text(m.opts.Keys.of(actStream))+m.st.faint.text(" goes on"))
	}
	if s.Partial != "" {
		sign := m.st.accent.text("… ")
		for _, r := range lastRows(wrap(tail(s.Partial, partialMost), w-4), 3) {
			rows = append(rows, sign+m.st.faint.text(r))
			sign = "  "
		}
	}
	return rows
}

func (m *model) phaseText(p review.StreamPhase) string {
	switch p {
	case review.StreamFailed:
		return m.st.bad.text("✗ stopped")
	case review.StreamWaiting:
		return m.st.warn.text("waiting")
	case review.StreamPaused:
		return m.st.warn.text("paused")
	case review.StreamDone:
		return m.st.good.text("done")
	}
	return m.st.accent.text("streaming")
}

func (m *model) nextRows(w, most int) []string {
	next := m.win.next
	if m.visit != nil && m.win.cur != nil {
		next = append([]review.Item{*m.win.cur}, next...)
	}
	var rows []string
	for _, it := range next {
		if len(rows) >= most {
			break
		}
		if m.visit == nil || it.Sample.Seq != m.visit.item.Sample.Seq {
			rows = append(rows, m.confidence(it.Confidence)+" "+m.st.faint.text(oneLine(m.gist(it), w-7)))
		}
	}
	if len(rows) == 0 {
		rows = append(rows, m.st.faint.text("nothing"))
	}
	return rows
}

// gist is the text by which a sample is recognised in a list.
func (m *model) gist(it review.Item) string {
	if t := opening(it.Sample.Suggestion.Turns); t != "" {
		return t
	}
	if t := it.Sample.Suggestion.Prose(); t != "" {
		return t
	}
	fields := slices.Clone(it.Sample.Fields)
	if m.task.Kind == review.Rate { // what is rated stands last, often behind the same words
		slices.Reverse(fields)
	}
	for _, f := range fields {
		if t := it.Field(f.Name); t != "" {
			return t
		}
	}
	return it.Sample.ID
}

// partialMost is how much of a half-written text is laid out, in bytes.
const partialMost = 600

// tail is the end of a text, cut at a character.
func tail(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[len(s)-most:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

func firstRows(rows []string, n int) []string { return rows[:min(n, len(rows))] }

func lastRows(rows []string, n int) []string { return rows[max(0, len(rows)-n):] }
