package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui"
	"winnow/tui/visible"
)

// draft is what a person has put into the form so far. Lists are texts, one
// entry per line.
type draft struct {
	name, fields, labels, answers, scale, requirements, guidelines string
	kind                                                           review.Kind
}

// task is the task of the draft, with what is missing filled in to start from.
func (d *draft) task() review.Task {
	t := review.Task{Name: strings.TrimSpace(d.name), Kind: d.kind, Fields: entriesOf(d.fields)}
	switch {
	case d.kind == review.Rate:
		t.Scale = d.scale
		for _, r := range entriesOf(d.requirements) {
			t.Requirements = append(t.Requirements, review.Requirement{Name: r})
		}
	case d.kind == review.Prefer:
		t.Answers = entriesOf(d.answers)
	case d.kind.HasLabels():
		t.Labels = labelsNamed(entriesOf(d.labels))
	}
	if text := strings.TrimSpace(d.guidelines); text != "" {
		t.Guidelines = text + "\n"
	}
	return toStart(t)
}

// entriesOf are the lines that say something.
func entriesOf(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// initForm asks for a task and shows beside it what comes of the answers.
type initForm struct {
	form  *huh.Form
	draft *draft
	file  string
	w, h  int
	dark  bool
	told  bool // whether the background is dark, or that the terminal does not say it
	left  bool // without a file
	lists []usualList
}

// usualList is a list of the form with what stands there when nothing is
// written.
type usualList struct {
	*huh.Text
	of func(review.Task) []string
}

// Sizes of the form.
const (
	formWide   = 100 // columns from which on the preview stands beside it
	formMost   = 64  // columns of the form at most
	listLines  = 6
	guideLines = 10
	formHead   = 2 // rows above the form
	formEdge   = 2 // columns beside its texts
	formFoot   = 4 // rows below it: what is wrong, and the keys
)

// formPatience is how long nothing is drawn for want of the background's colour:
// a first frame in the wrong colours would hardly be legible.
const formPatience = 200 * time.Millisecond

func newInitForm(d *draft, file string) *initForm {
	f := &initForm{draft: d, file: file, dark: true}
	only := func(kinds ...review.Kind) func() bool {
		return func() bool { return !slices.Contains(kinds, d.kind) }
	}
	f.form = huh.NewForm(
		huh.NewGroup(
			huh.NewInput().Title("Name").Description("What the task is called.").Value(&d.name).Validate(f.valid("name")),
			huh.NewSelect[review.Kind]().Title("Kind").Description("What is reviewed.").Options(kindOptions()...).Value(&d.kind),
		),
		huh.NewGroup(f.list("Fields", "The members of a row that you read, one per line.", &d.fields, func(t review.Task) []string { return t.Fields })),
		huh.NewGroup(f.list("Labels", "One per line. 1 to 9 and 0 choose them in this order.", &d.labels, review.Task.LabelNames)).
			WithHideFunc(only(review.Classify, review.MultiLabel, review.Spans)),
		huh.NewGroup(f.list("Answers", "The fields that are compared, one per line.", &d.answers, func(t review.Task) []string { return t.Answers })).
			WithHideFunc(only(review.Prefer)),
		huh.NewGroup(
			huh.NewSelect[string]().Title("Scale").Description("The levels.").
				Options(huh.NewOption("1 to 5, the best is 5", "1-5"), huh.NewOption("a to d, the best is a", "a-d")).Value(&d.scale),
			f.list("Requirements", "What is rated one by one, one per line.", &d.requirements, func(review.Task) []string { return nil }),
		).WithHideFunc(only(review.Rate)),
		huh.NewGroup(
			huh.NewText().Title("Guidelines").Description("What is right and what is wrong. The model and the reviewer read the same text.").
				Placeholder("left empty: a text to start from").Value(&d.guidelines).Lines(guideLines).ExternalEditor(false),
		),
	).WithKeyMap(formKeys()).WithShowHelp(false).WithShowErrors(false)
	f.paint()
	return f
}

// paint gives all parts the colours for the background that the terminal told.
func (f *initForm) paint() {
	f.form.WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return formTheme(f.dark) }))
}

func kindOptions() []huh.Option[review.Kind] {
	var out []huh.Option[review.Kind]
	for _, k := range review.Kinds {
		out = append(out, huh.NewOption(fmt.Sprintf("%-11s %s", k, kindWords[k]), k))
	}
	return out
}

// list asks for names, one per line.
func (f *initForm) list(title, words string, value *string, usual func(review.Task) []string) *huh.Text {
	text := huh.NewText().Title(title).Description(words).Value(value).Lines(listLines).ExternalEditor(false).
		Validate(f.valid(strings.ToLower(title)))
	f.lists = append(f.lists, usualList{text, usual})
	return text
}

// hint says in empty lists what they would be for the kind: in words and on one
// row, as without colours it would look like what was typed.
func (f *initForm) hint() {
	bare := draft{name: "x", kind: f.draft.kind, fields: f.draft.fields}
	for _, l := range f.lists {
		usual := cmp.Or(strings.Join(l.of(bare.task()), ", "), "none")
		l.Placeholder(ansi.Truncate("left empty: "+visible.Line(usual), max(1, f.formWidth()-formEdge-1), "…"))
	}
}

