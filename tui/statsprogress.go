package tui

import (
	"fmt"
	"time"

	"winnow/review/measure"
)

// Sizes of the plots, in cells.
const (
	curveLeast, curveMost = 7, 25 // rows of the progress curve
	paceTall              = 5     // rows of the pace
	paceColumn            = 6     // the widest column of it
	curveName             = 14    // beside the end of a curve
	plotMost              = 110   // cells, beyond which a plot reads no better
)

// progressPage shows how much was decided when, and at what pace.
func (m *model) progressPage(f *measure.Figures, w, h int) []string {
	rows := m.verdictRows(m.news.Counts, w)
	if len(f.Progress) == 0 {
		return append(rows, m.statsHeading("Nothing is decided yet: the curves begin with the first decision.", w)...)
	}
	rows = append(rows, "", " "+oneLine(paceSentence(f.Pace), w-2))
	if w >= besideFrom {
		half := (w - besideGap) / 2
		left := m.progressCurve(f.Progress, half, min(curveMost, h-len(rows)-4))
		right := m.paceColumns(f.Stretches, half, min(curveMost, h-len(rows)-4))
		return append(rows, beside(left, right, half, w)...)
	}
	room := h - len(rows) - paceTall - 8
	rows = append(rows, m.progressCurve(f.Progress, w, min(max(room, curveLeast), curveMost))...)
	return append(rows, m.paceColumns(f.Stretches, w, paceTall)...)
}

// beside puts two blocks of rows next to each other, the left one on a part of
// w cells.
func beside(left, right []string, part, w int) []string {
	n := max(len(left), len(right))
	right = block(right, w-part-besideGap, n)
	rows := make([]string, 0, n)
	for i, l := range block(left, part+besideGap, n) {
		rows = append(rows, l+right[i])
	}
	return rows
}

func paceSentence(p measure.Pace) string {
	if p.MedianSeconds == nil {
		return "No decision was timed."
	}
	s := fmt.Sprintf("%.1f s per decision (median), %s in all", *p.MedianSeconds, elapsed(p.ActiveSeconds))
	if p.PerHour != nil {
		s += fmt.Sprintf(", %s decisions an hour", grouped(int(*p.PerHour+0.5)))
	}
	return s
}

// elapsed writes seconds with one or two units.
func elapsed(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d < 24*time.Hour {
		return spell(d)
	}
	return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
}

// progressCurve draws how much was decided, and accepted unchanged, over the
// time since the first decision.
func (m *model) progressCurve(points []measure.Point, w, h int) []string {
	end := points[len(points)-1]
	if len(points) <= 2 { // nothing, and the end of one moment
		return m.statsHeading("The curve begins when decisions lie some time apart.", w)
	}
	top := measure.RoundUp(float64(end.Decided))
	first, span := points[0].At, end.At.Sub(points[0].At).Seconds()
	left := []string{"0", grouped(int(top / 2)), grouped(int(top))}
	wide := min(w, plotMost) - len(left[2]) - 3 - curveName
	c := newCanvas(wide, odd(max(curveLeast, h)))
	for i := range points[1:] {
		a, b := points[i], points[i+1]
		x0, x1 := a.At.Sub(first).Seconds()/span, b.At.Sub(first).Seconds()/span
		c.line(x0, float64(a.Accepted)/top, x1, float64(b.Accepted)/top, 1, m.st.good)
		c.line(x0, float64(a.Decided)/top, x1, float64(b.Decided)/top, 1, m.st.bar)
	}
	rows := c.rows()
	name := func(n int, text string, p paint, not int) int {
		at := min(max(int((1-float64(n)/top)*float64(len(rows))), 0), len(rows)-1)
		if at == not {
			at = min(at+1, len(rows)-1)
		}
		rows[at] = fit(rows[at], wide) + " " + p.text(text)
		return at
	}
	at := name(end.Decided, grouped(end.Decided)+" decided", m.st.bar, -1)
	name(end.Accepted, grouped(end.Accepted)+" accepted", m.st.good, at)
	below := []string{"0"}
	for i := 1; i <= 4; i++ {
		if t := elapsed(span * float64(i) / 4); t != below[len(below)-1] && t != "0 s" {
			below = append(below, t)
		}
	}
	if len(below) < 5 { // at equal distances, or the scale would lie
		below = []string{"0", elapsed(span)}
	}
	return append(m.statsHeading("DECIDED, AND ACCEPTED UNCHANGED, SINCE THE FIRST DECISION", w),
		axes(m.st, rows, wide, left, below)...)
}

// odd is how many of n rows have one in the middle, where the middle of a scale
// belongs.
func odd(n int) int { return n - 1 + n%2 }

// paceColumns draws the pace over the active time.
func (m *model) paceColumns(stretches []measure.Stretch, w, h int) []string {
	active, most := 0.0, 0.0
	for _, s := range stretches {
		active += s.ActiveSeconds
	}
	if active == 0 {
		return nil
	}
	wide := min(w, plotMost) - 10
	stretches = paired(stretches, wide)
	for _, s := range stretches {
		most = max(most, known(s.PerHour))
	}
	top := measure.RoundUp(most)
	column := min(paceColumn, wide/len(stretches))
	shares := make([]float64, len(stretches))
	for i, s := range stretches {
		shares[i] = known(s.PerHour) / top
	}
	each := stretches[len(stretches)-1].ActiveSeconds
	title := fmt.Sprintf("PACE: DECISIONS PER HOUR, A COLUMN FOR EACH %s OF WORK", elapsed(max(each, measure.StretchSeconds)))
	rows := columnsOf(shares, column, max(3, h))
	used := max(column*len(stretches), 24)
	return append(m.statsHeading(title, w),
		axes(m.st, m.painted(rows, m.st.bar), used, []string{"0", grouped(int(top))}, []string{"0", elapsed(active)})...)
}

func (m *model) painted(rows []string, p paint) []string {
	for i, r := range rows {
		rows[i] = p.text(r)
	}
	return rows
}

// paired joins neighbours until there are at most n.
func paired(s []measure.Stretch, n int) []measure.Stretch {
	for len(s) > max(1, n) {
		var out []measure.Stretch
		for i := len(s) - 1; i >= 0; i -= 2 {
			p := s[i]
			if i > 0 {
				p = measure.Join(p, s[i-1])
			}
			out = append([]measure.Stretch{p}, out...)
		}
		s = out
	}
	return s
}

func known(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}
