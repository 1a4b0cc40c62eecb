package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
)

// rowsOf is a source that labels the 24 rows of a file, so many at once. Bad
// says with which status a request about a letter fails; 0: it does not.
func rowsOf(t *testing.T, atOnce int, bad func(letter string) (status int)) *ask.Source {
	t.Helper()
	task, ok := taskFor("label")
	if !ok {
		t.Fatal("no task")
	}
	task.Generate.AtOnce = atOnce
	m := &model{fail: func(w wish) int {
		_, letter, _ := strings.Cut(w.user, "at number ")
		letter, _, _ = strings.Cut(letter, " knew")
		return bad(letter)
	}}
	s, err := ask.New(task, ask.Config{Files: files, Endpoints: []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// all asks for every row, once.
func all(t *testing.T, s *ask.Source, o *told) error {
	t.Helper()
	task, _ := taskFor("label")
	return s.Generate(t.Context(), generator.Request{Task: task, Count: 24 - len(o.samples), Skip: len(o.samples), Seed: 7}, o.note)
}

// Ensure that rows which the endpoint does not take, such as one that is too
// long for it, stop no other row, and that each is told.
func TestRefusal_RowsThatAreNotTakenStopNoOther(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []int{1, 4} {
		t.Run(fmt.Sprint(atOnce), func(t *testing.T) {
			t.Parallel()
			s := rowsOf(t, atOnce, func(letter string) int {
				if letter == "4" || letter == "5" {
					return http.StatusBadRequest
				}
				return 0
			})
			o := &told{}
			err := all(t, s, o)
			if err == nil || !strings.Contains(err.Error(), "nothing more to ask: 22 of 24") || len(o.samples) != 22 {
				t.Errorf("%d samples of 22 rows that are taken, and %v", len(o.samples), err)
			}
			if end := (*generator.Error)(nil); !errors.As(err, &end) || !end.Dry {
				t.Errorf("that nothing more is to ask can be told by words alone: %+v", err)
			}
			for _, row := range []string{"5", "6"} {
				if n := o.says("given up for now: letters.txt:" + row + ": "); n != 1 {
					t.Errorf("row %s is told %d times: %v", row, n, o.refused)
				}
			}
		})
	}
}

// says counts what was refused for a reason that begins so.
func (o *told) says(reason string) int {
	n := 0
	for _, r := range o.refused {
		if strings.HasPrefix(r.Reason, reason) {
			n++
		}
	}
	return n
}

// Ensure that an endpoint that takes nothing is not asked about every row, and
// that no row is lost by it.
func TestRefusal_OfAllEndsSoonAndLosesNothing(t *testing.T) {
	t.Parallel()
	var well atomic.Bool
	asked := atomic.Int32{}
	s := rowsOf(t, 1, func(string) int {
		if well.Load() {
			return 0
		}
		asked.Add(1)
		return http.StatusBadRequest
	})
	o := &told{}
	for range 5 {
		if err := all(t, s, o); err == nil || !strings.Contains(err.Error(), "not now") {
			t.Fatalf("it ended with %v", err)
		}
		if n := asked.Swap(0); n > 24 {
			t.Errorf("%d requests went to one that refuses all", n)
		}
	}
	well.Store(true)
	if err := all(t, s, o); err != nil || len(o.samples) != 24 {
		t.Errorf("%d samples of 24 rows, and %v", len(o.samples), err)
	}
}

// Ensure that a row is asked about until it is answered, however often its
// endpoint was out of order when it was asked about.
func TestRefusal_AnEndpointOutOfOrderCostsNoRow(t *testing.T) {
	t.Parallel()
	for _, atOnce := range []int{1, 4} {
		t.Run(fmt.Sprint(atOnce), func(t *testing.T) {
			t.Parallel()
			failures := atomic.Int32{}
			s := rowsOf(t, atOnce, func(letter string) int {
				if letter == "4" && failures.Add(1) <= 7 {
					return http.StatusForbidden
				}
				return 0
			})
			o := &told{}
			for try := 0; len(o.samples) < 24; try++ {
				err := all(t, s, o)
				if try == 20 || err != nil && !strings.Contains(err.Error(), "not now") {
					t.Fatalf("%d samples of 24 rows, and %v", len(o.samples), err)
				}
			}
		})
	}
}

// Ensure that stopping and going on, as often as it may be, costs no row.
func TestResume_StoppingOftenCostsNoRow(t *testing.T) {
	t.Parallel()
	s := rowsOf(t, 1, func(string) int { return 0 })
	task, _ := taskFor("label")
	o := &told{}
	for try := 0; len(o.samples) < 24; try++ {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Generate(ctx, generator.Request{Task: task, Count: 24 - len(o.samples), Skip: len(o.samples), Seed: 7}, func(e generator.Event) {
			o.note(e)
			if try < 10 {
				cancel() // while the first row is asked about
			}
		})
		cancel()
		if try > 10 || err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("%d samples of 24 rows, and %v", len(o.samples), err)
		}
	}
}
