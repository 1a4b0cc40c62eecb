package formats

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/review"
)

// appendAnswer appends what an answer says as JSON: the label or the text as a
// string, labels and spans as lists, turns as messages, ratings as an object.
func appendAnswer(dst []byte, task review.Task, a review.Answer) []byte {
	switch {
	case task.Kind == review.MultiLabel:
		return appendStrings(dst, a.Labels)
	case task.Kind == review.Spans:
		return appendList(dst, a.Spans, appendSpan)
	case task.Kind == review.Chat:
		return appendList(dst, a.Turns, func(dst []byte, t review.Turn) []byte { return appendMessage(dst, t.Role, t.Content) })
	case len(task.Requirements) > 0:
		dst = appendLevel(appendName(append(dst, '{'), task.Target), task, a.Label)
		return appendRatings(dst, task, a.Ratings)
	}
	return appendString(dst, question{task: task}.text(a))
}

func appendStrings(dst []byte, names []string) []byte { return appendList(dst, names, appendString) }

// appendLabels appends labels as the record has them in the member target, or among
// the options that they are chosen from: what is a number there stays one.
func appendLabels(dst []byte, members []review.Member, target string, names []string) []byte {
	own := map[string][]byte{}
	keep := func(m review.Member) {
		if name, err := m.Text(); err == nil && m.Value[0] != '"' {
			own[name] = m.Value
		}
	}
	values, _ := named(members, target).Elements() // none: there is nothing to be like
	for _, v := range values {
		keep(v)
	}
	if target == prodigyAccept {
		options, _ := named(members, prodigyOptions).Elements()
		for _, o := range options {
			inner, _ := review.Members(o.Value)
			keep(named(inner, review.MemberID))
		}
	}
	return appendList(dst, names, func(dst []byte, name string) []byte {
		if value := own[name]; value != nil {
			return append(dst, value...)
		}
		return appendString(dst, name)
	})
}

// appendList appends a JSON list.
func appendList[E any](dst []byte, of []E, one func([]byte, E) []byte) []byte {
	dst = append(dst, '[')
	for i, e := range of {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, e)
	}
	return append(dst, ']')
}

func appendSpan(dst []byte, s review.Span) []byte {
	dst = strconv.AppendInt(append(dst, `{"start":`...), int64(s.Start), 10)
	dst = strconv.AppendInt(append(dst, `,"end":`...), int64(s.End), 10)
	return append(appendMember(dst, "label", s.Label), '}')
}

// appendTriple appends a span as doccano has it.
func appendTriple(dst []byte, s review.Span) []byte {
	dst = append(strconv.AppendInt(append(dst, '['), int64(s.Start), 10), ',')
	dst = append(strconv.AppendInt(dst, int64(s.End), 10), ',')
	return append(appendString(dst, s.Label), ']')
}

// appendRatings appends the levels by requirement as the last member of an
// object that has begun.
func appendRatings(dst []byte, task review.Task, levels map[string]string) []byte {
	dst = append(appendName(dst, review.MemberRatings), '{')
	for _, name := range rated(task, levels) {
		dst = appendLevel(appendName(dst, name), task, levels[name])
	}
	return append(dst, '}', '}')
}

