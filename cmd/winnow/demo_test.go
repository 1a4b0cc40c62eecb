package main

import (
	"strings"
	"testing"

	"winnow/review"
)

func TestDemo_OfEveryKindOpensAndKeepsADecision(t *testing.T) {
	t.Parallel()
	for _, kind := range review.Kinds {
		if kind == review.Classify {
			continue // its samples stream in: TestDemo_StreamsAndSaysHowToGoOn
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			w := inTerminal(t, dir, "demo", string(kind), "--project", "trial.winnow")
			w.sees("0 of ")
			w.sees("NEXT") // the samples are read
			w.types("x")
			w.sees("1 of ")
			w.types("q")
			if code := w.ends(); code != codeDone {
				t.Fatalf("exit code %d", code)
			}
			if stats := winnow(t, dir, "stats", "trial.winnow", "--json"); !strings.Contains(stats, `"reject": 1`) {
				t.Errorf("the decision is not there:\n%s", stats)
			}
		})
	}
}

func TestDemo_OfAKindThatThereIsNotNamesThoseThatThereAre(t *testing.T) {
	t.Parallel()
	w := inTerminal(t, t.TempDir(), "demo", "poems")
	if code := w.ends(); code != codeUsage {
		t.Errorf("exit code %d, want %d", code, codeUsage)
	}
	w.sees("multilabel, spans, text, chat, prefer, rate")
}
