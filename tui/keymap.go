package tui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Keymap says which key does what. Its zero value is [DefaultKeys].
type Keymap struct {
	table []binding // nil: keyTable
}

// Errors of a keymap.
var (
	// ErrNoAction: there is no action of that name.
	ErrNoAction = errors.New("no such action")
	// ErrNoKey: that is not a key that can be told apart in a terminal.
	ErrNoKey = errors.New("not a key")
	// ErrKeyClash: two actions have the same key.
	ErrKeyClash = errors.New("one key for two actions")
)

// DefaultKeys are Prodigy's letters.
func DefaultKeys() Keymap { return Keymap{} }

// Profiles are the names that [ProfileKeys] knows.
var Profiles = []string{"prodigy", "vim", "argilla"}

// profileKeys are the keys that a profile changes, by action.
var profileKeys = map[string]map[string][]string{
	"prodigy": {},
	"vim": {
		"down": {"j", "down"}, "up": {"k", "up"}, "page_down": {"ctrl+d", "pgdown", "ctrl+f"}, "page_up": {"ctrl+u", "pgup", "ctrl+b"},
		"back": {"h", "left"}, "forward": {"l", "right"}, "history": {"H"}, "picker": {"L"}, "edit": {"i", "e"},
	},
	"argilla": {
		"accept": {"enter", "a"}, "reject": {"backspace", "x"}, "undo": {"u"},
	},
}

// ProfileKeys returns the keys of a profile; false: there is none of that name.
func ProfileKeys(name string) (Keymap, bool) {
	changes, ok := profileKeys[name]
	if !ok {
		return Keymap{}, false
	}
	k := DefaultKeys()
	for action, keys := range changes {
		k = k.set(action, keys)
	}
	return k, true
}

// With returns the keymap with other keys for an action. An empty list leaves
// the action without a key. Errors: [ErrNoAction], [ErrNoKey]. Clashes are
// found by [Keymap.Check], when all is set.
func (k Keymap) With(action string, keys []string) (Keymap, error) {
	if action == "label" || !slices.ContainsFunc(k.bindings(), func(b binding) bool { return b.name == action }) {
		return k, fmt.Errorf("%w: %q", ErrNoAction, action)
	}
	for _, key := range keys {
		if !isKey(key) {
			return k, fmt.Errorf("%w: %q", ErrNoKey, key)
		}
	}
	if action == "quit" && !slices.Contains(keys, "ctrl+c") {
		keys = append(slices.Clone(keys), "ctrl+c") // there is always a way out
	}
	return k.set(action, keys), nil
}

func (k Keymap) set(action string, keys []string) Keymap {
	table := slices.Clone(k.bindings())
	for i, b := range table {
		if b.name == action {
			table[i].keys = keys
			table[i].show = shown(keys)
			table[i].does = strings.TrimSuffix(b.does, " (backspace too)")
		}
	}
	return Keymap{table}
}

// shown is how keys are written for people: the first of them.
func shown(keys []string) string {
	if len(keys) == 0 {
		return "--"
	}
	arrows := map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→", "pgdown": "pgdn"}
	if a, ok := arrows[keys[0]]; ok {
		return a
	}
	return keys[0]
}

// named are the keys that have a name.
var named = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^((ctrl|alt)\+)?([a-z]|space|enter|tab|backspace|delete|insert|up|down|left|right|home|end|pgup|pgdown|f[1-9]|f1[0-2])$`)
})

// isKey tells a key that a terminal tells apart: a character, a named key, or
// one with ctrl or alt. Digits belong to labels; esc closes what is open; ctrl+h
// may arrive as backspace, ctrl+i as tab, ctrl+m as enter and ctrl+j as either.
func isKey(key string) bool {
	if slices.Contains([]string{"esc", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+z", "ctrl+["}, key) {
		return false
	}
	if r := []rune(key); len(r) == 1 {
		return r[0] > ' ' && r[0] != 0x7f && (r[0] < '0' || r[0] > '9')
	}
	return named().MatchString(key)
}

// Check finds a key that two actions have: [ErrKeyClash] with both names. at is
// the action to look for, "" for any.
func (k Keymap) Check(at string) error {
	of := map[string]string{}
	for _, b := range k.bindings() {
		for _, key := range b.keys {
			if other, taken := of[key]; taken && (at == "" || at == b.name || at == other) {
				return fmt.Errorf("%w: %q means %s and %s", ErrKeyClash, key, other, b.name)
			}
			of[key] = b.name
		}
	}
	return nil
}

// Actions are the names that [Keymap.With] takes.
func (k Keymap) Actions() []string {
	var out []string
	for _, b := range k.bindings() {
		if b.action != actLabel {
			out = append(out, b.name)
		}
	}
	return out
}

// Reserved returns the single-character keys in use, with what they do.
func (k Keymap) Reserved() map[string]string {
	out := map[string]string{}
	for _, b := range k.bindings() {
		for _, key := range b.keys {
			switch {
			case key == "space":
				out[" "] = b.does
			case len([]rune(key)) == 1:
				out[key] = b.does
			}
		}
	}
	return out
}

func (k Keymap) bindings() []binding {
	if k.table == nil {
		return keyTable
	}
	return k.table
}

// action returns what a key does, actNone for a free key.
func (k Keymap) action(key string) action {
	for _, b := range k.bindings() {
		if slices.Contains(b.keys, key) {
			return b.action
		}
	}
	return actNone
}

// free tells a key that no action has.
func (k Keymap) free(key string) bool { return k.action(key) == actNone }

// of is how the key of an action is written, for words that name it.
func (k Keymap) of(a action) string {
	for _, b := range k.bindings() {
		if b.action == a {
			return b.show
		}
	}
	return ""
}

// keysOf are all keys of an action.
func (k Keymap) keysOf(a action) []string {
	for _, b := range k.bindings() {
		if b.action == a {
			return b.keys
		}
	}
	return nil
}

// has tells whether the action has a key: those that a configuration may leave
// without one are named only where they have.
func (k Keymap) has(a action) bool { return len(k.keysOf(a)) > 0 }

// also is a key that an action has beside the given one, as it is written, "" for
// none.
func (k Keymap) also(a action, key string) string {
	for _, other := range k.keysOf(a) {
		if other != key {
			return shown([]string{other})
		}
	}
	return ""
}

// footer are the bindings of the footer, the most important first.
func (k Keymap) footer() []binding {
	var out []binding
	for _, b := range k.bindings() {
		if b.footer > 0 && len(b.keys) > 0 {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b binding) int { return a.footer - b.footer })
	return out
}
