package tui

import (
	"fmt"
	"math"

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
	f.Max, f.Below, f.Unknown = review.Unknown, false, false
	m.status.say(levelInfo, "the threshold is off")
	if steps < 10 {
		f.Max, f.Below = review.Known(steps/10), true
		m.status.say(levelInfo, fmt.Sprintf("the queue holds only what has a confidence below %.1f; %s widens it", steps/10, m.opts.Keys.of(actWiden)), m.opts.Keys.of(actWiden))
	}
	m.opts.query = f.String()
	m.session.Choose(order, f)
	return m.restart()
}
