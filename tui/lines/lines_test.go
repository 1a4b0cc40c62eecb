package lines_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"winnow/tui/lines"
	"winnow/tui/visible"
)

// all returns the text of every row.
func all(l *lines.Lines) []string {
	var texts []string
	for _, row := range l.Window(0, l.All()) {
		texts = append(texts, row.Text)
	}
	return texts
}

func TestLines_Wrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		text  string
		width int
		want  []string
	}{
		{"nothing", "", 10, nil},
		{"fits", "a word", 10, []string{"a word"}},
		{"fits exactly", "0123456789", 10, []string{"0123456789"}},
		{"at spaces", "one two three", 8, []string{"one two", "three"}},
		{"at the space on the edge", "one two three", 7, []string{"one two", "three"}},
		{"many spaces vanish at a break", "one     two", 5, []string{"one", "two"}},
		{"spaces inside stay", "a  b   c", 10, []string{"a  b   c"}},
		{"long word", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"long word after a short one", "a bcdefghij", 4, []string{"a", "bcde", "fghi", "j"}},
		{"blank lines stay", "a\n\n\nb", 10, []string{"a", "", "", "b"}},
		{"last line feed ends a line", "a\n", 10, []string{"a"}},
		{"line of spaces is blank", "a\n   \nb", 10, []string{"a", "", "b"}},
		{"indentation on the first row only", "    if x then y", 9, []string{"    if x", "then y"}},
		{"long word behind indentation", "  abcdefgh", 6, []string{"  abcd", "efgh"}},
		{"indentation wider than a row", "          ab", 6, []string{"", "ab"}},
		{"tab is four spaces", "\tx\ty", 20, []string{"    x    y"}},
		{"list", "- one\n  - two three", 8, []string{"- one", "  - two", "three"}},
		{"full row and line feed", "abcd\nef", 4, []string{"abcd", "ef"}},
		{"full row, spaces, line feed", "abcd  \nef", 4, []string{"abcd", "ef"}},
		{"wide characters are not cut", "日本語", 5, []string{"日本", "語"}},
		{"ideographs break anywhere", "ab 日本語", 6, []string{"ab 日", "本語"}},
		{"no full stop at the start", "日本語。次", 6, []string{"日本", "語。次"}},
		{"no bracket at the end", "日本「語」", 6, []string{"日本", "「語」"}},
		{"korean breaks at words", "한국어 문장을", 8, []string{"한국어", "문장을"}},
		{"long korean word", "한국어문장", 5, []string{"한국", "어문", "장"}},
		{"clusters stay whole", "ab👨\u200d👩\u200d👧cd", 3, []string{"ab", "👨\u200d👩\u200d👧c", "d"}},
		{"no-break space holds", "ab c\u00a0d", 4, []string{"ab", "c\u00a0d"}},
		{"control", "a\x1b[2Jb", 10, []string{"a␛[2Jb"}},
		{"carriage return", "a\r\nb", 10, []string{"a␍", "b"}},
		{"symbol goes to the next row whole", "abcd \u202eef", 8, []string{"abcd", "‹U+202E›", "ef"}},
		{"symbol wider than a row", "a\u202eb", 3, []string{"a", "‹U+", "202", "E›b"}},
		{"width below two is two", "日a", 0, []string{"日", "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := all(lines.New(c.text, c.width)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestRow_SaysWhatItShows(t *testing.T) {
	t.Parallel()
	rows := lines.New("ab \x1b\u202e x\ncd", 11).Window(0, 9)
	want := []lines.Row{
		{Text: "ab", Width: 2, Start: 0, End: 2},
		{Text: "␛‹U+202E› x", Marks: []lines.Span{{From: 0, To: 15}}, Width: 11, Start: 3, End: 9, Hard: true},
		{Text: "cd", Width: 2, Start: 10, End: 12, Hard: true},
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("\n got %+v\nwant %+v", rows, want)
	}
	segments := []visible.Segment{{Text: "␛‹U+202E›", Mark: true}, {Text: " x"}}
	if got := rows[1].Segments(); !reflect.DeepEqual(got, segments) {
		t.Errorf("segments %+v, want %+v", got, segments)
	}
}

func TestLines_WindowIsLazy(t *testing.T) {
	t.Parallel()
	l := lines.New(strings.Repeat("word ", 1000), 10)
	if n, exact := l.Count(); n == 0 || exact {
		t.Errorf("at the start: %d rows, exact %v", n, exact)
	}
	if rows := l.Window(0, 5); len(rows) != 5 {
		t.Fatalf("%d rows", len(rows))
	}
	if n, exact := l.Count(); n < 400 || n > 600 || exact {
		t.Errorf("after a window: %d rows, exact %v; want an estimate near 500", n, exact)
	}
	rows, first := l.Last(3)
	if n, exact := l.Count(); n != 500 || !exact || first != 497 || len(rows) != 3 {
		t.Errorf("at the end: %d rows, exact %v, last from %d: %d", n, exact, first, len(rows))
	}
	if rows := l.Window(499, 5); len(rows) != 1 {
		t.Errorf("window over the end has %d rows, want 1", len(rows))
	}
	if rows := l.Window(500, 5); rows != nil {
		t.Errorf("window behind the end: %v", rows)
	}
}

func TestLines_RowOf(t *testing.T) {
	t.Parallel()
	l := lines.New("one two three\nfour", 8)
	for off, want := range map[int]int{0: 0, 6: 0, 8: 1, 12: 1, 14: 2, 99: 2} {
		if got := l.RowOf(off); got != want {
			t.Errorf("RowOf(%d) = %d, want %d", off, got, want)
		}
	}
}

func TestLines_ShownFindsThePartOfARow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, part string
		width            int
		want             []string // by row; "" where the row shows none of it
	}{
		{"ascii", "one two three", "two", 20, []string{"two"}},
		{"over a break", "one two three", "two three", 8, []string{"two", "three"}},
		{"a word broken over rows", "abcdefghij", "cdefgh", 4, []string{"cd", "efgh", ""}},
		{"wide", "日本語 ok", "本語", 5, []string{"本", "語"}},
		{"half of a cluster takes it whole", "ab e\u0301f", "e", 20, []string{"e\u0301"}},
		{"behind a symbol", "a \x1b[2J bias", "bias", 20, []string{"bias"}},
		{"a symbol inside", "bi\u202eas x", "bi\u202eas", 20, []string{"bi‹U+202E›as"}},
		{"a symbol over rows", "a\u202eb", "\u202eb", 3, []string{"", "‹U+", "202", "E›b"}},
		{"nothing of it in sight", "one two", "two", 3, []string{"", "two"}},
		{"right to left", "قال مرحبا بك", "مرحبا", 30, []string{"مرحبا"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := lines.New(c.text, c.width)
			from := strings.Index(c.text, c.part)
			var got []string
			for i, r := range l.Window(0, l.All()) {
				s := l.Shown(i, from, from+len(c.part))
				got = append(got, r.Text[s.From:s.To])
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

// Ensure that the parts of all rows together are what the source part is shown
// as, and that each is cut between characters.
func TestLines_ShownHoldsAnyPart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, width := draw(t), rapid.IntRange(2, 30).Draw(t, "width")
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		to := rapid.IntRange(from, len(text)).Draw(t, "to")
		l := lines.New(text, width)
		for i, r := range l.Window(0, l.All()) {
			whole := l.Shown(i, 0, len(text))
			if r.Text[whole.From:whole.To] != r.Text {
				t.Fatalf("all of the source is %+q of row %+q", r.Text[whole.From:whole.To], r.Text)
			}
			s := l.Shown(i, from, to)
			if s.From < 0 || s.From > s.To || s.To > len(r.Text) || !utf8.ValidString(r.Text[s.From:s.To]) {
				t.Fatalf("part %+v of row %+q", s, r.Text)
			}
			if from < to && from >= r.Start && from < r.End && s.From == s.To {
				t.Fatalf("byte %d is on row %+v and nothing shows it", from, r)
			}
		}
	})
}

var parts = []string{
	"word", "a", " ", "  ", "\n", "\n\n", "\t", "\r\n", "\x1b[31m", "\u202e", "\xff", "\u0301", "e\u0301",
	"日本", "語。", "「", "」", "한국어", "👨\u200d👩\u200d👧", "❤\ufe0f", "🇰🇷", "न\u094d\u200dष", "\u00a0", "\u3000",
	"a" + strings.Repeat("\u0301", 12), strings.Repeat("\u1100", 40), "\u2028", "🏽", "\u200b", "\x00", "\uff9e", "\u0e33", "\u0d4e", "ｶﾞ",
}

func draw(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(parts), rapid.String()), 0, 40).Draw(t, "parts"), "")
}

