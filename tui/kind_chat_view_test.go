package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/tui/screentest"
)

// longChat is a record of n turns of about size bytes each.
func longChat(n, size int) string {
	var said []string
	for i := range n {
		role := "user"
		if i%2 == 1 {
			role = "assistant"
		}
		said = append(said, role, fmt.Sprintf("This is turn %d. ", i+1)+strings.Repeat(benchSentence, size/len(benchSentence)))
	}
	return chatRow("long", said...)
}

func TestChat_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, chatTask(), chatRows[0]).screen(t, size.w, size.h)
			s.WaitFor("turn 7 of 7", "Your seat is not kept", "0 of 1 decided")
			s.Golden()
		})
	}
}

func TestChat_FixedTurnsScreens(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRows[1]).screen(t, 100, 30)
	s.WaitFor("turn 4 of 4", "0 of 1 decided")
	s.Golden()
}

func TestChat_EditedAndCutScreens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, chatTask(), chatRows...)
			s := b.screen(t, size.w, size.h, screentest.Profile(colorprofile.Ascii))
			s.WaitFor(" c1 ", "turn 7 of 7")
			s.Type("K", "K", "K", "K", "e")
			s.WaitFor("✎ turn 3 assistant")
			s.Golden("editor")
			s.TypeText("Please ")
			s.WaitFor("Please Take")
			s.Type("ctrl+s")
			s.WaitFor("edited in turn 3", " c2 ")
			s.Type("left")
			s.WaitFor("✎ edited", "{+Please +}Take")
			s.Type("tab", "tab", "X")
			s.WaitFor("cut before turn 4", " c2 ")
			s.Type("left")
			s.WaitFor("✗ cut before turn 4", "● edited in turn 3")
			s.Golden()
			s.Type("h")
			s.WaitFor("YOUR DECISIONS")
			s.Golden("history")
		})
	}
}

func TestChat_FoldShowsEveryTurnOnARow(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRows[0]).screen(t, 80, 24)
	s.WaitFor("turn 7 of 7", "▲")
	s.Type("z", "K")
	s.WaitFor("turn 6 of 7", "1 system  Answer in", "7 assistant  ⚠ 2 hidden", "z unfold")
	s.Golden()
	s.Type("z")
	s.WaitFor("z fold", "▲")
}

func TestChat_TheSelectedTurnComesIntoSight(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), longChat(40, 300))
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	drive(t, m, m.refill()())
	seen := func(at string) {
		t.Helper()
		if f := m.frame(); !strings.Contains(f, fmt.Sprintf("This is turn %d. ", chatOf(m).sel+1)) || !strings.Contains(f, "▸") {
			t.Errorf("%s: turn %d is not in sight:\n%s", at, chatOf(m).sel+1, screenOf(m))
		}
	}
	seen("the start")
	for i := range 45 {
		keysInto(t, m, "J")
		seen(fmt.Sprintf("down %d", i))
	}
	for i := range 45 {
		keysInto(t, m, "K")
		seen(fmt.Sprintf("up %d", i))
	}
	keysInto(t, m, "z")
	seen("folded")
	drive(t, m, tea.WindowSizeMsg{Width: 130, Height: 40})
	m.frame()
	keysInto(t, m, "z")
	seen("unfolded")
}

func TestChat_ScrollingPassesEveryRowAndKeepsTheSelection(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), longChat(12, 400))
	m := newModel(b.desk, b.session, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	drive(t, m, m.refill()())
	m.frame()
	sel := chatOf(m).sel
	drive(t, m, tea.KeyPressMsg{Code: tea.KeyHome})
	shown := map[int]bool{}
	look := func() {
		frame := m.frame()
		for i := range 12 {
			if strings.Contains(frame, fmt.Sprintf("This is turn %d. ", i+1)) {
				shown[i] = true
			}
		}
	}
	look()
	for range 30 {
		keysInto(t, m, "pgdown")
		look()
	}
	if len(shown) != 12 || strings.Contains(m.frame(), "▼") {
		t.Errorf("paging down showed %d of 12 turns, and ends at\n%s", len(shown), screenOf(m))
	}
	end := m.frame()
	keysInto(t, m, "up", "up", "up", "down", "down", "down")
	if m.frame() != end {
		t.Errorf("three rows up and down again is another place:\n%s", screenOf(m))
	}
	for range 200 {
		keysInto(t, m, "up")
		m.frame()
	}
	if strings.Contains(m.frame(), "▲") || !strings.Contains(m.frame(), "This is turn 1. ") {
		t.Errorf("going up ends at\n%s", screenOf(m))
	}
	if chatOf(m).sel != sel {
		t.Errorf("scrolling selected turn %d", chatOf(m).sel+1)
	}
}

