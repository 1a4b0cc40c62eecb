package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"winnow/review/measure"
	"winnow/tui/visible"
)

func (a *app) printSimulated(s simulated) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s wrong (%.1f%%), %.1f s\n", visible.Line(s.File), plural(s.Items, "item"),
		grouped(s.Errors), 100*float64(s.Errors)/float64(max(1, s.Items)), s.Seconds)
	table := [][]string{{"order", "found at 10%", "20%", "30%", "50%", "area", "clean at"}}
	for _, name := range orderNames {
		f := s.Orders[name]
		row := []string{name}
		for _, at := range []string{"10", "20", "30", "50"} {
			row = append(row, fmt.Sprintf("%.0f%%", 100*f.Found[at]))
		}
		table = append(table, append(row, fmt.Sprintf("%.2f", f.Area), fmt.Sprintf("%.0f%%", 100*f.ReviewsTo5Pct)))
	}
	writeTable(&b, table)
	b.WriteString("\n" + plotFound(s) + "\n")
	if len(s.Calibration) > 0 {
		table = [][]string{{"confidence", "items", "Brier", "calibration error"}}
		for _, name := range []string{"given", "winnow"} {
			c := s.Calibration[name]
			table = append(table, []string{name, grouped(c.Items), fmt.Sprintf("%.3f", c.Brier), fmt.Sprintf("%.3f", c.ECE)})
		}
		writeTable(&b, table)
		b.WriteString("\n")
	}
	_, err := a.stdout.WriteString(b.String())
	return err
}

// printAllSimulated compares the files, with the means over them.
func (a *app) printAllSimulated(all []simulated) error {
	table := [][]string{{"found at 20% / area", "items", "wrong"}}
	table[0] = append(table[0], orderNames...)
	runs := map[string][]measure.Found{}
	cells := func(of func(order string) measure.Found) (row []string) {
		for _, name := range orderNames {
			f := of(name)
			row = append(row, fmt.Sprintf("%.3f / %.3f", f.Found["20"], f.Area))
		}
		return row
	}
	for _, s := range all {
		row := []string{visible.Line(filepath.Base(s.File)), grouped(s.Items), grouped(s.Errors)}
		table = append(table, append(row, cells(func(order string) measure.Found {
			runs[order] = append(runs[order], s.Orders[order])
			return s.Orders[order]
		})...))
	}
	mean := cells(func(order string) measure.Found { return measure.MeanFound(runs[order]) })
	table = append(table, append([]string{"mean", "", ""}, mean...))
	var b strings.Builder
	writeTable(&b, table)
	_, err := a.stdout.WriteString(b.String())
	return err
}

// plotCells is the width of the plot's bars.
const plotCells = 40

// plotFound draws the share of the errors that the learned order has found at
// each point (━), with what the given order found marked (┃).
func plotFound(s simulated) string {
	var b strings.Builder
	b.WriteString("errors found by winnow (━) and by the given order (┃) within\n")
	for _, at := range []string{"10", "20", "30", "50"} {
		found, given := s.Orders["winnow"].Found[at], s.Orders["given"].Found[at]
		bar := []rune(strings.Repeat("━", int(found*plotCells+0.5)) + strings.Repeat(" ", plotCells))
		bar[min(plotCells-1, max(0, int(given*plotCells+0.5)))] = '┃'
		fmt.Fprintf(&b, "%3s%% of the reviews  %s %.0f%%\n", at, string(bar[:plotCells]), 100*found)
	}
	return b.String()
}
