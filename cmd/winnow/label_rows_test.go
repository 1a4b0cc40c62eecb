package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that what is no text in UTF-8 is refused in words before anything is
// paid for.
func TestLabel_RefusesFilesThatAreNoText(t *testing.T) {
	t.Parallel()
	url, requests := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	wide := func(text string) string { return strings.Join(strings.Split(text, ""), "\x00") + "\x00" }
	for name, text := range map[string]string{
		"u16.jsonl": "\xff\xfe" + wide("{\"text\":\"one\"}\n"),
		"u16.csv":   "\xff\xfe" + wide("id,text\na,one\n"),
		"u16.txt":   "\xfe\xff\x00" + strings.TrimSuffix(wide("one\ntwo\n"), "\x00"),
		"le.txt":    wide("one\ntwo\n"),
	} {
		write(t, dir, name, text)
		w := inTerminal(t, dir, "label", "p.winnow", name, "--task", "task.yaml", "--base-url", url, "--model", "m")
		if code := w.ends(); code != codeFailed {
			t.Errorf("%s: exit code %d:\n%s", name, code, w.output())
		}
		w.sees(name + " is UTF-16 text, not UTF-8")
		w.sees("iconv -f UTF-16")
	}
	write(t, dir, "seed.jsonl", "{\"text\":\"a sunny day\",\"label\":\"good\"}\n")
	winnow(t, dir, "import", "other.winnow", "seed.jsonl", "--task", "task.yaml")
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "ls", string(program[:20<<10]))
	write(t, dir, "empty.jsonl", "")
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file, says string
		code       int
	}{
		{"ls", "ls is binary data", codeFailed},
		{"other.winnow", "other.winnow is a winnow project or another bbolt database", codeFailed},
		{"empty.jsonl", "there are no rows in empty.jsonl", codeNothing},
		{"folder", "folder is a directory: not a regular file", codeFailed},
		{"-", "label reads no standard input", codeUsage},
	} {
		w := inTerminal(t, dir, "label", "p.winnow", c.file, "--task", "task.yaml", "--base-url", url, "--model", "m")
		if code := w.ends(); code != c.code {
			t.Errorf("%s: exit code %d, want %d:\n%s", c.file, code, c.code, w.output())
		}
		w.sees(c.says)
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// Ensure that a line which is not sound is left out and told, never changed, and
// that it does not stop the others.
func TestLabel_LeavesOutLinesThatAreNotSound(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	for name, text := range map[string]string{
		"rows.txt":   "a sunny day\ncaf\xe9 with cake\nnaught \xff here\na windy day\n",
		"rows.csv":   "text\na sunny day\ncaf\xe9 with cake\nnaught \xff here\na windy day\n",
		"rows.jsonl": "{\"text\":\"a sunny day\"}\n{\"text\":\"caf\xe9\"}\n{\"text\":\n{\"text\":\"a windy day\"}\n{\"words\":\"none\"}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "task.yaml", endpointTask)
			write(t, dir, name, text)
			w := inTerminal(t, dir, "label", "p.winnow", name, "--task", "task.yaml", "--base-url", url, "--model", "m")
			if code := w.ends(); code != codeDone {
				t.Errorf("exit code %d:\n%s", code, w.output())
			}
			w.sees("rows left out")
			w.sees("byte 0xe9 is not valid UTF-8")
			w.sees(name + ":")
			out := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "none", "--bare")
			if strings.Count(out, "\n") != 2 || strings.Contains(out, "\ufffd") || !strings.Contains(out, "a windy day") {
				t.Errorf("in the project:\n%s", out)
			}
		})
	}
}

// Ensure that a table is read as spreadsheets save it: with semicolons, and with a
// byte order mark before a name in quotation marks.
func TestLabel_ReadsTablesOfSpreadsheets(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	for name, text := range map[string]string{
		"semicolons.csv": "id;text;by\n7;a windy day, and cold;Ada\n",
		"marked.csv":     "\ufeff\"id\";\"text\"\n\"7\";\"a windy day, and cold\"\n",
		"commas.csv":     "\ufeff\"text\",\"a;b;c\",id\n\"a windy day, and cold\",,7\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "task.yaml", endpointTask)
			write(t, dir, name, text)
			winnow(t, dir, "label", "p.winnow", name, "--task", "task.yaml", "--base-url", url, "--model", "m")
			out := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "none", "--bare")
			if !strings.Contains(out, `"text":"a windy day, and cold"`) || !strings.Contains(out, `"id":"7"`) {
				t.Errorf("in the project:\n%s", out)
			}
		})
	}
}