func TestChat_AClickSelectsATurn(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRows[0]).screen(t, 120, 36)
	s.WaitFor("turn 7 of 7", "0 of 1 decided")
	x, y, ok := s.Find("Take the next KTX")
	if !ok {
		t.Fatalf("turn 3 is not on the screen:\n%s", s.Text())
	}
	s.Click(x, y)
	s.WaitFor("turn 3 of 7")
	s.Type("e")
	s.WaitFor("✎ turn 3 assistant")
}

// Ensure that a long conversation costs what is seen of it.
func TestChat_OnlyWhatIsInSightIsLaidOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), longChat(200, 5000))
	m := b.model(t, Options{})
	laid := func() (n int) {
		for _, b := range chatOf(m).view.bubbles {
			if _, all := b.text.Count(); all {
				n++
			}
		}
		return n
	}
	m.frame()
	if n := laid(); n > 3 {
		t.Errorf("%d turns are laid out to show the last", n)
	}
	keysInto(t, m, "tab")
	m.frame()
	keysInto(t, m, "end")
	m.frame()
	if n := laid(); n > 6 {
		t.Errorf("%d turns are laid out to show both ends", n)
	}

	b = newBench(t, chatTask(), chatRow("huge", "user", "Hi.", "assistant", strings.Repeat(benchSentence, 15_000)))
	m = b.model(t, Options{})
	keysInto(t, m, "z", "z", "down")
	m.frame()
	if _, all := chatOf(m).view.bubbles[1].text.Count(); all {
		t.Error("a megabyte is laid out to show its beginning")
	}
}

func TestChat_FrameOfAnUnchangedCardAllocatesLittle(t *testing.T) {
	m := newBench(t, chatTask(), longChat(200, 5000)).model(t, Options{})
	m.View()
	if n := testing.AllocsPerRun(50, func() {
		m.status.say(levelGood, "saved")
		m.View()
	}); n > 100 {
		t.Errorf("%.0f allocations, at most 100", n)
	}
}

// Ensure that what is seen of a conversation is a piece of the whole card,
// however it was come to.
func TestChat_AViewIsAPieceOfTheWholeCard(t *testing.T) {
	keys := []string{"up", "down", "pgup", "pgdown", "home", "end", "J", "K", "z", "tab", "left"}
	rapid.Check(t, func(rt *rapid.T) {
		var said []string
		for i := range rapid.IntRange(1, 14).Draw(rt, "turns") {
			role := rapid.SampledFrom([]string{"user", "assistant", "system", "tool", "narrator"}).Draw(rt, "role")
			said = append(said, role, fmt.Sprintf("turn%d. ", i)+strings.Repeat("한 word ", rapid.IntRange(0, 200).Draw(rt, "length")))
		}
		m := newBench(t, chatTask(), chatRow("c", said...)).model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: rapid.IntRange(40, 120).Draw(rt, "w"), Height: rapid.IntRange(12, 40).Draw(rt, "h")})
		if rapid.Bool().Draw(rt, "cut") {
			keysInto(t, m, "X", "left")
		}
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 30).Draw(rt, "keys") {
			keysInto(t, m, key)
			m.frame()
			k := chatOf(m)
			s := &scene{m: m, it: m.current(), k: &chatKind{seq: k.seq, sel: k.sel, folded: k.folded, fields: k.fields}, w: m.card.w - 2}
			s.turns, s.kept = m.chatTurns(s.it)
			whole := strings.Join(s.window(10_000), "\n")
			s.k = &chatKind{seq: k.seq, sel: k.sel, folded: k.folded, fields: k.fields, view: k.view}
			part := s.window(k.view.n)
			if k.view.top != (place{}) && len(part) < k.view.n {
				rt.Fatalf("after %s there is room under the end", key)
			}
			part = slices.DeleteFunc(part, func(r string) bool { return strings.Contains(r, "above: ↑") || strings.Contains(r, "below: ↓") })
			if !strings.Contains("\n"+whole+"\n", "\n"+strings.Join(part, "\n")+"\n") {
				rt.Fatalf("after %s this is in sight:\n%s\nof:\n%s", key, ansi.Strip(strings.Join(part, "\n")), ansi.Strip(whole))
			}
		}
	})
}

