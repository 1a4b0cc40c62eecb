package tui

import (
	"reflect"
	"strings"
	"testing"
)

// copied presses Y and returns what goes to the clipboard, "" for nothing.
func copied(m *model) string {
	_, cmd := m.Update(keyPress("Y"))
	if cmd == nil {
		return ""
	}
	return reflect.ValueOf(cmd()).String()
}

func TestCopy_StoredTextAsItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t, textTask(), `{"id":"r","instruction":"Say\tit.\nTwice.","output":"👩‍👩‍👧 안녕"}`)
	m := b.model(t, Options{})
	if got := copied(m); got != "Say\tit.\nTwice.\n\n👩‍👩‍👧 안녕" {
		t.Errorf("copied %q", got)
	}
	sees(t, m, "as stored")
}

func TestCopy_HiddenCharactersBecomeVisibleAndThatIsSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), `{"id":"h","text":"rm -rf\u001b]52;c;eA==\u0007 \u202eok\r","label":"neutral"}`)
	m := b.model(t, Options{})
	if got := copied(m); got == "" || strings.ContainsAny(got, "\x1b\x07\r\u202e") {
		t.Errorf("copied %q", got)
	}
	sees(t, m, "NOT as stored: 4 hidden characters became visible signs")
}

func TestCopy_TooLongATextIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), rowOf("long", 200_000, benchSentence))
	m := b.model(t, Options{})
	if got := copied(m); got != "" {
		t.Errorf("copied %d bytes", len(got))
	}
	sees(t, m, "not copied")
}

func TestCopy_WithoutACardSaysSo(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask()).model(t, Options{})
	if got := copied(m); got != "" {
		t.Errorf("copied %q", got)
	}
	sees(t, m, "there is no sample on the card")
}
