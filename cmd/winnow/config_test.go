package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui"
)

func parsed(src string) (config, error) {
	c := config{path: "config.yaml"}
	err := c.parse([]byte(src))
	return c, err
}

func TestConfig_FaultsSayWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src          string
		line, column int
		reason       string
	}{
		{"keys:\n  accept: x\n", 2, 3, `one key for two actions: "x" means accept and reject`},
		{"keys:\n  profile: emacs\n", 2, 12, `there is no profile "emacs": the profiles are prodigy, vim, argilla`},
		{"keys:\n  accpet: y\n", 2, 3, `no such action: "accpet"`},
		{"keys:\n  accept: 5\n", 2, 3, `not a key: "5"`},
		{"keys:\n  accept: [y, ctrl+i]\n", 2, 3, `not a key: "ctrl+i"`},
		{"keys:\n  accept: esc\n", 2, 3, `not a key: "esc"`},
		{"theme: pink\n", 1, 8, `there is no theme "pink": the themes are usual, contrast, colour-safe`},
		{"break: sometimes\n", 1, 8, "break is true or false"},
		{"colour: red\n", 1, 1, `unknown key "colour"`},
		{"keys:\n  profile: vim\n  flag: j\n", 3, 3, `one key for two actions: "j" means flag and down`},
	} {
		_, err := parsed(c.src)
		var e *review.TaskError
		if !errors.As(err, &e) || e.Line != c.line || e.Column != c.column || !strings.HasPrefix(e.Reason, c.reason) {
			t.Errorf("%q gave %v, want %d:%d %s", c.src, err, c.line, c.column, c.reason)
		}
	}
}

func TestConfig_ProfilesHaveNoClash(t *testing.T) {
	t.Parallel()
	for _, name := range tui.Profiles {
		k, err := parsed("keys: {profile: " + name + "}")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := k.Keys.Check(""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, src := range []string{"", "# nothing\n", "keys:\n", "keys:\n  accept: x\n  reject: a\n"} {
		if _, err := parsed(src); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestReview_KeysOfTheUser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "conf", "winnow"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "conf/winnow/config.yaml", "keys:\n  profile: vim\n  accept: y\n")
	write(t, dir, "rows.jsonl", rows)
	w := startWith(t, dir, []string{"XDG_CONFIG_HOME=" + filepath.Join(dir, "conf")}, "winnow", "review", "rows.jsonl")
	w.sees("y accept")
	w.types("a")
	w.sees("no action has the key a")
	w.types("y")
	w.sees("saved")
	w.types("q")
	w.ends()
	if out := winnow(t, dir, "stats", "rows.winnow", "--json"); !strings.Contains(out, `"accept": 1`) {
		t.Errorf("stats\n%s", out)
	}
}

func TestConfig_BreaksCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	for src, off := range map[string]bool{"break: false\n": true, "break: true\n": false, "theme: contrast\n": false} {
		c, err := parsed(src)
		if err != nil || c.NoBreaks != off {
			t.Errorf("%q switches breaks off: %v, %v", src, c.NoBreaks, err)
		}
	}
}
