package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
)

// Ensure that stopping ends every request under way, however many there are:
// none goes on spending behind the reviewer's back.
func TestCancel_EndsEveryRequestUnderWay(t *testing.T) {
	t.Parallel()
	const atOnce = 8
	open, ended := make(chan struct{}, atOnce), make(chan struct{}, atOnce)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if _, err := readWish(r); err != nil {
			t.Error(err)
		}
		openStream(out).say(`{"samples": [{"text": "Half a`)
		open <- struct{}{}
		<-r.Context().Done()
		ended <- struct{}{}
	}))
	defer server.Close()
	task := parcels(review.Generate{})
	task.Generate.AtOnce = atOnce
	source, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, quickly(server))}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	over := make(chan error, 1)
	o := &told{}
	go func() {
		over <- source.Generate(ctx, generator.Request{Task: task, Count: 1000, Seed: 7}, o.note)
	}()
	for range atOnce {
		<-open
	}
	began := time.Now()
	cancel()
	if err := <-over; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	back := time.Since(began)
	for range atOnce {
		<-ended // the server sees each of them go
	}
	if len(o.samples) != 0 {
		t.Errorf("%d samples of half ones", len(o.samples))
	}
	t.Logf("%d streams open: back after %v, all requests ended after %v", atOnce, back, time.Since(began))
}

// Ensure that what had arrived whole when the run was stopped is kept, and what
// had not is not.
func TestCancel_KeepsWhatHadArrivedWhole(t *testing.T) {
	t.Parallel()
	for round := range 20 { // chance decides what a select takes
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			if _, err := readWish(r); err != nil {
				t.Error(err)
			}
			s, all := openStream(out), `{"samples": [`
			for i := range 3 {
				all += fmt.Sprintf(`{"text": "Parcel %d, %s.", "label": "find"}, `, i, drawn(uint64(i), 9))
			}
			s.token(token{text: all + `{"text": "Half a`}, false)
			s.flush()
			<-r.Context().Done()
		}))
		task := parcels(review.Generate{PerRequest: 8})
		source, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, quickly(server))}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		o := &told{}
		err = source.Generate(ctx, generator.Request{Task: task, Count: 100, Seed: 7}, func(e generator.Event) {
			o.note(e)
			if e.Sample != nil {
				cancel()
			}
		})
		cancel()
		server.Close()
		if !errors.Is(err, context.Canceled) || len(o.samples) != 3 {
			t.Fatalf("round %d: %d samples kept of 3 that had come, %v", round, len(o.samples), err)
		}
	}
}

// known is what the project has.
func known(samples []review.Sample) func(func(review.Sample) bool) {
	return func(yield func(review.Sample) bool) {
		for _, s := range samples {
			if !yield(s) {
				return
			}
		}
	}
}

// Ensure that going on in a new process asks for nothing that is there.
func TestResume_AsksForNothingThatIsThere(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]int{"zerogen": 10, "mix": 10, "tree": 10, "transform": 8, "backtranslate": 8, "label": 8} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task, ok := taskFor(name)
			if !ok {
				t.Fatal("no task")
			}
			first, second := &model{ways: manners}, &model{}
			cfg := ask.Config{Files: files}
			before := ran(t, first, task, cfg, generator.Request{Count: count, Seed: 7})
			before.sound(t, task, count)
			cfg.Known = known(before.samples)
			after := ran(t, second, task, cfg, generator.Request{Count: count, Skip: count, Seed: 7})
			after.sound(t, task, count)
			brought := map[string]bool{}
			for _, s := range before.samples {
				if line := s.Provenance.Condition; strings.Contains(line, " of ") {
					brought[line] = true
				}
			}
			for _, s := range after.samples {
				if brought[s.Provenance.Condition] {
					t.Errorf("asked for %s again", s.Provenance.Condition)
				}
			}
			all := &told{samples: slices.Concat(before.samples, after.samples)}
			all.sound(t, task, 2*count)
			for _, x := range second.exchanges() {
				for _, y := range first.exchanges() {
					if x.user == y.user && x.form == y.form && y.brings(before) {
						t.Errorf("asked again:\n%s", x.user)
					}
				}
			}
		})
	}
}

// brings tells whether a sample came of an exchange.
func (x exchange) brings(o *told) bool {
	for _, s := range o.samples {
		if strings.Contains(x.answer, s.Fields[0].Text) {
			return true
		}
	}
	return false
}

// Ensure that a failure costs no row of a file: each is asked about until it is
// answered, and has one sample or one reason why not.
func TestResume_NoRowIsLostByAFailure(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"transform", "backtranslate", "label"} {
		for _, atOnce := range []int{1, 4} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				task, ok := taskFor(name)
				if !ok {
					t.Fatal("no task")
				}
				task.Generate.AtOnce = atOnce
				m, n := &model{}, atomic.Int32{}
				if atOnce == 1 { // and none by a bad answer
					m.ways = manners
				}
				server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
					if n.Add(1)%7 == 3 {
						refuse(out, http.StatusForbidden, "not now")
						return
					}
					m.ServeHTTP(out, r)
				}))
				defer server.Close()
				source, err := ask.New(task, ask.Config{Files: files, Endpoints: []ask.Endpoint{endpoint(t, quickly(server))}})
				if err != nil {
					t.Fatal(err)
				}
				o, rows := &told{}, 24
				for failures := 0; ; failures++ {
					err := source.Generate(t.Context(), generator.Request{Task: task, Count: 100, Skip: len(o.samples), Seed: 7}, o.note)
					if err != nil && strings.Contains(err.Error(), "nothing more to ask") {
						break
					}
					if failures == 100 || err == nil || !strings.Contains(err.Error(), "not now") {
						t.Fatalf("failure %d is %v", failures, err)
					}
				}
				discards := 0
				for _, r := range o.refused {
					if strings.HasPrefix(r.Reason, "discarded by the plan") {
						discards++
					}
				}
				of := map[string]bool{}
				for _, s := range o.samples {
					of[s.Provenance.Parents[0]] = true
				}
				if len(of)+discards != rows || len(o.samples) != len(of) {
					t.Errorf("%d samples of %d rows and %d discarded, of %d rows", len(o.samples), len(of), discards, rows)
				}
			})
		}
	}
}

// Ensure that a row which the plan discarded is not paid for again by the next
// process, whatever became of the others.
func TestResume_DiscardedRowsStayDiscarded(t *testing.T) {
	t.Parallel()
	task, ok := taskFor("transform")
	if !ok {
		t.Fatal("no task")
	}
	first, second := &model{}, &model{}
	cfg := ask.Config{Files: files}
	before := ran(t, first, task, cfg, generator.Request{Count: 10, Seed: 7})
	before.sound(t, task, 10)
	var gone []strategy.Made
	for _, r := range before.refused {
		if r.Row != "" {
			gone = append(gone, strategy.Made{Strategy: r.Strategy, Of: r.Row})
		}
	}
	if len(gone) == 0 {
		t.Fatal("no row was discarded")
	}
	cfg.Known, cfg.Discarded = known(before.samples), slices.Values(gone)
	after := ran(t, second, task, cfg, generator.Request{Count: 10, Skip: 10, Seed: 7})
	after.sound(t, task, 10)
	for _, x := range second.exchanges() {
		for _, y := range first.exchanges() {
			if cond(x.user, "row") == cond(y.user, "row") {
				t.Errorf("asked again about row %s", cond(x.user, "row"))
			}
		}
	}
}

// cond is the value of a condition of a prompt.
func cond(user, name string) string { return wish{user: user}.condition(name) }
