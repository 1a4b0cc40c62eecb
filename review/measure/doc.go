// Package measure says how a review is going: how much is decided, at what
// pace, and how often the model's suggestion was taken unchanged, per label
// and per band of confidence.
//
// The figures of a review are a pure function over items as they stand now
// ([Of]): an undone decision does not count, a decision made anew counts once,
// and the same project always gives the same figures. [Review] adds what plots
// need: progress, reliability, what labels became, sources, times, reviewers,
// and from the log the pace over the active time.
//
// A purged sample counts nowhere, nor does what was decided of it before: it is
// as if the project had never had it. What the log says of its purge is nobody's
// decision.
//
// # Memory
//
// A project may have millions of samples, so nothing is kept per sample.
// Curves have bins that grow with what they hold, confidences fall into a grid
// of a thousand cells, of times beyond some thousands a uniform random sample
// is kept, and beyond some hundreds of names of sources or reviewers the rest
// is counted together. What is left grows with the labels of the task, with the
// values that it wants covered, and with the samples that were decided more than
// once, which [Agreement] compares.
//
// # Pace
//
// The time of a decision is how long its sample was on screen. Somebody who
// goes to lunch leaves a sample on screen for an hour, so no decision counts
// for more than [IdleSeconds]: the active time is the sum of these bounded
// times, and decisions per hour are per hour of active time of one person,
// however many people reviewed at once. The median is not bounded; it does
// not mind a few long pauses.
//
// # Against a truth
//
// [ScoresOf] and [LeadOf] compare labels with true ones, [DriftOf] two sets of
// lengths, [DiversityOf] how varied texts are: for samples as they leave.
//
// # Acceptance
//
// The share of decided samples whose suggestion was accepted unchanged. Where
// nothing is decided there is no share, and none is reported. What was decided in
// bulk counts as decided, and in no share: nobody looked at it ([Stats.Bulk]).
//
// # Confidence
//
// What is laid beside acceptance is the confidence that came with the records.
// What an order has learned from these decisions says nothing about the model.
package measure
