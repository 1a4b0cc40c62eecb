package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"winnow/review"
)

// salvager is the name under which what is left of lost samples is rejected.
const salvager = "winnow salvage"

// Salvage makes a new project at to of everything that is whole in the file at
// from, which it only reads. Entries of the log are done again in their order;
// those that make no sense without lost ones are left out and reported. The
// new project is whole in itself, whatever was lost. Nothing may stand at to
// (fs.ErrExist). A file in which nothing identifies itself as part of a
// project is [review.ErrNotProject].
func Salvage(from, to string) (SalvageReport, error) {
	report, err := salvage(from, to)
	if err != nil {
		return SalvageReport{}, fmt.Errorf("salvaging %s: %w", from, withoutPath(err))
	}
	return report, nil
}

func salvage(from, to string) (SalvageReport, error) {
	if _, err := os.Lstat(to); err == nil {
		return SalvageReport{}, fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	f, err := openFile(from, true)
	if err != nil {
		return SalvageReport{}, err
	}
	defer f.Close() //nolint:errcheck // opened for reading
	if err := waitForLock(f, false); err != nil {
		if errors.Is(err, errLocked) {
			err = inUse(from)
		}
		return SalvageReport{}, err
	}
	have, err := find(f)
	if err != nil {
		return SalvageReport{}, err
	}
	if len(have.tasks) == 0 && len(have.items) == 0 {
		return SalvageReport{}, fmt.Errorf("%w: nothing in it is whole", review.ErrNotProject)
	}
	dir := filepath.Dir(to)
	defer enterFolder(dir).leave()
	temp, err := os.CreateTemp(dir, ".winnow-new-*") // mode 0600
	if err != nil {
		return SalvageReport{}, err
	}
	name := temp.Name()
	defer func() { _ = os.Remove(name) }()
	report := SalvageReport{Breaks: have.doubts()}
	if err := have.writeTo(temp, &report); err != nil {
		return SalvageReport{}, err
	}
	if err := giveName(name, to); err != nil {
		return SalvageReport{}, err
	}
	return report, syncDir(dir)
}

// writeTo makes a project of the empty file and closes it.
func (s *found) writeTo(file *os.File, report *SalvageReport) error {
	bolt, err := bbolt.Open(file.Name(), fileMode, boltOptions(file, false))
	if err != nil {
		_ = file.Close()
		return err
	}
	db := &DB{bolt: bolt, path: file.Name(), commit: (*bbolt.Tx).Commit, mayLeave: sweepAfter}
	for _, step := range []func(*bbolt.Tx) error{
		func(tx *bbolt.Tx) error { return s.writeMeta(db, tx, report) },
		func(tx *bbolt.Tx) error { return s.writeItems(db, tx, report) },
		func(tx *bbolt.Tx) error { return s.writeLog(db, tx, report) },
	} {
		if err = bolt.Update(step); err != nil {
			break
		}
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, bolt.Close())
}

// writeMeta writes what every project has and the versions of the task.
func (s *found) writeMeta(db *DB, tx *bbolt.Tx, report *SalvageReport) error {
	task := review.Task{Name: "salvaged", Kind: review.Text, Fields: []string{"text"}, Target: "output"}
	if err := establishEmpty(tx); err != nil {
		return err
	}
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	for _, key := range []string{metaSeed, metaCreated} {
		if b, ok := s.meta[key]; ok {
			if err := t.setMeta(key, b); err != nil {
				return err
			}
		}
	}
	if db.seed, err = t.metaNumber(metaSeed); err != nil {
		return err
	}
	for _, n := range slices.Sorted(maps.Keys(s.tasks)) {
		stored, err := s.read(s.tasks[n])
		if err != nil {
			return err
		}
		version, err := t.tasks.NextSequence()
		if err != nil {
			return err
		}
		key := numberKey(version)
		if err := errors.Join(t.tasks.Put(key, seal(tagTask, key, stored[sealBytes:])), t.setMetaNumber(metaTask, version)); err != nil {
			return err
		}
	}
	report.Breaks = append(report.Breaks, s.lostTasks()...)
	if len(s.tasks) == 0 {
		_, err = t.setTask(task)
	}
	return err
}

// writeItems writes the samples under their numbers, and what derives from
// them without a log.
func (s *found) writeItems(db *DB, tx *bbolt.Tx, report *SalvageReport) error {
	t, err := tablesOf(tx)
	if err != nil {
		return err
	}
	last := max(s.lastItem(), s.spokenOf())
	for seq := uint64(1); seq <= last; seq++ {
		key := numberKey(seq)
		at, ok := s.items[seq]
		var value []byte
		if ok {
			if value, err = s.read(at); err != nil {
				return err
			}
			report.Samples++
		} else {
			report.LostSamples = append(report.LostSamples, seq)
			id := fmt.Appendf(nil, "lost-%d", seq)
			gone := record{purged: true, id: id, provenance: []byte("{}"), raw: []byte("{}")}
			sum := sha256.Sum256(id)
			copy(gone.hash[:], sum[:])
			value = gone.encode(key)
		}
		if err := t.items.Put(key, value); err != nil {
			return err
		}
	}
	if err := t.items.SetSequence(last); err != nil {
		return err
	}
	return t.derive(db.seed)
}

// lastItem is the highest number of a sample that was there by the counts and by
// the samples themselves.
func (s *found) lastItem() uint64 {
	last := s.counted
	for _, n := range slices.Sorted(maps.Keys(s.items)) {
		// Beyond the count stands what an import left behind that was killed,
		// or what came after the page that is the last good one. A count that
		// the tree does not lead to may be of long ago.
		if n > last && (!s.led[metaCounts] || !s.whole && n == last+1) {
			last = n
		}
	}
	return last
}

// spokenOf is the highest number of a sample that an entry of the log speaks
// of: such a sample was there, also where the page that held it is gone. A
// number that no file of this size could hold is not believed.
func (s *found) spokenOf() uint64 {
	const leastItem = 32 // bytes
	last := uint64(0)
	for n, places := range s.log {
		for _, at := range places {
			stored, err := s.read(at)
			if err != nil {
				continue
			}
			l, err := decodeLink(numberKey(n), stored)
			if err != nil {
				continue
			}
			if e, err := l.entry(); err == nil && e.Seq <= uint64(s.size)/leastItem {
				last = max(last, e.Seq)
			}
		}
	}
	return last
}

// writeLog does the entries again, rejects what is left of lost samples, and
// keeps the drafts.
func (s *found) writeLog(db *DB, tx *bbolt.Tx, report *SalvageReport) error {
	w, err := db.writer(tx)
	if err != nil {
		return err
	}
	a := again{writer: w, found: s, report: report, now: map[uint64]uint64{}}
	if err := a.all(); err != nil {
		return err
	}
	for _, seq := range report.LostSamples {
		if err := w.rejectLost(seq); err != nil {
			return err
		}
	}
	if err := s.writeDrafts(w, report); err != nil {
		return err
	}
	return errors.Join(w.setCounts(w.receipt.Counts), w.setChainHead(w.head))
}

// writeDrafts keeps the drafts, but for what came to its end by the samples: a copy
// that the tree does not lead to may be of long ago.
func (s *found) writeDrafts(w *writer, report *SalvageReport) error {
	for _, k := range slices.Sorted(maps.Keys(s.drafts)) {
		at := s.drafts[k]
		stored, err := s.read(at)
		if err != nil {
			return err
		}
		d, err := fromSealedJSON[review.Draft](tagDraft, []byte(k), stored)
		if err != nil {
			continue // it is whole and no draft: nobody could show it
		}
		st, err := w.State(d.Seq)
		if err != nil {
			continue
		}
		if !at.led && st.Decided() {
			d.Texts, d.Field = nil, ""
		}
		if !at.led && st.Note != "" {
			d.Note = nil
		}
		if d.IsEmpty() {
			continue
		}
		if err := w.keep(d); err != nil {
			return err
		}
		report.Drafts++
	}
	return nil
}

// rejectLost takes what is left of a lost sample out of the queue. The entry is one
// of a purge: nobody decided, and no figure counts it.
func (w *writer) rejectLost(seq uint64) error {
	change, err := review.Plan(w, review.Action{
		ID: fmt.Sprintf("salvage-%d", seq), Op: review.OpDecide, Reviewer: salvager, At: time.Now().UTC(), Seq: seq,
		Decision: review.Decision{Verdict: review.Reject},
	}, w.log.Sequence()+1)
	if err != nil {
		return err
	}
	change.Entry.Purged = true
	entry, err := encodeEntry(change.Entry)
	if err != nil {
		return err
	}
	return w.apply(change, entry)
}

// again does the entries of a damaged log once more.
type again struct {
	*writer
	found  *found
	report *SalvageReport
	old    chainHead         // of the damaged log, as far as it was read
	now    map[uint64]uint64 // new number by old number
}

func (a *again) all() error {
	for _, n := range slices.Sorted(maps.Keys(a.found.log)) {
		l, err := a.choose(n)
		if err != nil {
			return err
		}
		if n != a.old.n+1 {
			a.lostEntries(a.old.n+1, n-1)
		} else if a.old.next(l.payloadHash).hash != l.chain {
			a.lost("log entry %d does not continue the chain of those before it", n)
		}
		a.old = l.head()
		e, err := l.entry()
		if err != nil {
			a.lost("log entry %d is whole and cannot be read", n)
			continue
		}
		if err := a.entry(e); err != nil {
			return err
		}
	}
	if b, ok := a.found.meta[metaHead]; ok && len(b) >= 8 {
		if last, err := number(b[:8]); err == nil && last > a.old.n {
			a.lostEntries(a.old.n+1, last)
		}
	}
	return nil
}

// choose returns the one of the entries with number n that continues the
// chain, or the first.
func (a *again) choose(n uint64) (link, error) {
	var first link
	for i, at := range a.found.log[n] {
		stored, err := a.found.read(at)
		if err != nil {
			return link{}, err
		}
		l, err := decodeLink(numberKey(n), stored)
		if err != nil {
			return link{}, err
		}
		if a.old.n+1 == n && a.old.next(l.payloadHash).hash == l.chain {
			return l, nil
		}
		if i == 0 {
			first = l
		}
	}
	return first, nil
}

func (a *again) lostEntries(first, last uint64) {
	a.report.LostEntries += int(last + 1 - first)
	if first == last {
		a.lost("log entry %d is lost", first)
		return
	}
	a.lost("log entries %d to %d are lost", first, last)
}

func (a *again) lost(format string, args ...any) {
	a.report.Breaks = append(a.report.Breaks, fmt.Sprintf(format, args...))
}

// entry does one entry again, unless it takes back or does again what is lost.
func (a *again) entry(e review.Entry) error {
	change, err := review.Plan(a.tables, e.Action, a.log.Sequence()+1)
	switch {
	case errors.Is(err, review.ErrDamaged):
		return err
	case err != nil:
		a.lost("log entry %d, %s by %q, makes no sense without what is lost: %v", e.N, e.Op, e.Reviewer, err)
		return nil
	case change.Entry.Target != a.now[e.Target] || change.Entry.Seq != e.Seq:
		a.lost("log entry %d, %s by %q, is about an entry that is lost", e.N, e.Op, e.Reviewer)
		return nil
	}
	change.Entry.Purged = e.Purged
	payload, err := encodeEntry(change.Entry)
	if err != nil {
		return fmt.Errorf("writing log entry %d: %w", e.N, err)
	}
	a.now[e.N] = change.Entry.N
	a.report.Entries++
	return a.apply(change, payload)
}
