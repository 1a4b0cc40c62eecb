package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/review/rank"
	"winnow/tui/screentest"
)

// record is a record of kind text, less confident than those with a higher
// number at the end of the id.
func record(id, instruction, input, output string) string {
	raw, _ := json.Marshal(map[string]any{
		"id": id, "instruction": instruction, "input": input, "output": output, "confidence": float64(id[len(id)-1]-'0') / 10,
	})
	return string(raw)
}

// places are where words stand in a text.
func places(part, text string, strong bool, words ...string) []rank.Telling {
	var out []rank.Telling
	for _, w := range words {
		for at := 0; ; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			out = append(out, rank.Telling{Part: part, From: at + i, To: at + i + len(w), Word: w, Contribution: 0.1, Strong: strong})
			at += i + len(w)
		}
	}
	return out
}

// telling shows the bench with words that speak for a change.
func (b *bench) telling(t testing.TB, w, h int, words func(seq uint64) ([]rank.Telling, bool), opts ...screentest.Option) *screentest.Screen {
	t.Helper()
	return screentest.New(t, newModel(b.desk, b.session, Options{Project: "p.winnow", Telling: words}), w, h, opts...)
}

const wideText = "The reckless mayor rammed 그녀의 무모한 계획을 through\u202e the council, 議会は無謀な計画を承認した。 مرحبا reckless\x1b[2J."

func tellingOf(id string, b *bench, t testing.TB) func(uint64) ([]rank.Telling, bool) {
	seq := b.item(t, id).Sample.Seq
	return func(s uint64) ([]rank.Telling, bool) {
		if s != seq {
			return nil, true
		}
		words := places("text", wideText, true, "reckless", "무모한")
		return append(words, places("text", wideText, false, "rammed", "無謀", "مرحبا", "through")...), true
	}
}

func TestWords_ThatSpeakForAChangeAreMarkedInTwoStrengths(t *testing.T) {
	t.Parallel()
	row, _ := json.Marshal(map[string]string{"id": "w1", "text": wideText, "label": "neutral"})
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), string(row), newsRows[0])
			s := b.telling(t, size.w, size.h, tellingOf("w1", b, t))
			s.WaitFor(" w1 ")
			s.Type("I")
			s.WaitFor("6 words speak for a change, in 7 places")
			s.Golden()
		})
	}
}

// Ensure that marks stand on the words they mean, and that the strong ones
// differ from the others without colours.
func TestWords_MarksStandOnTheirWords(t *testing.T) {
	t.Parallel()
	row, _ := json.Marshal(map[string]string{"id": "w1", "text": wideText, "label": "neutral"})
	b := newBench(t, newsTask(), string(row))
	m := newModel(b.desk, b.session, Options{Telling: tellingOf("w1", b, t)})
	for _, width := range []int{40, 47, 63, 80, 120} {
		drive(t, m, tea.WindowSizeMsg{Width: width, Height: 30})
		drive(t, m, m.refill()())
		m.read.words = false
		drive(t, m, keyPress("I"))
		checkFrame(t, m)
		checkFresh(t, m, "marking")
		frame := m.frame()
		strong, weak := "", ""
		for _, part := range strings.Split(frame, m.st.telling.on)[1:] {
			text, _, _ := strings.Cut(part, m.st.telling.off)
			strong += text
		}
		for _, part := range strings.Split(frame, m.st.word.on)[1:] {
			text, _, _ := strings.Cut(part, m.st.word.off)
			weak += text
		}
		if strong != "reckless무모한reckless" || weak != "rammedthrough無謀مرحبا" {
			t.Errorf("at %d cells marked strongly %q, and %q", width, strong, weak)
		}
		if m.st.telling.on == m.st.word.on || !strings.Contains(m.st.telling.on, "\x1b[1;4") {
			t.Errorf("strong marks are %q, others %q", m.st.telling.on, m.st.word.on)
		}
	}
}

