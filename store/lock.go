package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"winnow/review"
)

// errLocked tells that another open of the same file holds the lock.
var errLocked = errors.New("the file is locked")

// lockPause is the pause between two tries to lock.
const lockPause = 25 * time.Millisecond

// waitForLock locks the file, exclusively or together with other readers. It
// is the lock that bbolt takes, taken early: bbolt, given the same open file,
// finds that it has it already, and in the meantime nobody writes what is
// being inspected. Where lockFile can do nothing bbolt locks alone.
func waitForLock(f *os.File, exclusive bool) error {
	giveUp := time.Now().Add(lockWait)
	for {
		err := lockFile(f, exclusive)
		if !errors.Is(err, errLocked) || time.Now().After(giveUp) {
			return err
		}
		time.Sleep(lockPause)
	}
}

// note is the file beside an open project that says who has it open. It only
// informs; the lock is on the project itself.
type note struct{ path string }

// holder is what the note says.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// notePath follows links, so that all names of a project have one note.
func notePath(project string) string {
	if real, err := filepath.EvalSymlinks(project); err == nil {
		project = real
	}
	return project + ".lock"
}

// leaveNote writes the note of this process. A folder in which nothing can be
// written is no reason to keep anybody out: then there is no note.
func leaveNote(project string) *note {
	host, _ := os.Hostname() // unknown: ""
	b, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Since: time.Now()})
	if err != nil {
		return nil
	}
	n := &note{path: notePath(project)}
	// Beside and renamed: whoever reads meets a whole note, and a link that
	// stands in this place is replaced, not followed.
	temp, err := os.CreateTemp(filepath.Dir(n.path), ".winnow-lock-*")
	if err != nil {
		return nil
	}
	_, err = temp.Write(b)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), n.path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return nil
	}
	return n
}

func (n *note) remove() {
	if n != nil {
		_ = os.Remove(n.path)
	}
}

// inUse is the error for a project that somebody else has open.
func inUse(path string) error {
	e := &review.InUseError{Path: path}
	if h, ok := readNote(notePath(path)); ok {
		e.Holder = h.describe(time.Now())
	}
	return e
}

// readNote reads who has a project open. A note that a process which is gone
// has left behind says nothing about who holds the lock now.
func readNote(path string) (holder, bool) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return holder{}, false
	}
	f, err := os.Open(path)
	if err != nil {
		return holder{}, false
	}
	defer f.Close() //nolint:errcheck // read only
	const most = 4 << 10
	b, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return holder{}, false
	}
	var h holder
	if err := json.Unmarshal(b, &h); err != nil || h.PID <= 0 {
		return holder{}, false
	}
	if host, err := os.Hostname(); err == nil && host == h.Host && !alive(h.PID) {
		return holder{}, false
	}
	return h, true
}

// describe is "process 4711 on host box, since 14:02", with the date when that
// was not today.
func (h holder) describe(now time.Time) string {
	since := h.Since.Local()
	layout := "15:04"
	if since.Format(time.DateOnly) != now.Local().Format(time.DateOnly) {
		layout = "2006-01-02 15:04"
	}
	return fmt.Sprintf("process %d on host %s, since %s", h.PID, h.Host, since.Format(layout))
}
