package main

import (
	"fmt"

	"winnow/review/measure"
)

// lines draws the marks of a scale that goes up, with a line for each.
func (m markup) lines(marks []mark, wide float64) {
	for _, y := range marks {
		m.put(`<line class="grid" x1="0" x2="%v" y1="%v" y2="%v"/><text x="-8" y="%v" dy="4" text-anchor="end">%s</text>`, wide, y.At, y.At, y.At, y.Text)
	}
	m.put("\n")
}

// below draws the marks of a scale along x.
func (m markup) below(marks []mark, y float64) {
	for _, x := range marks {
		m.put(`<text class="under" x="%v" y="%v" dy="20" text-anchor="middle">%s</text>`, x.At, y, x.Text)
	}
	m.put("\n")
}

// axis draws the line at the bottom.
func (m markup) axis(wide, y float64) {
	m.put("<line class=\"axis\" x1=\"0\" x2=\"%v\" y1=\"%v\" y2=\"%v\"/>\n", wide, y, y)
}

func (m markup) progress(c *curvePlot, bulk int) {
	between := "what the review has changed or thrown out"
	if bulk > 0 {
		between += ", and what was decided in bulk, which counts as decided only"
	}
	m.section("Progress", "How many samples were decided, and how many of them accepted unchanged, since the first decision. "+
		"The distance between the lines is "+between+". Decisions that were taken back do not count.")
	m.put("<svg class=\"wide\" viewBox=\"-48 -10 790 262\" width=\"790\" role=\"img\" aria-label=\"%d samples decided, %d of them accepted unchanged\">\n", c.Last.Decided, c.Last.Accepted)
	m.lines(c.Y, c.Wide)
	m.put("<polygon class=\"area\" points=\"%s\"/>\n", c.AreaAccepted)
	m.put("<polyline class=\"curve kept\" points=\"%s\"/><polyline class=\"curve main\" points=\"%s\"/>\n", c.Accepted, c.Decided)
	m.axis(c.Wide, c.Tall)
	m.below(c.X, c.Tall)
	const end = "<text class=\"end %s\" x=\"%v\" dx=\"8\" y=\"%v\" dy=\"4\">%s %s</text>\n"
	m.put(end, "main", c.Wide, c.DecidedY, grouped(c.Last.Decided), "decided")
	m.put(end, "kept", c.Wide, c.AcceptY, grouped(c.Last.Accepted), "accepted")
	m.put("</svg>\n</section>\n\n")
}

func (m markup) pace(p *pacePlot) {
	m.section("Pace", "Decisions per hour; each column is "+p.Each+" of work, the first one may be shorter. "+
		"No decision counts for more than five minutes, so pauses do not slow the pace. Decisions that were taken back are work too and count here.")
	m.put("<svg class=\"wide\" viewBox=\"-48 -10 790 152\" width=\"790\" role=\"img\" aria-label=\"Decisions per hour over %s of work\">\n", p.Active)
	m.lines(p.Y, p.Wide)
	for _, c := range p.Columns {
		m.put(`<rect class="column" x="%v" y="%v" width="%v" height="%v" rx="2"><title>%s</title></rect>`, c.X, c.Y, c.Wide, c.Tall, c.Text)
	}
	m.put("\n")
	m.axis(p.Wide, p.Tall)
	m.below([]mark{{0, "0"}, {p.End, p.Active}}, p.Tall)
	m.put("</svg>\n</section>\n\n")
}

func (m markup) confidence(p page) {
	d, r := p.Reliability, p.F.Reliability
	if d == nil {
		m.section("Confidence", "No sample that came with a confidence is decided yet: there is nothing to compare it with.")
		m.put("</section>\n\n")
		return
	}
	m.section("Confidence", "How far the confidence that came with the records can be taken at its word. Each point is a tenth or so of the decided samples; "+
		"on the dotted line a confidence of 80% would mean that 80% are accepted unchanged. The stroke is the 95% interval.")
	m.put("<p>%s Over all bands the mean distance is %s (expected calibration error), the Brier score %.3f.", p.Leaning, percent(r.ECE), *r.Brier)
	if r.Unknown > 0 {
		m.put(" %s came without a confidence.", plural(r.Unknown, "decided sample"))
	}
	m.put("</p>\n<div class=\"side\">\n")
	m.diagram(d)
	m.bands(d.Bands)
	m.put("</div>\n</section>\n\n")
}

