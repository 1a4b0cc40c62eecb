//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package store

import "os"

// lockFile leaves locking to bbolt: here a second lock on the same open file
// would be in the way of bbolt's own.
func lockFile(*os.File, bool) error { return nil }

// unlockFile has nothing to give back.
func unlockFile(*os.File) {}

// alive tells whether a process with this number runs on this host.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
