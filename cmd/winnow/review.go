package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"winnow/tui"
)

// projectExt is the ending of a project that winnow names itself.
const projectExt = ".winnow"

// dataExts are the endings by which a file of rows is known. A table is none, and
// told what makes rows of it.
var dataExts = []string{".jsonl", ".ndjson", ".json", ".csv", ".tsv"}

// reviewing holds the flags of review.
type reviewing struct {
	app      *app
	task     string
	project  string
	reviewer string
	generate int
	from     sourcing
	goal     string
	plain    bool
}

func newReview(a *app) *cobra.Command {
	r := reviewing{app: a}
	cmd := &cobra.Command{
		Use:   "review [PROJECT | data.jsonl]",
		Short: "Decide, one sample after the other, least confident first",
		Long: `Opens a project on the screen. Given a file of rows it makes the project
data.winnow beside it, or opens it again, takes the rows in and goes straight to
the first sample; without --task the fields and labels are inferred. Without an
argument it opens the one project of this folder.

With --generate N a source writes while you review, until the project has N
generated samples; see ` + "`winnow generate --help`" + ` for which source is used.

--goal says what you want to do in this sitting, as decisions (50) or as time
(30m): it has a bar of its own, and reaching it is said once. Time counts while
you are at it: not in pauses, and not while another window has the focus.

--screen-reader prints plain lines, one after the other, instead of drawing a
screen; the keys are the same. Without a terminal it reads a key or an answer from
each line of its input. "screen_reader: true" in the configuration makes it usual.

Every decision is saved at once: quit at any moment, and go on later with the
same command. Press ? for the keys.`,
		Example: `winnow review data.jsonl
winnow review news.winnow --reviewer ada --goal 50
winnow review mail.winnow --task task.yaml --generate 200`,
		Args: a.between(0, 1, "winnow review [PROJECT | data.jsonl]"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			return r.run(cmd.Context(), args)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&r.task, "task", "", "task file of a new project, or the new task of an old one")
	f.StringVar(&r.project, "project", "", "where the project of data.jsonl is, if not beside it")
	f.StringVar(&r.reviewer, "reviewer", "", "who decides (default: $WINNOW_REVIEWER, else $USER)")
	f.StringVar(&r.goal, "goal", "", "what to do in this sitting: decisions (50) or time (30m)")
	f.BoolVar(&r.plain, "screen-reader", false, "plain lines instead of a screen")
	f.IntVar(&r.generate, "generate", 0, "generated samples that the project should have")
	f.StringVar(&r.from.source, "source", "", "source of --generate: openai or offline")
	f.StringVar(&r.from.baseURL, "base-url", "", "endpoint of --generate, up to and with /v1")
	f.StringVar(&r.from.model, "model", "", "model of --generate, as the endpoint names it")
	f.StringVar(&r.from.verify, "verify-cmd", "", "command of the shell that checks each sample of --generate: exit code 0 is passed")
	return cmd
}

func (r *reviewing) run(ctx context.Context, args []string) (err error) {
	if r.generate < 0 {
		return &usageError{"--generate is below zero", "for example --generate 100"}
	}
	if r.generate == 0 && (r.from.source != "" || r.from.baseURL != "" || r.from.model != "") {
		return &usageError{"--source, --base-url and --model are for --generate", "say how many samples: --generate 100"}
	}
	goal, err := parseGoal(r.goal)
	if err != nil {
		return err
	}
	path, data, err := r.place(args)
	if err != nil {
		return err
	}
	if err := r.canShow(); err != nil {
		return err
	}
	p, err := r.open(ctx, path, data)
	if err != nil {
		return err
	}
	if p.readOnly {
		p.banner = readOnlyBanner
		r.app.say("warning: %s cannot be written: it is opened for reading, and nothing can be decided", path)
	}
	defer func() { err = errors.Join(err, p.discard()) }()
	s := sitting{app: r.app, project: p, reviewer: r.app.reviewer(r.reviewer), from: r.from, generate: r.generate, banner: p.banner, goal: goal, plain: r.plain}
	if s.generate == 0 && p.desk.News().Counts.Samples == 0 {
		return &nothingError{"nothing to review: the project has no samples", "`winnow import " + path + " rows.jsonl` brings some, or --generate N"}
	}
	recap, err := s.run(ctx)
	if err != nil {
		return err
	}
	r.app.tellRecap(recap, p)
	if err := unsaved(recap, p); err != nil {
		return err
	}
	return stopped(ctx)
}

// canShow makes sure that the review can be shown, in plain lines or on a screen.
func (r *reviewing) canShow() error {
	settings, err := r.app.readConfig()
	if err != nil {
		return err
	}
	r.plain = r.plain || settings.ScreenReader
	if r.app.plain = r.plain; r.plain {
		return nil
	}
	return r.app.interactive("reviewing", "without one, --screen-reader works by lines, `winnow import` and `winnow generate` fill a project, `winnow stats` and `winnow export` read it")
}

// goalMost is the most decisions that a goal may have.
const goalMost = 1_000_000

// parseGoal reads a number of decisions or a time from a minute to a day; an
// empty text is no goal.
func parseGoal(text string) (tui.Goal, error) {
	if text == "" {
		return tui.Goal{}, nil
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n <= goalMost {
		return tui.Goal{Decisions: n}, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= time.Minute && d <= 24*time.Hour {
		return tui.Goal{Time: d}, nil
	}
	return tui.Goal{}, &usageError{fmt.Sprintf("--goal %q is neither a number of decisions nor a time", text), "for example --goal 50 or --goal 30m"}
}

// place works out which project is meant and which file of rows, "" for none,
// feeds it.
func (r *reviewing) place(args []string) (path, data string, err error) {
	if len(args) == 0 {
		path, err = onlyProject(".")
		return path, "", err
	}
	arg := args[0]
	unpacked := strings.TrimSuffix(arg, ".gz") // rows may be compressed
	ext := filepath.Ext(unpacked)
	switch {
	case arg == "-" && r.project == "":
		return "", "", &usageError{"rows from stdin have no place for a project", "name one: --project data.winnow"}
	case arg != "-" && !slices.Contains(dataExts, strings.ToLower(ext)):
		if r.project != "" {
			return "", "", &usageError{"--project goes with a file of rows", arg + " is taken for a project itself"}
		}
		return arg, "", nil
	case r.project != "":
		return r.project, arg, nil
	}
	return strings.TrimSuffix(unpacked, ext) + projectExt, arg, nil
}

// onlyProject is the one project in a folder.
func onlyProject(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*"+projectExt))
	if err != nil {
		return "", err
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", &usageError{"what should be reviewed?", "name a project or a file: winnow review data.jsonl; `winnow demo` shows how it goes"}
	}
	return "", &usageError{fmt.Sprintf("there are %d projects in this folder", len(found)), "name one: winnow review " + found[0]}
}

// open opens or makes the project and takes the rows in.
func (r *reviewing) open(ctx context.Context, path, data string) (*project, error) {
	if data == "" {
		p, err := openProject(opening{app: r.app, path: path, taskFile: r.task, orRead: r.generate == 0})
		return p, r.wherever(err, path)
	}
	feeds, err := r.app.openFeeds(ctx, []string{data}, false)
	if err != nil {
		if _, there := os.Stat(path); there == nil && errors.Is(err, fs.ErrNotExist) {
			err = withHint(err, "its project is there: winnow review "+quoted(path))
		}
		return nil, whenStopped(err, nothingIn)
	}
	f := feeds[0]
	defer f.rows.Close() //nolint:errcheck // read only
	p, err := openProject(opening{app: r.app, path: path, taskFile: r.task, infer: f.infer})
	if err != nil {
		return nil, whenStopped(r.wherever(err, path), nothingIn)
	}
	report, err := f.into(ctx, p)
	if err != nil {
		return nil, errors.Join(err, p.discard())
	}
	if report.Imported > 0 || report.Invalid > 0 {
		f.tell(report)
	}
	if report.Imported+report.Duplicate == 0 && report.Invalid > 0 {
		return nil, errors.Join(errNoRow(data), p.discard())
	}
	return p, nil
}

// wherever adds, to a folder that cannot be written, that the project may be
// anywhere.
func (r *reviewing) wherever(err error, path string) error {
	_, missing := os.Stat(path)
	if errors.Is(missing, fs.ErrNotExist) && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) {
		return withHint(err, "the project cannot be made beside the data: name another place with --project FILE")
	}
	return err
}
