package lines_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/tui/lines"
	"winnow/tui/visible"
)

// The terminals of the other tests join; what is tested here does not run beside
// them, for how cells are counted is one for the process.
func init() { visible.Join(true) }

func oldWidths(t *testing.T) {
	t.Helper()
	visible.Join(false)
	t.Cleanup(func() { visible.Join(true) })
}

const family = "👨\u200d👩\u200d👧\u200d👦"

func TestLines_OldWidths(t *testing.T) {
	oldWidths(t)
	for _, c := range []struct {
		name  string
		text  string
		width int
		want  []string
	}{
		{"a skin tone takes its own cells", "ab 👍🏽 cd", 7, []string{"ab 👍🏽", "cd"}},
		{"a family takes the cells of four", "w0" + family + " w1" + family, 20, []string{"w0" + family, "w1" + family}},
		{"and stays whole", "ab" + family + "cd", 9, []string{"ab", family + "c", "d"}},
		{"a cluster wider than a row goes over several", family + " ok", 5, []string{"👨\u200d👩\u200d", "👧\u200d👦", "ok"}},
		{"what others draw wide is narrow", "1\ufe0f\u20e3 ☎\ufe0f ab", 6, []string{"1\ufe0f\u20e3 ☎\ufe0f ab"}},
		{"wide characters are as they were", "日本語", 5, []string{"日本", "語"}},
	} {
		if got := all(lines.New(c.text, c.width)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// Ensure that nothing is lost and no row is too wide, for any text that is shown as
// it is.
func TestLines_OldWidthsLoseNothing(t *testing.T) {
	oldWidths(t)
	bits := []string{"👍🏽", family, "🇫🇷", "स्ते", "e\u0301", "日本語", "각", "カ゚", "，", "word", "ア", "鿿", " ", "\n", "❤\ufe0f\u200d🔥"}
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 60).Draw(rt, "text"), "")
		width := rapid.IntRange(2, 40).Draw(rt, "width")
		l := lines.New(text, width)
		rows := l.Window(0, l.All())
		var got strings.Builder
		for i, r := range rows {
			if w := ansi.StringWidthWc(r.Text); w > width || w != r.Width {
				rt.Fatalf("row %d has %d cells, %d as it says, of %d: %q", i, w, r.Width, width, r.Text)
			}
			if s := l.Shown(i, r.Start, r.End); r.Start < r.End && s.To-s.From != len(r.Text) {
				rt.Fatalf("row %d: %q shows %v", i, r.Text, s)
			}
			got.WriteString(r.Text)
		}
		ink := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
		if ink(got.String()) != ink(text) {
			rt.Fatalf("%q became %q", text, got.String())
		}
	})
}

func TestLines_AreLaidOutAnewByAnotherMeasure(t *testing.T) {
	oldWidths(t)
	l := lines.New(strings.Repeat(family+" ", 40), 20)
	before := l.All()
	visible.Join(true)
	if rows := l.Window(0, 2); len(rows) == 0 || rows[0].Width != 20 {
		t.Errorf("rows by the old measure: %+v", rows)
	}
	if after := l.All(); before != 20 || after != 6 {
		t.Errorf("%d rows, then %d; want 20, then 6", before, after)
	}
	visible.Join(false)
	if _, exact := l.Count(); exact || l.RowOf(1<<20) != before-1 {
		t.Error("the first measure is not counted by again")
	}
}
