package tui

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// outsideFile is what $EDITOR gets: one text as it is, or several, each under a
// line that names it.
type outsideFile struct {
	parts []string
	texts []string
	rules []string // the lines over the texts and one behind the last; nil for one text
}

// newOutsideFile has the texts of the parts, which names say in words.
func newOutsideFile(parts, names []string, texts map[string]string) outsideFile {
	f := outsideFile{parts: parts}
	for _, p := range parts {
		f.texts = append(f.texts, texts[p])
	}
	if len(parts) < 2 {
		return f
	}
	all := strings.Join(f.texts, "\n")
	for _, name := range append(names, "end") {
		rule := ruleOf(name, "")
		for n := 2; strings.Contains(all, rule); n++ {
			rule = ruleOf(name, fmt.Sprintf(" %d", n))
		}
		f.rules = append(f.rules, rule)
	}
	return f
}

func ruleOf(name, number string) string {
	return "======== " + name + " ======== winnow" + number + ": leave this line as it is ========"
}

// content is what the file holds.
func (f outsideFile) content() string {
	if f.rules == nil {
		return strings.Join(f.texts, "")
	}
	var b strings.Builder
	for i, text := range f.texts {
		b.WriteString(f.rules[i] + "\n" + text + "\n")
	}
	b.WriteString(f.rules[len(f.texts)] + "\n")
	return b.String()
}

// read takes the texts out of what the editor left; false: the lines between
// them are not there any more. A line end that editors put at the end of a file
// is taken away again.
func (f outsideFile) read(content string) (texts []string, ok bool) {
	if f.rules == nil {
		if !strings.HasSuffix(f.texts[0], "\n") {
			content = strings.TrimSuffix(content, "\n")
		}
		return []string{content}, true
	}
	rest := content
	for i, rule := range f.rules {
		before, after, found := cutLine(rest, rule)
		if !found || i == 0 && strings.TrimSpace(before) != "" {
			return nil, false
		}
		if i > 0 {
			texts = append(texts, strings.TrimSuffix(before, "\n"))
		}
		rest = after
	}
	return texts, strings.TrimSpace(rest) == ""
}

// cutLine cuts a text at the first line that is just this one.
func cutLine(text, line string) (before, after string, found bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], line)
		if i < 0 {
			return text, "", false
		}
		start, end := at+i, at+i+len(line)
		if (start == 0 || text[start-1] == '\n') && (end == len(text) || text[end] == '\n') {
			return text[:start], strings.TrimPrefix(text[end:], "\n"), true
		}
		at = end
	}
}

// editedMsg brings the texts back from $EDITOR.
type editedMsg struct {
	item review.Item
	file outsideFile
	path string
	err  error
}

// outside is what $EDITOR gets of a sample: the part that is selected, else the
// response, else all of them.
func (m *model) outside(it *review.Item) (f outsideFile, ok bool) {
	parts := m.kind.parts(m, it)
	if len(parts) == 0 {
		return f, false
	}
	if _, selects := m.kind.(chooser); selects || m.task.Kind == review.Text {
		at := m.chosenPart(it, parts, 0)
		parts = parts[at : at+1]
	}
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = m.kind.partName(m, it, p)
	}
	return newOutsideFile(parts, names, m.drafted(it)), true
}

// editOutside opens $EDITOR. Over SSH the program would run on the server, so
// there it is refused.
func (m *model) editOutside(it *review.Item) tea.Cmd {
	if !m.opts.Local {
		m.status.say(levelHint, "$EDITOR works on this machine only; "+m.opts.Keys.of(actEdit)+" edits in place", m.opts.Keys.of(actEdit))
		return nil
	}
	f, ok := m.outside(it)
	if !ok {
		m.status.say(levelHint, "there is no text to edit")
		return nil
	}
	path, err := writeTemp(f.content())
	if err != nil {
		m.status.say(levelBad, err.Error())
		return nil
	}
	args := editorCommand(m.opts.getenv)
	cmd := exec.Command(args[0], append(args[1:], path)...) //nolint:gosec // the reviewer's own editor
	item := *it
	return m.bringing(tea.ExecProcess(cmd, func(err error) tea.Msg {
		return editedMsg{item: item, file: f, path: path, err: err}
	}))
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

// onEdited decides with what the editor left, and then does what was typed when it
// had been left and this had not come yet.
func (m *model) onEdited(msg editedMsg) tea.Cmd {
	cmd, ok := m.takeEdited(msg)
	if !ok {
		m.notBrought()
		return nil
	}
	return tea.Batch(cmd, m.brought())
}

// takeEdited takes what the editor left; ok is false where that failed. What cannot
// be told apart any more stays in its file.
func (m *model) takeEdited(msg editedMsg) (cmd tea.Cmd, ok bool) {
	if msg.err != nil {
		_ = os.Remove(msg.path)
		m.status.say(levelBad, "the editor failed, nothing was changed: "+msg.err.Error())
		return nil, false
	}
	b, err := os.ReadFile(msg.path)
	if err != nil {
		m.status.say(levelBad, "reading the editor's file: "+err.Error())
		return nil, false
	}
	after, ok := msg.file.read(string(b))
	if !ok {
		m.status.say(levelBad, "the lines between the texts were changed, so nothing was taken; what you wrote is in "+msg.path)
		return nil, false
	}
	_ = os.Remove(msg.path)
	texts, changed, field := m.drafted(&msg.item), false, ""
	for i, part := range msg.file.parts {
		was, known := texts[part]
		if known && after[i] != msg.file.texts[i] {
			texts[part], field = after[i], part
			changed = changed || after[i] != was
		}
	}
	if !changed {
		m.status.say(levelHint, "nothing was changed; "+m.opts.Keys.of(actAccept)+" accepts", m.opts.Keys.of(actAccept))
		return nil, true
	}
	return m.decideTexts(&msg.item, texts, field), true
}
