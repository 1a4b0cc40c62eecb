package main

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/review/measure"
	"winnow/tui/visible"
)

// nameCells bounds a name on the page.
const nameCells = 80

// shownName is a name from a task or a file, on one line.
func shownName(name string) string { return ansi.Truncate(visible.Line(name), nameCells, "…") }

// whole writes a number that may be missing without decimals.
func whole(v *float64) string {
	if v == nil {
		return "--"
	}
	return grouped(int(*v + 0.5))
}

// span writes seconds with as many units as a scale needs.
func span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
}

// seconds writes a time of a decision.
func seconds(s float64) string { return fmt.Sprintf("%.1f s", s) }

// bandName names a band of confidences, which may be a single one.
func bandName(from, to float64) string {
	low, high := fmt.Sprintf("%.2f", from), fmt.Sprintf("%.2f", to)
	if low == high {
		return low
	}
	return low + "–" + high
}

func shareOf(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// page is what the page shows.
type page struct {
	Task    review.Task
	F       measure.Figures
	Version string

	Deferred    int
	Accepted    *float64 // of the samples decided one by one
	Verdicts    []verdictRow
	Progress    *curvePlot
	Pace        *pacePlot
	Reliability *diagramPlot
	Leaning     string
	Labels      []labelRow
	Heat        *heat
	Origins     []originTable
	Boxes       []boxRow
	BoxEnd      float64 // seconds at the end of their scale
}

// verdictRow is a named number with its share of the greatest, in percent.
type verdictRow struct {
	Name  string
	Count int
	Width float64
}

type labelRow struct {
	measure.Balance
	Group          measure.Group
	Suggest, Chose float64 // widths in percent
	By             int
}

type originTable struct {
	Title string
	Rows  []measure.Origin
}

func newPage(task review.Task, f measure.Figures) page {
	p := page{Task: task, F: f, Version: version(), Deferred: f.Decisions[review.Defer], Accepted: f.Share(review.Accept)}
	most := 0
	for _, n := range f.Decisions {
		most = max(most, n)
	}
	for _, v := range review.Verdicts {
		p.Verdicts = append(p.Verdicts, verdictRow{string(v), f.Decisions[v], 100 * shareOf(f.Decisions[v], most)})
	}
	p.Progress, p.Pace = newCurve(f.Progress), newPace(f.Stretches)
	p.Reliability, p.Leaning = newDiagram(f.Reliability), leaning(f.Reliability)
	p.Labels, p.Heat = labelRows(f), newHeat(f.Confusion, !task.Kind.OneLabel())
	for _, t := range []originTable{{"source", f.Sources}, {"model", f.Models}, {"strategy", f.Strategies}} {
		if len(t.Rows) > 0 {
			p.Origins = append(p.Origins, t)
		}
	}
	p.Boxes, p.BoxEnd = newBoxes(f)
	return p
}

// leaning says in words on which side the confidence errs.
func leaning(r measure.Reliability) string {
	shown, observed, lean := r.Mean()
	s := fmt.Sprintf("It said %.0f%% on average, and %.0f%% were accepted unchanged: ", 100*shown, 100*observed)
	switch lean {
	case measure.TooMuch:
		return s + "it promises too much."
	case measure.TooLittle:
		return s + "it promises too little."
	case measure.TooFew:
		return s + "too few to tell."
	}
	return s + "as good as its word on the whole."
}

func labelRows(f measure.Figures) []labelRow {
	groups := map[string]measure.Group{}
	for _, g := range f.Labels {
		groups[g.Name] = g
	}
	most := 0
	for _, b := range f.Balance {
		most = max(most, b.SuggestedDecided, b.Decided)
	}
	var rows []labelRow
	for _, b := range f.Balance {
		rows = append(rows, labelRow{
			Balance: b, Group: groups[b.Label], By: b.Decided - b.SuggestedDecided,
			Suggest: 100 * shareOf(b.SuggestedDecided, most), Chose: 100 * shareOf(b.Decided, most),
		})
	}
	return rows
}

// inBulk says how many of the decided samples were decided in bulk, "" of none.
func inBulk(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + grouped(n) + " of them in bulk"
}

// heat is the confusion table with the share of each cell in its row.
type heat struct {
	Several bool // a sample may have several labels: each is kept, taken away or added
	Labels  []string
	Rows    []heatRow
	Pairs   []measure.Pair
	Others  int
}

type heatRow struct {
	Label string
	None  bool // for samples without a suggestion, or for labels that were added
	Cells []heatCell
}

type heatCell struct {
	Count int
	Share float64 // of the row, in percent
	Kind  string  // kept, changed, rejected (or taken away): its colour
}

// pairsShown is how many corrections the page lists.
const pairsShown = 10

// heatMost is how many labels have a column on the page.
const heatMost = 20

func newHeat(c measure.Confusion, several bool) *heat {
	if len(c.Labels) == 0 {
		return nil
	}
	n := min(len(c.Labels), heatMost)
	h := &heat{Several: several, Labels: c.Labels[:n], Pairs: c.Pairs[:min(len(c.Pairs), pairsShown)], Others: c.Others}
	for i := range n {
		h.Rows = append(h.Rows, newHeatRow(c.Labels[i], c.Counts[i], c.Rejected[i], i, n))
	}
	if row := newHeatRow("", c.Missing, 0, -1, n); sum(c.Missing) > 0 {
		row.None = true
		h.Rows = append(h.Rows, row)
	}
	for i, counts := range c.Counts {
		if i >= n {
			h.Others += sum(counts) + c.Rejected[i]
		} else {
			h.Others += sum(counts[n:])
		}
	}
	return h
}

func newHeatRow(label string, counts []int, rejected, self, n int) heatRow {
	all := sum(counts) + rejected
	row := heatRow{Label: label}
	for j, count := range counts[:n] {
		kind := "changed"
		if j == self {
			kind = "kept"
		}
		row.Cells = append(row.Cells, heatCell{count, 100 * shareOf(count, all), kind})
	}
	row.Cells = append(row.Cells, heatCell{rejected, 100 * shareOf(rejected, all), "rejected"})
	return row
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
