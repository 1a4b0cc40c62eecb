package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fewLooks is how many labels a parser looks up before it makes an index: one that
// reads a single record has no use for it.
const fewLooks = 16

// place is where a label stands in the task, -1 for a name that is none.
func (p *RecordParser) place(name string) int {
	if p.looks < fewLooks {
		p.looks++
		return slices.IndexFunc(p.task.Labels, func(l Label) bool { return l.Name == name })
	}
	if p.places == nil {
		p.places = make(map[string]int, len(p.task.Labels))
		for i, l := range p.task.Labels {
			p.places[l.Name] = i
		}
	}
	if i, ok := p.places[name]; ok {
		return i
	}
	return -1
}

// label is the name of the task's label that stands in the record. A level may
// be written as a fraction, an answer to prefer as the field that it stands in.
func (p *RecordParser) label(text string, m Member) (string, error) {
	if p.place(text) >= 0 {
		return text, nil
	}
	switch p.task.Kind {
	case Rate:
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			whole := strconv.FormatFloat(v, 'f', -1, 64)
			if p.place(whole) >= 0 {
				return strings.Clone(whole), nil
			}
		}
	case Prefer:
		if i := indexOf(p.task.Answers, text); i >= 0 {
			return p.task.Labels[i].Name, nil
		}
	}
	return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("label %q is not in the task's labels", short(text))}
}

// alone is the one value of the list of what was chosen from Prodigy's options, where
// one label is asked for. ok is false for an empty list.
func (p *RecordParser) alone(m Member) (one Member, ok bool, err error) {
	if m.Value[0] != '[' || p.task.Kind != Classify || m.Name != MemberAccept {
		return m, true, nil
	}
	values, err := m.Elements()
	switch {
	case err != nil || len(values) == 0:
		return m, false, err
	case len(values) > 1:
		return m, false, &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("member %q has %d labels, and kind classify takes one", short(m.Name), len(values))}
	}
	values[0].Name = m.Name
	return values[0], true, nil
}

// labels reads a list of labels, or one label alone.
func (p *RecordParser) labels(m Member) error {
	names := []string{} // none is an answer, too
	if m.Value[0] == '[' {
		values, err := m.Elements()
		if err != nil {
			return err
		}
		for _, v := range values {
			name, err := v.Text()
			if err != nil {
				return &RecordError{Offset: int64(v.Start), Reason: fmt.Sprintf("%q is not a list of labels", short(m.Name))}
			}
			names = append(names, name)
		}
	} else {
		name, err := m.Text()
		if err != nil || name == "" {
			return err
		}
		names = []string{name}
	}
	places := make([]int, len(names))
	for i, name := range names {
		if places[i] = p.place(name); places[i] < 0 {
			_, err := p.label(name, m)
			return err
		}
	}
	slices.Sort(places)
	places = slices.Compact(places) // each once
	names = names[:0]
	for _, i := range places {
		names = append(names, p.task.Labels[i].Name)
	}
	p.sample.Suggested, p.sample.Suggestion.Labels = true, names
	return nil
}
