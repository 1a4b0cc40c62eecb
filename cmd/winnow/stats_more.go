package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"winnow/generator/strategy"
	"winnow/review/measure"
	"winnow/tui/visible"
)

// held is how many samples one filter held back.
type held struct {
	Filter string `json:"filter"`
	Count  int    `json:"count"`
}

// unusable stands for answers that could not become a sample.
const unusable = "unusable"

// heldBack counts what was set aside of a project, the most frequent first.
func heldBack(project string) ([]held, error) {
	f, err := os.Open(asidePath(project))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading what was set aside: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	counts := map[string]int{}
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		var row asideRow
		// A run that was killed may have left half a line.
		if json.Unmarshal(line, &row) == nil {
			counts[cmp.Or(row.Filter, unusable)]++
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading what was set aside: %w", err)
		}
	}
	out := make([]held, 0, len(counts))
	for name, n := range counts {
		out = append(out, held{name, n})
	}
	slices.SortFunc(out, func(a, b held) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Filter, b.Filter)) })
	return out, nil
}

// nearRows reads a file of facts to count them, if it lies beside the project:
// whoever looks at a project that came from elsewhere wants no other file read.
func nearRows(ctx context.Context, project string) strategy.Files {
	return func(path string) ([]strategy.Row, error) {
		beside := filepath.Join(filepath.Dir(project), path)
		if info, err := os.Stat(beside); err != nil || !filepath.IsLocal(path) || !info.Mode().IsRegular() {
			return nil, fs.ErrNotExist
		}
		return rowsOf(ctx, project)(beside)
	}
}

// print writes what there is to tell beyond the counts.
func (s counted) print(b *strings.Builder) {
	if j := s.Judge; j != nil {
		printJudge(b, *j)
	}
	if g := s.Agreement; g != nil {
		printAgreement(b, *g)
	}
	if len(s.Coverage) > 0 {
		printCoverage(b, s.Coverage)
	}
	if len(s.HeldBack) > 0 {
		rows := [][]string{{"held back by", "answers"}}
		for _, h := range s.HeldBack {
			rows = append(rows, []string{visible.Line(h.Filter), grouped(h.Count)})
		}
		b.WriteString("\n")
		writeTable(b, rows)
	}
}

func printJudge(b *strings.Builder, j measure.Judged) {
	fmt.Fprintf(b, "\njudge: %s decided, and it agrees with %.1f%% (95%%: %.1f–%.1f), kappa %s\n",
		plural(j.Items, "marked sample"), 100*j.Agreement, 100*j.Low, 100*j.High, number(j.Kappa))
	writeTable(b, [][]string{
		{"", "accepted unchanged", "changed or rejected"},
		{fmt.Sprintf("marked %g of %d or more", j.Least, measure.JudgeMost), grouped(j.Both), grouped(j.Judge)},
		{"marked less", grouped(j.Reviewers), grouped(j.Neither)},
		{"mean mark", number(j.Accepted), number(j.Changed)},
	})
	if j.Weak() {
		b.WriteString("warning: the judge says little of what reviewers do; a filter by it throws away good samples and keeps bad ones\n")
	}
}

func printAgreement(b *strings.Builder, a measure.Agreement) {
	fmt.Fprintf(b, "\nreviewers: %s decided by more than one of %d, %s alike, Krippendorff's alpha %s\n",
		plural(a.Samples, "sample"), a.Reviewers, grouped(a.Same), number(a.Alpha))
	if a.Low() {
		fmt.Fprintf(b, "warning: below %g nothing should be built on it: the guidelines are not clear, or the question is one of taste, of which models learn less from made-up samples\n", measure.AlphaLeast)
	}
}

// number shows a figure, or "--" where there is none.
func number(v *float64) string {
	if v == nil {
		return "--"
	}
	return fmt.Sprintf("%.2f", *v)
}

// missingShown is how many values a line names as not covered.
const missingShown = 3

func printCoverage(b *strings.Builder, all []measure.Coverage) {
	least := "a kept one"
	if n := all[0].Least; n > 1 {
		least = grouped(n) + " kept ones"
	}
	rows := [][]string{{"asked for by", "values", "with a sample", "with " + least}}
	var notes []string
	for _, c := range all {
		name := ansi.Truncate(visible.Line(c.Condition), labelCells, "…")
		rows = append(rows, []string{name, grouped(c.Values), grouped(c.Made), grouped(c.Covered)})
		if len(c.Missing) == 0 {
			continue
		}
		var missing []string
		for _, m := range c.Missing[:min(len(c.Missing), missingShown)] {
			missing = append(missing, ansi.Truncate(visible.Line(m.Value), labelCells, "…"))
		}
		if c.Values-c.Covered > len(missing) {
			missing = append(missing, "…")
		}
		notes = append(notes, fmt.Sprintf("%s without %s: %s\n", name, least, strings.Join(missing, ", ")))
	}
	b.WriteString("\n")
	writeTable(b, rows)
	b.WriteString(strings.Join(notes, ""))
}
