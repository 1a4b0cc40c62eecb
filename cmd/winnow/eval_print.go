package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"winnow/review/measure"
	"winnow/tui/visible"
)

func (a *app) printEvaluated(e evaluated) error {
	var b strings.Builder
	if e.Gold != nil {
		e.Gold.print(&b)
	}
	if e.Against != nil {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		e.Against.print(&b)
	}
	_, err := a.stdout.WriteString(b.String())
	return err
}

// whoIs says who was asked.
func whoIs(who string) string {
	switch who {
	case askedModel:
		return "the model itself"
	case askedCurated:
		return "a student of what was decided"
	case askedSuggested:
		return "a student of the same, as suggested"
	case askedAll:
		return "a student of all suggestions"
	case askedCorrected:
		return "a student of all, corrected so far"
	}
	return "the commonest label"
}

func (g *onGold) print(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s with a truth\n", visible.Line(g.File), plural(g.Rows, "row"))
	if g.Leaked > 0 {
		fmt.Fprintf(b, "  %s left out: decided in the project, so that students have seen the text\n", plural(g.Leaked, "row"))
	}
	if g.Untold > 0 {
		fmt.Fprintf(b, "  %s left out: no truth, no text, or not valid\n", plural(g.Untold, "row"))
	}
	if g.Held > 0 {
		fmt.Fprintf(b, "  %s among the rows: not learned by any student\n", plural(g.Held, "undecided sample"))
	}
	if g.Near > 0 {
		fmt.Fprintf(b, "  %s nearly the same as a sample that was learned: the figures may flatter\n", plural(g.Near, "row"))
	}
	b.WriteString("\n")
	rows := [][]string{{"asked", "learned", "rows", "accuracy", "95%", "macro F1", "95%"}}
	for _, q := range g.Asked {
		row := []string{whoIs(q.Who), "", "", "--", "", "--", ""}
		if q.Learned > 0 {
			row[1] = grouped(q.Learned)
		}
		if s := q.Scores; s != nil {
			row[2] = grouped(s.Items)
			row[3], row[4] = fmt.Sprintf("%.1f%%", 100*s.Accuracy), fmt.Sprintf("%.1f–%.1f", 100*s.AccuracyLow, 100*s.AccuracyHigh)
			row[5], row[6] = fmt.Sprintf("%.3f", s.MacroF1), fmt.Sprintf("%.3f–%.3f", s.MacroF1Low, s.MacroF1High)
		}
		rows = append(rows, row)
	}
	writeTable(b, rows)
	for _, q := range g.Asked {
		if q.Why != "" {
			fmt.Fprintf(b, "%s: %s\n", whoIs(q.Who), q.Why)
		}
	}
	if g.beyond() {
		b.WriteString("no student tells the labels better than always saying the commonest: these texts are beyond it, and comparing says little\n")
	}
	printLead(b, "what was decided, over what had been suggested for the same", g.Lead)
	printLead(b, "all with the corrections so far, over all suggestions", g.LeadAll)
	g.printLabels(b)
}

// beyond tells that no student is better than the commonest label, as far as can
// be told.
func (g *onGold) beyond() bool {
	commonest, best, students := 0.0, 0.0, 0
	for _, q := range g.Asked {
		switch {
		case q.Scores == nil:
		case q.Who == askedCommonest:
			commonest = q.Accuracy
		case q.Learned > 0:
			best = max(best, q.AccuracyLow)
			students++
		}
	}
	return students > 0 && best <= commonest
}

// printLead says how far ahead one student is, and whether that is more than
// chance.
func printLead(b *strings.Builder, what string, l *measure.Lead) {
	if l == nil {
		return
	}
	said := "no more than chance"
	switch {
	case l.AccuracyLow > 0 && l.MacroF1High < 0 || l.AccuracyHigh < 0 && l.MacroF1Low > 0:
		said = "better by one measure, worse by the other"
	case l.AccuracyLow > 0 || l.MacroF1Low > 0:
		said = "better"
	case l.AccuracyHigh < 0 || l.MacroF1High < 0:
		said = "worse"
	}
	fmt.Fprintf(b, "\n%s: %s\n  accuracy %+.1f points (%+.1f to %+.1f), macro F1 %+.3f (%+.3f to %+.3f)\n", what, said,
		100*l.Accuracy, 100*l.AccuracyLow, 100*l.AccuracyHigh, l.MacroF1, l.MacroF1Low, l.MacroF1High)
}

