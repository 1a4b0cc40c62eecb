// Package generator makes samples for a task: from a model behind an endpoint
// (package openai) or from a grammar without any model (package offline).
//
// A [Source] hands over samples one by one while they are written. [Run]
// drives a source: it puts samples on the desk in small groups, keeps the
// stream's status on screen up to date, and stops and goes on when asked. A
// source that fails costs nothing that was received: what arrived is stored,
// the error is shown with its cause, and the run goes on where it stopped
// when it is asked to; where nobody watches, by itself, see [Patience].
package generator
