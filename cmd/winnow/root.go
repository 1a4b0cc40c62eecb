package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const about = `Winnow separates what a language model got right from what it got wrong, with
as little of your time as possible: the samples that are most likely wrong come
first, one key decides, nothing is lost, and what leaves is ready for training.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to do. winnow man prints
all help as a manual page.`

// newRoot builds the command tree.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "winnow",
		Short: "Review what a language model made, least confident first",
		Long:  about,
		Example: `# See it at work, no key and no network needed
winnow demo

# Review a file of labelled texts, least confident first
winnow review data.jsonl

# Take out what was accepted or corrected
winnow export data.winnow --as native -o curated.jsonl`,
		// With Args set, cobra leaves an unknown command to us.
		Args: a.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(a.helpOut())
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(newHelp(a))
	root.AddGroup(
		&cobra.Group{ID: "job", Title: "the job"},
		&cobra.Group{ID: "more", Title: "around it"},
		&cobra.Group{ID: "care", Title: "looking after a project"},
	)
	root.SetHelpCommandGroupID("more")
	root.SetCompletionCommandGroupID("more")
	for id, commands := range map[string][]*cobra.Command{
		"job":  {newDemo(a), newReview(a), newExport(a), newStats(a), newReport(a), newEval(a)},
		"more": {newInit(a), newImport(a), newGenerate(a), newLabel(a), newPlan(a), newPropose(a), newSimulate(a), newVersion(a), newMan(a)},
		"care": {newCheck(a), newCheckChild(a), newBackup(a), newCompact(a), newPurge(a)},
	} {
		for _, c := range commands {
			c.GroupID = id
			root.AddCommand(c)
		}
	}
	a.completes(root)
	a.fits(root)
	return root
}

// completes adds the scripts for shells, with the manners of the other commands:
// what is no shell, and what is too much, is an error.
func (a *app) completes(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		var shells []string
		for _, shell := range c.Commands() {
			shells = append(shells, shell.Name())
			shell.Args = a.exactly(0, "winnow completion "+shell.Name())
		}
		c.Args = func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return &usageError{fmt.Sprintf("there is no completion for %q", args[0]), "the shells are " + strings.Join(shells, ", ")}
		}
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
}

// offers has the shell complete a flag with one of these words.
func offers(cmd *cobra.Command, flag string, words []string) {
	complete := cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	_ = cmd.RegisterFlagCompletionFunc(flag, complete) // fails where there is no such flag, which a script would notice
}

// oneOf has the shell complete the first argument with one of these words.
func oneOf(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

func seeHelp(cmd *cobra.Command) string {
	return fmt.Sprintf("`%s --help` shows the flags and examples", cmd.CommandPath())
}

func (a *app) knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	e := &usageError{fmt.Sprintf("there is no command %q", args[0]), "`winnow --help` lists the commands"}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		e.hint = "did you mean `winnow " + strings.Join(near, "` or `winnow ") + "`?"
	}
	return e
}

// exactly wants n arguments; usage shows how.
func (a *app) exactly(n int, usage string) cobra.PositionalArgs { return a.between(n, n, usage) }

// between wants least to most arguments; most < 0 is no bound.
func (a *app) between(least, most int, usage string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return &usageError{"something is missing behind the command", "it goes like this: " + usage}
		case most >= 0 && len(args) > most:
			return &usageError{fmt.Sprintf("%q is one argument too many", args[most]), "it goes like this: " + usage}
		}
		return nil
	}
}
