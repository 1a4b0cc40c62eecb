package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
	"winnow/review/rank"
	"winnow/tui"
)

// sitting is one reviewer at the screen, with a source writing meanwhile if
// generate is not 0.
type sitting struct {
	app      *app
	project  *project
	reviewer string
	from     sourcing
	generate int
	banner   string // a lasting warning for the screen
	goal     tui.Goal
	plain    bool // lines instead of a screen
}

// run shows the screen until the reviewer quits. The source is stopped then,
// and what it had sent by that time is kept.
func (s sitting) run(ctx context.Context) (tui.Recap, error) {
	s.project.noteFile()
	settings, err := s.app.readConfig()
	if err != nil {
		return tui.Recap{}, err
	}
	if err := settings.fits(s.project.desk.Task()); err != nil {
		return tui.Recap{}, err
	}
	options := tui.Options{
		Project: s.project.path, Banner: s.banner, ReadOnly: s.project.readOnly, Local: true, Getenv: s.app.env, Keys: settings.Keys, Theme: settings.Theme,
		Goal: s.goal, NoBreaks: settings.NoBreaks,
	}
	run, board, err := s.begin(ctx)
	if err == nil {
		err = s.project.takeTask(ctx, s.app)
	}
	if err != nil {
		return tui.Recap{}, whenStopped(err, "nothing was decided")
	}
	stop, plain := func() error { return nil }, s.plain || settings.ScreenReader
	collect := putOffGarbage()
	defer collect()
	options.Shown = collect
	if plain {
		collect() // there is no first frame to wait for
	}
	if s.learns() {
		learning, end := context.WithCancel(ctx)
		manners := newManners(learning)
		options.Program = append(options.Program, tea.WithFilter(manners.watch))
		stage := new(backstage)
		learner := rank.NewLive(s.project.db, rank.Pausing(func() { manners.giveWay(); stage.adjust() }))
		stage.Learner = learner
		options.Explain, options.Telling = learner.Explain, learner.Telling
		shown := make(chan struct{})
		if plain {
			close(shown)
		} else {
			options.Shown = func() { collect(); close(shown) }
		}
		defer s.learn(learning, stage, shown)()
		defer end() // before that is waited for
	}
	if run != nil {
		options.Stream, options.Board = run, board
		stop = start(ctx, run)
	}
	recap, err := s.show(ctx, options, plain)
	return recap, errors.Join(err, stop())
}

// show lets the reviewer decide, on a screen or in plain lines.
func (s sitting) show(ctx context.Context, o tui.Options, plain bool) (tui.Recap, error) {
	desk := s.project.desk
	seat := desk.Session(s.reviewer)
	if !plain {
		defer addProcessor()()
		return tui.Run(ctx, desk, seat, o)
	}
	lines := tui.Plain{In: s.app.stdin, Out: s.app.stdout}
	if isTerminal(s.app.stdin) && isTerminal(s.app.stdout) {
		lines.Raw = func() (func() error, error) {
			fd := s.app.stdin.Fd()
			was, err := term.MakeRaw(fd)
			if err != nil {
				return nil, fmt.Errorf("reading single keys from the terminal: %w", err)
			}
			return func() error { return term.Restore(fd, was) }, nil
		}
	}
	return tui.RunPlain(ctx, desk, seat, o, lines)
}

// learns tells whether the order learns from the decisions.
func (s sitting) learns() bool {
	return !s.project.readOnly && s.project.desk.Task().Order.Learns() && s.app.env(learnVariable) != "off"
}

// learnVariable set to "off" keeps the order as it is, whatever the task says.
const learnVariable = "WINNOW_LEARN"

