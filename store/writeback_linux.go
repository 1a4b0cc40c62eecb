//go:build amd64 || arm64 || riscv64

package store

import (
	"os"
	"syscall"
)

// writeBack has the disk begin with what was written so far, without waiting
// for it, so that little is left for the sync at the end, which also tells of
// a write that failed. Unlike a sync it holds up nobody who goes on writing.
//
// It is a hint: that it fails changes nothing.
func writeBack(out boltOutput) error {
	const begin = 0x2 // SYNC_FILE_RANGE_WRITE
	f, ok := out.(*os.File)
	if !ok {
		return out.Sync()
	}
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = syscall.SyncFileRange(int(fd), 0, 0, begin) })
	}
	return nil
}
