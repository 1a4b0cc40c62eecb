package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"html"

	"winnow/review"
	"winnow/review/measure"
)

//go:embed report/page.css
var reportStyle string

// markup writes HTML. It stands in for html/template, which finds methods by
// their names while it runs: a program that links it keeps every exported method
// of every library, a sixth of its code, in the file and in memory.
type markup struct{ w *bufio.Writer }

// put writes a format. The format is markup, what is filled in is text: it is
// escaped for where text may stand, which is between tags and in quoted
// attributes. Into a style go numbers only.
func (m markup) put(format string, fill ...any) {
	for i, v := range fill {
		if s, ok := v.(string); ok {
			fill[i] = html.EscapeString(s)
		}
	}
	_, _ = fmt.Fprintf(m.w, format, fill...) // the writer keeps its first error
}

// name is what is filled in for a name from a task or a file: controls and marks
// of direction are visible symbols there as on the screen.
func (m markup) name(format, name string) { m.put(format, shownName(name)) }

// writePage writes the page.
func writePage(w *bufio.Writer, task review.Task, f measure.Figures) error {
	m, p := markup{w}, newPage(task, f)
	m.head(p)
	m.tiles(p)
	m.verdicts(p)
	if p.Progress != nil {
		m.progress(p.Progress, p.F.Bulk)
	}
	if p.Pace != nil {
		m.pace(p.Pace)
	}
	m.confidence(p)
	if len(p.Labels) > 0 {
		m.labels(p.Labels, f.Bulk)
	}
	if p.Heat != nil {
		m.heat(p.Heat)
	}
	if len(p.Origins) > 0 {
		m.origins(p.Origins, f.Bulk)
	}
	if len(p.Boxes) > 0 {
		m.times(p)
	}
	if len(f.Reviewers) > 0 {
		m.reviewers(f.Reviewers)
	}
	m.quality(f)
	m.put("</main>\n<footer>Made by winnow report (%s); --json gives the same figures as data. "+
		"Shares are of decided samples: while the least confident come first, they say little about what is left.</footer>\n</body>\n</html>\n", p.Version)
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

func (m markup) head(p page) {
	m.put(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
`)
	m.name("<title>%s: figures of the review</title>\n<style>\n", p.Task.Name)
	_, _ = m.w.WriteString(reportStyle)
	m.name("</style>\n</head>\n<body>\n<header>\n<h1><bdi>%s</bdi></h1>\n", p.Task.Name)
	m.put(`<div class="soft">Figures of the review`)
	if n := len(p.F.Progress); n > 0 {
		m.put(", up to %s UTC", p.F.Progress[n-1].At.Format("2 January 2006, 15:04"))
	}
	m.put("</div>\n</header>\n<main>\n")
}

func (m markup) tiles(p page) {
	perHour, deferred, judged := "--", "", "of the decided accepted unchanged"
	if p.F.Pace.PerHour != nil {
		perHour = whole(p.F.Pace.PerHour)
	}
	if p.Deferred > 0 {
		deferred = fmt.Sprintf(", %s deferred", grouped(p.Deferred))
	}
	if p.F.Bulk > 0 {
		judged = "of those decided one by one accepted unchanged"
	}
	m.put("<div class=\"tiles\">\n")
	for _, t := range [...][2]string{
		{grouped(p.F.Decided), "of " + plural(p.F.Samples, "sample") + " decided" + inBulk(p.F.Bulk)},
		{grouped(p.F.Undecided), "left" + deferred},
		{percent(p.Accepted), judged},
		{perHour, "decisions per hour of work"},
		{span(p.F.Pace.ActiveSeconds), "of work, pauses left out"},
	} {
		m.put("<div><b>%s</b><span>%s</span></div>\n", t[0], t[1])
	}
	m.put("</div>\n\n")
}

// section begins a part of the page; what says how to read it.
func (m markup) section(title, what string) {
	m.put("<section>\n<h2>%s</h2>\n<p class=\"what\">%s</p>\n", title, what)
}

// row begins a row of a table with the name of what it is about.
func (m markup) row(name string) {
	m.name(`<tr><th scope="row" class="name"><bdi>%s</bdi></th>`, name)
}

// number is a cell with a number.
func (m markup) number(n string) { m.put(`<td class="n">%s</td>`, n) }
