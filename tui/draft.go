package tui

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// keepDraft saves what stands in an open editor, if it changed anything.
func (m *model) keepDraft() tea.Cmd {
	d, ok := m.draft()
	if !ok {
		return nil
	}
	m.showDraft(d.Seq, &d)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait()} }
}

// draft is the draft that an open editor would leave.
func (m *model) draft() (review.Draft, bool) {
	p, ok := m.pane.(*editor)
	if !ok || !p.changed() {
		return review.Draft{}, false
	}
	texts := maps.Clone(p.texts)
	maps.DeleteFunc(texts, func(name, text string) bool { return text == p.base[name] })
	return review.Draft{
		Seq: p.item.Sample.Seq, Reviewer: m.session.Reviewer(),
		Texts: texts, Field: p.parts[p.at],
	}, true
}

// dropDraft removes the sample's draft, where there is one.
func (m *model) dropDraft(it *review.Item) tea.Cmd {
	cur := m.current()
	if it.Draft == nil && (cur == nil || cur.Draft == nil) {
		return nil
	}
	d := review.Draft{Seq: it.Sample.Seq, Reviewer: m.session.Reviewer()}
	m.showDraft(d.Seq, nil)
	wait := m.desk.KeepDraft(d)
	return func() tea.Msg { return draftKeptMsg{wait()} }
}

// showDraft puts the draft on the card's copy of the sample.
func (m *model) showDraft(seq uint64, d *review.Draft) {
	if it := m.current(); it != nil && it.Sample.Seq == seq {
		it.Draft = d
		m.stale()
	}
}

func (m *model) draftKept(msg draftKeptMsg) {
	if msg.err != nil {
		m.status.say(levelBad, "the draft is NOT saved: "+msg.err.Error())
		return
	}
	if it := m.current(); it != nil && it.Draft != nil {
		m.status.saved("draft; " + m.opts.Keys.of(actEdit) + " goes on with it")
	}
}

// editedMsg brings the text back from $EDITOR.
type editedMsg struct {
	item review.Item
	part string
	path string
	was  string
	err  error
}

// editOutside opens the first editable text in $EDITOR. Over SSH the program
// would run on the server, so there it is refused.
func (m *model) editOutside(it *review.Item) tea.Cmd {
	if !m.opts.Local {
		m.status.say(levelHint, "$EDITOR works on this machine only; "+m.opts.Keys.of(actEdit)+" edits in place")
		return nil
	}
	parts := m.kind.parts(m, it)
	if len(parts) == 0 {
		m.status.say(levelHint, "there is no text to edit")
		return nil
	}
	part := parts[m.chosenPart(it, parts, 0)]
	text := m.texts(it)[part]
	path, err := writeTemp(text)
	if err != nil {
		m.status.say(levelBad, err.Error())
		return nil
	}
	args := editorCommand(m.opts.getenv)
	cmd := exec.Command(args[0], append(args[1:], path)...) //nolint:gosec // the reviewer's own editor
	item := *it
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		return editedMsg{item: item, part: part, path: path, was: text, err: err}
	})
}

func editorCommand(getenv func(string) string) []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if args := strings.Fields(getenv(name)); len(args) > 0 {
			return args
		}
	}
	return []string{"vi"}
}

func writeTemp(text string) (string, error) {
	f, err := os.CreateTemp("", "winnow-*.txt") // mode 0600
	if err != nil {
		return "", fmt.Errorf("making a file for the editor: %w", err)
	}
	_, err = f.WriteString(text)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", fmt.Errorf("writing the editor's file: %w", err)
	}
	return f.Name(), nil
}

// onEdited decides with what the editor left. A line end that editors put at
// the end of a file is taken away again.
func (m *model) onEdited(msg editedMsg) tea.Cmd {
	if msg.err != nil {
		_ = os.Remove(msg.path)
		m.status.say(levelBad, "the editor failed, nothing was changed: "+msg.err.Error())
		return nil
	}
	b, err := os.ReadFile(msg.path)
	if err != nil {
		m.status.say(levelBad, "reading the editor's file: "+err.Error())
		return nil
	}
	_ = os.Remove(msg.path)
	text := string(b)
	if !strings.HasSuffix(msg.was, "\n") {
		text = strings.TrimSuffix(text, "\n")
	}
	if text == msg.was {
		m.status.say(levelHint, "nothing was changed; "+m.opts.Keys.of(actAccept)+" accepts")
		return nil
	}
	if !slices.Contains(m.kind.parts(m, &msg.item), msg.part) {
		return nil
	}
	texts := m.texts(&msg.item)
	texts[msg.part] = text
	return m.decideTexts(&msg.item, texts)
}
