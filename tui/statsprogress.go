package tui

import (
	"fmt"
	"math"
	"strings"
	"time"

	"winnow/review/measure"
)

// Sizes of the plots, in cells.
const (
	curveLeast, curveMost = 7, 25 // rows of the progress curve, with its axis
	paceTall              = 5     // rows of the pace, with its axis
	plotAround            = 3     // rows of a heading and of what stands under an axis
	paceColumn            = 6     // the widest column of it
	curveName             = 14    // beside the end of a curve
	plotMost              = 110   // cells, beyond which a plot reads no better
)

// progressPage shows how much was decided when, and at what pace.
func (m *model) progressPage(f *measure.Figures, w, h int) []string {
	rows := m.verdictRows(f, w)
	if len(f.Progress) == 0 {
		return append(rows, m.statsHeading("Nothing is decided yet: the curves begin with the first decision.", w)...)
	}
	rows = append(rows, "", " "+oneLine(paceSentence(f.Pace), w-2))
	room := h - len(rows) - plotAround
	if w >= besideFrom {
		half := (w - besideGap) / 2
		tall := min(curveMost, max(paceTall, room))
		return append(rows, beside(m.progressCurve(f, half, tall), m.paceColumns(f.Stretches, half, tall), half, w)...)
	}
	tall := room - paceTall - plotAround
	if tall < curveLeast { // not both on one page, but neither in parts
		tall = min(max(room-1, paceTall), curveLeast)
	}
	rows = append(rows, m.progressCurve(f, w, min(tall, curveMost))...)
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
	if p.ActiveSeconds < 1 {
		return "Less than a second of work so far: too little to tell a pace."
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
func (m *model) progressCurve(f *measure.Figures, w, h int) []string {
	points := f.Progress
	end := points[len(points)-1]
	if len(points) <= 2 { // nothing, and the end of one moment
		return m.statsHeading("The curve of decisions begins when they lie some time apart.", w)
	}
	top := measure.RoundUp(float64(end.Decided))
	first, span := points[0].At, end.At.Sub(points[0].At).Seconds()
	left := evenly("0", grouped(int(top/2)), grouped(int(top)))
	wide := min(w, plotMost) - len(left[2].text) - 3 - curveName
	c := newCanvas(wide, odd(max(paceTall, h)), m.st.faint)
	for i := range points[1:] {
		a, b := points[i], points[i+1]
		x0, x1 := a.At.Sub(first).Seconds()/span, b.At.Sub(first).Seconds()/span
		c.line(x0, float64(a.Accepted)/top, x1, float64(b.Accepted)/top, 1, m.st.good)
		c.line(x0, float64(a.Decided)/top, x1, float64(b.Decided)/top, 1, m.st.bar)
	}
	rows := c.rows()
	name := func(n int, text string, p paint, not int) int {
		at := int(math.Round((1 - float64(n)/top) * float64(len(rows)-1)))
		if at == not {
			at += 1 - 2*(at/(len(rows)-1)) // under it, or over it at the bottom
		}
		rows[at] = fit(rows[at], wide) + " " + p.text(text)
		return at
	}
	at := name(end.Decided, grouped(end.Decided)+" decided", m.st.bar, -1)
	name(end.Accepted, grouped(end.Accepted)+" accepted", m.st.good, at)
	title := "DECIDED, AND ACCEPTED UNCHANGED, SINCE THE FIRST DECISION"
	if f.Bulk > 0 { // which the one line counts and the other does not
		title = "DECIDED, AND ACCEPTED ONE BY ONE, SINCE THE FIRST DECISION"
	}
	return append(m.statsHeading(title, w),
		axes(m.st, rows, wide, left, timeMarks(span))...)
}

// timeMarks are round times on an axis of so many seconds.
func timeMarks(seconds float64) []mark {
	var marks []mark
	for _, t := range measure.RoundTimes(time.Duration(seconds * float64(time.Second))) {
		marks = append(marks, mark{t.Seconds() / seconds, measure.RoundTime(t)})
	}
	return marks
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
	gap := min(1, column-1)
	used := column * len(stretches)
	c := newCanvas(max(used, 24), h, m.st.faint)
	for i, s := range stretches {
		c.column(i*column, column-gap, known(s.PerHour)/top, m.st.bar)
	}
	each := stretches[len(stretches)-1].ActiveSeconds
	title := fmt.Sprintf("PACE: DECISIONS PER HOUR, A COLUMN FOR EACH %s OF WORK", strings.ToUpper(elapsed(max(each, measure.StretchSeconds))))
	return append(m.statsHeading(title, w), axes(m.st, c.rows(), c.w, evenly("0", grouped(int(top))),
		[]mark{{text: "0"}, {share(used, c.w), elapsed(active)}})...)
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
