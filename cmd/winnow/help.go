package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/tui/visible"
)

// newHelp is the command help, which refuses what is no command.
func newHelp(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Long:    "Shows what a command does, its flags and examples: the same as `winnow COMMAND --help`.",
		Example: "winnow help export",
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return a.knownCommand(cmd.Root(), []string{strings.Join(args, " ")})
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		}),
	}
}

// helpCells is how long a line of help may be: a terminal of 80 columns shows it as
// it stands, between its margins.
const helpCells = 76

// fits has help break the words about a command into lines that fit this terminal.
// It would break lines that are too long, too, each by itself and also behind
// hyphens, which flags have. Words that nobody asks for are left alone: the first
// card waits for all that the program does at its start.
func (a *app) fits(root *cobra.Command) {
	root.Long = filled(root.Long, a.helpWidth())
	for _, below := range root.Commands() {
		below.SetHelpFunc(func(c *cobra.Command, args []string) {
			c.Long = filled(c.Long, a.helpWidth())
			root.HelpFunc()(c, args)
		})
	}
}

// helpWidth is how long a line of help may be on this terminal.
func (a *app) helpWidth() int {
	w, _, err := term.GetSize(a.stdout.Fd())
	if err != nil || w <= 0 {
		return helpCells
	}
	return max(20, min(helpCells, w-4))
}

// filled breaks paragraphs anew. Lines that begin with a blank are left as they
// are: tables do.
func filled(text string, cells int) string {
	var out []string
	var words []string
	end := func() {
		line, at := "", 0
		for _, w := range words {
			n := visible.Width(w)
			switch {
			case line == "":
				line, at = w, n
			case at+1+n <= cells:
				line, at = line+" "+w, at+1+n
			default:
				out = append(out, line)
				line, at = w, n
			}
		}
		if line != "" {
			out = append(out, line)
		}
		words = nil
	}
	for l := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if l != "" && l[0] != ' ' && l[0] != '\t' {
			words = append(words, strings.Fields(l)...)
			continue
		}
		end()
		out = append(out, l)
	}
	end()
	return strings.Join(out, "\n")
}

// valueNames are the types of flags in words.
var valueNames = map[string]string{
	"int": "a whole number", "uint64": "a whole number from 0", "float64": "a number", "duration": "a time such as 90s, 10m or 2h", "bool": "true or false",
}

// flagError says which flag was given wrongly.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		if wants := valueNames[value.GetFlag().Value.Type()]; wants != "" {
			return &usageError{fmt.Sprintf("--%s takes %s, and %q is not one", value.GetFlag().Name, wants, value.GetValue()), seeHelp(cmd)}
		}
	}
	return &usageError{err.Error(), seeHelp(cmd)}
}

// helpOut is where help goes: stdout, without the blanks that fill lines up where
// it is not a terminal.
func (a *app) helpOut() io.Writer {
	if isTerminal(a.stdout) {
		return a.stdout
	}
	return &trimmed{out: a.stdout, lost: &a.unwritten}
}

// trimmed writes what it is given without the blanks at the ends of lines.
type trimmed struct {
	out    io.Writer
	blanks int // that wait for something behind them
	lost   *error
}

func (t *trimmed) Write(p []byte) (int, error) {
	var b bytes.Buffer
	for _, c := range p {
		switch c {
		case ' ':
			t.blanks++
			continue
		case '\n':
			t.blanks = 0
		}
		for ; t.blanks > 0; t.blanks-- {
			b.WriteByte(' ')
		}
		b.WriteByte(c)
	}
	if _, err := t.out.Write(b.Bytes()); err != nil {
		*t.lost = err // who writes help does not ask
		return 0, err
	}
	return len(p), nil
}
