package tui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/tui/screentest"
)

func spansTask() review.Task {
	return review.Task{
		Name: "ner", Kind: review.Spans, Fields: []string{"text"}, Target: "spans",
		Guidelines: "Mark names; names inside names too.",
		Labels:     []review.Label{{Name: "ORG", Key: "r"}, {Name: "PER", Key: "p"}, {Name: "LOC", Key: "c"}, {Name: "MISC"}},
	}
}

// spansRows come up in the order in which they stand here.
var spansRows = []string{
	`{"id":"eu","text":"EU rejects German call to boycott British lamb.","spans":[[0,2,"ORG"],[11,17,"MISC"]],"confidence":0.1}`,
	`{"id":"bank","text":"The Bank of China moved to Frankfurt, said Reuters.","spans":[{"start":4,"end":17,"label":"ORG"},{"start":12,"end":17,"label":"LOC"}],"confidence":0.2}`,
	`{"id":"wide","text":"👨‍👩‍👧‍👦 東京で Zu\u0308rich の会議 🇫🇷 ended.","spans":[],"confidence":0.3}`,
	`{"id":"none","text":"Nobody has looked at this."}`,
}

func spansScreen(t *testing.T, w, h int, rows ...string) (*bench, *screentest.Screen) {
	t.Helper()
	b := newBench(t, spansTask(), rows...)
	return b, b.screen(t, w, h)
}

// wantSpans fails unless the decision on a sample says just these spans.
func wantSpans(t *testing.T, b *bench, id string, verdict review.Verdict, want ...review.Span) {
	t.Helper()
	it := b.item(t, id)
	if it.State.Verdict != verdict {
		t.Errorf("%s is %q, want %q", id, it.State.Verdict, verdict)
	}
	if it.Decision == nil {
		t.Fatalf("%s has no decision", id)
	}
	got := it.Decision.Decision.After.Spans
	if len(got)+len(want) > 0 && !cmp.Equal(got, want) {
		t.Errorf("spans of %s:\n%s", id, cmp.Diff(want, got))
	}
}

// waitSelected waits until the cursor of the span mode holds just this text.
func waitSelected(s *screentest.Screen, want string) {
	s.WaitUntil(fmt.Sprintf("%q selected", want), func(string) bool {
		w, h := s.Size()
		var rows []string
		for y := range h {
			var row strings.Builder
			for x := 0; x < w; {
				c := s.Cell(x, y)
				if c.Style.Attrs&uv.AttrReverse != 0 {
					row.WriteString(c.Content)
				}
				x += c.Width
			}
			if row.Len() > 0 {
				rows = append(rows, row.String())
			}
		}
		return strings.Join(rows, "\n") == want
	})
}

func TestSpans_AcceptTakesTheSuggestionAsItIs(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor("╰ORG", "╰MISC╯", "suggestion 2 spans", "EU ORG", "German MISC")
	s.Type("a")
	s.WaitFor("saved: eu accepted as 2 spans: EU ORG, German MISC")
	wantSpans(t, b, "eu", review.Accept, review.Span{Start: 0, End: 2, Label: "ORG"}, review.Span{Start: 11, End: 17, Label: "MISC"})
}

func TestSpans_OneKeyMarksTheWordUnderTheCursor(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("enter", "end", "left")
	waitSelected(s, "British")
	s.Type("4")
	s.WaitFor("+ British MISC", "3 spans")
	s.Type("enter")
	s.WaitFor("saved: eu edited to 3 spans: EU ORG, German MISC, British MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 2, Label: "ORG"},
		review.Span{Start: 11, End: 17, Label: "MISC"}, review.Span{Start: 34, End: 41, Label: "MISC"})
}

func TestSpans_OffsetsAreCodePoints(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 100, 30, spansRows[2])
	s.WaitFor(" wide ", "suggestion no spans")
	s.Type("enter")
	waitSelected(s, "👨‍👩‍👧‍👦")
	s.Type("l", "L", "c") // 東京, one ideograph after the other
	s.WaitFor("+ 東京 LOC")
	s.Type("l", "l", "c")
	s.WaitFor("Zu\u0308rich LOC")
	s.Type("end", "h", "m") // no label has m: nothing happens
	s.WaitFor("m means nothing here")
	s.Type("4")
	s.WaitFor("🇫🇷 MISC")
	s.Type("ctrl+s")
	s.WaitFor("saved: wide edited")
	text := []rune(b.item(t, "wide").Field("text"))
	var got []string
	for _, sp := range b.item(t, "wide").Decision.Decision.After.Spans {
		got = append(got, string(text[sp.Start:sp.End])+" "+sp.Label)
	}
	if want := []string{"東京 LOC", "Zu\u0308rich LOC", "🇫🇷 MISC"}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

