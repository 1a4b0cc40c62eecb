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
// [Learner] is a regularised logistic model of "the reviewer changed it":
//
//	signals, votes, other models, lengths ──┐
//	shape of the text: echo, marks, digits ─┤
//	student (naive Bayes, cross-fitted) ────┼─▶ standardised columns ─┐
//	label, label × confidence, runner-up ───┘                         ├─▶ log-odds
//	words and pairs of words, and those × label ──────────────────────┤
//	topics (latent semantic analysis of all samples), and × label ────┘
//
// Each weight has a prior mean, so that the model orders sensibly before the
// first decision; what a record does not say is missing, not zero. A decision
// whose right label is known also teaches what each other label would have
// been for the text. What was decided in bulk teaches nothing, nor does a sample
// that was purged. Everything is numbered, dealt out and summed in the order
// of the samples' ids, so that the order of a file changes nothing.
//
// Three experts are mixed: the whole model, the same without the text (the text
// costs more than it brings where there is little of it), and a steady one that
// believes the given confidence only. Before each fit all are judged by the
// probability that they had given to what happened, and the suspicion is their
// mean weighed by that: an expert that misleads loses its say (a Bayes mixture
// with a fixed share dealt out anew; Herbster and Warmuth 1998).
//
// [Learner.Confidence] is what is shown: the suspicion on a line in log-odds
// that is fitted to what was said before each outcome, the latest decisions
// counting most, since they lie nearest to what is left.
//
// [Without] switches families of features off, [Learner.Explain] takes a
// suspicion apart, [Learner.Steering] sums up where the model goes wrong.
//
// # What did not help
//
// Measured on twelve sets of real labels, as the mean area over random parts
// of each: pieces of words in the text model (they help the student); the
// posterior of all voters by their reliability (Dawid and Skene 1979), which
// the columns of the voters make up for; fifteen pieces of shape without a
// tight ridge; topics of twice the weight; dealing the trust out anew five
// times as fast; more refits, but for sets of a hundred; other ridges of the
// columns, which changed nothing beyond noise.
//
// Prior means of label-agnostic columns were set from what is known of them
// and looked at on the same sets, so that figures on these are mildly
// optimistic.
//
// [Replay] reviews samples whose truth is known in the learned order, to see
// how much review they would have needed; `winnow simulate` shows it. [Live]
// keeps a project's queue in the learned order.
package rank
