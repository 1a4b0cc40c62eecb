package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

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
