package store

import (
	"fmt"
	"runtime/debug"

	"winnow/review"
)

// guarded runs f and turns a panic, or a fault at a mapped address, into
// ErrDamaged: that is how bbolt meets a page that makes no sense.
//
// It is right only where nothing is left behind that anybody goes on with:
// around opening, when there is no DB yet, and around a check, whose read
// transaction bbolt ends by itself. A commit that panicked leaves bbolt's locks
// held, and going on after it would wait for ever: there the process must end.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", review.ErrDamaged, r)
		}
	}()
	return f()
}
