package generator

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// pauses are those after one failure and the next, as long as nothing new comes
// between them; the last one stays. Limits on the rate are usually counted by the
// minute.
var pauses = [...]time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute}

// patience is how long a run bears failures that may pass.
type patience struct {
	since time.Time   // of the first failure since something new came
	n     int         // failures since then
	timer *time.Timer // nil unless it waits now
}

// over delivers when the pause is.
func (p *patience) over() <-chan time.Time {
	if p.timer == nil {
		return nil
	}
	return p.timer.C
}

// waits tells whether there is a pause now.
func (p *patience) waits() bool { return p.timer != nil }

// end ends the pause.
func (p *patience) end() {
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
}

// renew notes that something new has come.
func (p *patience) renew() { p.since, p.n = time.Time{}, 0 }

// next is the pause after a failure, and whether there is still one within most.
// What broke off in the middle is asked for again at once, but not for ever.
func (p *patience) next(why *Error, most time.Duration) (pause time.Duration, ok bool) {
	now := time.Now()
	if p.since.IsZero() {
		p.since = now
	}
	left := most - now.Sub(p.since)
	if left <= 0 {
		return 0, false
	}
	p.n++
	n := p.n
	if why.Cut {
		n--
	}
	if n == 0 {
		return 0, true
	}
	return min(pauses[min(n, len(pauses))-1], left), true
}

// spent says how long a failure was borne.
func (p *patience) spent(err error) error {
	var why *Error
	if p.n == 0 || !errors.As(err, &why) || !why.Retry {
		return err
	}
	e := *why
	e.Reason += fmt.Sprintf("; nothing new came in %s of trying again", time.Since(p.since).Round(time.Second))
	return &e
}

// bear sees to a failure that may pass, and tells whether the run goes on. An
// address at which nobody has ever answered is more likely wrong than away.
func (d *drive) bear(err error) bool {
	var why *Error
	if !d.stopOnError || d.patience <= 0 || !errors.As(err, &why) || !why.Retry || errors.Is(err, context.Canceled) {
		return false
	}
	if why.Absent && d.screen.Made+d.screen.Duplicates+d.screen.Rejected+d.screen.Filtered+d.screen.Tokens == 0 {
		return false
	}
	pause, ok := d.patient.next(why, d.patience)
	if !ok {
		return false
	}
	d.barren = 0
	d.wait(Wait{Reason: why.Reason, For: pause})
	if pause > 0 {
		d.patient.timer = time.NewTimer(pause)
	}
	return true
}

// wait shows a pause, and tells of it.
func (d *drive) wait(w Wait) {
	d.screen.wait(w)
	if d.waits != nil {
		d.waits(w)
	}
}
