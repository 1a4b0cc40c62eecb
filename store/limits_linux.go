package store

import "syscall"

// modesCount tells that the mode bits of a file say who can read it.
const modesCount = true

// space returns the bytes that are free to this user and the whole size of the
// file system that the folder is on.
func space(dir string) (free, total uint64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil || s.Bsize <= 0 {
		return 0, 0, false
	}
	block := uint64(s.Bsize)
	return s.Bavail * block, s.Blocks * block, s.Blocks > 0
}

// Numbers of file systems, from Linux' include/uapi/linux/magic.h and the
// sources of CIFS and SMB 2.
const (
	magicNFS  = 0x6969
	magicSMB  = 0x517B
	magicCIFS = 0xFF534D42
	magicSMB2 = 0xFE534D42
	magicFUSE = 0x65735546
	magicCeph = 0x00C36400
	magicAFS  = 0x5346414F
	magic9P   = 0x01021997
)

// network tells whether the folder is on a file system that another machine
// keeps. FUSE is counted: sshfs and its kin are.
func network(dir string) bool {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return false
	}
	switch uint32(s.Type) { // the numbers have 32 bits, whatever the field has
	case magicNFS, magicSMB, magicCIFS, magicSMB2, magicFUSE, magicCeph, magicAFS, magic9P:
		return true
	}
	return false
}
