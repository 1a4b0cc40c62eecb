// Package rank gives samples their confidence and learns which suggestions a
// reviewer will change.
//
// # What a record says
//
// [Given] takes the confidence from what the record itself brings: the first
// of a fixed list of signals that is there, most direct first. It adds nothing
// and combines nothing: a sample without such a signal, or without a
// suggestion to be sure of, stays [review.Unknown]. [Why] shows the same
// choice to the reviewer, signal by signal.
//
// # What decisions teach
//
// [Learner] is one regularised logistic model of "the reviewer changed it":
//
//	signals, votes, other models, lengths ─┐
//	student (naive Bayes, cross-fitted) ───┼─▶ standardised columns ─┐
//	label, label × confidence, runner-up ──┘                         ├─▶ log-odds
//	words of the text, and words × label ────────────────────────────┘
//
// Each weight has a prior mean, so that the model orders sensibly before the
// first decision; what a record does not say is missing, not zero. A second,
// steady expert believes the given confidence only. Before each fit both are
// judged by the probability that they had given to what happened, and the
// suspicion is their mean weighed by that: a model that misleads loses its say
// (a Bayes mixture with a fixed share dealt out anew; Herbster and Warmuth
// 1998).
//
// [Replay] reviews samples whose truth is known in the learned order, to see
// how much review they would have needed; `winnow simulate` shows it. The
// queue of a live review does not learn yet: it uses Given.
package rank
