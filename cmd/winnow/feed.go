package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
	"winnow/store/jsonl"
)

// feed reads one file of records into a project and says in words what came
// of it.
type feed struct {
	app    *app
	rows   *jsonl.Reader
	strict bool
	twins  []twin // of the rows that were left out, the first
}

// twin is a row that was left out because a sample with another id says the same.
type twin struct {
	Line int    `json:"line"`
	ID   string `json:"id,omitempty"` // "" where the row brings none
	Of   string `json:"of"`
}

// openFeeds opens all files before anything is done with the first.
func (a *app) openFeeds(ctx context.Context, files []string, strict bool) ([]*feed, error) {
	var feeds []*feed
	for _, file := range files {
		rows, err := openRecords(ctx, file)
		if err != nil {
			return nil, errors.Join(err, closeFeeds(feeds))
		}
		feeds = append(feeds, &feed{app: a, rows: rows, strict: strict})
	}
	return feeds, nil
}

// openRecords opens a file of records. Standard input that is no file ends with the
// context: somebody may type there, or nothing more may come.
func openRecords(ctx context.Context, path string) (*jsonl.Reader, error) {
	if info, err := os.Stdin.Stat(); path != jsonl.Stdin || err == nil && info.Mode().IsRegular() {
		return jsonl.Open(path)
	}
	return jsonl.OpenStdin(&stoppedReader{ctx: ctx, of: os.Stdin})
}

// inferAny makes a task from the first file that has rows.
func inferAny(feeds []*feed) (review.Task, error) {
	for _, f := range feeds {
		task, err := f.infer()
		var bad *jsonl.LineError
		if !errors.Is(err, jsonl.ErrNoRecords) || errors.As(err, &bad) {
			return task, err
		}
	}
	return review.Task{}, errNoRows(feeds[0].rows.Name())
}

// errNoRows tells that a file has no row, right or wrong.
func errNoRows(file string) error {
	return &nothingError{"nothing to import: there are no rows in " + file, ""}
}

func closeFeeds(feeds []*feed) error {
	var errs []error
	for _, f := range feeds {
		errs = append(errs, f.rows.Close())
	}
	return errors.Join(errs...)
}

// infer makes a task from the rows and goes back to their start.
func (f *feed) infer() (review.Task, error) {
	if err := f.rows.Spool(); err != nil {
		return review.Task{}, err
	}
	task, err := jsonl.Infer(f.rows)
	if err != nil {
		return review.Task{}, err
	}
	f.app.say("task inferred from %s: %s", f.rows.Name(), describe(task))
	return task, f.rows.Rewind()
}

// into imports the file: all of its rows that can be taken, or with an error
// none. A task that the project does not have yet goes in with the first rows: with
// none the one that was there stays. Nobody may sit at the desk meanwhile.
func (f *feed) into(ctx context.Context, p *project) (report jsonl.Report, err error) {
	err = p.without(func() error {
		var bulk *store.Bulk
		var words string
		brings := p.next.pending()
		if brings {
			words = p.lostWords(ctx)
			bulk, err = p.db.BulkUnder(p.next.task, rank.Given{})
		} else {
			bulk, err = p.db.Bulk(rank.Given{})
		}
		if err != nil {
			return err
		}
		report, err = f.load(ctx, p.db, bulk)
		if brings && err == nil && report.Imported+report.Duplicate > 0 {
			p.next.came()
			p.told = true
			f.app.warnLost(words)
		}
		return err
	})
	return report, err
}

func (f *feed) load(ctx context.Context, db *store.DB, bulk *store.Bulk) (jsonl.Report, error) {
	lean := beLean(importLeast)
	defer lean.end()
	b := f.app.newBar("importing "+f.rows.Name(), false)
	report, err := jsonl.Import(ctx, f.rows, bulk.Task(), bulk.Add, jsonl.Options{
		Strict: f.strict, Lend: true,
		Progress: func(now jsonl.Report) {
			lean.adjust()
			b.show(now.Read, now.Size, plural(now.Imported+now.Duplicate, "row"))
		},
	})
	if err == nil {
		_, err = bulk.Publish(ctx)
	}
	b.end()
	if err == nil {
		f.twins = twinsOf(db, report.Twins)
	}
	if err != nil {
		report.Imported = 0
		err = errors.Join(err, bulk.Abandon())
	}
	if errors.Is(err, context.Canceled) {
		err = withHint(fmt.Errorf("stopped: nothing of %s went in", f.rows.Name()),
			"a file goes in whole or not at all; give the same command again")
	}
	return report, err
}

// twinsOf finds the samples that have the content of rows that were left out.
func twinsOf(db *store.DB, of []jsonl.Twin) []twin {
	var all []twin
	for _, t := range of {
		if it, err := db.Item(t.Seq); err == nil { // the counts say how many there are
			all = append(all, twin{t.Line, t.ID, it.Sample.ID})
		}
	}
	return all
}

// mostProblems bounds how many bad lines are told one by one.
const mostProblems = 5

// tell says what became of a file's rows.
func (f *feed) tell(r jsonl.Report) {
	name := f.rows.Name()
	f.app.say("%s: %s imported, %s duplicate, %s invalid", name, grouped(r.Imported), grouped(r.Duplicate), grouped(r.Invalid))
	for i, p := range r.Problems {
		if i == mostProblems {
			f.app.say("  and %s more", grouped(r.Invalid-mostProblems))
			break
		}
		at := fmt.Sprintf("%s:%d", name, p.Line)
		if p.Column > 0 {
			at += fmt.Sprintf(":%d", p.Column)
		}
		f.app.say("  %s: %s", at, p.Reason)
	}
	switch {
	case r.SidecarErr != nil:
		f.app.say("  the invalid lines could not be kept: %s", r.SidecarErr)
	case r.Sidecar != "":
		f.app.say("  the invalid lines are in %s with what is wrong", r.Sidecar)
	}
	f.tellTwins(r.Renamed)
	if len(r.Problems) > 0 && r.Problems[0].Line == 1 {
		if program := wrapping(name); program != "" {
			f.app.say("  it is one JSON object: %s", unwraps(name, program))
		}
	}
}

// tellTwins names the first of the rows that are there under another id.
func (f *feed) tellTwins(all int) {
	for i, t := range f.twins {
		if i == mostProblems {
			f.app.say("  and %s more that are there under another id", grouped(all-mostProblems))
			return
		}
		row := "the row"
		if t.ID != "" {
			row = fmt.Sprintf("id %q", t.ID)
		}
		f.app.say("  %s:%d: %s is left out, as %q says the same", f.rows.Name(), t.Line, row, t.Of)
	}
}
