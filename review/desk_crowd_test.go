package review_test

import (
	"fmt"
	"sync"
	"testing"

	"winnow/review"
)

// Ensure that of 64 reviewers who decide at once, while samples arrive and
// watchers look on, no decision is lost and no sample is decided twice.
func TestDesk_SixtyFourReviewersAtOnce(t *testing.T) {
	t.Parallel()
	const reviewers, arrivals, perArrival = 64, 20, 20
	s := newShelf().fill(200)
	desk := openDesk(t, s)
	watch := desk.Watch()
	var crowd, watching sync.WaitGroup
	watching.Go(func() {
		for range watch.C() {
			if n := desk.News().Counts; n.Decided() > n.Samples {
				t.Errorf("%d decided of %d", n.Decided(), n.Samples)
			}
		}
	})
	var decided sync.Map
	crowd.Go(func() {
		for i := range arrivals {
			if _, err := desk.Add(t.Context(), someSamples(i*perArrival, perArrival)); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range reviewers {
		crowd.Go(func() { decideAll(t, desk.Session(fmt.Sprintf("reviewer-%d", i)), &decided) })
	}
	crowd.Wait()
	// Samples that came when most had left already.
	decideAll(t, desk.Session("the last one"), &decided)
	watch.Stop()
	watching.Wait()
	total := 200 + arrivals*perArrival
	if n := desk.News().Counts; n.Decided() != total || n.Undecided() != 0 || len(s.log) != total {
		t.Errorf("%d of %d decided, %d in the log; want %d", n.Decided(), n.Samples, len(s.log), total)
	}
	for seq := range uint64(total) {
		who, ok := decided.Load(seq + 1)
		if st := s.states[seq+1]; !ok || s.log[st.Decision-1].Reviewer != who {
			t.Errorf("sample %d: answered to %v, stored %+v", seq+1, who, st)
		}
	}
}

// decideAll works until nothing is left for this reviewer, three decisions
// under way at a time.
func decideAll(t *testing.T, seat *review.Session, decided *sync.Map) {
	defer seat.Leave()
	for {
		items, err := seat.Upcoming(3)
		if err != nil || len(items) == 0 {
			if err != nil {
				t.Error(err)
			}
			return
		}
		var tickets []*review.Ticket
		for _, it := range items {
			if it.State.Decided() {
				t.Errorf("sample %d was offered again", it.Sample.Seq)
			}
			tickets = append(tickets, seat.Decide(it.Sample.Seq, accepted()))
		}
		for _, ticket := range tickets {
			c, err := ticket.Result()
			if err != nil {
				t.Error(err)
			}
			if who, twice := decided.LoadOrStore(c.Entry.Seq, seat.Reviewer()); twice {
				t.Errorf("sample %d was decided by %v and by %s", c.Entry.Seq, who, seat.Reviewer())
			}
		}
	}
}
