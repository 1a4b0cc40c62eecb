package tui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/measure"
)

// statsTell is how often the reading of a large project tells how far it is.
const statsTell = 150 * time.Millisecond

// statsRead computes the figures beside the screen: of a million samples that
// takes seconds, in which keys must not wait. It ends when its pane is left.
type statsRead struct {
	stop context.CancelFunc
	seen atomic.Int64 // samples so far
	done chan statsReadMsg
}

// statsReadMsg brings the figures.
type statsReadMsg struct {
	read    *statsRead
	figures measure.Figures
	err     error
}

// statsUnderWayMsg says that they are still being computed.
type statsUnderWayMsg struct{ read *statsRead }

// readStats begins to compute the figures.
func (m *model) readStats() (*statsRead, tea.Cmd) {
	ctx, stop := context.WithCancel(context.Background())
	r := &statsRead{stop: stop, done: make(chan statsReadMsg, 1)}
	session, labels := m.session, m.task.LabelNames()
	reading := measure.Reading{
		Labels: labels,
		Walk: func(visit func(review.Item) bool) error {
			return session.Walk(func(it review.Item) bool {
				r.seen.Add(1)
				return ctx.Err() == nil && visit(it)
			})
		},
		Log: func(before uint64, visit func(review.Entry) bool) error {
			return session.Log(before, func(e review.Entry) bool { return ctx.Err() == nil && visit(e) })
		},
	}
	return r, func() tea.Msg {
		go func() {
			defer stop()
			figures, err := measure.Review(reading)
			r.done <- statsReadMsg{r, figures, err}
		}()
		return r.await()
	}
}

// await waits for the figures, but not for long.
func (r *statsRead) await() tea.Msg {
	select {
	case msg := <-r.done:
		return msg
	case <-time.After(statsTell):
		return statsUnderWayMsg{r}
	}
}
