package main

import (
	"context"
	"errors"
)

// Exit codes.
const (
	codeDone    = 0
	codeFailed  = 1
	codeUsage   = 2
	codeNothing = 3
)

// hinted is an error with advice for the person who gave the command.
type hinted struct {
	err  error
	hint string
}

func (e *hinted) Error() string { return e.err.Error() }
func (e *hinted) Unwrap() error { return e.err }

// withHint adds advice to an error; nil stays nil.
func withHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &hinted{err: err, hint: hint}
}

// whenStopped says what holds after a command that was stopped and starts anew the
// next time, in the place of an error that only says that it was.
func whenStopped(err error, holds string) error {
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return errors.New("stopped: " + holds)
}

// usageError is a command that was given wrongly.
type usageError struct{ reason, hint string }

func (e *usageError) Error() string { return e.reason }

// nothingError tells that there was nothing to do, which a script may want to
// know and a person need not worry about.
type nothingError struct{ reason, hint string }

func (e *nothingError) Error() string { return e.reason }

func exitCode(err error) int {
	var usage *usageError
	var nothing *nothingError
	switch {
	case err == nil:
		return codeDone
	case errors.As(err, &usage):
		return codeUsage
	case errors.As(err, &nothing):
		return codeNothing
	}
	return codeFailed
}
