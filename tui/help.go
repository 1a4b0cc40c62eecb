package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

const helpKey = 10 // cells for a key

// helpPane shows all keys, made from the key table and the task's labels.
type helpPane struct {
	still
	pager pager
	n, h  int
}

func newHelp(*model) *helpPane { return &helpPane{} }

func (p *helpPane) hints() []hint {
	return []hint{{"↑ ↓", "scroll"}, {"esc", "back"}}
}

func (p *helpPane) update(_ *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	if p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	switch k.String() {
	case "esc", "?", "q", "enter":
		return nil, true
	}
	return nil, false
}

// helpBeside is the width from which on the groups stand in two columns.
const helpBeside = 112

func (p *helpPane) rows(m *model, w, h int) []string {
	rows := m.helpRows(w)
	if w >= helpBeside {
		part := (w - besideGap) / 2
		groups := m.helpGroups(part)
		half := fewest(groups)
		rows = beside(slices.Concat(groups[:half]...), slices.Concat(groups[half:]...), part, w)
	}
	search := "words and label:x"
	if len(m.task.Labels) == 0 {
		search = "words and"
	}
	for _, r := range wrap("In the editor: ctrl+s saves, tab goes to the next text, esc leaves and keeps a draft. "+
		"Search takes "+search+" decision:edit conf:<0.5 conf:-- flagged. "+suspendKey+" stops the program, fg in the shell goes on.", min(w-2, measureMost)) {
		rows = append(rows, " "+m.st.faint.text(r))
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}

// works tells whether an action does anything in this task: keys that do nothing
// are not listed.
func (m *model) works(a action) bool {
	labels := len(m.task.Labels) > 0
	switch a {
	case actLabel, actPicker, actGuidelinesLabel:
		return labels
	case actEditor:
		return m.opts.Local
	case actRender:
		return m.task.Kind != review.Spans
	case actStream:
		return m.opts.Stream != nil
	}
	return true
}

func (m *model) helpRows(w int) []string { return slices.Concat(m.helpGroups(w)...) }

// fewest is where to break groups into two columns for these to be the shortest.
func fewest(groups [][]string) int {
	at, least := 0, math.MaxInt
	for i := range groups {
		if n := max(len(slices.Concat(groups[:i]...)), len(slices.Concat(groups[i:]...))); n < least {
			at, least = i, n
		}
	}
	return at
}

// helpGroups are the keys of one group after the other, each with an empty row
// behind it.
func (m *model) helpGroups(w int) [][]string {
	var groups [][]string
	begin := func(name string) { groups = append(groups, []string{" " + m.st.head.text(strings.ToUpper(name))}) }
	add := func(key, does string) {
		last := len(groups) - 1
		lead := " " + fit(m.st.key.text(key), helpKey) + " "
		for _, r := range wrap(does, max(minWidth/2, w-cells(lead)-1)) {
			groups[last] = append(groups[last], lead+r)
			lead = blank(cells(lead))
		}
	}
	if own := m.kind.help(m); len(own) > 0 {
		begin("this task")
		for _, h := range own {
			add(h.key, h.does)
		}
	}
	group := ""
	for _, b := range m.opts.Keys.bindings() {
		if !m.works(b.action) {
			continue
		}
		if b.group != group {
			group = b.group
			begin(group)
		}
		add(b.show, b.does)
		if b.action == actLabel {
			for i, l := range m.task.Labels {
				if l.Key != "" {
					add(visible.Line(l.Key), fmt.Sprintf("label %d: %s", i+1, l.Name))
				}
			}
		}
	}
	for i := range groups {
		groups[i] = append(groups[i], "")
	}
	return groups
}
