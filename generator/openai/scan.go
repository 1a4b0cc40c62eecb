package openai

import (
	"bytes"
	"slices"

	"winnow/review"
)

const (
	maxScanDepth = 32
	maxObject    = 1 << 20 // bytes of one object before it is given up
	maxAnswer    = 4 << 20 // bytes of one answer's content
)

// found is one object that the scanner has seen the end of.
type found struct {
	start, end int // bytes in the content
	// members are the object's, nil when it is broken.
	members []review.Member
	fits    bool   // it has the members that a sample needs
	why     string // why it does not, for people
}

type frame struct {
	at   int
	kind byte // '{' or '['
	kids bool // an object in it was handed out already
	text int  // where the last text directly in it starts
	mine bool // it has a member that a sample has
}

// scanner finds whole objects in a model's answer while it grows: JSON lines,
// an array, {"samples": [...]}, fenced or in prose, after a <think> block, in
// any mix. It hands out the innermost objects that have the wanted members,
// and those that stand where a sample should but do not fit. The result does
// not depend on how the text is cut into pieces.
type scanner struct {
	want []string // members that a sample must have
	some bool     // one of them is enough

	buf       []byte // the content so far
	pos       int    // everything before it is read
	open      []frame
	inString  bool
	escaped   bool
	inThought bool
}

// feed adds text and returns the objects that it completed.
func (s *scanner) feed(text string) []found {
	s.buf = append(s.buf, text...)
	var out []found
	for ; s.pos < len(s.buf); s.pos++ {
		c := s.buf[s.pos]
		switch {
		case len(s.open) == 0:
			s.between(c)
		case s.inString && s.lineBroke(c):
			out = s.giveUp(out, s.pos, "a text in it has no end")
			s.between(c)
		case s.inString:
			s.inText(c)
		default:
			out = s.inValue(c, out)
		}
		if n := len(s.open); n > 0 && s.pos-s.open[n-1].at > maxObject && !s.open[n-1].kids && s.open[n-1].kind == '{' {
			out = s.giveUp(out, s.pos+1, "it is longer than 1 MiB")
		}
	}
	return out
}

// between reads outside of any value, where only the start of one and the
// model's thoughts matter.
func (s *scanner) between(c byte) {
	read := s.buf[:s.pos+1]
	switch {
	case s.inThought:
		s.inThought = !bytes.HasSuffix(read, []byte("</think>"))
	case c == '>':
		s.inThought = bytes.HasSuffix(read, []byte("<think>"))
	case c == '{' || c == '[':
		s.open = append(s.open, frame{at: s.pos, kind: c})
	}
}

func (s *scanner) inText(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case c == '\\':
		s.escaped = true
	case c == '"':
		s.inString = false
	}
}

// lineBroke tells that a new line of JSON starts inside what should be a
// text: the quote at the end of the text was forgotten, and everything after
// it would be read inside out. A line that ends inside a text of a bracket
// with no object in it was prose all along.
func (s *scanner) lineBroke(c byte) bool {
	if c == '\n' && !slices.ContainsFunc(s.open, func(f frame) bool { return f.kind == '{' }) {
		return true
	}
	if c != '{' {
		return false
	}
	before := s.buf[:s.pos]
	line := bytes.TrimRight(before, " \t")
	if !bytes.HasSuffix(line, []byte("\n")) {
		return false
	}
	last := bytes.TrimRight(line, " \t\r\n,")
	return bytes.HasSuffix(last, []byte("}"))
}

func (s *scanner) inValue(c byte, out []found) []found {
	switch c {
	case '"':
		s.inString = true
		s.open[len(s.open)-1].text = s.pos
	case ':':
		s.named(&s.open[len(s.open)-1])
	case '{', '[':
		if len(s.open) >= maxScanDepth {
			return s.giveUp(out, s.pos+1, "it is nested too deep")
		}
		s.open = append(s.open, frame{at: s.pos, kind: c})
	case '}', ']':
		top := s.open[len(s.open)-1]
		if (c == '}') != (top.kind == '{') {
			return s.giveUp(out, s.pos+1, "its brackets do not match")
		}
		s.open = s.open[:len(s.open)-1]
		if c == '}' {
			return s.closed(top, out)
		}
		if n := len(s.open); n > 0 && top.kids {
			s.open[n-1].kids = true
		}
	}
	return out
}

// named notes a member's name when its colon has come.
func (s *scanner) named(top *frame) {
	if top.kind != '{' || top.text <= top.at {
		return
	}
	name := bytes.TrimRight(s.buf[top.text+1:s.pos], " \t\r\n")
	name = bytes.TrimSuffix(name, []byte(`"`))
	if slices.Contains(s.want, string(name)) {
		top.mine = true
	}
}

// closed judges an object that is whole.
func (s *scanner) closed(top frame, out []found) []found {
	n := len(s.open)
	if top.kids { // a wrapper: what it holds is out already
		if n > 0 {
			s.open[n-1].kids = true
		}
		return out
	}
	f := s.judge(top.at, s.pos+1)
	// What stands in a member, or anywhere in a sample, is no sample gone wrong.
	inside := n > 0 && s.open[n-1].kind == '{' || slices.ContainsFunc(s.open, func(f frame) bool { return f.mine })
	if !f.fits && (inside || !looksLikeObject(s.buf[top.at:]) || isEmptyList(f.members)) {
		return out
	}
	if n > 0 {
		s.open[n-1].kids = true
	}
	return append(out, f)
}

// isEmptyList tells {"samples": []}: the form is kept, and nothing is in it.
func isEmptyList(members []review.Member) bool {
	return len(members) == 1 && members[0].Name == "samples" && string(bytes.Join(bytes.Fields(members[0].Value), nil)) == "[]"
}

func (s *scanner) judge(start, end int) found {
	f := found{start: start, end: end}
	members, err := review.Members(s.buf[start:end:end])
	if err != nil {
		f.why = "it is not valid JSON: " + err.Error()
		return f
	}
	f.members = members
	missing := ""
	for _, name := range s.want {
		switch there := memberOf(members, name) != nil; {
		case there && s.some:
			f.fits = true
			return f
		case !there && missing == "":
			missing = name
		}
	}
	if f.fits = missing == ""; !f.fits {
		f.why = "it has no member " + missing
	}
	return f
}

// giveUp forgets what is open after a fault: one malformed sample costs
// itself, not the rest of the answer.
func (s *scanner) giveUp(out []found, end int, why string) []found {
	at := -1
	for _, f := range s.open {
		if f.kind == '{' && !f.kids {
			at = f.at
		}
	}
	s.open, s.inString, s.escaped = s.open[:0], false, false
	if at < 0 || !looksLikeObject(s.buf[at:]) {
		return out
	}
	return append(out, found{start: at, end: end, why: why})
}

// half returns the object that is being written, nil when there is none.
func (s *scanner) half() []byte {
	if n := len(s.open); n > 0 && s.open[n-1].kind == '{' && !s.open[n-1].kids {
		return s.buf[s.open[n-1].at:]
	}
	return nil
}

// looksLikeObject tells JSON from braces in prose.
func looksLikeObject(b []byte) bool {
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	return len(b) > 0 && (b[0] == '"' || b[0] == '}')
}

func memberOf(members []review.Member, name string) *review.Member {
	for i := range members {
		if members[i].Name == name {
			return &members[i]
		}
	}
	return nil
}
