package visible_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/tui/visible"
)

// benign holds text that people write, which must reach the screen untouched.
var benign = map[string]string{
	"ascii":             "A plain line,\nand another: {\"a\": [1, 2]} ~!@#$%^&*()",
	"typography":        "“Quotes” — dashes … café naïve no\u00a0break ½ €5 §3 ¿qué?",
	"korean":            "한국어 문장을 검토합니다. 각 ᄀᆞᆷ",
	"japanese":          "日本語の文章を、確認します。カタカナ・ひらがな",
	"halfwidth kana":    "ｶﾞｷﾞ ﾊﾟ",
	"malayalam prefix":  "ൎയ",
	"voiced kana":       "か\u3099 は\u309a",
	"chinese selectors": "葛\U000e0100飾区 𠮷野家",
	"arabic":            "هذا نصٌّ عربيٌّ مُشَكَّل",
	"persian":           "می\u200cخواهم کتاب\u200cها",
	"hebrew":            "שָׁלוֹם עולם",
	"devanagari":        "नमस्ते दुनिया क\u094d\u200dष र\u200d\u094d",
	"malayalam":         "അവന\u0d4d\u200d വന്നു",
	"sinhala":           "ශ\u0dca\u200dර\u0dd3 ලංකා",
	"thai":              "สวัสดีชาวโลก น้ำ",
	"tibetan":           "བོད་སྐད་",
	"vietnamese":        "Tie\u0302\u0301ng Vie\u0323\u0302t",
	"emoji":             "😀 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 ☎\ufe0e ⚠\ufe0f",
	"families":          "👨\u200d👩\u200d👧\u200d👦 👩🏽\u200d💻 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥",
	"flags":             "🇰🇷 🇯🇵 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
	"maths":             "∀x ∈ ℝ: x² ≥ 0 ∩\ufe00",
	"replacement":       "a \ufffd stays",
}

func TestText_BenignTextUnchanged(t *testing.T) {
	t.Parallel()
	for name, text := range benign {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := visible.Text(text); got != text {
				t.Errorf("Text(%+q) = %+q", text, got)
			}
			if n := visible.Hidden(text); n != 0 {
				t.Errorf("Hidden = %d, want 0", n)
			}
		})
	}
}

func TestText_HostileTextShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, want string
		hidden         int
	}{
		{"clipboard", "\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇", 2},
		{"clear screen", "\x1b[2J", "␛[2J", 1},
		{"c1 title", "a\u009d0;x\u009cb", "a‹U+009D›0;x‹U+009C›b", 2},
		{"broken lead byte before escape", "A\xc3\x1b]52;c;x\x07B", "A‹0xC3›␛]52;c;x␇B", 3},
		{"overwrite", "SAFE\rEVIL", "SAFE␍EVIL", 1},
		{"crlf", "a\r\nb", "a␍\nb", 1},
		{"tab and line feed do not count", "\ta\n", "    a\n", 0},
		{"nul and delete", "a\x00b\x7f", "a␀b␡", 2},
		{"bidi override", "a\u202eb\u202c", "a‹U+202E›b‹U+202C›", 2},
		{"bidi marks", "\u200e\u200f\u061c", "‹U+200E›‹U+200F›‹U+061C›", 3},
		{"zero width", "pass\u200bword\ufeff\u2060", "pass‹U+200B›word‹U+FEFF›‹U+2060›", 3},
		{"soft hyphen", "hy\u00adphen", "hy‹U+00AD›phen", 1},
		{"separators", "a\u2028b\u2029", "a‹U+2028›b‹U+2029›", 2},
		{"joiner between latin letters", "a\u200db\u200cc", "a‹U+200D›b‹U+200C›c", 2},
		{"joiner at the end of an emoji", "👩\u200d", "👩‹U+200D›", 1},
		{"two joiners", "می\u200c\u200cخ", "می‹U+200C›‹U+200C›خ", 2},
		{"hidden prompt in tags", "hi\U000e0068\U000e0069", "hi‹U+E0068›‹U+E0069›", 2},
		{"hidden prompt behind a flag", "🏴\U000e0078\U000e007f", "🏴‹U+E0078›‹U+E007F›", 2},
		{"data in selectors", "😀\ufe0f\ufe01\U000e0120", "😀\ufe0f‹U+FE01›‹U+E0120›", 2},
		{"selector behind a letter", "a\ufe0f", "a‹U+FE0F›", 1},
		{"lone mark", "\u0301a", "‹U+0301›a", 1},
		{"letters that join with a symbol", "\x00\uff9e\x00\u0e33\u0d4e\x00", "␀‹U+FF9E›␀‹U+0E33›‹U+0D4E›␀", 6},
		{"mark behind a control", "\x1b\u0301", "␛‹U+0301›", 2},
		{"blank letters", "a\u3164b\uffa0", "a‹U+3164›b‹U+FFA0›", 2},
		{"private and not characters", "\ue000\ufffe\U0010ffff", "‹U+E000›‹U+FFFE›‹U+10FFFF›", 3},
		{"invalid bytes", "\xff\xc0\xaf\xed\xa0\x80", "‹0xFF›‹0xC0›‹0xAF›‹0xED›‹0xA0›‹0x80›", 6},
		{"skin tone on a letter", "a\U0001f3fd", "a‹U+1F3FD›", 1},
		{"eight marks stay", "e" + strings.Repeat("\u0301", 8), "e" + strings.Repeat("\u0301", 8), 0},
		{"more marks are counted", "e" + strings.Repeat("\u0301", 20) + "x", "e" + strings.Repeat("\u0301", 8) + "‹+12 marks›x", 12},
		{"endless cluster", strings.Repeat("\u1100", 40), strings.Repeat("\u1100", 32) + "‹+8 joined›", 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := visible.Text(c.in); got != c.want {
				t.Errorf("Text(%+q)\n got %q\nwant %q", c.in, got, c.want)
			}
			if got := visible.Hidden(c.in); got != c.hidden {
				t.Errorf("Hidden(%+q) = %d, want %d", c.in, got, c.hidden)
			}
		})
	}
}

