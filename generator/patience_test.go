package generator_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/review"
)

// patiently runs a source without anybody watching, and tells the pauses that it
// made and how long all of it took.
func patiently(t *testing.T, d *desk, count int, script ...attempt) (pauses []time.Duration, took time.Duration, err error) {
	t.Helper()
	began := time.Now()
	r := generator.NewRun(&source{script: script}, generator.Request{Count: count}, d, generator.StopOnError(),
		generator.Patience(10*time.Minute), generator.Waits(func(w generator.Wait) { pauses = append(pauses, w.For) }))
	r.Start(t.Context())
	err = r.Wait()
	return pauses, time.Since(began), err
}

var passing = &generator.Error{Reason: "asked too often", Hint: "try again", Retry: true}

func TestRun_FailureThatMayPassIsTriedAgainWithGrowingPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		pauses, took, err := patiently(t, d, 3, broken(0, passing), broken(0, passing), broken(0, passing), counting)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second}, pauses); diff != "" {
			t.Errorf("pauses (-want +got):\n%s", diff)
		}
		if took != 50*time.Second || len(d.stored()) != 3 {
			t.Errorf("took %s, %d stored", took, len(d.stored()))
		}
		shown := d.streams[len(d.streams)-1]
		if shown.Message != "" || shown.Phase != review.StreamDone {
			t.Errorf("the failure still shows: %+v", shown)
		}
		said := false
		for _, s := range d.streams {
			said = said || s.Phase == review.StreamWaiting && s.Message == "asked too often" && s.Hint == "goes on in 15 s"
		}
		if !said {
			t.Error("the screen did not say what is waited for, and how long")
		}
	})
}

func TestRun_PatienceEndsWhenNothingNewComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		pauses, took, err := patiently(t, d, 9, broken(2, passing), broken(0, passing))
		var why *generator.Error
		if !errors.As(err, &why) || why.Reason != "asked too often; nothing new came in 10m0s of trying again" || why.Hint != "try again" {
			t.Fatalf("got %v", err)
		}
		if took != 10*time.Minute || len(d.stored()) != 2 {
			t.Errorf("took %s, %d stored: want 10 minutes and the 2 that came", took, len(d.stored()))
		}
		if n := len(pauses); n != 13 || pauses[n-1] != 10*time.Second || pauses[n-2] != time.Minute {
			t.Errorf("pauses %v: want none above a minute, and the last one cut", pauses)
		}
	})
}

func TestRun_SomethingNewRenewsThePatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
			pass(9 * time.Minute)
			emit(sample(req.Skip))
			return passing
		}
		pauses, _, err := patiently(t, &desk{}, 4, slow)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]time.Duration{5 * time.Second, 5 * time.Second, 5 * time.Second}, pauses); diff != "" {
			t.Errorf("pauses (-want +got):\n%s", diff)
		}
	})
}

func TestRun_AnswerThatWasCutIsAskedForAgainAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cut := &generator.Error{Reason: "the connection was cut", Retry: true, Cut: true}
		d := &desk{}
		pauses, took, err := patiently(t, d, 6, broken(1, cut), broken(2, cut), broken(0, cut), counting)
		if err != nil || len(d.stored()) != 6 {
			t.Fatalf("%v, %d stored", err, len(d.stored()))
		}
		if diff := cmp.Diff([]time.Duration{0, 0, 5 * time.Second}, pauses); diff != "" || took != 5*time.Second {
			t.Errorf("took %s, pauses (-want +got):\n%s", took, diff)
		}
	})
}

func TestRun_FailureThatDoesNotPassEndsAPatientRunAtOnce(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"needs a person":        &generator.Error{Reason: "refused the key"},
		"no advice":             errors.New("broken"),
		"nobody was ever there": &generator.Error{Reason: "does not answer", Retry: true, Absent: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				pauses, took, got := patiently(t, &desk{}, 3, broken(0, err), counting)
				if !errors.Is(got, err) || got.Error() != err.Error() || took != 0 || pauses != nil {
					t.Errorf("%v after %s and pauses %v", got, took, pauses)
				}
			})
		})
	}
}

func TestRun_ServerThatWentAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := &generator.Error{Reason: "does not answer", Retry: true, Absent: true}
		if pauses, _, err := patiently(t, &desk{}, 3, broken(1, gone), broken(0, gone), counting); err != nil || len(pauses) != 2 {
			t.Errorf("%v, pauses %v", err, pauses)
		}
	})
}

func TestRun_StopEndsAPauseAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		d := &desk{}
		r := generator.NewRun(&source{script: []attempt{broken(1, passing)}}, generator.Request{Count: 3}, d,
			generator.StopOnError(), generator.Patience(time.Hour))
		r.Start(ctx)
		began := time.Now()
		pass(2 * time.Second)
		stop()
		if err := r.Wait(); !errors.Is(err, context.Canceled) || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

func TestRun_WatchedRunLeavesItToThePersonWhenToGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		r := generator.NewRun(&source{script: []attempt{broken(1, passing), counting}}, generator.Request{Count: 3}, d, generator.Patience(time.Hour))
		r.Start(t.Context())
		pass(time.Hour)
		if s := d.stream(); s.Phase != review.StreamFailed || !strings.Contains(s.Message, "asked too often") {
			t.Errorf("stream %+v", s)
		}
		r.Resume()
		if err := r.Wait(); err != nil {
			t.Fatal(err)
		}
	})
}
