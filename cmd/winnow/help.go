package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	return &trimmed{out: a.stdout}
}

// trimmed writes what it is given without the blanks at the ends of lines.
type trimmed struct {
	out    io.Writer
	blanks int // that wait for something behind them
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
		return 0, err
	}
	return len(p), nil
}
