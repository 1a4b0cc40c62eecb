package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"winnow/review"
)

// readEntry is json.Unmarshal of a log entry that [encodeEntry] wrote, several
// times as fast: figures and searches read as many of them as there are
// decisions. ok is false for everything that stands otherwise, also where the
// library would read it: then the library decides, and words the fault.
func readEntry(payload []byte) (e review.Entry, ok bool) {
	if !utf8.Valid(payload) {
		return e, false
	}
	s := entryScanner{b: payload}
	s.object(func() {
		s.number("n", &e.N)
		s.text("id", &e.ID)
		text(&s, "op", &e.Op)
		s.text("reviewer", &e.Reviewer)
		if s.member("at") {
			s.fail(e.At.UnmarshalJSON(s.literal()) != nil)
		}
		s.number("seq", &e.Seq)
		if s.member("decision") {
			s.object(func() { s.decision(&e.Decision) })
		}
		s.mark("flag", &e.Flag)
		s.text("note", &e.Note)
		if s.member("bulk") {
			e.Bulk = new(review.Bulk)
			s.object(func() { s.bulk(e.Bulk) })
		}
		s.number("target", &e.Target)
		if s.member("was") {
			s.object(func() { s.state(&e.Was) })
		}
		if s.member("heads") {
			s.object(func() {
				s.number("undo", &e.Heads.Undo)
				s.number("redo", &e.Heads.Redo)
			})
		}
	})
	return e, !s.failed && s.at == len(s.b)
}

// entryScanner goes over an entry, whose members stand in their order and without
// spaces. Its methods read a member if it is the next one, and move behind it.
type entryScanner struct {
	b      []byte
	at     int
	failed bool
}

func (s *entryScanner) fail(failed bool) { s.failed = s.failed || failed }

// take moves behind what must come next.
func (s *entryScanner) take(c byte) {
	if !s.has(c) {
		s.failed = true
		return
	}
	s.at++
}

// has tells whether that comes next.
func (s *entryScanner) has(c byte) bool { return !s.failed && s.at < len(s.b) && s.b[s.at] == c }

// object reads an object. What is left of it that nobody has read is a fault.
func (s *entryScanner) object(members func()) {
	s.take('{')
	members()
	s.take('}')
}

// member tells whether the next member has that name, and moves to its value.
func (s *entryScanner) member(name string) bool {
	at := s.at
	if s.failed || at == 0 {
		return false
	}
	if s.b[at-1] != '{' {
		if at == len(s.b) || s.b[at] != ',' {
			return false
		}
		at++
	}
	const marks = `"":`
	end := at + len(name) + len(marks)
	if end >= len(s.b) || s.b[at] != '"' || string(s.b[at+1:at+1+len(name)]) != name || string(s.b[end-2:end]) != `":` {
		return false
	}
	s.at = end
	return true
}

// literal takes a string with its quotes, or a number, true, false or null.
func (s *entryScanner) literal() []byte {
	from := s.at
	if !s.has('"') {
		for s.at < len(s.b) && s.b[s.at] != ',' && s.b[s.at] != '}' {
			s.at++
		}
		return s.b[from:s.at]
	}
	for s.at++; s.at < len(s.b); s.at++ {
		switch c := s.b[s.at]; {
		case c == '"':
			s.at++
			return s.b[from:s.at]
		case c == '\\':
			s.at++
		case c < ' ':
			s.failed = true
			return nil
		}
	}
	s.failed = true
	return nil
}

// string reads a text.
func (s *entryScanner) string() (text string) {
	s.fail(!s.has('"'))
	b := s.literal()
	if s.failed {
		return ""
	}
	for _, c := range b {
		if c == '\\' {
			s.fail(json.Unmarshal(b, &text) != nil)
			return text
		}
	}
	return wordOf(b[1 : len(b)-1])
}

// wordOf is the text of these bytes; what nearly every entry says takes no memory.
func wordOf(b []byte) string {
	for _, word := range [...]string{
		string(review.Accept), string(review.OpDecide), string(review.OrderQueue), string(review.Reject),
		string(review.Relabel), string(review.Edit), string(review.Defer), string(review.OpUndo), string(review.OpRedo),
	} {
		if string(b) == word {
			return word
		}
	}
	return string(b)
}

// text reads a member that is a text of some type.
func text[T ~string](s *entryScanner, name string, to *T) {
	if s.member(name) {
		*to = T(s.string())
	}
}

