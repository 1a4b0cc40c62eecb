package generator

import "time"

// Error is a failure of a source in words for people.
type Error struct {
	// Reason says what happened, in a few words, without secrets.
	Reason string
	// Hint says what to do next; may be empty.
	Hint string
	// Retry tells whether trying again can help without a person's doing.
	Retry bool
	// Cut tells that an answer broke off which had begun: it may be asked for
	// again at once.
	Cut bool
	// Absent tells that nobody is at the address: before anything has come from
	// there, the address is likely the mistake.
	Absent bool
	// Request tells that the source was asked for something that it does not
	// take, such as a text that is too long for it: another request may do.
	Request bool
	// Dry tells that the source has nothing more to ask, whatever came of what it
	// asked.
	Dry bool
	// Exhausted tells that the source has nothing more to give, now or later: to ask
	// it again comes to the same.
	Exhausted bool
	// Err is the cause.
	Err error
}

// Error is the reason.
func (e *Error) Error() string { return e.Reason }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Wait is a pause that a source makes by itself.
type Wait struct {
	Reason string
	For    time.Duration
	// Busy tells that the endpoint asked for less: it is limiting the rate or
	// has too much to do.
	Busy bool
}
