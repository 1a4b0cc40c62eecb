package store

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A file that shall appear whole or not at all is written beside its place
// under a name of its own. A process that is killed meanwhile leaves it there,
// as large as the project.
//
// Whoever writes such files shares a lock on their folder until they have
// their names or are gone. The system takes the lock back however a process
// ends. So whoever gets the lock alone knows that nobody is at work there, and
// that all such files were left behind.

// OutPrefix begins the names of files that others than this package write
// between [EnterFolder] and the end of that.
const OutPrefix = ".winnow-out-"

// workPrefixes begin the names of files that are written under the lock.
var workPrefixes = []string{".winnow-backup-", ".winnow-compact-", ".winnow-new-", OutPrefix}

// EnterFolder is for who writes a file that shall appear whole or not at all:
// under a name in the folder that begins with [OutPrefix], before leave is
// called. What a process that was killed left behind there is taken away, by
// this call or the next one while nobody is at work. Where a folder cannot be
// locked nothing is taken away.
func EnterFolder(path string) (leave func()) { return enterFolder(path).leave }

// notePrefix begins the names of notes that are about to get theirs, which is
// a matter of milliseconds and not under the lock; noteAge is long after that.
const (
	notePrefix = ".winnow-lock-"
	noteAge    = time.Hour
)

// clearFolder takes away what processes left behind that are gone. Nobody is
// at work in the folder.
func clearFolder(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // then nothing is cleared
	}
	for _, e := range entries {
		if e.Type().IsRegular() && leftBehind(e) {
			_ = os.Remove(filepath.Join(dir, e.Name())) // another's, perhaps: it stays
		}
	}
}

// leftBehind tells whether a file is one that nobody will come back to.
func leftBehind(e os.DirEntry) bool {
	for _, prefix := range workPrefixes {
		if strings.HasPrefix(e.Name(), prefix) {
			return true
		}
	}
	if !strings.HasPrefix(e.Name(), notePrefix) {
		return false
	}
	info, err := e.Info()
	return err == nil && time.Since(info.ModTime()) > noteAge
}
