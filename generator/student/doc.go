// Package student is a small model that learns labels from texts in this
// process: logistic regression over words and pairs of neighbouring words. It
// stands in for the small model that many methods put beside the large one, and
// costs no request.
//
//   - [Model.Dynamics]: how the probability of a label went while the model
//     learned (CLLM, Seedat et al. 2023).
//   - [Model.Weight]: whether learning a sample would help with those that are
//     known to be right (SunGen, Gao et al. 2023).
//   - [Influence]: how much a sample that was learned helped with others (ProGen,
//     Ye et al. 2022).
//   - [Crossed]: the probability of each label by a model that did not see it.
//   - [Clean]: which labels are right, by the losses alone (FreeAL, Xiao et al.
//     2023).
//
// Everything is a function of the examples and their order; nothing is drawn.
package student
