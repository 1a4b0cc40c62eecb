package tui

import (
	"errors"
	"os"
	"os/exec"
	"strings"

	"winnow/review"
	"winnow/tui/visible"
)

// edit asks which text is to be edited and for the new one.
func (s *teller) edit(it *review.Item, outside bool) {
	m := s.m
	parts := m.kind.parts(m, it)
	texts := s.m.drafted(it)
	if k, ok := m.kind.(*chatKind); ok {
		s.editTurns(k, it, texts, outside)
		return
	}
	if len(parts) == 0 {
		m.status.say(levelHint, "there is no text to edit")
		return
	}
	name := parts[0]
	if len(parts) > 1 {
		var names []string
		for _, p := range parts {
			names = append(names, m.kind.partName(m, it, p))
		}
		n := s.choose("Which text?", names)
		if n == 0 {
			return
		}
		name = parts[n-1]
	}
	if s.editText(texts, name, outside) {
		s.decideTexts(it, texts)
	}
}

// editText asks for another text in place of the named one; false: it stays.
func (s *teller) editText(texts map[string]string, name string, outside bool) bool {
	after, ok := "", false
	if outside {
		after, ok = s.editor(texts[name])
	} else {
		after, ok = s.newText(texts[name])
	}
	switch {
	case !ok:
		return false
	case after == texts[name]:
		s.m.status.say(levelHint, "nothing was changed")
		return false
	}
	texts[name] = after
	return true
}

// decideTexts decides with edited texts. Spans that an edit changed are read out
// first.
func (s *teller) decideTexts(it *review.Item, texts map[string]string) {
	s.do(s.m.decideTexts(it, texts, ""))
	if k, ok := s.m.kind.(*spansKind); ok {
		s.checkSpans(k, it)
	}
}

func (s *teller) newText(was string) (text string, ok bool) {
	s.line("The text now is:\n" + visible.Text(was))
	lines, ok := s.askLines("Type the new text; a line with a single dot ends it, and alone leaves it as it is.")
	if !ok || len(lines) == 0 {
		return was, ok
	}
	return unspell(strings.Join(lines, "\n")), true
}

// hasEditor tells whether the reviewer's own editor can run.
func (s *teller) hasEditor() bool { return s.m.opts.Local && s.keys.raw != nil }

// editor has the reviewer's own editor change the text.
func (s *teller) editor(was string) (text string, ok bool) {
	m := s.m
	if !s.hasEditor() {
		m.status.say(levelHint, "$EDITOR needs a terminal of this machine; "+m.opts.Keys.of(actEdit)+" asks for the text")
		return "", false
	}
	text, err := s.runEditor(was)
	if err != nil {
		m.status.say(levelBad, "the editor failed, nothing was changed: "+err.Error())
		return "", false
	}
	if !strings.HasSuffix(was, "\n") {
		text = strings.TrimSuffix(text, "\n")
	}
	return text, true
}

func (s *teller) runEditor(was string) (text string, err error) {
	path, err := writeTemp(was)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	if err := s.keys.end(); err != nil {
		return "", err
	}
	args := editorCommand(s.m.opts.getenv)
	cmd := exec.CommandContext(s.ctx, args[0], append(args[1:], path)...) //nolint:gosec // the reviewer's own editor
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := errors.Join(cmd.Run(), s.keys.begin()); err != nil {
		return "", err
	}
	b, err := os.ReadFile(path)
	return string(b), err
}