func TestWords_SayWhyNoneIsMarkedAndGoWithTheNextCard(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	none := b.screen(t, 100, 30)
	none.WaitFor(" n2 ")
	none.Type("I")
	none.WaitFor("nothing learns from these decisions")

	b = newBench(t, newsTask(), newsRows...)
	s := b.telling(t, 100, 30, func(uint64) ([]rank.Telling, bool) { return nil, false })
	s.WaitFor(" n2 ")
	s.Type("I")
	s.WaitFor("nothing is learned yet")
	s.Type("I")
	s.WaitFor("no word is marked")

	b = newBench(t, newsTask(), newsRows...)
	third := b.item(t, "n3").Sample
	s = b.telling(t, 100, 30, func(seq uint64) ([]rank.Telling, bool) {
		if seq != third.Seq {
			return nil, true
		}
		return places("text", third.Field("text"), true, "reckless"), true
	}, screentest.Profile(colorprofile.Ascii))
	s.WaitFor(" n2 ")
	s.Type("I")
	s.WaitFor("none of these words speaks for a change")
	s.Type("x")
	s.WaitFor(" n3 ")
	s.WaitUntil("the word of the next card in bold", func(string) bool {
		return strings.Contains(string(s.Bytes()), "\x1b[1;4mreckless")
	})
}

func TestMarks_ThatLieOverOneAnotherKeepTheStrongerWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var marks []sourceMark
		var want [40]pen
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			from := rapid.IntRange(0, 38).Draw(t, "from")
			m := sourceMark{from, rapid.IntRange(from+1, 40).Draw(t, "to"), rapid.SampledFrom([]pen{penWord, penTelling}).Draw(t, "as")}
			marks = append(marks, m)
			for k := m.from; k < m.to; k++ {
				want[k] = max(want[k], m.as)
			}
		}
		var got [40]pen
		end := 0
		for _, m := range apart(marks) {
			if m.from < end || m.to <= m.from {
				t.Fatalf("%+v begins before %d", m, end)
			}
			end = m.to
			for k := m.from; k < m.to; k++ {
				got[k] = m.as
			}
		}
		if got != want {
			t.Fatalf("\n got %v\nwant %v", got, want)
		}
	})
}

func TestFind_GoesFromHitToHitWhateverTheCase(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 400 {
		fmt.Fprintf(&text, "row %d says nothing. ", i)
		if i%100 == 50 {
			text.WriteString("Here the STRASSE and the Ёлка are. ")
		}
	}
	b := newBench(t, textTask(), record("f1", "Find ёлка.", "", text.String()))
	s := b.screen(t, 100, 30)
	s.WaitFor(" f1 ", "rows 1–", "▼ more below")
	s.Type("F")
	s.TypeText("ёЛКА")
	s.WaitFor("1 of 5")
	s.Type("enter")
	s.WaitFor("2 of 5", "row 50 says")
	s.Type("down", "down")
	s.WaitFor("4 of 5", "row 250 says")
	s.Type("up")
	s.WaitFor("3 of 5", "row 150 says")
	s.Type("enter", "enter", "enter")
	s.WaitFor("from the other end: 1 of 5", "row 0 says")
	s.Type("up")
	s.WaitFor("from the other end: 5 of 5", "row 350 says", "rows ")
	s.Golden()
	s.TypeText("!")
	s.WaitFor("not in these texts")
	s.Type("esc")
	s.WaitFor("all keys", "row 350 says")
	if v := b.item(t, "f1").State.Verdict; v != "" {
		t.Errorf("typing decided: %s", v)
	}
	s.Type("F", "backspace")
	s.WaitFor("find ёЛКА", "5 of 5") // from where one is, with what was looked for
}

