package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/review/measure"
	"winnow/review/rank"
)

// simulating holds the flags of simulate.
type simulating struct {
	app   *app
	task  string
	gold  string
	label string
	seeds int
	json  bool
	// Settings of the order, in the place of the task's.
	order       review.Ordering
	learn       bool
	without     []string
	calibration bool
}

// simulated is the report on one file.
type simulated struct {
	File    string                   `json:"file"`
	Items   int                      `json:"items"`
	Errors  int                      `json:"errors"`
	Seeds   int                      `json:"seeds"`
	Orders  map[string]measure.Found `json:"orders"`
	Seconds float64                  `json:"seconds"`
	// Calibration is that of the shown and of the given confidence, on request.
	Calibration map[string]measure.Calibration `json:"calibration,omitempty"`
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
winnow's learned order, and by an oracle. The learned order is that of a real
review: a project of its own for each file and seed, decided sample by sample. The truth is the member gold (or the
boolean gold_ok: is the suggestion right?); it is never looked at before the
item's turn. Figures are means over the seeds, which settle ties.

  found  share of all errors inside the first 10, 20, 30 and 50% of reviews
  area   0 is a random order, 1 the perfect one
  clean  share of the items to review until at most 5% of all are wrong`,
		Example: `winnow simulate labelled.jsonl
winnow simulate *.jsonl --seeds 10 --json
winnow simulate rows.jsonl --label model_says --gold truth
winnow simulate rows.jsonl --audits 5
winnow simulate rows.jsonl --without student,words`,
		Args: a.between(1, -1, "winnow simulate rows.jsonl…"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error { return s.run(cmd.Context(), args) }),
	}
	f := cmd.Flags()
	f.StringVar(&s.task, "task", "", "task file (default: inferred from each file)")
	f.StringVar(&s.gold, "gold", "", "member that holds the truth (default gold, else gold_ok)")
	f.StringVar(&s.label, "label", "", "member that holds the suggestion (default: inferred)")
	f.IntVar(&s.seeds, "seeds", 5, "runs to take the mean of")
	f.Float64Var(&s.order.Audits, "audits", 0, "early random samples (order.audits of the task)")
	f.Float64Var(&s.order.StepBack, "step-back", 0, "how long samples like those just decided wait (order.step_back of the task)")
	f.IntVar(&s.order.Representative, "representative", 0, "how many samples that stand for many come first (order.representative of the task)")
	f.BoolVar(&s.learn, "learn", true, "whether the order learns (order.learn of the task)")
	f.StringSliceVar(&s.without, "without", nil, "leave evidence out: "+strings.Join(rank.Families(), ", "))
	f.BoolVar(&s.calibration, "calibration", false, "report how far the shown and the given confidence can be taken at their word")
	f.BoolVar(&s.json, "json", false, "report as JSON, one object for each file")
	return cmd
}

func (s *simulating) run(ctx context.Context, files []string) error {
	if s.seeds < 1 {
		return &usageError{"--seeds is below 1", "for example --seeds 5"}
	}
	for _, name := range s.without {
		if !slices.Contains(rank.Families(), name) {
			return &usageError{fmt.Sprintf("there is no evidence %q to leave out", name), "one or more of " + strings.Join(rank.Families(), ", ")}
		}
	}
	option := rank.Without(s.without...)
	var all []simulated
	for _, file := range files {
		out, err := s.file(ctx, file, option)
		if err != nil {
			return whenStopped(err, "a simulation changes nothing, and begins anew the next time")
		}
		if s.json {
			err = s.app.printJSONLine(out)
		} else {
			err = s.app.printSimulated(out)
		}
		if err != nil {
			return err
		}
		all = append(all, out)
	}
	if s.json || len(all) < 2 {
		return nil
	}
	return s.app.printAllSimulated(all)
}

// file replays the truth of one file.
func (s *simulating) file(ctx context.Context, file string, option rank.Option) (simulated, error) {
	start := time.Now()
	rows, task, err := s.read(ctx, file)
	if err != nil {
		return simulated{}, err
	}
	if err := s.settle(&task); err != nil {
		return simulated{}, err
	}
	out := simulated{File: file, Items: len(rows), Seeds: s.seeds, Orders: map[string]measure.Found{}}
	samples, wrong := make([]review.Sample, len(rows)), make([]bool, len(rows))
	var right, perfect []int
	for i, r := range rows {
		samples[i], wrong[i] = r.sample, r.truth.wrong
		if r.truth.wrong {
			perfect = append(perfect, i)
		} else {
			right = append(right, i)
		}
	}
	out.Errors = len(perfect)
	perfect = append(perfect, right...)
	learned, err := replayAll(ctx, task, rows, s.seeds, option)
	if err != nil {
		return simulated{}, fmt.Errorf("simulating %s: %w", file, err)
	}
	runs := map[string][]measure.Found{}
	for n, run := range learned {
		seed := uint64(n) + 1
		for name, order := range map[string][]int{
			"random": rand.New(rand.NewPCG(seed, 1)).Perm(len(samples)),
			"given":  rank.GivenOrder(samples, seed),
			"winnow": run.order,
			"oracle": perfect,
		} {
			runs[name] = append(runs[name], measure.FoundBy(order, wrong))
		}
	}
	for name, r := range runs {
		out.Orders[name] = measure.MeanFound(r)
	}
	if s.calibration {
		out.Calibration = calibrations(samples, wrong, learned)
	}
	out.Seconds = time.Since(start).Seconds()
	return out, nil
}

// calibrations compare the confidence that was shown at each decision, and the
// given one, with what was decided.
func calibrations(samples []review.Sample, wrong []bool, runs []replayed) map[string]measure.Calibration {
	given, right := make([]float64, len(samples)), make([]bool, len(samples))
	for i, sample := range samples {
		given[i], right[i] = valueOf(rank.Given{}.Confidence(sample)), !wrong[i]
	}
	var shown []measure.Calibration
	for _, r := range runs {
		shown = append(shown, measure.Calibrated(r.shown, right))
	}
	return map[string]measure.Calibration{"given": measure.Calibrated(given, right), "winnow": measure.MeanCalibration(shown)}
}

// settle gives the task the settings of the flags.
func (s *simulating) settle(task *review.Task) error {
	if s.order != (review.Ordering{}) {
		s.order.Learn = task.Order.Learn
		task.Order = s.order
	}
	if !s.learn {
		task.Order.Learn = &s.learn
	}
	if err := task.Validate(nil); err != nil {
		return &usageError{err.Error(), "`winnow init` writes what the settings mean into a task file"}
	}
	return nil
}

// replayAll replays once for each seed, as many at a time as there are
// processors.
func replayAll(ctx context.Context, task review.Task, rows []known, seeds int, option rank.Option) ([]replayed, error) {
	runs, errs := make([]replayed, seeds), make([]error, seeds)
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for n := range seeds {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			runs[n], errs[n] = replay(ctx, task, rows, uint64(n)+1, option)
		})
	}
	all.Wait()
	return runs, errors.Join(errs...)
}
