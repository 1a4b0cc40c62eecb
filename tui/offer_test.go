package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
)

// offers tells whether the last row shows a key with what it does.
func offers(m *model, hint string) bool {
	rows := strings.Split(ansi.Strip(m.frame()), "\n")
	return strings.Contains(rows[len(rows)-1]+"  ", " "+hint+"  ")
}

func TestLastRow_OffersWhatThereIsSomethingFor(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 40})
	check := func(when string, hints map[string]bool) {
		t.Helper()
		for hint, want := range hints {
			if offers(m, hint) != want {
				t.Errorf("%s: %q is offered: %t\n%s", when, hint, !want, screenOf(m))
			}
		}
	}
	check("at the start", map[string]bool{"u undo": false, "h history": false, "f flag": true, "/ search": true, "o order": true})
	keysInto(t, m, "f")
	check("when flagged", map[string]bool{"u undo": true, "h history": false, "f unflag": true, "f flag": false})
	keysInto(t, m, "u", "a")
	check("after a decision", map[string]bool{"u undo": true, "h history": true})
	keysInto(t, m, "u")
	check("after its undo", map[string]bool{"u undo": false, "h history": false})
	keysInto(t, m, "ctrl+r", "<")
	check("under a threshold", map[string]bool{"u undo": true, "/ change filter": true, "/ search": false})

	b.desk.Close()
	b.open(t, b.store)
	m = b.model(t, Options{})
	if !offers(m, "u undo") {
		t.Error("what was decided in an earlier sitting can be undone")
	}
	m = newBench(t, newsTask()).model(t, Options{})
	check("without samples", map[string]bool{"u undo": false, "h history": false, "/ search": false, "o order": false, "s statistics": false, "? all keys": true})
	sees(t, m, "no samples yet")
	if m = recipes(t).model(t, Options{}); offers(m, "g guidelines") {
		t.Error("guidelines are offered where the task has none")
	}
}

func TestFilter_SaysHowManyOfTheQueueAreLeft(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), newsRows...).model(t, Options{})
	keysInto(t, m, "<", "<")
	sees(t, m, "3 of 5 left match")
	keysInto(t, m, "a")
	sees(t, m, "2 of 5 left match")
	var rows []string
	for range ahead * 2 {
		rows = append(rows, fmt.Sprintf(`{"id":"r%d","text":"Text %d.","label":"neutral","confidence":0.5}`, len(rows), len(rows)))
	}
	m = newBench(t, newsTask(), rows...).model(t, Options{})
	keysInto(t, m, "<")
	sees(t, m, "over 17 of 32 left match")
}

func TestMessages_KeysLookLikeKeys(t *testing.T) {
	t.Parallel()
	st := newStyles(Themes[0], true, colorprofile.TrueColor)
	for _, c := range []struct {
		text string
		keys []string
		want string
	}{
		{"the Zebra; Z unfolds, u", []string{"Z", "u"}, "the Zebra; [Z] unfolds, [u]"},
		{"> widens it", []string{">"}, "[>] widens it"},
		{"cut before its k…", []string{"key"}, "cut before its k…"},
		{"no key", []string{""}, "no key"},
	} {
		got, _ := st.keyed(paint{}, c.text, c.keys)
		if got = strings.ReplaceAll(strings.ReplaceAll(got, st.key.on, "["), st.key.off, "]"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	m := recipes(t).model(t, Options{})
	sees(t, m, "lowest heat")
	keysInto(t, m, "Z")
	if frame := m.frame(); !strings.Contains(frame, m.st.key.text("Z")+m.st.faint.text(" shows them whole")) {
		t.Errorf("%s", frame)
	}
}

func TestDraft_IsSeenOnTheCardAndIsNotTheAnswer(t *testing.T) {
	t.Parallel()
	b := recipes(t)
	m := b.model(t, Options{})
	keysInto(t, m, "e", "Q", "esc")
	sees(t, m, "✎ draft", "Rinse the rice.", "✎ your draft of output  not decided: e goes on with it", "QRinse")
	keysInto(t, m, "a")
	sees(t, m, "it has a draft: e goes on with it, the same key again decides without it")
	if it := b.item(t, "r1"); it.State.Verdict != "" || it.Draft == nil {
		t.Errorf("one key has done away with the draft: %q, %+v", it.State.Verdict, it.Draft)
	}
	keysInto(t, m, "a")
	if it := b.item(t, "r1"); it.State.Verdict != review.Accept {
		t.Errorf("stored as %s", it.State.Verdict)
	}
}

func TestPicker_KeepsTheTextInSightAndBeginsAtTheModelsLabel(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	for _, size := range []tea.WindowSizeMsg{{Width: 120, Height: 36}, {Width: 80, Height: 24}} {
		m := b.model(t, Options{})
		drive(t, m, size)
		keysInto(t, m, "l")
		sees(t, m, "Nobody asked how sure", "type to filter", "▸ neutral ◂ model")
		keysInto(t, m, "u")
		sees(t, m, "Nobody asked how sure", "▸ unclear")
		keysInto(t, m, "backspace")
		sees(t, m, "▸ neutral")
	}
	m := b.model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 60, Height: 12})
	keysInto(t, m, "l")
	sees(t, m, "▸ neutral", "unclear")
}

