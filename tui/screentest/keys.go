package screentest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// codes are the numbers of keys in the form CSI number ; modifiers u.
var codes = map[string]int{
	"enter": 13, "tab": 9, "esc": 27, "escape": 27, "space": 32, "backspace": 127,
}

// finals end the sequence CSI 1 ; modifiers final.
var finals = map[string]string{
	"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
}

// tildes are the numbers of keys in the form CSI number ; modifiers ~.
var tildes = map[string]int{
	"insert": 2, "delete": 3, "pgup": 5, "pgdown": 6,
	"f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}

// plain are the bytes of keys without modifiers.
var plain = map[string]string{
	"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f", "shift+tab": "\x1b[Z",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
}

// encode returns the bytes that a terminal sends for a key, named as Bubble
// Tea names it. What names no key is text, typed as it is.
//
// Escape alone is sent in its long form: a lone ESC byte is a key only when
// nothing follows it for a while, and tests do not wait.
func encode(key string) string {
	if seq, ok := plain[key]; ok {
		return seq
	}
	name, mods := key, 0
	for _, m := range []struct {
		prefix string
		bit    int
	}{{"ctrl+", 4}, {"alt+", 2}, {"shift+", 1}} {
		if rest, ok := strings.CutPrefix(name, m.prefix); ok && rest != "" {
			name, mods = rest, mods|m.bit
		}
	}
	if final, ok := finals[name]; ok {
		if mods == 0 {
			return "\x1b[" + final
		}
		return fmt.Sprintf("\x1b[1;%d%s", mods+1, final)
	}
	if n, ok := tildes[name]; ok {
		if mods == 0 {
			return fmt.Sprintf("\x1b[%d~", n)
		}
		return fmt.Sprintf("\x1b[%d;%d~", n, mods+1)
	}
	if n, ok := codes[name]; ok {
		return fmt.Sprintf("\x1b[%d;%du", n, mods+1)
	}
	r, size := utf8.DecodeRuneInString(name)
	switch {
	case mods == 0 || size != len(name):
		return key
	case mods == 4 && r >= 'a' && r <= 'z' && r != 'i' && r != 'm':
		return string(r - 'a' + 1)
	case mods == 2:
		return "\x1b" + name
	default:
		return fmt.Sprintf("\x1b[%d;%du", r, mods+1)
	}
}
