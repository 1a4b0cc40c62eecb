package generator

import (
	"errors"
	"fmt"
	"time"

	"winnow/review"
)

// frame is the least time between two updates of the stream's status. More
// than a screen can show would only keep the desk busy.
const frame = 16 * time.Millisecond

// screen keeps the stream's status and shows it on the desk: at once when
// nothing was shown for a frame, else when the frame is over.
type screen struct {
	review.Stream
	desk  Desk
	timer *time.Timer
	last  time.Time // of the last update
	until time.Time // when a waiting source goes on
}

func newScreen(desk Desk, s review.Stream) *screen {
	c := &screen{Stream: s, desk: desk, timer: time.NewTimer(frame)}
	c.show()
	return c
}

// due delivers when show should be called.
func (c *screen) due() <-chan time.Time { return c.timer.C }

// changed says that the status is not what the desk shows.
func (c *screen) changed() {
	if wait := frame - time.Since(c.last); wait > 0 {
		c.timer.Reset(wait)
		return
	}
	c.show()
}

// show puts the status on the desk now. While the source waits it comes back
// every second, since the status counts them down.
func (c *screen) show() {
	c.timer.Stop()
	if c.Phase == review.StreamWaiting {
		left := time.Until(c.until)
		c.Hint = ""
		if left > 0 {
			c.Hint = fmt.Sprintf("goes on in %.0f s", left.Seconds())
			c.timer.Reset(min(left, time.Second))
		}
	}
	c.last = time.Now()
	c.desk.SetStream(c.Stream)
}

// close shows the last status.
func (c *screen) close() {
	c.show()
	c.timer.Stop()
}

func (c *screen) running() {
	if c.Phase != review.StreamRunning {
		c.Exhausted = false
		c.phase(review.StreamRunning, "", "")
	}
}

// goOn says that a waiting source is at work again.
func (c *screen) goOn() {
	if c.Phase == review.StreamWaiting {
		c.running()
	}
}

func (c *screen) pause() {
	if c.Phase != review.StreamPaused {
		c.phase(review.StreamPaused, "", "")
	}
}

func (c *screen) end(message string) { c.phase(review.StreamDone, message, "") }

func (c *screen) wait(w Wait) {
	c.until = time.Now().Add(w.For)
	c.phase(review.StreamWaiting, w.Reason, "")
}

func (c *screen) fail(err error) {
	var e *Error
	if errors.As(err, &e) {
		c.Exhausted = e.Exhausted
		c.phase(review.StreamFailed, e.Reason, e.Hint)
		return
	}
	c.phase(review.StreamFailed, err.Error(), "")
}

func (c *screen) phase(p review.StreamPhase, message, hint string) {
	c.Phase, c.Message, c.Hint = p, message, hint
	c.changed()
}
