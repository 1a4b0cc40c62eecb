//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package store

import "os"

// workplace is a folder that this process writes files into under names of
// their own.
type workplace struct{ dir *os.File }

// enterFolder begins work in a folder and clears it of what was left behind,
// unless others are at work there. Where a folder cannot be locked nothing is
// cleared, and the work goes on.
func enterFolder(path string) workplace {
	dir, err := os.Open(path)
	if err != nil {
		return workplace{} // the work itself will say what is wrong
	}
	if lockFile(dir, true) == nil {
		clearFolder(path)
	}
	// Nothing is lost when the lock changes hands here: what is cleared by
	// somebody else now was there before the work begins.
	_ = waitForLock(dir, false)
	return workplace{dir}
}

// leave ends the work.
func (w workplace) leave() {
	if w.dir != nil {
		_ = w.dir.Close()
	}
}
