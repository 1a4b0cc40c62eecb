package jsonl

import (
	"hash/maphash"
	"strings"
	"unicode"

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
	// values are the different scalars as a record of the task would read
	// them, at most maxLabels+1; tooLong says that one is no label for its
	// length or its characters.
	values  map[string]struct{}
	tooLong bool
}

// census is what Infer learns about a file.
type census struct {
	records int
	members []*memberStats // in the order in which they were first seen
	byName  map[string]*memberStats
	seed    maphash.Seed
}

func newCensus() *census {
	return &census{byName: map[string]*memberStats{}, seed: maphash.MakeSeed()}
}

func (c *census) add(members []review.Member) {
	c.records++
	for _, m := range members {
		s := c.byName[m.Name]
		if s == nil {
			if len(c.members) == maxMembers || len(m.Name) > maxNameBytes {
				continue
			}
			s = &memberStats{name: strings.Clone(m.Name), values: map[string]struct{}{}}
			c.byName[s.name] = s
			c.members = append(c.members, s)
		}
		sum := maphash.Bytes(c.seed, m.Value)
		if s.seen == 0 {
			s.sum = sum
		}
		s.varies = s.varies || sum != s.sum
		s.add(m.Value)
	}
}

func (s *memberStats) add(value []byte) {
	s.seen++
	switch value[0] {
	case '{', '[':
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
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return
		}
		s.addText(string(text))
	case 't', 'f':
		s.bools++
		fallthrough
	default:
		s.scalars++
		s.addValue(string(value))
	}
}

func (s *memberStats) addText(text string) {
	if strings.ContainsFunc(strings.TrimSpace(text), unicode.IsSpace) {
		s.spaced++
	}
	if strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") {
		s.links++
	}
	s.addValue(text)
}

func (s *memberStats) addValue(text string) {
	switch {
	case len(text) > maxLabel || strings.ContainsFunc(text, unicode.IsControl):
		s.tooLong = true
	case len(s.values) <= maxLabels && text != "":
		s.values[text] = struct{}{}
	}
}

// isText tells whether the member is a text in most of the records that have
// something there.
func (s *memberStats) isText() bool {
	return s.strings > 0 && s.strings*10 >= (s.seen-s.nulls)*9
}

// isLabel tells whether the values can be the names of a task's labels.
func (s *memberStats) isLabel() bool {
	return s.scalars*10 >= (s.seen-s.nulls)*9 && !s.tooLong && len(s.values) >= 2 && len(s.values) <= maxLabels
}

// isProse tells whether an unknown member reads like something that a person
// should read: not a link, not a code, not one of a few values.
func (s *memberStats) isProse(records int) bool {
	fewValues := !s.tooLong && len(s.values) <= maxLabels && records > 2*len(s.values)
	return s.isText() && !fewValues && s.links*2 < s.strings && s.spaced*2 > s.strings
}
