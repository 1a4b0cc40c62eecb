package formats

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

const whyUnreadable = "the stored record cannot be read"

// native is the record as it came, with the curated values in their members
// and everything else untouched.
type native struct {
	task review.Task
	bare bool
	// These are kept between calls for their memory.
	members []review.Member
	edits   []edit
	winnow  []byte
	from    origin
}

func (n *native) lines(dst []byte, it review.Item) ([]byte, string) { return n.line(dst, &it) }

// line appends the sample's one record.
func (n *native) line(dst []byte, it *review.Item) ([]byte, string) {
	raw := oneLine(it.Sample.Raw)
	if n.bare && n.isUndecidable(it) {
		return dst, question{task: n.task}.whyNone(*it)
	}
	switch at := n.end(it, raw); {
	case at > 0 && n.bare:
		return append(append(dst, raw...), '\n'), ""
	case at > 0:
		dst = append(append(dst, raw[:at]...), `,"winnow":`...)
		return append(append(n.appendWinnow(dst, it, nil), raw[at:]...), '\n'), ""
	}
	members, err := review.AppendMembers(n.members[:0], raw)
	if err != nil {
		return dst, whyUnreadable
	}
	n.members, n.edits = members, n.edits[:0]
	n.curate(*it, members)
	if n.bare {
		n.edits = append(n.edits, edit{name: review.MemberWinnow, remove: true})
	} else {
		n.winnow = n.appendWinnow(n.winnow[:0], it, members)
		n.edits = append(n.edits, edit{name: review.MemberWinnow, value: n.winnow})
	}
	return append(splice(dst, raw, members, n.edits), '\n'), ""
}

// end returns where the last member ends of a record that nothing is changed
// in, 0 where that takes a closer look. A sample with a suggestion was read from
// its record, which is an object with a member then; a name needs an escape to
// be "winnow" without these letters. Of a conversation "winnow" has the turns, which
// have to be found.
func (n *native) end(it *review.Item, raw []byte) int {
	if !it.Sample.Suggested || it.State.Decided() || n.task.Kind == review.Chat && !n.bare ||
		bytes.Contains(raw, []byte(review.MemberWinnow)) || bytes.Contains(raw, []byte(`\u`)) {
		return 0
	}
	end := textEnd(raw)
	if end == 0 || raw[end-1] != '}' {
		return 0
	}
	return textEnd(raw[:end-1])
}

// textEnd is where the space begins that ends a JSON text.
func textEnd(text []byte) int {
	end := len(text)
	for end > 0 && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\r' || text[end-1] == '\n') {
		end--
	}
	return end
}

// curate adds the edits that put the curated values into the record. What did
// not change keeps its bytes.
func (n *native) curate(it review.Item, members []review.Member) {
	if !it.State.Decided() || it.State.Verdict == review.Reject {
		return
	}
	n.putAnswer(it, members)
	for _, f := range it.Sample.Fields {
		if text := it.Field(f.Name); text != f.Text && indexOf(n.edits, f.Name) < 0 {
			n.edits = append(n.edits, edit{name: f.Name, value: valueLike(members, f.Name, text)})
		}
	}
}

// valueLike writes text as JSON, in the type that the record's member has: the
// label 2 in the place of the label 1 is a number if that was one, and a text that
// stood in a message stays in it.
func valueLike(members []review.Member, name, text string) []byte {
	i := slices.IndexFunc(members, func(m review.Member) bool { return m.Name == name })
	if i >= 0 {
		if list, ok := messageLike(members[i], text); ok {
			return list
		}
		was, now := jsontext.Value(members[i].Value).Kind(), jsontext.Value(text)
		if (was == '0' || was == 't' || was == 'f') && now.IsValid() {
			kind := now.Kind()
			isBool := func(k jsontext.Kind) bool { return k == 't' || k == 'f' }
			if was == kind || isBool(was) && isBool(kind) {
				return []byte(text)
			}
		}
	}
	return appendString(nil, text)
}

