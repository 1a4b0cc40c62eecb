package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/review"
)

// Widths of the pane, in cells.
const (
	noticeMost   = 24  // rows of why the run stands, and what to do: the pane scrolls
	progressMost = 60  // of the bar of all samples
	steerName    = 15  // for what steers
	besideFrom   = 130 // from here on what steers stands beside the tables
	besideLeft   = 76  // of the tables then
	besideGap    = 3
)

// makingRows are all rows above the refused answers.
func (m *model) makingRows(s *review.Stream, w int) []string {
	rows := m.makingHead(s, w)
	b := s.Board
	if b == nil {
		text := "What is asked for by label and strategy, and what steers it, is shown once the source has told; the offline grammar does not."
		rows = append(rows, "")
		for _, r := range wrap(text, w-2) {
			rows = append(rows, " "+m.st.faint.text(r))
		}
		return rows
	}
	if w < besideFrom {
		rows = append(rows, m.boardRows(b, w)...)
		rows = append(rows, m.staleRows(s, w)...)
		return append(rows, m.steerRows(b, w)...)
	}
	left := append(m.boardRows(b, besideLeft), m.staleRows(s, besideLeft)...)
	right := m.steerRows(b, w-besideLeft-besideGap)
	n := max(len(left), len(right))
	right = block(right, w-besideLeft-besideGap, n)
	for i, l := range block(left, besideLeft+besideGap, n) {
		rows = append(rows, l+right[i])
	}
	return rows
}

// staleRows say that decisions are counted when an answer ends, while none is
// on its way.
func (m *model) staleRows(s *review.Stream, w int) []string {
	p, open := m.pane.(*makingPane)
	if s.Phase == review.StreamRunning || s.Phase == review.StreamWaiting || open && p.board != nil {
		return nil
	}
	return []string{" " + m.st.faint.text(oneLine("Decisions are counted up to the last answer.", w-2))}
}

// makingHead says how far the run is, what it cost and what came of that.
func (m *model) makingHead(s *review.Stream, w int) []string {
	phase := " " + m.phaseText(s.Phase) + " "
	title := " " + m.st.head.text("HOW SAMPLES ARE MADE") + "  " + m.st.strong.text(oneLine(s.Source, w-24-cells(phase)))
	made := fmt.Sprintf(" %s of %s made  ", grouped(s.Made), grouped(s.Wanted))
	full, rest := bar(share(s.Made, s.Wanted), max(0, min(progressMost, w-len(made)-1)))
	rows := []string{both(title, phase, w), made + m.st.bar.text(full) + m.st.faint.text(rest)}
	rows = append(rows, spread(costParts(s), w)...)
	rows = append(rows, spread([]string{
		grouped(s.Rejected) + " unusable",
		grouped(s.Filtered) + " held back by filters",
		grouped(s.Duplicates) + " duplicate" + plural(s.Duplicates),
	}, w)...)
	for _, r := range m.noticeRows(s, w-2, noticeMost) {
		rows = append(rows, " "+r)
	}
	return rows
}

// costParts say what the run cost, as far as the source tells.
func costParts(s *review.Stream) []string {
	var parts []string
	if s.Requests > 0 {
		parts = append(parts, fmt.Sprintf("%s request%s", grouped(s.Requests), plural(s.Requests)))
	}
	if s.Tokens > 0 {
		parts = append(parts, fmt.Sprintf("%s token%s", grouped(s.Tokens), plural(s.Tokens)))
	}
	if s.USD > 0 {
		parts = append(parts, dollars(s.USD))
	}
	switch {
	case s.Unpriced == 0:
	case s.Unpriced == s.Tokens && s.USD == 0:
		parts[len(parts)-1] += " without a price"
	default:
		parts = append(parts, fmt.Sprintf("%s token%s without a price", grouped(s.Unpriced), plural(s.Unpriced)))
	}
	if s.Board != nil && s.Board.Accepted > 0 { // as they were or mended: both are of use
		n := s.Board.Accepted
		switch {
		case s.USD > 0 && s.Unpriced == 0:
			parts = append(parts, dollars(s.USD/float64(n))+" per usable sample")
		case s.Tokens > 0:
			parts = append(parts, grouped(s.Tokens/n)+" tokens per usable sample")
		}
	}
	return parts
}