func TestPicker_InTheSpanModeShowsWhatIsBeingMarked(t *testing.T) {
	t.Parallel()
	m := demoBench(t, review.Spans).model(t, Options{})
	keysInto(t, m, "tab", "space")
	sees(t, m, "✎ mark text", "Washington denied", "type to filter", "▸ ▬ PLACE")
	keysInto(t, m, "up", "enter")
	sees(t, m, "▸ORG")
}

func TestGuidelines_NameTheKeysTheModelsLabelAndTheWayOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := b.model(t, Options{})
	keysInto(t, m, "g")
	sees(t, m, "2/d neutral", "◂ model", "g close guidelines", "PROGRESS", "NEXT")
	keysInto(t, m, "b", "left") // which is another card
	sees(t, m, "1/b biased", "● you")
	drive(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	keysInto(t, m, "g")
	if screen := ansi.Strip(m.frame()); strings.Contains(screen, "scroll") || !strings.Contains(screen, "1/b biased") {
		t.Errorf("all is in sight:\n%s", screen)
	}
}

func TestHelp_HasTwoHeadingsForTheModesOfSpansAndColumnsOfOneHeight(t *testing.T) {
	t.Parallel()
	m := demoBench(t, review.Spans).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 100})
	keysInto(t, m, "?")
	sees(t, m, "SPANS, ON THE CARD", "SPANS, IN THE TEXT")
	for _, no := range []string{"In the text:", "1-9 0", "give this label", "↑ ↓ pgdn scroll"} {
		if strings.Contains(screenOf(m), no) {
			t.Errorf("the help says %q", no)
		}
	}
	for _, c := range []struct{ heights, left, right []int }{
		{[]int{5}, []int{0}, nil}, {[]int{8, 6, 20, 8, 5}, []int{0, 1, 3}, []int{2, 4}}, {nil, nil, nil},
	} {
		group := func(i int) []string { return slices.Repeat([]string{fmt.Sprint(i)}, c.heights[i]) }
		var all, left, right [][]string
		for i := range c.heights {
			all = append(all, group(i))
		}
		for _, i := range c.left {
			left = append(left, group(i))
		}
		for _, i := range c.right {
			right = append(right, group(i))
		}
		if l, r := balanced(all); !slices.Equal(l, slices.Concat(left...)) || !slices.Equal(r, slices.Concat(right...)) {
			t.Errorf("%v: %v and %v", c.heights, l, r)
		}
	}
}

