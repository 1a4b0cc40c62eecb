package tui

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// keyReader reads keys, from a terminal one by one, from elsewhere by lines.
type keyReader struct {
	in      bufio.Reader
	out     io.Writer
	raw     func() (func() error, error)
	restore func() error // not nil while the terminal gives single keys
}

// readKey is a key by its name, as the key table has it.
type readKey struct {
	name string
	err  error
}

func (k *keyReader) isRaw() bool { return k.restore != nil }

// begin makes the terminal give single keys.
func (k *keyReader) begin() (err error) {
	if k.raw != nil && k.restore == nil {
		k.restore, err = k.raw()
	}
	return err
}

// end gives the terminal back as it was.
func (k *keyReader) end() error {
	if k.restore == nil {
		return nil
	}
	back := k.restore
	k.restore = nil
	return back()
}

// next reads one key beside everything else.
func (k *keyReader) next() <-chan readKey {
	c := make(chan readKey, 1)
	go func() {
		name, err := k.key()
		c <- readKey{name, err}
	}()
	return c
}

func (k *keyReader) key() (string, error) {
	if k.isRaw() {
		return k.press()
	}
	line, err := k.line()
	switch {
	case err != nil:
		return "", err
	case line == " ":
		return "space", nil
	case line == "":
		return "enter", nil
	}
	// Arrows are read out as "left arrow": so they may be written.
	return strings.TrimSuffix(strings.TrimSpace(line), " arrow"), nil
}

// line reads a line without its end. The last one needs none.
func (k *keyReader) line() (string, error) {
	text, err := k.in.ReadString('\n')
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}

// press reads what a terminal sends for one key.
func (k *keyReader) press() (string, error) {
	r, _, err := k.in.ReadRune()
	if err != nil {
		return "", err
	}
	switch {
	case r == 0x1b && k.in.Buffered() > 0:
		return k.sequence()
	case r == 0x1b:
		return "esc", nil
	case r == ' ':
		return "space", nil
	case r == '\r', r == '\n':
		return "enter", nil
	case r == '\t':
		return "tab", nil
	case r == 0x7f, r == '\b':
		return "backspace", nil
	case r < ' ' && r > 0 && r <= 26:
		return "ctrl+" + string('a'+r-1), nil
	case unicode.IsPrint(r):
		return string(r), nil
	}
	return "", nil
}

// sequence reads what follows esc at once: an arrow or another named key.
func (k *keyReader) sequence() (string, error) {
	first, _, err := k.in.ReadRune()
	if err != nil || first != '[' && first != 'O' {
		return "", err
	}
	body := ""
	for {
		r, _, err := k.in.ReadRune()
		if err != nil {
			return "", err
		}
		if body += string(r); r >= '@' && r <= '~' {
			break
		}
	}
	return map[string]string{
		"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift+tab",
		"1~": "home", "4~": "end", "5~": "pgup", "6~": "pgdown",
	}[body], nil
}

// pressOf is the key of that name.
func pressOf(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"space": tea.KeySpace, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp,
		"down": tea.KeyDown, "enter": tea.KeyEnter, "home": tea.KeyHome, "end": tea.KeyEnd, "tab": tea.KeyTab,
		"backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp,
	}
	k := tea.Key{}
	for _, mod := range []struct {
		prefix string
		mod    tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if rest, ok := strings.CutPrefix(name, mod.prefix); ok && rest != "" {
			k.Mod |= mod.mod
			name = rest
		}
	}
	if c, ok := codes[name]; ok {
		if k.Code = c; name == "space" {
			k.Text = " "
		}
		return tea.KeyPressMsg(k)
	}
	for _, r := range name {
		k.Code = r
		break
	}
	if k.Mod == 0 {
		k.Text = name
	}
	return tea.KeyPressMsg(k)
}

// ask asks for a line of text. The terminal gives whole lines meanwhile, with
// its own way of editing them; ok is false when the input ends.
func (s *teller) ask(question string, args ...any) (answer string, ok bool) {
	raw := s.keys.isRaw()
	if raw && s.keys.end() != nil {
		return "", false
	}
	s.say(question, args...)
	done := make(chan readKey, 1)
	go func() {
		line, err := s.keys.line()
		done <- readKey{line, err}
	}()
	select {
	case k := <-done:
		ok = k.err == nil
		answer = k.name
	case <-s.ctx.Done():
	}
	if !ok || raw && s.keys.begin() != nil {
		s.quit = true
	}
	return answer, ok
}
