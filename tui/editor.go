package tui

import (
	"fmt"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui/visible"
)

// editMost is the longest text, in bytes, that the inline editor takes: a text
// area lays the whole text out at every key.
const editMost = 16 << 10

// draftRest is how long the keys rest before a draft is kept.
const draftRest = time.Second

// editor edits the sample's texts in place of the card.
type editor struct {
	area  textarea.Model
	rest  time.Duration
	item  review.Item
	parts []string          // names of the texts, in order
	base  map[string]string // as the answer stood when the editor opened
	texts map[string]string // as they are now, but for the one in the area
	began map[string]string // what the area held right after a text was put in
	at    int
	w, h  int
	above int // rows over the area, of what the text answers
	room  int // rows that those may take, 0: to be found
	dirty int // counts changes, so that a late timer is recognised
}

// draftDueMsg says that the keys have rested since change number n.
type draftDueMsg struct{ n int }

// draftKeptMsg brings the fate of a draft, or of a half-typed note.
type draftKeptMsg struct {
	err  error
	note bool
}

// edit opens the editor on the sample, or says why it cannot.
func (m *model) edit(it *review.Item) tea.Cmd {
	p := &editor{item: *it, parts: m.kind.parts(m, it), base: m.texts(it), texts: m.drafted(it), rest: m.draftRest}
	p.began = map[string]string{}
	if d := it.Draft; d != nil && len(d.Texts) > 0 {
		for i, name := range p.parts {
			if name == d.Field {
				p.at = i
			}
		}
		m.status.say(levelInfo, "your draft is back; ctrl+x drops it", "ctrl+x")
	}
	if len(p.parts) == 0 {
		m.status.say(levelHint, "there is no text to edit")
		return nil
	}
	p.at = m.chosenPart(it, p.parts, p.at)
	if why := m.refusesEditor(p); why != "" {
		m.open(&noEditPane{item: *it, why: why})
		return nil
	}
	p.area = newArea()
	m.open(p)
	p.put()
	return nil
}

func newArea() textarea.Model {
	area := textarea.New()
	area.ShowLineNumbers = false
	area.Prompt = ""
	area.CharLimit = 0
	area.MaxHeight = 0
	area.SetVirtualCursor(false)
	area.Focus()
	return area
}

func notEditable(text string) string {
	if len(text) > editMost {
		return fmt.Sprintf("this text has %d KB, more than can be edited here", len(text)>>10)
	}
	spelled, ok := editable(text)
	if ok {
		area := newArea() // which has limits of its own: 10,000 lines
		area.SetValue(spelled)
		ok = area.Value() == spelled
	}
	if !ok {
		return "this text holds characters that would change here"
	}
	return ""
}

// texts are the sample's editable texts as they stand now, by name.
func (m *model) texts(it *review.Item) map[string]string {
	return m.kind.texts(m, it, m.standing(it))
}

// put brings the text at p.at into the area.
func (p *editor) put() {
	name := p.parts[p.at]
	spelled, _ := editable(p.texts[name])
	p.area.SetValue(spelled)
	p.area.MoveToBegin()
	p.began[name] = p.area.Value()
	p.room = 0
}

// take reads the area back. An untouched area gives the text as it was.
func (p *editor) take() {
	name := p.parts[p.at]
	if v := p.area.Value(); v != p.began[name] {
		p.texts[name] = unspell(v)
		p.began[name] = v
	}
}

func (p *editor) changed() bool {
	p.take()
	return !maps.Equal(p.texts, p.base)
}

func (p *editor) setSize(w, h int) {
	if w != p.w || h != p.h {
		p.room = 0
	}
	p.w, p.h = w, h
	p.area.SetWidth(max(2, min(w-2, measureMost)))
	p.area.SetHeight(max(1, h-editorFrame-p.above))
}

func (p *editor) setStyles(st *styles) { p.area.SetStyles(st.textareaStyles()) }

func (p *editor) hints() []hint {
	out := []hint{{"ctrl+s", "save"}, {"esc", "leave, keep a draft"}, {"ctrl+x", "drop the changes"}}
	if len(p.parts) > 1 {
		out = append(out, hint{"tab", "next text"})
	}
	return out
}

func (p *editor) cursor() *tea.Cursor {
	c := p.area.Cursor()
	if c != nil {
		if rows := p.inArea(); c.Y < len(rows) { // the area counts by clusters
			c.X = cells(ansi.Truncate(rows[c.Y], c.X, ""))
		}
		c.X++
		c.Y += 2 + p.above
	}
	return c
}

func (p *editor) rows(m *model, w, _ int) []string {
	var names []string
	for i, name := range captions(p.parts, p.at) {
		if i == p.at {
			names = append(names, m.st.accent.text("✎ "+m.kind.partName(m, &p.item, name)))
		} else if name != "" {
			names = append(names, m.st.faint.text(m.kind.partName(m, &p.item, name)))
		}
	}
	head := both(" "+strings.Join(names, "  "), m.st.faint.text(shortID(p.item.Sample.ID))+" ", w)
	context := m.contextRows(p, w-2)
	if len(context) != p.above {
		p.above = len(context)
		p.setSize(p.w, p.h)
	}
	rows := append([]string{head, ""}, context...)
	for _, r := range p.inArea() {
		rows = append(rows, " "+r)
	}
	return rows
}

