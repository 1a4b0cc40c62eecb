package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Print the manual page",
		Long: `Prints what --help says of all commands as one manual page, in the language of
man(7), to be put where man finds it.`,
		Example: `winnow man > ~/.local/share/man/man1/winnow.1
winnow man | man -l -`,
		Args: a.exactly(0, "winnow man"),
		RunE: a.does(func(cmd *cobra.Command, _ []string) error {
			_, err := a.stdout.WriteString(manPage(cmd.Root()))
			return err
		}),
	}
}

// manPage is the help of a command and of all those below it.
func manPage(root *cobra.Command) string {
	var b strings.Builder
	name := root.Name()
	fmt.Fprintf(&b, ".TH %s 1 \"\" %s\n.SH NAME\n%s \\- %s\n", strings.ToUpper(name), roff(version()), name, roff(root.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n.I COMMAND\n[\\-\\-flags] [arguments]\n.SH DESCRIPTION\n", name)
	manText(&b, root.Long)
	b.WriteString(".SH COMMANDS\n")
	for _, c := range root.Commands() {
		if c.Hidden || c.Name() == "completion" {
			continue
		}
		fmt.Fprintf(&b, ".SS %s %s\n", name, roff(c.Use))
		manText(&b, c.Short+".")
		manText(&b, c.Long)
		c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { manFlag(&b, f) })
		manExample(&b, c.Example)
	}
	b.WriteString(".SH EXAMPLES\n")
	manExample(&b, root.Example)
	return b.String()
}

// manText writes paragraphs, which blank lines part.
func manText(b *strings.Builder, text string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		fmt.Fprintf(b, ".PP\n%s\n", roff(part))
	}
}

func manFlag(b *strings.Builder, f *pflag.Flag) {
	if f.Hidden {
		return
	}
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	if kind := f.Value.Type(); kind != "bool" {
		name += " " + strings.TrimSuffix(kind, "64")
	}
	fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(f.Usage))
}

func manExample(b *strings.Builder, text string) {
	if text != "" {
		fmt.Fprintf(b, ".PP\n.nf\n.RS\n%s\n.RE\n.fi\n", roff(text))
	}
}

// roff is text of which man makes what stands there: hyphens stay hyphens, and no
// line begins with a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
