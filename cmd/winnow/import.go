package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store/jsonl"
)

func newImport(a *app) *cobra.Command {
	const usage = "winnow import PROJECT rows.jsonl…"
	var task string
	var strict, asJSON bool
	cmd := &cobra.Command{
		Use:   "import PROJECT rows.jsonl…",
		Short: "Take rows of JSONL files into a project",
		Long: `Takes rows into a project, which is made when it does not exist: the task
comes from --task, or is inferred from the first file that has rows. One that is
there already gets the task of --task with the first rows that go in.

A row is a JSON object on a line. Members that winnow does not know are kept
byte for byte and come out again. Rows that the project has already are left
out, so the same file may be imported again; those that it has under another id are
named (the first 100 as "twins" with --json). Invalid lines are written to a
file beside the input, with number, reason and the line itself ("raw", and where it
is not UTF-8 its bytes as "raw_base64"); the rest goes in. With --strict one
invalid line keeps the whole file out.

Exit codes: 0 when rows went in or all were there already, 1 when something
failed or no row was valid, 3 when there were no rows.`,
		Example: `winnow import news.winnow news.jsonl
winnow import news.winnow monday.jsonl tuesday.jsonl --task task.yaml
cat rows.jsonl | winnow import news.winnow -`,
		Args: a.between(2, -1, usage),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			return importing{app: a, json: asJSON}.run(cmd.Context(), args[0], task, args[1:], strict)
		}),
	}
	cmd.Flags().StringVar(&task, "task", "", "task file of a new project, or the new task of an old one")
	cmd.Flags().BoolVar(&strict, "strict", false, "take nothing of a file that has an invalid line")
	cmd.Flags().BoolVar(&asJSON, "json", false, "report as JSON on stdout")
	return cmd
}

// importing gathers the reports of several files.
type importing struct {
	app   *app
	json  bool
	files []importedFile
}

// importedFile is the JSON report of one file.
type importedFile struct {
	File      string          `json:"file"`
	Imported  int             `json:"imported"`
	Duplicate int             `json:"duplicate"`
	Invalid   int             `json:"invalid"`
	Sidecar   string          `json:"sidecar,omitempty"`
	Problems  []importProblem `json:"problems"`
	Twins     []twin          `json:"twins"`
}

type importProblem struct {
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
	Reason string `json:"reason"`
}

func (im importing) run(ctx context.Context, project, task string, files []string, strict bool) error {
	feeds, err := im.app.openFeeds(ctx, files, strict)
	if err != nil {
		return whenStopped(err, nothingIn)
	}
	defer closeFeeds(feeds) //nolint:errcheck // read only
	p, err := openProject(opening{app: im.app, path: project, taskFile: task, infer: func() (review.Task, error) { return inferAny(feeds) }})
	if err != nil {
		return whenStopped(err, nothingIn)
	}
	for _, f := range feeds {
		report, err := f.into(ctx, p)
		im.add(f, report, err)
		if err != nil {
			return errors.Join(err, p.discard())
		}
	}
	return errors.Join(im.finish(p), p.discard())
}

// add notes what became of a file, also of one that failed half-way.
func (im *importing) add(f *feed, r jsonl.Report, err error) {
	if err != nil && r.Imported+r.Duplicate+r.Invalid == 0 {
		return // nothing was read: the error says it all
	}
	f.tell(r)
	file := importedFile{
		File: f.rows.Name(), Imported: r.Imported, Duplicate: r.Duplicate, Invalid: r.Invalid,
		Sidecar: r.Sidecar, Problems: []importProblem{}, Twins: append([]twin{}, f.twins...),
	}
	for _, p := range r.Problems {
		file.Problems = append(file.Problems, importProblem{p.Line, p.Column, p.Reason})
	}
	im.files = append(im.files, file)
}

// finish reports all files together.
func (im *importing) finish(p *project) error {
	sum := struct {
		Project   string         `json:"project"`
		Samples   int            `json:"samples"`
		Imported  int            `json:"imported"`
		Duplicate int            `json:"duplicate"`
		Invalid   int            `json:"invalid"`
		Files     []importedFile `json:"files"`
	}{Project: p.path, Samples: p.desk.News().Counts.Samples, Files: im.files}
	for _, f := range im.files {
		sum.Imported += f.Imported
		sum.Duplicate += f.Duplicate
		sum.Invalid += f.Invalid
	}
	if im.json {
		if err := im.app.printJSON(sum); err != nil {
			return err
		}
	}
	switch {
	case sum.Imported+sum.Duplicate > 0:
		return nil
	case sum.Invalid > 0:
		return errNoRow(im.files[0].File)
	}
	return errNoRows(im.files[0].File)
}

// errNoRow is the failure of a file in which nothing was right.
func errNoRow(file string) error {
	return withHint(errors.New("no row was valid, so nothing was imported"),
		"does the task fit the rows? `winnow init --from "+quoted(file)+" -o other.yaml` writes one that does, or says what is wrong with them")
}
