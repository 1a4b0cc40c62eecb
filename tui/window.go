package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

const (
	// ahead is how many samples are kept read beyond the one on screen, as far
	// as their records have aheadBytes; when low are left the next are read.
	ahead      = 16
	aheadBytes = 3 << 20
	low        = 8
	// steady is how many of them keep their places when the queue is
	// reordered: a reviewer may have read ahead.
	steady = 2
	// readEvery is the least time between two reads of the queue because
	// something arrived or was learned: nobody reads the list faster.
	readEvery = 100 * time.Millisecond
)

// window is the head of the queue: what is on the card and what comes next,
// read before it is needed so that a key never waits for the disk.
type window struct {
	cur   *review.Item
	next  []review.Item
	ready bool   // the queue was read at least once
	asked uint64 // the sample on the card of which was said what a key would do away with
	// epoch counts the reads; an answer to an older one is thrown away.
	epoch   int
	reading bool               // one is under way
	again   bool               // something changed that it may have missed
	cancel  context.CancelFunc // ends the one under way, nil before the first
	gone    []uint64           // what was decided while it was under way
	end     bool               // the last one came to the end of the queue
	low     int                // the next one is due when fewer are left
	took    time.Duration      // by the last one
	read    time.Time          // when its answer came
}

// advance takes a sample out of the window and moves the next one up.
func (w *window) advance(seq uint64) {
	w.next = slices.DeleteFunc(w.next, func(it review.Item) bool { return it.Sample.Seq == seq })
	if w.cur != nil && w.cur.Sample.Seq == seq {
		w.cur = nil
	}
	w.gone = append(w.gone, seq)
	w.pull()
}

func (w *window) pull() {
	if w.cur == nil && len(w.next) > 0 {
		first := w.next[0]
		w.cur, w.next = &first, w.next[1:]
	}
}

// visit is a sample that is looked at outside the queue: from the history, a
// search, or because its decision was just undone.
type visit struct {
	item  review.Item
	entry uint64   // the decision's log entry when stepping through history
	trail []uint64 // newer entries that were stepped over
}

// current is the sample on the card, nil when there is none.
func (m *model) current() *review.Item {
	if m.visit != nil {
		return &m.visit.item
	}
	return m.win.cur
}

// refill reads the head of the queue; a read that is under way counts no more.
func (m *model) refill() tea.Cmd { return m.refillAfter(0) }

