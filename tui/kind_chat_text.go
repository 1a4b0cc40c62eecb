package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"winnow/review"
	"winnow/tui/lines"
	"winnow/tui/visible"
)

// fieldNames are the fields that are edited beside the turns: all but one that
// is named as a turn is.
func (k *chatKind) fieldNames(it *review.Item) []string {
	var out []string
	for _, f := range it.Sample.Fields {
		if turnOf(f.Name) < 0 {
			out = append(out, f.Name)
		}
	}
	return out
}

// parts are the fields, then the turns with plain text.
func (k *chatKind) parts(m *model, it *review.Item) []string {
	out := k.fieldNames(it)
	for i, t := range m.standing(it).Turns {
		if !t.Fixed {
			out = append(out, turnName(i))
		}
	}
	return out
}

func (k *chatKind) texts(_ *model, it *review.Item, a review.Answer) map[string]string {
	out := map[string]string{}
	for _, name := range k.fieldNames(it) {
		out[name] = it.Sample.Field(name)
		if t, ok := a.Fields[name]; ok {
			out[name] = t
		}
	}
	for i, t := range a.Turns {
		if !t.Fixed {
			out[turnName(i)] = t.Content
		}
	}
	return out
}

func (k *chatKind) put(_ *model, it *review.Item, a *review.Answer, texts map[string]string) {
	fields := map[string]string{}
	maps.Copy(fields, a.Fields)
	for _, name := range k.fieldNames(it) {
		if delete(fields, name); texts[name] != it.Sample.Field(name) {
			fields[name] = texts[name]
		}
	}
	if a.Fields = fields; len(fields) == 0 {
		a.Fields = nil
	}
	a.Turns = slices.Clone(a.Turns)
	for i := range a.Turns {
		if t, ok := texts[turnName(i)]; ok && !a.Turns[i].Fixed {
			a.Turns[i].Content = t
		}
	}
}

// chosen is the name of the selected turn, and choose selects the turn of that
// name.
func (k *chatKind) chosen(m *model, it *review.Item) string {
	k.sync(m, it)
	return turnName(k.sel)
}

func (k *chatKind) choose(m *model, it *review.Item, name string) {
	if i := turnOf(name); i >= 0 && i < len(m.standing(it).Turns) {
		k.sel, k.view.follow = i, true
		m.stale()
	}
}

// partName has the speaker of a turn behind its name.
func (k *chatKind) partName(m *model, it *review.Item, part string) string {
	name := k.plain.partName(m, it, part)
	if turns, i := m.standing(it).Turns, turnOf(part); i >= 0 && i < len(turns) {
		name += " " + oneLine(turns[i].Role, roleMost)
	}
	return name
}

// chooser is a kind that has one of its parts selected.
type chooser interface {
	chosen(m *model, it *review.Item) string
	choose(m *model, it *review.Item, name string)
	// before are at most most rows of what a part is an answer to; texts are the
	// parts as they stand in the editor.
	before(m *model, it *review.Item, name string, texts map[string]string, w, most int) []string
}

// chosenPart is the index of the part that is to be edited: at, unless the kind
// has one selected.
func (m *model) chosenPart(it *review.Item, parts []string, at int) int {
	if c, ok := m.kind.(chooser); ok {
		return max(0, slices.Index(parts, c.chosen(m, it)))
	}
	return at
}

// choosePart tells the kind which part is edited.
func (m *model) choosePart(it *review.Item, name string) {
	if c, ok := m.kind.(chooser); ok {
		c.choose(m, it, name)
	}
}

// before are the end of the turn before.
func (k *chatKind) before(m *model, it *review.Item, name string, texts map[string]string, w, most int) []string {
	const frame = 2 // who speaks, and an empty row
	turns, i := m.standing(it).Turns, turnOf(name)-1
	if i < 0 || i >= len(turns) || most <= frame {
		return nil
	}
	text, ok := texts[turnName(i)]
	if !ok {
		text = turns[i].Content
	}
	const enough = 4 << 10 // bytes, of which the last rows are shown at every key
	rows, _ := lines.New(tail(text, enough), min(w-gutter, measureMost)).Last(most - frame)
	out := []string{" " + m.st.faint.text("┊ "+k.partName(m, it, turnName(i)))}
	for _, r := range rows {
		out = append(out, " "+m.st.faint.text("┊ "+r.Text))
	}
	return append(out, "")
}

// captions are the names of the parts; of many only those around the at-th, the
// others are "".
func captions(parts []string, at int) []string {
	const many, around = 6, 1
	if len(parts) <= many {
		return parts
	}
	out := make([]string, len(parts))
	copy(out[max(0, at-around):], parts[max(0, at-around):min(at+around+1, len(parts))])
	return out
}

