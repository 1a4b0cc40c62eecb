// Package demo chooses the demonstrations of a prompt: which of the samples that
// a reviewer accepted or edited a model is shown as examples.
//
// A [Picker] is a pure function of the pool, the query, how many are wanted and
// a seed. The same arguments always give the same demonstrations in the same
// order, whatever the order of the pool, so that a prompt can be made again from
// what its sample's provenance says. Where a rule leaves the choice open, the
// seed makes it.
//
// The pickers, by the name under which [ByName] knows them:
//
//   - random: any, each as likely as the other.
//   - nearest: the most like the query, the nearest last, next to what the model
//     is to write (KATE, Liu et al. 2022).
//   - vote-k: few that stand for many and are unlike one another (Su et al. 2023).
//   - cluster-complex: of each group of like ones the one with the longest
//     explanation (Synthetic Prompting, Shao et al. 2023).
//   - dissimilar: the most unlike what exists already and one another, to lead
//     away from what is written over and over; the less, the more often it was
//     shown.
//   - influence: from which a small model learns most about the others (ProGen,
//     Ye et al. 2022).
//   - margin: whose label a small model tells from the others with the least
//     doubt (in place of FewGen's weights, Meng et al. 2023).
//   - leaf: only from one leaf of the taxonomy (LAB, Sudalairaj et al. 2024).
//   - balanced: of each label as many, in turn.
//
// Likeness is the cosine of TF-IDF vectors ([similar.Vectors]): it needs no
// endpoint. The small model is that of package student.
package demo
