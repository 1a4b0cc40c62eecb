package tui

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/review"
)

// slowDisk is a store of which so many commits return and the others only when
// the test ends.
type slowDisk struct {
	review.Store
	free *atomic.Int64
	ends <-chan struct{}
}

func (s slowDisk) Commit(b review.Batch) (review.Receipt, error) {
	if len(b.Actions) > 0 && s.free.Add(-1) < 0 {
		<-s.ends
	}
	return s.Store.Commit(b)
}

// onSlowDisk is the bench on a disk that takes so many commits.
func onSlowDisk(rows []string, commits int64) func(testing.TB) *bench {
	return func(t testing.TB) *bench {
		b := newBench(t, newsTask(), rows...)
		b.desk.Close()
		free := &atomic.Int64{}
		free.Store(commits)
		b.open(t, slowDisk{b.store, free, t.Context().Done()})
		return b
	}
}

// onFullDisk is the news on a disk that takes nothing.
func onFullDisk(t testing.TB) *bench {
	b := news(t)
	b.desk.Close()
	gate := make(chan error)
	full := errors.New("no space left on device")
	go func() {
		for {
			select {
			case gate <- full:
			case <-t.Context().Done():
				close(gate)
				return
			}
		}
	}()
	b.open(t, failing{b.store, gate})
	return b
}

