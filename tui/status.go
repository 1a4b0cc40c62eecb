package tui

import (
	"fmt"
	"strings"
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
	keys  []string // that the text names, in its order
	about uint64   // the sample that the text is about, with which it goes, 0: none
	asks  bool     // it asks something, until the next key
	// aside stands beside it from one decision to the next, "" for nothing.
	aside string
}

// say puts a text on the line; keys are those that it names.
func (s *status) say(l level, text string, keys ...string) {
	*s = status{level: l, text: text, keys: keys, aside: s.aside}
}

// diskBehind is said of a key that waits because of maxUnsaved.
const diskBehind = "waiting for the disk: what is typed is done when it has caught up"

// add says something more of the same.
func (s *status) add(text string) { s.text += text }

// saving is shown from the key to the commit.
func (s *status) saving(v review.Verdict, id string) {
	s.say(levelInfo, fmt.Sprintf("saving: %s %s…", shortID(id), past(v)))
}

// saved is shown after the commit only.
func (s *status) saved(what string, keys ...string) { s.say(levelGood, "saved: "+what, keys...) }

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
		// What was done comes first: it stands for a moment only.
		const around = 6 // both, in cells
		room := w - cells(oneLine(m.status.text, w)) - around
		right = m.st.accent.text("  " + oneLine(m.status.aside, max(w/3, min(w/2-1, room))) + " ")
	}
	if n := len(m.unanswered); n > 0 {
		right += m.st.warn.text(fmt.Sprintf("%d unsaved ", n))
	}
	text, _ := m.st.keyed(p, " "+sign+oneLine(m.status.text, w-4), m.status.keys)
	return both(text, right, w)
}

// keyed paints a text, and the keys that it names as keys are painted everywhere.
// rest are the keys that it does not name.
func (s *styles) keyed(p paint, text string, keys []string) (painted string, rest []string) {
	for len(keys) > 0 {
		at := wordAt(text, keys[0])
		if at < 0 {
			break
		}
		end := at + len(keys[0])
		painted += p.text(text[:at]) + s.key.text(keys[0])
		text, keys = text[end:], keys[1:]
	}
	return painted + p.text(text), keys
}

// wordAt is where a text names a key, -1: nowhere. It does not stand in a longer
// word there.
func wordAt(text, key string) int {
	for from := 0; key != ""; {
		i := strings.Index(text[from:], key)
		if i < 0 {
			break
		}
		at, end := from+i, from+i+len(key)
		begins := at == 0 || text[at-1] == ' '
		if begins && (end == len(text) || strings.ContainsRune(" .,;:", rune(text[end]))) {
			return at
		}
		from = end
	}
	return -1
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

// sayUnlearned says once that the order no longer learns, and tells whether it did.
// What to do comes before the reason, of which a narrow row has room for little: the
// end of the sitting says it in full.
func (m *model) sayUnlearned() bool {
	err := m.news.Unlearned
	if err == nil || m.toldUnlearned {
		return false
	}
	m.toldUnlearned = true
	quit := m.opts.Keys.of(actQuit)
	m.status.say(levelWarn, "the order no longer learns: "+quit+" and start again: "+err.Error(), quit)
	return true
}
