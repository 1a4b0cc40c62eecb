package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

// between is the characters from one to another, with a letter between them.
func between(from, to rune) string {
	var b strings.Builder
	for r := from; r <= to; r++ {
		b.WriteString("x" + string(r))
	}
	return b.String()
}

// classes are texts that a text area, or an editor, would change if it could.
var classes = []struct{ name, text string }{
	{"C0 controls", between(0, 0x1f)},
	{"NUL alone", "\x00"},
	{"escape sequences", "\x1b]52;c;ZXZpbA==\x07 \x1b[2J \x1bP$q\x1b\\ \x1b[6n"},
	{"DEL and C1 controls", between(0x7f, 0x9f)},
	{"bidi controls", "a\u202eb\u202c\u2066c\u2069\u200e\u200f\u061c\u202a\u202b\u202d\u2067\u2068"},
	{"zero width", "a\u200bb\u2060c\u00add\u034fe\u180ef"},
	{"BOM", "\ufeffa\ufeffb\ufeff"},
	{"line and paragraph separators", "a\u2028b\u2029c\u0085d"},
	{"tags", "hi\U000e0001\U000e0068\U000e0069\U000e007f"},
	{"flag of tags", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f!"},
	{"variation selectors", "❤\ufe0f ☎\ufe0e a\ufe0f 葛\U000e0100 x\ufe01\U000e01ef"},
	{"replacement character", "a\ufffdb\ufffd\ufffd"},
	{"noncharacters and private use", "\ufffe\uffff\ue000\U0010ffff\U0001fffe"},
	{"joined emoji", "👩\u200d👩\u200d👧\u200d👦 👍🏽 🏳\ufe0f\u200d🌈 🇰🇷 \u200d👩\u200d"},
	{"joiners of scripts", "می\u200cخواهم क\u094d\u200dष \u0dca\u200d"},
	{"100 marks on a letter", "e" + strings.Repeat("\u0301", 100) + "f"},
	{"marks alone", "\u0301\u0302a"},
	{"decomposed Korean", "\u1112\u1161\u11ab\u1100\u1173\u11af ᄀ \u115f\u1160"},
	{"fillers", "a\u3164b\uffa0"},
	{"tabs", "\tif x:\n\t\treturn\t1\t"},
	{"CRLF", "one\r\ntwo\r\n\r\nthree\r\n"},
	{"CR", "SAFE\rEVIL\r"},
	{"mixed line ends", "a\r\nb\nc\rd\n\re\r\r\nf"},
	{"line ends at both ends", "\n\n\na\n\n\n"},
	{"only line ends", "\n\n"},
	{"blanks at both ends", "  \u00a0 a b  \u3000 "},
	{"form feeds and vertical tabs", "a\fb\vc"},
	{"the editor's own symbols", "␀␛␉␍␡␊ ‹U+202E› ‹0xFF› ‹+92 marks› ‹+8 joined›"},
	{"symbols beside what they stand for", "␛\x1b ‹U+202E›\u202e \t␉"},
	{"wide characters", strings.Repeat("日本語한국어", 300)},
	{"over 10,000 lines", strings.Repeat("\n", 10_500) + "end"},
	{"over 10,000 longer lines", strings.Repeat("a line\n", 12_000)},
	{"a long single line", strings.Repeat("word ", 3_000)},
	{"a long single word", strings.Repeat("w", 15_000)},
	{"a line of 300 KB", strings.Repeat("0123456789", 30_000)},
}

func rowWith(t *testing.T, text string) string {
	t.Helper()
	q, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return `{"id":"one","text":` + string(q) + `,"label":"neutral","confidence":0.4}`
}

// opens opens the editor and tells whether it took the text.
func opens(s *screentest.Screen) bool {
	s.Type("e")
	inside := false
	s.WaitUntil("the editor, or why not", func(screen string) bool {
		inside = strings.Contains(screen, "✎ text")
		return inside || strings.Contains(screen, " ! this text h")
	})
	return inside
}

// Ensure that opening an editor on a text and saving without typing changes no
// byte of it, whatever it holds: not as a draft and not in what is accepted
// afterwards.
func TestEditor_SavingWithoutTypingChangesNoByte(t *testing.T) {
	t.Parallel()
	inside := make([]bool, len(classes))
	t.Run("all", func(t *testing.T) {
		for i, c := range classes {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				row := rowWith(t, c.text)
				b := newBench(t, newsTask(), row)
				s := b.screen(t, 120, 36)
				s.WaitFor("0 of 1 decided", "suggestion neutral")
				if inside[i] = opens(s); inside[i] {
					s.Type("ctrl+s")
					s.WaitFor("nothing was changed")
					s.Type("e")
					s.WaitFor("✎ text")
					s.Type("esc") // would keep a draft of what was changed
					s.WaitGone("✎ text")
				} else {
					s.Type("esc")
					s.WaitGone(" ! this text h")
				}
				it := b.item(t, "one")
				if it.State.Decision != 0 || it.Draft != nil {
					t.Errorf("it left a decision or a draft: %+v, %+v", it.State, it.Draft)
				}
				s.Type("a")
				s.WaitFor("1 of 1 decided")
				it = b.item(t, "one")
				if it.Field("text") != c.text || string(it.Sample.Raw) != row || it.State.Verdict != review.Accept || it.Answer().Fields != nil {
					t.Errorf("verdict %q, text\n%.200q, want\n%.200q", it.State.Verdict, it.Field("text"), c.text)
				}
			})
		}
	})
	n := 0
	for _, in := range inside {
		if in {
			n++
		}
	}
	t.Logf("%d classes of text, %d of them opened in place, the others are for $EDITOR: no byte changed", len(classes), n)
	if n < len(classes)*2/3 {
		t.Errorf("the editor in place took %d of %d classes", n, len(classes))
	}
}