// cutShort holds a bulk action of which the end of a sitting left a part.
func cutShort(t testing.TB) *bench {
	b := newBench(t, newsTask(), bulkRows()[1:]...)
	f, err := review.ParseFilter("tram")
	if err != nil {
		t.Fatal(err)
	}
	g, err := b.session.Gather(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	run, err := b.session.Bulk(g, review.Deed{Verdict: review.Accept})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Step(); err != nil {
		t.Fatal(err)
	}
	return b
}

// ofMany decides all trams in bulk.
func ofMany(last keyed) []keyed {
	return []keyed{
		onKey("", " n2 "), onKey("/", "back"), onKey("tram", "tram"), onKey("tab", "only what matches"),
		onKey("B", "WHAT SHALL"), onKey("x", "All 41 will be rejected"), onKey("41", "enter do it"), last,
	}
}

func threeAnswers(t testing.TB) *bench {
	return newBench(t, judgedTask("a", "b", "c"), `{"id":"tri","question":"Which is the shortest?","a":"`+
		strings.Repeat("A long answer goes on. ", 12)+`","b":"Short.","c":"","label":"2","votes":["2","2","same"]}`)
}

func longRecipe(t testing.TB) *bench {
	return newBench(t, textTask(), `{"id":"long","instruction":"Tell it all.","output":"`+strings.Repeat("And then the rice is stirred once more, slowly, until it is done. ", 80)+`","confidence":0.4}`)
}

func manyLabels(t testing.TB) *bench {
	task := newsTask()
	for _, name := range strings.Fields("agenda allegation appeal boast caricature doubt euphemism exaggeration fear irony loaded omission praise quote ridicule slur smear speculation spin stereotype threat") {
		task.Labels = append(task.Labels, review.Label{Name: name})
	}
	return newBench(t, task, newsRows...)
}

// unlearned tells that learning has ended.
func unlearned(t testing.TB) *bench {
	b := news(t)
	wait := b.desk.Learn(t.Context(), &lesson{store: b.store, err: errors.New("disk I/O error")})
	t.Cleanup(wait)
	return b
}

// states are the screens of what happens seldom: waiting, failing, refusing, and
// the ends of what can be begun.
var states = []exhibit{
	{name: "bulk-running", bench: onSlowDisk(bulkRows()[1:], 1), steps: ofMany(onKey("enter", "32 of 41 rejected in bulk and saved", "esc stop"))},
	{name: "bulk-done", bench: onSlowDisk(bulkRows()[1:], 9), steps: ofMany(onKey("enter", "saved: 41 rejected", "No undecided sample matches", "41 of 45 decided"))},
	{name: "bulk-cut", bench: cutShort, steps: []keyed{onKey("", " n2 ", "stopped at 32 of 41", "u takes it back; / finds the rest: tram")}},
	{name: "unsaved", bench: onSlowDisk(newsRows, 0), steps: []keyed{onKey("", " n2 "), onKey("a", "saving: n2 accepted", "1 unsaved", " n3 ")}},
	{name: "not-saved", bench: onFullDisk, steps: []keyed{onKey("", " n2 "), onKey("a", "NOT saved", "no space left on device", "not the queue")}},
	{name: "undone", bench: news, steps: []keyed{onKey("", " n2 "), onKey("x", "saved: n2", " n3 "), onKey("u", "undone", "0 of 5 decided"), onPage("redone", "ctrl+r", "1 of 5 decided", "done again and saved")}},
	{name: "orders", bench: news, steps: []keyed{onKey("", " n2 "), onKey("o", "most confident first", " n1 ")}},
	{name: "order-ended", bench: unlearned, steps: []keyed{onKey("", " n2 ", "no longer learns")}},
	{name: "search-nothing", bench: news, steps: []keyed{onKey("", " n2 "), onKey("/", "back"), onKey("zebra", "zebra"), onKey("enter", "0 found")}},
	{name: "search-refused", bench: news, steps: []keyed{onKey("", " n2 "), onKey("/", "back"), onKey("conf:<x", "conf:<x"), onKey("enter", "is no")}},
	{name: "read-only", bench: news, steps: []keyed{onKey("", " n2 "), onKey("x", "nothing can be saved")}, with: func(testing.TB, *bench) Options {
		return Options{Project: "news.winnow", Banner: "read-only", ReadOnly: true}
	}},
	{name: "no-suggestion", bench: func(t testing.TB) *bench {
		return newBench(t, newsTask(), `{"id":"n9","text":"Nobody has judged this one yet."}`)
	}, steps: []keyed{
		onKey("", " n9 ", "no suggestion"), onKey("a", "there is no suggestion to accept"),
	}},
	{name: "many-labels", bench: manyLabels, steps: []keyed{onPage("many-labels", "", " n2 "), onPage("many-labels-picker", "l", "type to filter", "caricature")}},
	{name: "long", bench: longRecipe, steps: []keyed{onPage("long", "", "more"), onPage("long-end", "end", "· 100%")}},
	{name: "find-nothing", bench: recipes, steps: []keyed{onKey("", "lowest heat"), onKey("F", "find"), onKey("zebra", "zebra")}},
	{name: "copied", bench: recipes, steps: []keyed{onKey("", "lowest heat"), onKey("Y", "clipboard")}},
	{name: "rate-requirements", bench: func(t testing.TB) *bench { return newBench(t, gradesTask("1-5", "true", "short"), partRows...) }, steps: []keyed{
		onKey("", " q3 "), onKey("4", "▸ short", "not decided yet"),
	}},
	{name: "prefer-three", bench: threeAnswers, steps: []keyed{onKey("", "model prefers", "0.67")}},
	{name: "prefer-edit", bench: kindBench(review.Prefer), steps: []keyed{onKey("", " p6 "), onKey("e", "ctrl+s")}},
	{name: "chat-edit", bench: kindBench(review.Chat), steps: []keyed{onKey("", " c6 "), onKey("e", "ctrl+s")}},
	{name: "multilabel-picker", bench: kindBench(review.MultiLabel), steps: []keyed{onKey("", " m8 "), onKey("l", "type to filter")}},
	{name: "spans-removed", bench: kindBench(review.Spans), steps: []keyed{onKey("", " s6 "), onKey("enter", "esc"), onKey("tab", "▸PLACE"), onKey("x", "removed", "u undo")}},
	{name: "history-empty", bench: news, steps: []keyed{onKey("", " n2 "), onKey("h", "decided nothing yet")}},
}
