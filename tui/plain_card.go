package tui

import (
	"fmt"
	"slices"
	"strings"

	"winnow/review"
	"winnow/tui/visible"
)

// cardLines are the sample as it is read out: where it stands, its texts, what
// the model says, what was decided, and the keys of this moment.
func (s *teller) cardLines(it *review.Item) []string {
	m := s.m
	c := m.news.Counts
	head := fmt.Sprintf("Sample %s. %s of %s decided.", shortID(it.Sample.ID), grouped(c.Decided()), grouped(c.Samples))
	if _, f := m.session.Chosen(); !f.IsZero() {
		head += " Filter: " + oneLine(f.String(), plainWidth) + "."
	}
	if m.visit != nil {
		head += " This is not the queue: " + keyName(m.opts.Keys.of(actForward)) + " goes back to it."
	}
	if goal := m.goalText(); goal != "" {
		head += " " + goal + "."
	}
	lines := append([]string{"", head}, s.textLines(it)...)
	if it.Sample.Rationale != "" {
		lines = append(lines, s.text("Model's reason", it.Sample.Rationale))
	}
	if m.task.Kind != review.Chat || !it.Sample.Suggested {
		if it.Sample.Suggested {
			lines = append(lines, "Suggestion: "+strings.Join(s.answerLines(it, it.Sample.Suggestion), "; "))
		} else {
			lines = append(lines, "No suggestion")
		}
	}
	lines = append(lines, "Confidence: "+confidenceWords(it.Confidence)+" ("+oneLine(m.reason(it), plainWidth)+")")
	var others []string
	for _, a := range it.Sample.Alternatives[:min(altsAtMost, len(it.Sample.Alternatives))] {
		others = append(others, fmt.Sprintf("%s %.2f", m.labelWord(it, a.Label), a.Share))
	}
	if len(others) > 0 {
		lines = append(lines, "Shares: "+strings.Join(others, ", "))
	}
	lines = append(lines, s.stateLines(it)...)
	k, rates := m.kind.(*rateKind)
	switch {
	case m.unconfirmed(it):
		lines = append(lines, s.pendingLine(it))
	case rates && len(m.task.Requirements) > 0:
		lines = append(lines, s.nextRating(k, it))
	}
	return append(lines, "Keys: "+s.keyWords(s.momentKeys(it)))
}

// textLines are the texts that the reviewer reads, by name.
func (s *teller) textLines(it *review.Item) []string {
	m := s.m
	var lines []string
	for _, f := range it.Sample.Fields {
		if m.task.Kind == review.Prefer && slices.Contains(m.task.Answers, f.Name) {
			continue
		}
		name := f.Name
		if it.Field(f.Name) != f.Text {
			name += ", edited"
		}
		if text := it.Field(f.Name); text != "" {
			lines = append(lines, s.text(name, text))
		}
	}
	if k, ok := m.kind.(*preferKind); ok {
		for pos, i := range k.order(m, it) {
			lines = append(lines, s.text(k.place(pos), it.Field(m.task.Answers[i])))
		}
	}
	return append(lines, s.turnLines(it)...)
}

// text is a text under its name, with what it hides, from where it was read.
func (s *teller) text(name, text string) string {
	out, more := stretchOf(text, s.read)
	head := visible.Line(name) + ":"
	if n := visible.Hidden(text); n > 0 {
		head = fmt.Sprintf("%s (%d hidden character%s):", visible.Line(name), n, plural(n))
	}
	if more > 0 {
		out += fmt.Sprintf("\n(%s more characters: %s reads on)", grouped(more), keyName(s.m.opts.Keys.of(actPageDown)))
	}
	if s.read > 0 && out == "" {
		return ""
	}
	if out == "" {
		out = "(empty)"
	}
	return head + " " + out
}

// answerLines say an answer, safe to show.
func (s *teller) answerLines(it *review.Item, a review.Answer) []string {
	m := s.m
	switch m.task.Kind {
	case review.Spans:
		return s.spanLines(it, a)
	case review.Text:
		if a.Text == "" {
			return []string{"an empty response"}
		}
		out, more := stretchOf(a.Text, 0)
		if more > 0 {
			out += fmt.Sprintf(" (and %s more characters)", grouped(more))
		}
		return []string{out}
	case review.Chat:
		return []string{fmt.Sprintf("%d turn%s", len(a.Turns), plural(len(a.Turns)))}
	case review.Rate:
		var lines []string
		for _, r := range m.task.Requirements {
			level := "not rated"
			if l, ok := a.Ratings[r.Name]; ok {
				level = visible.Line(l)
			}
			lines = append(lines, visible.Line(r.Name)+": "+level)
		}
		whole := "the whole not rated"
		if a.Label != "" {
			whole = "the whole: " + visible.Line(a.Label)
		}
		if len(lines) == 0 && a.Label != "" {
			whole = visible.Line(a.Label)
		}
		return append(lines, whole)
	}
	if words := m.wordsOn(it, a, false); words != "" {
		return []string{words}
	}
	return []string{"none"}
}

