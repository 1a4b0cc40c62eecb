package main

import (
	"fmt"

	"winnow/review/measure"
)

func (m markup) verdicts(p page) {
	bulk := ""
	if n := p.F.Bulk; n > 0 {
		bulk = fmt.Sprintf(" %s of the decided were decided in bulk: they are counted here, and no share and no time on this page takes them as evidence.", grouped(n))
	}
	m.section("Decisions", "How the samples stand. A deferred sample is undecided and comes back at the end."+bulk)
	m.put("<table class=\"full\"><tbody>\n")
	for _, r := range p.Verdicts {
		m.put(`<tr><th scope="row">%s</th><td class="n">%s</td><td style="width: 80%%">`, r.Name, grouped(r.Count))
		if r.Count > 0 {
			m.put(`<span class="bar %s" style="width: %v%%"></span>`, r.Name, r.Width)
		}
		m.put("</td></tr>\n")
	}
	m.put("</tbody></table>\n</section>\n\n")
}

// bulkBeside says of a share beside counts that these are of more samples, ""
// where they are not.
func bulkBeside(bulk int) string {
	if bulk == 0 {
		return ""
	}
	return ", which leaves out what was decided in bulk"
}

func (m markup) labels(rows []labelRow, bulk int) {
	m.section("Labels", "Of the decided samples: how many had the label as a suggestion (grey), and how many have it now. "+
		"The share of its suggestions that was accepted unchanged stands beside it"+bulkBeside(bulk)+".")
	m.put(`<table class="full"><thead><tr><th>label</th><th class="grow">suggested, decided</th><th class="n">suggested</th>`)
	m.put("<th class=\"n\">decided</th><th class=\"n\">change</th><th class=\"n\">accepted</th><th class=\"n\">in the project</th></tr></thead><tbody>\n")
	for _, r := range rows {
		change := "±0"
		if r.By != 0 {
			change = fmt.Sprintf("%+d", r.By)
		}
		m.row(r.Label)
		m.put(`<td><span class="bar was" style="width: %v%%"></span><span class="bar" style="width: %v%%"></span></td>`, r.Suggest, r.Chose)
		for _, n := range []string{grouped(r.SuggestedDecided), grouped(r.Decided), change, percent(r.Group.Acceptance)} {
			m.number(n)
		}
		m.put("<td class=\"n soft\">%s</td></tr>\n", grouped(r.Suggested))
	}
	m.put("</tbody></table>\n</section>\n\n")
}

// heat is the confusion table and the corrections below it.
func (m markup) heat(h *heat) {
	others := ""
	if h.Others > 0 {
		others = " " + plural(h.Others, "sample") + " with rarer labels not shown."
	}
	what, lost := "A row for each label that the model suggested, a column for each that was decided. "+
		"The stronger its colour, the larger the share of a cell in its row; the diagonal is what kept its label.", "rejected"
	if h.Several {
		what, lost = "A row for each label that the model suggested: in how many samples it stayed, and from how many it was taken away, those rejected among them. "+
			"The last row is the labels that were added. The stronger its colour, the larger the share of a cell in its row.", "taken away"
	}
	m.section("What labels became", what+others)
	m.put(`<table class="heat"><thead><tr><th>suggested</th>`)
	for _, l := range h.Labels {
		m.name(`<th class="n"><bdi>%s</bdi></th>`, l)
	}
	m.put("<th class=\"n\">%s</th></tr></thead><tbody>\n", lost)
	for _, r := range h.Rows {
		m.heatRow(r, h.Several)
	}
	m.put("</tbody></table>\n")
	if len(h.Pairs) > 0 {
		m.put("<h3>The most frequent corrections</h3>\n<table><tbody>")
		for _, p := range h.Pairs {
			m.put(`<tr><td class="n">%s</td><td class="name"><bdi>%s</bdi> → <bdi>%s</bdi></td></tr>`+"\n", grouped(p.Count), shownName(p.Suggested), shownName(p.Decided))
		}
		m.put("</tbody></table>\n")
	}
	m.put("</section>\n\n")
}

func (m markup) heatRow(r heatRow, several bool) {
	switch {
	case r.None && several:
		m.put(`<tr><th scope="row" class="name"><i>added</i></th>`)
	case r.None:
		m.put(`<tr><th scope="row" class="name"><i>none</i></th>`)
	default:
		m.row(r.Label)
	}
	for _, c := range r.Cells {
		m.put(`<td class="n %s" style="--h: %v">`, c.Kind, c.Share)
		if c.Count > 0 {
			m.put(`%s<small>%.0f%%</small></td>`, grouped(c.Count), c.Share)
		} else {
			m.put(`<span class="soft">·</span></td>`)
		}
	}
	m.put("</tr>\n")
}

// bulkApart says of a table of shares that its decided samples are not all of
// them, "" where they are.
func bulkApart(bulk int) string {
	if bulk == 0 {
		return ""
	}
	return " What was decided in bulk is left out."
}

func (m markup) origins(tables []originTable, bulk int) {
	m.section("Sources", "What became of the samples of each source, model and strategy: the share of the decided ones that was accepted unchanged, "+
		"and the tokens spent on decided samples per accepted one, where they are known."+bulkApart(bulk))
	for _, t := range tables {
		m.put(`<table class="full"><thead><tr><th>%s</th><th style="width: 30%%">accepted</th><th class="n"></th>`, t.Title)
		m.put("<th class=\"n\">decided</th><th class=\"n\">samples</th><th class=\"n\">tokens per accepted</th></tr></thead><tbody>\n")
		for _, o := range t.Rows {
			m.row(o.Name)
			m.put(`<td><span class="track">`)
			if o.Decided > 0 {
				m.put(`<span class="bar" style="width: %v%%"></span>`, 100*shareOf(o.Accepted, o.Decided))
			}
			m.put(`</span></td>`)
			for _, n := range []string{percent(o.Acceptance), grouped(o.Decided), grouped(o.Samples), whole(o.PerAccepted)} {
				m.number(n)
			}
			m.put("</tr>\n")
		}
		m.put("</tbody></table>\n")
	}
	m.put("</section>\n\n")
}

func (m markup) reviewers(rows []measure.Reviewer) {
	m.section("Reviewers", "Who made the decisions that stand. Shares of different people compare only where they saw alike samples.")
	m.put(`<table class="full"><thead><tr><th>reviewer</th><th class="n">decided</th>`)
	m.put("<th class=\"n\">accepted unchanged</th><th class=\"n\">median</th><th class=\"n\">work</th></tr></thead><tbody>\n")
	for _, r := range rows {
		median := "--"
		if r.MedianSeconds != nil {
			median = seconds(*r.MedianSeconds)
		}
		m.row(r.Name)
		for _, n := range []string{grouped(r.Decided) + inBulk(r.Bulk), percent(r.Acceptance), median, span(r.ActiveSeconds)} {
			m.number(n)
		}
		m.put("</tr>\n")
	}
	m.put("</tbody></table>\n</section>\n\n")
}
