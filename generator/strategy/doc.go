// Package strategy holds the ways in which a source asks for samples, a file
// each. A [Strategy] gives the next [Ask] and makes of each object of its
// answer a draft of a sample, a further ask, or a reason why it is neither;
// package ask does the rest: endpoints, pace, budgets, filters, records.
//
// A strategy never waits and never talks to anybody, so what it sends for a
// given state and answer is a matter of golden files. What it draws, it draws
// from the seed of the ask.
package strategy