func inked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// Ensure that no row is too wide, nothing is lost or made up, and a row is the
// same however one came to it.
func TestLines_RowsHoldTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, width := draw(t), rapid.IntRange(2, 30).Draw(t, "width")
		l := lines.New(text, width)
		var joined strings.Builder
		end := 0
		for i := 0; ; i++ {
			rows := l.Window(i, 1)
			if len(rows) == 0 {
				break
			}
			row := rows[0]
			if w := lipgloss.Width(row.Text); w > width || w != row.Width {
				t.Fatalf("row %d %+q: %d cells, says %d, of %d", i, row.Text, w, row.Width, width)
			}
			if row.Start < end || row.End < row.Start || strings.ContainsRune(row.Text, '\n') {
				t.Fatalf("row %d: %+v behind %d", i, row, end)
			}
			end = row.End
			joined.WriteString(row.Text)
			var segments strings.Builder
			for _, s := range row.Segments() {
				segments.WriteString(s.Text)
			}
			if segments.String() != row.Text {
				t.Fatalf("segments %+q of %+q", segments.String(), row.Text)
			}
		}
		if got, want := inked(joined.String()), inked(visible.Text(text)); got != want {
			t.Fatalf("rows hold\n%+q\nwant\n%+q", got, want)
		}
		jumped := lines.New(text, width)
		jumped.All()
		if a, b := all(l), all(jumped); !reflect.DeepEqual(a, b) {
			t.Fatalf("rows differ:\n%q\n%q", a, b)
		}
	})
}

