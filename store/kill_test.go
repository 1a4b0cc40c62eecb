package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// killsVar is how many times the kill test kills; 20 unless it is set.
const killsVar = "WINNOW_KILLS"

// numberFrom is n, unless the variable says otherwise.
func numberFrom(t *testing.T, variable string, n int) int {
	t.Helper()
	s, ok := os.LookupEnv(variable)
	if !ok {
		return n
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, which is not a number of times", variable, s)
	}
	return n
}

// report ends a role.
func report(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// lessonOf gives most of n samples a score. Every third round gives all of them
// another one, the rounds between only a few.
func lessonOf(n, round int) review.Lesson {
	l := review.Lesson{Entry: uint64(round)}
	for seq := 1; seq <= n; seq++ {
		if seq%9 == 0 {
			continue
		}
		version := round - round%3
		if seq%50 == 1 {
			version = round
		}
		p := review.Known(float64((seq*7919+version*104729)%1000) / 1000)
		l.Scores = append(l.Scores, review.Score{Seq: uint64(seq), Place: p, Confidence: p})
	}
	return l
}

// roleReview reviews through a real desk for as long as it lives, and prints
// the number and the id of every log entry that it was told is saved. It
// undoes now and then, keeps drafts, and lets samples arrive and the order
// change meanwhile.
func roleReview(path string) int {
	if err := reviewForever(path); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return 1 // only a kill ends it well
}

func reviewForever(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	desk, err := review.NewDesk(db, given{}, nil)
	if err != nil {
		return err
	}
	arrivals := make(chan error, 1)
	go func() {
		for n := desk.News().Counts.Samples; ; n += 5 {
			_, err := desk.Add(context.Background(), storetest.Samples(n + 5)[n:])
			if err == nil && n%3 == 0 {
				err = db.Rescore(context.Background(), lessonOf(n, n/15))
			}
			if err != nil {
				arrivals <- err
				return
			}
		}
	}()
	seat := desk.Session("ann")
	for i := 0; ; i++ {
		items, err := seat.Upcoming(4)
		if err != nil {
			return err
		}
		var tickets []*review.Ticket
		for j, it := range items {
			v := review.Verdicts[(i+j)%len(review.Verdicts)]
			tickets = append(tickets, seat.Decide(it.Sample.Seq, review.Decision{Verdict: v, Seconds: 0.5}))
		}
		if i%3 == 2 {
			tickets = append(tickets, seat.Undo())
		}
		if len(items) > 0 {
			draft := review.Draft{Seq: items[0].Sample.Seq, Reviewer: "ann", Texts: map[string]string{"text": "half"}}
			if err := desk.KeepDraft(draft)(); err != nil {
				return err
			}
		}
		for _, ticket := range tickets {
			change, err := ticket.Result()
			if err != nil {
				return err
			}
			// One write, so that a line is there whole or not at all.
			fmt.Printf("%d %s\n", change.Entry.N, change.Entry.ID)
		}
		select {
		case err := <-arrivals:
			return err
		default:
		}
	}
}

// Ensure that a decision which was called saved is there after kill -9.
func TestCommit_SavedSurvivesKill(t *testing.T) {
	t.Parallel()
	kills := numberFrom(t, killsVar, 20)
	const perProject = 50 // to check one takes as long as it is large
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	acked, lost, logged := 0, 0, 0
	for done := 0; done < kills; {
		db := project(t, 5)
		must(t, db.Close())
		entries, missing := 0, 0
		for range min(perProject, kills-done) {
			acks := reviewAndKill(t, db.Path(), rnd.IntN(30), time.Duration(rnd.IntN(20_000))*time.Microsecond)
			entries, missing = verify(t, db.Path(), acks)
			acked, lost = acked+len(acks), lost+missing
			done++
		}
		logged += entries
	}
	t.Logf("%d kills: %d actions called saved, %d lost, none twice, %d log entries, %d saved but not yet said",
		kills, acked, lost, logged, logged-acked)
	if lost > 0 || acked == 0 {
		t.Errorf("%d of %d saved actions are lost", lost, acked)
	}
}

// reviewAndKill lets a child review until it has said "saved" some times and
// a moment longer, kills it and returns what it said: id by entry number.
func reviewAndKill(t *testing.T, path string, after int, moment time.Duration) map[uint64]string {
	t.Helper()
	cmd := child(t, "review", path)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	acks := map[uint64]string{}
	lines := bufio.NewReader(stdout)
	for n := 0; ; n++ {
		if n == after {
			time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		}
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		var entry uint64
		var id string
		if _, err := fmt.Sscanf(line, "%d %s\n", &entry, &id); err != nil {
			t.Fatalf("the child says %q", line)
		}
		acks[entry] = id
	}
	_ = cmd.Wait() // it reports the kill
	return acks
}

// verify opens the project, makes sure that nothing is in its log twice, and
// returns the number of log entries and how many of the acknowledged ones are
// not among them.
func verify(t *testing.T, path string, acks map[uint64]string) (entries, missing int) {
	t.Helper()
	db := open(t, path)
	defer func() { must(t, db.Close()) }()
	mustAgree(t, db)
	missing = len(acks)
	seen := map[string]bool{}
	must(t, db.Log(0, func(e review.Entry) bool {
		if entries++; seen[e.ID] {
			t.Errorf("action %s is logged twice", e.ID)
		}
		seen[e.ID] = true
		if acks[e.N] == e.ID {
			missing--
		}
		return true
	}))
	return entries, missing
}
