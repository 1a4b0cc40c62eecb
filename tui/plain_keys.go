package tui

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// keyReader reads keys, from a terminal one by one, from elsewhere by lines.
type keyReader struct {
	from    patience
	in      bufio.Reader // of from
	decoder uv.EventDecoder
	out     io.Writer
	raw     func() (func() error, error)
	restore func() error // not nil while the terminal gives single keys
}

// patience reads as long as it takes or, where within is set, no longer than that.
type patience struct {
	in     io.Reader
	within time.Duration
}

// pause is how long a terminal may take between two parts of one thing: a key
// that is sent as several bytes, or a paste.
const pause = 50 * time.Millisecond

// errQuiet: nothing came in the time given.
var errQuiet = errors.New("nothing more came")

func (p *patience) Read(b []byte) (int, error) {
	if p.within == 0 {
		return p.in.Read(b)
	}
	if _, ok := p.in.(uv.File); !ok { // only a file can be waited for without reading it
		return 0, errQuiet
	}
	in, err := uv.NewCancelReader(p.in)
	if err != nil {
		return 0, err
	}
	defer in.Close() //nolint:errcheck // it closes nothing of ours
	defer time.AfterFunc(p.within, func() { in.Cancel() }).Stop()
	return in.Read(b)
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
	return unspoken(strings.TrimSpace(line)), nil
}

// unspoken is the name of a key that may be written as it is read out.
func unspoken(said string) string {
	for sign, words := range spoken() {
		if said == words {
			said = sign
		}
	}
	return keyOf(said)
}

// line reads a line without its end. The last one needs none. A terminal sends
// another end as long as it gives single keys, as when somebody types ahead.
func (k *keyReader) line() (string, error) {
	var text []byte
	for {
		b, err := k.in.ReadByte()
		if errors.Is(err, io.EOF) && len(text) > 0 {
			b, err = '\n', nil
		}
		if err != nil || b == '\n' || b == '\r' && k.raw != nil {
			return strings.TrimRight(string(text), "\r"), err
		}
		text = append(text, b)
	}
}

// more tells whether more comes at once behind what was read so far.
func (k *keyReader) more() bool {
	k.from.within = pause
	_, err := k.in.Peek(k.in.Buffered() + 1)
	k.from.within = 0
	return err == nil
}

// drop throws away what has been typed so far, or is being pasted, and tells
// whether there was something.
func (k *keyReader) drop() (dropped bool) {
	for k.in.Buffered() > 0 || k.more() {
		_, _ = k.in.Discard(k.in.Buffered()) // never fails: so much is there
		dropped = true
	}
	return dropped
}

// press reads what a terminal sends for one key; "" is none that has a name.
func (k *keyReader) press() (string, error) {
	if _, err := k.in.Peek(1); err != nil {
		return "", err
	}
	n, event := k.decode()
	if _, err := k.in.Discard(n); err != nil {
		return "", err
	}
	if several, ok := event.(uv.MultiEvent); ok && len(several) > 0 {
		event = several[0] // a key that could be a report as well
	}
	key, ok := event.(uv.KeyPressEvent)
	if !ok {
		return "", nil
	}
	switch name := tea.KeyPressMsg(key).String(); name {
	case "ctrl+h":
		return "backspace", nil
	case "ctrl+j":
		return "enter", nil
	default:
		return name, nil
	}
}

// decode finds what the bytes that were read begin with, and waits for the rest
// of what is cut off.
func (k *keyReader) decode() (n int, event uv.Event) {
	for {
		all, _ := k.in.Peek(k.in.Buffered())
		n, event = k.decodes(all)
		if !cutOff(all, n, event) || !k.more() {
			return max(1, n), event
		}
	}
}

// cutOff tells whether an event of n bytes may be the beginning of a longer one. An
// esc can begin anything, also what begins with another for alt.
func cutOff(all []byte, n int, event uv.Event) bool {
	_, unknown := event.(uv.UnknownEvent)
	escs := len(all) - len(bytes.TrimLeft(all, "\x1b"))
	return !utf8.FullRune(all) || unknown && n == len(all) || escs > 0 && (n == 1 || n == len(all) && n <= escs+1)
}

func (k *keyReader) decodes(all []byte) (n int, event uv.Event) {
	rest, console := bytes.CutPrefix(all, []byte("\x1b[["))
	switch { // Linux's console sends f1 to f5 as nobody else does
	case console && len(rest) == 0:
		return len(all), uv.UnknownEvent(all)
	case console && rest[0] >= 'A' && rest[0] <= 'E':
		return len(all) - len(rest) + 1, uv.KeyPressEvent{Code: uv.KeyF1 + rune(rest[0]-'A')}
	}
	return k.decoder.Decode(slices.Clone(all)) // it may write into them
}

// keyOf is the name of a key that hints write as a sign, or shorter.
func keyOf(shown string) string {
	if name, ok := map[string]string{"←": "left", "→": "right", "↑": "up", "↓": "down", "pgdn": "pgdown"}[shown]; ok {
		return name
	}
	return shown
}

// namedKeys are the keys that have a name.
var namedKeys = sync.OnceValue(func() map[string]rune {
	codes := map[string]rune{
		"space": tea.KeySpace, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp,
		"down": tea.KeyDown, "enter": tea.KeyEnter, "home": tea.KeyHome, "end": tea.KeyEnd, "tab": tea.KeyTab,
		"backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "delete": tea.KeyDelete, "insert": tea.KeyInsert,
	}
	for i := range rune(12) {
		codes[fmt.Sprintf("f%d", i+1)] = tea.KeyF1 + i
	}
	return codes
})

// pressOf is the key of that name.
func pressOf(name string) tea.KeyPressMsg {
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
	if c, ok := namedKeys()[name]; ok {
		if k.Code = c; name == "space" && k.Mod == 0 {
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