// refusesEditor says why the editor cannot take the texts; "" when it can.
// Where one of them is selected it is that one which counts.
func (m *model) refusesEditor(p *editor) string {
	parts := p.parts
	if _, ok := m.kind.(chooser); ok {
		parts = parts[p.at : p.at+1]
	}
	for _, name := range parts {
		if why := notEditable(p.texts[name]); why != "" {
			return why
		}
	}
	return ""
}

func (*chatKind) words(*model, review.Answer) string { return "" }

// said says in a few words what an edit did to a conversation; "" for what
// other words are found for.
func (m *model) said(d review.Decision) string {
	if m.task.Kind != review.Chat || d.Verdict != review.Edit {
		return ""
	}
	var edits, parts []string
	for _, f := range m.task.Fields {
		if _, ok := d.After.Fields[f]; ok {
			edits = append(edits, visible.Line(f))
		}
	}
	const most = 4
	switch edited := editedTurns(d.Before.Turns, d.After.Turns); {
	case len(edited) > most:
		edits = append(edits, fmt.Sprintf("%d turns", len(edited)))
	case len(edited) > 0:
		var numbers []string
		for _, i := range edited {
			numbers = append(numbers, fmt.Sprint(i+1))
		}
		edits = append(edits, fmt.Sprintf("turn%s %s", plural(len(edited)), strings.Join(numbers, ", ")))
	}
	if len(edits) > 0 {
		parts = append(parts, "edited in "+strings.Join(edits, ", "))
	}
	if now, was := len(d.After.Turns), len(d.Before.Turns); now < was {
		parts = append(parts, fmt.Sprintf("cut before turn %d (%d of %d turns stay)", now+1, now, was))
	}
	return strings.Join(parts, ", ")
}

// pastOf is what a decision did, as a participle: of a conversation that lost its
// end and nothing else, that it was cut.
func pastOf(d review.Decision) string {
	now, was := d.After.Turns, d.Before.Turns
	if d.Verdict == review.Edit && len(now) < len(was) && len(d.After.Fields) == 0 && len(editedTurns(was, now)) == 0 {
		return "cut"
	}
	return past(d.Verdict)
}

// pastCounted is how decisions are counted: of conversations those that were cut
// are among the edited ones.
func (m *model) pastCounted(v review.Verdict) string {
	if m.task.Kind == review.Chat && v == review.Edit {
		return "edited or cut"
	}
	return past(v)
}

// editedTurns are the turns that stand in both conversations and differ.
func editedTurns(before, after []review.Turn) []int {
	var out []int
	for i := range min(len(before), len(after)) {
		if before[i] != after[i] {
			out = append(out, i)
		}
	}
	return out
}

func (*chatKind) changes(m *model, before, after review.Answer, w int) []string {
	var rows []string
	for _, i := range editedTurns(before.Turns, after.Turns) {
		rows = append(rows, m.st.head.text(turnName(i)+" "+oneLine(after.Turns[i].Role, roleMost)))
		rows = append(rows, m.diffRows(before.Turns[i].Content, after.Turns[i].Content, w)...)
	}
	const most = 20 // turns are listed; more do not fit under a history
	for i := len(after.Turns); i < len(before.Turns); i++ {
		if i == len(after.Turns) {
			rows = append(rows, m.st.warn.text(cutWords(i, len(before.Turns))))
		}
		if i-len(after.Turns) == most {
			break
		}
		t := before.Turns[i]
		said := fmt.Sprintf("%d %s: %s", i+1, oneLine(t.Role, roleMost), oneLine(t.Content, w))
		rows = append(rows, "✗ "+m.st.deleted.text(oneLine(said, max(0, w-2))))
	}
	return rows
}

// cutWords stand above the first turn that was cut off.
func cutWords(i, total int) string {
	if n := total - i; n != 1 {
		return fmt.Sprintf("✗ cut before turn %d: these %d turns are rejected", i+1, n)
	}
	return fmt.Sprintf("✗ cut before turn %d: this turn is rejected", i+1)
}

// opening is what the person says first, by which a conversation is recognised.
func opening(turns []review.Turn) string {
	first := ""
	for _, t := range turns {
		if t.Content == "" {
			continue
		}
		if sideOf(t.Role) == userSide {
			return t.Content
		}
		if first == "" {
			first = t.Content
		}
	}
	return first
}

// transcript is a conversation as text: who speaks, and what is said.
func transcript(turns []review.Turn) string {
	said := make([]string, len(turns))
	for i, t := range turns {
		said[i] = t.Role + ": " + t.Content
	}
	return strings.Join(said, "\n\n")
}
