package tui

import (
	"strings"
	"testing"

	"winnow/tui/screentest"
)

const koreanSentence = "시의회는 화요일에 새 전차 노선을 승인했다. 議会は火曜日に新しい路線を承認した。 "

// cost gives a key and returns the bytes that were written until the screen
// shows what it should.
func cost(s *screentest.Screen, key string, shows ...string) int {
	before := len(s.Bytes())
	s.Type(key)
	s.WaitFor(shows...)
	return len(s.Bytes()) - before
}

// Ensure that a key writes what it changes and no more: over SSH these bytes
// are the delay.
func TestBytes_PerKeyAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sentence             string
		status, selection, advance int // at most, in bytes
	}{
		{"ascii", benchSentence, 64, 128, 3072},
		// The renderer repaints a whole row that holds a wide character
		// at every frame, under a list of labels too, and the next card, with
		// the key that takes a decision back, may take four on a slow machine.
		{"cjk", koreanSentence, 2300, 2400, 4 * 2300},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			other := strings.ToUpper(c.sentence)
			if c.name == "cjk" {
				other = "표결은 아홉 대 둘이었다. " + c.sentence
			}
			first := strings.Replace(rowOf("one", 1200, c.sentence), `"confidence":0.3`, `"confidence":0.2`, 1)
			s := newBench(t, newsTask(), first, rowOf("two", 1200, other)).screen(t, 120, 40)
			s.WaitFor(" one ", "suggestion neutral", "0 of 2 decided")
			status, selection := 1<<20, 1<<20
			// The least of three: what the terminal answers at the start is
			// drawn in between.
			for range 3 {
				cost(s, "W", "no action has the key W")
				status = min(status, cost(s, "K", "no action has the key K"))
			}
			s.Type("l")
			s.WaitFor("▸ neutral ◂ model")
			for range 3 {
				selection = min(selection, cost(s, "up", "▸ biased"))
				cost(s, "down", "▸ neutral ◂ model")
			}
			s.Type("esc")
			s.WaitFor("suggestion neutral")
			advance := cost(s, "a", "saved: one accepted", " two ", "1 of 2 decided", "nothing")
			t.Logf("status %d, selection %d, next card %d bytes", status, selection, advance)
			if status > c.status || selection > c.selection || advance > c.advance {
				t.Errorf("status %d, selection %d, next card %d bytes; at most %d, %d, %d", status, selection, advance, c.status, c.selection, c.advance)
			}
		})
	}
}