// spread puts parts on as many rows as they need, each part whole.
func spread(parts []string, w int) []string {
	var rows []string
	row := ""
	for _, p := range parts {
		p = oneLine(p, w-2)
		switch {
		case row == "":
			row = " " + p
		case cells(row)+3+cells(p) < w:
			row += " · " + p
		default:
			rows = append(rows, row)
			row = " " + p
		}
	}
	if row != "" {
		rows = append(rows, row)
	}
	return rows
}

// steerRows say what the reviewers' decisions change of what is asked for
// next, each under its name in the task file.
func (m *model) steerRows(b *review.Board, w int) []string {
	on := m.task.Generate.Steer
	rows := []string{"", " " + m.st.head.text("WHAT STEERS, FROM WHAT IS DECIDED")}
	add := func(name string, on *bool, text string) {
		paint := paint{}
		if !review.On(on) {
			paint, text = m.st.warn, "off in the task file (generate.steer."+name+": false)"
		}
		for i, r := range shortened(wrap(text, w-steerName-3), 3, w-steerName-3) {
			if i > 0 {
				name = ""
			}
			rows = append(rows, " "+fit(name, steerName)+" "+paint.text(r))
		}
	}
	demos := "none yet: what is accepted or mended can stand in prompts"
	if n := b.Demonstrations; n > 0 {
		demos = fmt.Sprintf("%s decided sample%s can stand in prompts", grouped(n), plural(n))
	}
	add("demonstrations", on.Demonstrations, demos)
	if len(b.Labels) > 1 {
		add("quota", on.Quota, quotaText(b.Labels))
		add("contrast", on.Contrast, contrastText(b))
	}
	add("slow", on.Slow, slowText(b.Strategies))
	for _, r := range wrap("Each can be switched off in the task file: generate.steer.slow: false", w-2) {
		rows = append(rows, " "+m.st.faint.text(r))
	}
	return rows
}

// quotaText tells how the labels' quotas differ from equal ones.
func quotaText(labels []review.BoardLabel) string {
	all := 0
	for _, l := range labels {
		all += l.Wanted
	}
	even := float64(all) / float64(len(labels))
	type shift struct {
		label string
		by    int
	}
	var shifts []shift
	for _, l := range labels {
		if by := math.Trunc(float64(l.Wanted) - even); by != 0 {
			shifts = append(shifts, shift{l.Label, int(by)})
		}
	}
	if len(shifts) == 0 {
		return "equal to within one sample: what is corrected often is asked for more"
	}
	slices.SortStableFunc(shifts, func(a, b shift) int { return cmp.Compare(b.by, a.by) })
	var parts []string
	for i, s := range shifts {
		if i == shiftsMost && len(shifts) > shiftsMost {
			parts = append(parts, fmt.Sprintf("%d more", len(shifts)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %+d", oneLine(s.label, labelMost), s.by))
	}
	return strings.Join(parts, ", ") + ": what is corrected often is asked for more"
}

// shiftsMost is how many labels with another quota are named.
const shiftsMost = 4

func contrastText(b *review.Board) string {
	if b.Contrast == "" {
		return "none: no two labels are often confused"
	}
	return fmt.Sprintf("%s in %.0f%% of the requests, since they are confused", oneLine(b.Contrast, 2*labelMost+3), 100*b.ContrastShare)
}

func slowText(all []review.BoardStrategy) string {
	var names []string
	for _, s := range all {
		if s.Slowed {
			names = append(names, oneLine(s.Name, labelMost))
		}
	}
	if len(names) == 0 {
		return "no strategy is asked less"
	}
	return strings.Join(names, ", ") + ": asked less, since it adds few new word pairs"
}

// grouped writes n with commas between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// dollars writes an amount with cents, a small one with two digits that say
// something.
func dollars(usd float64) string {
	digits := 2
	if usd > 0 && usd < 0.1 {
		digits = min(9, 1-int(math.Floor(math.Log10(usd))))
	}
	return fmt.Sprintf("$%.*f", digits, usd)
}
