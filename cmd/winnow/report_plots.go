package main

import (
	"fmt"
	"math"
	"strings"

	"winnow/review/measure"
)

// Plots are laid out here, in units of their view box, and drawn by the
// markup. Sizes of the part inside the axes:
const (
	plotWide, plotTall = 620.0, 220.0
	diagramSide        = 300.0
	columnMost         = 48.0
)

// mark is a text on an axis.
type mark struct {
	At   float64
	Text string
}

// curvePlot is the progress over time.
type curvePlot struct {
	Wide, Tall        float64
	Decided, Accepted string // points of the lines
	AreaAccepted      string
	DecidedY, AcceptY float64 // where the lines end
	Last              measure.Point
	X, Y              []mark
}

// lineGap is the least distance of two texts beside the ends of lines.
const lineGap = 18

func newCurve(points []measure.Point) *curvePlot {
	if len(points) <= 2 { // nothing, and the end of one moment
		return nil
	}
	last := points[len(points)-1]
	first, all := points[0].At, last.At.Sub(points[0].At).Seconds()
	top := measure.RoundUp(float64(last.Decided))
	y := func(n int) float64 { return plotTall * (1 - float64(n)/top) }
	c := &curvePlot{Wide: plotWide, Tall: plotTall, Last: last, DecidedY: y(last.Decided), AcceptY: y(last.Accepted)}
	var decided, accepted strings.Builder
	for _, p := range points {
		x := plotWide * p.At.Sub(first).Seconds() / all
		fmt.Fprintf(&decided, "%.1f,%.1f ", x, y(p.Decided))
		fmt.Fprintf(&accepted, "%.1f,%.1f ", x, y(p.Accepted))
	}
	c.Decided, c.Accepted = decided.String(), accepted.String()
	c.AreaAccepted = fmt.Sprintf("0,%.0f %s%.0f,%.0f", plotTall, c.Accepted, plotWide, plotTall)
	if c.AcceptY-c.DecidedY < lineGap {
		c.AcceptY = c.DecidedY + lineGap
	}
	for _, t := range measure.RoundTimes(last.At.Sub(first)) {
		c.X = append(c.X, mark{plotWide * t.Seconds() / all, measure.RoundTime(t)})
	}
	c.Y = countMarks(top, plotTall)
	return c
}

// countMarks are marks at nothing, half and all of top.
func countMarks(top, tall float64) []mark {
	return []mark{{tall, "0"}, {tall / 2, grouped(int(top / 2))}, {0, grouped(int(top))}}
}

// pacePlot is the pace over the active time.
type pacePlot struct {
	Wide, Tall float64
	Columns    []column
	Each       string // the time of a column
	Active     string
	End        float64
	Y          []mark
}

type column struct {
	X, Y, Wide, Tall float64
	Text             string
}

func newPace(stretches []measure.Stretch) *pacePlot {
	active, most := 0.0, 0.0
	for _, s := range stretches {
		active += s.ActiveSeconds
		if s.PerHour != nil {
			most = max(most, *s.PerHour)
		}
	}
	if active == 0 {
		return nil
	}
	top, step := measure.RoundUp(most), min(columnMost, plotWide/float64(len(stretches)))
	p := &pacePlot{
		Wide: plotWide, Tall: plotTall / 2, Active: span(active), Y: countMarks(top, plotTall/2),
		Each: span(max(measure.StretchSeconds, stretches[len(stretches)-1].ActiveSeconds)),
		End:  step * float64(len(stretches)),
	}
	for i, s := range stretches {
		if s.PerHour == nil {
			continue
		}
		tall := p.Tall * *s.PerHour / top
		p.Columns = append(p.Columns, column{
			X: step * float64(i), Y: p.Tall - tall, Wide: max(step-2, step/2), Tall: tall,
			Text: fmt.Sprintf("%s an hour, %s accepted unchanged of %s decided", whole(s.PerHour), grouped(s.Accepted), grouped(s.Decisions)),
		})
	}
	return p
}

// diagramPlot is the reliability diagram.
type diagramPlot struct {
	Side   float64
	Points []diagramPoint
	Marks  []mark // along x; y is the same from the bottom
	Up     []mark
	Bands  []measure.Band
}

type diagramPoint struct {
	X, Y, Low, High, R float64
	Text               string
}

func newDiagram(r measure.Reliability) *diagramPlot {
	if r.Items == 0 {
		return nil
	}
	from, most := 0.8, 1
	for _, b := range r.Bands {
		from, most = min(from, b.Shown, b.Low), max(most, b.Items)
	}
	from = math.Floor(from*5) / 5 // the scale begins at 0, 20, 40%, …
	at := func(v float64) float64 { return diagramSide * (v - from) / (1 - from) }
	d := &diagramPlot{Side: diagramSide, Bands: r.Bands}
	for _, b := range r.Bands {
		d.Points = append(d.Points, diagramPoint{
			X: at(b.Shown), Y: diagramSide - at(b.Observed), Low: diagramSide - at(b.Low), High: diagramSide - at(b.High),
			R: 3.5 + 4*math.Sqrt(float64(b.Items)/float64(most)),
			Text: fmt.Sprintf("confidence %.0f%%, accepted unchanged %.0f%% of %s (95%% interval %.0f to %.0f%%)",
				100*b.Shown, 100*b.Observed, grouped(b.Items), 100*b.Low, 100*b.High),
		})
	}
	for i := range 5 {
		v := from + (1-from)*float64(i)/4
		text := fmt.Sprintf("%.0f%%", 100*v)
		d.Marks = append(d.Marks, mark{at(v), text})
		d.Up = append(d.Up, mark{diagramSide - at(v), text})
	}
	return d
}

// boxRow is how long decisions about one label took, on a scale of a hundred.
type boxRow struct {
	measure.LabelTime
	All                              bool
	P5, Lower, Median, Upper, P95, W float64
}

func newBoxes(f measure.Figures) (rows []boxRow, end float64) {
	if f.Time == nil {
		return nil, 0
	}
	times := append([]measure.LabelTime{{Decisions: f.Pace.Decisions, Seconds: *f.Time}}, f.Times...)
	for _, t := range times {
		end = max(end, t.Seconds.P95)
	}
	end = measure.RoundUp(end)
	for i, t := range times {
		at := func(v float64) float64 { return 100 * v / end }
		q := t.Seconds
		rows = append(rows, boxRow{
			LabelTime: t, All: i == 0, P5: at(q.P5), Lower: at(q.Lower), Median: at(q.Median), Upper: at(q.Upper),
			P95: at(q.P95), W: at(q.Upper) - at(q.Lower),
		})
	}
	return rows, end
}
