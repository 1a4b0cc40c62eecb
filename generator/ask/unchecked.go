package ask

import (
	"errors"
	"fmt"

	"winnow/generator"
	"winnow/generator/strategy"
)

// A sample of which not all is said when the run ends is not handed over: what a
// filter has to judge would pass it. It waits with the questions about it for the
// next run of this source. Where there is none, what it was made of is asked for
// again: it is in no project. Only a question that its endpoint does not take, for
// what stands in it, and one to the second model, whose word holds nothing back,
// cost a sample no more than the answer.

// errNoMark tells of samples that passed the judge's filter unjudged.
var errNoMark = errors.New("generate.filters.judge holds back no sample that the judge gave no mark for: it did not take the question, or answered without one")

// unheard tells that a question about a sample has yet to be answered: it failed
// for another cause than what stands in it.
func (r *run) unheard(t *testimony, err error) bool {
	switch {
	case t.given || err == nil:
		return false
	case r.ctx.Err() != nil, errors.Is(err, generator.ErrBudget):
		return true
	}
	return t.kind != bySecond && !isRefusal(err)
}

// askLater lets a question about a sample wait for an endpoint that answers, or for
// the next run. One that failed often is asked behind all others: it must not
// stop them.
func (r *run) askLater(a *strategy.Ask) {
	if r.ctx.Err() == nil {
		r.tries[a]++
	}
	if r.tries[a] >= mostTries {
		r.last = append(r.last, a)
		return
	}
	r.urgent = append(r.urgent, a)
}

// uncheckedWords says how many samples were made and not handed over; empty: none.
func (r *run) uncheckedWords() string {
	switch n := len(r.witnesses.pending); n {
	case 0:
		return ""
	case 1:
		return "1 sample could not be checked, and is not stored"
	default:
		return fmt.Sprintf("%d samples could not be checked, and are not stored", n)
	}
}

// withUnchecked adds that to the reason for which the run has ended.
func (r *run) withUnchecked(err error) error {
	words := r.uncheckedWords()
	if words == "" {
		return err
	}
	e := generator.Error{Reason: err.Error()}
	var why *generator.Error
	if errors.As(err, &why) {
		e = *why
	}
	e.Reason, e.Err = err.Error()+"; "+words, err
	return &e
}

// tellUnchecked says it of a run that was stopped, which has no other reason.
func (r *run) tellUnchecked() {
	if words := r.uncheckedWords(); words != "" {
		r.emit(generator.Event{Reject: &generator.Reject{
			Reason: words + ": the run was stopped meanwhile, and takes their checks up if it goes on", Filter: "unchecked",
		}})
	}
}