// inArea are the rows of the area, which counts by clusters: on a terminal that does
// not join it is made narrower until all of them are seen whole.
func (p *editor) inArea() []string {
	for {
		rows, over := strings.Split(inputRow(p.area.View()), "\n"), 0
		for _, r := range rows {
			over = max(over, cells(strings.TrimRight(ansi.Strip(r), " "))-max(2, min(p.w-2, measureMost)))
		}
		w := p.area.Width()
		if over <= 0 || w <= 2 {
			return rows
		}
		p.area.SetWidth(max(2, w-max(1, over/2)))
	}
}

func (p *editor) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return m.keepDraft(), true
		case "ctrl+x":
			m.status.say(levelInfo, "the changes were dropped")
			return m.dropDraft(&p.item), true
		case "ctrl+s", "alt+enter":
			return p.save(m)
		case "tab":
			p.turn(m, 1)
			return nil, false
		case "shift+tab":
			p.turn(m, -1)
			return nil, false
		}
	case tea.PasteMsg:
		// Some terminals paste a line's end as the key that makes one.
		msg.Content, _ = editable(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(msg.Content))
		return p.feed(msg), false
	case draftDueMsg:
		if msg.n == p.dirty {
			return m.keepDraft(), false
		}
		return nil, false
	}
	return p.feed(msg), false
}

// feed gives a message to the area and, when the text changed, sets the timer
// that keeps the draft.
func (p *editor) feed(msg tea.Msg) tea.Cmd {
	before := p.area.Value()
	var cmd tea.Cmd
	// The area deletes by code points: what is seen as one character is deleted whole,
	// from its end on.
	for range p.untilDeleted(&msg, before) {
		p.area, cmd = p.area.Update(msg)
	}
	if p.area.Value() == before {
		return cmd
	}
	p.dirty++
	n := p.dirty
	return tea.Batch(cmd, tea.Tick(p.rest, func(time.Time) tea.Msg { return draftDueMsg{n} }))
}

// untilDeleted is how often the area has to take a message: of a key that deletes a
// character as often as its cluster has code points. The key becomes the one that
// deletes backwards then, and the cursor goes to the end of the cluster.
func (p *editor) untilDeleted(msg *tea.Msg, text string) int {
	k, ok := (*msg).(tea.KeyPressMsg)
	keys := p.area.KeyMap
	back := ok && key.Matches(k, keys.DeleteCharacterBackward)
	deletes := back || ok && key.Matches(k, keys.DeleteCharacterForward)
	if !deletes || p.area.HasSelection() {
		return 1
	}
	line, col, end := strings.Split(text, "\n")[p.area.Line()], p.area.Column(), 0
	var pieces []visible.Segment
	for line != "" && (!back || col > 0) { // else lines are joined
		var size int
		pieces, size = visible.Cluster(pieces[:0], line)
		n := utf8.RuneCountInString(line[:size])
		end, line = end+n, line[size:]
		if col < end || back && col == end {
			p.area.SetCursorColumn(end)
			*msg = tea.KeyPressMsg{Code: tea.KeyBackspace}
			return n
		}
	}
	return 1
}

// turn goes to the next text that can be edited here.
func (p *editor) turn(m *model, by int) {
	p.take()
	for range p.parts {
		if p.at = (p.at + by + len(p.parts)) % len(p.parts); notEditable(p.texts[p.parts[p.at]]) == "" {
			break
		}
	}
	p.put()
	m.choosePart(&p.item, p.parts[p.at])
}

// save decides the sample with the edited texts.
func (p *editor) save(m *model) (tea.Cmd, bool) {
	if !p.changed() {
		m.status.say(levelHint, "nothing was changed; "+m.opts.Keys.of(actAccept)+" accepts", m.opts.Keys.of(actAccept))
		return m.dropDraft(&p.item), true
	}
	return m.decideTexts(&p.item, p.texts, p.parts[p.at]), true
}

// decideTexts decides that the sample's texts should be these; field is the one
// that was edited last. Where more is needed for a decision they are kept as a
// draft meanwhile.
func (m *model) decideTexts(it *review.Item, texts map[string]string, field string) tea.Cmd {
	after, base := m.standing(it), m.texts(it)
	m.kind.put(m, it, &after, texts)
	if cmd, done := m.kind.edited(m, it, &after); done {
		kept := m.keepTexts(it, texts, base, field)
		return tea.Batch(cmd, func() tea.Msg {
			if msg, ok := kept().(draftKeptMsg); ok && msg.err != nil {
				return msg
			}
			return nil // what is asked for is said, and stays
		})
	}
	decided := *it
	decided.Draft = nil // which this is
	return m.decideAs(&decided, after)
}
