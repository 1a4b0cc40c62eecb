package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// manners is how work beside the screen behaves towards the person at it: after
// a key it rests until what the key does is on the screen. The work asks often
// whether it may go on, which costs next to nothing as long as nobody types.
type manners struct {
	began time.Time     // before any key
	key   atomic.Int64  // when the last key came, in nanoseconds after began; 0 for none
	turn  time.Duration // until when the work need not rest, likewise; for its goroutine alone
	ends  <-chan struct{}
}

const (
	// restAfterKey is some frames: a key's decision is saved and the next card
	// drawn by then.
	restAfterKey = 50 * time.Millisecond
	// Where keys come faster than that, the work gets a turn after a while: a
	// tenth of the time.
	longestRest = 200 * time.Millisecond
	turnOfWork  = 20 * time.Millisecond
)

// newManners returns the manners of work that ends with the context.
func newManners(ctx context.Context) *manners {
	return &manners{began: time.Now().Add(-time.Nanosecond), ends: ctx.Done()}
}

// watch notes the keys among the messages of a program; it changes none.
func (m *manners) watch(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		m.key.Store(int64(time.Since(m.began)))
	}
	return msg
}

// giveWay returns when the work may go on. It is for one goroutine.
func (m *manners) giveWay() {
	if m.key.Load() == 0 {
		return
	}
	from := time.Since(m.began)
	for now := from; now >= m.turn; now = time.Since(m.began) {
		key := m.key.Load()
		rest := min(time.Duration(key)+restAfterKey, from+longestRest) - now
		if rest <= 0 {
			if !m.key.CompareAndSwap(key, 0) || now < time.Duration(key)+restAfterKey {
				m.turn = now + turnOfWork
			}
			return
		}
		select {
		case <-time.After(rest):
		case <-m.ends:
			return
		}
	}
}

// backstage is a learner beside the screen, which does not hold on to memory
// between its steps.
type backstage struct {
	review.Learner
	lean     *lean
	adjusted time.Time
}

const (
	// backstageLeast is the least garbage that waits to be collected while an
	// order learns, in percent of what is in use.
	backstageLeast = 20
	// adjustEvery is how often that is looked at while the work goes on.
	adjustEvery = 50 * time.Millisecond
	// mostIdle is how many bytes may be left to the program that it does not use.
	mostIdle = 16 << 20
)

// enter prepares the runtime for the learner until the returned function is
// called. Where little is in use, collecting at once what a key leaves behind
// would make the next one wait.
func (b *backstage) enter() (leave func()) {
	b.lean = beLean(backstageLeast)
	end := addProcessor()
	return func() {
		end()
		b.lean.end()
	}
}

// adjust is to be called now and then within a step.
func (b *backstage) adjust() {
	if now := time.Now(); now.Sub(b.adjusted) >= adjustEvery {
		b.adjusted = now
		b.lean.adjust()
	}
}

// firstGarbage is how much garbage may wait to be collected before the first
// samples are on the screen, in percent: until some 16 MB are in use.
const firstGarbage = 400

// putOffGarbage keeps the first frame from being drawn beside a collection of
// garbage, which makes it take twice as long, until the returned function is
// called, once or more often.
func putOffGarbage() (end func()) {
	percent := debug.SetGCPercent(firstGarbage)
	return sync.OnceFunc(func() { debug.SetGCPercent(percent) })
}

var processors sync.Mutex

// addProcessor gives the runtime one processor more, until the returned function
// is called, for something that works beside the screen: a learner, or the writer,
// who waits for the disk.
//
// A goroutine that is made ready by one that then waits for the terminal or the
// disk in a system call starts at once only where a processor of the runtime is
// idle; else up to 20 ms later, when the runtime looks what its processors do.
// Every key goes through such a pair.
func addProcessor() (end func()) {
	add := func(n int) {
		processors.Lock()
		defer processors.Unlock()
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + n)
	}
	add(1)
	return func() { add(-1) }
}

// Step implements [review.Learner].
func (b *backstage) Step(ctx context.Context) (reordered bool, err error) {
	reordered, err = b.Learner.Step(ctx)
	idle := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}}
	if metrics.Read(idle); idle[0].Value.Kind() == metrics.KindUint64 && idle[0].Value.Uint64() > mostIdle {
		debug.FreeOSMemory()
	}
	return reordered, err
}
