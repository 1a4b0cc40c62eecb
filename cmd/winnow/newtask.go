package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"winnow/review"
	"winnow/store"
)

// newTask is a project's store under a task that the project does not have yet. A
// command works by it from the start, and the project gets it with the first thing
// that came of it: a command that fails before leaves the task that was there.
type newTask struct {
	*store.DB
	task  review.Task
	mu    sync.Mutex
	taken bool
}

// Task implements [review.Store].
func (n *newTask) Task() (review.Task, error) { return n.task, nil }

// Commit implements [review.Store]: what goes in brings the task with it.
func (n *newTask) Commit(b review.Batch) (review.Receipt, error) {
	if err := n.take(); err != nil {
		return review.Receipt{}, err
	}
	return n.DB.Commit(b)
}

// pending tells that the project does not have the task yet.
func (n *newTask) pending() bool {
	if n == nil {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return !n.taken
}

// came notes that an import brought the task with it.
func (n *newTask) came() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.taken = true
}

// take makes it the project's task.
func (n *newTask) take() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.taken {
		return nil
	}
	err := n.SetTask(n.task)
	n.taken = err == nil
	return err
}

// newTaskOf is the store of a project under another task. What the samples that
// it holds were read by cannot change any more.
func newTaskOf(db *store.DB, task review.Task) (*newTask, error) {
	was, err := db.Task()
	if err != nil && !errors.Is(err, review.ErrNoTask) {
		return nil, err
	}
	counts, cerr := db.Counts()
	if cerr != nil {
		return nil, cerr
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
				return nil, withHint(fmt.Errorf("the task has another %s than the one that the project's samples were read by", c.what),
					"make a new project for it; guidelines, labels and generate may change")
			}
		}
	}
	return &newTask{DB: db, task: task}, nil
}

// takeTask gives the project its new task, if there is one.
func (p *project) takeTask(ctx context.Context, a *app) error {
	p.tellTask(ctx, a)
	if err := ctx.Err(); p.next == nil || err != nil {
		return err
	}
	return p.next.take()
}

// mostLost bounds the labels that are told one by one.
const mostLost = 5

// tellTask tells, once and before it is taken over, which suggestions the new task
// makes an end of: its labels are not those that the samples were read by.
func (p *project) tellTask(ctx context.Context, a *app) {
	if p.next == nil || p.told {
		return
	}
	p.told = true
	a.warnLost(p.lostWords(ctx))
}

func (a *app) warnLost(words string) {
	if words != "" {
		a.say("warning: %s", words)
	}
}

// lostWords say how many samples suggest labels that the new task does not have,
// and which; "" when there are none.
func (p *project) lostWords(ctx context.Context) string {
	samples, by := p.next.lost(ctx)
	if samples == 0 {
		return ""
	}
	labels := slices.SortedFunc(maps.Keys(by), func(x, y string) int { return cmp.Or(by[y]-by[x], cmp.Compare(x, y)) })
	words := make([]string, 0, mostLost+1)
	for i, l := range labels {
		if i == mostLost {
			words = append(words, fmt.Sprintf("and %s more", plural(len(labels)-i, "label")))
			break
		}
		words = append(words, fmt.Sprintf("%s (%s)", l, grouped(by[l])))
	}
	return fmt.Sprintf("%s of %s suggest labels that the new task does not have, and are shown without a suggestion: %s",
		grouped(samples), plural(p.desk.News().Counts.Samples, "sample"), strings.Join(words, ", "))
}

// lost counts the samples that suggest a label of the old task that the new one
// does not have, and those of each such label; none when the context ends before.
func (n *newTask) lost(ctx context.Context) (samples int, by map[string]int) {
	was, err := n.DB.Task()
	if err != nil || !slices.ContainsFunc(was.LabelNames(), n.lacks) {
		return 0, nil // the usual case, in which no sample need be read
	}
	by = map[string]int{}
	// What cannot be read suggests nothing.
	_ = walkAll(ctx, n.DB)(func(it review.Item) bool {
		gone := slices.DeleteFunc(slices.Clone(it.Sample.Suggestion.LabelNames()), func(l string) bool { return !n.lacks(l) })
		for _, l := range gone {
			by[l]++
		}
		if len(gone) > 0 {
			samples++
		}
		return true
	})
	if ctx.Err() != nil {
		return 0, nil
	}
	return samples, by
}

// lacks tells whether a label is not in the new task.
func (n *newTask) lacks(label string) bool {
	_, ok := n.task.Label(label)
	return !ok
}
