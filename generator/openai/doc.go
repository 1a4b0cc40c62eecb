// Package openai asks a model behind an OpenAI-compatible endpoint:
// api.openai.com, a gateway, or a server on this machine.
//
// An [Endpoint] answers calls: one call is one request (more when the first are
// refused), and its answer is read while the model writes it:
//
//	call ─▶ dialect ─▶ go-openai ─▶ doer ─▶ endpoint
//	                                 │
//	   events (one clean frame at a time, or one clear error)
//	                                 │
//	   go-openai decodes ─▶ answer ─▶ scanner (whole objects, half text)
//	                          │          │
//	                          │     Piece.Object
//	                          └─ tokens ─▶ belief (probability of a choice)
//
// What is asked, and what becomes of an object, is the caller's.
//
// # Endings
//
// io.EOF from go-openai proves nothing: a login page, an error object, and a
// server that died all end in it. [doer] therefore stands between it and the
// network and ends every stream that showed no finish_reason in an error. And
// even with a finish_reason only the scanner decides whether the last object
// is whole, since servers say "stop" after a cut, too. A half object is shown
// while it grows, and never handed over.
//
// What fails before the first word of an answer is tried again, politely and
// not for ever. What fails later is not: the whole objects stay good, the half
// one is dropped, and a [generator.Error] says so. The caller decides when to
// go on.
//
// A server that silently cuts a prompt to what its context holds is noticed by
// the tokens that it counts, see cutPrompt.
//
// # Evidence
//
// Where a call asks for it and the endpoint gives token probabilities, the
// probability of a choice is laid against the whole set (see confidence.go).
// Where the numbers are missing, do not spell the text, or mean nothing, there
// are none and [generator.Evidence] says why. Nothing is made up.
//
// # Dialects
//
// Servers differ in what they accept. A dialect starts with everything and
// drops what a server refuses by name: bounds in the schema, json_schema,
// json_object, top_logprobs, logprobs, stream_options, seed, temperature, the
// system message, and the name of the token limit. A server that accepts a
// schema and then ignores it is noticed by the first object that does not fit;
// one that ignores the token limit is cut off by our own count. All calls of an
// endpoint share what was learnt: each goes by the dialect as it was when the
// request began.
//
// # Secrets
//
// The key lives in [Secret], goes into one header, and is taken out of every
// message that a server sends back.
package openai