func TestSpans_RelabelResizeRemoveAndTakeBack(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("tab")
	s.WaitFor("▸ORG")
	s.Type("tab", "c")
	s.WaitFor("~ German MISC → LOC")
	s.Type("shift+right")
	waitSelected(s, "German call")
	s.Type("shift+left")
	waitSelected(s, "German")
	s.Type("[", "[")
	waitSelected(s, "Germ")
	s.Type("]", "}", "}", "{")
	waitSelected(s, "erma")
	s.Type("u", "u", "u", "u")
	waitSelected(s, "Germ")
	s.Type("u", "u", "shift+tab", "d")
	s.WaitFor("- EU ORG", "~ German MISC → LOC", "1 span ")
	s.Type("u")
	s.WaitGone("- EU ORG")
	s.Type("backspace", "a")
	s.WaitFor("saved: eu edited to 1 span: German LOC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 11, End: 17, Label: "LOC"})
}

func TestSpans_OnlyLabelsChangedIsRelabel(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("enter", "p", "enter") // the word under the cursor has a span: it gets the label
	s.WaitFor("saved: eu relabelled 2 spans: EU ORG, German MISC → 2 spans: EU PER, German MISC")
	wantSpans(t, b, "eu", review.Relabel, review.Span{Start: 0, End: 2, Label: "PER"}, review.Span{Start: 11, End: 17, Label: "MISC"})
}

func TestSpans_NestAndOverlap(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[1])
	s.WaitFor(" bank ", "╰ORG────────╯", "╰LOC╯")
	s.Type("enter", "l", "l", "shift+right", "shift+right", "4") // of China moved
	s.WaitFor("+ of China moved MISC", "3 spans")
	s.Type("enter")
	s.WaitFor("saved: bank edited")
	wantSpans(t, b, "bank", review.Edit, review.Span{Start: 4, End: 17, Label: "ORG"},
		review.Span{Start: 9, End: 23, Label: "MISC"}, review.Span{Start: 12, End: 17, Label: "LOC"})
}

func TestSpans_ASecondLabelOnTheSameWordsByV(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("tab", "v", "c", "enter")
	s.WaitFor("saved: eu edited to 3 spans: EU LOC, EU ORG, German MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 2, Label: "LOC"},
		review.Span{Start: 0, End: 2, Label: "ORG"}, review.Span{Start: 11, End: 17, Label: "MISC"})
}

func TestSpans_LeavingKeepsWhatWasMarkedUndecided(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0], spansRows[1])
	s.WaitFor(" eu ")
	s.Type("enter", "d", "esc")
	s.WaitFor("✎ 1 span: -1", "not decided yet", "- EU ORG", "enter decide")
	if it := b.item(t, "eu"); it.State.Verdict != "" {
		t.Fatalf("leaving decided: %s", it.State.Verdict)
	}
	s.Type("esc")
	s.WaitFor("dropped: nothing was decided", "suggestion 2 spans")
	s.Type("tab", "d", "esc")
	s.WaitFor("not decided yet")
	s.Type("a")
	s.WaitFor("saved: eu edited to 1 span: German MISC", " bank ")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 11, End: 17, Label: "MISC"})
}

func TestSpans_NothingToMarkCanBeConfirmed(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[3], spansRows[2])
	s.WaitFor(" none ", "no suggestion: enter marks spans")
	s.Type("a")
	s.WaitFor("there is no suggestion to accept: enter marks spans")
	s.Type("enter", "enter")
	s.WaitFor("saved: none labelled no spans", " wide ")
	s.Type("a")
	s.WaitFor("saved: wide accepted as no spans")
	wantSpans(t, b, "none", review.Relabel)
	wantSpans(t, b, "wide", review.Accept)
}

func TestSpans_ManyLabelsByThePicker(t *testing.T) {
	t.Parallel()
	task := spansTask()
	for i := range 14 {
		task.Labels = append(task.Labels, review.Label{Name: fmt.Sprintf("more-%02d", i)})
	}
	b := newBench(t, task, spansRows[0])
	s := b.screen(t, 80, 24)
	s.WaitFor(" eu ")
	s.Type("enter", "end", "space")
	s.WaitFor("label ")
	s.TypeText("more-12")
	s.Type("enter")
	s.WaitFor("+ lamb more-12")
	s.Type("enter")
	s.WaitFor("saved: eu edited")
	if n := len(b.item(t, "eu").Decision.Decision.After.Spans); n != 3 {
		t.Errorf("%d spans, want 3", n)
	}
}