func TestFind_MarksAreRightInWideAndHiddenText(t *testing.T) {
	t.Parallel()
	row, _ := json.Marshal(map[string]string{"id": "w1", "text": strings.Repeat("a\x1b[0m 議会は\u202e無謀な계획을 e\u0301t ", 30), "label": "neutral"})
	b := newBench(t, newsTask(), string(row))
	m := newModel(b.desk, b.session, Options{})
	for _, width := range []int{40, 53, 80, 101} {
		drive(t, m, tea.WindowSizeMsg{Width: width, Height: 70})
		drive(t, m, m.refill()())
		drive(t, m, keyPress("F"))
		drive(t, m, keyPress("ctrl+u"))
		typeInto(t, m, "無謀な계획")
		checkFrame(t, m)
		frame := m.frame()
		found := ""
		for _, p := range []paint{m.st.hit, m.st.hitAt} {
			for _, part := range strings.Split(frame, p.on)[1:] {
				text, _, _ := strings.Cut(part, p.off)
				found += text
			}
		}
		if n := strings.Count(found, "無") + strings.Count(found, "획"); n != 60 || strings.ContainsAny(found, "을会‹t") {
			t.Errorf("at %d cells %q is marked", width, found)
		}
		drive(t, m, keyPress("esc"))
		checkFresh(t, m, "finding")
	}
}

func TestHits_AreThoseOfSimpleFolding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, query string
		want        [][2]int
	}{
		{"aAa", "A", [][2]int{{0, 1}, {1, 2}, {2, 3}}},
		{"aaaa", "aa", [][2]int{{0, 2}, {2, 4}}},
		{"K\u212ak", "k", [][2]int{{0, 1}, {1, 4}, {4, 5}}}, // the Kelvin sign
		{"ΣΑΣ σας", "σας", [][2]int{{0, 6}, {7, 13}}},
		{"x\xff\xfey", "\xff", nil},
		{"abc", "", nil},
		{"ab", "abc", nil},
	} {
		got := hitsOf(c.text, c.query)
		if c.query == "\xff" {
			continue // bytes that are no text: whatever is found must not end the program
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q in %q: %v, want %v", c.query, c.text, got, c.want)
		}
	}
}

func TestFold_LeavesTheLastTextForThisCardAndTheNext(t *testing.T) {
	t.Parallel()
	b := newBench(t, textTask(),
		record("a1", strings.Repeat("A long instruction. ", 60), "the input\nof two lines", "The first answer."),
		record("a2", strings.Repeat("Another instruction. ", 60), "more", "The second answer."))
	s := b.screen(t, 100, 30)
	s.WaitFor(" a1 ", "A long instruction. A long", "▼ more below")
	s.Type("Z")
	s.WaitFor("▸ A long instruction.", "1,200 characters, Z unfolds", "input        ▸ the input of two lines  22 characters, Z unfolds", "The first answer.", "all texts but the last")
	s.Golden()
	s.Type("a")
	s.WaitFor(" a2 ", "▸ Another instruction.", "1,260 characters, Z unfolds", "input          more ", "The second answer.", "Z unfold ")
	if strings.Contains(s.Text(), "4 characters") {
		t.Errorf("a text that stands there whole has nothing to unfold:\n%s", s.Text())
	}
	s.Type("F")
	s.TypeText("another")
	s.WaitFor("1 of 60", "Another instruction. Another") // finding needs the whole texts
	s.Type("esc")
	s.WaitFor("▸ Another instruction.", "Z unfold ")
	s.Type("Z")
	s.WaitFor("all texts are shown whole", "Another instruction. Another")
}

func TestPosition_OfALongTextIsShown(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), rowOf("long", 1<<20, benchSentence)).screen(t, 120, 36)
	s.WaitFor("rows 1–23 of ~", "· 0%")
	s.Type("end")
	s.WaitFor("· 100%")
	s.WaitGone("~", "more below")
	s.Type("home")
	s.WaitFor("rows 1–23 of ", "more below")
}

const markdownText = "# Quick *sort*\n\nHere is **bold**, ~~struck~~, `code` and a [link](https://evil.example/\x1b]8;;x).\nAn ![image](http://x/y.png) &amp; an entity &#27;[2J &#x202e; <b>html</b>\n\n" +
	"> quote 한국어 문장을 여러 번\n> > nested\n\n1. one\n2. two\n   - [x] done 日本語\n   - open\n\n```go\nfunc main() { // hi \x1b]52;c;AA\x07\n\tprintln(\"x\", 1)\n}\n```\n\n" +
	"| name | 설명 |\n|---|---|\n| a | 첫 번째 값 |\n\n---\n\n<div>\nblock\u009b6n\n</div>\n\nمرحبا **بالعالم**\n"

