package store

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"

	"winnow/review"
)

// encodeEntry is json.Marshal of a log entry. What nearly every entry is made of
// is written directly: after the pause before a key nothing of the library is
// near the processor, and a decision waited longer for its JSON than for all its
// tables.
func encodeEntry(e review.Entry) ([]byte, error) {
	const usual = 512
	o := object{b: append(make([]byte, 0, usual), '{')}
	o.number("n", e.N)
	o.text("id", e.ID)
	o.text("op", string(e.Op))
	o.text("reviewer", e.Reviewer)
	at, err := e.At.MarshalJSON()
	o.raw("at", at, err)
	o.some("seq", e.Seq)
	if !isZero(e.Decision) {
		o.object("decision", func() { o.decision(e.Decision) })
	}
	o.mark("flag", e.Flag)
	o.words("note", e.Note)
	if e.Bulk != nil {
		o.any("bulk", e.Bulk)
	}
	o.some("target", e.Target)
	o.object("was", func() { o.state(e.Was) })
	o.object("heads", func() { o.heads(e.Heads) })
	return append(o.b, '}'), o.err
}

// encodeHeads is json.Marshal of undo pointers.
func encodeHeads(h review.Heads) []byte {
	o := object{b: []byte{'{'}}
	o.heads(h)
	return append(o.b, '}')
}

// encodeCounts is json.Marshal of counts.
func encodeCounts(c review.Counts) []byte {
	o := object{b: []byte{'{'}}
	o.count("samples", c.Samples)
	o.object("decisions", func() {
		for _, v := range slices.Sorted(maps.Keys(c.ByVerdict)) {
			o.count(string(v), c.ByVerdict[v])
		}
	})
	o.count("flagged", c.Flagged)
	return append(o.b, '}')
}

// isZero tells what omitzero leaves out.
func isZero(d review.Decision) bool {
	return d.Verdict == "" && d.Seconds == 0 && !math.Signbit(d.Seconds) && isNone(d.Before) && isNone(d.After) &&
		!d.Shown.Suggestion && d.Shown.Confidence == review.Unknown && d.Shown.Order == "" && d.Shown.Answers == nil
}

func isNone(a review.Answer) bool {
	return a.Label == "" && a.Labels == nil && a.Spans == nil && a.Text == "" && a.Turns == nil && a.Ratings == nil && a.Fields == nil
}

// object is a JSON object as it is written, with the first error.
type object struct {
	b   []byte
	err error
}

func (o *object) decision(d review.Decision) {
	o.text("verdict", string(d.Verdict))
	o.object("before", func() { o.answer(d.Before) })
	o.object("after", func() { o.answer(d.After) })
	if seconds := math.Abs(d.Seconds); seconds >= 1e-6 && seconds < 1e21 {
		o.raw("seconds", strconv.AppendFloat(nil, d.Seconds, 'f', -1, 64), nil)
	} else {
		o.any("seconds", d.Seconds)
	}
	o.object("shown", func() {
		o.name("suggestion")
		o.b = strconv.AppendBool(o.b, d.Shown.Suggestion)
		confidence, err := d.Shown.Confidence.MarshalJSON()
		o.raw("confidence", confidence, err)
		o.words("order", string(d.Shown.Order))
		if len(d.Shown.Answers) > 0 {
			o.any("answers", d.Shown.Answers)
		}
	})
}

func (o *object) heads(h review.Heads) {
	o.some("undo", h.Undo)
	o.some("redo", h.Redo)
}

func (o *object) answer(a review.Answer) {
	o.words("label", a.Label)
	if a.Labels != nil {
		o.any("labels", a.Labels)
	}
	if a.Spans != nil {
		o.any("spans", a.Spans)
	}
	o.words("text", a.Text)
	if len(a.Turns) > 0 {
		o.any("turns", a.Turns)
	}
	if len(a.Ratings) > 0 {
		o.any("ratings", a.Ratings)
	}
	if len(a.Fields) > 0 {
		o.any("fields", a.Fields)
	}
}

func (o *object) state(s review.State) {
	o.some("version", s.Version)
	o.some("decision", s.Decision)
	o.words("verdict", string(s.Verdict))
	o.mark("flag", s.Flag)
	o.words("note", s.Note)
}

// name begins a member.
func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), `":`...)
}

func (o *object) object(name string, members func()) {
	o.name(name)
	o.b = append(o.b, '{')
	members()
	o.b = append(o.b, '}')
}

// raw is a member that is JSON already.
func (o *object) raw(name string, value []byte, err error) {
	if o.err == nil {
		o.err = err
	}
	o.name(name)
	o.b = append(o.b, value...)
}

// any is a member as the library writes it.
func (o *object) any(name string, v any) {
	b, err := json.Marshal(v)
	o.raw(name, b, err)
}

func (o *object) number(name string, n uint64) {
	o.name(name)
	o.b = strconv.AppendUint(o.b, n, 10)
}

func (o *object) count(name string, n int) {
	o.name(name)
	o.b = strconv.AppendInt(o.b, int64(n), 10)
}

func (o *object) text(name, s string) {
	if s != "" && !plainText(s) {
		o.any(name, s)
		return
	}
	o.name(name)
	o.b = append(append(append(o.b, '"'), s...), '"')
}

// some, words and mark are left out when they say nothing.
func (o *object) some(name string, n uint64) {
	if n != 0 {
		o.number(name, n)
	}
}

func (o *object) words(name, s string) {
	if s != "" {
		o.text(name, s)
	}
}

func (o *object) mark(name string, set bool) {
	if set {
		o.name(name)
		o.b = append(o.b, "true"...)
	}
}
