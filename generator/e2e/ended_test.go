package e2e

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// Ensure that a budget of requests is one of what goes out, with what is tried
// again.
func TestEnded_RetriesAreOfTheBudget(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []int{1, 4} {
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			refuse(out, http.StatusInternalServerError, "not now")
		}))
		task := parcels(review.Generate{Budget: review.Budget{Requests: 3}})
		task.Generate.AtOnce = atOnce
		cfg := quickly(server)
		cfg.Retry.Tries = 6
		s, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, cfg)}})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Generate(t.Context(), generator.Request{Task: task, Count: 10, Seed: 7}, func(generator.Event) {})
		server.Close()
		if n := asked.Load(); n != 3 || !errors.Is(err, generator.ErrBudget) || !strings.Contains(err.Error(), "the budget of 3 requests is spent; the last request failed: ") {
			t.Errorf("%d at once: %d requests, and %v", atOnce, n, err)
		}
	}
}

// Ensure that a run that ends in the middle of checks, for whatever reason, hands
// no sample over that the judge has not seen, loses none, and asks for none twice.
func TestEnded_NothingIsStoredUnjudged(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"the key": http.StatusUnauthorized, "the server": http.StatusServiceUnavailable, "a stop": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task := parcels(review.Generate{
				Signals: review.SignalPlan{Label: true, Votes: 3, Judge: "Is it real?"}, Filters: review.Filters{Judge: 2},
			})
			task.Generate.AtOnce = 4
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var n atomic.Int32
			var well atomic.Bool
			m := &model{fail: func(wish) int {
				if n.Add(1) < 30 || well.Load() {
					return 0
				}
				if status == 0 {
					cancel()
				}
				return status
			}}
			s, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}})
			if err != nil {
				t.Fatal(err)
			}
			o := &told{}
			err = s.Generate(ctx, generator.Request{Task: task, Count: 24, Seed: 7}, o.note)
			if err == nil || len(o.samples) == 24 || !strings.Contains(err.Error(), "could not be checked") && o.says("") == 0 {
				t.Errorf("%d samples, told %v, and %v", len(o.samples), o.refused, err)
			}
			well.Store(true)
			err = s.Generate(t.Context(), generator.Request{Task: task, Count: 24 - len(o.samples), Skip: len(o.samples), Seed: 7}, o.note)
			if err != nil || len(o.samples) != 24 {
				t.Errorf("%d samples, and %v", len(o.samples), err)
			}
			seen := map[string]bool{}
			for _, x := range o.samples {
				if mark, said := x.Signal(review.SignalJudge); !said || mark*5 < 2 || seen[x.ID] {
					t.Errorf("unjudged, held back by the judge, or twice: %s", x.Raw)
				}
				seen[x.ID] = true
			}
		})
	}
}

// Ensure that a row whose checks were cut off waits as one whose answer was: it has
// one sample in the end, whether the run goes on or another process does.
func TestEnded_RowsWaitForTheirChecks(t *testing.T) {
	t.Parallel()
	for _, anew := range []bool{false, true} {
		task, _ := taskFor("label")
		task.Generate.Signals.Judge, task.Generate.AtOnce = "Is it right?", 4
		var n atomic.Int32
		var well atomic.Bool
		m := &model{fail: func(wish) int {
			if n.Add(1) > 20 && !well.Load() {
				return http.StatusUnauthorized
			}
			return 0
		}}
		cfg := ask.Config{Files: files, Endpoints: []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}}
		s, err := ask.New(task, cfg)
		if err != nil {
			t.Fatal(err)
		}
		o := &told{}
		if err := s.Generate(t.Context(), generator.Request{Task: task, Count: 24, Seed: 7}, o.note); err == nil || len(o.samples) == 24 {
			t.Fatalf("%d samples, and %v", len(o.samples), err)
		}
		well.Store(true)
		if anew {
			cfg.Known = known(o.samples)
			if s, err = ask.New(task, cfg); err != nil {
				t.Fatal(err)
			}
		}
		err = s.Generate(t.Context(), generator.Request{Task: task, Count: 24 - len(o.samples), Skip: len(o.samples), Seed: 7}, o.note)
		rows := map[string]bool{}
		for _, x := range o.samples {
			rows[x.Provenance.Parents[0]] = true
			if _, said := x.Signal(review.SignalJudge); !said {
				t.Errorf("not judged: %s", x.Raw)
			}
		}
		if err != nil || len(o.samples) != 24 || len(rows) != 24 {
			t.Errorf("%d samples of %d rows, and %v", len(o.samples), len(rows), err)
		}
	}
}
