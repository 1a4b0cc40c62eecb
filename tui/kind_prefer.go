package tui

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// preferKind says which of several answers is the best. On the screen answers
// are called by where they stand, in an order of its own for each sample and
// reviewer: neither their names nor their order in the record tell anything.
type preferKind struct {
	plain
	two  bool   // two answers: left and right
	diff uint64 // the sample whose answers are shown by their difference
	laid laidDiff
	room int // how much room the card has to save
}

func newPreferKind(task review.Task) *preferKind { return &preferKind{two: len(task.Answers) == 2} }

// order is which answer stands where, from left to right: sorted by a hash, so
// that it is the same after every restart.
func (k *preferKind) order(m *model, it *review.Item) []int {
	out := make([]int, len(m.task.Answers))
	for i := range out {
		out[i] = i
	}
	if it == nil {
		return out
	}
	var b []byte
	for _, s := range []string{m.session.Reviewer(), it.Sample.ID} {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
	}
	keys := make([][sha256.Size]byte, len(out))
	for i := range keys {
		keys[i] = sha256.Sum256(binary.BigEndian.AppendUint64(slices.Clip(b), uint64(i)))
	}
	slices.SortFunc(out, func(i, j int) int { return bytes.Compare(keys[i][:], keys[j][:]) })
	return out
}

// place is what an answer is called, by its position from 0.
func (k *preferKind) place(pos int) string {
	switch {
	case !k.two:
		return fmt.Sprintf("answer %d", pos+1)
	case pos == 0:
		return "left"
	}
	return "right"
}

// bad is what it is called that no answer is good.
func (k *preferKind) bad() string {
	if k.two {
		return "both bad"
	}
	return "all bad"
}

// said is how a label is called that stands for no answer.
func (k *preferKind) said(m *model, label string) string {
	switch n := len(m.task.Answers); label {
	case "":
		return ""
	case m.task.Labels[n].Name:
		return "tie"
	case m.task.Labels[n+1].Name:
		return k.bad()
	}
	return visible.Line(label)
}

// mine tells that a key has no meaning of its own and no label.
func (k *preferKind) mine(m *model, key string) bool { return m.opts.Keys.free(key) && !m.ownKey(key) }

func (k *preferKind) labels(m *model, it *review.Item) []tag {
	all := k.plain.labels(m, it)
	n := len(m.task.Answers)
	out := make([]tag, 0, len(all))
	for pos, i := range k.order(m, it) {
		t := all[i]
		t.name, t.digit = k.place(pos), ""
		if pos < 9 {
			t.digit = fmt.Sprint(pos + 1)
		}
		if k.two && t.key == "" && k.mine(m, k.place(pos)) { // the places are named as the arrows
			t.key = shown([]string{k.place(pos)})
		}
		out = append(out, t)
	}
	tie, bad := all[n], all[n+1]
	tie.name, tie.digit = "tie", ""
	if k.mine(m, "=") {
		tie.digit = "="
	}
	bad.name, bad.digit = k.bad(), "0"
	if bad.key == "" && k.mine(m, "b") {
		bad.key = "b"
	}
	return append(out, tie, bad)
}

func (k *preferKind) key(m *model, it *review.Item, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key, n := msg.String(), len(m.task.Answers)
	if len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
		return k.digit(m, it, int(key[0]-'0')), true
	}
	if a := m.opts.Keys.action(key); a == actEdit || a == actEditor {
		return k.edit(m, it, a)
	}
	if !k.mine(m, key) {
		return nil, false
	}
	switch {
	case key == "left" && k.two, key == "right" && k.two:
		pos := slices.Index([]string{"left", "right"}, key)
		return k.label(m, it, k.order(m, it)[pos]), true
	case key == "=":
		return k.label(m, it, n), true
	case key == "b":
		return k.label(m, it, n+1), true
	case key == "d":
		if k.diff == it.Sample.Seq {
			k.diff = 0
		} else {
			k.diff = it.Sample.Seq
		}
		m.card.top()
		m.stale()
		return nil, true
	}
	return nil, false
}

