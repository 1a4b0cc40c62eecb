package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
)

// allDecisions is what `winnow export --decision` takes for every sample.
const allDecisions = "accept,edit,relabel,reject,defer,none"

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
			ids := eachOnce(args[1:])
			if !yes {
				if err := a.sure(cmd.Context(), args[0], ids); err != nil {
					return err
				}
			}
			return a.purge(cmd.Context(), args[0], ids)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// eachOnce are the ids without those that were given before.
func eachOnce(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// sure asks on a terminal; elsewhere nobody could answer.
func (a *app) sure(ctx context.Context, path string, ids []string) error {
	if !isTerminal(a.stdin) || !isTerminal(a.stderr) {
		return &usageError{"a purge cannot be undone, and there is no terminal to ask on", "if you are sure, add --yes"}
	}
	a.say("%s of %s will be gone for good: %s", plural(len(ids), "sample"), path, strings.Join(ids, ", "))
	_, _ = fmt.Fprint(a.stderr, "type yes to go on: ")
	answer, err := a.answer(ctx)
	if err != nil {
		a.say("") // the line of the question is left
		return errors.New("stopped: nothing was purged")
	}
	if strings.TrimSpace(answer) != "yes" {
		return &nothingError{"nothing was purged", ""}
	}
	return nil
}

// answer is the line that is typed next. Nobody waits for it any more when the
// command is stopped: a read of a terminal cannot be ended.
func (a *app) answer(ctx context.Context) (string, error) {
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.stdin).ReadString('\n') // an answer that ends early is no yes
		typed <- line
	}()
	select {
	case line := <-typed:
		return line, ctx.Err()
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// purge is not stopped half-way: what is in the project then would be neither
// there nor gone.
func (a *app) purge(ctx context.Context, path string, ids []string) error {
	compact := "`winnow compact " + quoted(path) + "`"
	defer context.AfterFunc(ctx, func() {
		a.say("the purge is being finished; stopped once more it may leave the texts in unused space, which %s takes away", compact)
	})()
	sizes, err := store.Purge(context.WithoutCancel(ctx), path, ids)
	switch {
	case errors.Is(err, store.ErrTextsInFreePages):
		return withHint(err, "make room or whatever is missing, then "+compact+" takes them away")
	case errors.Is(err, review.ErrNotFound):
		return withHint(err, "nothing was purged; `winnow export "+quoted(path)+" --as native --decision "+allDecisions+"` shows the ids of all samples")
	case err != nil:
		return notWhileInUse(err)
	}
	a.say("%s: %s purged", path, plural(len(ids), "sample"))
	a.tellSizes(path, sizes)
	a.say("backups, exports and imported files still have the texts, if they had them before")
	return nil
}

// walkUnpurged reads every sample that still has its content, in arrival order, until
// the context ends.
func walkUnpurged(ctx context.Context, db *store.DB) formats.Walk {
	return func(gists bool, begin func() (func(*review.Item), func() error)) error {
		return db.WalkAll(gists, func() (func(*review.Item), func() error) {
			take, end := begin()
			return func(it *review.Item) {
					if it.Decision == nil || !it.Decision.Purged {
						take(it)
					}
				}, func() error {
					if err := ctx.Err(); err != nil {
						return err
					}
					return end()
				}
		})
	}
}
