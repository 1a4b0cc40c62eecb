// Package jsonl brings records in from JSON Lines files: one JSON object a
// line, UTF-8. Package jsonl/formats takes them out again.
//
//	Open ──▶ Reader ──Line──▶ Import ──samples──▶ add (a desk or a store)
//	            │                └──bad lines──▶ sidecar file, Report
//	            └────────────▶ Infer ──▶ review.Task
//
// A [Reader] streams: however long the file or one of its lines is, it holds
// one line of at most [MaxLine] bytes. It takes what people's files are like (a
// byte order mark at the start, CRLF, blank lines, no line end at the end) and
// refuses by name what is not JSON Lines at all: directories, devices and
// pipes, compressed files, UTF-16, one big JSON array. A line that cannot be
// read is a [*LineError] and never ends the reading.
//
// [Infer] makes a task from the records themselves, so that a bare file can be
// reviewed without configuration. It reads the whole file, because a label
// that occurs once in the last line is a label, too.
//
// [Import] hands samples on in batches. While one batch is being stored, the
// next is read and parsed. A line that is no record of the task does not hold
// up the rest; it is reported with its place and put into a sidecar file next
// to the input, with its bytes: as "raw", and where they are not UTF-8 as
// "raw_base64" too.
//
// Bytes are kept: a sample's Raw is the line as it stands in the file, without
// its line end. Numbers are never converted.
package jsonl
