package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

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
}

// opening says how a command wants its project.
type opening struct {
	path string
	// taskFile is a task to take over, "" for none.
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
	db, err := store.Open(o.path)
	isNew := errors.Is(err, fs.ErrNotExist)
	readOnly := o.orRead && task == nil && onlyReadable(err)
	if readOnly {
		db, err = openReadOnly(o.path)
	}
	if isNew {
		db, err = createProject(o, task)
	} else if err == nil && task != nil {
		err = changeTask(db, *task)
	}
	if err != nil {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return nil, err
	}
	desk, err := review.NewDesk(db, rank.Given{}, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p := &project{path: o.path, db: db, desk: desk, isNew: isNew, readOnly: readOnly}
	if !readOnly {
		p.lent = lend(db)
	}
	return p, nil
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

// changeTask gives an existing project a task. What the samples that it holds
// were read by cannot change any more.
func changeTask(db *store.DB, task review.Task) error {
	was, err := db.Task()
	if err != nil && !errors.Is(err, review.ErrNoTask) {
		return err
	}
	counts, cerr := db.Counts()
	if cerr != nil {
		return cerr
	}
	if err == nil && counts.Samples > 0 {
		for _, c := range []struct {
			what string
			same bool
		}{
			{"kind", was.Kind == task.Kind},
			{"fields", slices.Equal(was.Fields, task.Fields)},
			{"target", was.Target == task.Target},
		} {
			if !c.same {
				return withHint(fmt.Errorf("the task has another %s than the one that the project's samples were read by", c.what),
					"make a new project for it; guidelines, labels and generate may change")
			}
		}
	}
	return db.SetTask(task)
}

// without does something to the project while it has no desk, and opens a new
// one, which knows what has changed.
func (p *project) without(do func() error) error {
	p.desk.Close()
	err := do()
	desk, derr := review.NewDesk(p.db, rank.Given{}, nil)
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
func openReadOnly(path string) (*store.DB, error) {
	if db, err := openCopy(path); !errors.Is(err, errNotLent) {
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
		return nil, fmt.Errorf("%s is not a regular file", path)
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
		return nil, fmt.Errorf("%s is larger than %d KiB, is it the right file?", path, limit>>10)
	}
	return src, nil
}
