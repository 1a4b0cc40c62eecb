// Winnow separates what a language model got right from what it got wrong,
// with as little of a person's time as possible.
//
// This package wires the others together, one file per command, and holds the
// rules of the message:
//
//   - Data goes to stdout, words go to stderr; "-" is stdin.
//   - An error is two lines, "error: what is wrong" and "hint: what to do
//     next" ([explain] knows the hints), and never a stack trace.
//   - Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing to do.
//   - Texts, labels, file names and errors come from strangers: every word on
//     its way to the terminal goes through tui/visible ([app.say] and its
//     kin), and so do exported records when stdout is a terminal.
//   - A pipe gets no colour and no bar.
//   - Secrets are read from the environment and never shown.
package main
