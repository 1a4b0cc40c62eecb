package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// Task implements [review.Store]. The task is shared: whoever wants to change
// it copies it first.
func (db *DB) Task() (review.Task, error) {
	t := db.currentTask()
	if t == noTask {
		return review.Task{}, review.ErrNoTask
	}
	return t.task, nil
}

// readTask is a stored task as it reads back.
type readTask struct {
	task review.Task
	mark taskMark
}

// noTask asks for nothing.
var noTask = &readTask{}

// currentTask is the project's task, noTask if it has none.
func (db *DB) currentTask() *readTask {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.task == nil {
		return noTask
	}
	return db.task
}

// SetTask implements [review.Store]. A task that could not be read back is
// refused. Samples that the new version cannot read are kept, see the package
// documentation.
func (db *DB) SetTask(t review.Task) error {
	var read *readTask
	err := db.update(func(tx *bbolt.Tx) error {
		tables, err := tablesOf(tx)
		if err != nil {
			return err
		}
		read, err = tables.setTask(t)
		return err
	}, func(tx *bbolt.Tx) bool {
		tables, err := tablesOf(tx)
		if err != nil {
			return false
		}
		_, err = tables.setTask(t)
		return errors.Is(err, errUnchanged)
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return fmt.Errorf("saving the task in %s: %w", db.path, err)
	}
	db.useTask(read)
	return nil
}

// setTask adds a version and returns the task as it will be read, or
// errUnchanged with it when it is the current one.
func (t tables) setTask(task review.Task) (*readTask, error) {
	src, read, err := readBack(task)
	if err != nil {
		return nil, err
	}
	same, err := t.isCurrent(src)
	switch {
	case err != nil:
		return nil, err
	case same:
		return read, errUnchanged
	}
	return read, t.addTask(src)
}

// readBack is a task as it will be stored, and as it will be read.
func readBack(task review.Task) (src []byte, read *readTask, err error) {
	if src, err = task.Marshal(); err != nil {
		return nil, nil, err
	}
	again, err := review.ParseTask("task", src, nil)
	if err != nil {
		return nil, nil, err
	}
	return src, &readTask{again, markOfTask(src)}, nil
}

// isCurrent tells whether the stored text is that of the current version.
func (t tables) isCurrent(src []byte) (bool, error) {
	current, err := t.metaNumber(metaTask)
	if err != nil || current == 0 {
		return false, err
	}
	key := numberKey(current)
	stored, err := unseal(tagTask, key, t.tasks.Get(key))
	return bytes.Equal(stored, src), err
}

// addTask adds a version, which becomes the current one.
func (t tables) addTask(src []byte) error {
	version, err := t.tasks.NextSequence()
	if err != nil {
		return err
	}
	key := numberKey(version)
	return errors.Join(t.tasks.Put(key, seal(tagTask, key, src)), t.setMetaNumber(metaTask, version))
}

// useTask remembers the current task.
func (db *DB) useTask(t *readTask) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.task = t
}

// currentTask reads the current version; nil if the project has none.
func (t tables) currentTask() (*readTask, error) {
	version, err := t.metaNumber(metaTask)
	if err != nil || version == 0 {
		return nil, err
	}
	key := numberKey(version)
	src, err := unseal(tagTask, key, t.tasks.Get(key))
	if err != nil {
		return nil, err
	}
	task, err := review.ParseTask(tagTask.name(key), src, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", review.ErrDamaged, err)
	}
	return &readTask{task, markOfTask(src)}, nil
}
