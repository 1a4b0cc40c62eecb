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
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.task == nil {
		return review.Task{}, review.ErrNoTask
	}
	return db.task.task, nil
}

// readTask is a stored task as it reads back.
type readTask struct {
	task review.Task
	mark taskMark
}

// taskAndMark are those of the current task; without one a task that asks for
// nothing.
func (db *DB) taskAndMark() (review.Task, taskMark) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.task == nil {
		return review.Task{}, taskMark{}
	}
	return db.task.task, db.task.mark
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
	db.mu.Lock()
	defer db.mu.Unlock()
	db.task = read
	return nil
}

// setTask adds a version and returns the task as it will be read, or
// errUnchanged with it when it is the current one.
func (t tables) setTask(task review.Task) (*readTask, error) {
	src, err := task.Marshal()
	if err != nil {
		return nil, err
	}
	again, err := review.ParseTask("task", src, nil)
	if err != nil {
		return nil, err
	}
	read := &readTask{again, markOfTask(src)}
	current, err := t.metaNumber(metaTask)
	if err != nil {
		return nil, err
	}
	if current != 0 {
		key := numberKey(current)
		stored, err := unseal(tagTask, key, t.tasks.Get(key))
		if err != nil {
			return nil, err
		}
		if bytes.Equal(stored, src) {
			return read, errUnchanged
		}
	}
	version, err := t.tasks.NextSequence()
	if err != nil {
		return nil, err
	}
	if err := t.tasks.Put(numberKey(version), seal(tagTask, numberKey(version), src)); err != nil {
		return nil, err
	}
	return read, t.setMetaNumber(metaTask, version)
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
