package review

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// mostParts bounds the spans and the turns of one record.
const mostParts = 10_000

// target reads the suggestion out of the member that holds it.
func (p *RecordParser) target(m Member) error {
	if string(m.Value) == "null" {
		return nil
	}
	switch p.task.Kind {
	case MultiLabel:
		return p.labels(m)
	case Spans:
		return nil // read when the text is known, see complete
	case Chat:
		return p.turns(m)
	}
	m, ok, err := p.alone(m)
	if err != nil || !ok {
		return err
	}
	text, err := p.text(m)
	if err != nil {
		return err
	}
	if p.task.Kind == Text {
		p.sample.Suggested, p.sample.Suggestion.Text = true, text
		return nil
	}
	if text == "" {
		return nil // no label has an empty name: the record has none yet
	}
	name, err := p.label(text, m)
	if err != nil {
		return err
	}
	p.sample.Suggested, p.sample.Suggestion.Label = true, name
	return nil
}

// field reads a text that the reviewer reads. An answer to prefer may be given
// as messages.
func (p *RecordParser) field(m Member) (string, error) {
	if m.Value[0] != '[' || p.task.Kind != Prefer {
		return p.text(m)
	}
	turns, err := m.turns()
	if err != nil {
		return "", err
	}
	return messagesText(turns), nil
}

// messagesText is how messages stand in a field: one alone by its content,
// several under the names of those who speak.
func messagesText(turns []Turn) string {
	if len(turns) == 1 {
		return turns[0].Content
	}
	said := make([]string, len(turns))
	for i, t := range turns {
		said[i] = t.Role + ": " + t.Content
	}
	return strings.Join(said, "\n\n")
}

// complete reads what can only be understood with the whole record.
func (p *RecordParser) complete(members []Member) error {
	s := &p.sample
	switch {
	case p.task.Kind == Prefer && slices.Contains(p.task.Answers, p.task.Target):
		s.Suggested = true
		s.Suggestion.Label = p.task.Labels[indexOf(p.task.Answers, p.task.Target)].Name
		return nil
	case p.task.Kind == Rate && len(p.task.Requirements) > 0:
		if i := memberNamed(members, MemberRatings); i >= 0 {
			return p.ratings(members[i])
		}
		return nil
	}
	i := memberNamed(members, p.task.Target)
	switch {
	case p.task.Kind == Chat && !s.Suggested:
		return &RecordError{Offset: -1, Reason: fmt.Sprintf("member %q has no turns", p.task.Target)}
	case p.task.Kind == Spans && i >= 0 && string(members[i].Value) != "null":
		return p.spans(members[i])
	}
	return nil
}

func memberNamed(members []Member, name string) int {
	return slices.IndexFunc(members, func(m Member) bool { return m.Name == name })
}

// ratings reads the levels by requirement.
func (p *RecordParser) ratings(m Member) error {
	if m.Value[0] != '{' {
		return &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not an object of requirements", m.Name)}
	}
	inner, err := Members(m.Value)
	if err != nil {
		return err
	}
	levels := map[string]string{}
	for _, in := range inner {
		known := slices.ContainsFunc(p.task.Requirements, func(r Requirement) bool { return r.Name == in.Name })
		if !known || string(in.Value) == "null" {
			continue
		}
		in.Start += m.Start
		text, err := in.Text()
		if err != nil {
			return err
		}
		if levels[in.Name], err = p.label(text, in); err != nil {
			return err
		}
	}
	if len(levels) > 0 {
		p.sample.Suggested, p.sample.Suggestion.Ratings = true, levels
	}
	return nil
}

// spans reads a list of spans of the first field: objects with start, end and
// label, as Prodigy has them, or lists of the three, as doccano has them.
func (p *RecordParser) spans(m Member) error {
	values, err := m.Elements()
	if err != nil {
		return err
	}
	size := utf8.RuneCountInString(p.sample.Fields[0].Text)
	spans := make([]Span, 0, len(values))
	for _, v := range values {
		s, err := v.Span()
		if err != nil {
			return err
		}
		if s.Start < 0 || s.End > size || s.Start >= s.End {
			return &RecordError{Offset: int64(v.Start), Reason: fmt.Sprintf("span %d-%d does not lie in the text, which has %d characters", s.Start, s.End, size)}
		}
		if s.Label, err = p.label(s.Label, v); err != nil {
			return err
		}
		spans = append(spans, s)
	}
	p.sample.Suggested, p.sample.Suggestion.Spans = true, SortSpans(spans)
	return nil
}

