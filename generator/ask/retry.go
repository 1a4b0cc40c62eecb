package ask

import (
	"cmp"
	"errors"
	"slices"

	"winnow/generator"
	"winnow/generator/strategy"
)

// failed books that a call failed. Its endpoint rests while others can go on:
// an ask of which nothing had come waits for one, or for the next run. A request
// that the endpoint does not take says nothing about the others, unless it takes
// none.
func (r *run) failed(f *flight, err error) {
	if errors.Is(err, generator.ErrBudget) {
		r.end(r.spentError(f.reserved, err))
		return
	}
	if r.ctx.Err() != nil {
		return
	}
	if isRefusal(err) {
		if f.lane.refused++; f.lane.refused < mostRefusals {
			r.tell(err)
			return
		}
	}
	f.lane.trouble = err
	if choose(r.lanes) != nil || r.ended != nil {
		r.tell(err)
		return
	}
	r.end(err)
	r.told[err.Error()] = true
}

// isRefusal tells that an endpoint does not take what it was asked.
func isRefusal(err error) bool {
	var why *generator.Error
	return errors.As(err, &why) && why.Request
}

// retry sees to an ask that failed before it brought anything. None is dropped
// for a failure that may have another cause than what stands in it: a strategy
// asks only once about what it goes out from.
func (r *run) retry(f *flight, err error) {
	switch {
	case r.ctx.Err() != nil: // stopped, which is no failure
		r.waiting = append(r.waiting, f.Ask)
	case isRefusal(err) && r.tries[f.Ask] >= mostTries && f.lane.answers:
		r.giveUp(f, err.Error())
	case isRefusal(err):
		r.tries[f.Ask] = mostTries
		r.last = append(r.last, f.Ask)
	case r.tries[f.Ask] >= mostTries-1:
		r.last = append(r.last, f.Ask)
	default:
		r.again(f.Ask)
	}
}

// insist sees to an ask that was answered without anything of use in it.
func (r *run) insist(f *flight) {
	if r.tries[f.Ask] < mostTries-1 {
		r.again(f.Ask)
		return
	}
	r.giveUp(f, "no answer about it was of use")
}

// again lets an ask wait to be made once more.
func (r *run) again(a *strategy.Ask) {
	r.tries[a]++
	a.Seed++ // else the answer may be the same again
	r.waiting = append(r.waiting, a)
}

// giveUp tells which ask is not made again. It is not remembered: the next
// start asks anew.
func (r *run) giveUp(f *flight, why string) {
	delete(r.tries, f.Ask)
	about := f.Condition()
	if about == "" && len(f.Parents) > 0 {
		about = f.Parents[0]
	}
	about = cmp.Or(about, f.Pipe, f.Strategy)
	given := about + ": " + why
	r.emit(generator.Event{Reject: &generator.Reject{Reason: "given up for now: " + given, GivenUp: given}})
}

// takeLast is the first of the asks that failed, when there is nothing else to
// ask: of those for samples while any are lacking.
func (r *run) takeLast() *strategy.Ask {
	lacking := r.lacking() > 0
	for i, a := range r.last {
		if lacking || isAbout(a) {
			r.last = slices.Delete(r.last, i, i+1)
			return a
		}
	}
	return nil
}

// leave keeps what was not answered for the next run.
func (r *run) leave() { r.left = append(r.urgent, r.waiting...) }

// goOn takes up what the run before has left.
func (r *run) goOn() {
	r.renew()
	for _, l := range r.lanes {
		l.trouble, l.refused = nil, 0 // it may be over
	}
	for _, a := range r.left {
		if isAbout(a) {
			r.urgent = append(r.urgent, a)
		} else {
			r.waiting = append(r.waiting, a)
		}
	}
	cut := r.cut
	r.left, r.cut = nil, nil
	for _, v := range cut {
		v.of.open--
		r.verify(v.of, v.sample, v.vote)
	}
}

// tell says of a failure that does not end the run, once.
func (r *run) tell(err error) {
	if why := err.Error(); !r.told[why] {
		r.told[why] = true
		r.emit(generator.Event{Reject: &generator.Reject{Reason: why}})
	}
}
