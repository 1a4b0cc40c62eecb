package tui

import (
	"slices"

	"winnow/tui/lines"
	"winnow/tui/visible"
)

// editorFrame are the rows of the editor beside its text and what stands over that.
const editorFrame = 3

// contextShare is the part of the height that the context may take in any case.
const contextShare = 3

// contextRows stand over the text in the editor.
func (m *model) contextRows(p *editor, w int) []string {
	if c, ok := m.kind.(chooser); ok {
		return c.before(m, &p.item, p.parts[p.at], p.texts, w, p.h/contextShare)
	}
	return m.otherRows(p, w, p.contextRoom())
}

// contextRoom is how many rows the other texts may take: a share, and what a short
// text leaves, with some rows to write more. They give way at once when it outgrows
// that, so that nothing moves at every line.
func (p *editor) contextRoom() int {
	const spare = 4
	least := p.h / contextShare
	if p.room == least {
		return least
	}
	rows := lines.New(p.area.Value(), max(2, p.area.Width())).All()
	switch {
	case p.room == 0:
		p.room = max(least, p.h-editorFrame-rows-spare)
	case rows > p.h-editorFrame-p.above:
		p.room = least
	}
	return p.room
}

// otherRows are the beginnings of the texts that are not being edited, in at most
// most rows. The longest give way.
func (m *model) otherRows(p *editor, w, most int) []string {
	wide := min(w-2, measureMost)
	var others [][]lines.Row
	var shares []int
	all := 0
	for _, name := range p.parts {
		if text := p.texts[name]; name != p.parts[p.at] && text != "" {
			said := m.kind.partName(m, &p.item, name) + ": " + text
			rows := lines.New(said, wide).Window(0, most)
			others, shares, all = append(others, rows), append(shares, len(rows)), all+len(rows)
		}
	}
	if len(others) == 0 || most < 3 {
		return nil
	}
	for ; all > most-1; all-- { // an empty row stands under them
		shares[slices.Index(shares, slices.Max(shares))]--
	}
	var out []string
	for i, rows := range others {
		for j, r := range rows[:shares[i]] {
			if j == shares[i]-1 && len(rows) > shares[i] {
				const key, does = "tab", " shows all"
				cut := visible.Cut(r.Text, wide-cells("… "+key+does), "") + "… "
				out = append(out, m.st.faint.text(" ┊ "+cut)+m.st.key.text(key)+m.st.faint.text(does))
				continue
			}
			out = append(out, m.st.faint.text(" ┊ "+r.Text))
		}
	}
	return append(out, "")
}
