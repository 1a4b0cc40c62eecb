package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// chatKind reviews a conversation. One of its turns is selected: it is the one
// that is edited, and the one before which the conversation is cut.
type chatKind struct {
	plain
	seq    uint64
	sel    int  // the selected turn
	folded bool // all other turns stand on one row each
	fields int  // sections of the card that stand before the turns
	view   chatView
}

// turnName names the i-th turn of a conversation, from 0, among the texts of a
// sample.
func turnName(i int) string { return fmt.Sprintf("turn %d", i+1) }

// turnOf is the turn of that name, -1 for another text.
func turnOf(name string) int {
	number, ok := strings.CutPrefix(name, "turn ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 {
		return -1
	}
	return n - 1
}

// sync begins anew when another sample came on the card: with the turn of its
// draft, else with the last one before a cut, the first that was edited, or the
// last one of the model.
func (k *chatKind) sync(m *model, it *review.Item) {
	if k.seq == it.Sample.Seq {
		return
	}
	*k = chatKind{seq: it.Sample.Seq, sel: -1}
	k.view.follow = true
	turns := m.standing(it).Turns
	for i, t := range turns {
		if sideOf(t.Role) == assistantSide {
			k.sel = i
		}
	}
	was := it.Sample.Suggestion.Turns
	if edited := editedTurns(was, turns); len(edited) > 0 {
		k.sel = edited[0]
	}
	if k.sel < 0 || len(turns) < len(was) {
		k.sel = max(0, len(turns)-1)
	}
	if it.Draft != nil && len(it.Draft.Texts) > 0 {
		k.choose(m, it, it.Draft.Field)
	}
}

// chatTurns are all turns of the sample: those that stand in the answer, and
// behind them, from kept on, those that were cut off.
func (m *model) chatTurns(it *review.Item) (turns []review.Turn, kept int) {
	turns = m.standing(it).Turns
	kept = len(turns)
	if was := it.Sample.Suggestion.Turns; kept < len(was) {
		turns = append(slices.Clone(turns), was[kept:]...)
	}
	return turns, kept
}

func (k *chatKind) sections(m *model, it *review.Item, w int) []section {
	k.sync(m, it)
	out := m.fieldSections(it, w, true, it.Sample.Fields)
	k.fields = len(out)
	return out
}

func (k *chatKind) foot(m *model, it *review.Item, w, _ int) []string {
	k.sync(m, it)
	turns, kept := m.chatTurns(it)
	if len(turns) == 0 {
		return []string{m.st.warn.text("the record has no turns")}
	}
	at := fmt.Sprintf("turn %d of %d", min(k.sel, len(turns)-1)+1, len(turns))
	if kept < len(turns) {
		at += fmt.Sprintf(", %d cut", len(turns)-kept)
	}
	row := m.st.accent.text(at)
	return []string{row + m.st.faint.text("  "+oneLine(m.reasonText(it), max(0, w-2-cells(at))))}
}

// chatKeys are the keys of the kind, as the help shows them.
var chatKeys = [...]struct{ key, also, show, does, short string }{
	{"tab", "J", "tab", "next turn (J too; shift+tab or K: the one before)", "turn"},
	{"X", "", "X", "cut: reject from the selected turn on, with a question that is then left without an answer", "cut here"},
	{"z", "", "z", "fold the other turns, or unfold", "fold"},
}

func (k *chatKind) key(m *model, it *review.Item, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	k.sync(m, it)
	name := msg.String()
	switch m.opts.Keys.action(name) {
	case actNone:
	case actEdit, actEditor:
		return nil, k.refusesEdit(m, it)
	case actLabel: // there are no labels: digits count the turns
		k.goTo(m, it, (int(name[0]-'0')+9)%10)
		return nil, true
	case actFold:
		if k.fields > 0 { // which that key folds
			return nil, false
		}
		name = "z"
	default:
		return nil, false
	}
	switch name {
	case "tab", "J":
		k.move(m, it, 1)
	case "shift+tab", "K":
		k.move(m, it, -1)
	case "X":
		return k.cut(m, it), true
	case "z":
		k.folded = !k.folded
		k.view.follow = true
		m.stale()
	default:
		return nil, false
	}
	return nil, true
}

