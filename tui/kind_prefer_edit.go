package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// fixed are the texts that are given as several messages, or as something else
// than plain text: what stands on the card is made of them and cannot be put
// back.
func (k *preferKind) fixed(m *model, it *review.Item) []string {
	members, err := review.Members(it.Sample.Raw)
	if err != nil {
		return nil // the store has checked it; editing texts needs no record
	}
	var out []string
	for _, name := range k.placed(m, it) {
		i := slices.IndexFunc(members, func(in review.Member) bool { return in.Name == name })
		if i >= 0 && members[i].Value[0] == '[' && !oneMessage(members[i]) {
			out = append(out, name)
		}
	}
	return out
}

// oneMessage tells a list of one message that says a plain text.
func oneMessage(m review.Member) bool {
	turns, err := m.Elements()
	if err != nil || len(turns) != 1 || turns[0].Value[0] != '{' {
		return false
	}
	members, err := review.Members(turns[0].Value)
	if err != nil {
		return false
	}
	_, content := review.TurnMembers(members)
	return content >= 0 && members[content].Value[0] == '"'
}

// edit says which texts cannot be edited, and opens the editor on the others.
func (k *preferKind) edit(m *model, it *review.Item, a action) (tea.Cmd, bool) {
	fixed := k.fixed(m, it)
	if len(fixed) == 0 {
		return nil, false
	}
	why := "given as messages, which cannot be edited as text: " + k.partName(m, it, fixed[0])
	for _, name := range fixed[1:] {
		why += ", " + k.partName(m, it, name)
	}
	if len(fixed) == len(m.task.Fields) {
		m.status.say(levelHint, why)
		return nil, true
	}
	cmd := m.openPane(a)
	if m.pane != nil {
		m.status.say(levelHint, why)
	}
	return cmd, true
}

// parts are in the order of the card, which tells nothing of the answers.
func (k *preferKind) parts(m *model, it *review.Item) []string {
	fixed := k.fixed(m, it)
	return slices.DeleteFunc(k.placed(m, it), func(name string) bool { return slices.Contains(fixed, name) })
}

// placed are the fields in the order in which they stand on the card.
func (k *preferKind) placed(m *model, it *review.Item) []string {
	out := slices.DeleteFunc(slices.Clone(m.task.Fields), func(name string) bool { return slices.Contains(m.task.Answers, name) })
	for _, i := range k.order(m, it) {
		out = append(out, m.task.Answers[i])
	}
	return out
}

func (k *preferKind) partName(m *model, it *review.Item, part string) string {
	i := slices.Index(m.task.Answers, part)
	if i < 0 {
		return visible.Line(part)
	}
	name := k.place(slices.Index(k.order(m, it), i))
	if k.two {
		name += " answer"
	}
	return name
}

func (k *preferKind) texts(m *model, it *review.Item, a review.Answer) map[string]string {
	out := k.plain.texts(m, it, a)
	for _, name := range k.fixed(m, it) {
		delete(out, name)
	}
	return out
}

func (k *preferKind) put(m *model, it *review.Item, a *review.Answer, texts map[string]string) {
	all := k.plain.texts(m, it, *a)
	maps.Copy(all, texts)
	k.plain.put(m, it, a, all)
}
