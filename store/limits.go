package store

import (
	"os"
	"path/filepath"
	"strconv"

	bolterrors "go.etcd.io/bbolt/errors"
)

// Warning is one limit that a project is near, or a trait of the place where it
// is kept that makes its promises weaker.
type Warning string

// The warnings.
const (
	// DiskNearlyFull: less than 200 MB, or less than 2% and 2 GB, are free on
	// the project's file system.
	DiskNearlyFull Warning = "the disk is nearly full"
	// NetworkFileSystem: locks and syncs may not hold what a disk's do.
	NetworkFileSystem Warning = "the project is on a network file system"
	// OthersCouldRead: the file's mode lets others than its owner read it.
	OthersCouldRead Warning = "others than the owner can read the project"
	// FileReadOnly: the file, or its file system, cannot be written.
	FileReadOnly Warning = "the project is read-only"
	// NearlyTooLarge: the file has more than 80% of [LargestFile].
	NearlyTooLarge Warning = "the project is near its largest size"
)

// LargestFile is how large a project's file may grow, in bytes: beyond what
// reviewers get through in a life, and less than the disk that a source without
// an end would fill. Where addresses have 32 bits the whole file must fit into
// half of them.
func LargestFile() int64 {
	if strconv.IntSize == 32 {
		return 1 << 30
	}
	return 64 << 30
}

// ErrTooLarge is the error of a write that would make the file larger than
// [LargestFile]. What was saved before stays, and reading goes on.
var ErrTooLarge = bolterrors.ErrMaxSizeReached

// nearlyTooLarge judges a file by its size and the largest one.
func nearlyTooLarge(size, largest int64) bool { return size > largest/5*4 }

const (
	leastFree  = 200 << 20
	scarceFree = 2 << 30
	scarcePart = 50 // one part in
)

// nearlyFull judges a file system by its free and whole size in bytes.
func nearlyFull(free, total uint64) bool {
	return free < leastFree || free < scarceFree && free < total/scarcePart
}

// Limits looks at a project's file and at the file system it is on, without
// opening the project. What cannot be found out is not warned of: systems other
// than Linux only tell about modes.
func Limits(path string) []Warning {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	var found []Warning
	if info.Mode().Perm()&0o077 != 0 && modesCount {
		found = append(found, OthersCouldRead)
	}
	if !writable(path) {
		found = append(found, FileReadOnly)
	}
	if nearlyTooLarge(info.Size(), LargestFile()) {
		found = append(found, NearlyTooLarge)
	}
	dir := filepath.Dir(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		dir = filepath.Dir(real)
	}
	if free, total, ok := space(dir); ok && nearlyFull(free, total) {
		found = append(found, DiskNearlyFull)
	}
	if network(dir) {
		found = append(found, NetworkFileSystem)
	}
	return found
}

// writable tells whether the file can be opened for writing. Asking changes
// nothing.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	return f.Close() == nil
}