// valid checks one part of the draft, whatever the others are like. Answers are
// checked with the fields that they belong to.
func (f *initForm) valid(part string) func(string) error {
	return func(text string) error {
		d := draft{name: "x", kind: f.draft.kind}
		switch part {
		case "name":
			d.name = text
		case "fields":
			d.fields = text
		case "labels":
			d.labels = text
		case "answers":
			d.fields, d.answers = f.draft.fields, text
		case "requirements":
			d.requirements = text
		}
		return d.task().Validate(tui.ReservedKeys())
	}
}

// untoldMsg comes when a terminal had time enough to say what its background is.
type untoldMsg struct{}

func (f *initForm) Init() tea.Cmd {
	untold := tea.Tick(formPatience, func(time.Time) tea.Msg { return untoldMsg{} })
	return tea.Batch(f.form.Init(), tea.RequestBackgroundColor, untold)
}

func (f *initForm) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.w, f.h = msg.Width, msg.Height
		width := f.formWidth()
		f.form.WithWidth(width).WithHeight(max(1, f.h-formHead-formFoot))
		msg.Width = width
		return f, f.update(msg)
	case tea.BackgroundColorMsg:
		f.dark, f.told = msg.IsDark(), true
		f.paint()
	case untoldMsg:
		f.told = true
	case tea.KeyPressMsg:
		f.told = true
		if s := msg.String(); s == "esc" || s == "ctrl+c" {
			f.left = true
			return f, tea.Quit
		}
	}
	return f, f.update(msg)
}

func (f *initForm) update(msg tea.Msg) tea.Cmd {
	form, cmd := f.form.Update(msg)
	if form, ok := form.(*huh.Form); ok {
		f.form = form
	}
	f.hint()
	if f.form.State != huh.StateNormal {
		f.left = f.left || f.form.State == huh.StateAborted
		return tea.Quit
	}
	return cmd
}

// formWidth is how many columns the form has.
func (f *initForm) formWidth() int {
	if f.w < formWide {
		return max(1, min(formMost, f.w-formEdge))
	}
	return min(formMost, f.w/2)
}

func (f *initForm) View() tea.View {
	if f.w == 0 || !f.told { // the terminal has not told its size and background yet
		return tea.View{AltScreen: true}
	}
	text := lipgloss.NewStyle().Height(max(1, f.h-formHead-formFoot)).Render(f.form.View()) + "\n" + f.foot()
	if f.w >= formWide && f.form.State == huh.StateNormal {
		left := lipgloss.NewStyle().Width(f.formWidth()).Render(text)
		text = lipgloss.JoinHorizontal(lipgloss.Top, left, preview(f.draft.task(), f.w-f.formWidth(), f.h-formHead, f.dark))
	}
	accent, faint, _ := formColours(f.dark)
	head := accent.Bold(true).Render("A new task: "+visible.Line(f.file)) + faint.Render("   esc leaves without it")
	text = head + "\n\n" + text
	v := tea.NewView(lipgloss.NewStyle().MaxWidth(f.w).MaxHeight(f.h).Render(text))
	v.AltScreen = true
	v.WindowTitle = "winnow init"
	return v
}

// foot are the rows of what is wrong and of the keys, which stay in sight.
func (f *initForm) foot() string {
	accent, faint, bad := formColours(f.dark)
	rows := make([]string, formFoot)
	if errs := f.form.Errors(); len(errs) > 0 {
		said := ansi.Wordwrap("! "+visible.Line(errs[0].Error()), max(1, f.formWidth()-1), "")
		for i, row := range strings.Split(said, "\n")[:min(formFoot-1, strings.Count(said, "\n")+1)] {
			rows[i] = " " + bad.Render(row)
		}
	}
	var keys []string
	for _, k := range f.form.KeyBinds() {
		if k.Enabled() {
			keys = append(keys, accent.Bold(true).Render(k.Help().Key)+" "+faint.Render(k.Help().Desc))
		}
	}
	rows[formFoot-1] = " " + strings.Join(keys, faint.Render(" · "))
	return strings.Join(rows, "\n")
}

// formKeys are those of the form: enter makes a line in a list.
func formKeys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Text.NewLine = key.NewBinding(key.WithKeys("enter", "ctrl+j"), key.WithHelp("enter", "new line"))
	k.Text.Next = key.NewBinding(key.WithKeys("tab"), key.WithHelp("tab", "next"))
	k.Text.Submit = key.NewBinding(key.WithKeys("tab", "ctrl+s"), key.WithHelp("tab", "write the file"))
	k.Select.Filter.SetEnabled(false)
	return k
}

// ask shows the form and fills in the flags from it. Leaving it is a
// [nothingError].
func (in *initing) ask(ctx context.Context) (review.Task, error) {
	d := &draft{name: folderName(), kind: review.Classify, scale: "1-5"}
	f := newInitForm(d, in.out)
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithInput(in.app.stdin), tea.WithOutput(in.app.stdout),
	}
	if _, err := tea.NewProgram(f, options...).Run(); err != nil && !errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrInterrupted) {
		return review.Task{}, fmt.Errorf("showing the form: %w", err)
	}
	if f.left || f.form.State != huh.StateCompleted {
		return review.Task{}, &nothingError{"left the form: no task file was written", "flags do the same without a form, see `winnow init --help`"}
	}
	return d.task(), nil
}
