package tui

import (
	"bytes"
	"strings"
	"testing"

	"winnow/review"
)

// readWith reads like read, with options.
func (b *bench) readWith(t testing.TB, o Options, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	in := strings.NewReader(strings.Join(lines, "\n") + "\n")
	if _, err := RunPlain(t.Context(), b.desk, b.session, o, Plain{In: in, Out: &out}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

func TestPlain_KeysOfLinesOfOurOwnStayAsTheyAre(t *testing.T) {
	t.Parallel()
	out := newBench(t, newsTask(), newsRows[0]).read(t, "a", "q")
	says(t, out, "Everything is decided: 1 sample.\nKeys: q quits; h shows your decisions; s shows the statistics.\n")
}

func TestPlain_AFilterIsRemovedAsIsSaid(t *testing.T) {
	t.Parallel()
	for _, removes := range []string{"", "\x18", "ctrl+x"} {
		b := newBench(t, newsTask(), newsRows...)
		out := b.read(t, "/", "Tuesday", "only", "a", "/", removes, "q")
		says(t, out, "No undecided sample matches the filter.\nKeys: slash changes the filter; an empty line there removes it.\n",
			"The filter is off.\n", "Sample n2.")
	}
}

// Ensure that all keys that are said do something.
func TestPlain_HelpSaysNoKeyThatDoesNothing(t *testing.T) {
	t.Parallel()
	out := newBench(t, textTask(), `{"id":"t1","instruction":"Say A.","output":"B."}`).readWith(t, Options{Local: true}, "?", "q")
	says(t, out, "Decide.", "a accept", "Look.", "w why this is here", "Program.")
	for _, no := range []string{"Of this kind", "G pause", "g guidelines", "E edit", "choose a label"} {
		if strings.Contains(out, no) {
			t.Errorf("%q is said:\n%s", no, out)
		}
	}
	w := newBench(t, newsTask(), newsRows...).onWire(t, Options{Local: true})
	w.hears("Keys:")
	w.types("?")
	w.hears("E edit in $EDITOR", "g guidelines", "Of this kind of task.", "b biased")
	w.quits("G pause")
}

func TestPlain_HelpOfWhatCanOnlyBeReadSaysNoKeyThatSaves(t *testing.T) {
	t.Parallel()
	stays := map[review.Kind]string{review.Chat: "tab next turn", review.Prefer: "d the difference between the answers", review.Rate: "tab to the next requirement"}
	for _, kind := range review.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := news(t)
			if kind != review.Classify {
				b = demoBench(t, kind)
			}
			out := b.readWith(t, readOnlyOptions(), "?", "q")
			_, help, _ := strings.Cut(out, "question mark all keys")
			says(t, help, "Look.", "why this is here", stays[kind])
			for _, no := range []string{
				"Decide.", "Change.", "accept", "reject", "defer", "edit", "flag on", "note\n", "undo", "redo", "label",
				"decide", "tie", "cut", "esc ", "prefer", "give this level", "change the spans",
			} {
				if strings.Contains(strings.ReplaceAll(help, "guidelines: to the next label", ""), no) {
					t.Errorf("%q is said:\n%s", no, help)
				}
			}
		})
	}
}

func TestPlain_SpansAreChangedByTheKeysThatAreLeft(t *testing.T) {
	t.Parallel()
	keys, err := DefaultKeys().With("defer", []string{"tab"})
	if err != nil {
		t.Fatal(err)
	}
	out := newBench(t, plainSpanTask, plainSpanRow).readWith(t, Options{Keys: keys}, "?", "c", "Sons", "esc", "enter", "", "tab", "q")
	says(t, out, "enter change the spans", "Of this kind of task.\nenter change the spans", "Not decided yet", "Which span is to be changed?", "Saved: s1 deferred")
	if strings.Contains(out, "tab change") || strings.Contains(out, "tab go on") {
		t.Errorf("tab is said:\n%s", out)
	}
}

// Ensure that what an edit left to be looked at is still said when the sample comes
// back, though another one was edited meanwhile, and that what is begun on it is asked
// about before somebody leaves.
func TestPlain_SpansKeepTheirDoubts(t *testing.T) {
	t.Parallel()
	other := `{"id":"s2","text":"Grandsons and Daughters.","spans":[[0,9,"ORG"]],"confidence":0.9}`
	out := newBench(t, plainSpanTask, plainSpanRow, other).read(t,
		"e", "Miller met Baker & Sons.", ".", "/", "Daughters", "1", "e", "Grandtons and Daughters.", ".", "right", "enter", "q")
	_, back, _ := strings.Cut(out, "“Grandtons” is ORG (characters 1 to 9), to be checked.")
	says(t, back, "Sample s1. 0 of 2 decided.\n",
		"Not decided yet: “Miller” is ORG (characters 1 to 6), to be checked; “Baker” is PERSON (characters 12 to 16). Keys: enter decide, esc drop it.",
		"Saved: s1 edited", "Not decided yet: “Grandtons” is ORG (characters 1 to 9), to be checked.", "This is not decided yet: enter decides")
	if strings.Contains(back, "“Müller” is ORG (characters 1 to 6), to be checked") {
		t.Errorf("the suggestion is said to be checked, which nobody edited:\n%s", back)
	}
}