// digit prefers the answer in that place, from 1; 0: none of them.
func (k *preferKind) digit(m *model, it *review.Item, digit int) tea.Cmd {
	switch n := len(m.task.Answers); {
	case digit == 0:
		return k.label(m, it, n+1)
	case digit <= n:
		return k.label(m, it, k.order(m, it)[digit-1])
	default:
		m.status.say(levelHint, fmt.Sprintf("there are %d answers", n))
		return nil
	}
}

// keys frees the arrows of two answers: they prefer the one to which they
// point. History is gone through with , and . then.
func (k *preferKind) keys(keys Keymap) Keymap {
	if !k.two {
		return keys
	}
	for _, b := range keys.bindings() {
		if b.action != actBack && b.action != actForward {
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(b.keys), func(key string) bool { return key == "left" || key == "right" })
		if instead := map[action]string{actBack: ",", actForward: "."}[b.action]; len(rest) < len(b.keys) && keys.free(instead) {
			rest = append(rest, instead)
		}
		keys = keys.set(b.name, rest)
	}
	return keys
}

func (k *preferKind) hints(m *model, it *review.Item) []hint {
	if it == nil {
		return nil
	}
	var out []hint
	says := map[string]string{"← →": "prefer", "=": "tie", "0": k.bad(), "0/b": k.bad(), "d": "difference"}
	if !k.byArrows(m) {
		says[k.digits(m)] = "prefer"
	}
	for _, h := range k.help(m) {
		if does, ok := says[h.key]; ok {
			if h.key == "d" && k.diff == it.Sample.Seq {
				does = "answers"
			}
			out = append(out, hint{h.key, does})
		}
	}
	return out
}

// byArrows tells that the arrows prefer the answer to which they point.
func (k *preferKind) byArrows(m *model) bool {
	return k.two && k.mine(m, "left") && k.mine(m, "right")
}

// digits are the keys of the answers by their places.
func (k *preferKind) digits(m *model) string {
	return fmt.Sprintf("1-%d", min(len(m.task.Answers), 9))
}

func (k *preferKind) help(m *model) []hint {
	var out []hint
	if k.byArrows(m) {
		out = append(out, hint{"← →", "prefer the left answer, the right one"})
	}
	out = append(out, hint{k.digits(m), "prefer the answer in that place"})
	if k.mine(m, "=") {
		out = append(out, hint{"=", "tie: one is as good as the other"})
	}
	bad := "0"
	if k.mine(m, "b") {
		bad = "0/b"
	}
	out = append(out, hint{bad, k.bad() + ": none of them is good"})
	if k.mine(m, "d") {
		out = append(out, hint{"d", "the difference between the answers, and back"})
	}
	return out
}

// words name the answer, since they stand for any card.
func (k *preferKind) words(m *model, a review.Answer) string {
	if i := m.task.Answer(a.Label); i >= 0 {
		return visible.Line(m.task.Answers[i])
	}
	return k.said(m, a.Label)
}

// wordsOn say where the answer stands on the sample's card, in full also what it
// is called in the record.
func (k *preferKind) wordsOn(m *model, it *review.Item, a review.Answer, full bool) string {
	i := m.task.Answer(a.Label)
	if i < 0 {
		return k.said(m, a.Label)
	}
	place := k.place(slices.Index(k.order(m, it), i))
	if full {
		return "prefers " + place + " (" + visible.Line(m.task.Answers[i]) + ")"
	}
	return place
}

func (k *preferKind) changes(m *model, before, after review.Answer, _ int) []string {
	from, to := k.words(m, before), k.words(m, after)
	if from == to {
		return nil
	}
	return []string{m.st.deleted.text(from) + " → " + m.st.inserted.text(to)}
}

func (k *preferKind) shown(m *model, it *review.Item, s *review.Shown) {
	for _, i := range k.order(m, it) {
		s.Answers = append(s.Answers, m.task.Labels[i].Name)
	}
}
