package ask

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"winnow/generator"
	"winnow/generator/strategy"
	"winnow/review"
)

const (
	// mostBarren is how many answers in a row may bring nothing new.
	mostBarren = 3
	// mostDeclined is the same where the answers were whole, and the strategy
	// found them wanting, as some do with most.
	mostDeclined = 12
	// mostRejects is how much rubbish one answer may hold before it is ended.
	mostRejects = 20
	// mostRefused is how many answers may be refused or held back before a
	// sample comes, whatever steps on the way went well between them.
	mostRefused = 20
	// mostTries is how often an ask that failed before it brought anything is
	// made before the others: one that fails for what stands in it must not stop
	// them.
	mostTries = 3
	// mostRefusals is how many requests in a row an endpoint may refuse for what
	// stands in them before it is taken to refuse all.
	mostRefusals = 10
	// mostFull is after how many whole answers in a row one more sample is asked
	// for than fitted before.
	mostFull = 4
	// usualAtOnce is how many requests are under way where the task says
	// nothing.
	usualAtOnce = 4
)

const hintGoOn = "try again"

// run is one call of Generate.
type run struct {
	*Source
	ctx  context.Context
	req  generator.Request
	emit func(generator.Event)

	pace      pace
	events    chan event
	flying    map[int]*flight
	checking  int             // checks under way
	checks    chan struct{}   // room for those that are made at once
	urgent    []*strategy.Ask // about samples that wait
	waiting   []*strategy.Ask // further asks, and those that another endpoint shall answer
	made      int
	barren    int
	refused   int             // answers since the last sample
	lastWhy   string          // of the last reject
	ended     error           // why nothing more is asked, nil while it is
	unchecked error           // why the samples could not be checked, nil if they could
	told      map[string]bool // the failures that were said
	shown     int             // the flight whose half text is on screen
}

// flight is one ask under way.
type flight struct {
	*strategy.Ask
	number   int
	lane     *lane
	hash     string
	bytes    int // of its prompt
	reserved reservation
	cancel   context.CancelCauseFunc
	objects  int // whole ones
	samples  int
	rejected int
	declined int  // of them by the strategy
	steps    int  // objects from which it goes on
	judged   bool // an object was whole, and is not wanted
	over     bool // nothing more of it is wanted
	waits    bool // its endpoint holds back, see [generator.Wait]
	sent     int  // requests of it that the budget has let go out
}

// event is news of a flight: a piece, or its end; or what came of a check.
type event struct {
	verdict *verdict // nil: it is of a flight
	flight  *flight
	piece   generator.Piece
	end     bool
	answer  generator.Answer
	err     error
	taken   chan struct{} // closed when it has been heeded; nil: nobody waits for that
}

// done tells the flight that its news has been heeded.
func (ev event) done() {
	if ev.taken != nil {
		close(ev.taken)
	}
}

func newRun(s *Source, req generator.Request, emit func(generator.Event)) *run {
	most := req.Task.Generate.AtOnce
	if most == 0 {
		most = usualAtOnce
	}
	return &run{
		Source: s, req: req, emit: emit, pace: newPace(most),
		events: make(chan event), flying: map[int]*flight{},
		told: map[string]bool{}, checks: make(chan struct{}, most),
	}
}