func (s *entryScanner) text(name string, to *string) { text(s, name, to) }

func (s *entryScanner) number(name string, to *uint64) {
	if !s.member(name) {
		return
	}
	b := s.literal()
	n, err := strconv.ParseUint(string(b), 10, 64)
	s.fail(err != nil || !isDecimal(b))
	*to = n
}

func (s *entryScanner) count(name string, to *int) {
	var n uint64
	s.number(name, &n)
	*to = int(n)
	s.fail(*to < 0)
}

func (s *entryScanner) mark(name string, to *bool) {
	if s.member(name) {
		b := string(s.literal())
		*to = b == "true"
		s.fail(!*to && b != "false")
	}
}

// isDecimal tells that a number is written as nearly all are: digits, perhaps with
// a point between them.
func isDecimal(b []byte) bool {
	whole, part, pointed := bytes.Cut(b, []byte("."))
	for _, digits := range [...][]byte{whole, part} {
		for _, c := range digits {
			if c < '0' || c > '9' {
				return false
			}
		}
	}
	return len(whole) > 0 && (len(whole) == 1 || whole[0] != '0') && pointed == (len(part) > 0)
}

// list reads an array element by element.
func (s *entryScanner) list(element func()) {
	s.take('[')
	for more := !s.has(']'); more && !s.failed; {
		element()
		if more = s.has(','); more {
			s.at++
		}
	}
	s.take(']')
}

func (s *entryScanner) texts(name string, to *[]string) {
	if s.member(name) {
		*to = []string{}
		s.list(func() { *to = append(*to, s.string()) })
	}
}

// named reads an object of texts.
func (s *entryScanner) named(name string, to *map[string]string) {
	if !s.member(name) {
		return
	}
	*to = map[string]string{}
	s.take('{')
	for more := !s.has('}'); more && !s.failed; {
		key := s.string()
		s.take(':')
		(*to)[key] = s.string()
		if more = s.has(','); more {
			s.at++
		}
	}
	s.take('}')
}

func (s *entryScanner) decision(d *review.Decision) {
	text(s, "verdict", &d.Verdict)
	if s.member("before") {
		s.object(func() { s.answer(&d.Before) })
	}
	if s.member("after") {
		s.object(func() { s.answer(&d.After) })
	}
	if s.member("seconds") {
		b := s.literal()
		var err error
		d.Seconds, err = strconv.ParseFloat(string(b), 64)
		s.fail(err != nil || !isDecimal(b))
	}
	if s.member("shown") {
		s.object(func() { s.shown(&d.Shown) })
	}
}

func (s *entryScanner) shown(w *review.Shown) {
	s.mark("suggestion", &w.Suggestion)
	if s.member("confidence") {
		b := s.literal()
		s.fail(!isDecimal(b) && string(b) != "null" || w.Confidence.UnmarshalJSON(b) != nil)
	}
	text(s, "order", &w.Order)
	s.texts("answers", &w.Answers)
}

func (s *entryScanner) answer(a *review.Answer) {
	s.text("label", &a.Label)
	s.texts("labels", &a.Labels)
	if s.member("spans") {
		a.Spans = []review.Span{}
		s.list(func() {
			var p review.Span
			s.object(func() {
				s.count("start", &p.Start)
				s.count("end", &p.End)
				s.text("label", &p.Label)
			})
			a.Spans = append(a.Spans, p)
		})
	}
	s.text("text", &a.Text)
	if s.member("turns") {
		a.Turns = []review.Turn{}
		s.list(func() {
			var t review.Turn
			s.object(func() {
				s.text("role", &t.Role)
				s.text("content", &t.Content)
				s.mark("fixed", &t.Fixed)
			})
			a.Turns = append(a.Turns, t)
		})
	}
	s.named("ratings", &a.Ratings)
	s.named("fields", &a.Fields)
}

func (s *entryScanner) bulk(b *review.Bulk) {
	s.text("id", &b.ID)
	s.text("filter", &b.Filter)
	s.count("count", &b.Count)
	s.count("n", &b.N)
}

func (s *entryScanner) state(st *review.State) {
	s.number("version", &st.Version)
	s.number("decision", &st.Decision)
	text(s, "verdict", &st.Verdict)
	s.mark("flag", &st.Flag)
	s.text("note", &st.Note)
}