// appendWinnow appends what was decided about the sample and what it was
// decided on. Without a verdict the members about it are null. A suggested
// conversation is the list that members, those of the record, have: what was cut off
// or rewritten is nowhere else. The confidence is the one that was shown, as it was
// learned; what the record gives is among the signals.
func (n *native) appendWinnow(dst []byte, it *review.Item, members []review.Member) []byte {
	s, task := &it.Sample, &n.task
	dst = append(dst, '{')
	dst = appendVerdict(dst, it)
	dst = append(dst, `,"suggestion":`...)
	switch {
	case !s.Suggested:
		dst = append(dst, "null"...)
	case task.Kind.OneLabel() && len(task.Requirements) == 0:
		dst = appendString(dst, s.Suggestion.Label)
	case task.Kind == review.Chat:
		dst = append(dst, named(members, task.Target).Value...)
	default:
		dst = appendAnswer(dst, *task, s.Suggestion)
	}
	dst = append(dst, `,"suggestion_shown":`...)
	if it.Decision != nil {
		dst = strconv.AppendBool(dst, it.Decision.Decision.Shown.Suggestion)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"confidence":`...)
	p, known := it.Confidence.Value()
	from := len(dst)
	if known {
		dst = appendNumber(dst, p)
	} else {
		dst = append(dst, "null"...)
	}
	dst = appendSignals(append(dst, `,"signals":`...), s.Signals, p, dst[from:])
	dst = n.from.append(append(dst, `,"provenance":`...), &s.Provenance)
	weight := byte('0')
	if it.State.Decided() && it.State.Verdict != review.Reject {
		weight = '1'
		if n.isUndecidable(it) {
			// The record cannot say it; a pair of which neither is better is no
			// pair to learn from.
			dst, weight = appendMember(dst, "answer", it.Answer().Label), '0'
		}
	}
	dst = append(append(dst, `,"weight":`...), weight)
	flags := `,"flags":[],"note":`
	if it.State.Flag {
		flags = `,"flags":["flagged"],"note":`
	}
	return append(appendString(append(dst, flags...), it.State.Note), '}')
}

// isUndecidable tells that a tie was decided, or that no answer is good, in a record
// whose shape is that one answer is preferred.
func (n *native) isUndecidable(it *review.Item) bool {
	return n.task.Kind == review.Prefer && slices.Contains(n.task.Answers, n.task.Target) &&
		it.State.Decided() && it.State.Verdict != review.Reject && n.task.Answer(it.Answer().Label) < 0
}

func appendVerdict(dst []byte, it *review.Item) []byte {
	e := it.Decision
	if e == nil {
		return append(dst, `"decision":null,"reviewer":null,"decided_at":null,"seconds":null`...)
	}
	dst = appendMember(dst, "decision", string(it.State.Verdict))
	dst = appendMember(dst, "reviewer", e.Reviewer)
	dst = appendMember(dst, "decided_at", e.At.UTC().Format(time.RFC3339Nano))
	if e.Bulk != nil {
		dst = appendMember(dst, "bulk", e.Bulk.ID)
	}
	return appendNumber(appendName(dst, "seconds"), e.Decision.Seconds)
}

// appendSignals appends an object by name. A name that came twice is written
// once, with its first value, as [review.Sample.Signal] reads it. Often the
// confidence is one of them: its digits, those of p, are worked out already.
func appendSignals(dst []byte, signals []review.Signal, p float64, digits []byte) []byte {
	dst = append(dst, '{')
	for i, g := range signals {
		twice := slices.ContainsFunc(signals[:i], func(o review.Signal) bool { return o.Name == g.Name })
		switch {
		case twice:
		case g.Value == p && p > 0:
			dst = append(appendName(dst, g.Name), digits...)
		default:
			dst = appendNumber(appendName(dst, g.Name), g.Value)
		}
	}
	return append(dst, '}')
}

// appendNumber appends a number, or null for one that JSON does not have.
func appendNumber(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return jsontext.AppendFloat(dst, v, 64)
}
