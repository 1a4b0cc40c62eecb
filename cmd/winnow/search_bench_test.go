//go:build linux

package main

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"winnow/review"
)

// BenchmarkSearch_NothingFound measures what a query that matches nothing
// costs where there is much to go through: the search pane's way through the
// whole project, the filtered queue's, and, while that is under way, how long
// somebody else waits for the next samples and for a decision to be saved.
func BenchmarkSearch_NothingFound(b *testing.B) {
	for _, n := range benchSizes(b, 100_000) {
		dir := benchProject(b, n, usualBytes)
		for _, query := range []string{"nosuchword", "label:maybe"} {
			b.Run(fmt.Sprintf("samples=%d/query=%s", n, query), func(b *testing.B) {
				for b.Loop() {
					searchNothing(b, filepath.Join(copyOf(b, dir), "p.winnow"), query)
				}
			})
		}
	}
}

func searchNothing(b *testing.B, path, query string) {
	filter, err := review.ParseFilter(query)
	if err != nil {
		b.Fatal(err)
	}
	p, err := openProject(opening{path: path})
	if err != nil {
		b.Fatal(err)
	}
	defer p.close() //nolint:errcheck // a copy
	ada, ben := p.desk.Session("ada"), p.desk.Session("ben")
	searched := timed(func() {
		if hits, _, err := ada.Search(filter, 500); err != nil || len(hits) > 0 {
			b.Fatal(len(hits), err)
		}
	})
	ada.Choose(review.OrderQueue, filter)
	queued := make(chan time.Duration)
	save, alone := saver(b, ben), times{}
	for range 20 {
		alone = append(alone, timed(save))
	}
	go func() {
		queued <- timed(func() {
			if items, err := ada.Upcoming(9); err != nil || len(items) > 0 {
				b.Error(len(items), err)
			}
		})
	}()
	<-time.After(10 * time.Millisecond) // it is under way
	var saving times
	for range 20 {
		saving = append(saving, timed(save))
	}
	waited := timed(func() {
		if items, err := ben.Upcoming(9); err != nil || len(items) == 0 {
			b.Error(len(items), err)
		}
	})
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(searched.Seconds()*1e3, "search-ms")
	b.ReportMetric((<-queued).Seconds()*1e3, "queue-ms")
	b.ReportMetric(waited.Seconds()*1e3, "other-waits-ms")
	b.ReportMetric(saving.at(50)/alone.at(50), "saving/alone-p50")
}