func (k *chatKind) hints(m *model, it *review.Item) []hint {
	if it == nil {
		return nil
	}
	var out []hint
	for _, c := range chatKeys {
		if !m.opts.Keys.free(c.key) || c.key == "X" && !m.canCut(it) {
			continue
		}
		h := hint{c.show, c.short}
		if c.key == "z" && k.folded {
			h.does = "unfold"
		}
		out = append(out, h)
	}
	return out
}

// help are the keys of the kind for the list of all keys.
func (k *chatKind) help(m *model) []hint {
	var out []hint
	for _, c := range chatKeys {
		if m.opts.Keys.free(c.key) {
			out = append(out, hint{c.show, c.does})
		}
	}
	return append(out, hint{"1-9 0", "select turn 1 to 10"})
}

// move selects another turn, around the ends.
func (k *chatKind) move(m *model, it *review.Item, by int) {
	turns, _ := m.chatTurns(it)
	if n := len(turns); n > 0 {
		k.sel = (min(k.sel, n-1) + by + n) % n
	}
	k.view.follow = true
	m.stale()
}

// goTo selects the i-th turn.
func (k *chatKind) goTo(m *model, it *review.Item, i int) {
	if turns, _ := m.chatTurns(it); i >= len(turns) {
		m.status.say(levelHint, fmt.Sprintf("there is no turn %d: the conversation has %d", i+1, len(turns)))
		return
	}
	k.sel, k.view.follow = i, true
	m.stale()
}

// cut decides that the conversation is what stands before the selected turn, up
// to the last answer there: a question that nothing answers is of use to nobody.
func (k *chatKind) cut(m *model, it *review.Item) tea.Cmd {
	turns, kept := m.chatTurns(it)
	if len(turns) == 0 {
		m.status.say(levelHint, "there is no turn to cut before")
		return nil
	}
	sel := min(k.sel, len(turns)-1)
	switch end := endOfAnswer(turns, sel); {
	case sel == 0:
		m.status.say(levelHint, "before the first turn stands nothing: "+m.opts.Keys.of(actReject)+" rejects the whole conversation", m.opts.Keys.of(actReject))
		return nil
	case end == 0:
		m.status.say(levelHint, fmt.Sprintf("before turn %d stands no answer: %s rejects the whole conversation",
			sel+1, m.opts.Keys.of(actReject)))
		return nil
	case end == kept:
		m.status.say(levelHint, fmt.Sprintf("it is cut before turn %d already", end+1))
		return nil
	default:
		after := m.standing(it)
		after.Turns = slices.Clone(turns[:end])
		return m.decideAs(it, after)
	}
}

// canCut tells whether a cut before one of the turns leaves a conversation.
func (m *model) canCut(it *review.Item) bool {
	turns, _ := m.chatTurns(it)
	return endOfAnswer(turns, len(turns)-1) > 0
}

// endOfAnswer is how many of the first n turns go up to the last answer among
// them, 0: there is none. A turn that calls a tool answers nothing yet.
func endOfAnswer(turns []review.Turn, n int) int {
	for i := n - 1; i >= 0; i-- {
		calls := i+1 < len(turns) && sideOf(turns[i+1].Role) == toolSide
		if sideOf(turns[i].Role) == assistantSide && !calls {
			return i + 1
		}
	}
	return 0
}

// refusesEdit says why the selected turn cannot be edited.
func (k *chatKind) refusesEdit(m *model, it *review.Item) bool {
	turns, kept := m.chatTurns(it)
	switch {
	case k.sel >= len(turns):
		return false
	case k.sel >= kept:
		m.status.say(levelHint, fmt.Sprintf("turn %d is cut: %s takes the whole conversation back, X cuts elsewhere",
			k.sel+1, m.opts.Keys.of(actAccept)))
	case turns[k.sel].Fixed:
		m.status.say(levelHint, fmt.Sprintf("turn %d is no plain text in the record (a tool call, or parts): it can be read, not edited", k.sel+1))
	default:
		return false
	}
	return true
}

func (k *chatKind) click(m *model, it *review.Item, _, y int) tea.Cmd {
	k.sync(m, it)
	if i := k.view.turnAt(y); i >= 0 && i != k.sel {
		k.sel, k.view.follow = i, k.folded // a turn that unfolds may not fit
		m.stale()
	}
	return nil
}