func (m markup) diagram(d *diagramPlot) {
	m.put("<svg viewBox=\"-52 -12 376 372\" width=\"376\" role=\"img\" aria-label=\"Accepted unchanged by confidence; the table has the figures\">\n")
	m.lines(d.Up, d.Side)
	m.put("<line class=\"same\" x1=\"0\" y1=\"%v\" x2=\"%v\" y2=\"0\"/>\n", d.Side, d.Side)
	m.axis(d.Side, d.Side)
	m.below(d.Marks, d.Side)
	m.put("<text x=\"150\" y=\"%v\" dy=\"46\" text-anchor=\"middle\">confidence given → · accepted unchanged ↑</text>\n", d.Side)
	for _, p := range d.Points {
		m.put(`<g><title>%s</title><line class="reach" x1="%v" x2="%v" y1="%v" y2="%v"/><circle class="dot" cx="%v" cy="%v" r="%v"/></g>`, p.Text, p.X, p.X, p.Low, p.High, p.X, p.Y, p.R)
	}
	m.put("\n</svg>\n")
}

func (m markup) bands(bands []measure.Band) {
	m.put("<table><thead><tr><th>confidence given</th><th class=\"n\">mean</th><th class=\"n\">accepted</th><th class=\"n\">95%% interval</th><th class=\"n\">decided</th></tr></thead><tbody>\n")
	for _, b := range bands {
		m.put(`<tr><td>%s</td><td class="n">%.1f%%</td><td class="n">%.1f%%</td>`, bandName(b.From, b.To), 100*b.Shown, 100*b.Observed)
		m.put("<td class=\"n soft\">%.0f–%.0f%%</td><td class=\"n\">%s</td></tr>\n", 100*b.Low, 100*b.High, grouped(b.Items))
	}
	m.put("</tbody></table>\n")
}

// times draws how long decisions took.
func (m markup) times(p page) {
	m.section("Time", "Seconds per decision, by suggested label, the slowest first: the box holds the middle half, "+
		"the stroke in it is the median, and the line reaches over the middle nine tenths.")
	m.put(`<table class="full"><thead><tr><th>label</th><th class="grow">0 to %g s</th>`, p.BoxEnd)
	m.put("<th class=\"n\">median</th><th class=\"n\">middle half</th><th class=\"n\">decisions</th></tr></thead><tbody>\n")
	for _, b := range p.Boxes {
		if b.All {
			m.put(`<tr><th scope="row" class="name"><b>all</b></th>`)
		} else {
			m.row(b.Label)
		}
		m.put(`<td><svg viewBox="0 0 100 6" width="100%%" height="20" preserveAspectRatio="none" aria-hidden="true">`)
		m.put(`<line class="whisker" vector-effect="non-scaling-stroke" x1="%v" x2="%v" y1="3" y2="3"/>`, b.P5, b.P95)
		m.put(`<rect class="box" x="%v" y="0.8" width="%v" height="4.4"/>`, b.Lower, b.W)
		m.put(`<line class="median" vector-effect="non-scaling-stroke" x1="%v" x2="%v" y1="0.4" y2="5.6"/></svg></td>`, b.Median, b.Median)
		m.number(seconds(b.Seconds.Median))
		m.number(fmt.Sprintf("%.1f–%.1f s", b.Seconds.Lower, b.Seconds.Upper))
		m.number(grouped(b.Decisions))
		m.put("</tr>\n")
	}
	m.put("</tbody></table>\n</section>\n\n")
}
