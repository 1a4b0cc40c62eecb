package tui

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"

	"winnow/review"
)

// marked reads a text in which stretches stand in brackets, [like this].
func marked(s string) (text string, of []stretch) {
	var b strings.Builder
	var open []int
	for _, r := range s {
		switch r {
		case '[':
			open = append(open, b.Len())
		case ']':
			of = append(of, stretch{from: open[len(open)-1], to: b.Len(), label: "X"})
			open = open[:len(open)-1]
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), of
}

func TestReanchor(t *testing.T) {
	t.Parallel()
	const family, flag = "👨‍👩‍👧‍👦", "🇫🇷"
	for name, c := range map[string]struct{ before, after, want string }{
		"nothing before it":      {"[EU] rejects", "The EU rejects", "The [EU] rejects"},
		"insert between":         {"[EU] rejects [German] call", "EU today rejects the German call", "[EU] today rejects the [German] call"},
		"insert behind":          {"met [Ada]", "met Ada today", "met [Ada] today"},
		"delete before":          {"Well, [EU] rejects", "EU rejects", "[EU] rejects"},
		"nested move together":   {"[Bank of [China]] said", "The Bank of China said", "The [Bank of [China]] said"},
		"insert inside":          {"in [New York] now", "in New old York now", "in ?New old York? now"},
		"a word inside changed":  {"in [New York] now", "in New Yorck now", "in ?New Yorck? now"},
		"it grew":                {"a [German] call", "a Germany call", "a ?Germany? call"},
		"part of it deleted":     {"the [Bank of China] said", "the Bank said", "the ?Bank? said"},
		"deleted":                {"a [German] call", "a call", "!"},
		"all deleted":            {"[EU]", "", "!"},
		"replaced":               {"a [German] call", "a Dutch call", "a ?Dutch? call"},
		"in a rewritten part":    {"one two [EU] four five", "six seven EU nine ten", "six seven [EU] nine ten"},
		"ideographs before":      {"彼は[東京]で会った", "彼女は東京で会った", "彼女は[東京]で会った"},
		"ideographs inside":      {"彼は[東京都]で", "彼は東北都で", "彼は?東北都?で"},
		"an emoji family before": {"see [" + flag + "] now", family + " see " + flag + " now", family + " see [" + flag + "] now"},
		"an emoji family inside": {"see [a b] now", "see a " + family + " b now", "see ?a " + family + " b? now"},
		"a family of other size": {"see [" + family + "] now", "see 👨‍👩‍👧 now", "see ?👨‍👩‍👧? now"},
		"a mark joins":           {"a [cafe] here", "a cafe\u0301 here", "a ?cafe\u0301? here"},
		"a mark elsewhere":       {"a [Zu\u0308rich] cafe", "a Zu\u0308rich cafe\u0301", "a [Zu\u0308rich] cafe\u0301"},
		"Arabic before":          {"في [جنيف] اليوم", "قال في جنيف اليوم", "قال في [جنيف] اليوم"},
		"Arabic inside":          {"باسم [الأمم المتحدة] في", "باسم الأمم غير المتحدة في", "باسم ?الأمم غير المتحدة? في"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, of := marked(c.before)
			if got := drawn(c.after, reanchor(before, c.after, of)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// drawn writes stretches into their text: [kept], ?to be checked?, and ! for one
// that is gone.
func drawn(text string, of []anchored) string {
	starts, ends := map[int]string{}, map[int]string{}
	for _, s := range of {
		switch {
		case s.gone:
			return "!"
		case s.check:
			starts[s.from] += "?"
			ends[s.to] += "?"
		default:
			starts[s.from] += "["
			ends[s.to] += "]"
		}
	}
	var b strings.Builder
	for i := 0; i <= len(text); i++ {
		b.WriteString(ends[i] + starts[i])
		if i < len(text) {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

func TestReanchor_AnyEditLeavesStretchesInTheText(t *testing.T) {
	t.Parallel()
	words := []string{"EU ", "the ", "東京", "Zu\u0308rich ", "👨‍👩‍👧‍👦", "🇫🇷", "\u0301", "\u200d", "جنيف ", ", ", "\n", "\x1b[", "กำ"}
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 12).Draw(t, "words"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		b := spanText{points: newPoints(before)}
		var of []stretch
		for range rapid.IntRange(1, 4).Draw(t, "spans") {
			from := rapid.IntRange(0, len(before)-1).Draw(t, "from")
			e := b.indexed().snap(extent{from, rapid.IntRange(from+1, len(before)).Draw(t, "to")})
			of = append(of, stretch{from: e.from, to: e.to, label: "X"})
		}
		for i, s := range reanchor(before, after, of) {
			switch {
			case s.gone:
			case s.from < 0 || s.from >= s.to || s.to > len(after):
				t.Fatalf("%q → %q: %v became %v", before, after, of[i], s)
			case !isBoundary(after, s.from) || !isBoundary(after, s.to):
				t.Fatalf("%q → %q: %v became %v, which cuts a cluster", before, after, of[i], s)
			case !s.check && after[s.from:s.to] != before[of[i].from:of[i].to]:
				t.Fatalf("%q → %q: %v became %v, another text", before, after, of[i], s)
			}
		}
	})
}

func isBoundary(text string, at int) bool {
	for it := graphemes.FromString(text); it.Next(); {
		if it.Start() == at {
			return true
		}
	}
	return at == len(text)
}

func TestPoints_CountAsGoDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringOf(rapid.SampledFrom([]rune("a東é\u0301👨\u200d"))).Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times"))
		p := newPoints(text)
		n := rapid.IntRange(0, utf8.RuneCountInString(text)).Draw(t, "point")
		if at := p.byteOf(n); at != len(string([]rune(text)[:n])) || p.pointOf(at) != n {
			t.Fatalf("point %d is byte %d, which is point %d", n, at, p.pointOf(at))
		}
	})
}

func TestSpansEdit_UntouchedSpansMoveAndAllIsDecidedAtOnce(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("e")
	s.WaitFor("leave, keep a draft")
	s.TypeText("東京 The ")
	s.Type("ctrl+s")
	s.WaitFor("saved: eu edited to 2 spans: EU ORG, German MISC")
	it := b.item(t, "eu")
	if got := it.Field("text"); got != "東京 The EU rejects German call to boycott British lamb." {
		t.Errorf("the text is %q", got)
	}
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 7, End: 9, Label: "ORG"}, review.Span{Start: 18, End: 24, Label: "MISC"})
}

func TestSpansEdit_ChangedSpansAreCheckedBeforeBothAreDecided(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("e")
	s.WaitFor("leave, keep a draft")
	s.TypeText("NE")
	s.Type("ctrl+s")
	s.WaitFor("✎ mark text", "▸?ORG", "? NEEU", "the edit changed 1 span")
	if v := b.item(t, "eu").State.Verdict; v != "" {
		t.Fatalf("the edit was decided: %s", v)
	}
	s.Type("esc")
	s.WaitFor("? NEEU ORG (check)", "not decided yet", "✎ edited")
	s.Type("tab")
	s.WaitFor("▸?ORG")
	s.Type("p") // another label settles it
	s.WaitFor("▸PER")
	s.Type("enter")
	s.WaitFor("saved: eu edited to 2 spans: NEEU PER, German MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 0, End: 4, Label: "PER"}, review.Span{Start: 13, End: 19, Label: "MISC"})
	if got := b.item(t, "eu").Field("text"); !strings.HasPrefix(got, "NEEU rejects German") {
		t.Errorf("the text is %q", got)
	}
	if d := b.item(t, "eu").Draft; d != nil {
		t.Errorf("a draft is left: %+v", d)
	}
}

func TestSpansEdit_ADeletedSpanIsSaidAndNotSilentlyDropped(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("e")
	s.WaitFor("leave, keep a draft")
	s.Type("delete", "delete", "delete", "ctrl+s")
	s.WaitFor("✎ mark text", "the edit deleted the text of EU ORG", "rejects German")
	s.Type("enter")
	s.WaitFor("saved: eu edited to 1 span: German MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 8, End: 14, Label: "MISC"})
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "EU")
}

func TestSpansEdit_ASecondEditDoesNotDecideWhatIsStillToBeChecked(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[0])
	s.WaitFor(" eu ")
	s.Type("e")
	s.WaitFor("leave, keep a draft")
	s.TypeText("NE")
	s.Type("ctrl+s")
	s.WaitFor("▸?ORG")
	s.Type("esc")
	s.WaitFor("? NEEU ORG (check)")
	s.Type("e", "end")
	s.WaitFor("leave, keep a draft")
	s.TypeText(" Today.")
	s.Type("ctrl+s")
	s.WaitFor("✎ mark text", "▸?ORG", "lamb. Today.")
	if v := b.item(t, "eu").State.Verdict; v != "" {
		t.Fatalf("the edit was decided: %s", v)
	}
	s.Type("d", "enter")
	s.WaitFor("saved: eu edited to 1 span: German MISC")
	wantSpans(t, b, "eu", review.Edit, review.Span{Start: 13, End: 19, Label: "MISC"})
}

func TestSpansEdit_WithoutASuggestionTheModeOpensOnTheEditedText(t *testing.T) {
	t.Parallel()
	b, s := spansScreen(t, 120, 36, spansRows[3])
	s.WaitFor(" none ")
	s.Type("e")
	s.WaitFor("leave, keep a draft")
	s.TypeText("Ada? ")
	s.Type("ctrl+s")
	s.WaitFor("✎ mark text", "Ada? Nobody", "enter decides both")
	s.Type("p", "enter")
	s.WaitFor("saved: none edited to 1 span: Ada PER")
	wantSpans(t, b, "none", review.Edit, review.Span{Start: 0, End: 3, Label: "PER"})
}

// spanKeys are what the property test presses; none of them decides.
var spanKeys = []string{
	"h", "l", "j", "k", "H", "L", "J", "K", "left", "right", "up", "down", "home", "end", "tab", "[", "]", "{", "}",
	"v", "o", "d", "x", "u", "r", "p", "c", "4", "9", "?", "space", "esc", "enter2", "pgdown", "backspace", "g", "w", "resize", "'", "1", "2",
}

func TestSpans_AnyKeysLeaveValidSpansAndFullFrames(t *testing.T) {
	t.Parallel()
	words := []string{"EU ", "of ", "東京", "Zu\u0308rich ", "👨‍👩‍👧‍👦", "🇫🇷", "\u0301", "جنيف ", ", ", "\n", "\x1b[2J", "\u202e", "กำ", "- ", strings.Repeat("x", 90)}
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(rt, "words"), "")
		record, _ := json.Marshal(map[string]any{"id": "one", "text": text, "spans": []any{}})
		b := newBench(t, spansTask(), string(record))
		m := newModel(b.desk, b.session, Options{})
		drive(t, m, anySize(rt))
		drive(t, m, m.refill()())
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(spanKeys), 1, 40).Draw(rt, "keys") {
			if key == "enter2" { // opens the mode, chooses in the picker; never decides
				if p, open := m.pane.(*spansPane); open && p.picker == nil || m.pending != nil && !open {
					continue
				}
				key = "enter"
			}
			if key == "resize" {
				drive(t, m, anySize(rt))
			} else {
				drive(t, m, keyPress(key))
			}
			checkFrame(rt, m)
			drawnBefore := m.frame()
			if p, open := m.pane.(*spansPane); open {
				p.kept.drop()
			}
			m.stale()
			if fresh := m.frame(); drawnBefore != fresh {
				rt.Fatalf("after %s the frame is stale:\n%s\nwant:\n%s", key, drawnBefore, fresh)
			}
			it := m.current()
			if it == nil {
				return // decided by a key of the card
			}
			if p, open := m.pane.(*spansPane); open {
				checkSpans(rt, text, p.answer().Spans)
				if sel := p.cur.sel(); !isBoundary(text, sel.from) || !isBoundary(text, sel.to) {
					rt.Fatalf("the cursor %v stands inside a cluster of %q", sel, text)
				}
			}
			checkSpans(rt, text, m.standing(it).Spans)
		}
	})
}

func anySize(t *rapid.T) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: rapid.IntRange(1, 220).Draw(t, "w"), Height: rapid.IntRange(1, 70).Draw(t, "h")}
}

func checkSpans(t *rapid.T, text string, spans []review.Span) {
	runes := []rune(text)
	for _, s := range spans {
		if s.Start < 0 || s.Start >= s.End || s.End > len(runes) {
			t.Fatalf("span %+v does not lie in %q", s, text)
		}
		if !isBoundary(text, len(string(runes[:s.Start]))) || !isBoundary(text, len(string(runes[:s.End]))) {
			t.Fatalf("span %+v cuts a cluster of %q", s, text)
		}
	}
}
