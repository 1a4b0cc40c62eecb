package jsonl

import (
	"errors"
	"fmt"
)

var (
	// ErrNotFile marks an input that is not a regular file: a directory, a
	// device, a pipe, a socket.
	ErrNotFile = errors.New("not a regular file")
	// ErrNotJSONL marks a file that holds something else than JSON Lines, such
	// as a compressed file, UTF-16 text or one JSON array.
	ErrNotJSONL = errors.New("not JSON Lines")
	// ErrNoRecords marks a file without a single record to learn a task from.
	ErrNoRecords = errors.New("no records")
	// ErrNoTask marks records from which no task can be inferred.
	ErrNoTask = errors.New("no task can be inferred")
	// ErrInvalid is returned by a strict import when a line is invalid.
	ErrInvalid = errors.New("there are invalid lines")
)

// LineError is a line that cannot be read. Reading goes on after it.
type LineError struct {
	File string
	N    int // line number, from 1
	// Column is the byte in the line, from 1, where the fault stands; 0 when
	// it has no place.
	Column int
	// Reason is for people: what is wrong, in a few words.
	Reason string
	// Raw is the line without its end; of a line that is too long, and where no task
	// was inferred, only the first kilobyte. It is a copy.
	Raw []byte
}

// Error is "file:line:column: reason".
func (e *LineError) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.N, e.Reason)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.N, e.Column, e.Reason)
}

// OneArray is what a [FormError] calls a file whose rows stand in a JSON array.
const OneArray = "one JSON array"

// FormError is a file that holds something else than JSON Lines. It is
// [ErrNotJSONL].
type FormError struct {
	File string
	// What the file is, in a few words.
	What string
}

// Error is "file is what it is: not JSON Lines".
func (e *FormError) Error() string { return fmt.Sprintf("%s is %s: %v", e.File, e.What, ErrNotJSONL) }

func (e *FormError) Unwrap() error { return ErrNotJSONL }
