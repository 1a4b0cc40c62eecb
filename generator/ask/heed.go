package ask

import (
	"fmt"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
)

// heed takes news of a flight.
func (r *run) heed(ev event) {
	f, p := ev.flight, ev.piece
	if f != nil {
		f.waits = false
	}
	switch {
	case ev.verdict != nil:
		r.verified(*ev.verdict)
	case ev.end:
		r.close(ev)
		r.judge(ev)
	case f.over:
	case p.Wait != nil:
		r.bear(f, *p.Wait)
	case p.Partial != nil && isTestimony(f):
	case p.Partial != nil:
		r.show(f, *p.Partial)
	case p.Reject != nil && isTestimony(f):
		r.emit(generator.Event{Reject: p.Reject})
	case p.Reject != nil:
		r.reject(f, *p.Reject)
	case p.Object != nil:
		f.objects++
		r.object(f, prompt.Named(r.req.Task, *p.Object))
	}
}

// bear sees to a call that failed and is to be tried again: that is one more
// request, which the budget may forbid.
func (r *run) bear(f *flight, w generator.Wait) {
	if w.Busy {
		r.pace.busy(r.now())
	}
	if bound := r.request(r.now()); bound != "" {
		f.reserved.bound, r.trouble = bound, w.Reason
		f.cancel(generator.ErrBudget)
		return
	}
	f.sent++
	if f.waits = true; r.allWait() {
		r.emit(generator.Event{Wait: &w})
	}
}

// allWait tells that no call is answered now.
func (r *run) allWait() bool {
	for _, f := range r.flying {
		if !f.waits {
			return false
		}
	}
	return true
}

// show puts half-written text on screen: that of one flight at a time.
func (r *run) show(f *flight, text string) {
	if _, there := r.flying[r.shown]; !there {
		r.shown = f.number
	}
	if r.shown == f.number {
		r.emit(generator.Event{Partial: &text})
	}
}

// object makes of a whole object what the strategy says.
func (r *run) object(f *flight, o generator.Object) {
	if t, ok := f.Keep.(*testimony); ok {
		r.hear(f, t, o)
		return
	}
	if f.Single && f.objects > 1 {
		r.reject(f, generator.Reject{Reason: "one was asked for, and this is one more", Raw: o.Raw})
		return
	}
	got := r.strategy.Take(r.state(f.number), f.Ask, o)
	for _, a := range got.Then {
		if a.Strategy == "" {
			a.Strategy = f.Strategy
		}
	}
	r.waiting = append(r.waiting, got.Then...)
	switch {
	case got.Refused != "":
		f.judged = true
		f.declined++
		row := ""
		if got.Expected && f.Single && len(f.Parents) > 0 {
			r.barren, r.refused, row = 0, 0, f.Parents[0]
		}
		r.reject(f, generator.Reject{Reason: got.Refused, Raw: o.Raw, Row: row})
		return
	case got.Draft == nil:
		f.steps++
		r.barren = 0 // a step on the way
		return
	}
	s, err := r.sample(f, got.Draft)
	if err != nil {
		r.reject(f, generator.Reject{Reason: err.Error(), Raw: o.Raw})
		return
	}
	s.Provenance = r.provenance(f, got.Draft)
	if got.Between != "" {
		f.steps++ // the next step goes on from it
		r.barren = 0
		r.emit(generator.Event{Reject: &generator.Reject{Reason: "a step on the way: " + got.Between, Filter: "step", Raw: s.Raw}})
		return
	}
	if _, said := s.Signal(review.SignalMeanLogprob); r.req.Task.Generate.Filters.Top > 0 && !said {
		r.tell(errNoLogprob)
	}
	if name, why := r.filters.hold(s); name != "" {
		r.hold(f, name, why, s)
		return
	}
	f.samples++
	if r.witnessed() {
		r.summon(f, *got.Draft, s)
		return
	}
	r.deliver(f, s)
}

// sample is what a draft becomes, with the role under which it was written and
// what the student says of it.
func (r *run) sample(f *flight, d *strategy.Draft) (review.Sample, error) {
	t := r.req.Task
	if len(t.Generate.Roles) > 0 && t.Kind == review.Text {
		d.Extra = append(d.Extra, review.Member{Name: memberSystem, Value: []byte(prompt.Quote(f.Task.Generate.Role))})
	}
	s, err := record(t, *d)
	if err != nil {
		return s, err
	}
	if more := r.student.signals(t.Generate.Signals.Student, s); more != nil {
		d.Signals = append(d.Signals, more...)
		return record(t, *d)
	}
	return s, nil
}

// hold tells of a sample that a filter holds back.
func (r *run) hold(f *flight, filter, why string, s review.Sample) {
	f.rejected++
	f.judged = true
	if filter == "known" || filter == "top" || filter == "judge" {
		f.declined++ // as is meant: they hold most back
	}
	r.tallyOf(f.Strategy).held++
	r.lastWhy = why
	r.emit(generator.Event{Reject: &generator.Reject{Reason: why, Filter: filter, Raw: s.Raw}})
}

// close books the end of a call.
func (r *run) close(ev event) {
	f := ev.flight
	delete(r.flying, f.number)
	r.release(f.reserved)
	spent := r.spend(f.lane, f.bytes, f.sent, ev.answer)
	if spent != (generator.Spent{}) {
		r.emit(generator.Event{Spent: &spent})
	}
	if t, ok := f.Keep.(*testimony); ok {
		r.heard(f, t, ev.err)
	} else if ev.err != nil && f.objects == 0 {
		r.retry(f, ev.err)
	}
	r.showBoard()
}

func isTestimony(f *flight) bool { return isAbout(f.Ask) }

// isAbout tells an ask about a sample.
func isAbout(a *strategy.Ask) bool {
	_, ok := a.Keep.(*testimony)
	return ok
}

// judge draws the lesson from how a call ended.
func (r *run) judge(ev event) {
	f := ev.flight
	switch {
	case ev.answer.Cut && f.objects < f.Count:
		// The answer is too short for so many: ask for those that fit.
		r.perMost, r.perFull = max(f.objects, 1), 0
	case r.perMost > 0 && f.Count == r.perMost && f.objects >= f.Count:
		if r.perFull++; r.perFull == mostFull { // one that went wrong does not count for ever
			r.perMost, r.perFull = r.perMost+1, 0
		}
	}
	if ev.err != nil {
		r.failed(f, ev.err)
		return
	}
	r.pace.answered()
	f.lane.trouble, f.lane.refused, f.lane.answers = nil, 0, true
	if isTestimony(f) {
		return
	}
	switch {
	case f.samples > 0:
		r.refused = 0
		return
	case f.steps > 0:
		return
	}
	r.refused++
	r.barren++
	if f.Single && !f.judged {
		r.insist(f)
	}
	most := mostBarren
	if f.declined == f.objects && f.objects > 0 {
		most = mostDeclined
	}
	reason := ""
	switch {
	case r.refused >= mostRefused:
		reason = fmt.Sprintf("%d answers in a row were of no use", r.refused)
	case r.barren >= most:
		reason = fmt.Sprintf("%d answers in a row held no new sample", r.barren)
	default:
		return
	}
	if r.lastWhy != "" {
		reason += "; the last one: " + r.lastWhy
	}
	r.end(&generator.Error{
		Reason: reason,
		Hint:   "another model, clearer guidelines or a larger generate.max_tokens may help; then " + hintGoOn,
	})
}