func (s *teller) spanLines(it *review.Item, a review.Answer) []string {
	k, ok := s.m.kind.(*spansKind)
	if !ok || len(a.Spans) == 0 {
		return []string{"nothing is marked"}
	}
	text := k.textOf(s.m, it, a)
	p := newPoints(text)
	marks := p.stretches(a.Spans)
	if text == k.textOf(s.m, it, s.m.standing(it)) { // else it is not what was edited
		k.question(s.m, it, a, marks)
	}
	t := &spanText{points: p}
	lines := make([]string, 0, len(marks))
	for _, sp := range marks {
		lines = append(lines, s.spanSaid(t, sp))
	}
	return lines
}

// stateLines say what became of the sample.
func (s *teller) stateLines(it *review.Item) []string {
	var lines []string
	if it.State.Verdict != "" && it.Decision != nil {
		d := it.Decision
		text := "Decided: " + string(d.Decision.Verdict)
		if said := s.m.said(d.Decision); said != "" {
			text += ", " + said
		} else if it.State.Decided() && d.Decision.Verdict != review.Reject {
			text += ", " + strings.Join(s.answerLines(it, it.Answer()), "; ")
		}
		text += " by " + visible.Line(d.Reviewer) + " on " + d.At.Local().Format("2 January 15:04")
		if bulk := bulkWords(d); bulk != "" {
			text += "; " + bulk
		}
		lines = append(lines, text)
	}
	if it.State.Flag {
		lines = append(lines, "Flagged")
	}
	if it.State.Note != "" {
		lines = append(lines, s.text("Note", it.State.Note))
	}
	if note, half := halfTyped(it); half {
		lines = append(lines, s.text("A half-typed note, which is not kept yet", note))
	}
	if it.Draft != nil && len(it.Draft.Texts) > 0 {
		lines = append(lines, "There is a half-written edit: "+s.m.opts.Keys.of(actEdit)+" goes on with it")
	}
	return lines
}

func confidenceWords(c review.Confidence) string {
	p, known := c.Value()
	if !known {
		return "unknown"
	}
	words := "very low"
	switch {
	case p >= 0.95:
		words = "very high"
	case p >= 0.8:
		words = "high"
	case p >= 0.5:
		words = "middling"
	case p >= 0.25:
		words = "low"
	}
	return fmt.Sprintf("%s, %.0f percent", words, 100*p)
}

// momentKeys are the keys that decide this sample, and the most important others.
func (s *teller) momentKeys(it *review.Item) []hint {
	m := s.m
	var out []hint
	for _, b := range m.opts.Keys.footer() {
		switch {
		case isQuiet(b.action), b.action != actLabel && !m.canNow(b), m.opts.ReadOnly && b.saves():
		case b.action == actLabel:
			if _, rates := m.kind.(*rateKind); !rates { // whose levels the kind's own keys name
				out = append(out, s.labelHints(it)...)
			}
			out = append(out, s.kindHints(it)...)
		default:
			does, _, _ := strings.Cut(b.does, " (")
			does, _, _ = strings.Cut(does, ":")
			out = append(out, hint{b.show, strings.TrimSuffix(does, " in place")})
		}
	}
	return out
}

// keyWords says keys with what they do.
func (s *teller) keyWords(hints []hint) string {
	var parts []string
	for _, h := range hints {
		parts = append(parts, keyName(h.key)+" "+visible.Line(h.does))
	}
	return strings.Join(parts, ", ")
}

// keyName is a key as it is read out: signs that readers skip get names.
func keyName(key string) string {
	if name, ok := spoken()[key]; ok {
		return name
	}
	if from, to, ok := strings.Cut(key, "-"); ok && len(from) == 1 && len(to) == 1 {
		key = from + " to " + to
	}
	return visible.Line(key)
}

// spoken are the words for keys that readers skip, or read as something else.
func spoken() map[string]string {
	return map[string]string{
		"?": "question mark", "/": "slash", "=": "equals", "<": "less than", ">": "greater than", "[": "left bracket",
		"]": "right bracket", "{": "left brace", "}": "right brace", "-": "minus", ",": "comma", ".": "period",
		"pgup": "page up", "pgdn": "page down", "←": "left arrow", "→": "right arrow", "↑": "up arrow", "↓": "down arrow", "← →": "left and right arrows",
	}
}

// isQuiet tells keys that are said with all keys only, though the last line of a
// wide screen has them.
func isQuiet(a action) bool {
	switch a {
	case actHistory, actStats, actFlag, actNote, actOrder:
		return true
	}
	return false
}
