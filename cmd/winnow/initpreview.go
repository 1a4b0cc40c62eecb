package main

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui"
	"winnow/tui/visible"
)

// formTheme has few colours: what they say is said by signs as well.
func formTheme(dark bool) *huh.Styles {
	s := huh.ThemeBase(dark)
	accent, faint, bad := formColours(dark)
	s.Focused.Title = accent.Bold(true)
	s.Focused.SelectSelector = accent.SetString("> ")
	s.Focused.SelectedOption = accent
	s.Focused.Description, s.Blurred.Description = faint, faint
	s.Focused.ErrorMessage, s.Focused.ErrorIndicator = bad, bad.SetString(" ✗")
	s.Focused.TextInput.Placeholder, s.Blurred.TextInput.Placeholder = faint, faint
	s.Focused.TextInput.Cursor = accent
	return s
}

func formColours(dark bool) (accent, faint, bad lipgloss.Style) {
	of := lipgloss.LightDark(dark)
	colour := func(light, dark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(of(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	return colour("25", "75"), colour("242", "246"), colour("124", "210").Bold(true)
}

// preview is the card that the task would make, and the task itself below it.
func preview(t review.Task, w, h int, dark bool) string {
	accent, faint, _ := formColours(dark)
	box := lipgloss.NewStyle().Border(lipgloss.RoundedBorder()).Padding(0, 1).Width(w)
	inner := w - box.GetHorizontalFrameSize()
	var rows []string
	add := func(style lipgloss.Style, format string, args ...any) {
		rows = append(rows, style.Render(ansi.Truncate(visible.Line(fmt.Sprintf(format, args...)), inner, "…")))
	}
	plain := lipgloss.NewStyle()
	add(accent.Bold(true), "%s · kind %s", t.Name, t.Kind)
	for _, f := range t.Fields {
		if t.Answer(labelOf(t, f)) < 0 {
			add(faint, "")
			add(faint, "%s", f)
			add(plain, "what a row says there …")
		}
	}
	add(faint, "")
	for _, line := range sketch(t) {
		add(plain, "%s", line)
	}
	add(faint, "")
	add(faint, "%s", strings.Repeat("─", max(0, inner)))
	if text, err := taskText(t); err != nil {
		add(faint, "No task yet: %v", cmp.Or(t.Validate(tui.ReservedKeys()), err))
	} else {
		for line := range strings.Lines(string(text)) {
			if said := strings.TrimSpace(line); said != "" && said[0] != '#' {
				add(faint, "%s", strings.TrimRight(line, "\n"))
			}
		}
	}
	room := max(1, h-box.GetVerticalFrameSize())
	if len(rows) > room {
		rows = append(rows[:room-1], faint.Render("…"))
	}
	return box.Render(strings.Join(rows, "\n"))
}

// labelOf is the label that stands for an answer to prefer.
func labelOf(t review.Task, field string) string {
	for i, a := range t.Answers {
		if a == field && i < len(t.Labels) {
			return t.Labels[i].Name
		}
	}
	return ""
}

// sketch shows in a few lines how a sample of the task is decided.
func sketch(t review.Task) []string {
	names := t.LabelNames()
	const digits = 10
	keyed := make([]string, len(names))
	for i, name := range names {
		if keyed[i] = name; i < digits {
			keyed[i] = fmt.Sprintf("%d %s", (i+1)%digits, name)
		}
	}
	switch t.Kind {
	case review.Text:
		return []string{t.Target, "the response, to accept, edit or reject …"}
	case review.Chat:
		return []string{"user       │ what was asked …", "assistant  │ the answer, to accept, edit or reject …"}
	case review.Prefer:
		bad := "both bad"
		if len(t.Answers) > 2 {
			bad = "all bad"
		}
		return []string{"← " + strings.Join(t.Answers, "  │  ") + " →", "= tie    0 " + bad}
	case review.Spans:
		return []string{"somebody ⟦went to Rome⟧ " + names[0], "", strings.Join(keyed, "   ")}
	case review.MultiLabel:
		boxes := make([]string, len(names))
		for i, name := range keyed {
			boxes[i] = "[" + []string{"x", " "}[min(i, 1)] + "] " + name
		}
		return boxes
	case review.Rate:
		const whole = "the whole"
		width := len(whole)
		for _, r := range t.Requirements {
			width = max(width, lipgloss.Width(r.Name))
		}
		levels := func(of string) string {
			return of + strings.Repeat(" ", width+2-lipgloss.Width(of)) + strings.Join(names, "  ")
		}
		out := []string{levels(whole)}
		for _, r := range t.Requirements {
			out = append(out, levels(r.Name))
		}
		return out
	}
	return []string{"suggestion: " + names[0] + "  confidence 0.62", "", strings.Join(keyed, "   ")}
}
