package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// closePages is how many pages, from the first to the last, count as close.
const closePages = 256

// written are the pages of the file that differ between two moments, but for
// the two that lead to all others.
func written(before, after []byte) (pages []int) {
	size := os.Getpagesize()
	for at := 2 * size; at+size <= len(after); at += size {
		if len(before) < at+size || !bytes.Equal(before[at:at+size], after[at:at+size]) {
			pages = append(pages, at/size)
		}
	}
	return pages
}

// pagesOfDecision decides a sample and returns the pages of the file that it wrote.
func pagesOfDecision(t *testing.T, db *store.DB, seq uint64) []int {
	t.Helper()
	before, err := os.ReadFile(db.Path())
	must(t, err)
	do(t, db, decide("ann", seq, review.Accept))
	after, err := os.ReadFile(db.Path())
	must(t, err)
	if len(after) != len(before) {
		t.Fatalf("the file grew from %d to %d bytes", len(before), len(after))
	}
	return written(before, after)
}

// Wherever in the queue the decided samples stand: a disk has to write few
// pages, close together, and nobody looks for room for them.
func TestBulk_DecisionsAfterItAreWrittenCloseTogether(t *testing.T) {
	t.Parallel()
	const n, decisions, most = 8000, 60, 6
	db := project(t, 0)
	b := begin(t, db)
	add(t, b, storetest.Samples(n))
	publish(t, b)
	db = reopen(t, db)
	first, last, sweeps := 1<<62, 0, 0
	for _, i := range rand.New(rand.NewPCG(7, 7)).Perm(n)[:decisions] {
		pages := pagesOfDecision(t, db, uint64(i+1))
		if len(pages) > most { // this one swept the places that others left
			sweeps++
			continue
		}
		first, last = min(first, pages[0]), max(last, pages[len(pages)-1])
	}
	if span := last - first + 1; span > closePages {
		t.Errorf("%d decisions wrote to pages %d to %d, want them within %d", decisions, first, last, closePages)
	}
	if often := decisions / 32; sweeps > often {
		t.Errorf("%d of %d decisions wrote more than %d pages, want at most %d", sweeps, decisions, most, often)
	}
	mustAgree(t, db)
	must(t, db.Close())
	mustBeSound(t, db.Path())
}

// The same after a compaction of a file that is not small.
func TestCompact_DecisionsAfterItAreWrittenCloseTogether(t *testing.T) {
	t.Parallel()
	const n, decisions = 4000, 5
	db := project(t, 0)
	b := begin(t, db)
	var samples []review.Sample
	for i := range n {
		samples = append(samples, newSample(fmt.Sprint("s", i), i, 3000))
	}
	add(t, b, samples)
	publish(t, b)
	must(t, db.Close())
	_, err := store.Compact(context.Background(), db.Path())
	must(t, err)
	again := open(t, db.Path())
	for i := range decisions {
		pages := pagesOfDecision(t, again, uint64(i*700+1))
		if pages[len(pages)-1] > closePages {
			t.Errorf("a decision wrote to the pages %v, want them at the beginning", pages)
		}
	}
	mustAgree(t, again)
}
