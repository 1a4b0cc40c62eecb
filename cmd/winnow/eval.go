package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
)

// evaluating holds the flags of eval.
type evaluating struct {
	app     *app
	project string
	gold    string
	truth   string
	against []string
	asJSON  bool
}

// evaluated is the report.
type evaluated struct {
	Project string      `json:"project"`
	Gold    *onGold     `json:"gold,omitempty"`
	Against *againstAll `json:"against,omitempty"`
}

func newEval(a *app) *cobra.Command {
	e := evaluating{app: a}
	cmd := &cobra.Command{
		Use:   "eval PROJECT --gold FILE | --against FILE",
		Short: "See what the review bought, and what copies a test or private file",
		Long: `With --gold a small student, in this process and without a request, learns from
what was decided and is asked about rows whose truth is known. Beside it stand the
same student of what the model had suggested for the same samples, of all its
suggestions, of these with the corrections so far, the label that is commonest, and
the model itself where the gold rows say what it said (in the task's target, beside
"gold"), or where they are samples of the project. So you see what curation brings
before anybody pays for a training run; a large model that is trained on the same
gains less from clean labels than so small a one, or more.

The truth is the member "gold" (or the one that --truth names); where no row has it,
the task's own label member. Gold rows with the text of a decided sample are left
out, and counted: the student has seen them. Those that are undecided samples stay,
and no student learns from these.

Accuracy has a 95% interval by Wilson; macro F1, and what is ahead of what, one by a
bootstrap of 1,000 draws of the gold rows.

With --against (more than one file if need be) every sample that would be exported is
laid beside the texts of private seeds or of a test set, in JSON Lines, CSV or a text
each line: the same texts, nearly the same ones (MinHash, Jaccard 0.8), 13 words in
a row (8 in short texts) or 50 characters, with ids and the longest run that they
share. Words that more than ten of the file's texts have in common are its wording
and no copy. Lengths are compared too (Kolmogorov-Smirnov).`,
		Example: `winnow eval news.winnow --gold gold.jsonl
winnow eval news.winnow --gold gold.jsonl --json | jq .gold.lead
winnow eval news.winnow --against seeds.csv --against test.jsonl`,
		Args: a.exactly(1, "winnow eval PROJECT --gold gold.jsonl"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			e.project = args[0]
			return reads(cmd.Context(), e.project, func() error { return e.run(cmd.Context()) })
		}),
	}
	f := cmd.Flags()
	f.StringVar(&e.gold, "gold", "", "rows with a known truth, to ask a student about")
	f.StringVar(&e.truth, "truth", "", "member of these rows that holds the truth (default gold)")
	f.StringArrayVar(&e.against, "against", nil, "private or test texts that nothing should copy; may be given again")
	f.BoolVar(&e.asJSON, "json", false, "report as JSON")
	return cmd
}

func (e *evaluating) run(ctx context.Context) error {
	switch {
	case e.gold == "" && len(e.against) == 0:
		return &usageError{"evaluate against what?", "--gold gold.jsonl for rows with a known truth, --against seeds.jsonl for texts that nothing should copy"}
	case e.gold == "" && e.truth != "":
		return &usageError{"--truth is about gold rows", "name them with --gold gold.jsonl"}
	}
	db, err := openReadOnly(ctx, e.project)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // read only
	task, err := db.Task()
	if err != nil {
		return err
	}
	out := evaluated{Project: e.project}
	if e.gold != "" {
		if out.Gold, err = e.onGold(ctx, db, task); err != nil {
			return err
		}
	}
	if len(e.against) > 0 {
		if out.Against, err = e.copies(ctx, db, task); err != nil {
			return err
		}
	}
	if e.asJSON {
		return e.app.printJSON(out)
	}
	return e.app.printEvaluated(out)
}

// eachWhole visits the samples of a project that still have their content.
func eachWhole(ctx context.Context, db *store.DB, visit func(review.Item)) error {
	err := walkAll(ctx, db)(func(it review.Item) bool {
		if it.Decision == nil || !it.Decision.Purged {
			visit(it)
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("reading the samples: %w", err)
	}
	return nil
}

// textsOf are the fields of a sample, as they came or as the reviewer left them.
func textsOf(s review.Sample, field func(name string) string) string {
	text := ""
	for _, f := range s.Fields {
		text += field(f.Name) + "\n"
	}
	return text
}

// isKept tells whether a sample was decided and would be exported.
func isKept(it review.Item) bool {
	return it.State.Decided() && it.State.Verdict != review.Reject
}
