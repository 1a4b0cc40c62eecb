package tui

import (
	"testing"

	"winnow/review"
)

func TestThreshold_NarrowsTheQueueAndDecidesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	order := func() (ids []string) {
		items, err := b.session.Upcoming(9)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range items {
			ids = append(ids, it.Sample.ID)
		}
		return ids
	}
	press := func(keys ...string) {
		for _, k := range keys {
			drive(t, m, keyPress(k))
		}
	}
	press("<", "<", "<", "<")
	if got := order(); len(got) != 2 || got[0] != "n3" || got[1] != "n5" {
		t.Fatalf("below 0.6 there are %v, want n3 and n5", got)
	}
	sees(t, m, "conf:<0.6")
	press(">", ">")
	if got := order(); len(got) != 3 {
		t.Fatalf("below 0.8 there are %v", got)
	}
	press(">", ">", ">")
	if got := order(); len(got) != 5 {
		t.Fatalf("without a threshold there are %v", got)
	}
	for _, id := range []string{"n1", "n2", "n3", "n4", "n5"} {
		if s := b.item(t, id).State; s != (review.State{}) {
			t.Errorf("%s was touched: %+v", id, s)
		}
	}
}
