package tui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui/screentest"
)

// readOnlyOptions show a project in which nothing can be saved.
func readOnlyOptions() Options {
	return Options{Project: "a/long/way/to/p.winnow", Banner: "read-only: nothing can be decided", ReadOnly: true, Local: true}
}

func TestReadOnly_OffersOnlyWhatWorksAndSaysWhatHelps(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		b := newBench(t, newsTask(), newsRows...)
		s := screentest.New(t, newModel(b.desk, b.session, readOnlyOptions()), size[0], size[1])
		s.WaitFor(" n2 ", "! read-only", "p.winnow", "! nothing can be saved: make the file writable, or copy it with winnow backup", "w why", "? all keys", "q quit")
		for _, no := range []string{"a accept", "x reject", "space defer", "1-3 label", "e edit", "u undo", "f flag", "n note", "1 b", "1/b"} {
			if s.Contains(no) {
				t.Errorf("at %v it offers %q:\n%s", size, no, s.Text())
			}
		}
	}
}

func TestReadOnly_KeysThatWouldSaveAnswerInstead(t *testing.T) {
	t.Parallel()
	for kind, keys := range map[review.Kind][]string{
		review.Classify:   {"a", "x", "space", "1", "e", "E", "u", "ctrl+r", "f", "n", "l", "B"},
		review.MultiLabel: {"1", "-", "enter"}, review.Spans: {"enter", "tab", "1"}, review.Text: {"a", "e"},
		review.Chat: {"X", "a"}, review.Prefer: {"left", "1", "=", "b", "0"}, review.Rate: {"1", "enter"},
	} {
		b := news(t)
		if kind != review.Classify {
			b = demoBench(t, kind)
		}
		m := b.model(t, readOnlyOptions())
		at := m.current().Sample.ID
		for _, key := range keys {
			m.status.say(levelInfo, "")
			keysInto(t, m, key)
			if !strings.HasPrefix(m.status.text, "nothing can be saved") || m.pane != nil || m.pending != nil || len(m.unanswered) > 0 {
				t.Errorf("%s: %s says %q", kind, key, m.status.text)
			}
			if it := b.item(t, at); it.State.Verdict != "" || it.State.Flag || m.current().Sample.ID != at {
				t.Errorf("%s: %s did something", kind, key)
			}
		}
		keysInto(t, m, "w")
		if m.pane == nil {
			t.Errorf("%s: there is no looking either", kind)
		}
	}
}

func TestReadOnly_PlainLinesSaySoToo(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	var out bytes.Buffer
	in := strings.NewReader("a\nn\nf\nw\nq\n")
	if _, err := RunPlain(t.Context(), b.desk, b.session, readOnlyOptions(), Plain{In: in, Out: &out}); err != nil {
		t.Fatal(err)
	}
	said := out.String()
	if n := strings.Count(said, "othing can be saved: make the file writable"); n != 4 {
		t.Errorf("said %d times:\n%s", n, said)
	}
	if strings.Contains(said, "a accept") || strings.Contains(said, "Note (") || !strings.Contains(said, "Order: ") {
		t.Errorf("%s", said)
	}
}

func TestReadOnly_HelpListsNoKeyThatSaves(t *testing.T) {
	t.Parallel()
	for _, kind := range []review.Kind{review.Classify, review.MultiLabel, review.Chat, review.Prefer} {
		b := news(t)
		if kind != review.Classify {
			b = demoBench(t, kind)
		}
		m := b.model(t, readOnlyOptions())
		sheet := ansi.Strip(strings.Join(slices.Concat(m.helpGroups(100)...), "\n"))
		for _, no := range []string{"DECIDE", "CHANGE", "IN THE EDITOR", "undo", "edit in place", "as suggested", "label picker", "cut before"} {
			if strings.Contains(sheet, no) {
				t.Errorf("%s: help has %q:\n%s", kind, no, sheet)
			}
		}
		for _, yes := range []string{"PROGRAM", "quit", "search"} {
			if !strings.Contains(sheet, yes) {
				t.Errorf("%s: help lacks %q:\n%s", kind, yes, sheet)
			}
		}
	}
}
