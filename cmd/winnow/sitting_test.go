package main

import (
	"strings"
	"testing"
	"time"

	"winnow/tui"
)

func TestGoal_IsANumberOrATime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]tui.Goal{
		"": {}, "50": {Decisions: 50}, "30m": {Time: 30 * time.Minute}, "1h30m": {Time: 90 * time.Minute},
	} {
		if got, err := parseGoal(text); err != nil || got != want {
			t.Errorf("--goal %q gave %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0", "-3", "5s", "soon", "25h", "9999999", "1e3"} {
		if _, err := parseGoal(text); err == nil || !strings.Contains(err.Error(), "neither a number of decisions nor a time") {
			t.Errorf("--goal %q gave %v", text, err)
		}
	}
}

func TestReview_GoalAndRecap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", `{"id":"a","text":"one","label":"x","confidence":0.95}
{"id":"b","text":"two","label":"x","confidence":0.2}
{"id":"c","text":"three","label":"y","confidence":0.99}
`)
	w := inTerminal(t, dir, "review", "rows.jsonl", "--goal", "2")
	w.sees("goal: 0 of 2")
	w.sees("a accept") // there is a card now
	w.types("2")
	w.sees("saved: b relabelled x → y")
	w.types("2")
	w.sees("saved: a relabelled x → y")
	w.sees("goal reached (2 decided): time to stop?")
	w.types("a")
	w.sees("In this sitting: 3 decided")
	w.sees("you caught 2 wrong labels; 1 of them had a confidence over 0.9")
	w.types("u")
	w.sees("undone and saved: c")
	w.types("q")
	w.ends()
	for _, want := range []string{"2 decided in", "you caught 2 wrong labels; 1 of them had a confidence over 0.9", "corrected most often: x → y, 2 times"} {
		if !strings.Contains(w.output(), want) {
			t.Errorf("no %q in what was printed", want)
		}
	}
}

// Ensure that the terminal is asked for what it must be asked for: reports of
// its focus, its progress bar, its clipboard.
func TestReview_WhatIsAskedOfTheTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "rows.jsonl", rows)
	w := startWith(t, dir, []string{"TERM_PROGRAM=ghostty"}, "winnow", "review", "rows.jsonl")
	w.sees("a accept")
	w.types("Y")
	w.sees("sent to the terminal's clipboard")
	w.types("a")
	w.sees("saved")
	w.types("\x1b[O") // the focus is lost,
	w.types("\x1b[I") // and comes back: neither is a key
	w.types("u")
	w.sees("undone and saved")
	w.types("q")
	w.ends()
	for what, want := range map[string]string{
		"focus": "\x1b[?1004h", "no focus after the end": "\x1b[?1004l", "progress bar": "\x1b]9;4;1;", "no bar after the end": "\x1b]9;4;0", "clipboard": "\x1b]52;c;",
	} {
		if !strings.Contains(w.output(), want) {
			t.Errorf("%s: no %q was written", what, want)
		}
	}
}
