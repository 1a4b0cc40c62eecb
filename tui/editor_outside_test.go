package tui

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"winnow/review"
)

// outsideBench has a text of its own in each of the answers.
func outsideBench(t *testing.T, chosen, rejected string) *bench {
	t.Helper()
	task := review.Task{
		Name: "pairs", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"},
		Answers: []string{"chosen", "rejected"}, Target: "chosen",
	}.WithDefaults()
	row, err := json.Marshal(map[string]string{"id": "one", "prompt": "Which?", "chosen": chosen, "rejected": rejected})
	if err != nil {
		t.Fatal(err)
	}
	return newBench(t, task, string(row))
}

// edits runs what $EDITOR would do to the sample's file.
func (b *bench) edits(t *testing.T, id string, change func(string) string) *model {
	t.Helper()
	m := newModel(b.desk, b.session, Options{Project: "p.winnow", Local: true})
	it := b.item(t, id)
	file, ok := m.outside(&it)
	if !ok {
		t.Fatal("there is nothing to edit")
	}
	path, err := writeTemp(change(file.content()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })
	m.bringing(nil)
	if cmd := m.onEdited(editedMsg{item: it, file: file, path: path}); cmd != nil {
		drive(t, m, cmd())
	}
	_, err = os.Stat(path)
	if kept := strings.Contains(m.status.text, path); kept != (err == nil) {
		t.Errorf("the file is there: %t; that it is, is said: %t", err == nil, kept)
	}
	return m
}

// Ensure that an editor that changes nothing changes no byte, one text or
// several, also if it ends every file with a line end.
func TestEditor_OutsideWithoutTypingChangesNoByte(t *testing.T) {
	t.Parallel()
	for _, c := range classes {
		for _, end := range []string{"", "\n"} {
			for name, b := range map[string]*bench{
				"one text": newBench(t, newsTask(), rowWith(t, c.text)),
				"answers":  outsideBench(t, c.text, "other "+c.text),
			} {
				if name == "one text" && end != "" && strings.HasSuffix(c.text, "\n") {
					continue // it has its line end
				}
				m := b.edits(t, "one", func(s string) string { return s + end })
				if it := b.item(t, "one"); it.State.Decision != 0 || !strings.HasPrefix(m.status.text, "nothing was changed") {
					t.Errorf("%s, %s, with %q at its end: %s", c.name, name, end, m.status.text)
				}
			}
		}
	}
}

func TestEditor_OutsideTakesAllAnswersInTheOrderOfTheCard(t *testing.T) {
	t.Parallel()
	b := outsideBench(t, "There are two.", "There are three.")
	var seen string
	b.edits(t, "one", func(s string) string {
		seen = s
		return strings.Replace(strings.Replace(s, "two.\n", "2.\n\n", 1), "three", "3", 1)
	})
	it := b.item(t, "one")
	if it.Field("chosen") != "There are 2.\n" || it.Field("rejected") != "There are 3." || it.Field("prompt") != "Which?" {
		t.Errorf("stored %q, %q, %q", it.Field("prompt"), it.Field("chosen"), it.Field("rejected"))
	}
	if strings.Contains(seen, "chosen") || strings.Contains(seen, "rejected") {
		t.Errorf("the names of the answers are told:\n%s", seen)
	}
	lines := strings.Split(seen, "\n")
	at := func(part string) int {
		return slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "======== "+part) })
	}
	if at("prompt") != 0 || at("left answer") != 2 || at("right answer") != 4 || at("end") != 6 {
		t.Errorf("the file is\n%s", seen)
	}
}

func TestEditor_OutsideTakesNothingWhenALineBetweenTheTextsIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(string) string{
		"changed":       func(s string) string { return strings.Replace(s, "right answer", "Right answer", 1) },
		"all gone":      func(string) string { return "" },
		"text in front": func(s string) string { return "Note\n" + s },
		"text behind":   func(s string) string { return s + "Note" },
		"out of order": func(s string) string {
			return strings.NewReplacer("left answer", "right answer", "right answer", "left answer").Replace(s)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := outsideBench(t, "Two.", "Three.")
			m := b.edits(t, "one", change)
			if it := b.item(t, "one"); it.State.Decision != 0 || !strings.Contains(m.status.text, "what you wrote is in ") {
				t.Errorf("decided %t: %s", it.State.Decision != 0, m.status.text)
			}
		})
	}
}

// Ensure that a text that holds a line like those between texts is not cut there.
func TestEditor_OutsideTellsItsLinesFromThoseOfATextThatLookAlike(t *testing.T) {
	t.Parallel()
	lines := ruleOf("left answer", "") + "\n" + ruleOf("right answer", "") + "\n" + ruleOf("end", "") + "\n" + ruleOf("end", " 2")
	b := outsideBench(t, lines, "\n"+lines+"\n")
	b.edits(t, "one", func(s string) string { return strings.Replace(s, "Which?", "Which one?", 1) })
	it := b.item(t, "one")
	if it.Field("prompt") != "Which one?" || it.Field("chosen") != lines || it.Field("rejected") != "\n"+lines+"\n" {
		t.Errorf("stored %q, %q, %q", it.Field("prompt"), it.Field("chosen"), it.Field("rejected"))
	}
}
