package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
)

// unkept is what would be lost if the reviewer left now.
type unkept struct {
	what    string // "this is not decided yet"
	instead string // what keeps it or what it lacks, "" for neither
	key     string // that instead names, "" for none
	them    bool   // it is several
	rest    string // what leaving goes without, "" for it or them
}

// unkept finds it; false: nothing would be lost. A half-written edit is none of it:
// it is kept as a draft.
func (m *model) unkept() (unkept, bool) {
	if m.bulk != nil {
		return unkept{what: "the bulk action is not done yet", rest: "the rest of it"}, true
	}
	elsewhere := m.begunElsewhere()
	n := len(elsewhere)
	it := m.current()
	here := it != nil && m.unconfirmed(it)
	switch p := m.pane.(type) {
	case *notePane:
		if p.isChanged() {
			return p.unkept(n, here, m.lay.tooSmall), true
		}
	case *spansPane:
		here = here || p.isChanged()
	}
	switch {
	case !here && n == 0:
		return unkept{}, false
	case !here && n == 1:
		return unkept{what: shortID(elsewhere[0]) + " is begun and not decided yet"}, true
	case !here:
		return unkept{what: fmt.Sprintf("%s and %d more are begun and not decided yet", shortID(elsewhere[0]), n-1), them: true}, true
	}
	u := unkept{what: "this is not decided yet"}
	if n > 0 {
		u = unkept{what: fmt.Sprintf("this and %d more are not decided yet", n), them: true}
	}
	u.instead, u.key = m.nextStep(it)
	return u, true
}

// unkept is the note with n answers elsewhere, and one here, that are not decided.
// deaf: no key but one that leaves is taken.
func (p *notePane) unkept(n int, here, deaf bool) unkept {
	u := unkept{what: "the note is not kept yet"}
	if !deaf {
		u.instead, u.key = "enter keeps it", "enter"
	}
	if here {
		n++
	}
	if n > 0 {
		u.what = fmt.Sprintf("the note is not kept and %d answer%s not decided yet", n, map[bool]string{true: " is", false: "s are"}[n == 1])
		u.them = true
	}
	return u
}

// nextStep says what decides the answer in the making, and by which key, or what it
// lacks; nothing where that key means something else or nothing.
func (m *model) nextStep(it *review.Item) (does, key string) {
	if m.lay.tooSmall {
		return "", ""
	}
	if p, ok := m.pane.(*spansPane); ok && p.picker == nil && p.jumps == nil && !p.help {
		return "enter decides", "enter"
	}
	switch {
	case m.pane != nil:
		return "", ""
	case m.decides(it):
		return m.confirmKey() + " decides", m.confirmKey()
	}
	return m.lacks(it), ""
}

// lacks says what an answer in the making still needs.
func (m *model) lacks(it *review.Item) string {
	k, ok := m.kind.(*rateKind)
	switch {
	case ok:
		return k.unrated(m, it)
	case m.task.Kind == review.Prefer:
		return "no answer is chosen yet"
	case m.task.Kind.HasLabels():
		return "no label is chosen yet"
	}
	return "the answer is still to be given"
}

// question says what would be lost and which key leaves all the same, with the keys
// that it names.
func (u unkept) question(leaves string) (text string, keys []string) {
	text = u.what + ": "
	if u.instead != "" {
		text += u.instead + ", "
	}
	if u.key != "" {
		keys = append(keys, u.key)
	}
	rest := u.rest
	switch {
	case rest == "" && u.them:
		rest = "them"
	case rest == "":
		rest = "it"
	}
	return text + leaves + " again leaves without " + rest, append(keys, leaves)
}

// asksToStay says once, when somebody leaves, what would be lost by that. again: it
// was said at the key before.
func (m *model) asksToStay(again bool) bool { return m.asksAt(m.opts.Keys.of(actQuit), again) }

// asksAt is asksToStay for a key that leaves.
func (m *model) asksAt(key string, again bool) bool {
	u, ok := m.unkept()
	if again || !ok {
		return false
	}
	text, keys := u.question(key)
	m.sayHere(levelWarn, text, keys...)
	m.status.asks = true
	return true
}

// askedBefore tells whether the key before asked to leave and that is still to be
// read, and takes the question away.
func (m *model) askedBefore() bool {
	was := m.leaving && (m.status.asks || m.lay.tooSmall)
	m.leaving = false
	if m.status.asks {
		m.status.say(levelInfo, "")
	}
	return was
}

// leave ends the program at a key that leaves wherever one is, unless there is
// something to ask first; what stands in an editor is kept.
func (m *model) leave(key string, again bool) tea.Cmd {
	if m.asksAt(key, again) {
		m.leaving = true
		return nil
	}
	if p, ok := m.pane.(*notePane); ok { // without it, as was asked
		p.left = true
		return tea.Sequence(m.dropNote(&p.item), tea.Quit)
	}
	return tea.Sequence(m.keepDraft(), tea.Quit)
}

// unseen takes what is typed while the terminal is too small to show what it
// would be about: nobody decides blind. Only leaving is left.
func (m *model) unseen(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	if !m.lay.tooSmall {
		return nil, false
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		again := m.askedBefore()
		if m.opts.Keys.action(msg.String()) == actQuit {
			return m.leave(m.opts.Keys.of(actQuit), again), true
		}
		return nil, true
	case tea.PasteMsg, tea.MouseMsg:
		return nil, true
	}
	return nil, false
}

func (m *model) tooSmallRows() []string {
	quit := m.opts.Keys.of(actQuit)
	size := fmt.Sprintf("This terminal has %d×%d cells; winnow needs %d×%d.", m.w, m.h, minWidth, minHeight)
	u, ok := m.unkept()
	switch {
	case ok && m.leaving: // first, since little may be in sight
		text, _ := u.question(quit)
		return wrap(sentence(text)+". "+size, m.w)
	case ok:
		return wrap(strings.Join([]string{size, sentence(u.what) + ".", quit, "asks before it quits."}, " "), m.w)
	}
	return wrap(size+" "+m.savedWords()+" "+quit+" quits.", m.w)
}

// savedWords say how much is saved, where nothing would be lost.
func (m *model) savedWords() string {
	if p, ok := m.pane.(*editor); ok && p.changed() {
		return "The edit is kept as a draft."
	}
	if len(m.unanswered) > 0 {
		return "What you decided is being saved."
	}
	return "Everything is saved."
}