// Ensure that a letter which is typed is all that changes.
func TestEditor_TypingChangesWhatIsTypedOnly(t *testing.T) {
	t.Parallel()
	for _, c := range classes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), rowWith(t, c.text))
			s := b.screen(t, 120, 36)
			s.WaitFor("0 of 1 decided", "suggestion neutral")
			if !opens(s) {
				return
			}
			s.Type("Z", "ctrl+s")
			s.WaitFor("1 of 1 decided")
			it := b.item(t, "one")
			if got, want := it.Answer().Fields["text"], "Z"+c.text; got != want || it.State.Verdict != review.Edit {
				t.Errorf("%s gives\n%.300q, want\n%.300q", it.State.Verdict, got, want)
			}
		})
	}
}

// Ensure that of several texts only the one that was typed into changes.
func TestEditor_TurningThroughTextsChangesNone(t *testing.T) {
	t.Parallel()
	for i, c := range classes {
		if len(c.text) > editMost {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			texts := make([]string, 3)
			for j := range texts {
				texts[j] = fmt.Sprintf("%d", j) + classes[(i+j)%len(classes)].text
				if len(texts[j]) > editMost {
					texts[j] = "short"
				}
			}
			row, err := json.Marshal(map[string]string{"id": "one", "instruction": texts[0], "input": texts[1], "output": texts[2]})
			if err != nil {
				t.Fatal(err)
			}
			b := newBench(t, textTask(), string(row))
			s := b.screen(t, 120, 36)
			s.WaitFor("0 of 1 decided", "confidence --")
			s.Type("e")
			inside := false
			s.WaitUntil("the editor, or why not", func(screen string) bool {
				inside = strings.Contains(screen, "✎ output")
				return inside || strings.Contains(screen, " ! this text h")
			})
			if !inside {
				return
			}
			s.Type("Z")
			for _, name := range []string{"instruction", "input", "output"} {
				s.Type("tab")
				s.WaitFor("✎ " + name)
			}
			s.Type("ctrl+s")
			s.WaitFor("1 of 1 decided")
			it := b.item(t, "one")
			if got := it.Answer(); len(got.Fields) > 0 || got.Text != "Z"+texts[2] {
				t.Errorf("fields %.200q, text\n%.200q, want\n%.200q", got.Fields, got.Text, "Z"+texts[2])
			}
		})
	}
}
