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
}
