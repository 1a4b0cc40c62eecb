package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
)

func newBackup(a *app) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "backup PROJECT -o COPY",
		Short: "Copy a project, whole and checked",
		Long: `Writes a copy of the project that can be opened like the project itself. The
copy is synced and checked whole before it gets its name: COPY is a sound project
or stays what it was.

Where winnow has the project open, as in a review in another terminal, the copy is
the project at one moment, and the review goes on. Copying a project in use with
cp or a sync program gives files that look whole and are damaged.`,
		Example: `winnow backup news.winnow -o news-monday.winnow
winnow backup news.winnow -o /mnt/usb/news.winnow --force`,
		Args: a.exactly(1, "winnow backup PROJECT -o COPY"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			if out == "-" {
				return &usageError{"a copy that is checked before it gets its name cannot go to stdout", "name a file: winnow backup " + quoted(args[0]) + " -o COPY"}
			}
			if out == "" {
				return &usageError{"where should the copy go?", "name it: winnow backup " + quoted(args[0]) + " -o COPY"}
			}
			return a.backup(cmd.Context(), args[0], out, force)
		}),
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write the copy to")
	cmd.Flags().BoolVar(&force, "force", false, "replace COPY if it is there")
	return cmd
}

func (a *app) backup(ctx context.Context, path, out string, force bool) error {
	size, err := borrow(ctx, path, out, force)
	if errors.Is(err, errNotLent) {
		size, err = backupOf(ctx, path, out, force)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return withHint(err, "choose another name, or replace it with --force")
	case errors.Is(err, review.ErrDamaged):
		return withHint(err, "a copy of damage would be damaged: `winnow check "+quoted(path)+"` says what is wrong and what can be saved")
	case err != nil:
		return elsewhere(whenStopped(err, "no copy was made"), path, out)
	}
	a.say("%s: %s, checked, is a copy of %s", out, byteSize(size), path)
	return nil
}

// elsewhere adds, where no copy can stand at out, that another place is needed.
func elsewhere(err error, path, out string) error {
	info, there := os.Stat(out)
	switch {
	case there != nil || hintFor(err) != "":
		return err
	case info.IsDir():
		return withHint(err, "name a file in it: -o "+quoted(filepath.Join(out, filepath.Base(path))))
	case sameFile(path, out) || !info.Mode().IsRegular():
		return withHint(err, "name another file with -o")
	}
	return err
}

// backupOf copies a project that no other process has open.
func backupOf(ctx context.Context, path, out string, force bool) (size int64, err error) {
	db, err := store.Open(path, store.ReadOnly())
	if err != nil {
		return 0, notWhileInUse(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Backup(ctx, out, force)
}

// notWhileInUse adds to a project that is open elsewhere that copying its file
// is no way out.
func notWhileInUse(err error) error {
	var inUse *review.InUseError
	if !errors.As(err, &inUse) {
		return err
	}
	return withHint(err, "quit winnow there first, then give this command again; a plain cp of a project in use gives a damaged copy")
}

func newCompact(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compact PROJECT",
		Short: "Write a project anew without unused space",
		Long: `A project file never shrinks by itself: what is no longer used is kept for new
samples. This writes the project anew without it and puts the new file, synced
and checked whole, in the place of the old one if it is smaller. Beside the project there must be
room for a second file.`,
		Example: "winnow compact news.winnow",
		Args:    a.exactly(1, "winnow compact PROJECT"),
		RunE: a.does(func(cmd *cobra.Command, args []string) error {
			sizes, err := store.Compact(cmd.Context(), args[0])
			if err != nil {
				return notWhileInUse(whenStopped(err, args[0]+" is as it was"))
			}
			if sizes.Kept {
				a.say("%s: %s, and left as it is: written anew it would not be smaller", args[0], byteSize(sizes.Before))
				return nil
			}
			a.tellSizes(args[0], sizes)
			return nil
		}),
	}
}

func (a *app) tellSizes(path string, s store.Sizes) {
	a.say("%s: %s before, %s now", path, byteSize(s.Before), byteSize(s.After))
}

// byteSize is a size as people say it: "940 KB", "12.4 MB".
func byteSize(n int64) string {
	const kb, mb, gb = 1e3, 1e6, 1e9
	switch f := float64(n); {
	case f < mb:
		return fmt.Sprintf("%.0f KB", f/kb)
	case f < gb:
		return fmt.Sprintf("%.1f MB", f/mb)
	default:
		return fmt.Sprintf("%.2f GB", f/gb)
	}
}
