package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
)

// keyedBy is the default keys with other ones for an action.
func keyedBy(t *testing.T, k Keymap, action string, keys ...string) Keymap {
	t.Helper()
	k, err := k.With(action, keys)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func argilla() Keymap {
	k, _ := ProfileKeys("argilla")
	return k
}

// helpOf are the rows of the help of one group, as key and what it does.
func helpOf(m *model, group string) map[string][]string {
	out := map[string][]string{}
	on := false
	for _, rows := range m.helpGroups(200) {
		for i, r := range rows {
			r = ansi.Strip(r)
			if i == 0 {
				on = strings.TrimSpace(r) == strings.ToUpper(group)
			} else if on && len(r) > helpKey {
				key := strings.TrimSpace(r[:helpKey+1])
				out[key] = append(out[key], strings.TrimSpace(r[helpKey+1:]))
			}
		}
	}
	return out
}

func lastRowOf(m *model) string {
	rows := strings.Split(ansi.Strip(m.frame()), "\n")
	return rows[len(rows)-1]
}

func TestSaid_EnterThatAcceptsMarksSpansWhereNothingIsSuggested(t *testing.T) {
	t.Parallel()
	b := newBench(t, spansTask(), spansRows[3])
	m := b.model(t, Options{Keys: argilla()})
	sees(t, m, "no suggestion: enter marks spans")
	if !offers(m, "enter mark words") {
		t.Error(lastRowOf(m))
	}
	keysInto(t, m, "a")
	sees(t, m, "there is no suggestion to accept: enter marks spans, and enter again decides")
	keysInto(t, m, "enter", "4", "enter")
	if it := b.item(t, "none"); len(it.Answer().Spans) != 1 {
		t.Errorf("enter led nowhere: %+v\n%s", it.State, screenOf(m))
	}
	keys := keyedBy(t, DefaultKeys(), "defer", "enter")
	m = newBench(t, spansTask(), spansRows[3]).model(t, Options{Keys: keys})
	sees(t, m, "no suggestion: tab marks spans")
	keysInto(t, m, "a")
	sees(t, m, "tab marks spans, and enter there decides")
	keysInto(t, m, "tab")
	sees(t, m, "✎ mark text")
	m = newBench(t, spansTask(), spansRows[3]).model(t, Options{Keys: keyedBy(t, keys, "note", "tab")})
	sees(t, m, "no suggestion: shift+tab marks spans")
	if offers(m, "tab mark words") {
		t.Error(lastRowOf(m))
	}
}

func TestSaid_AKeyStandsOnce(t *testing.T) {
	t.Parallel()
	spans := newBench(t, spansTask(), spansRows[0]).model(t, Options{Keys: argilla()})
	labels := newBench(t, moodsTask(), moodsRows[0]).model(t, Options{Keys: argilla()})
	rate := newBench(t, gradesTask("a-d", "true"), gradesRows[0]).model(t, Options{})
	for name, m := range map[string]*model{"spans": spans, "labels": labels, "rate": rate} {
		if n := strings.Count(lastRowOf(m), "enter "); n > 1 {
			t.Errorf("%s: %s", name, lastRowOf(m))
		}
		group := map[bool]string{true: "spans, on the card", false: "this task"}[name == "spans"]
		own := helpOf(m, group)["enter"]
		if len(own) != 1 || !strings.HasPrefix(own[0], "accept, or decide what is put together") || strings.Contains(own[0], "enter") {
			t.Errorf("%s: enter is said to %q", name, own)
		}
		if all := helpOf(m, "decide"); len(all["enter"]) > 0 {
			t.Errorf("%s: enter is said to %q, too", name, all["enter"])
		}
	}
	if got := helpOf(spans, "spans, in the text")["enter"]; len(got) != 1 || got[0] != "decide; ctrl+s and a too" {
		t.Errorf("in the text enter is said to %q", got)
	}
	if got := helpOf(newBench(t, moodsTask(), moodsRows[0]).model(t, Options{}), "this task")["enter"]; len(got) != 1 || got[0] != "decide what is put together; a too" {
		t.Errorf("by the usual keys enter is said to %q", got)
	}
}

func TestSaid_InTheSpanModeAKeyOfALabelIsTheLabels(t *testing.T) {
	t.Parallel()
	task := spansTask()
	for i, key := range []string{"v", "j", "d", "{"} {
		task.Labels[i].Key = key
	}
	keys := keyedBy(t, keyedBy(t, DefaultKeys(), "help", "f2"), "undo", "U")
	task.Labels = append(task.Labels, review.Label{Name: "LAST", Key: "u"})
	m := newBench(t, task, spansRows[0]).model(t, Options{Keys: keys})
	keysInto(t, m, "enter", "v")
	sees(t, m, "EU ORG already")
	keysInto(t, m, "j")
	sees(t, m, "EU PER, not ORG")
	drive(t, m, tea.WindowSizeMsg{Width: 160, Height: 36})
	row := lastRowOf(m)
	for _, says := range []string{"f2 keys", "U undo", "[ ] } move the edges", "x remove"} {
		if !strings.Contains(row, says) {
			t.Errorf("no %q: %s", says, row)
		}
	}
	help := helpOf(m, "spans, in the text")
	for _, key := range []string{"v", "u", "{ }"} {
		if help[key] != nil {
			t.Errorf("%s, which gives a label, is said to %q", key, help[key])
		}
	}
	for key, does := range map[string]string{"x": "remove the span, also under the cursor; backspace, delete too", "U": "undo the last step"} {
		if got := help[key]; len(got) != 1 || got[0] != does {
			t.Errorf("%s is said to %q", key, got)
		}
	}
	keysInto(t, m, "U")
	sees(t, m, "the last step is undone")
	drive(t, m, tea.KeyPressMsg{Code: tea.KeyF2})
	sees(t, m, "↑ ↓ k", "row by row")
}
