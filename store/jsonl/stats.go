package jsonl

import (
	"bytes"
	"hash/maphash"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

// Bounds of what Infer keeps, whatever the file is like.
const (
	maxMembers   = 256 // different names
	maxNameBytes = 200
	maxLabels    = 50
	maxLabel     = 64 // bytes of a label's name
)

// memberStats is what Infer learns about one member.
type memberStats struct {
	name string
	// seen counts the records with the member, null included.
	seen, strings, scalars, nulls, bools int
	// spaced counts texts with a space inside, links those that begin like a
	// URL, bytes is the length of all texts.
	spaced, links int
	bytes         int64
	// sum is the hash of the first value, varies tells that another came.
	sum    uint64
	varies bool
	// The set holds the different scalars as a record of the task would read
	// them.
	labelSet
	// lists is what is known of values that are lists, nil of a member where
	// none can mean anything.
	lists *listStats
}

// labelSet holds different names of labels.
type labelSet struct {
	// values are at most maxLabels+1; tooLong says that one is no label for its
	// length or its characters.
	values  map[string]struct{}
	tooLong bool
}

// census is what Infer learns about a file, or a block of one.
type census struct {
	records int
	bad     *LineError     // the first line that is no record
	members []*memberStats // in the order in which they were first seen
	byName  map[string]*memberStats
	seed    maphash.Seed
	target  string // a member that is looked into whatever its name, "" for none
	// first is the first record, nil where it is long, and firstLine its line, 0
	// before there is one.
	first     []byte
	firstLine int
}

func newCensus() *census {
	return &census{byName: map[string]*memberStats{}, seed: maphash.MakeSeed()}
}

// count is the census of a block, to be merged into c.
func (c *census) count(from block, file string) *census {
	part := &census{byName: map[string]*memberStats{}, seed: c.seed, target: c.target}
	refuse := func(p Problem, raw []byte) {
		if part.bad == nil || p.Line < part.bad.N {
			part.bad = &LineError{File: file, N: p.Line, Column: p.Column, Reason: p.Reason, Raw: bytes.Clone(raw[:min(len(raw), keptOfLong)])}
		}
	}
	for _, bad := range from.bad {
		refuse(bad.Problem, bad.raw)
	}
	var members []review.Member
	for _, line := range from.lines {
		var err error
		if members, err = review.AppendMembers(members[:0], line.Raw); err != nil {
			refuse(problem(line, err), line.Raw)
			continue
		}
		part.keepFirst(line)
		part.add(members)
	}
	return part
}

func (c *census) add(members []review.Member) {
	c.records++
	for i, m := range members {
		s := c.member(m.Name, i)
		if s == nil {
			continue
		}
		if !s.varies {
			sum := maphash.Bytes(c.seed, m.Value)
			if s.seen == 0 {
				s.sum = sum
			}
			s.varies = sum != s.sum
		}
		s.add(m.Value)
	}
}

// member returns what is known of a member, nil of one too many. at is where it
// was last, if the records are alike.
func (c *census) member(name string, at int) *memberStats {
	if at < len(c.members) && c.members[at].name == name {
		return c.members[at]
	}
	s := c.byName[name]
	if s == nil && len(c.members) < maxMembers && len(name) <= maxNameBytes {
		s = &memberStats{name: strings.Clone(name)}
		if name == c.target || meansLists(name) {
			s.lists = &listStats{numbers: name == acceptName}
		}
		c.byName[s.name] = s
		c.members = append(c.members, s)
	}
	return s
}

// merge adds the census of the stretch of the file that follows.
func (c *census) merge(o *census) {
	c.records += o.records
	if c.bad == nil {
		c.bad = o.bad
	}
	if c.firstLine == 0 {
		c.first, c.firstLine = o.first, o.firstLine
	}
	for i, m := range o.members {
		if s := c.member(m.name, i); s != nil {
			s.merge(m)
		}
	}
}

func (s *memberStats) merge(o *memberStats) {
	if s.seen == 0 {
		s.sum = o.sum
	}
	s.varies = s.varies || o.varies || s.sum != o.sum
	s.seen += o.seen
	s.strings += o.strings
	s.scalars += o.scalars
	s.nulls += o.nulls
	s.bools += o.bools
	s.spaced += o.spaced
	s.links += o.links
	s.bytes += o.bytes
	s.labelSet.merge(o.labelSet)
	if s.lists != nil && o.lists != nil {
		s.lists.merge(o.lists)
	}
}

func (s *memberStats) add(value []byte) {
	s.seen++
	switch value[0] {
	case '[':
		if s.lists != nil {
			s.lists.add(value)
		}
		return
	case '{':
		switch {
		case s.lists == nil:
		case s.name == review.MemberRatings:
			s.lists.addLevels(value)
		case s.name == configName:
			s.lists.addConfig(value)
		}
		return
	case 'n':
		s.nulls++
		return
	case '"':
		s.strings++
		s.scalars++
		s.bytes += int64(len(value) - 2)
		// Short ones are looked at as they are; of long ones only that they
		// are long matters.
		if len(value) > 6*maxLabel {
			s.spaced++
			s.tooLong = true
			return
		}
		text := value[1 : len(value)-1]
		if bytes.IndexByte(text, '\\') >= 0 {
			var err error
			if text, err = jsontext.AppendUnquote(nil, value); err != nil {
				return
			}
		}
		s.addText(text)
	case 't', 'f':
		s.bools++
		fallthrough
	default:
		s.scalars++
		s.addValue(value)
	}
}

func (s *memberStats) addText(text []byte) {
	if hasRune(bytes.TrimSpace(text), unicode.IsSpace, " \t\n\v\f\r") {
		s.spaced++
	}
	if bytes.HasPrefix(text, []byte("http://")) || bytes.HasPrefix(text, []byte("https://")) {
		s.links++
	}
	s.addValue(text)
}

// hasRune is bytes.ContainsFunc for a kind of runes of which only the given ones
// are ASCII: most texts have no others.
func hasRune(text []byte, is func(rune) bool, ascii string) bool {
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return bytes.ContainsFunc(text[i:], is)
		}
		if c <= ' ' && strings.IndexByte(ascii, c) >= 0 {
			return true
		}
	}
	return false
}