// printLabels writes the figures of each label: of the model, and of the best
// informed student there is.
func (g *onGold) printLabels(b *strings.Builder) {
	for _, who := range []string{askedModel, askedCurated, askedAll} {
		for _, q := range g.Asked {
			if q.Who != who || q.Scores == nil || who == askedAll && g.has(askedCurated) {
				continue
			}
			b.WriteString("\n")
			rows := [][]string{{whoIs(who), "rows", "precision", "recall", "F1"}}
			for _, l := range q.Labels {
				rows = append(rows, []string{
					ansi.Truncate(visible.Line(l.Label), labelCells, "…"), grouped(l.Items),
					percent(l.Precision), percent(l.Recall), fmt.Sprintf("%.3f", l.F1),
				})
			}
			writeTable(b, rows)
		}
	}
}

func (g *onGold) has(who string) bool {
	for _, q := range g.Asked {
		if q.Who == who && q.Scores != nil {
			return true
		}
	}
	return false
}

// copiesShown is how many samples are named; --json names all.
const copiesShown = 20

func (a *againstAll) print(b *strings.Builder) {
	files := make([]string, len(a.Files))
	for i, f := range a.Files {
		files[i] = visible.Line(f)
	}
	fmt.Fprintf(b, "%s: %s, beside %s that would be exported\n\n", strings.Join(files, ", "), plural(a.Texts, "text"), plural(a.Samples, "sample"))
	rows := [][]string{{"in common", "samples"}, {"the whole text", grouped(a.Same)}, {"nearly the whole text", grouped(a.Near)}, {"a long run", grouped(a.Run)}}
	for _, s := range a.Sharing {
		rows = append(rows, []string{fmt.Sprintf("%d words in a row or more", s.Words), grouped(s.Samples)})
	}
	writeTable(b, rows)
	if a.LongestRun > 0 {
		fmt.Fprintf(b, "longest run: %s\n", plural(a.LongestRun, "word"))
	} else {
		b.WriteString("longest run: below 8 words\n")
	}
	if len(a.Copies) > 0 {
		b.WriteString("\n")
		rows = [][]string{{"sample", "has in common", "with"}}
		for _, c := range a.Copies[:min(len(a.Copies), copiesShown)] {
			rows = append(rows, []string{ansi.Truncate(visible.Line(c.ID), labelCells, "…"), c.inCommon(), ansi.Truncate(visible.Line(c.From), labelCells, "…")})
		}
		writeTable(b, rows)
		if more := len(a.Copies) - copiesShown; more > 0 {
			fmt.Fprintf(b, "and %s more; --json has all\n", grouped(more))
		}
	}
	a.printLengths(b)
}

func (c copied) inCommon() string {
	switch c.What {
	case "same":
		return "all"
	case "near":
		return fmt.Sprintf("nearly all (%.0f%%)", 100*c.Alike)
	case "characters":
		return fmt.Sprintf("%d characters in a row", c.Run)
	}
	return fmt.Sprintf("%d words in a row", c.Run)
}

func (a *againstAll) printLengths(b *strings.Builder) {
	d := a.Lengths
	if d.Of == nil || d.From == nil {
		return
	}
	b.WriteString("\n")
	rows := [][]string{{"words", "5%", "25%", "median", "75%", "95%"}}
	for _, r := range []struct {
		name string
		of   *measure.Quartiles
	}{{"samples", d.Of}, {"texts", d.From}} {
		row := []string{r.name}
		for _, v := range []float64{r.of.P5, r.of.Lower, r.of.Median, r.of.Upper, r.of.P95} {
			row = append(row, fmt.Sprintf("%.0f", v))
		}
		rows = append(rows, row)
	}
	writeTable(b, rows)
	said := "no more apart than chance puts them"
	if d.P < 0.05 {
		said = "the lengths differ"
	}
	fmt.Fprintf(b, "Kolmogorov-Smirnov distance %.3f (p %s): %s\n", d.Distance, chance(d.P), said)
}

func chance(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("= %.3f", p)
}