// learn lets the order learn from when begin is closed until the returned
// function is called.
func (s sitting) learn(ctx context.Context, stage *backstage, begin <-chan struct{}) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-begin:
			defer stage.enter()()
			s.project.desk.Learn(ctx, stage)()
		case <-ctx.Done():
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// begin prepares the run of what is still missing, nil when nothing is, and what
// tells of it when it is over.
func (s sitting) begin(ctx context.Context) (*generator.Run, func() *review.Board, error) {
	if s.generate == 0 {
		return nil, nil, nil
	}
	source, err := s.from.open(ctx, s.project, s.app.env)
	if err != nil {
		return nil, nil, err
	}
	req, _, err := s.from.order(ctx, s.project, source, s.generate)
	if err != nil || req.Count == 0 {
		return nil, nil, err
	}
	var board func() *review.Board
	if model, ok := source.(*ask.Source); ok {
		s.app.warnGuidelines(req.Task, "")
		board = model.Board
	}
	s.app.say("source: %s", source.Name())
	return generator.NewRun(source, req, s.project.desk), board, nil
}

// start begins the run and returns what stops it. How a source failed was on
// the screen already; only what keeps samples from being saved is an error.
func start(ctx context.Context, run *generator.Run) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	run.Start(ctx)
	return func() error {
		cancel()
		err := run.Wait()
		var known *generator.Error
		if err == nil || errors.Is(err, context.Canceled) || errors.As(err, &known) {
			return nil
		}
		return err
	}
}

// tellRecap says what came of the sitting.
func (a *app) tellRecap(r tui.Recap, p *project) {
	var parts []string
	for _, v := range review.Verdicts {
		if k := r.Decided[v]; k > 0 {
			parts = append(parts, grouped(k)+" "+verdictWords[v])
		}
	}
	if len(parts) > 0 {
		a.say("%s decided in %s: %s", grouped(r.Final()), short(r.Elapsed.Round(time.Second).Seconds()), strings.Join(parts, ", "))
	}
	for _, line := range r.Findings() {
		a.say("%s", line)
	}
	counts := p.desk.News().Counts
	far := grouped(counts.Decided()) + " of " + plural(counts.Samples, "sample") + " decided"
	switch {
	case p.isAstray():
		a.say("warning: %s was moved, removed or replaced while it was open: what was saved is in the file that was opened, and not in one that stands there now", p.path)
		if r.Unsaved > 0 {
			a.say("whether what you said last of %s is saved there is not certain", plural(r.Unsaved, "sample"))
		}
		return
	case r.Unsaved > 0:
		a.say("%s in %s; what you said of %s is NOT saved", far, p.path, plural(r.Unsaved, "sample"))
	case p.readOnly:
		a.say("%s in %s, which can only be read: nothing was changed", far, p.path)
	default:
		a.say("%s, all saved in %s", far, p.path)
	}
	if counts.Decided() > 0 {
		a.say("export:    winnow export %s --as native -o curated.jsonl", quoted(p.path))
	}
}

// quoted is a path as it can be pasted into a shell.
func quoted(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,:@%-"
	if path != "" && strings.Trim(path, plain) == "" {
		return path
	}
	return fmt.Sprintf("'%s'", strings.ReplaceAll(path, "'", `'\''`))
}

// verdictWords are the verdicts as a recap tells them.
var verdictWords = map[review.Verdict]string{
	review.Accept: "accepted", review.Edit: "edited", review.Relabel: "relabelled",
	review.Reject: "rejected", review.Defer: "deferred",
}

// unsaved is the error of a sitting that ended with something that was not saved.
func unsaved(r tui.Recap, p *project) error {
	if r.Unsaved == 0 {
		return nil
	}
	hint := "`winnow check " + quoted(p.path) + "` tells whether the project is sound; then decide it again"
	switch {
	case p.isAstray():
		hint = hintFor(review.ErrReplaced)
	case p.readOnly:
		hint = "the project can only be read: allow writing to it, or copy it, then decide it again"
	}
	return withHint(errors.New("not everything is saved"), hint)
}

// stopped is the error of a review that a signal ended.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return withHint(errors.New("stopped from outside; everything that was decided is saved"), "go on with the same project")
}
