package store

import (
	"syscall"

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
