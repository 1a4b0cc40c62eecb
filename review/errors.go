package review

import (
	"errors"
	"fmt"
)

// Errors of the log and of decisions.
var (
	// ErrNothingToUndo is returned when a reviewer has no action left to undo.
	ErrNothingToUndo = errors.New("nothing to undo")
	// ErrNothingToRedo is returned when no undone action can be taken again.
	ErrNothingToRedo = errors.New("nothing to redo")
	// ErrChangedSince is returned when an undo or redo meets a sample that
	// somebody else has decided in the meantime.
	ErrChangedSince = errors.New("the sample was changed since by another reviewer")
	// ErrNoSuggestion is returned when a sample without a suggestion is
	// accepted.
	ErrNoSuggestion = errors.New("there is no suggestion to accept")
	// ErrNotWhole is returned for an answer that leaves something open, such as
	// a requirement that is not rated.
	ErrNotWhole = errors.New("the answer is not whole")
	// ErrUnknownLabel is returned when a label is not in the task's set.
	ErrUnknownLabel = errors.New("label is not in the task")
	// ErrNotFound is returned when a sample or log entry does not exist.
	ErrNotFound = errors.New("not found")
	// ErrBusy is returned for work that has to wait until a long one, such as
	// an import, is over.
	ErrBusy = errors.New("the project is busy")
	// ErrClosed is returned for work handed to a desk that is closing.
	ErrClosed = errors.New("the desk is closed")
	// ErrReadOnly is returned for work on a project that was opened for
	// reading only.
	ErrReadOnly = errors.New("the project is opened for reading only, nothing can be saved in it")
)

// Errors of saving after which a store takes no more work.
var (
	// ErrUnknown is returned when saving failed and it cannot be told whether
	// the work is in the file.
	ErrUnknown = errors.New("unknown whether it was saved")
	// ErrReplaced is returned when the project file was replaced, removed or
	// cut short while it was open.
	ErrReplaced = errors.New("the file was replaced under the running program")
)

// Errors of opening a project. A store wraps them with the file's name.
var (
	// ErrNotProject marks a file that is not a Winnow project.
	ErrNotProject = errors.New("not a winnow project")
	// ErrEmptyFile marks a project file of length zero.
	ErrEmptyFile = errors.New("the file is empty")
	// ErrNewerSchema marks a project made by a newer version of Winnow.
	ErrNewerSchema = errors.New("the project was made by a newer version of winnow")
	// ErrDamaged marks a project file whose structure is broken.
	ErrDamaged = errors.New("the project file is damaged")
	// ErrNoTask marks a project that holds no task yet.
	ErrNoTask = errors.New("the project has no task")
)

// ErrRecord is the class of every error about one record's content; use
// errors.Is(err, ErrRecord) to tell bad input from a failing disk.
var ErrRecord = errors.New("bad record")

// RecordError says what is wrong with one record.
type RecordError struct {
	// Offset is the byte offset in the record where the fault stands, or -1.
	Offset int64
	// Reason is for people: what is wrong, in a few words.
	Reason string
}

// Error tells the reason, with the column (1-based byte) where one is known.
func (e *RecordError) Error() string {
	if e.Offset < 0 {
		return e.Reason
	}
	return fmt.Sprintf("column %d: %s", e.Offset+1, e.Reason)
}

// Is makes every RecordError an [ErrRecord].
func (e *RecordError) Is(target error) bool { return target == ErrRecord }

// InUseError tells that another process has the project open.
type InUseError struct {
	Path   string
	Holder string // "process 4711 on host box, since 14:02" or "" when unknown
}

// Error names the file and its holder.
func (e *InUseError) Error() string {
	if e.Holder == "" {
		return e.Path + " is open in another process"
	}
	return e.Path + " is open in " + e.Holder
}
