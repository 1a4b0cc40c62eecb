package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// bulkFile is a project with its samples as it is being written beside the
// file of the project that has none. Nothing of the import is in the project's
// file, so nothing has to be taken out of it, whatever happens. The new file is
// whole and synced before a rename puts it into the place of the old one: a
// process that is killed, or a power cut, leaves one or the other at the path,
// and what it leaves beside it is cleared away with the next work in the
// folder. Therefore no sync is needed before the last ones.
//
// The rename is of two open and locked files: the project is locked at every
// moment, and whoever waited for the lock of the old file finds that it is not
// the one at the path any more (see stillAt).
type bulkFile struct {
	path   string // of the project, without links
	folder workplace
	f      *os.File // nil when it became the project, or is gone
	file   *boltFile
	items  *boltTree
}

// newBulkFile begins a file; nil when none can be made there. Then the
// samples go into the project itself.
func (db *DB) newBulkFile() *bulkFile {
	path, err := filepath.EvalSymlinks(db.path)
	if err != nil || runtime.GOOS == "windows" { // where open files keep their names
		return nil
	}
	folder := enterFolder(filepath.Dir(path))
	f, err := os.CreateTemp(filepath.Dir(path), ".winnow-new-*") // mode 0600
	if err != nil {
		folder.leave()
		return nil
	}
	file := newBoltFile(f, db.bolt.Info().PageSize)
	return &bulkFile{path: path, folder: folder, f: f, file: file, items: file.tree(1)}
}

// drop takes the file away unless it became the project.
func (n *bulkFile) drop() {
	_ = n.file.writer.end() // nobody needs what is not there any more
	if n.f != nil {
		_ = n.f.Close()
		_ = os.Remove(n.f.Name())
		n.f = nil
	}
	n.folder.leave()
	n.folder = workplace{}
}

// known says no: the project itself has no samples.
func (n *bulkFile) known(string, review.Hash) (review.Added, bool, error) {
	return review.Added{}, false, nil
}

func (n *bulkFile) put(key []byte, r record) error {
	return n.items.putRecord(key, r)
}

// fewestSpare pages are for the first decisions in a small file, whose log would
// begin with room that the file system has to find first.
const fewestSpare = 256

// publishFresh completes the new file and puts it into the project's place.
func (b *Bulk) publishFresh(ctx context.Context) (review.Counts, error) {
	n := b.fresh
	items, err := n.items.end()
	if err != nil {
		return review.Counts{}, err
	}
	// Decisions change no records, and the tables that follow.
	if err := n.file.spare(max(fewestSpare, spare(n.file.next))); err != nil {
		return review.Counts{}, err
	}
	roots := map[string]bucketAt{bucketItems: {root: items, sequence: b.count()}}
	sorting, stop := context.WithCancel(ctx)
	defer stop()
	for x := range b.keys.inTurn(sorting, b.db.seed) {
		root, err := n.file.index(x)
		if err != nil {
			return review.Counts{}, err
		}
		roots[x.name] = bucketAt{root: root}
	}
	if err := ctx.Err(); err != nil {
		return review.Counts{}, err
	}
	if err := n.file.sync(); err != nil {
		return review.Counts{}, err
	}
	return b.replace(n, roots)
}

// inTurn sorts the keys of one table while those of the one before it are
// written, in the room of the one before that.
func (k *bulkKeys) inTurn(ctx context.Context, seed uint64) <-chan *index {
	sorted := make(chan *index)
	go func() {
		defer close(sorted)
		var rooms [2][]sortKey
		for i, name := range keyTables() {
			x := k.index(name, 1, seed, rooms[i%2])
			rooms[i%2] = x.sorted
			select {
			case sorted <- x:
			case <-ctx.Done():
				return
			}
		}
	}()
	return sorted
}

// index writes the table of the keys.
func (w *boltFile) index(x *index) (root uint64, err error) {
	t := w.tree(stagedFill)
	var room [maxName + 8]byte
	for i := range x.len() {
		if i%near == 0 {
			x.touch(i)
		}
		if err := t.put(x.pair(i, room[:0])); err != nil {
			return 0, err
		}
	}
	return t.end()
}

// bucketAt is where a table stands in a file.
type bucketAt struct{ root, sequence uint64 }

