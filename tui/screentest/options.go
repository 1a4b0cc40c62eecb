package screentest

import (
	"image/color"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// options is what a Screen can be made with.
type options struct {
	env      []string
	profile  *colorprofile.Profile
	light    bool
	mute     bool
	oldWidth bool
	overflow bool
	patience time.Duration
	filter   func(tea.Model, tea.Msg) tea.Msg
	program  []tea.ProgramOption
}

func defaults() options {
	return options{
		env:      []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
		patience: 15 * time.Second,
	}
}

// Option changes the terminal or the program that runs on it.
type Option func(*options)

// Env sets variables of the program's environment, as "NAME=value", on top of
// TERM=xterm-256color and COLORTERM=truecolor. The colours that a program may
// use follow from it, as they do in a terminal: Env("NO_COLOR=1") shows none.
func Env(env ...string) Option { return func(o *options) { o.env = append(o.env, env...) } }

// Profile sets the colours that the program may use, whatever its environment
// says.
func Profile(p colorprofile.Profile) Option { return func(o *options) { o.profile = &p } }

// Light makes the terminal black on white. It is light on dark otherwise.
func Light() Option { return func(o *options) { o.light = true } }

// Mute makes the terminal one that answers no query.
func Mute() Option { return func(o *options) { o.mute = true } }

// OldWidths makes the terminal one that does not know grapheme clusters (mode
// 2027), for which a program counts the cells of each code point, and whose frames
// are measured so. The emulator draws by clusters even then: what stands behind a
// joined emoji is seen too far to the left.
func OldWidths() Option { return func(o *options) { o.oldWidth = true } }

// AllowOverflow turns off the check that every frame fits the terminal.
func AllowOverflow() Option { return func(o *options) { o.overflow = true } }

// Patience is how long a wait may take, 15 seconds otherwise.
func Patience(d time.Duration) Option { return func(o *options) { o.patience = d } }

// Filter sets the program's message filter (tea.WithFilter). It is given the
// model that New was given, as the program has updated it.
func Filter(f func(tea.Model, tea.Msg) tea.Msg) Option { return func(o *options) { o.filter = f } }

// Program passes further options to the program.
func Program(opts ...tea.ProgramOption) Option {
	return func(o *options) { o.program = append(o.program, opts...) }
}

// measure returns how the terminal counts cells.
func (o options) measure() ansi.Method {
	if o.oldWidth {
		return ansi.WcWidth
	}
	return ansi.GraphemeWidth
}

// colors returns what the terminal says its foreground and background are.
func (o options) colors() (foreground, background color.Color) {
	if o.light {
		return color.RGBA{0x24, 0x29, 0x2f, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}
	}
	return color.RGBA{0xd8, 0xd8, 0xe0, 0xff}, color.RGBA{0x17, 0x15, 0x1f, 0xff}
}
