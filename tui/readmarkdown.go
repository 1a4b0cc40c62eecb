package tui

import (
	"html"
	"strings"

	"charm.land/lipgloss/v2"
	grid "charm.land/lipgloss/v2/table"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"winnow/tui/visible"
)

// markdown draws a Markdown text as rows. The text is made visible before it is
// parsed, and what it says after entities are resolved; links and images are
// words, and nothing of them reaches the terminal but these.
type markdown struct {
	st     *styles
	src    []byte
	paints map[look]paint
	code   *highlighter
}

// look is how running text is set.
type look struct{ strong, emph, struck, code, link, head bool }

const (
	deepest     = 12 // levels of quotes and lists that are set in
	narrowest   = 12 // cells that are left to a text that is set in
	tablesWidth = 5  // least cells of a table's column, one of them empty on either side
)

// markdownRows renders a text as rows of at most w cells, each painted for
// itself. ok is false for a text that the parser does not survive.
func markdownRows(source string, w int, st *styles) (rows []string, ok bool) {
	defer func() {
		// What a model writes is no reason to end the review.
		if recover() != nil {
			rows, ok = nil, false
		}
	}()
	w = max(w, narrowest)
	m := &markdown{st: st, src: []byte(visible.Text(source)), paints: map[look]paint{}, code: newHighlighter(st)}
	parser := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Linkify)).Parser()
	rows = m.blocks(parser.Parse(text.NewReader(m.src)), w, 0)
	for i, r := range rows {
		if cells(r) > w {
			rows[i] = visible.Cut(r, w, "…")
		}
	}
	return rows, true
}

// blocks draws the children of a block one under the other.
func (m *markdown) blocks(n ast.Node, w, depth int) []string {
	var rows []string
	list, _ := n.(*ast.List)
	item, inItem := n.(*ast.ListItem)
	tight := list != nil && list.IsTight
	if inItem {
		if of, ok := item.Parent().(*ast.List); ok {
			tight = of.IsTight
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		got := m.block(c, w, depth)
		if len(rows) > 0 && len(got) > 0 && !tight {
			rows = append(rows, "")
		}
		rows = append(rows, got...)
	}
	return rows
}

func (m *markdown) block(n ast.Node, w, depth int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		sign := strings.Repeat("#", n.Level) + " "
		return m.setIn(m.wrapped(m.inline(n, look{head: true}), w-len(sign)), m.st.faint.text(sign), blank(len(sign)))
	case *ast.Paragraph, *ast.TextBlock:
		return m.wrapped(m.inline(n, look{}), w)
	case *ast.Blockquote:
		return m.inner(n, w, depth, m.st.faint.text("│")+" ", m.st.faint.text("│")+" ", 2)
	case *ast.List:
		return m.list(n, w, depth)
	case *ast.FencedCodeBlock:
		return m.codeRows(n, string(n.Language(m.src)), w)
	case *ast.CodeBlock:
		return m.codeRows(n, "", w)
	case *ast.ThematicBreak:
		return []string{m.st.faint.text(strings.Repeat("─", w))}
	case *east.Table:
		return m.table(n, w)
	case *ast.HTMLBlock:
		raw := m.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(m.src))
		}
		return m.plainRows(m.st.faint, raw, w)
	}
	if n.HasChildren() {
		return m.blocks(n, w, depth)
	}
	return m.plainRows(paint{}, m.lines(n), w)
}

// inner draws a block's children set in behind signs of size cells.
func (m *markdown) inner(n ast.Node, w, depth int, first, next string, size int) []string {
	if depth >= deepest || w-size < narrowest {
		return m.blocks(n, w, depth+1)
	}
	return m.setIn(m.blocks(n, w-size, depth+1), first, next)
}

func (m *markdown) setIn(rows []string, first, next string) []string {
	for i, r := range rows {
		if i == 0 {
			rows[i] = first + r
		} else {
			rows[i] = next + r
		}
	}
	return rows
}

func (m *markdown) list(n *ast.List, w, depth int) []string {
	var rows []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		sign := "• "
		if n.IsOrdered() {
			sign = grouped(number) + string(n.Marker) + " "
			number++
		}
		got := m.inner(c, w, depth, m.st.accent.text(sign), blank(cells(sign)), cells(sign))
		if len(got) == 0 {
			got = []string{m.st.accent.text(sign)}
		}
		if len(rows) > 0 && !n.IsTight {
			rows = append(rows, "")
		}
		rows = append(rows, got...)
	}
	return rows
}

// lines are the source lines of a block.
func (m *markdown) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		b.Write(s.Value(m.src))
	}
	return b.String()
}