func (r *run) generate(ctx context.Context) error {
	if len(r.req.Task.Fields) == 0 && r.req.Task.Kind != review.Chat || r.req.Task.Target == "" {
		return &generator.Error{Reason: "the task has no fields to write", Hint: "check fields and target in the task file"}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.ctx = ctx
	r.goOn()
	defer r.leave()
	for {
		r.begin()
		if len(r.flying)+r.checking == 0 {
			if r.made >= r.req.Count {
				return r.unchecked
			}
			return r.outcome()
		}
		select {
		case ev := <-r.events:
			r.heed(ev)
			ev.done()
		case <-ctx.Done():
			r.land()
			return r.outcome()
		}
		if r.made >= r.req.Count {
			cancel()
			r.land()
			return r.unchecked
		}
	}
}

// land waits for the calls under way to end. Of what they still bring only whole
// objects count, as long as any are wanted, and what they say about samples: they
// had come before the end.
func (r *run) land() {
	for len(r.flying)+r.checking > 0 {
		ev := <-r.events
		switch {
		case ev.verdict != nil:
			r.verified(*ev.verdict)
		case ev.end:
			r.close(ev)
			if f := ev.flight; ev.err == nil && f.objects == 0 && !isTestimony(f) {
				r.waiting = append(r.waiting, f.Ask) // what came was not wanted any more
			}
		case ev.piece.Object != nil && (r.made < r.req.Count || isTestimony(ev.flight)):
			r.heed(ev)
		}
		ev.done()
	}
}

// outcome is what is said when nothing is under way and nothing to ask.
func (r *run) outcome() error {
	switch {
	case r.ctx.Err() != nil:
		r.tellUnchecked()
		return r.ctx.Err()
	case r.ended != nil:
		return r.withUnchecked(r.overspent(r.ended))
	}
	return &generator.Error{
		Dry:    true,
		Reason: fmt.Sprintf("strategy %s has nothing more to ask: %d of %d samples are made", strings.Join(r.req.Task.Generate.StrategyNames(), ", "), r.made, r.req.Count),
		Hint:   "give it more to go out from (accept samples in a review, or write generate.seeds or a longer file, as the strategy takes them), or lower the count",
	}
}

// begin starts as many calls as there may be.
func (r *run) begin() {
	for r.ended == nil && r.ctx.Err() == nil && len(r.flying) < r.pace.allowed() {
		a := r.take()
		if a == nil {
			return
		}
		if !r.start(a) {
			return
		}
	}
}

// take is the next ask: one that waits, else a new one of the strategy.
func (r *run) take() *strategy.Ask {
	if len(r.urgent) > 0 {
		a := r.urgent[0]
		r.urgent = r.urgent[1:]
		return a
	}
	if len(r.waiting) > 0 {
		a := r.waiting[0]
		r.waiting = r.waiting[1:]
		return a
	}
	if a := r.next(); a != nil {
		return a
	}
	return r.takeLast()
}

// lacking is how many samples are neither made nor asked for.
func (r *run) lacking() int {
	left := r.req.Count - r.made - len(r.witnesses.pending)
	for _, f := range r.flying {
		left -= max(0, f.Samples-f.samples)
	}
	for _, a := range r.waiting {
		left -= a.Samples
	}
	return left
}

func (r *run) next() *strategy.Ask {
	left := r.lacking()
	if left <= 0 {
		return nil
	}
	for r.used[r.seed(r.req.Skip+r.asked+1)] {
		r.asked++ // what came of that request is there
	}
	st := r.state(r.req.Skip + r.asked + 1)
	st.Left, st.Avoid = left, overused(st.Task, r.picking.last(), st.Task.Generate.Avoid)
	a := r.strategy.Next(st)
	if a != nil && a.Strategy == "" {
		a.Strategy = r.req.Task.Generate.StrategyNames()[0]
	}
	return a
}

// seed is that of the n-th ask.
func (r *run) seed(n int) uint64 {
	base := r.req.Seed
	if base == 0 {
		base = r.req.Task.Generate.Seed
	}
	return mix(base, uint64(n)) >> 33 // 31 bits: servers take it as an int32
}

// state is what the strategy may go by when it asks for the n-th time.
func (r *run) state(n int) *strategy.State {
	seed := r.seed(n)
	have := make(map[string]int, len(r.byLabel))
	for label, made := range r.byLabel {
		have[label] = made
	}
	for _, f := range r.flying {
		have[f.Label] += max(0, f.Samples-f.samples)
	}
	st := &strategy.State{
		Task: r.req.Task, Number: n, Seed: seed, Rand: rand.New(rand.NewPCG(seed, 1)),
		Wanted: r.wanted(), Most: r.perMost, Have: have, Done: r.done, Topics: r.topics,
	}
	if roles := st.Task.Generate.Roles; len(roles) > 0 { // many system messages (Orca, Mukherjee et al. 2023, section 3.1)
		st.Task.Generate.Role = roles[(n-1)%len(roles)]
	}
	r.steering.fill(st, r.cfg.Reviews, r.picking)
	r.student.learn(r.steering.decided)
	r.student.fill(st)
	return st
}

// mix is SplitMix64: neighbouring numbers get unrelated seeds.
func mix(seed, n uint64) uint64 {
	z := seed + n*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// start makes the call of an ask. It is false, and the ask waits, when the
// budget must first be given back by a call under way; or nothing more is asked.
func (r *run) start(a *strategy.Ask) bool {
	lane := r.laneFor(a)
	if lane == nil {
		return false // all have failed, which has ended the run
	}
	c := call(a)
	reserved, err := r.reserve(lane, c, r.now())
	switch {
	case errors.Is(err, errLater) && len(r.flying) > 0:
		r.urgent = append([]*strategy.Ask{a}, r.urgent...)
		return false
	case err != nil:
		r.urgent = append([]*strategy.Ask{a}, r.urgent...)
		r.end(r.spentError(reserved, err))
		return false
	}
	c.Most = reserved.tokens
	r.asked++
	ctx, cancel := context.WithCancelCause(r.ctx)
	f := &flight{Ask: a, number: r.req.Skip + r.asked, lane: lane, hash: a.Hash(), bytes: lane.sizeOf(c), reserved: reserved, cancel: cancel, sent: 1}
	r.flying[f.number] = f
	go r.fly(ctx, f, c)
	return true
}

// laneFor is the endpoint for an ask; nil when all have failed.
func (r *run) laneFor(a *strategy.Ask) *lane {
	if t, ok := a.Keep.(*testimony); ok && t.kind == bySecond {
		return r.witnesses.second
	}
	return choose(r.lanes)
}

// fly makes the call in its own goroutine.
func (r *run) fly(ctx context.Context, f *flight, c generator.Call) {
	answer, err := f.lane.Do(ctx, c, func(p generator.Piece) error {
		// Somebody listens until the end of the call has been told.
		ev := event{flight: f, piece: p}
		if p.Wait != nil { // it decides whether there is another try
			ev.taken = make(chan struct{})
		}
		r.events <- ev
		if ev.taken != nil {
			<-ev.taken
		}
		why := context.Cause(ctx)
		if p.Object != nil && !errors.Is(why, generator.ErrEnough) {
			return nil // those that came with it are whole too
		}
		return why
	})
	f.cancel(nil)
	switch why := context.Cause(ctx); {
	case !errors.Is(err, context.Canceled):
	case errors.Is(why, generator.ErrEnough):
		err = nil
	case errors.Is(why, generator.ErrBudget):
		err = why
	}
	r.events <- event{flight: f, end: true, answer: answer, err: err}
}

// call is an ask as an endpoint takes it.
func call(a *strategy.Ask) generator.Call {
	system, user := a.Compose()
	return generator.Call{
		System: system, User: user, Members: a.Members, Count: max(1, a.Count),
		Weigh: a.Weigh, Mean: a.Mean, Temperature: a.Temperature,
		MaxTokens: a.Task.Generate.MaxTokens, Seed: a.Seed,
	}
}

// end lets nothing more begin; the first reason counts.
func (r *run) end(err error) {
	if r.ended == nil {
		r.ended = err
	}
}

// reject tells of something that is no sample.
func (r *run) reject(f *flight, what generator.Reject) {
	f.rejected++
	r.lastWhy = what.Reason
	if what.Row != "" {
		what.Strategy = f.Strategy
		r.done[strategy.Made{Strategy: f.Strategy, Of: what.Row}] = true
	}
	r.emit(generator.Event{Reject: &what})
	if f.rejected >= mostRejects && f.samples == 0 {
		f.over = true
		f.cancel(generator.ErrEnough)
	}
}

// sourceTag is the source of samples that an endpoint made.
const sourceTag = "openai"

// provenance tells where a sample comes from.
func (r *run) provenance(f *flight, d *strategy.Draft) review.Provenance {
	p := review.Provenance{
		Source: sourceTag, Origin: f.lane.Host(), Model: d.Model, Strategy: f.Strategy,
		PromptHash: f.hash, Condition: f.Condition(), Seed: f.Seed, Parents: f.Parents, Tokens: d.Evidence.Tokens,
	}
	if d.Condition != "" {
		p.Condition = d.Condition
	}
	return p
}
