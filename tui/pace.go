package tui

import (
	"fmt"
	"time"
)

// pace is the reviewer's speed over the last decisions.
type pace struct{ seconds []float64 }

const (
	paceOver   = 20  // decisions
	paceAtMost = 120 // seconds that one decision counts; longer is a break
)

func (p *pace) add(seconds float64) {
	p.seconds = append(p.seconds, min(seconds, paceAtMost))
	if len(p.seconds) > paceOver {
		p.seconds = p.seconds[1:]
	}
}

// perDecision is the mean, and false before there are three to go by.
func (p *pace) perDecision() (float64, bool) {
	if len(p.seconds) < 3 {
		return 0, false
	}
	sum := 0.0
	for _, s := range p.seconds {
		sum += s
	}
	return sum / float64(len(p.seconds)), true
}

// stopwatch measures how long the sample on the card is looked at. It stands
// while the terminal has lost the focus.
type stopwatch struct {
	from   time.Time
	before time.Duration // ran until it was stopped last
	stands bool
}

// restart begins anew for another card; a watch that stands goes on standing.
func (s *stopwatch) restart(now time.Time) { s.from, s.before = now, 0 }

func (s *stopwatch) stop(now time.Time) {
	if !s.stands {
		s.before, s.stands = s.before+now.Sub(s.from), true
	}
}

func (s *stopwatch) resume(now time.Time) {
	if s.stands {
		s.from, s.stands = now, false
	}
}

// idle takes time out that was no work.
func (s *stopwatch) idle(d time.Duration) { s.before -= max(0, d) }

// read is the time measured, never below zero: clocks are set back.
func (s *stopwatch) read(now time.Time) time.Duration {
	if s.stands {
		return max(0, s.before)
	}
	return max(0, s.before+now.Sub(s.from))
}

// When a break is suggested.
const (
	breakAfter  = 25 * time.Minute // of active time without a pause
	pauseLeast  = 5 * time.Minute  // what counts as a pause
	idleMost    = 2 * time.Minute  // without a key that still count as work on a card
	breakRest   = 15 * time.Minute // between two suggestions
	slowerBy    = 1.5              // the median of the last over that of the first
	slowerAmong = 20               // decisions, first and last
)

// stamina watches how long somebody has been at it, by the keys pressed and
// the time of decisions, to suggest a break. Nothing is ever held up by it.
type stamina struct {
	seen    time.Time     // the last sign of activity
	active  time.Duration // since the last pause
	total   time.Duration // in this sitting, without pauses
	first   []float64     // seconds of the first decisions of the sitting
	last    []float64     // of the last ones since the last pause
	advised time.Time
}

// sign takes note of activity. The time since the sign before was active,
// unless it was a pause or the terminal was out of focus.
func (s *stamina) sign(now time.Time, away bool) {
	gap := now.Sub(s.seen)
	switch {
	case s.seen.IsZero() || gap < 0:
	case gap >= pauseLeast:
		s.active, s.last = 0, nil
	case !away:
		s.active += gap
		s.total += gap
	}
	s.seen = now
}

func (s *stamina) decided(seconds float64) {
	if len(s.first) < slowerAmong {
		s.first = append(s.first, seconds)
		return
	}
	s.last = append(s.last, seconds)
	s.last = s.last[max(0, len(s.last)-slowerAmong):]
}

// advice is a suggestion to take a break, "" for none now.
func (s *stamina) advice(now time.Time) string {
	if !s.advised.IsZero() && now.Sub(s.advised) < breakRest {
		return ""
	}
	text := ""
	switch was := median(s.first); {
	case s.active >= breakAfter:
		text = spell(s.active) + " without a pause: take one?"
	case len(s.last) == slowerAmong && was > 0 && median(s.last) >= slowerBy*was:
		text = "slower than at first: take a break?"
	default:
		return ""
	}
	s.advised = now
	return text
}

// Goal is what a reviewer wants to do in one sitting; the zero value is none.
// Reaching it is said once, and nothing is held up.
type Goal struct {
	Decisions int           // samples decided
	Time      time.Duration // active time
}

// share is how far a goal is reached, 0 to 1 and more.
func (g Goal) share(decided int, active time.Duration) float64 {
	switch {
	case g.Decisions > 0:
		return float64(decided) / float64(g.Decisions)
	case g.Time > 0:
		return float64(active) / float64(g.Time)
	}
	return 0
}

// goalText is how far the goal of the sitting is reached, "" without one.
func (m *model) goalText() string {
	switch g := m.opts.Goal; {
	case g.Decisions > 0:
		return fmt.Sprintf("goal: %d of %d", m.tally.recap().Final(), g.Decisions)
	case g.Time > 0:
		return fmt.Sprintf("goal: %d of %s", int(m.stamina.total.Minutes()), spell(g.Time))
	}
	return ""
}

func (m *model) goalShare() float64 {
	if m.opts.Goal == (Goal{}) {
		return 0
	}
	return m.opts.Goal.share(m.tally.recap().Final(), m.stamina.total)
}

// active takes note of a key or a decision, which also tells that the terminal
// has the focus whether it reports that or not.
func (m *model) active() {
	m.worked(m.desk.Now())
	if m.opts.Goal.Time > 0 {
		m.staleSides() // its bar moves with the time
	}
}

// worked takes a sign of work in: what lies between it and the one before counts
// for the card as far as somebody may have been reading.
func (m *model) worked(now time.Time) {
	if from := m.clock.from; !m.clock.stands {
		if m.stamina.seen.After(from) {
			from = m.stamina.seen
		}
		m.clock.idle(now.Sub(from) - idleMost)
	}
	m.stamina.sign(now, m.clock.stands)
	m.clock.resume(now)
}

// unfocused stops the clock of the card on screen.
func (m *model) unfocused() {
	now := m.desk.Now()
	m.stamina.sign(now, m.clock.stands)
	m.clock.stop(now)
}

// aside says, after a decision, what the reviewer may want to know beside it:
// that the goal is reached, or that a break would do good.
func (m *model) aside() string {
	if !m.goalTold && m.goalShare() >= 1 {
		m.goalTold = true
		what := fmt.Sprintf("%d decided", m.opts.Goal.Decisions)
		if m.opts.Goal.Time > 0 {
			what = spell(m.opts.Goal.Time)
		}
		return "goal reached (" + what + "): time to stop?"
	}
	if m.opts.NoBreaks {
		return ""
	}
	return m.stamina.advice(m.desk.Now())
}