// Span reads {"start","end","label"} or [start, end, label]; anything else is a
// [*RecordError]. Whether it lies in the text is not looked at.
func (m Member) Span() (s Span, err error) {
	bad := &RecordError{Offset: int64(m.Start), Reason: `a span is neither {"start","end","label"} nor [start, end, label]`}
	var parts []Member
	switch m.Value[0] {
	case '[':
		if parts, err = m.Elements(); err != nil || len(parts) != 3 {
			return s, bad
		}
	case '{':
		inner, err := Members(m.Value)
		if err != nil {
			return s, err
		}
		for _, name := range []string{"start", "end", "label"} {
			i := memberNamed(inner, name)
			if i < 0 {
				return s, bad
			}
			parts = append(parts, inner[i])
		}
	default:
		return s, bad
	}
	var start, end error
	s.Start, start = strconv.Atoi(string(parts[0].Value))
	s.End, end = strconv.Atoi(string(parts[1].Value))
	s.Label, err = parts[2].Text()
	if start != nil || end != nil || err != nil {
		return s, bad
	}
	return s, nil
}

// turns reads the conversation.
func (p *RecordParser) turns(m Member) error {
	turns, err := m.turns()
	if err != nil || len(turns) == 0 {
		return err
	}
	p.sample.Suggested, p.sample.Suggestion.Turns = true, turns
	return nil
}

// turns reads messages as OpenAI ({"role","content"}) and ShareGPT ({"from",
// "value"}) have them.
func (m Member) turns() ([]Turn, error) {
	values, err := m.Elements()
	if err != nil {
		return nil, err
	}
	turns := make([]Turn, 0, len(values))
	for _, v := range values {
		if v.Value[0] != '{' {
			return nil, &RecordError{Offset: int64(v.Start), Reason: fmt.Sprintf("a turn in %q is not an object", short(m.Name))}
		}
		inner, err := Members(v.Value)
		if err != nil {
			return nil, err
		}
		role, content := TurnMembers(inner)
		if role < 0 {
			return nil, &RecordError{Offset: int64(v.Start), Reason: fmt.Sprintf("a turn in %q says neither role nor from", short(m.Name))}
		}
		t := Turn{}
		if t.Role, err = inner[role].Text(); err != nil {
			return nil, err
		}
		t.Content, t.Fixed = turnText(inner, content)
		turns = append(turns, t)
	}
	return turns, nil
}

// TurnMembers returns which members of a turn's object hold the speaker and what
// was said, -1 for one that is not there.
func TurnMembers(members []Member) (role, content int) {
	if role = memberNamed(members, "role"); role >= 0 {
		return role, memberNamed(members, "content")
	}
	return memberNamed(members, "from"), memberNamed(members, "value")
}

// turnText is what a turn says. Of a turn without plain text it is what can be
// read: the texts of its parts, the JSON of anything else.
func turnText(members []Member, content int) (text string, fixed bool) {
	if content >= 0 && members[content].Value[0] == '"' {
		text, err := members[content].Text()
		return text, err != nil
	}
	var said []string
	if content >= 0 && members[content].Value[0] == '[' {
		parts, err := members[content].Elements()
		if err != nil {
			parts = members[content : content+1]
		}
		for _, part := range parts {
			said = append(said, partText(part))
		}
	}
	for _, m := range members {
		if m.Name == "tool_calls" || m.Name == "function_call" {
			said = append(said, m.Name+": "+string(m.Value))
		}
	}
	return strings.Join(said, "\n"), true
}

func partText(part Member) string {
	if part.Value[0] == '{' {
		if inner, err := Members(part.Value); err == nil {
			if i := memberNamed(inner, "text"); i >= 0 && inner[i].Value[0] == '"' {
				if text, err := inner[i].Text(); err == nil {
					return text
				}
			}
		}
	}
	return string(part.Value)
}

// Elements are the values of a list, as members without a name; places count
// from where those of m do. Anything but a list of at most 10,000 is a
// [*RecordError].
func (m Member) Elements() ([]Member, error) {
	if m.Value[0] != '[' {
		return nil, &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q is not a list", short(m.Name))}
	}
	if out, ok := scanElements(m); ok {
		return out, nil
	}
	return m.decodeElements()
}

func (m Member) decodeElements() ([]Member, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(m.Value))
	if _, err := dec.ReadToken(); err != nil {
		return nil, recordError(err, dec)
	}
	var out []Member
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return nil, recordError(err, dec)
		}
		if len(out) == mostParts {
			return nil, &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q has more than %d parts", short(m.Name), mostParts)}
		}
		end := int(dec.InputOffset())
		at := end - len(value)
		out = append(out, Member{Value: m.Value[at:end:end], Start: m.Start + at, End: m.Start + end})
	}
	return out, nil
}

// weakest makes of the probabilities of single labels the alternatives, and of
// the least sure of them the signal: the chance that the label is rightly in, or
// rightly out.
func (p *RecordParser) weakest(shares []Alternative) {
	s := &p.sample
	SortAlternatives(shares)
	s.Alternatives = shares
	if !s.Suggested {
		return
	}
	least := 1.0
	for _, a := range shares {
		right := 1 - a.Share
		if slices.Contains(s.Suggestion.Labels, a.Label) {
			right = a.Share
		}
		least = min(least, right)
	}
	s.Signals = append(s.Signals, Signal{Name: SignalProbs, Value: least})
}
