package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
)

// Ensure that what nobody looked at is never shown to a model as an example.
func TestDecided_WhatWasDecidedInBulkSteersNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var rows strings.Builder
	for i := range 30 {
		fmt.Fprintf(&rows, `{"id":"r%d","text":"row %d about %s","label":"good"}`+"\n", i, i, []string{"trams", "trains"}[i%2])
	}
	write(t, dir, "rows.jsonl", rows.String()+`{"id":"bad","text":"row about trams","label":"bad"}`+"\n")
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	path := filepath.Join(dir, "p.winnow")
	out := inLines(t, path, 0, "/", "trains", "all", "1", "15", "/", "trams", "only", "2", "2")
	if n := decidedIn(t, dir, path); n != 17 {
		t.Fatalf("%d are decided, not 15 in bulk and two one by one:\n%s", n, out)
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	told, _ := (&decided{store: db}).Since(0)
	if len(told) != 2 {
		t.Errorf("%d decisions steer, not the two that somebody made", len(told))
	}
	for _, d := range told {
		if !strings.Contains(d.Sample.Fields[0].Text, "trams") {
			t.Errorf("%q steers, which nobody looked at", d.Sample.Fields[0].Text)
		}
	}
}

// threeRows is a project of three rows that nobody has decided.
func threeRows(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"id":"a","text":"one","label":"good"}
{"id":"b","text":"two","label":"bad"}
{"id":"c","text":"three","label":"bad"}
`)
	winnow(t, dir, "import", "p.winnow", "rows.jsonl")
	return filepath.Join(dir, "p.winnow")
}

// Ensure that a decision which was told and does not stand any more is taken
// back: all that stand are told again.
func TestDecided_AReplacedDecisionSteersNoMore(t *testing.T) {
	t.Parallel()
	path := threeRows(t)
	p, err := openProject(opening{path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.close() }()
	ann := p.desk.Session("ann")
	decide := func(seq uint64, label string) {
		t.Helper()
		it, err := ann.Item(seq)
		if err != nil {
			t.Fatal(err)
		}
		d := review.Decision{Verdict: review.Defer}
		if label != "" {
			if d, err = review.Decide(p.desk.Task(), it.Sample, review.Answer{Label: label}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ann.Decide(seq, d).Result(); err != nil {
			t.Fatal(err)
		}
	}
	d, n := &decided{store: p.db}, 0
	for _, step := range []struct {
		what  string
		do    func()
		again bool
		want  string
	}{
		{"a decision", func() { decide(1, "good") }, false, "good"},
		{"a further one", func() { decide(2, "bad") }, false, "bad"},
		{"one that was put back before", func() { decide(3, ""); decide(3, "bad") }, false, "bad"},
		{"another in the place of the first", func() { decide(1, "bad") }, true, "bad bad bad"},
		{"one replaced before it was told, and one that was", func() { decide(2, "good"); decide(2, "bad") }, true, "bad bad bad"},
		{"one that is put back now", func() { decide(1, "") }, true, "bad bad"},
	} {
		step.do()
		told, again := d.Since(n)
		var labels []string
		for _, one := range told {
			labels = append(labels, one.Answer.Label)
		}
		if got := strings.Join(labels, " "); again != step.again || got != step.want {
			t.Errorf("%s: told %q, again %t; want %q, %t", step.what, got, again, step.want, step.again)
		}
		if again {
			n = 0
		}
		n += len(told)
	}
}

// Ensure that a purge tells a source nothing but that what it was told does not
// stand any more.
func TestDecided_WhatWasPurgedSteersNothing(t *testing.T) {
	t.Parallel()
	path := threeRows(t)
	inLines(t, path, 0, "a", "a")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	d := &decided{store: db}
	told, _ := d.Since(0)
	if len(told) != 2 {
		t.Fatalf("%d decisions are told, not 2", len(told))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	gone, left := told[0].Sample.ID, told[1].Sample.ID
	undecided := strings.NewReplacer(gone, "", left, "").Replace("abc")
	if _, err := store.Purge(t.Context(), path, []string{gone, undecided}); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(path); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	d.store = db
	if told, again := d.Since(2); !again || len(told) != 1 || told[0].Sample.ID != left {
		t.Errorf("told %v, again %t; want what is left, again", told, again)
	}
}
