package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"winnow/review/measure"
	"winnow/tui/visible"
)

// labelCells bounds the width of a name in a table.
const labelCells = 40

// groupTable writes outcomes in columns that hold for wide characters too.
func groupTable(b *strings.Builder, title string, groups []measure.Group) {
	rows := [][]string{{title, "samples", "decided", "accepted", "acceptance"}}
	for _, g := range groups {
		rows = append(rows, []string{
			ansi.Truncate(visible.Line(g.Name), labelCells, "…"),
			grouped(g.Samples), grouped(g.Decided), grouped(g.Accepted), percent(g.Acceptance),
		})
	}
	b.WriteString("\n")
	writeTable(b, rows)
}

// percent shows a share, or "--" where there is none.
func percent(share *float64) string {
	if share == nil {
		return "--"
	}
	return fmt.Sprintf("%.1f%%", *share*100)
}

// writeTable aligns the first column left and the others right.
func writeTable(b *strings.Builder, rows [][]string) {
	var widths []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	for _, r := range rows {
		for i, cell := range r {
			pad := strings.Repeat(" ", widths[i]-ansi.StringWidth(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteString("\n")
	}
}