func TestChat_TheEditorShowsWhatATurnAnswers(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRows[0]).screen(t, 100, 30)
	s.WaitFor("turn 7 of 7", "0 of 1 decided")
	s.Type("K", "K", "e")
	s.WaitFor("✎ turn 5 assistant", "한국어로 짧게 다시 말해 주세요.")
	s.TypeText("네. ")
	s.WaitFor("네. 같은 승차권으로")
	x, y, ok := s.Find("같은 승차권으로")
	if cx, cy, visible := s.Cursor(); !ok || !visible || cx != x || cy != y {
		t.Errorf("the cursor is at %d,%d, what was typed ends at %d,%d", cx, cy, x, y)
	}
	s.Golden()
	s.Type("shift+tab")
	s.WaitFor("✎ turn 4 user", "Take the next KTX")
	s.Type("shift+tab", "shift+tab", "shift+tab")
	s.WaitFor("✎ turn 1 system")
	s.WaitGone("My train to Busan")
}

func TestChat_ItsKeysAreFreeInEveryProfile(t *testing.T) {
	t.Parallel()
	for _, name := range Profiles {
		keys, _ := ProfileKeys(name)
		for _, c := range chatKeys {
			for _, key := range []string{c.key, c.also} {
				if key != "" && !keys.free(key) {
					t.Errorf("%s means something else in profile %s", key, name)
				}
			}
		}
	}
}

// Ensure that a header without its text, and a text without its header, are told:
// who decides about a turn has to know that it is not all in sight.
func TestChat_TurnsThatAreInSightInPartAreTold(t *testing.T) {
	t.Parallel()
	long := "begin" + strings.Repeat(" word", 200) + " end"
	m := newBench(t, chatTask(), chatRow("c", "user", long, "assistant", "yes", "user", long, "assistant", "no")).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	m.frame()
	keysInto(t, m, "home")
	sees(t, m, "▼ the rest of turn 1 and 3 turns below: ↓ pgdn end")
	keysInto(t, m, "down", "down", "down")
	sees(t, m, "▲ the start of turn 1 above: ↑ pgup home")
	for _, head := range []string{"3 user", "1 user"} {
		keysInto(t, m, map[string]string{"3 user": "home", "1 user": "end"}[head])
		step := map[string]string{"3 user": "down", "1 user": "up"}[head]
		for range 60 {
			keysInto(t, m, step)
			rows := strings.Split(screenOf(m), "\n")
			for i, r := range rows {
				if strings.HasPrefix(r, " ▼") && strings.Contains(rows[i-1], "3 user") && !strings.Contains(r, "the text of turn 3 and 1 turn below") {
					t.Errorf("a header alone:\n%s\n%s", rows[i-1], r)
				}
			}
		}
	}
}

func TestChat_ACutIsNotToldAsAnEdit(t *testing.T) {
	t.Parallel()
	s := newBench(t, chatTask(), chatRows...).screen(t, 120, 36)
	s.WaitFor(" c1 ", "turn 7 of 7")
	s.Type("X")
	s.WaitFor("saved: c1 cut before", "1 edited or cut")
	s.Type("h")
	s.WaitFor("YOUR DECISIONS", "  cut  ")
}
