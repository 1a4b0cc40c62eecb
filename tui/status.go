package tui

import (
	"fmt"
	"time"

	"winnow/review"
)

type level int

const (
	levelInfo level = iota
	levelHint
	levelGood
	levelWarn
	levelBad
)

// status is the line that says what has just happened.
type status struct {
	level level
	text  string
	// aside stands beside it from one decision to the next, "" for nothing.
	aside string
}

func (s *status) say(l level, text string) { s.level, s.text = l, text }

// saving is shown from the key to the commit.
func (s *status) saving(v review.Verdict, id string) {
	s.say(levelInfo, fmt.Sprintf("saving %s of %s…", v, shortID(id)))
}

// saved is shown after the commit only.
func (s *status) saved(what string) { s.say(levelGood, "saved: "+what) }

func (m *model) statusRow(w int) string {
	p, sign := m.st.faint, "  "
	switch m.status.level {
	case levelGood:
		p, sign = m.st.good, "✓ "
	case levelWarn:
		p, sign = m.st.warn, "! "
	case levelBad:
		p, sign = m.st.bad, "✗ "
	}
	right := ""
	if m.status.aside != "" {
		right = m.st.accent.text("  " + oneLine(m.status.aside, w/2-1) + " ")
	}
	if n := len(m.unanswered); n > 0 {
		right += m.st.warn.text(fmt.Sprintf("%d unsaved ", n))
	}
	return both(p.text(" "+sign+oneLine(m.status.text, w-4)), right, w)
}

// spell writes a duration as people say it: "40 s", "12 min", "3 h 05".
func spell(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()+0.5))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
	}
	return fmt.Sprintf("%d h %02d", int(d.Hours()), int(d.Minutes())%60)
}
