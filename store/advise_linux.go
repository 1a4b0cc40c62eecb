package store

import (
	"os"
	"syscall"
	"unsafe"

	"go.etcd.io/bbolt"
)

// forget gives back the memory through which the transaction's database was
// read. bbolt maps the file, and every page that was looked at counts as the
// process's own until the system wants it back: a walk over a big project
// would look like a leak. The pages stay in the system's cache, and whoever
// reads one again has it without a disk.
//
// It is a hint: that it fails changes nothing. The mapping cannot move while
// the transaction is open.
func forget(tx *bbolt.Tx) { advise(tx, syscall.MADV_DONTNEED) }

// sequential tells the system that the database is going to be read from one
// end to the other, so that it reads ahead; bbolt tells it the opposite.
func sequential(tx *bbolt.Tx) { advise(tx, syscall.MADV_SEQUENTIAL) }

// random takes back what sequential said.
func random(tx *bbolt.Tx) { advise(tx, syscall.MADV_RANDOM) }

func advise(tx *bbolt.Tx, how uintptr) {
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, tx.DB().Info().Data, uintptr(tx.Size()), how)
}

// farBytes is from which length on stored bytes are brought.
const farBytes = 32 << 10

// madvPopulateRead is MADV_POPULATE_READ of Linux 5.14 and later: it returns when
// the pages are there.
const madvPopulateRead = 22

// bring reads stored bytes into memory if they are many. Whoever meets a page that
// is not there waits for the disk inside the instruction that wants it. In the
// middle of a checksum or a copy the runtime cannot interrupt the goroutine then,
// and with a collection of garbage due all others wait with it: for 20 ms and
// more when the pages come one by one. In a system call nobody else has to wait,
// and the disk is asked for all of them at once.
func bring(b []byte) {
	if len(b) < farBytes {
		return
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b))) //nolint:gosec // a number for the system, never a pointer again
	first := at &^ uintptr(os.Getpagesize()-1)
	size := at + uintptr(len(b)) - first
	// Hints, as above: an older system does without the second.
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, first, size, syscall.MADV_WILLNEED)
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, first, size, madvPopulateRead)
}
