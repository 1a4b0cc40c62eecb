package main

import (
	"fmt"
	"strings"

	"winnow/store/jsonl/formats"
)

// tell explains what was written and every item that was left out.
func (e *exporting) tell(sum formats.Summary, o formats.Options, paths map[string]string) {
	for _, part := range partNames(o.Split) {
		where, ok := paths[part]
		switch {
		case ok:
			e.app.say("%s: %s as %s", where, linesOf(sum, part), e.as)
		case sum.Written[part] > 0:
			e.app.say("stdout: %s as %s", linesOf(sum, part), e.as)
		}
	}
	e.tellSplit(sum, o, paths)
	for _, r := range sum.Omitted {
		e.app.say("%s left out of %s: OpenAI does not document it for messages and refuses what it does not know; the trl formats keep it",
			r.Why, plural(r.Count, "message"))
	}
	left := 0
	for _, r := range sum.LeftOut {
		left += r.Count
	}
	if left == 0 {
		return
	}
	e.app.say("%s left out of %s:", grouped(left), plural(sum.Samples, "sample"))
	for _, r := range sum.LeftOut {
		e.app.say("  %s  %s", fmt.Sprintf("%7s", grouped(r.Count)), r.Why)
	}
}

// tellSplit tells of parts that are not what was probably meant.
func (e *exporting) tellSplit(sum formats.Summary, o formats.Options, paths map[string]string) {
	for _, part := range partNames(o.Split) {
		if where, ok := paths[part]; ok && sum.Written[part] == 0 {
			what := "sample"
			if o.Group != "" {
				what = "group"
			}
			e.app.say("warning: %s is empty: no %s fell into part %s; another --seed or a greater share may change that", where, what, part)
		}
	}
	if sum.Ungrouped > 0 {
		e.app.say("%s without a value for %s: divided one by one", plural(sum.Ungrouped, "sample"), o.Group)
	}
}

// linesOf counts what one part got. An edit gives trl-kto two lines.
func linesOf(sum formats.Summary, part string) string {
	if sum.Lines[part] == sum.Written[part] {
		return plural(sum.Written[part], "sample")
	}
	return plural(sum.Written[part], "sample") + " in " + plural(sum.Lines[part], "line")
}

func (e *exporting) nothing(sum formats.Summary) error {
	switch {
	case sum.Total() > 0:
		return nil
	case sum.Samples == 0:
		return &nothingError{"nothing to export: the project has no samples", "`winnow import` and `winnow generate` bring some"}
	}
	return &nothingError{"nothing to export: every sample was left out", e.remedy(sum)}
}

// remedy says what lets samples through, by what kept all of them back.
func (e *exporting) remedy(sum formats.Summary) string {
	const undecided, outside = "not decided yet", "outside the filter"
	var flags, there, ways []string
	open, refused := false, false
	for _, r := range sum.LeftOut {
		name, unasked := strings.CutSuffix(r.Why, ", not asked for")
		switch {
		case strings.HasPrefix(name, undecided):
			open = true
		case unasked:
			there = append(there, grouped(r.Count)+" "+name)
		case r.Why == outside:
			flags = e.filters()
		default:
			refused = true
		}
	}
	if len(there) > 0 {
		flags = append(flags, "--decision (there are "+strings.Join(there, ", ")+")")
	}
	if len(flags) > 0 {
		ways = append(ways, "loosen or leave out "+strings.Join(flags, " and "))
	}
	if open {
		ways = append(ways, "decide some with `winnow review "+quoted(e.project)+"`")
	}
	switch {
	case refused && e.as != formats.Names[0]:
		ways = append(ways, "choose another format: --as native takes every decision")
	case refused && e.bare:
		ways = append(ways, "leave out --bare, without which every decision is taken")
	}
	return strings.Join(ways, ", or ")
}

// filters are the flags that choose samples, but for --decision.
func (e *exporting) filters() []string {
	var given []string
	for _, f := range []struct {
		name string
		set  bool
	}{{"--label", len(e.labels) > 0}, {"--min-confidence", e.confidence != ""}, {"--flagged", e.flagged}} {
		if f.set {
			given = append(given, f.name)
		}
	}
	return given
}
