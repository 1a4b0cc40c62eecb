package review

// Score is what was learned about one sample.
type Score struct {
	// Seq is the sample's arrival number.
	Seq uint64
	// Place orders the queue in the confidence's stead: unknown first, then
	// the lowest. It need not be calibrated, only sort.
	Place Confidence
	// Confidence is what is shown: the calibrated chance that the reviewer
	// takes the suggestion unchanged.
	Confidence Confidence
}

// Lesson is what was learned from the decisions up to a log entry. A store
// keeps its numbers with the precision of a float32.
type Lesson struct {
	// Entry is the number of the last log entry that was learned from.
	Entry uint64
	// Scores are by ascending arrival number. A sample without one keeps the
	// place and the confidence with which it arrived.
	Scores []Score
}
