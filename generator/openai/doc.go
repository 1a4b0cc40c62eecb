// Package openai makes samples with a model behind an OpenAI-compatible
// endpoint: api.openai.com, a gateway, or a server on this machine.
//
// One request asks for a few samples of one condition (for kind classify: of
// one label) and the answer is read while the model writes it:
//
//	prompt ─▶ go-openai ─▶ doer ─▶ endpoint
//	                        │
//	   events (one clean frame at a time, or one clear error)
//	                        │
//	   go-openai decodes ─▶ answer ─▶ scanner (whole objects, half text)
//	                          │          │
//	                          │     review.ParseRecord ─▶ Event.Sample
//	                          └─ tokens ─▶ belief (label probability)
//
// # Endings
//
// io.EOF from go-openai proves nothing: a login page, an error object, and a
// server that died all end in it. [doer] therefore stands between it and the
// network and ends every stream that showed no finish_reason in an error. And
// even with a finish_reason only the scanner decides whether the last sample
// is whole, since servers say "stop" after a cut, too. A half sample is shown
// while it grows, and never stored.
//
// What fails before the first word of an answer is tried again, politely and
// not for ever. What fails later is not: the whole samples are kept, the half
// one is dropped, and a [generator.Error] says so. The caller decides when to
// go on.
//
// # Confidence
//
// Where the endpoint gives token probabilities, a label's probability is laid
// against the whole label set (see confidence.go) and stored as the signals
// label_probability and label_margin, and as probs. For kind text the
// response's mean_logprob is stored. Where the numbers are missing, do not
// spell the text, or mean nothing, there is no such signal and the record says
// why in its member no_confidence. Nothing is made up.
//
// # Dialects
//
// Servers differ in what they accept. A dialect starts with everything and
// drops what a server refuses by name: bounds in the schema, json_schema,
// json_object, top_logprobs, logprobs, stream_options, seed, and the name of
// the token limit. A server that accepts a schema and then ignores it is
// noticed by the first object that does not fit.
//
// # Secrets
//
// The key lives in [Secret], goes into one header, and is taken out of every
// message that a server sends back.
package openai
