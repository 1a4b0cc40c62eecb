package review

import (
	"errors"
	"fmt"
)

// write is the desk's one writer. Each round takes every waiting draft and
// action and as many arriving samples as fit, and commits them together.
func (d *Desk) write() {
	defer close(d.done)
	for {
		drafts, tickets, arrivals, ok := d.take()
		if !ok {
			return
		}
		batch := Batch{}
		for _, j := range drafts {
			batch.Drafts = append(batch.Drafts, j.draft)
		}
		for _, t := range tickets {
			batch.Actions = append(batch.Actions, t.action)
		}
		for _, j := range arrivals {
			batch.Samples = append(batch.Samples, j.samples...)
		}
		receipt, err := d.save(batch)
		d.answer(drafts, tickets, arrivals, receipt, err)
	}
}

// save commits the batch, unless an earlier commit has shown that the store
// takes no more work: what waited meanwhile is answered with that.
func (d *Desk) save(b Batch) (Receipt, error) {
	d.mu.Lock()
	broken := d.broken
	d.mu.Unlock()
	if broken != nil {
		return Receipt{}, broken
	}
	receipt, err := d.store.Commit(b)
	if err == nil {
		return receipt, nil
	}
	err = fmt.Errorf("saving: %w", err)
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrReplaced) {
		d.mu.Lock()
		// The words only: what comes from here on is not unknown but unsaved.
		d.broken = errors.New("not saved, no more work is taken: " + err.Error())
		d.mu.Unlock()
	}
	return Receipt{}, err
}

// take waits for work and returns it; ok is false when the desk is closing
// and nothing is left.
func (d *Desk) take() (drafts []draftJob, tickets []*Ticket, arrivals []arrivalJob, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.actions) == 0 && len(d.arrivals) == 0 && len(d.drafts) == 0 {
		if d.closing {
			return nil, nil, nil, false
		}
		d.work.Wait()
	}
	drafts, d.drafts = d.drafts, nil
	tickets, d.actions = d.actions, nil
	n := 0
	for len(d.arrivals) > 0 && n < groupSamples {
		n += len(d.arrivals[0].samples)
		arrivals = append(arrivals, d.arrivals[0])
		d.arrivals = d.arrivals[1:]
	}
	return drafts, tickets, arrivals, true
}

// answer hands out the results of one commit. Counts and leases move before
// anybody is told, so that whoever hears of it sees the new state.
func (d *Desk) answer(drafts []draftJob, tickets []*Ticket, arrivals []arrivalJob, r Receipt, err error) {
	d.mu.Lock()
	if err == nil {
		d.counts = r.Counts
		d.tell()
	}
	d.mu.Unlock()
	for _, j := range drafts {
		j.answer <- err
	}
	for i, t := range tickets {
		if err != nil {
			t.answer(Result{Err: err})
		} else {
			t.answer(r.Actions[i])
		}
	}
	at := 0
	for _, j := range arrivals {
		a := arrivalAnswer{err: err}
		if err == nil {
			a.added = r.Samples[at : at+len(j.samples)]
		}
		at += len(j.samples)
		j.answer <- a
	}
}
