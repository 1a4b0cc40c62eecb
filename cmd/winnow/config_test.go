package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
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
		{"break:\n", 1, 8, "break is true or false"},
		{"screen_reader: [yes]\n", 1, 16, "screen_reader is true or false"},
		{"theme: {a: b}\n", 1, 8, `there is no theme ""`},
		{"keys: vim\n", 1, 7, "that is a profile of keys: write keys: {profile: vim}"},
		{"theme: contrast\nkeys: [vim]\n", 2, 7, "that is a profile of keys: write keys: {profile: vim}"},
		{"keys: [a]\n", 1, 7, "keys have actions: write for example keys: {accept: y}"},
		{"keys: yes\n", 1, 7, "keys have actions: "},
		{"# mine\njust text\n", 2, 1, "a configuration sets things by name: write for example theme: contrast"},
		{"- theme\n", 1, 1, "a configuration sets things by name"},
		{"theme: contrast\n---\nbreak: false\n", 3, 1, "a second document begins here"},
		{"keys:\n  accept: {a: b}\n", 2, 11, "that is neither a key nor a list of keys: write for example accept: y, or accept: [y, enter]"},
		{"keys:\n  accept:\n    a: b\n", 3, 5, "that is neither a key nor a list of keys"},
		{"keys:\n  accept: [{y: z}]\n", 2, 11, "that is neither a key nor a list of keys"},
		{"keys:\n  accept: [y, [z]]\n", 2, 11, "that is neither a key nor a list of keys"},
		{"keys:\n  flag:\n", 2, 9, "that is neither a key nor a list of keys"},
		{"keys:\n  flag: >\n", 2, 9, "that is neither a key nor a list of keys"},
		{"keys:\n  bogus: {a: b}\n", 2, 3, `no such action: "bogus"`},
		{"keys:\n  profile: {a: b}\n", 2, 12, `there is no profile ""`},
		{"keys:\n  help: []\n", 2, 9, "help cannot be without a key"},
		{"keys: {search: []}\n", 1, 16, "search cannot be without a key"},
		{"keys:\n\taccept: y\n", 2, 1, "found "},
		{"theme: contrast\nkeys: {accept: y\n", 2, 7, ""},
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

func TestConfig_NamesMayStandInQuotes(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"theme: contrast\nkeys: {profile: vim, accept: y}\n",
		"\"theme\": contrast\n'keys': {\"accept\": y, 'profile': \"vim\"}\n",
	} {
		c, err := parsed(src)
		if err != nil || c.Theme != "contrast" || c.Keys.Reserved()["y"] != "accept" || c.Keys.Reserved()["j"] != "scroll down" {
			t.Errorf("%q: %v, theme %q, keys %v", src, err, c.Theme, c.Keys.Reserved())
		}
	}
}

// Ensure that words on a screen never name the key of an action that may be
// without one, unless they ask whether it has one.
func TestConfig_WhatWordsNameHasAKey(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("../../tui/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal(sources, err)
	}
	named := map[string]string{}
	for _, path := range sources {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, use := range regexp.MustCompile(`\.of\((act\w+)\)`).FindAllSubmatch(src, -1) {
			if !strings.Contains(string(src), ".has("+string(use[1])+")") {
				named[string(use[1])] = path
			}
		}
	}
	table, err := os.ReadFile("../../tui/keys.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`\{(act\w+), "(\w+)", `).FindAllSubmatch(table, -1)
	if len(rows) < len(tui.DefaultKeys().Actions()) {
		t.Fatalf("%d rows of the key table", len(rows))
	}
	for _, row := range rows {
		name := string(row[2])
		if name == "label" || name == "quit" {
			continue
		}
		_, err := parsed("keys: {" + name + ": []}")
		if at := named[string(row[1])]; at != "" && err == nil {
			t.Errorf("%s names the key of %s, which may have none", at, name)
		}
	}
}