func (l *labelSet) addValue(text []byte) {
	if l.tooLong {
		return
	}
	if len(l.values) <= maxLabels {
		if _, known := l.values[string(text)]; known {
			return
		}
	}
	if len(text) > maxLabel || bytes.ContainsFunc(text, unicode.IsControl) {
		l.tooLong = true
		return
	}
	if len(l.values) <= maxLabels && len(text) > 0 {
		l.put(string(text))
	}
}

func (l *labelSet) put(name string) {
	if l.values == nil {
		l.values = map[string]struct{}{}
	}
	l.values[name] = struct{}{}
}

func (l *labelSet) merge(o labelSet) {
	l.tooLong = l.tooLong || o.tooLong
	for v := range o.values {
		if len(l.values) > maxLabels {
			break
		}
		l.put(v)
	}
}

// fit tells whether the names can be those of a task's labels, of which it needs
// least.
func (l *labelSet) fit(least int) bool {
	return !l.tooLong && len(l.values) >= least && len(l.values) <= maxLabels
}

// mostly tells whether n are most of the values that are there.
func (s *memberStats) mostly(n int) bool { return n*10 >= (s.seen-s.nulls)*9 }

// isText tells whether the member is a text in most of the records that have
// something there.
func (s *memberStats) isText() bool {
	return s.strings > 0 && s.mostly(s.strings)
}

// isLabel tells whether the values can be the names of a task's labels.
func (s *memberStats) isLabel() bool {
	return s.mostly(s.scalars) && s.fit(2)
}

// isVerdict tells whether the values are what Prodigy has under "answer".
func (s *memberStats) isVerdict() bool {
	for v := range s.values {
		if v != "accept" && v != "reject" && v != "ignore" {
			return false
		}
	}
	return s.name == "answer" && len(s.values) > 0 && !s.tooLong
}

// isProse tells whether an unknown member reads like something that a person
// should read: not a link, not a code, not one of a few values.
func (s *memberStats) isProse(records int) bool {
	fewValues := !s.tooLong && len(s.values) <= maxLabels && records > 2*len(s.values)
	return s.isText() && !fewValues && s.links*2 < s.strings && s.spaced*2 > s.strings
}
