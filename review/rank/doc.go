// Package rank gives samples their confidence.
//
// [Given] takes it from what the record itself brings: the first of a fixed
// list of signals that is there, most direct first. It adds nothing and
// combines nothing: a sample without such a signal, or without a suggestion to
// be sure of, stays [review.Unknown]. [Why] shows the same choice to the
// reviewer, signal by signal.
//
// An order that learns from decisions will live here too, as a second
// [review.Ranker] that starts from what Given says.
package rank
