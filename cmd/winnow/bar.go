package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"winnow/tui/visible"
)

const (
	barCells = 24
	// barEvery is how often a bar is worth drawing, lineEvery how often a line
	// is written where there is no terminal.
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// bar shows how far a piece of work has come on stderr: a bar on a terminal,
// a line now and then (if lines is set) elsewhere.
type bar struct {
	out      io.Writer
	width    func() int
	terminal bool
	lines    bool
	title    string
	last     time.Time // of the last line without a terminal
	drawn    string    // what stands on the terminal, "" for nothing
}

func (a *app) newBar(title string, lines bool) *bar {
	return &bar{
		out: a.stderr, terminal: isTerminal(a.stderr) && !a.plain, lines: lines, title: visible.Line(title), last: time.Now(),
		width: func() int {
			if w, _, err := term.GetSize(a.stderr.Fd()); err == nil && w > 0 {
				return w
			}
			return 80
		},
	}
}

// show draws done of total (0: unknown) with a word on what has come.
func (b *bar) show(done, total int64, what string) {
	if !b.terminal {
		if now := time.Now(); b.lines && now.Sub(b.last) >= lineEvery {
			sayTo(b.out, "%s: %s", b.title, what)
			b.last = now
		}
		return
	}
	line := ansi.Truncate(b.title+"  "+gauge(done, total)+visible.Line(what), max(1, b.width()-1), "…")
	if line != b.drawn {
		_, _ = io.WriteString(b.out, "\r"+line+ansi.EraseLineRight)
		b.drawn = line
	}
}

// note writes a line at once where there is no terminal; on one the bar says it.
func (b *bar) note(what string) {
	if !b.terminal && b.lines {
		sayTo(b.out, "%s: %s", b.title, what)
		b.last = time.Now()
	}
}

// end takes the bar away, so that words can follow.
func (b *bar) end() {
	if b.drawn != "" {
		_, _ = io.WriteString(b.out, "\r"+ansi.EraseEntireLine)
		b.drawn = ""
	}
}

func gauge(done, total int64) string {
	if total <= 0 {
		return ""
	}
	share := min(1, max(0, float64(done)/float64(total)))
	full := int(share * barCells)
	return fmt.Sprintf("%s%s %3.0f%%  ", strings.Repeat("█", full), strings.Repeat("░", barCells-full), share*100)
}
