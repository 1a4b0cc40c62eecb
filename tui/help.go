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

func (*helpPane) overAll() {}

func newHelp(*model) *helpPane { return &helpPane{} }

func (p *helpPane) hints() []hint {
	return scrollHints(p.n, p.h)
}

func (p *helpPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
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
	return nil, m.opts.Keys.action(k.String()) == actHelp
}

// helpBeside is the width from which on the groups stand in two columns.
const helpBeside = 112

func (p *helpPane) rows(m *model, w, h int) []string {
	rows := slices.Concat(m.helpGroups(w)...)
	if w >= helpBeside {
		part := (w - besideGap) / 2
		left, right := balanced(m.helpGroups(part))
		rows = beside(left, right, part, w)
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}

// works tells whether an action does anything in this task: keys that do nothing
// are not listed.
func (m *model) works(a action) bool {
	labels := len(m.task.Labels) > 0
	switch a {
	case actLabel, actPicker:
		return labels
	case actGuidelines, actGuidelinesUp, actGuidelinesDown:
		return m.hasGuidelines()
	case actGuidelinesLabel:
		return labels && m.hasGuidelines()
	case actEditor:
		return m.opts.Local
	case actRender:
		return m.task.Kind != review.Spans
	case actStream:
		return m.opts.Stream != nil && (m.news.Stream == nil || !m.news.Stream.Exhausted)
	}
	return true
}

// balanced puts groups into two columns, each in the order given, so that the
// longer one is as short as can be. The first group stands on the left.
func balanced(groups [][]string) (left, right []string) {
	total := len(slices.Concat(groups...))
	best, least := 0, math.MaxInt
	for set := 1; set < 1<<len(groups); set += 2 {
		n := 0
		for i, g := range groups {
			if set>>i&1 == 1 {
				n += len(g)
			}
		}
		if most := max(n, total-n); most < least {
			best, least = set, most
		}
	}
	for i, g := range groups {
		if best>>i&1 == 1 {
			left = append(left, g...)
		} else {
			right = append(right, g...)
		}
	}
	return left, right
}

// helpSheet is all keys in groups as they are laid out.
type helpSheet struct {
	m      *model
	w      int
	groups [][]string
	keys   int // cells for a key, 0: helpKey
}

func (s *helpSheet) begin(name string) {
	s.groups = append(s.groups, []string{" " + s.m.st.head.text(strings.ToUpper(name))})
}

func (s *helpSheet) add(key, does string) {
	last := len(s.groups) - 1
	lead := " " + fit(s.m.st.key.text(key), max(helpKey, s.keys)) + " "
	for _, r := range wrap(does, max(minWidth/2, s.w-cells(lead)-1)) {
		s.groups[last] = append(s.groups[last], lead+r)
		lead = blank(cells(lead))
	}
}

// helpGroups are the keys of one group after the other, each with an empty row
// behind it.
func (m *model) helpGroups(w int) [][]string {
	s := &helpSheet{m: m, w: w}
	own := slices.DeleteFunc(m.kind.help(m), m.cannotSave)
	if len(own) > 0 && own[0].key != "" {
		s.begin("this task")
	}
	digits, accepts := false, false // the task's own keys say what they do
	for _, h := range own {
		if h.key == "" {
			s.begin(h.does)
			continue
		}
		s.add(h.key, h.does)
		digits = digits || strings.HasPrefix(h.key, "1")
		accepts = accepts || h.key == m.opts.Keys.of(actAccept)
	}
	group := ""
	for _, b := range m.opts.Keys.bindings() {
		if !m.works(b.action) || m.opts.ReadOnly && b.saves() || b.action == actAccept && accepts {
			continue
		}
		if b.group != group {
			group = b.group
			s.begin(group)
		}
		if b.action == actLabel {
			s.addLabels(digits)
			continue
		}
		s.add(b.show, b.does)
	}
	if m.opts.Local {
		s.add(suspendKey, "stop the program; fg in the shell wakes it")
	}
	if !m.opts.ReadOnly {
		s.begin("in the editor")
		s.add("ctrl+s", "save")
		s.add("tab", "to the next text")
		s.add("esc", "leave, and keep a draft; ctrl+x drops it")
	}
	s.begin("in the search")
	terms := queryTerms(m)
	for _, t := range terms {
		s.keys = max(s.keys, cells(t.key))
	}
	s.add("words", "samples that hold them all")
	for _, t := range terms {
		s.add(t.key, t.does)
	}
	for i := range s.groups {
		s.groups[i] = append(s.groups[i], "")
	}
	return s.groups
}

// cannotSave tells of a key that would change a project which can only be read.
func (m *model) cannotSave(h hint) bool {
	if !m.opts.ReadOnly || h.key == "" {
		return false
	}
	k, ok := keyNamed(strings.Fields(h.key)[:1])
	return ok && m.wouldSave(k)
}

// addLabels lists the keys that give labels; told: the digits are listed already.
func (s *helpSheet) addLabels(told bool) {
	if !told {
		s.add(s.m.digits(), "give this label (or the label's own key)")
	}
	for i, l := range s.m.task.Labels {
		if l.Key != "" {
			s.add(visible.Line(l.Key), fmt.Sprintf("label %d: %s", i+1, l.Name))
		}
	}
}
