package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"winnow/generator"
	"winnow/generator/offline"
	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl"
)

// explain turns an error into what a person reads: the message, what to do
// next (may be empty) and the exit code.
func explain(err error) (message, hint string, code int) {
	return err.Error(), hintFor(err), exitCode(err)
}

func hintFor(err error) string {
	var (
		usage   *usageError
		nothing *nothingError
		own     *hinted
		inUse   *review.InUseError
		source  *generator.Error
		grammar *offline.GrammarError
		shape   *jsonl.NoTaskError
		form    *jsonl.FormError
		line    *jsonl.LineError
	)
	switch {
	case errors.As(err, &usage):
		return usage.hint
	case errors.As(err, &nothing):
		return nothing.hint
	case errors.As(err, &own):
		return own.hint
	case errors.As(err, &inUse):
		return "one project, one process: quit winnow there first, or wait until it is done"
	case errors.As(err, &source):
		return source.Hint
	case errors.As(err, &grammar):
		return grammar.Hint
	case errors.As(err, &shape):
		return shapeHint(shape)
	case errors.As(err, &form):
		return formHint(form)
	case errors.Is(err, jsonl.ErrNoRecords) && errors.As(err, &line):
		return lineHint(line)
	}
	return knownHint(err)
}

// tempHint is the advice for an error about the folder for temporary files, which the
// person who gave the command has not named.
func tempHint(err error) string {
	var at *fs.PathError
	if !errors.As(err, &at) {
		return ""
	}
	temp := filepath.Clean(os.TempDir())
	own := filepath.Dir(at.Path) == temp && strings.HasPrefix(filepath.Base(at.Path), "winnow-")
	if !own && at.Path != temp {
		return ""
	}
	return "that is the folder for temporary files: set TMPDIR to one that is there, has room and can be written"
}

// knownHint finds the advice for errors of the domain and the system.
func knownHint(err error) string {
	if hint := tempHint(err); hint != "" {
		return hint
	}
	var task *review.TaskError
	if errors.As(err, &task) {
		return "correct the task file; `winnow init` writes one that is right to compare with"
	}
	for _, h := range []struct {
		is   error
		hint string
	}{
		{review.ErrNewerSchema, "update winnow on this machine; the project stays as it is"},
		{review.ErrEmptyFile, "a project is never empty: was a copy interrupted? Copy it again, or remove the file to start anew"},
		{review.ErrNotProject, "a project is made by `winnow review data.jsonl` or `winnow import P.winnow data.jsonl`"},
		{review.ErrDamaged, "`winnow check P.winnow` says what is wrong, and with --salvage NEW.winnow saves what is whole; take a copy of the file before anything else"},
		{review.ErrReadOnly, "make the file writable, or copy it to a place where it is: winnow backup P.winnow -o COPY"},
		{review.ErrReplaced, "put the file back where it was, or go on with the one that stands there now"},
		{review.ErrUnknown, "open the project again: it shows what is saved"},
		{review.ErrNoTask, "give the project a task with --task task.yaml"},
		{review.ErrUnknownLabel, "the task's labels are the only ones; see --task"},
		{jsonl.ErrInvalid, "correct these lines, or import without --strict: the invalid lines then go to a file of their own"},
		{jsonl.ErrNoRecords, readsLines},
		{jsonl.ErrNoTask, "say which members they are: `winnow init --from rows.jsonl --fields text --target label --labels yes,no`, then give that file with --task"},
		{jsonl.ErrNotJSONL, readsLines},
		{jsonl.ErrNotFile, "name a file; a folder's files are given one by one: winnow import P.winnow folder/*.jsonl"},
		{fs.ErrNotExist, "check the path"},
		{fs.ErrExist, "choose another name"},
		{fs.ErrPermission, "you may not read or write there: check the permissions of the file and its folder"},
		{syscall.EROFS, "the file system is read-only: choose another place"},
		{syscall.ENOSPC, "the disk is full: make room, then give the same command again; nothing that was saved is lost"},
		{store.ErrTooLarge, "the project has its largest size: winnow compact gives back what is unused, or begin another project"},
		{syscall.EDQUOT, "your quota is used up: make room, then give the same command again"},
		{syscall.EISDIR, "that is a folder: name a file"},
		{syscall.ENOTDIR, "a part of the path is a file, not a folder"},
		{context.Canceled, "it was stopped: give the same command again"},
	} {
		if errors.Is(err, h.is) {
			return h.hint
		}
	}
	return ""
}
