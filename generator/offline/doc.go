// Package offline makes samples without any model or network: a grammar in
// the task file writes the texts, and a small classifier, trained on the
// task's own label examples, suggests the labels. The same seed always makes
// the same samples.
//
// # The grammar
//
// generate.grammar maps the name of a rule to its alternatives; each time the
// rule is used, it deals one of them like a card, so that all come up before
// one comes again:
//
//	grammar:
//	  complaint:
//	    - "{opening} My berth was {problem}."
//	    - "3x {problem|capitalize}! In a train that calls itself {{quiet}}?"
//	  opening: ["Hello,", ""]
//	  problem: [cold, loud, "{problem} and {problem}"]
//
// An alternative is text in which braces have a meaning:
//
//   - {rule} is replaced by what the rule gives. Rules may use themselves as
//     long as there is a way out; a text that has grown long takes it.
//   - {rule|capitalize}, {rule|lower} and {rule|upper} change the case of
//     what the rule gives: its first letter, or all of it.
//   - {name=rule} is dealt once for a sample: under the same name the same
//     rule gives the same words again, and another rule with as many
//     alternatives gives the alternative at the same place. So a response can
//     speak of the country of its instruction, and know the capital.
//   - {{ and }} are braces.
//
// "3x " in front puts an alternative into the deck three times; a text that
// begins so itself is written "1x 3x …".
//
// Runs of spaces become one space and spaces at the ends of lines go, so that
// an empty alternative leaves no trace.
//
// For kind classify the rule with the name of a label writes the first field
// of a sample that means this label; further fields come from the rule
// label.field if there is one, else from the rule with the field's name. For
// kind text each field and the target have a rule of their own name. [New]
// refuses a grammar that could fail while it is used, with a [GrammarError].
//
// # The suggestion
//
// What the grammar meant is kept in the provenance only. The suggestion comes
// from a multinomial naive Bayes classifier over words and word pairs. It has
// read nothing but the labels' examples, so it really errs where a text mixes
// topics; and its probabilities are softened until they fit how often it is
// right on examples that it has not seen, so that its confidence means
// something. A response of kind text has nobody to judge it: its confidence
// is unknown.
package offline
