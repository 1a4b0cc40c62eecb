package tui

import (
	"sync"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

type control struct {
	mu    sync.Mutex
	calls []string
}

func (c *control) Pause()  { c.note("pause") }
func (c *control) Resume() { c.note("resume") }
func (c *control) note(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, s)
}

func (c *control) last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.calls) == 0 {
		return ""
	}
	return c.calls[len(c.calls)-1]
}

func TestStream_SamplesAndHalfWrittenTextAppear(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask())
	ctl := &control{}
	s := screentest.New(t, newModel(b.desk, b.session, Options{Stream: ctl}), 120, 36)
	s.WaitFor("The project has no samples yet")
	b.desk.SetStream(review.Stream{Source: "offline grammar", Phase: review.StreamRunning, Wanted: 9, Partial: "The council met"})
	s.WaitFor("Waiting for the next sample from offline grammar", "The council met", "0 of 9 made")
	b.add(t, newsRows[0])
	s.WaitFor(" n1 ", "voted nine to two")
	b.add(t, newsRows[1])
	s.WaitFor("NEXT", "--   Nobody asked", " n1 ") // the card on screen stays
	b.desk.SetStream(review.Stream{
		Source: "m at localhost", Phase: review.StreamFailed, Made: 2, Wanted: 9,
		Message: "the connection was cut in the middle of a sample", Hint: "try again",
	})
	s.WaitFor("✗ stopped", "the connection was cut", "try again", "G resumes", "2 of 9 made")
	s.Type("G")
	s.WaitFor("generation resumed")
	if ctl.last() != "resume" {
		t.Errorf("G called %q", ctl.last())
	}
	b.desk.SetStream(review.Stream{Source: "m", Phase: review.StreamRunning, Made: 2, Wanted: 9})
	s.WaitFor("streaming", "G pauses")
	s.Type("n") // in a note it is a letter
	s.WaitFor("keep the note", "streaming")
	if s.Contains("G pauses") {
		t.Errorf("while a note is typed the stream offers its key:\n%s", s.Text())
	}
	s.Type("esc")
	s.WaitFor("G pauses")
	s.Type("G")
	s.WaitFor("generation paused")
	if ctl.last() != "pause" {
		t.Errorf("G called %q", ctl.last())
	}
}

// Ensure that a generation that stands is told on the smallest usual screen too,
// beside a card and without one.
func TestStream_WhyItStandsIsToldAtEightyColumns(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask())
	s := screentest.New(t, newModel(b.desk, b.session, Options{Stream: &control{}}), 80, 24)
	s.WaitFor("The project has no samples yet")
	waiting := review.Stream{Source: "m", Phase: review.StreamWaiting, Wanted: 9, Message: "the endpoint asks to wait 40 s"}
	b.desk.SetStream(waiting)
	s.WaitFor("Waiting for the next sample from m…", "the endpoint asks to wait 40 s", "stream waiting")
	b.desk.SetStream(review.Stream{Source: "m", Phase: review.StreamPaused, Wanted: 9})
	s.WaitFor("The generation is paused at 0 of 9; G resumes it.", "stream paused, G resumes")
	b.desk.SetStream(review.Stream{
		Source: "m", Phase: review.StreamFailed, Wanted: 9, Message: "the key was refused", Hint: "check OPENAI_API_KEY",
	})
	s.WaitFor("The generation is stopped at 0 of 9; G resumes it.", "the key was refused", "check OPENAI_API_KEY")
	b.add(t, newsRows[0])
	b.desk.SetStream(waiting)
	s.WaitFor(" n1 ", "stream waiting: the endpoint asks to wait 40 s")
}

// Ensure that no key is offered, beside the stream, in its row, in the last row or
// where the card was, when nothing more can come of it, and that why is told there.
func TestStream_ThatIsExhaustedOffersNoKey(t *testing.T) {
	t.Parallel()
	over := review.Stream{
		Source: "offline grammar", Phase: review.StreamFailed, Made: 6, Wanted: 9, Exhausted: true,
		Message: "the grammar has no new text after 6", Hint: "give its rules more alternatives",
	}
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}} {
		b := newBench(t, newsTask(), newsRows[0])
		ctl := &control{}
		s := screentest.New(t, newModel(b.desk, b.session, Options{Stream: ctl}), size.w, size.h)
		s.WaitFor(" n1 ")
		b.desk.SetStream(over)
		s.WaitFor("stopped", "the grammar has no new text")
		if s.Contains("resume") || s.Contains("G ") {
			t.Errorf("its key is offered:\n%s", s.Text())
		}
		s.Type("G")
		s.WaitFor("nothing more can be generated: the grammar has no new text after 6")
		s.Type("a")
		s.WaitFor("The generation stopped at 6 of 9, and nothing more can come of it; q quits.", "give its rules more alternatives", "In this sitting: 1 decided")
		if s.Contains("resume") || ctl.last() != "" {
			t.Errorf("its key is offered, or called %q:\n%s", ctl.last(), s.Text())
		}
		if m := b.model(t, Options{Stream: ctl}); m.works(actStream) {
			t.Error("help lists its key")
		}
	}
}
