package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
	"winnow/tui"
)

// taskBytes bounds a task file: guidelines of a book's length fit.
const taskBytes = 1 << 20

// project is an open project with its desk.
type project struct {
	path string
	db   *store.DB
	desk *review.Desk
	lent *lender // nil when the project is open for reading
	// isNew tells that this command made the file.
	isNew bool
	// readOnly tells that nothing can be saved.
	readOnly bool
	// as is the file that is reviewed; nil: it is taken to be where it was.
	as fs.FileInfo
	// banner is a lasting warning for the screen.
	banner string
	// next is the store under a task that the project does not have yet, nil for
	// none; told says that what it means for the samples was told.
	next *newTask
	told bool
}

// store is what the desk works on.
func (p *project) store() review.Store {
	if p.next != nil {
		return p.next
	}
	return p.db
}

// opening says how a command wants its project.
type opening struct {
	// app tells the limits that the project is near, nil: nobody wants to know.
	app  *app
	path string
	// taskFile is a task to work by, "" for none. A project that has another one
	// gets it by [project.takeTask], or with what is saved first.
	taskFile string
	// infer makes a task for a project that does not exist yet when no task
	// file is given; nil: there must be a task file.
	infer func() (review.Task, error)
	// orRead opens a project that cannot be written for reading.
	orRead bool
}

// openProject opens the project, or makes it when it does not exist.
func openProject(o opening) (*project, error) {
	var task *review.Task
	if o.taskFile != "" {
		t, err := readTask(o.taskFile)
		if err != nil {
			return nil, err
		}
		task = &t
	}
	found := store.Limits(o.path) // before opening closes it to others
	db, err := store.Open(o.path)
	p := &project{path: o.path, isNew: errors.Is(err, fs.ErrNotExist)}
	if p.readOnly = o.orRead && task == nil && onlyReadable(err); p.readOnly {
		db, err = openReadOnly(context.Background(), o.path)
	}
	if p.isNew {
		db, err = createProject(o, task)
	} else if err == nil && task != nil {
		p.next, err = newTaskOf(db, *task)
	}
	if err != nil {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return nil, err
	}
	if err := p.seat(db); err != nil {
		return nil, err
	}
	if !p.readOnly {
		p.lent = lend(db)
	}
	if o.app != nil {
		p.banner = o.app.warn(o.path, found)
	}
	return p, nil
}

// noteFile remembers the file, once nothing writes it anew: the first rows of a new
// project do.
func (p *project) noteFile() { p.as, _ = os.Stat(p.path) }

// isAstray tells that the file is not at its place any more: it was moved, taken away
// or replaced while it was open.
func (p *project) isAstray() bool {
	now, err := os.Stat(p.path)
	return p.as != nil && (errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(p.as, now))
}

// seat opens the desk over the project's file, which is closed where that fails.
func (p *project) seat(db *store.DB) (err error) {
	p.db = db
	if p.desk, err = review.NewDesk(p.store(), rank.Given{}, nil); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

func createProject(o opening, task *review.Task) (*store.DB, error) {
	if task == nil {
		if o.infer == nil {
			return nil, withHint(fmt.Errorf("%s does not exist, and without a task it cannot be made", o.path),
				"give --task task.yaml; `winnow init` writes one")
		}
		t, err := o.infer()
		if err != nil {
			return nil, err
		}
		task = &t
	}
	return store.Create(o.path, *task)
}

// without does something to the project while it has no desk, and opens a new
// one, which knows what has changed.
func (p *project) without(do func() error) error {
	p.desk.Close()
	err := do()
	desk, derr := review.NewDesk(p.store(), rank.Given{}, nil)
	if derr != nil {
		// The closed one stays and answers everything with that. What the
		// project holds is not known: discard must not take it for empty.
		p.isNew = false
		return errors.Join(err, derr)
	}
	p.desk = desk
	return err
}

// close saves what is under way and closes the project.
func (p *project) close() error {
	p.lent.close()
	p.desk.Close()
	if err := p.db.Close(); err != nil {
		return fmt.Errorf("closing %s: %w", p.path, err)
	}
	return nil
}

// discard closes the project and, if this command made it and it stayed
// empty, takes the file away again: a failed import leaves nothing behind.
func (p *project) discard() error {
	empty := p.isNew && p.desk.News().Counts.Samples == 0
	if err := p.close(); err != nil || !empty {
		return err
	}
	return os.Remove(p.path)
}

// openReadOnly opens an existing project for reading: a copy, as it is now, of
// one that another process has open.
func openReadOnly(ctx context.Context, path string) (*store.DB, error) {
	if db, err := openCopy(ctx, path); !errors.Is(err, errNotLent) {
		return db, err
	}
	return store.Open(path, store.ReadOnly())
}

// readTask reads a task file.
func readTask(path string) (review.Task, error) {
	src, err := readWhole(path, taskBytes)
	if err != nil {
		return review.Task{}, fmt.Errorf("reading the task file: %w", err)
	}
	return review.ParseTask(path, src, tui.ReservedKeys())
}

// readWhole reads a file or pipe of at most limit bytes: a wrong name must not
// fill the memory.
func readWhole(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, withHint(fmt.Errorf("%s is a folder", path), "name a file")
	}
	if !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0 {
		return nil, withHint(fmt.Errorf("%s is not a regular file", path), "name a file or a pipe")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	src, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(src)) > limit {
		return nil, withHint(fmt.Errorf("%s is larger than %d KiB", path, limit>>10), "is it the right file? No more than that is read of it")
	}
	return src, nil
}
