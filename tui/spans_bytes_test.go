package tui

import (
	"strings"
	"testing"

	"winnow/tui/screentest"
)

// bytesOf gives a key and returns the bytes that were written until the cursor
// holds this text.
func bytesOf(s *screentest.Screen, key, holds string) int {
	before := len(s.Bytes())
	s.Type(key)
	waitSelected(s, holds)
	return len(s.Bytes()) - before
}

// Ensure that the cursor of the span mode costs what it changes: what is passed
// and what is reached, on the text and nowhere else.
func TestSpansBytes_PerMoveAreBounded(t *testing.T) {
	t.Parallel()
	const row = `{"id":"tram","text":"Reporters say Springfield asked Ada Lovelace about neighbouring Frankfurt yesterday.",` +
		`"spans":[[14,25,"LOC"],[32,44,"PER"],[64,73,"LOC"]],"confidence":0.2}`
	words := strings.Fields("Reporters say Springfield asked Ada Lovelace about neighbouring Frankfurt yesterday")
	_, s := spansScreen(t, 120, 40, row)
	s.WaitFor(" tram ")
	s.Type("enter")
	waitSelected(s, words[0])
	// The least of three rounds counts: what the terminal answers at the start is
	// drawn in between.
	least := map[string]int{}
	try := func(what, key, holds string) {
		n := bytesOf(s, key, holds)
		if was, ok := least[what]; !ok || n < was {
			least[what] = n
		}
	}
	for range 3 {
		for i := 1; i < len(words); i++ {
			try("on to "+words[i], "right", words[i])
		}
		for i := len(words) - 2; i >= 0; i-- {
			try("back to "+words[i], "left", words[i])
		}
		for i := 1; i < len(words); i++ {
			try("extend to "+words[i], "shift+right", strings.Join(words[:i+1], " "))
		}
		for i := len(words) - 2; i >= 0; i-- {
			try("shorten to "+words[i], "shift+left", strings.Join(words[:i+1], " "))
		}
		try("tab to the first", "tab", "Springfield")
		try("tab to the next", "tab", "Ada Lovelace")
		try("on from a span", "right", "about")
		s.Type("home")
		waitSelected(s, words[0])
	}
	for what, n := range least {
		t.Logf("%s: %d bytes", what, n)
		most := 128
		if strings.HasPrefix(what, "tab") {
			most = 200 // two spans and the signs of their tags
		}
		if n > most {
			t.Errorf("%s writes %d bytes, at most %d", what, n, most)
		}
	}
}
