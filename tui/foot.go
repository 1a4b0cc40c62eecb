package tui

import (
	"fmt"
	"slices"
	"strings"

	"winnow/review"
	"winnow/tui/visible"
)

const (
	labelMost   = 28 // cells of a label's name in lists
	barMost     = 28 // cells of a bar
	altsAtMost  = 6  // alternatives shown
	footShare   = 3  // the foot takes at most 1/footShare of the card
	footAtLeast = 2
	suggestMost = 3  // rows of what is suggested
	reasonLeast = 14 // cells of a reason that say something
)

// footMost is how many rows the foot may take: a share of the card, and what a
// short text leaves.
func (m *model) footMost(h int) int {
	most := max(footAtLeast, h/footShare)
	rows, more := m.card.take(m.st, 0, h)
	if more {
		return most
	}
	const headAndGaps = 3 // the head, and the empty rows under it and over the foot
	return max(most, h-headAndGaps-max(len(rows), footAt))
}

// footRows stay under the text: the suggestion with its reason, the other
// answers as bars, and the standing decision. They take most rows at most.
func (m *model) footRows(it *review.Item, w, most int) []string {
	rows := m.kind.foot(m, it, w, most)
	if it.State.Verdict != "" && it.Decision != nil {
		rows = append(rows, m.decisionRow(it, w))
	}
	if len(rows) > most {
		rows = append(rows[:most-1], rows[len(rows)-1])
	}
	return append([]string{""}, rows...)
}

// suggestionRows say what the model suggests and how sure that is, in at most
// most rows.
func (m *model) suggestionRows(it *review.Item, w, most int) []string {
	if !it.Sample.Suggested {
		return []string{m.st.warn.text("no suggestion: choose a label")}
	}
	const lead = "suggestion "
	words := suggestedWords(m.kind.words(m, it.Sample.Suggestion), w-len(lead), w/2, min(suggestMost, most-1))
	rows := make([]string, len(words))
	for i, r := range words {
		rows[i] = blank(len(lead)) + m.st.accent.text(r)
	}
	rows[0] = m.st.faint.text(lead) + m.st.accent.text(words[0])
	last := len(rows) - 1
	if w-cells(rows[last]) < reasonLeast && most-last <= footAtLeast {
		return rows // what is accepted comes before why
	}
	return append(rows[:last], m.withReason(rows[last], it, w, most-last)...)
}

// suggestedWords are words on at most most rows of w cells. What is accepted has to
// be seen whole; a reason stands behind words that are short.
func suggestedWords(words string, w, short, most int) []string {
	words = oneLine(words, 4*w)
	if cells(words) <= short || most < 2 {
		return []string{oneLine(words, w)}
	}
	rows := wrap(words, w)
	if len(rows) > most {
		rows[most-1] = oneLine(strings.Join(rows[most-1:], " "), w)
		rows = rows[:most]
	}
	return rows
}

// alternativeRows are the shares of the other answers as small bars.
func (m *model) alternativeRows(it *review.Item, w, most int) []string {
	alts := it.Sample.Alternatives
	if len(alts) == 0 || most < 1 {
		return nil
	}
	name := 0
	for _, a := range alts[:min(most, len(alts))] {
		name = max(name, cells(m.labelWord(it, a.Label)))
	}
	size := min(barMost, w-name-10)
	if size < 4 {
		return nil
	}
	suggested := it.Sample.Suggestion.LabelNames()
	var rows []string
	for i, a := range alts {
		if i == most {
			rows[i-1] = m.st.faint.text(fmt.Sprintf("  and %d more", len(alts)-most+1))
			break
		}
		full, rest := bar(a.Share, size)
		sign := "  "
		if slices.Contains(suggested, a.Label) {
			sign = m.st.accent.text("▸ ")
		}
		rows = append(rows, sign+fit(m.labelWord(it, a.Label), name)+" "+
			m.st.bar.text(full)+m.st.faint.text(rest)+fmt.Sprintf(" %.2f", a.Share))
	}
	if of := sharesOf(it); of != "" && len(rows) > 1 && cells(rows[0])+1+cells(of) <= w {
		rows[0] += " " + m.st.faint.text(of)
	}
	return rows
}

// sharesOf says what the shares of the answers are shares of, "" if the record
// does not tell: beside a confidence of another origin they would seem to
// contradict it.
func sharesOf(it *review.Item) string {
	has := func(name string) bool {
		return slices.ContainsFunc(it.Sample.Signals, func(g review.Signal) bool { return g.Name == name })
	}
	switch {
	case has(review.SignalProbs):
		return "probability"
	case has(review.SignalVotes):
		return "of the votes"
	}
	return ""
}

// decisionRow tells what stands decided about a sample that is looked at
// again.
func (m *model) decisionRow(it *review.Item, w int) string {
	e := it.Decision
	who := ""
	if e.Reviewer != m.session.Reviewer() {
		who = " by " + visible.Line(e.Reviewer)
	}
	what := past(e.Decision.Verdict)
	if said := m.said(e.Decision); said != "" {
		what = said
	}
	row := m.st.good.text("● " + what)
	when, advice := who+" on "+e.At.Local().Format("2 Jan 15:04"), ": a new decision replaces it"
	if words := m.wordsOn(it, e.Decision.After, false); words != "" {
		row += " " + m.st.strong.text(oneLine(words, max(labelMost, w-cells(row+" "+when))))
	}
	if cells(row+when+advice) > w {
		advice = ""
	}
	return fit(row+m.st.faint.text(when+advice), w)
}
