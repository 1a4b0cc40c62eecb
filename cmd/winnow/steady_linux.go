//go:build amd64 || arm64 || riscv64

package main

import (
	"os"
	"syscall"
)

// beginWriting has the disk begin with a part of the file (see
// sync_file_range(2)). Unlike a sync it makes nothing durable and holds up nobody
// who writes on. That it fails changes nothing.
func beginWriting(f *os.File, from, n int64) {
	const begin = 0x2 // SYNC_FILE_RANGE_WRITE
	control(f, func(fd int) { _ = syscall.SyncFileRange(fd, from, n, begin) })
}

// giveBack takes a part of the file out of the memory of the system, as far as
// the disk has it (see posix_fadvise(2)). That it fails changes nothing.
func giveBack(f *os.File, from, n int64) {
	const dontNeed = 4 // POSIX_FADV_DONTNEED
	control(f, func(fd int) {
		_, _, _ = syscall.Syscall6(syscall.SYS_FADVISE64, uintptr(fd), uintptr(from), uintptr(n), dontNeed, 0, 0)
	})
}

// control keeps the file from being closed meanwhile.
func control(f *os.File, do func(fd int)) {
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { do(int(fd)) })
	}
}