// codeRows draws code as it is, cut and not wrapped at words.
func (m *markdown) codeRows(n ast.Node, language string, w int) []string {
	edge := m.st.faint.text("┃") + " "
	var rows []string
	if language != "" {
		rows = append(rows, edge+m.st.faint.text(oneLine(language, w-2)))
	}
	code := visible.Text(strings.TrimSuffix(m.lines(n), "\n"))
	for _, line := range m.code.lines(code, language) {
		for r := range strings.SplitSeq(visible.Measure().Hardwrap(line, max(1, w-2), true), "\n") {
			rows = append(rows, edge+r)
		}
	}
	return whole(rows)
}

// plainRows are lines in one paint.
func (m *markdown) plainRows(p paint, s string, w int) []string {
	return whole(wrapPainted(paintLines(p, visible.Text(strings.TrimSuffix(s, "\n"))), w))
}

// wrapped breaks painted text into rows.
func (m *markdown) wrapped(s string, w int) []string {
	return whole(wrapPainted(s, max(1, w)))
}

func (m *markdown) table(n *east.Table, w int) []string {
	t := grid.New().Border(lipgloss.NormalBorder()).BorderStyle(lipgloss.NewStyle().Foreground(m.st.tokens.faint)).Wrap(true).
		StyleFunc(func(int, int) lipgloss.Style { return lipgloss.NewStyle().Padding(0, 1) })
	columns := 0
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		_, head := r.(*east.TableHeader)
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, m.inline(c, look{strong: head}))
		}
		if columns = max(columns, len(row)); head {
			t.Headers(row...)
		} else {
			t.Row(row...)
		}
	}
	if columns*(tablesWidth+1)+1 > w {
		return m.plainRows(paint{}, m.lines(n)+m.sourceOf(n), w)
	}
	drawn := t.String()
	if lipgloss.Width(drawn) > w {
		drawn = t.Width(w).String()
	}
	return whole(strings.Split(drawn, "\n"))
}

// sourceOf is what the cells of a table that is too wide say, row by row.
func (m *markdown) sourceOf(n ast.Node) string {
	var b strings.Builder
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, ansi.Strip(m.inline(c, look{})))
		}
		b.WriteString(strings.Join(row, " │ ") + "\n")
	}
	return b.String()
}

// inline draws the running text under a node.
func (m *markdown) inline(n ast.Node, l look) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(m.span(c, l))
	}
	return b.String()
}

func (m *markdown) span(n ast.Node, l look) string {
	switch n := n.(type) {
	case *ast.Text:
		s := string(n.Segment.Value(m.src))
		if !l.code && !n.IsRaw() {
			s = html.UnescapeString(string(util.UnescapePunctuations([]byte(s))))
		}
		out := m.say(l, s)
		if n.HardLineBreak() || n.SoftLineBreak() {
			out += "\n"
		}
		return out
	case *ast.String:
		return m.say(l, string(n.Value))
	case *ast.Emphasis:
		if n.Level > 1 {
			l.strong = true
		} else {
			l.emph = true
		}
	case *east.Strikethrough:
		l.struck = true
	case *ast.CodeSpan:
		l.code = true
		if m.st.plain { // no colour tells it
			return m.say(l, "`") + m.inline(n, l) + m.say(l, "`")
		}
	case *ast.Link:
		l.link = true
		return m.inline(n, l) + m.address(string(n.Destination))
	case *ast.Image:
		return m.say(look{}, "[image: ") + m.inline(n, l) + m.say(look{}, "]") + m.address(string(n.Destination))
	case *ast.AutoLink:
		l.link = true
		return m.say(l, string(n.Label(m.src)))
	case *east.TaskCheckBox:
		if n.IsChecked {
			return m.say(look{strong: true}, "[x] ")
		}
		return "[ ] "
	case *ast.RawHTML:
		var b strings.Builder
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			b.Write(s.Value(m.src))
		}
		return paintLines(m.st.faint, visible.Text(b.String()))
	}
	return m.inline(n, l)
}

// address is where a link leads, as words.
func (m *markdown) address(to string) string {
	return m.st.faint.text(" (" + visible.Line(to) + ")")
}

// say paints what a text says, line by line.
func (m *markdown) say(l look, s string) string {
	p, ok := m.paints[l]
	if !ok {
		s := lipgloss.NewStyle().Bold(l.strong || l.head).Italic(l.emph).Strikethrough(l.struck).Underline(l.link)
		switch {
		case l.code:
			s = s.Foreground(m.st.tokens.good)
		case l.head, l.link:
			s = s.Foreground(m.st.tokens.accent)
		}
		p = newPaint(s)
		m.paints[l] = p
	}
	return paintLines(p, visible.Text(s))
}

// whole ends each row's styles with the row.
func whole(rows []string) []string {
	for i, r := range rows {
		if strings.Contains(r, "\x1b[") && !strings.HasSuffix(r, "\x1b[m") {
			rows[i] = r + "\x1b[m"
		}
	}
	return rows
}