func TestRender_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 50}, {80, 44}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, textTask(), record("m1", "Write it.", "", markdownText))
			s := b.screen(t, size.w, size.h)
			s.WaitFor(" m1 ", "**bold**")
			s.Type("R")
			s.WaitFor("Markdown rendered: R raw text", "┃ go", "│ nested", "[image: image] (http://x/y.png)", "Here is bold, struck, code and a link")
			s.Golden()
			for _, bad := range []string{"\x1b]8;", "\x1b]52", "\u009b", "\u202e"} {
				if strings.Contains(string(s.Bytes()), bad) {
					t.Errorf("%q reached the terminal", bad)
				}
			}
			s.Type("R")
			s.WaitFor("the raw text", "**bold**", "```go")
			if got := b.item(t, "m1").Sample.Suggestion.Text; got != markdownText {
				t.Errorf("the stored text is %q", got)
			}
		})
	}
}

func TestRender_SaysWhyALongTextIsRaw(t *testing.T) {
	t.Parallel()
	s := newBench(t, textTask(), record("m1", "*Write* it.", "", strings.Repeat("**word** ", 10000))).screen(t, 100, 30)
	s.WaitFor(" m1 ")
	s.Type("R")
	s.WaitFor("Write it.", "raw: texts over 64 KB are not rendered", "**word**")
}

// Ensure that rendered rows are never too wide and carry no control but those
// of our own styles, whatever the text.
func TestRender_RowsOfAnyTextAreSafe(t *testing.T) {
	t.Parallel()
	parts := []string{
		"# ", "\n", "\n\n", "> ", "- ", "1. ", "   ", "`", "```", "```go\n", "```\n", "**", "*", "_", "~~", "[", "](", ")", "![", "<b>", "</b>", "<!--", "-->",
		"| a | b |\n|---|---|\n| ", " | ", "&#27;", "&#x9b;", "&lt;", "http://x.y/z ", "\\", "word ", "日本語", "한국어 ", "👨\u200d👩\u200d👧", "\x1b[31m", "\u202e", "\xff", "\t", "\r\n", "مرحبا",
		"e\u0301", "[^1]", "[x] ", "---\n", "===\n", "func f() {}", "<script>", "\x00",
	}
	st := [2]*styles{newStyles("", true, colorprofile.TrueColor), newStyles("", false, colorprofile.ASCII)}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.String()), 0, 60).Draw(t, "parts"), "")
		w := rapid.IntRange(narrowest, 90).Draw(t, "w")
		rows, ok := markdownRows(text, w, st[rapid.IntRange(0, 1).Draw(t, "style")])
		if !ok {
			t.Fatalf("%q is not rendered", text)
		}
		for _, r := range rows {
			if n := ansi.StringWidth(r); n > w {
				t.Fatalf("row of %d cells on %d: %q", n, w, r)
			}
			for i, rest := range strings.Split(r, "\x1b")[1:] {
				end := strings.IndexFunc(rest, func(c rune) bool { return c >= '@' && c <= '~' && c != '[' })
				if !strings.HasPrefix(rest, "[") || end < 0 || rest[end] != 'm' {
					t.Fatalf("sequence %d of %q", i, r)
				}
			}
			if strings.ContainsFunc(r, func(c rune) bool { return c < 0x20 && c != 0x1b || c >= 0x7f && c < 0xa0 || c == 0x202e }) {
				t.Fatalf("control in %q", r)
			}
		}
	})
}

func TestFold_ARowThatIsCutEndsWithAWord(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		"step by ste…":                     "step by …",
		"step by step":                     "step by step",
		"one…":                             "one…",
		"전차가 늦었습니…":                        "전차가 …",
		"a averyverylongwordwithoutanend…": "a averyverylongwordwithoutanend…",
	} {
		if got := atWord(row); got != want {
			t.Errorf("%q: %q, want %q", row, got, want)
		}
	}
}
