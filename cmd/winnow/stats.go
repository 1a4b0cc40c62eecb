package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/review/measure"
)

func newStats(a *app) *cobra.Command {
	var asJSON bool
	var covered int
	cmd := &cobra.Command{
		Use:   "stats PROJECT",
		Short: "Count decisions, pace, and how often suggestions were right",
		Long: `Prints how much is decided, at what pace, and how often the suggestion was
accepted unchanged: per suggested label and per band of the confidence that came
with the records. A share is of samples that were decided one by one, not in bulk;
where there are none there is no share.

Where there is something to tell it goes on: how far a judge's marks agree with
what reviewers did, how far reviewers agree on samples that more than one of them
decided (Krippendorff's alpha; below 0.667 the guidelines are not clear, or the
question is one of taste), how far the samples cover what the task names (topics,
facts, attributes), and what filters held back.`,
		Example: `winnow stats news.winnow
winnow stats news.winnow --json | jq .decisions`,
		Args: a.exactly(1, "winnow stats PROJECT"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if covered < 1 {
				return &usageError{"--covered is below 1", "for example --covered 5"}
			}
			return reads(cmd.Context(), args[0], func() error { return a.stats(cmd.Context(), args[0], covered, asJSON) })
		}),
	}
	cmd.Flags().IntVar(&covered, "covered", 1, "kept samples from which on a topic, fact or attribute counts as covered")
	cmd.Flags().BoolVar(&asJSON, "json", false, "report as JSON")
	return cmd
}

func (a *app) stats(ctx context.Context, project string, covered int, asJSON bool) error {
	db, err := openReadOnly(ctx, project)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // read only
	f, _, err := figuresOf(ctx, db, covered)
	if err != nil {
		return err
	}
	s := counted{Stats: f.Stats, Agreement: f.Agreement, Judge: f.Judge, Coverage: f.Coverage}
	if s.HeldBack, err = heldBack(project); err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(s)
	}
	return a.printStats(s)
}

// counted is what stats reports.
type counted struct {
	measure.Stats
	Agreement *measure.Agreement `json:"agreement,omitempty"`
	Judge     *measure.Judged    `json:"judge,omitempty"`
	Coverage  []measure.Coverage `json:"coverage,omitempty"`
	// HeldBack is by the filter; what no filter held back is "unusable".
	HeldBack []held `json:"held_back,omitempty"`
}

func (a *app) printStats(s counted) error {
	var b strings.Builder
	rows := [][]string{
		{"samples", grouped(s.Samples)},
		{"decided", grouped(s.Decided)},
	}
	if s.Bulk > 0 {
		rows = append(rows, []string{"of them in bulk", grouped(s.Bulk)})
	}
	rows = append(rows, []string{"undecided", grouped(s.Undecided)})
	for _, v := range review.Verdicts {
		rows = append(rows, []string{string(v), grouped(s.Decisions[v])})
	}
	writeTable(&b, append(rows, []string{"flagged", grouped(s.Flagged)}))
	b.WriteString("\n" + paceLine(s.Pace) + "\n")
	if s.Bulk > 0 {
		b.WriteString("what was decided in bulk is in neither the pace nor the tables below\n")
	}
	if len(s.Labels) > 0 {
		groupTable(&b, "suggested label", s.Labels)
	}
	groupTable(&b, "confidence given", s.Confidence)
	s.print(&b)
	_, err := a.stdout.WriteString(b.String())
	return err
}

func paceLine(p measure.Pace) string {
	if p.MedianSeconds == nil {
		return "pace: nothing is decided yet"
	}
	line := fmt.Sprintf("pace: %.1f s per decision (median)", *p.MedianSeconds)
	if p.PerHour != nil {
		line += fmt.Sprintf(", %s per hour over %s of active time", grouped(int(*p.PerHour+0.5)), short(p.ActiveSeconds))
	}
	return line
}

// short writes seconds as people say them.
func short(seconds float64) string {
	s := int(seconds + 0.5)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %02d min", s/3600, s%3600/60)
}