// rated are the names that have levels, in the order of the task.
func rated(task review.Task, levels map[string]string) []string {
	var names []string
	for _, r := range task.Requirements {
		if _, ok := levels[r.Name]; ok {
			names = append(names, r.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(levels)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// appendLevel appends a level: as a number where all levels of the task are.
func appendLevel(dst []byte, task review.Task, level string) []byte {
	if _, known := task.Label(level); known && hasNumbers(task) {
		return append(dst, level...)
	}
	return appendString(dst, level)
}

func hasNumbers(task review.Task) bool {
	return task.Kind == review.Rate && !slices.ContainsFunc(task.Labels, func(l review.Label) bool {
		n, err := strconv.Atoi(l.Name)
		return err != nil || strconv.Itoa(n) != l.Name
	})
}

// putAnswer adds the edits that put the curated answer into the record.
func (n *native) putAnswer(it review.Item, members []review.Member) {
	now, was, target := it.Answer(), it.Sample.Suggestion, n.task.Target
	switch n.task.Kind {
	case review.MultiLabel:
		if !it.Sample.Suggested || !slices.Equal(now.Labels, was.Labels) {
			n.edits = append(n.edits, edit{name: target, value: appendLabels(nil, members, target, now.Labels)})
		}
	case review.Spans:
		if !it.Sample.Suggested || !slices.Equal(now.Spans, was.Spans) {
			n.edits = append(n.edits, edit{name: target, value: spansLike(named(members, target), was.Spans, now.Spans, len(now.Fields) > 0)})
		}
	case review.Chat:
		if !slices.Equal(now.Turns, was.Turns) {
			n.edits = append(n.edits, edit{name: target, value: turnsLike(named(members, target), was.Turns, now.Turns)})
		}
	case review.Prefer:
		if chosen := n.task.Answer(now.Label); slices.Contains(n.task.Answers, target) {
			n.swap(it, members, chosen)
			return
		}
		n.putText(it, members)
	default:
		n.putText(it, members)
		if !maps.Equal(now.Ratings, was.Ratings) {
			n.edits = append(n.edits, edit{name: review.MemberRatings, value: n.ratingsLike(named(members, review.MemberRatings), now.Ratings)})
		}
	}
}

// putText puts a label or a text into the target.
func (n *native) putText(it review.Item, members []review.Member) {
	q := question{task: n.task}
	now, was := q.text(it.Answer()), q.text(it.Sample.Suggestion)
	if now == was && it.Sample.Suggested {
		return
	}
	if n.task.Kind == review.Classify && named(members, n.task.Target).Value[0] == '[' { // a label alone
		n.edits = append(n.edits, edit{name: n.task.Target, value: appendLabels(nil, members, n.task.Target, alone(now))})
	} else {
		n.edits = append(n.edits, edit{name: n.task.Target, value: n.levelLike(members, n.task.Target, now)})
	}
}

// alone is a list of the one label, empty where there is none.
func alone(label string) []string {
	if label == "" {
		return nil
	}
	return []string{label}
}

// levelLike is [valueLike], and where the record has nothing to be like, a number
// for a level that is one.
func (n *native) levelLike(members []review.Member, name, text string) []byte {
	if n.task.Kind == review.Rate && string(named(members, name).Value) == "null" {
		return appendLevel(nil, n.task, text)
	}
	return valueLike(members, name, text)
}

// swap puts the preferred answer where the record has the one that it prefers,
// and that one in its place. What belongs to the two changes places with them.
func (n *native) swap(it review.Item, members []review.Member, chosen int) {
	target := n.task.Target
	if chosen < 0 || n.task.Answers[chosen] == target {
		return
	}
	value := func(name string) []byte {
		if text := it.Field(name); text != it.Sample.Field(name) {
			return valueLike(members, name, text)
		}
		return named(members, name).Value
	}
	other := n.task.Answers[chosen]
	trade := func(one, two string) {
		n.edits = append(n.edits, edit{name: one, value: value(two)}, edit{name: two, value: value(one)})
	}
	trade(target, other)
	for _, m := range members {
		if two := companion(members, m.Name, target, other); two != "" && indexOf(n.edits, m.Name) < 0 && indexOf(n.edits, two) < 0 {
			trade(m.Name, two)
		}
	}
}

// companion is the member that says of the answer other what the one of that name
// says of the answer of: score_rejected for score_chosen, or modelRejected for
// modelChosen. It is "" where there is none: that the record has both is what tells
// such a pair from names that are alike by chance.
func companion(members []review.Member, name, of, other string) string {
	for at := 0; at+len(of) <= len(name); at++ {
		if !strings.EqualFold(name[at:at+len(of)], of) {
			continue
		}
		want := name[:at] + other + name[at+len(of):]
		if i := slices.IndexFunc(members, func(m review.Member) bool { return strings.EqualFold(m.Name, want) }); i >= 0 {
			return members[i].Name
		}
	}
	return ""
}

// named is the member of that name; one with the value null where there is none.
func named(members []review.Member, name string) review.Member {
	if i := slices.IndexFunc(members, func(m review.Member) bool { return m.Name == name }); i >= 0 {
		return members[i]
	}
	return review.Member{Name: name, Value: []byte("null")}
}

// spansLike writes spans in the shape that the record has them in. A span that
// stays keeps its bytes, unless the text around it was edited.
func spansLike(m review.Member, was, now []review.Span, moved bool) []byte {
	write := appendSpan
	kept := map[review.Span][]byte{}
	values, err := m.Elements()
	if err == nil && len(values) > 0 {
		if values[0].Value[0] == '[' {
			write = appendTriple
		}
		for _, v := range values {
			if s, err := v.Span(); err == nil && slices.Contains(was, s) {
				kept[s] = v.Value
			}
		}
	} else if m.Name != review.Spans.Target() {
		write = appendTriple // "label" and "entities" are doccano's
	}
	one := func(dst []byte, s review.Span) []byte {
		if raw, ok := kept[s]; ok && !moved {
			return append(dst, raw...)
		}
		return write(dst, s)
	}
	if err != nil || len(values) == 0 || len(now) == 0 {
		return appendList(nil, now, one)
	}
	return listLike(m, values, len(now), func(dst []byte, i int) []byte { return one(dst, now[i]) })
}

// turnsLike writes a conversation over the one in the record: turns that stay
// keep their bytes, and the list the space between them; of the others only what
// was said changes.
func turnsLike(m review.Member, was, now []review.Turn) []byte {
	values, err := m.Elements()
	if err != nil || len(values) < len(now) || len(now) == 0 {
		return appendList(nil, now, func(dst []byte, t review.Turn) []byte { return appendMessage(dst, t.Role, t.Content) })
	}
	return listLike(m, values, len(now), func(dst []byte, i int) []byte {
		if i < len(was) && now[i] == was[i] {
			return append(dst, values[i].Value...)
		}
		return appendTurn(dst, values[i].Value, now[i])
	})
}

// listLike writes a list of n values over the one in the record, with its space
// around and between them. Both have one value at least.
func listLike(m review.Member, values []review.Member, n int, one func(dst []byte, i int) []byte) []byte {
	between := func(i int) []byte { return m.Value[values[i-1].End-m.Start : values[i].Start-m.Start] }
	dst := append([]byte{}, m.Value[:values[0].Start-m.Start]...)
	for i := range n {
		switch last := len(values) - 1; {
		case i == 0:
		case i <= last:
			dst = append(dst, between(i)...)
		case last > 0:
			dst = append(dst, between(last)...)
		default:
			dst = append(dst, ',')
		}
		dst = one(dst, i)
	}
	return append(dst, m.Value[values[len(values)-1].End-m.Start:]...)
}

// appendTurn appends the turn's object with another content.
func appendTurn(dst, raw []byte, t review.Turn) []byte {
	members, err := review.Members(raw)
	if err != nil {
		return appendMessage(dst, t.Role, t.Content)
	}
	name := "content"
	if _, at := review.TurnMembers(members); at >= 0 {
		name = members[at].Name
	}
	return splice(dst, raw, members, []edit{{name: name, value: appendString(nil, t.Content)}})
}

// messageLike writes a text over the one message of a list, which keeps what else
// it says; ok is false for anything but such a list.
func messageLike(m review.Member, text string) (list []byte, ok bool) {
	values, err := m.Elements()
	if err != nil || len(values) != 1 || values[0].Value[0] != '{' {
		return nil, false
	}
	return listLike(m, values, 1, func(dst []byte, _ int) []byte {
		return appendTurn(dst, values[0].Value, review.Turn{Content: text})
	}), true
}

// ratingsLike writes levels over those in the record.
func (n *native) ratingsLike(m review.Member, now map[string]string) []byte {
	raw := m.Value
	if raw[0] != '{' {
		raw = []byte("{}")
	}
	members, err := review.Members(raw)
	if err != nil {
		raw, members = []byte("{}"), nil
	}
	var edits []edit
	for _, name := range rated(n.task, now) {
		edits = append(edits, edit{name: name, value: n.levelLike(members, name, now[name])})
	}
	return splice(nil, raw, members, edits)
}
