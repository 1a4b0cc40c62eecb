package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
)

func newPurge(a *app) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "purge PROJECT ID...",
		Short: "Take samples out of a project for good",
		Long: `Takes samples out of the project so that no byte of their texts is left in its
file: the record and its id, edits, drafts and notes, and the texts in the log of
decisions. What stays is a rejected sample without content, named purged-N, who
decided what and when, and hashes: the log still proves that nothing else was
changed, and a row with the same content is a duplicate when it is imported
again. The id may be used again by other content.

This cannot be undone. Backups, exports and the files that were imported keep the
texts, and so may the disk itself.`,
		Example: `winnow purge news.winnow 17
winnow purge news.winnow 17 18 --yes`,
		Args: a.between(2, -1, "winnow purge PROJECT ID..."),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if !yes {
				if err := a.sure(args[0], args[1:]); err != nil {
					return err
				}
			}
			return a.purge(cmd.Context(), args[0], args[1:])
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// sure asks on a terminal; elsewhere nobody could answer.
func (a *app) sure(path string, ids []string) error {
	if !isTerminal(a.stdin) || !isTerminal(a.stderr) {
		return &usageError{"a purge cannot be undone, and there is no terminal to ask on", "if you are sure, add --yes"}
	}
	a.say("%s of %s will be gone for good: %s", plural(len(ids), "sample"), path, strings.Join(ids, ", "))
	_, _ = fmt.Fprint(a.stderr, "type yes to go on: ")
	// An answer that ends early is no yes.
	answer, _ := bufio.NewReader(a.stdin).ReadString('\n')
	if strings.TrimSpace(answer) != "yes" {
		return &nothingError{"nothing was purged", ""}
	}
	return nil
}

func (a *app) purge(ctx context.Context, path string, ids []string) error {
	sizes, err := store.Purge(ctx, path, ids)
	switch {
	case errors.Is(err, store.ErrTextsInFreePages):
		return withHint(err, "make room or whatever is missing, then `winnow compact "+quoted(path)+"` takes them away")
	case errors.Is(err, review.ErrNotFound):
		return withHint(err, "nothing was purged; `winnow export "+quoted(path)+" --as native` shows the ids")
	case err != nil:
		return notWhileInUse(err)
	}
	a.say("%s: %s purged", path, plural(len(ids), "sample"))
	a.tellSizes(path, sizes)
	a.say("backups, exports and imported files still have the texts, if they had them before")
	return nil
}

// walkUnpurged reads every sample that still has its content, in arrival order.
func walkUnpurged(db *store.DB) formats.Walk {
	return func(gists bool, begin func() (func(*review.Item), func() error)) error {
		return db.WalkAll(gists, func() (func(*review.Item), func() error) {
			take, end := begin()
			return func(it *review.Item) {
				if it.Decision == nil || !it.Decision.Purged {
					take(it)
				}
			}, end
		})
	}
}