func TestLastRow_OffersAcceptWhereItWouldDecide(t *testing.T) {
	t.Parallel()
	check := func(m *model, when string, hints map[string]bool) {
		t.Helper()
		drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 40})
		for hint, want := range hints {
			if offers(m, hint) != want {
				t.Errorf("%s: %q is offered: %t\n%s", when, hint, !want, screenOf(m))
			}
		}
	}
	m := newBench(t, newsTask(), `{"id":"bare","text":"Nothing is said of this."}`).model(t, Options{})
	check(m, "without a suggestion", map[string]bool{"a accept": false, "x reject": true, "1-3 label": true})
	m = newBench(t, gradesTask("1-5", "true"), `{"id":"q","instruction":"x","output":"y"}`).model(t, Options{})
	check(m, "before a rating", map[string]bool{"a accept": false, "enter decide": false})
	keysInto(t, m, "4")
	check(m, "half rated", map[string]bool{"a accept": false, "enter decide": false, "esc drop it": true})
	keysInto(t, m, "3")
	check(m, "wholly rated", map[string]bool{"a accept": false, "enter decide": true})
	m = demoBench(t, review.MultiLabel).model(t, Options{})
	check(m, "with a suggestion", map[string]bool{"a accept": true})
}

func TestLabels_WithoutAKeyOfTheirOwnSayHowTheyArePicked(t *testing.T) {
	t.Parallel()
	m := manyLabels(t).model(t, Options{})
	for size, hint := range map[[2]int]string{{200, 50}: "l pick by name", {120, 36}: "l   6 more", {80, 24}: "l 19 more"} {
		drive(t, m, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		sees(t, m, hint)
	}
	drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 50})
	keysInto(t, m, "l")
	if screen := screenOf(m); strings.Contains(screen, "pick by name") {
		t.Errorf("in the picker l filters:\n%s", screen)
	}
	for _, b := range []*bench{news(t), demoBench(t, review.Prefer), demoBench(t, review.Rate), demoBench(t, review.Spans)} {
		m := b.model(t, Options{})
		drive(t, m, tea.WindowSizeMsg{Width: 200, Height: 50})
		if screen := screenOf(m); strings.Contains(screen, "pick by name") {
			t.Errorf("each label has a key:\n%s", screen)
		}
	}
}

func TestPicker_OfManyLabelsSaysWhatIsOutOfSightAndShowsNoKeyThatFilters(t *testing.T) {
	t.Parallel()
	m := manyLabels(t).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
	sees(t, m, "1-9 0 label", "0   ")
	keysInto(t, m, "l")
	sees(t, m, "(type to filter)", "more")
	if screen := screenOf(m); !strings.Contains(screen, "▼ ") || strings.Contains(screen, "1/b") {
		t.Errorf("%s", screen)
	}
	keysInto(t, m, "end")
	sees(t, m, "▲ ", "▸ threat")
}

func TestPicker_TakesSeveralLabels(t *testing.T) {
	t.Parallel()
	m := demoBench(t, review.MultiLabel).model(t, Options{})
	keysInto(t, m, "l")
	before := len(m.standing(m.current()).Labels)
	keysInto(t, m, "end", "enter")
	if after := len(m.standing(m.current()).Labels); after == before || m.pane == nil {
		t.Errorf("%d labels and then %d\n%s", before, after, screenOf(m))
	}
	keysInto(t, m, "home", "enter", "esc")
	sees(t, m, "not decided yet", "enter decide")
}

func TestSide_UnderAPaneOverTheCardShowsNeitherKeysNorTheHiddenCardsLabel(t *testing.T) {
	t.Parallel()
	m := newBench(t, newsTask(), newsRows...).model(t, Options{})
	drive(t, m, tea.WindowSizeMsg{Width: 120, Height: 36})
	sees(t, m, "2/d neutral", "◂ model")
	keysInto(t, m, "a", "h")
	if screen := screenOf(m); strings.Contains(screen, "◂ model") || strings.Contains(screen, "2/d") {
		t.Errorf("%s", screen)
	}
	keysInto(t, m, "esc")
	sees(t, m, "2/d neutral", "◂ model")
}