// refillAfter is refill after a pause.
func (m *model) refillAfter(pause time.Duration) tea.Cmd {
	w := &m.win
	if w.cancel != nil {
		w.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.epoch++
	w.reading, w.again, w.cancel, w.gone = true, false, cancel, nil
	epoch, session, task, counted := w.epoch, m.session, m.task, m.hidden
	keep, also := m.kept()
	var read []uint64
	for _, it := range w.next[:min(steady, len(w.next))] {
		read = append(read, it.Sample.Seq)
	}
	return func() tea.Msg {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
		start := time.Now()
		items, end, err := session.Ahead(ctx, ahead+1, aheadBytes, append(keep, read...)...)
		if err == nil {
			items, err = steadied(session, read, items)
		}
		if ctx.Err() != nil {
			return nil
		}
		counts := counted.count(task, append(also, items...)...)
		msg := itemsReadMsg{epoch: epoch, items: items, end: end, hidden: counts, took: time.Since(start), err: err}
		if len(keep) > 0 {
			msg.card, _ = session.Item(keep[0]) // what fails is tried again with the next read
		}
		return msg
	}
}

// kept is the sample on the card.
func (m *model) kept() (seqs []uint64, items []review.Item) {
	if it := m.current(); it != nil {
		return []uint64{it.Sample.Seq}, []review.Item{*it}
	}
	return nil, nil
}

// hold tells the desk which samples are in the window by now.
func (m *model) hold() {
	seqs, _ := m.kept()
	if m.visit != nil && m.win.cur != nil {
		seqs = append(seqs, m.win.cur.Sample.Seq)
	}
	for _, it := range m.win.next {
		seqs = append(seqs, it.Sample.Seq)
	}
	m.session.Hold(seqs...)
}

// refresh reads the head of the queue because something changed in it, one
// read at a time and with a rest between them of at least their own length. The
// first thing in a while is read at once.
func (m *model) refresh() tea.Cmd {
	switch {
	case m.win.reading:
		m.win.again = true
		return nil
	case m.current() == nil:
		return m.refillAfter(m.win.took)
	}
	return m.refillAfter(max(readEvery, m.win.took) - time.Since(m.win.read))
}

// moved reads on when a decision has left little in the window.
func (m *model) moved() tea.Cmd {
	m.hold()
	if m.win.reading || m.win.end || len(m.win.next) >= m.win.low {
		return nil
	}
	return m.refill()
}

// steadied puts the samples that a reviewer may have read already before
// those that come next by now, as far as they are still to be decided.
func steadied(session *review.Session, read []uint64, items []review.Item) ([]review.Item, error) {
	_, filter := session.Chosen()
	var out []review.Item
	for _, seq := range read {
		it, err := session.Item(seq)
		if err != nil {
			return nil, err
		}
		if it.State.Verdict == "" && filter.Match(it) {
			out = append(out, it)
			items = slices.DeleteFunc(items, func(it review.Item) bool { return it.Sample.Seq == seq })
		}
	}
	return append(out, items...), nil
}

// onItems takes what was read of the queue, and does what was typed meanwhile.
func (m *model) onItems(msg itemsReadMsg) tea.Cmd {
	cmd := m.takeItems(msg)
	return tea.Batch(cmd, m.catchUp())
}

func (m *model) takeItems(msg itemsReadMsg) tea.Cmd {
	if msg.epoch != m.win.epoch {
		return nil // a newer read is under way
	}
	m.win.reading, m.win.took, m.win.read = false, msg.took, time.Now()
	shown := m.tellShown()
	if msg.err != nil {
		m.status.say(levelBad, msg.err.Error())
		return shown
	}
	m.win.ready, m.win.end = true, msg.end
	msg.items = slices.DeleteFunc(msg.items, func(it review.Item) bool { return slices.Contains(m.win.gone, it.Sample.Seq) })
	m.hidden = msg.hidden
	if m.win.cur != nil {
		seq := m.win.cur.Sample.Seq
		msg.items = slices.DeleteFunc(msg.items, func(it review.Item) bool { return it.Sample.Seq == seq })
	}
	had := m.current() != nil
	m.eachCopy(msg.card.Sample.Seq, func(it *review.Item) { it.Confidence = msg.card.Confidence }) // it may be learned anew
	m.win.next = msg.items
	m.win.low = min(low, len(msg.items)/2)
	m.win.pull()
	m.hold() // decisions made during the read have moved the window
	if !had && m.current() != nil {
		m.cameUp()
	}
	if m.win.again {
		return tea.Batch(shown, m.refresh())
	}
	return shown
}

// firstFrames is how long the first frames have to themselves.
const firstFrames = 50 * time.Millisecond

// tellShown tells once that the first samples are on the screen, when they are.
func (m *model) tellShown() tea.Cmd {
	shown := m.opts.Shown
	if shown == nil {
		return nil
	}
	m.opts.Shown = nil
	return tea.Tick(firstFrames, func(time.Time) tea.Msg {
		shown()
		return nil
	})
}

// cameUp starts the clock for a card that has just come on screen.
func (m *model) cameUp() {
	m.clock.restart(m.desk.Now())
	m.card.top()
	m.read.laid = laid{}
	m.pending, m.win.asked = nil, 0
	m.stale()
}

// changed starts a new epoch of the queue and reads it again.
func (m *model) changed() tea.Cmd { return m.refill() }

func (m *model) nextOrder() tea.Cmd {
	order, filter := m.session.Chosen()
	i := slices.Index(review.Orders, order)
	order = review.Orders[(i+1)%len(review.Orders)]
	m.session.Choose(order, filter)
	m.status.say(levelInfo, "order: "+m.orderText(order))
	return m.restart()
}

// restart empties the window and starts again at the head of the queue.
func (m *model) restart() tea.Cmd {
	m.visit, m.win.cur, m.win.next, m.win.ready = nil, nil, nil, false
	m.stale()
	return m.changed()
}

// step goes one decision back in this reviewer's history, or forward again
// and at last to the queue.
func (m *model) step(a action) tea.Cmd {
	at := &visit{}
	if m.visit != nil {
		at = m.visit
	}
	if a == actBack {
		trail := at.trail
		if at.entry != 0 {
			trail = append(slices.Clone(trail), at.entry)
		}
		return m.visitBelow(at.entry, trail)
	}
	if m.visit == nil {
		m.status.say(levelHint, "this is the queue; "+m.opts.Keys.of(actBack)+" goes back through your decisions", m.opts.Keys.of(actBack))
		return nil
	}
	if len(at.trail) == 0 {
		m.toQueue()
		return nil
	}
	last := len(at.trail) - 1
	return m.visitBelow(at.trail[last]+1, at.trail[:last])
}

// visitBelow looks up the newest standing decision below log entry n (0: the
// end) and brings its sample. What is still on its way to the disk is waited
// for: the last decision is the one that is meant.
func (m *model) visitBelow(n uint64, trail []uint64) tea.Cmd {
	session, unanswered := m.session, slices.Clone(m.unanswered)
	return m.bringing(func() tea.Msg {
		for _, a := range unanswered {
			_, _ = a.ticket.Result() // who submitted it says what became of it
		}
		for {
			entries, err := session.History(n, 16)
			if err != nil {
				return visitedMsg{err: err}
			}
			if len(entries) == 0 {
				return visitedMsg{none: "there is no earlier decision"}
			}
			for _, e := range entries {
				n = e.N
				it, err := session.Item(e.Seq)
				if err != nil {
					return visitedMsg{err: fmt.Errorf("reading sample %s: %w", e.ID, err)}
				}
				if it.State.Decision == e.N {
					return visitedMsg{visit: &visit{item: it, entry: e.N, trail: trail}}
				}
			}
		}
	})
}

// visitItem brings a sample by its number.
func (m *model) visitItem(seq uint64) tea.Cmd {
	session := m.session
	return m.bringing(func() tea.Msg {
		it, err := session.Item(seq)
		return visitedMsg{visit: &visit{item: it, entry: it.State.Decision}, err: err}
	})
}

func (m *model) onVisited(msg visitedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		m.status.say(levelBad, msg.err.Error())
	case msg.none != "":
		m.status.say(levelHint, msg.none)
	default:
		m.visit = msg.visit
		m.cameUp()
		return m.brought()
	}
	m.notBrought()
	return nil
}

// toQueue puts the head of the queue back on the card.
func (m *model) toQueue() {
	m.visit = nil
	m.cameUp()
}