func TestLine_ShowsLineFeed(t *testing.T) {
	t.Parallel()
	if got, want := visible.Line("a\r\nb\tc\n"), "a␍␊b    c␊"; got != want {
		t.Errorf("Line = %q, want %q", got, want)
	}
}

// Nothing that is shown may take no room: it would hide, and columns would
// depend on the terminal.
func TestText_EveryRuneTakesACell(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r == 0x40000 {
			r = 0xe0000 // nothing is assigned between
		}
		if r == '\n' || !utf8.ValidRune(r) {
			continue
		}
		shown := visible.Text(string(r))
		if lipgloss.Width(shown) < 1 || ansi.StringWidthWc(shown) < 1 {
			t.Errorf("U+%04X is shown as %+q, %d or %d cells",
				r, shown, lipgloss.Width(shown), ansi.StringWidthWc(shown))
		}
	}
}

func TestSegments_MarkWhatWasReplaced(t *testing.T) {
	t.Parallel()
	got := visible.Segments("a‹0xFF›\xff\x1bb\tc\n")
	want := []visible.Segment{{Text: "a‹0xFF›"}, {Text: "‹0xFF›␛", Mark: true}, {Text: "b    c\n"}}
	if len(got) != len(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("segment %d = %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestText_CleanTextCostsNoAllocation(t *testing.T) {
	text := strings.Repeat("plain words, and a line\n", 1000)
	if n := testing.AllocsPerRun(10, func() { visible.Text(text) }); n != 0 {
		t.Errorf("%v allocations for clean ASCII", n)
	}
}

// nasty are the parts that random texts are put together from.
var nasty = []string{
	"a", "word ", "\n", "\r", "\t", "\x00", "\x1b[31m", "\x1b]0;t\x07", "\x7f", "\u0085", "\u009b", "\u009d",
	"\xff", "\xc3", "\xe2\x80", "\xf0\x9f\x91", "\u0301", "\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308",
	"\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2028", "\ufeff", "\ufe0e", "\ufe0f", "\U000e0100",
	"👨", "👩🏽", "❤", "🇰", "🏴", "\U000e0067", "\U000e007f", "\U0001f3fd", "한", "ᄀ", "ᅡ", "ᆨ", "日", "か\u3099",
	"ا", "می", "न", "\u094d", "\u093f", "\u0600", "‹", "›", "U+009B", "\u3164", "\u1160", "\u034f", "\ue000",
	"\uff9e", "\u0e33", "\u0d4e", "\u20e3", "1", "\u180b", "\u1820", "\u0d4d", "\U00013430",
}

func draw(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom(nasty), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	), 0, 20).Draw(t, "parts")
	return strings.Join(parts, "")
}

func TestText_IsSafeAndIdempotent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkSafe(t, draw(t)) })
}

func FuzzText(f *testing.F) {
	for _, text := range benign {
		f.Add(text)
	}
	for _, text := range nasty {
		f.Add(text + text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSafe(t, text) })
}

type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkSafe(t tester, text string) {
	t.Helper()
	out := visible.Text(text)
	if !utf8.ValidString(out) {
		t.Fatalf("%+q: not UTF-8: %+q", text, out)
	}
	for _, r := range out {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Fatalf("%+q: %U in %+q", text, r, out)
		}
	}
	if got := ansi.Strip(out); got != out {
		t.Fatalf("%+q: Strip changes %+q to %+q", text, out, got)
	}
	if again := visible.Text(out); again != out {
		t.Fatalf("%+q: not idempotent:\n%+q\n%+q", text, out, again)
	}
	if line := visible.Line(text); strings.Contains(line, "\n") || visible.Line(line) != line {
		t.Fatalf("%+q: Line gives %+q", text, line)
	}
	var joined strings.Builder
	for _, s := range visible.Segments(text) {
		joined.WriteString(s.Text)
	}
	if joined.String() != out {
		t.Fatalf("%+q: segments %+q, text %+q", text, joined.String(), out)
	}
	joined.Reset()
	var pieces []visible.Segment
	for rest := text; rest != ""; {
		var n int
		if pieces, n = visible.Cluster(pieces[:0], rest); n <= 0 {
			t.Fatalf("%+q: cluster of %d bytes at %+q", text, n, rest)
		}
		for _, s := range pieces {
			joined.WriteString(s.Text)
		}
		rest = rest[n:]
	}
	if joined.String() != out {
		t.Fatalf("%+q: clusters %+q, text %+q", text, joined.String(), out)
	}
}

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"ascii": strings.Repeat("plain words, and a line\n", 1<<20/24),
		"cjk":   strings.Repeat("日本語の文章を確認します。", 1<<20/39),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				visible.Text(text)
			}
		})
	}
}
