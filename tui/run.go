package tui

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/rank"
)

// StreamControl stops a generation and lets it go on.
type StreamControl interface {
	Pause()
	Resume()
}

// Options are what the screen needs to know of the world around it.
type Options struct {
	// Project is the project's path as it should be shown.
	Project string
	// Banner is a lasting warning for the first row, "" for none.
	Banner string
	// ReadOnly tells that nothing can be saved in the project: it can be looked
	// at only.
	ReadOnly bool
	// Stream controls the generation; nil when nothing is generated.
	Stream StreamControl
	// Board tells what is asked for and became of it while nothing is being
	// generated; it may read the project. nil, and a nil board: the stream's own
	// counts.
	Board func() *review.Board
	// Explain says why a sample stands where it does in the learned order; ok
	// is false when that is not known. It may take a moment and is called from
	// any goroutine. nil: the order does not learn.
	Explain func(seq uint64) (s rank.Standing, ok bool)
	// Telling finds the words of a sample that speak for a change the most, as
	// [rank.Live.Telling] does; like Explain it may take a moment. nil: the order
	// does not learn.
	Telling func(seq uint64) (words []rank.Telling, ok bool)
	// Keys say what each key does; the zero value is [DefaultKeys].
	Keys Keymap
	// Theme is one of [Themes]; empty: the first.
	Theme string
	// Local tells that the reviewer sits at this machine, so that $EDITOR may
	// run on it.
	Local bool
	// Getenv looks up the reviewer's environment; nil is os.Getenv.
	Getenv func(string) string
	// Goal is what the reviewer wants to do in this sitting.
	Goal Goal
	// Shown is called once, if not nil, when the first samples are on the screen:
	// what else wants the processor may have it then.
	Shown func()
	// NoBreaks keeps the screen from suggesting breaks.
	NoBreaks bool
	// Program are further options of the bubbletea program (tests, SSH).
	Program []tea.ProgramOption

	query string // the last search
	// stops tells whether there is a shell that can stop the program and wake it,
	// nil: [inShell].
	stops func() bool
	// stop stops the program until it is woken, nil: [stopProcess].
	stop func()
}

func (o Options) getenv(name string) string {
	if o.Getenv != nil {
		return o.Getenv(name)
	}
	return os.Getenv(name)
}

// fps is the highest frame rate of the renderer: half a frame is what a key
// waits on average.
const fps = 120

// Run shows the screen until the reviewer quits or ctx ends. All that was
// decided is saved when it returns, and a half-typed edit or note is kept as a draft.
func Run(ctx context.Context, desk *review.Desk, session *review.Session, o Options) (Recap, error) {
	m := newModel(desk, session, o)
	// Signals end ctx. Bubble Tea's own handler, told of the same signal, can
	// wait for ever for an event loop that has ended.
	options := append([]tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(fps), tea.WithoutSignalHandler()}, o.Program...)
	_, err := tea.NewProgram(m, options...).Run()
	return m.conclude(ctx, err)
}

// conclude ends a sitting: it saves what is not saved yet, gives the samples back
// and sums up. err is how the screen ended.
func (m *model) conclude(ctx context.Context, err error) (Recap, error) {
	m.watch.Stop()
	m.session.Leave()
	if kept := m.finish(); kept != nil {
		return m.tally.recap(), kept
	}
	recap := m.tally.recap()
	recap.Elapsed = m.desk.Now().Sub(m.began)
	recap.Drafts, recap.Notes = m.draftsLeft(), m.notesLeft()
	news := m.desk.News()
	recap.Stream, recap.Unlearned = news.Stream, news.Unlearned
	if err != nil && !errors.Is(err, tea.ErrInterrupted) && ctx.Err() == nil {
		return recap, fmt.Errorf("running the screen: %w", err)
	}
	return recap, nil
}

// finish waits for what was submitted and keeps what stood in an editor, or in a note,
// when the program was ended from outside.
func (m *model) finish() error {
	for _, a := range m.unanswered {
		change, err := a.ticket.Result()
		if err != nil && !expected(err) {
			return fmt.Errorf("the last action is not saved: %w", err)
		}
		if err == nil {
			m.tally.count(change)
		}
	}
	d, half := m.halfWritten()
	if !half {
		return nil
	}
	if err := m.desk.KeepDraft(d)(); err != nil {
		return fmt.Errorf("keeping the draft: %w", err)
	}
	m.leftBehind(d)
	return nil
}