// replace puts the new file into the place of the project's. It holds all
// tables that are given; the others are copied, as they are now, since a task
// can have changed meanwhile, and get the import's own task. Everything that can
// fail comes before the rename, but for the sync of the folder: after an error of
// that the samples are there, and may not be after a power cut.
func (b *Bulk) replace(n *bulkFile, roots map[string]bucketAt) (counts review.Counts, err error) {
	db := b.db
	db.gate.Lock()
	defer db.gate.Unlock()
	if err := db.watch(); err != nil {
		return counts, err
	}
	if err := db.bolt.View(func(tx *bbolt.Tx) error {
		counts, err = n.file.rest(tx, roots, b)
		return err
	}); err != nil {
		return counts, err
	}
	fresh, info, err := n.open()
	if err != nil {
		return counts, err
	}
	if err := os.Rename(fresh.path, n.path); err != nil {
		_, _ = fresh.bolt.Close(), os.Remove(fresh.path)
		return counts, withoutPath(err)
	}
	fresh.bolt.NoSync = db.bolt.NoSync
	old := db.bolt
	db.bolt, db.file, db.info, db.last = fresh.bolt, fresh.file, info, last{}
	db.size.Store(info.Size())
	_ = old.Close() // nobody finds it any more
	if err := syncDir(filepath.Dir(n.path)); err != nil {
		return counts, db.halt(fmt.Errorf("%w: %w", review.ErrUnknown, err))
	}
	return counts, nil
}

// open locks the finished file and opens it with all looks that a project gets.
func (n *bulkFile) open() (*DB, os.FileInfo, error) {
	if err := waitForLock(n.f, true); err != nil {
		return nil, nil, err
	}
	if err := inspect(n.f); err != nil {
		return nil, nil, err
	}
	info, err := n.f.Stat()
	if err != nil {
		return nil, nil, err
	}
	f := n.f
	n.f = nil // closed with the project, or by openBolt when it fails
	fresh, err := openBolt(f.Name(), f, false)
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return fresh, info, err
}

// rest writes the tables that are not there yet, as they stand in the project,
// with the samples counted and under the task that they were read with, and
// finishes the file.
func (w *boltFile) rest(tx *bbolt.Tx, roots map[string]bucketAt, im *Bulk) (review.Counts, error) {
	t, err := tablesOf(tx)
	if err != nil {
		return review.Counts{}, err
	}
	counts, err := t.counts()
	if err != nil {
		return review.Counts{}, err
	}
	counts.Samples += im.keys.n
	others, err := t.othersFor(im, counts)
	if err != nil {
		return review.Counts{}, err
	}
	err = tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
		_, have := roots[string(name)]
		// What was learned would not know the samples, and is soon learned again.
		if have || strings.HasPrefix(string(name), prefixLearned) || strings.HasPrefix(string(name), prefixScores) {
			return nil
		}
		var last pair
		sequence := b.Sequence()
		if string(name) == bucketTasks && others.task.key != nil {
			last = others.task
			sequence++
		}
		var change func(key, value []byte) []byte
		if string(name) == bucketMeta {
			change = others.meta
		}
		root, err := w.copy(b, change, last)
		roots[string(name)] = bucketAt{root, sequence}
		return err
	})
	if err != nil {
		return review.Counts{}, err
	}
	root, err := w.root(roots)
	if err != nil {
		return review.Counts{}, err
	}
	return counts, w.finish(root, uint64(tx.ID())+1)
}

// others is what an import changes beside the tables that it writes itself.
type others struct {
	counts  []byte // sealed
	current []byte // the number of the task, sealed; nil where it stays
	task    pair   // a version that comes after those that are there; empty for none
}

func (t tables) othersFor(im *Bulk, counts review.Counts) (others, error) {
	sealed := seal(tagMeta, []byte(metaCounts), encodeCounts(tidyCounts(counts)))
	same, err := im.hasTask(t)
	if err != nil || same {
		return others{counts: sealed}, err
	}
	version := numberKey(t.tasks.Sequence() + 1)
	return others{
		counts: sealed, current: seal(tagMeta, []byte(metaTask), version),
		task: pair{version, seal(tagTask, version, im.newly)},
	}, nil
}

// meta is what stands under a key of meta, nil where nothing does: the schema is that
// of today, and nothing leads to something that was learned.
func (o others) meta(key, value []byte) []byte {
	switch string(key) {
	case metaLearned:
		return nil
	case metaSchema:
		return numberKey(schema)
	case metaCounts:
		return o.counts
	case metaTask:
		if o.current != nil {
			return o.current
		}
	}
	return value
}

// copy writes a table, with its values changed where there is something that changes
// them, and the last pair, if there is one.
func (w *boltFile) copy(b *bbolt.Bucket, change func(key, value []byte) []byte, last pair) (root uint64, err error) {
	to := w.tree(1)
	err = b.ForEach(func(k, v []byte) error {
		if change != nil {
			if v = change(k, v); v == nil {
				return nil
			}
		}
		return to.put(k, v)
	})
	if err == nil && last.key != nil {
		err = to.put(last.key, last.value)
	}
	if err != nil {
		return 0, err
	}
	return to.end()
}

// root writes the table of tables.
func (w *boltFile) root(tables map[string]bucketAt) (root uint64, err error) {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	t := w.tree(1)
	for _, name := range names {
		head := order.AppendUint64(order.AppendUint64(nil, tables[name].root), tables[name].sequence)
		if err := t.putFlags([]byte(name), head, bucketFlag); err != nil {
			return 0, err
		}
	}
	return t.end()
}
