package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/review"
)

// Ensure that the editor's key, pressed where a text is too long to be edited in
// place, gives $EDITOR the same as outside of it, and that what is typed behind it
// waits for what the editor leaves.
func TestNoEdit_TheEditorsKeyOpensItAsOutside(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	text := strings.Repeat("word ", 5000)
	opens := func(keys ...string) (b *bench, m *model, path string) {
		b = newBench(t, newsTask(), fmt.Sprintf(`{"id":"long","text":%q,"label":"neutral"}`, text))
		m = b.model(t, Options{Local: true})
		keysInto(t, m, keys...)
		_, cmd := m.Update(keyPress("E"))
		if cmd == nil {
			t.Fatalf("%v: E does nothing:\n%s", keys, screenOf(m))
		}
		if msg := fmt.Sprintf("%T", cmd()); msg != "tea.execMsg" {
			t.Fatalf("%v: E gives a %s", keys, msg)
		}
		files, err := filepath.Glob(filepath.Join(dir, "winnow-*.txt"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%v: the files for $EDITOR are %v, %v", keys, files, err)
		}
		if got, err := os.ReadFile(files[0]); err != nil || string(got) != text {
			t.Errorf("%v: $EDITOR gets %d bytes, %v", keys, len(got), err)
		}
		return b, m, files[0]
	}
	for _, keys := range [][]string{nil, {"e"}} {
		b, m, path := opens(keys...)
		keysInto(t, m, "x") // behind E
		if it := b.item(t, "long"); m.pane != nil || it.State.Verdict != "" {
			t.Errorf("%v: the pane is %T, the sample %q", keys, m.pane, it.State.Verdict)
		}
		if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
			t.Fatal(err)
		}
		it := b.item(t, "long")
		f, _ := m.outside(&it)
		drive(t, m, editedMsg{item: it, file: f, path: path})
		if it := b.item(t, "long"); it.State.Verdict != review.Edit || it.Field("text") != "short" {
			t.Errorf("%v: it is %q, %.20q", keys, it.State.Verdict, it.Field("text"))
		}
	}
}

// Ensure that the pane names the key only where it opens something.
func TestNoEdit_NamesTheEditorsKeyWhereItHasOne(t *testing.T) {
	t.Parallel()
	row := fmt.Sprintf(`{"id":"long","text":%q}`, strings.Repeat("word ", 5000))
	for name, c := range map[string]struct {
		o    Options
		says string
	}{
		"its key":     {Options{Local: true}, "edited here: E opens $EDITOR"},
		"another key": {Options{Local: true, Keys: keyedBy(t, DefaultKeys(), "editor", "ctrl+e")}, "edited here: ctrl+e opens $EDITOR"},
		"no key":      {Options{Local: true, Keys: keyedBy(t, DefaultKeys(), "editor")}, ""},
		"elsewhere":   {Options{}, ""},
	} {
		m := newBench(t, newsTask(), row).model(t, c.o)
		keysInto(t, m, "e")
		sees(t, m, "24 KB, more than can be edited here", c.says)
		if c.says == "" && strings.Contains(screenOf(m), "$EDITOR") {
			t.Errorf("%s: the screen is\n%s", name, screenOf(m))
		}
	}
}
