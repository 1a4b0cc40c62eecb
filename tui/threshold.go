package tui

import (
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// threshold narrows the queue to samples below a confidence, or widens it again,
// a step at a key. It filters; nothing is ever decided by a threshold.
func (m *model) threshold(narrower bool) tea.Cmd {
	order, f := m.session.Chosen()
	bound, bounded := f.Max.Value()
	steps := 10.0 // tenths; ten of them: no threshold
	if bounded {
		steps = math.Round(bound * 10)
	}
	if narrower {
		steps--
	} else {
		steps++
	}
	switch {
	case steps < 1:
		m.status.say(levelHint, "this is the lowest threshold")
		return nil
	case steps > 10:
		m.status.say(levelHint, "there is no threshold: all are in the queue")
		return nil
	}
	query := withoutConfidence(m.opts.query)
	f.Max, f.Unknown = review.Unknown, false
	m.status.say(levelInfo, "the threshold is off")
	if steps < 10 {
		at := fmt.Sprintf("%.1f", steps/10)
		f.Max = review.Known(steps / 10)
		query = strings.TrimSpace(query + " conf:<" + at)
		m.status.say(levelInfo, "the queue holds only what has a confidence below "+at+"; "+m.opts.Keys.of(actWiden)+" widens it")
	}
	m.opts.query = query
	m.session.Choose(order, f)
	return m.restart()
}

// withoutConfidence is the query without what it says of the confidence.
func withoutConfidence(query string) string {
	var kept []string
	for _, w := range strings.Fields(query) {
		if !strings.HasPrefix(w, "conf:") && !strings.HasPrefix(w, "confidence:") {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}
