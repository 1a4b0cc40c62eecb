package rank_test

import (
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

// Ensure that learning gives way wherever it is while it is made, fits and
// orders anew: it can be held up for as long as somebody types, keeps nobody from
// saving meanwhile, and comes to the same order in the end.
func TestLive_GivesWayAndComesToTheSame(t *testing.T) {
	t.Parallel()
	const samples = 150
	plain, polite := moodProject(t, moods(t, 0, samples)), moodProject(t, moods(t, 0, samples))
	for _, p := range []*pupil{plain, polite} {
		for seq := range uint64(20) {
			p.judge(t, seq+1)
		}
	}
	if !step(t, rank.NewLive(plain)) {
		t.Fatal("nothing was learned")
	}
	calls := 0
	stops := []int{1, samples, 3*samples + 1, 4 * samples, 5 * samples} // in the survey, for the student, the words, the fits
	held, onward := make(chan int), make(chan struct{})
	live := rank.NewLive(polite, rank.Pausing(func() {
		if calls++; slices.Contains(stops, calls) {
			held <- calls
			<-onward
		}
	}))
	type done struct {
		reordered bool
		err       error
	}
	ended := make(chan done, 1)
	go func() {
		reordered, err := live.Step(t.Context())
		ended <- done{reordered, err}
	}()
	for _, stop := range stops {
		select {
		case at := <-held:
			if at != stop {
				t.Fatalf("held up at piece %d, not %d", at, stop)
			}
		case got := <-ended:
			t.Fatalf("it had ended before it was held up at piece %d: %v", stop, got)
		}
		polite.act(t, review.Action{Op: review.OpFlag, Seq: samples})
		onward <- struct{}{}
	}
	if got := <-ended; got.err != nil || !got.reordered {
		t.Fatalf("it ended with %v", got)
	}
	if a, b := plain.queue(t), polite.queue(t); !slices.Equal(a, b) {
		t.Errorf("the order is %v, without being held up %v", b, a)
	}
	made := calls
	for seq := range uint64(20) {
		polite.judge(t, seq+40)
	}
	if step(t, live); calls < made+2*samples {
		t.Errorf("fitting and ordering %d samples anew asked %d times whether it may go on", samples, calls-made)
	}
}
