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
	flow, next := m.flowHead(w, h), m.nextRows(w, h)
	var rows []string
	if len(m.task.Labels) > 0 {
		most := labelsRoom(h, len(flow), len(next))
		rows = append(rows, both(m.st.head.text(m.labelsTitle()), m.byName(most), w-1))
		rows = append(rows, m.labelRows(w, most)...)
		rows = append(rows, "")
	}
	rows = append(append(rows, flow...), next...)
	for i, r := range rows {
		rows[i] = " " + r
	}
	return block(rows, w, h)
}

// What stands around the labels in the pane beside the card, in rows: their heading
// and the gap below, and the next samples that are shown at the least.
const headAndGap, nextLeast = 2, 5

// labelsRoom is how many of h rows the labels may take, beside flow rows of progress
// and the next samples: the rows that would stay empty, too.
func labelsRoom(h, flow, next int) int {
	return max(3, h/3, h-headAndGap-flow-min(next, nextLeast))
}

// noticeRoom is how many of h rows what a stream has to say may take, beside flow
// rows of progress, all labels and the next samples: the rows that would stay empty,
// and some in any case.
func (m *model) noticeRoom(w, h, flow int) int {
	const least = 6
	if n := len(m.task.Labels); n > 0 {
		flow += headAndGap + n
	}
	return max(least, h-flow-min(len(m.nextRows(w, nextLeast)), nextLeast))
}

// labelsShown is how many labels the pane beside the card lists.
func (m *model) labelsShown() int {
	w, h := m.lay.side.w, m.lay.side.h
	most := labelsRoom(h, len(m.flowHead(w, h)), len(m.nextRows(w, h)))
	if n := len(m.task.Labels); n <= most {
		return n
	}
	return most - 1
}

// flowRows tell of progress, stream and queue in h rows, from the most important
// on.
func (m *model) flowRows(w, h int) []string {
	rows := m.flowHead(w, h)
	return append(rows, m.nextRows(w, h-len(rows))...)
}

// flowHead tells of progress and stream, for a pane of h rows, and names the list
// of what comes next.
func (m *model) flowHead(w, h int) []string {
	rows := append([]string{m.st.head.text("PROGRESS")}, m.progressRows(w)...)
	if s := m.news.Stream; s != nil {
		rows = append(rows, "", both(m.st.head.text("STREAM"), m.streamKey()+" ", w-1))
		made, partial := m.streamRows(w), m.partialRows(w)
		const nextHead = 2
		most := m.noticeRoom(w, h, len(rows)+len(made)+len(partial)+nextHead)
		rows = append(append(append(rows, made...), m.noticeRows(s, w-1, most)...), partial...)
	}
	return append(rows, "", m.st.head.text("NEXT"))
}

// noticeRows say in at most so many rows why a stream waits or failed, and what to
// do.
func (m *model) noticeRows(s *review.Stream, w, most int) []string {
	if s.Message == "" {
		return nil
	}
	const hintLeast = 2
	hint := wrap(s.Hint, w)
	if s.Hint == "" {
		hint = nil
	}
	message := shortened(wrap(s.Message, w), most-min(len(hint), hintLeast), w)
	var rows []string
	for _, r := range message {
		rows = append(rows, m.st.warn.text(r))
	}
	for _, r := range shortened(hint, most-len(message), w) {
		rows = append(rows, m.st.faint.text(r))
	}
	return rows
}

// labelRows list the labels with their keys; where there are more than most,
// the picker has the rest.
func (m *model) labelRows(w, most int) []string {
	it := m.current()
	var rows []string
	for i, t := range m.kind.labels(m, it) {
		if i == most-1 && len(m.task.Labels) > most {
			key := blank(cells(m.pickerKey()))
			if m.labelKeysWork() {
				key = m.st.key.text(m.pickerKey())
			}
			return append(rows, key+m.st.faint.text("   "+oneLine(m.moreLabels(it, i), w-cells(key)-4)))
		}
		keys, marks := m.labelKeys(t)+" ", ""
		if m.opts.ReadOnly {
			keys = "" // no label has a key here, ever
		}
		if !m.cardCovered() {
			marks = m.whoSays(it, t)
		}
		rows = append(rows, both(keys+t.sign+m.labelText(t), marks+" ", w-1))
	}
	return rows
}

// moreLabels tell how many labels there are from the given one on, and which of
// them are given.
func (m *model) moreLabels(it *review.Item, from int) string {
	tags := m.kind.labels(m, it)[from:]
	text := fmt.Sprintf("%d more", len(tags))
	var given []string
	for _, t := range tags {
		if !m.cardCovered() && m.whoSays(it, t) != "" {
			given = append(given, t.name)
		}
	}
	if len(given) > 0 {
		text += ", with " + strings.Join(given, ", ")
	}
	return text
}

