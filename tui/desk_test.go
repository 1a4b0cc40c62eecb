package tui

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
	"winnow/tui/screentest"
)

// noon is the clock of all screen tests, so that goldens do not age.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func newsTask() review.Task {
	return review.Task{
		Name: "news-bias", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Guidelines: "A sentence is biased when its words take a side that the facts do not.\n\nQuotes count for who quotes them.",
		Labels: []review.Label{
			{Name: "biased", Key: "b", Description: "Takes a side by its choice of words."},
			{Name: "neutral", Key: "d", Description: "Says what happened and leaves the judging to the reader."},
			{Name: "unclear", Key: "y"},
		},
	}
}

func textTask() review.Task {
	return review.Task{
		Name: "recipes", Kind: review.Text, Fields: []string{"instruction", "input"}, Target: "output",
	}
}

// newsRows are records with known places in the queue: n2 (unknown) first,
// then by confidence.
var newsRows = []string{
	`{"id":"n1","text":"The council met on Tuesday and voted nine to two for the new tram line.","label":"neutral","confidence":0.93}`,
	`{"id":"n2","text":"Nobody asked how sure the model was about this one.","label":"neutral"}`,
	`{"id":"n3","text":"The reckless mayor rammed her pet project through the council.","label":"neutral","confidence":0.34,"votes":["neutral","biased","biased"]}`,
	`{"id":"n4","text":"시의회는 화요일에 새 전차 노선을 승인했다 🚋 — 표결은 9대 2였다.","label":"neutral","confidence":0.71}`,
	`{"id":"n5","text":"Critics call the line a waste; supporters call it overdue.","label":"biased","confidence":0.52,"probs":{"biased":0.52,"neutral":0.4,"unclear":0.08}}`,
}

type bench struct {
	desk    *review.Desk
	session *review.Session
	store   *store.DB
}

// newBench opens a desk over a new project with the given records.
func newBench(t testing.TB, task review.Task, rows ...string) *bench {
	t.Helper()
	db, err := store.Create(filepath.Join(t.TempDir(), "project.winnow"), task)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{store: db}
	b.open(t, db)
	t.Cleanup(func() {
		b.desk.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b.add(t, rows...)
	return b
}

func (b *bench) open(t testing.TB, s review.Store) {
	t.Helper()
	desk, err := review.NewDesk(s, rank.Given{}, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.session = desk, desk.Session("ann")
}

func (b *bench) add(t testing.TB, rows ...string) {
	t.Helper()
	var samples []review.Sample
	for i, r := range rows {
		s, err := review.ParseRecord(b.desk.Task(), []byte(r))
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		s.Provenance = review.Provenance{Source: "file", Origin: "news.jsonl", Line: i + 1}
		samples = append(samples, s)
	}
	if _, err := b.desk.Add(t.Context(), samples); err != nil {
		t.Fatal(err)
	}
}

// screen shows the bench on a virtual terminal.
func (b *bench) screen(t testing.TB, w, h int, opts ...screentest.Option) *screentest.Screen {
	t.Helper()
	return screentest.New(t, newModel(b.desk, b.session, Options{Project: b.desk.Task().Name + ".winnow", Local: true}), w, h, opts...)
}

// item reads a sample from the store by its id.
func (b *bench) item(t testing.TB, id string) review.Item {
	t.Helper()
	it, err := b.store.Find(id)
	if err == nil {
		it, err = b.session.Item(it.Sample.Seq)
	}
	if err != nil {
		t.Fatal(fmt.Errorf("sample %s: %w", id, err))
	}
	return it
}