func TestSpans_DecisionsAreUndoneAndSurviveARestart(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[:2]...)
	s.WaitFor(" eu ")
	s.Type("tab", "c", "enter")
	s.WaitFor("saved: eu relabelled", " bank ")
	s.Type("u")
	s.WaitFor("undone and saved: eu", "suggestion 2 spans")
	s.Type("ctrl+r")
	s.WaitFor("done again and saved: eu")
	s.Type("h")
	s.WaitFor("relabel", "2 spans: EU LOC", "~ EU ORG → LOC")
	s.Type("enter")
	s.WaitFor("● relabelled", "~ EU ORG → LOC")
	s.Quit()
	b.desk.Close()
	b.open(t, b.store)
	again := b.screen(t, 120, 36)
	again.WaitFor(" bank ")
	again.Type("left")
	again.WaitFor("● relabelled", "EU ORG → LOC")
	again.Type("tab", "r", "enter")
	again.WaitFor("saved: eu accepted as 2 spans")
}

func TestSpans_LabelKeysComeBeforeTheKeysOfTheMode(t *testing.T) {
	t.Parallel()
	task := spansTask()
	task.Labels[3].Key = "d"
	b := newBench(t, task, spansRows[0])
	s := b.screen(t, 120, 36)
	s.WaitFor(" eu ")
	s.Type("enter", "d")
	s.WaitFor("~ EU ORG → MISC", "x remove")
	s.Type("x", "enter")
	s.WaitFor("saved: eu edited to 1 span: German MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 11, End: 17, Label: "MISC"})
}

func TestSpans_WhereEnterAcceptsTabMarks(t *testing.T) {
	t.Parallel()
	b := newBench(t, spansTask(), spansRows[0])
	keys, _ := ProfileKeys("argilla")
	s := screentest.New(t, newModel(b.desk, b.session, Options{Keys: keys}), 120, 36)
	s.WaitFor(" eu ", "tab mark")
	s.Type("tab", "c", "esc", "enter")
	s.WaitFor("saved: eu relabelled")
	wantSpans(t, b, "eu", review.Relabel, review.Span{Start: 0, End: 2, Label: "LOC"}, review.Span{Start: 11, End: 17, Label: "MISC"})
}

const hostileSpansRow = `{"id":"evil","text":"before \u001b[2J Evil\u202eCorp of \u001b]0;Mallory\u0007 met Alice.","spans":[{"start":12,"end":21,"label":"ORG"},{"start":42,"end":47,"label":"PER"}],"confidence":0.05}`

func TestSpans_HostileTextIsMarkedBySymbols(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 100, 30, hostileSpansRow)
	s.WaitFor("␛[2J Evil‹U+202E›Corp", "╰ORG───────────╯", "Evil‹U+202E›Corp ORG", "⚠ 4 hidden characters")
	s.Type("tab", "shift+right", "enter")
	s.WaitFor("saved: evil edited to 2 spans: Evil‹U+202E›Corp of ORG")
	wantSpans(t, b, "evil", review.Edit, review.Span{Start: 12, End: 24, Label: "ORG"}, review.Span{Start: 42, End: 47, Label: "PER"})
	out := s.Bytes()
	for _, bad := range []string{"\x1b]0;Mallory", "\u202e"} {
		if bytes.Contains(out, []byte(bad)) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

func TestSpans_Screens(t *testing.T) {
	t.Parallel()
	rows := append([]string{hostileSpansRow}, spansRows...)
	rows = append(rows, `{"id":"ar","text":"قال المتحدث باسم الأمم المتحدة في جنيف إن أحمد علي سيزور القاهرة.","spans":[[17,30,"ORG"],[34,38,"LOC"]],"confidence":0.25}`)
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, spansTask(), rows...)
			s := b.screen(t, size.w, size.h)
			s.WaitFor(" none ")
			for _, id := range []string{"none", "evil", "eu", "bank", "ar"} {
				s.WaitFor(" " + id + " ")
				s.Golden("card-" + id)
				s.Type("tab")
				s.WaitFor("✎ mark text", " "+id)
				if id == "bank" {
					s.Type("c", "v", "l")
					s.WaitFor("extending")
				}
				s.Golden("mode-" + id)
				s.Type("esc", "esc", "esc", "space")
				s.WaitFor("saved: " + id + " deferred")
			}
			s.WaitFor(" wide ")
			s.Type("enter", "?")
			s.WaitFor("undo the last step")
			s.Golden("keys")
		})
	}
}

func TestSpans_WithoutColoursSignsSayTheSame(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]screentest.Option{
		"light": screentest.Light(), "nocolor": screentest.Profile(colorprofile.Ascii), "16": screentest.Profile(colorprofile.ANSI),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, spansTask(), spansRows[0])
			s := b.screen(t, 100, 30, opt)
			s.WaitFor("╰ORG", "╰MISC╯")
			s.Type("tab", "c", "tab", "d", "end", "p")
			s.WaitFor("~ EU ORG → LOC", "- German MISC", "+ lamb PER")
		})
	}
}
