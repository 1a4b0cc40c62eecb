package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/review/measure"
	"winnow/review/rank"
	"winnow/store/jsonl"
	"winnow/tui/visible"
)

// simulating holds the flags of simulate.
type simulating struct {
	app   *app
	task  string
	gold  string
	label string
	seeds int
	json  bool
}

// simulated is the report on one file.
type simulated struct {
	File    string                   `json:"file"`
	Items   int                      `json:"items"`
	Errors  int                      `json:"errors"`
	Seeds   int                      `json:"seeds"`
	Orders  map[string]measure.Found `json:"orders"`
	Seconds float64                  `json:"seconds"`
}

// orderNames are the orders that are compared, as they are shown.
var orderNames = []string{"random", "given", "winnow", "oracle"}

func newSimulate(a *app) *cobra.Command {
	s := simulating{app: a}
	cmd := &cobra.Command{
		Use:   "simulate rows.jsonl…",
		Short: "See how much review rows with a known truth would have needed",
		Long: `Replays a known truth as the reviewer and reports how many of the wrong
suggestions each order of review finds: random, by the given confidence, by
winnow's learned order, and by an oracle. The truth is the member gold (or the
boolean gold_ok: is the suggestion right?); it is never looked at before the
item's turn. Figures are means over the seeds, which settle ties.

found: share of all errors inside the first 10, 20, 30 and 50% of the reviews.
area: 0 is a random order, 1 the perfect one.
clean: share of the items to review until at most 5% of all items are wrong.`,
		Example: `winnow simulate labelled.jsonl
winnow simulate *.jsonl --seeds 10 --json
winnow simulate rows.jsonl --label model_says --gold truth`,
		Args: a.between(1, -1, "winnow simulate rows.jsonl…"),
		RunE: a.does(func(_ *cobra.Command, args []string) error { return s.run(args) }),
	}
	f := cmd.Flags()
	f.StringVar(&s.task, "task", "", "task file (default: inferred from each file)")
	f.StringVar(&s.gold, "gold", "", "member that holds the truth (default gold, else gold_ok)")
	f.StringVar(&s.label, "label", "", "member that holds the suggestion (default: inferred)")
	f.IntVar(&s.seeds, "seeds", 5, "runs to take the mean of")
	f.BoolVar(&s.json, "json", false, "report as JSON, one object for each file")
	return cmd
}