var long = map[string]string{
	"ascii":   strings.Repeat("The quick brown fox jumps over the lazy dog, again. ", 1<<20/52),
	"nospace": strings.Repeat("x", 1<<20),
	"spaces":  strings.Repeat(" ", 1<<20),
	"cjk":     strings.Repeat("日本語の文章を、何度も確認します。", 1<<20/51),
	"korean":  strings.Repeat("한국어 문장을 여러 번 검토합니다. ", 1<<20/47),
	"emoji":   strings.Repeat("👨\u200d👩\u200d👧 ok 👍🏽 ", 1<<20/34),
	"control": strings.Repeat("\x1b[31m", 1<<20/5),
	"marks":   "a" + strings.Repeat("\u0301", 1<<19),
}

func BenchmarkFirstWindow(b *testing.B) {
	for name, text := range long {
		b.Run(fmt.Sprintf("%s-%dKB", name, len(text)>>10), func(b *testing.B) {
			for b.Loop() {
				lines.New(text, 80).Window(0, 34)
			}
		})
	}
}

func BenchmarkJumpToEnd(b *testing.B) {
	for name, text := range long {
		b.Run(fmt.Sprintf("%s-%dKB", name, len(text)>>10), func(b *testing.B) {
			for b.Loop() {
				lines.New(text, 80).Last(34)
			}
		})
	}
}
