package tui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review"
)

// Ensure that with any keys, on any terminal, every frame is whole and fresh and
// the log replays to the state that it has led to.
func TestKinds_AnyKeysKeepFramesAndTheLog(t *testing.T) {
	t.Parallel()
	letters := gradesTask("a-d", "true", "short")
	long := fmt.Sprintf(`{"id":"long","prompt":"Which?","chosen":%q,"rejected":%q}`, benchSentence+benchSentence+"한국어 🌬 "+benchSentence, benchSentence)
	for name, c := range map[string]struct {
		task review.Task
		rows []string
		keys []string
	}{
		"prefer":     {preferTask(), append(pairs(3), rowSky, rowWide, rowEvil, rowTurns, long), []string{"left", "right", "=", "d", "1", "2", "3", "0"}},
		"three":      {judgedTask("x", "y", "z"), []string{`{"id":"one","question":"q","x":"1","y":"2","z":"2","label":"3"}`, `{"id":"two","question":"q","x":"","y":"2"}`}, []string{"=", "d", "3", "0", "b"}},
		"multilabel": {moodsTask(), moodsRows, []string{"j", "r", "y", "4", "-", "tab"}},
		"rate":       {gradesTask("1-5"), gradesRows[2:], []string{"1", "5", "tab"}},
		"rate parts": {letters, append(partRows[2:], gradesRows...), []string{"a", "b", "c", "tab"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := append(c.keys, c.keys...)
			for _, b := range keyTable {
				if b.action != actQuit && b.action != actEditor {
					names = append(names, b.keys...)
				}
			}
			names = append(names, "enter", "esc", "tab", "ctrl+s", "ctrl+x", ",", ".", "<", ">", "Q")
			rapid.Check(t, func(rt *rapid.T) {
				b := newBench(t, c.task, c.rows...)
				m := newModel(b.desk, b.session, Options{})
				m.draftRest = time.Microsecond
				drive(t, m, m.refill()())
				for range 2 {
					drive(t, m, tea.WindowSizeMsg{Width: rapid.IntRange(1, 220).Draw(rt, "w"), Height: rapid.IntRange(1, 70).Draw(rt, "h")})
					for _, key := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 12).Draw(rt, "keys") {
						drive(t, m, keyPress(key))
						checkFrame(rt, m)
						checkFresh(rt, m, key)
					}
				}
				if err := m.finish(); err != nil {
					rt.Fatal(err)
				}
				report, err := b.store.Check()
				if err != nil {
					rt.Fatal(err)
				}
				if !report.OK() {
					rt.Fatalf("the log does not replay to the same state: %+v", report)
				}
			})
		})
	}
}