// whoSays marks a label that the model, or the reviewer, has given.
func (m *model) whoSays(it *review.Item, t tag) string {
	text := ""
	if t.model {
		text = m.st.accent.text(" ◂ model")
	}
	if m.isGiven(it, t) {
		text += m.st.good.text(" ● " + m.whose(it))
	}
	return text
}

// isGiven tells that a reviewer has given the label.
func (m *model) isGiven(it *review.Item, t tag) bool {
	switch {
	case it == nil || !t.stands:
		return false
	case m.unconfirmed(it): // of ratings, what is put together may have changed another part
		return m.task.Kind != review.Rate || !t.model
	}
	return it.State.Decided() && it.State.Verdict != review.Reject
}

// labelsTitle is what the task's answers are called in their list.
func (m *model) labelsTitle() string {
	switch m.task.Kind {
	case review.Prefer:
		return "ANSWERS"
	case review.Rate:
		if r, ok := m.kind.(*rateKind); ok {
			return "LEVELS" + r.ofPart(m, m.current())
		}
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
	full, rest := bar(share, w-2)
	if c.Samples == 0 {
		return []string{m.st.faint.text("no samples yet")}
	}
	rows := []string{
		fmt.Sprintf("%s of %s decided", grouped(c.Decided()), grouped(c.Samples)),
		m.st.bar.text(full) + m.st.faint.text(rest),
	}
	if goal := m.goalText(); goal != "" {
		full, rest := bar(m.goalShare(), w-3-cells(goal)) // ends where the bar above does
		rows = append(rows, goal+" "+m.st.accent.text(full)+m.st.faint.text(rest))
	}
	for _, r := range inRows(strings.Split(m.paceText(), paceBetween), w-1) {
		rows = append(rows, m.st.faint.text(r))
	}
	var by []string
	for _, v := range review.Verdicts {
		if n := c.ByVerdict[v]; n > 0 {
			by = append(by, fmt.Sprintf("%d %s", n, m.pastCounted(v)))
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
	left, text := m.left()
	per, ok := m.pace.perDecision()
	if !ok || left == 0 {
		return text
	}
	return strings.Join([]string{
		text,
		spell(time.Duration(per*float64(left)*float64(time.Second))) + " to go",
		fmt.Sprintf("%.1f s each", per),
	}, paceBetween)
}

// left is how many samples the queue still holds, and says it. How many match a
// filter is known where the queue was read to its end; to count more of them
// would take a walk through the project. It is 0 where it is not known.
func (m *model) left() (n int, text string) {
	all := m.news.Counts.Undecided()
	if m.bulk != nil {
		return 0, grouped(all) + " left" // the queue is read again when it is done
	}
	if _, filter := m.session.Chosen(); filter.IsZero() || !m.win.ready {
		return all, grouped(all) + " left"
	}
	n = len(m.win.next)
	if m.win.cur != nil {
		n++
	}
	n = min(n, all) // while much is decided at once what was read is behind
	if !m.win.end && n < all {
		return 0, fmt.Sprintf("over %d of %s left match", n, grouped(all))
	}
	return n, fmt.Sprintf("%d of %s left match", n, grouped(all))
}

// streamKey is what the key of the generation would do now. In a pane it means
// something else.
func (m *model) streamKey() string {
	s, does := m.news.Stream, " pauses"
	if m.pane != nil || m.opts.Stream == nil || s.Phase == review.StreamDone || s.Exhausted {
		return ""
	}
	if goesOn(s) {
		does = " resumes"
	}
	return m.st.key.text(m.opts.Keys.of(actStream)) + m.st.faint.text(does)
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
	return rows
}

// partialRows are the end of the text that is being written.
func (m *model) partialRows(w int) []string {
	var rows []string
	if s := m.news.Stream; s.Partial != "" {
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
		return m.st.bad.text("✗ " + phaseWord(p))
	case review.StreamWaiting, review.StreamPaused:
		return m.st.warn.text(phaseWord(p))
	case review.StreamDone:
		return m.st.good.text(phaseWord(p))
	}
	return m.st.accent.text(phaseWord(p))
}

func phaseWord(p review.StreamPhase) string {
	switch p {
	case review.StreamFailed:
		return "stopped"
	case review.StreamWaiting:
		return "waiting"
	case review.StreamPaused:
		return "paused"
	case review.StreamDone:
		return "done"
	}
	return "streaming"
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

// shortened are the first n of some rows of a text; that there is more of it is
// said at their end.
func shortened(rows []string, n, w int) []string {
	if len(rows) <= n {
		return rows
	}
	short := slices.Clone(firstRows(rows, max(1, n)))
	last := len(short) - 1
	short[last] = oneLine(strings.Join(rows[last:], " "), w)
	return short
}

func firstRows(rows []string, n int) []string { return rows[:min(n, len(rows))] }

func lastRows(rows []string, n int) []string { return rows[max(0, len(rows)-n):] }
