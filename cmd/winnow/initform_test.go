package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
)

const (
	keyTab  = "\t"
	keyDown = "\x1b[B"
	keyEsc  = "\x1b"
)

// taskIn is the task in a file.
func taskIn(t *testing.T, dir, name string) review.Task {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	task, err := review.ParseTask(name, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func TestInitForm_WritesWhatWasFilledIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := inTerminal(t, dir, "init", "-o", "new.yaml")
	w.sees("A new task: new.yaml")
	w.sees("labelled passages of a text")
	w.types(keyTab)
	w.sees("enter select") // the keys of the next field
	w.types(keyDown)
	w.sees("kind multilabel") // the card changes with the answers
	w.types("\r")
	w.sees("The members of a row that you read")
	w.types("body\rsubject" + keyTab)
	w.sees("1 to 9 and 0 choose them")
	w.types("food\rfood")
	w.types(keyTab)
	w.sees(`label "food" stands here twice`)
	w.types("stuff")
	w.sees("[ ] 2 foodstuff")
	w.types(keyTab)
	w.sees("What is right and what is wrong")
	w.types("Name each thing\rthat is praised.")
	w.sees("that is praised.")
	w.types(keyTab)
	if code := w.ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	w.sees("new.yaml: kind multilabel, reads body, subject, labels food, foodstuff")
	task := taskIn(t, dir, "new.yaml")
	if task.Kind != review.MultiLabel || !slices.Equal(task.Fields, []string{"body", "subject"}) ||
		!slices.Equal(task.LabelNames(), []string{"food", "foodstuff"}) || task.Guidelines != "Name each thing\nthat is praised.\n" {
		t.Errorf("%+v", task)
	}
}

func TestInitForm_EscLeavesWithoutAFile(t *testing.T) {
	t.Parallel()
	for _, key := range []string{keyEsc, "\x03"} {
		dir := t.TempDir()
		w := inTerminal(t, dir, "init")
		w.sees("A new task: task.yaml")
		w.types(key)
		if code := w.ends(); code != codeNothing {
			t.Errorf("exit code %d", code)
		}
		w.sees("left the form: no task file was written")
		if _, err := os.Stat(filepath.Join(dir, "task.yaml")); err == nil {
			t.Error("there is a file")
		}
	}
}

// Nobody shall fill in a form for a file that cannot be written, and flags ask
// nothing.
func TestInitForm_ComesOnlyWhereItHelps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", "precious\n")
	if code := inTerminal(t, dir, "init").ends(); code != codeFailed {
		t.Errorf("exit code %d where the file exists", code)
	}
	if code := inTerminal(t, dir, "init", "--kind", "rate", "-o", "rate.yaml").ends(); code != 0 {
		t.Errorf("exit code %d with flags", code)
	}
	if task := taskIn(t, dir, "rate.yaml"); task.Kind != review.Rate {
		t.Errorf("%+v", task)
	}
}

// Every kind's draft is a task that can be written, and its card fits.
func TestInitForm_PreviewOfEveryKind(t *testing.T) {
	t.Parallel()
	for _, kind := range review.Kinds {
		d := draft{name: "한국어 \x1b[2J", kind: kind, scale: "a-d", requirements: strings.Repeat("long ", 30) + "\nbrief"}
		task := d.task()
		if err := task.Validate(nil); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		const w, h = 44, 12
		text := preview(task, w, h, true)
		for _, row := range strings.Split(text, "\n") {
			if lipgloss.Width(row) != w {
				t.Errorf("%s: %d cells wide: %q", kind, lipgloss.Width(row), ansi.Strip(row))
			}
		}
		if rows := strings.Count(text, "\n") + 1; rows > h {
			t.Errorf("%s: %d rows", kind, rows)
		}
		if strings.Contains(ansi.Strip(text), "\x1b") || strings.Contains(text, "[2J") && !strings.Contains(text, "␛[2J") {
			t.Errorf("%s: the name reaches the terminal: %q", kind, text)
		}
	}
}