func (s *simulating) run(files []string) error {
	if s.seeds < 1 {
		return &usageError{"--seeds is below 1", "for example --seeds 5"}
	}
	for _, file := range files {
		out, err := s.file(file)
		if err != nil {
			return err
		}
		if s.json {
			err = s.app.printJSONLine(out)
		} else {
			err = s.app.printSimulated(out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// file replays the truth of one file.
func (s *simulating) file(file string) (simulated, error) {
	start := time.Now()
	samples, wrong, task, err := s.read(file)
	if err != nil {
		return simulated{}, err
	}
	out := simulated{File: file, Items: len(samples), Seeds: s.seeds, Orders: map[string]measure.Found{}}
	perfect := []int{}
	for _, want := range []bool{true, false} {
		for i, w := range wrong {
			if w == want {
				perfect = append(perfect, i)
			}
		}
	}
	for _, w := range wrong {
		if w {
			out.Errors++
		}
	}
	runs := map[string][]measure.Found{}
	for n := range s.seeds {
		seed := uint64(n) + 1
		for name, order := range map[string][]int{
			"random": rand.New(rand.NewPCG(seed, 1)).Perm(len(samples)),
			"given":  rank.GivenOrder(samples, seed),
			"winnow": rank.Replay(task, samples, wrong, seed),
			"oracle": perfect,
		} {
			runs[name] = append(runs[name], measure.FoundBy(order, wrong))
		}
	}
	for name, r := range runs {
		out.Orders[name] = measure.MeanFound(r)
	}
	out.Seconds = time.Since(start).Seconds()
	return out, nil
}

// read takes in the samples of a file and which of them are wrong. Rows
// without a truth or a suggestion are left out.
func (s *simulating) read(file string) (samples []review.Sample, wrong []bool, task review.Task, err error) {
	rows, err := jsonl.Open(file)
	if err != nil {
		return nil, nil, task, err
	}
	defer rows.Close() //nolint:errcheck // read only
	if task, err = s.taskFor(rows); err != nil {
		return nil, nil, task, err
	}
	left := 0
	for {
		line, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *jsonl.LineError
		if errors.As(err, &bad) {
			left++
			continue
		}
		if err != nil {
			return nil, nil, task, err
		}
		sample, err := review.ParseRecord(task, append([]byte(nil), line.Raw...))
		if err != nil || !sample.Suggested {
			left++
			continue
		}
		isWrong, known := s.truth(task, sample)
		if !known {
			left++
			continue
		}
		samples, wrong = append(samples, sample), append(wrong, isWrong)
	}
	if left > 0 {
		s.app.say("%s: %s left out: no truth, no suggestion, or not valid", visible.Line(file), plural(left, "row"))
	}
	if len(samples) == 0 {
		return nil, nil, task, withHint(fmt.Errorf("%s: no row has both a suggestion and a truth", file),
			"name the members with --label and --gold")
	}
	return samples, wrong, task, nil
}

// taskFor is the task of a file: as given, else inferred from its rows.
func (s *simulating) taskFor(rows *jsonl.Reader) (task review.Task, err error) {
	if s.task != "" {
		return readTask(s.task)
	}
	if err := rows.Spool(); err != nil {
		return task, err
	}
	if s.label != "" {
		task, err = jsonl.InferTarget(rows, s.label)
	} else {
		task, err = jsonl.Infer(rows)
	}
	if err != nil {
		return task, err
	}
	return task, rows.Rewind()
}

// truth tells whether a sample's suggestion is wrong, and whether the row
// says so at all.
func (s *simulating) truth(task review.Task, sample review.Sample) (wrong, known bool) {
	members, err := review.Members(sample.Raw)
	if err != nil {
		return false, false
	}
	suggested := sample.Suggestion.Label
	if task.Kind == review.Text {
		suggested = sample.Suggestion.Text
	}
	for _, m := range members {
		value := string(m.Value)
		switch {
		case m.Name == s.gold && s.gold != "", m.Name == review.MemberGold && s.gold == "":
			if value == "true" || value == "false" {
				return value == "false", true
			}
			if text, err := m.Text(); err == nil && value != "null" {
				return text != suggested, true
			}
		case m.Name == review.MemberGoldOK && s.gold == "" && (value == "true" || value == "false"):
			return value == "false", true
		}
	}
	return false, false
}

func (a *app) printSimulated(s simulated) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s wrong (%.1f%%), %.1f s\n", visible.Line(s.File), plural(s.Items, "item"),
		grouped(s.Errors), 100*float64(s.Errors)/float64(max(1, s.Items)), s.Seconds)
	table := [][]string{{"order", "found at 10%", "20%", "30%", "50%", "area", "clean at"}}
	for _, name := range orderNames {
		f := s.Orders[name]
		row := []string{name}
		for _, at := range []string{"10", "20", "30", "50"} {
			row = append(row, fmt.Sprintf("%.0f%%", 100*f.Found[at]))
		}
		table = append(table, append(row, fmt.Sprintf("%.2f", f.Area), fmt.Sprintf("%.0f%%", 100*f.ReviewsTo5Pct)))
	}
	writeTable(&b, table)
	b.WriteString("\n" + plotFound(s) + "\n")
	_, err := a.stdout.WriteString(b.String())
	return err
}

// plotCells is the width of the plot's bars.
const plotCells = 40

// plotFound draws the share of the errors that the learned order has found at
// each point (━), with what the given order found marked (┃).
func plotFound(s simulated) string {
	var b strings.Builder
	b.WriteString("errors found by winnow (━) and by the given order (┃) within\n")
	for _, at := range []string{"10", "20", "30", "50"} {
		found, given := s.Orders["winnow"].Found[at], s.Orders["given"].Found[at]
		bar := []rune(strings.Repeat("━", int(found*plotCells+0.5)) + strings.Repeat(" ", plotCells))
		bar[min(plotCells-1, max(0, int(given*plotCells+0.5)))] = '┃'
		fmt.Fprintf(&b, "%3s%% of the reviews  %s %.0f%%\n", at, string(bar[:plotCells]), 100*found)
	}
	return b.String()
}
