package review

// StreamPhase is what a stream of samples is doing.
type StreamPhase string

// The phases of a stream.
const (
	StreamRunning StreamPhase = "running"
	StreamWaiting StreamPhase = "waiting" // holding back before it tries again
	StreamPaused  StreamPhase = "paused"  // by the reviewer
	StreamFailed  StreamPhase = "failed"  // goes on when asked
	StreamDone    StreamPhase = "done"
)

// Stream is the status of samples coming in, as the screen shows it.
type Stream struct {
	// Source names what is in use, such as "offline grammar".
	Source string
	Phase  StreamPhase
	// Made counts samples stored in this run, Wanted those asked for.
	Made, Wanted int
	// Rejected counts answers that could not become samples, Duplicates
	// samples that the project had already.
	Rejected, Duplicates int
	// Filtered counts samples that a filter held back.
	Filtered int
	// Tokens spent in this run, 0 when the source does not say; Requests those
	// sent.
	Tokens, Requests int
	// USD is what the tokens cost by the task's prices; Unpriced counts those
	// that have none.
	USD      float64
	Unpriced int
	// Partial is the half-written text of the sample being made.
	Partial string
	// Message says why the stream waits or failed, Hint what to do.
	Message, Hint string
	// Exhausted tells of a stream that failed that to let it go on would come to the
	// same: its source has nothing more to give.
	Exhausted bool
	// Board is what is asked for and what became of it; nil when the source
	// does not say.
	Board *Board
	// Refused are the last answers that became no sample, the newest last.
	Refused []StreamRefused
}

// Board says what a source asks for and what reviewers made of what came. It
// is not changed once it is shown.
type Board struct {
	Labels     []BoardLabel
	Strategies []BoardStrategy
	// Contrast are two labels that are asked for as a pair since they are
	// confused, "" for none, and ContrastShare the share of requests that do.
	Contrast      string
	ContrastShare float64
	// Demonstrations is how many decided samples prompts may show.
	Demonstrations int
	// Accepted counts the samples of the source that reviewers took as they
	// were or mended, for the cost of one.
	Accepted int
}

// BoardLabel is a label in a [Board].
type BoardLabel struct {
	Label string
	// Wanted is its quota in this run, Made how many were asked for it and
	// came.
	Wanted, Made int
	// Accepted and Corrected count what reviewers decided of samples that were
	// suggested the label.
	Accepted, Corrected int
}

// BoardStrategy is a strategy in a [Board].
type BoardStrategy struct {
	Name       string
	Made, Held int // samples, and what filters held back of it
	// Fresh is the share of new word pairs in its last texts, as a part of what
	// it was in the first; below 0 while nobody knows.
	Fresh float64
	// Slowed tells that it is asked less since it adds little.
	Slowed bool
}

// StreamRefused is an answer that became no sample. Raw is as it came, cut to
// what a screen can show: clean it before it is shown.
type StreamRefused struct {
	Reason string
	Filter string // the filter that held it back, "" when it is unusable
	Raw    string
}
