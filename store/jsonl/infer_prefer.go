package jsonl

import (
	"cmp"
	"slices"
	"strings"

	"winnow/review"
)

// pairs makes a task of records that say which of two answers was chosen.
func (c *census) pairs() (review.Task, bool) {
	readable := func(m *memberStats) bool { return m.isText() || m.isTurns() }
	chosen, rejected := c.best(pairNames[:1], readable), c.best(pairNames[1:], readable)
	if chosen == nil || rejected == nil {
		return review.Task{}, false
	}
	fields := []*memberStats{}
	for _, m := range c.members {
		if rank(promptNames, m.name) >= 0 && readable(m) && m.seen*2 >= c.records {
			fields = append(fields, m)
		}
	}
	// The records without the first field would be invalid.
	slices.SortStableFunc(fields, func(a, b *memberStats) int {
		return cmp.Or(cmp.Compare(min(1, c.records-a.seen), min(1, c.records-b.seen)), cmp.Compare(rank(promptNames, a.name), rank(promptNames, b.name)))
	})
	t := review.Task{Kind: review.Prefer, Target: chosen.name, Answers: []string{chosen.name, rejected.name}}
	for _, m := range fields {
		t.Fields = append(t.Fields, m.name)
	}
	t.Fields = append(c.withSystem(t.Fields), t.Answers...)
	if c.byName[t.Fields[0]].seen < c.records {
		slices.SortStableFunc(t.Fields, func(a, b string) int {
			return cmp.Compare(min(1, c.records-c.byName[a].seen), min(1, c.records-c.byName[b].seen))
		})
	}
	return t, true
}

// judged makes a task of answers with names that differ in a number or a letter
// (output_1, output_2) and a label that names one of them.
func (c *census) judged(names []string) (review.Task, bool) {
	for _, answers := range c.rivals() {
		var labels []string
		label := c.best(names, func(m *memberStats) bool {
			named, ok := nameRivals(answers, m)
			if ok {
				labels = named
			}
			return ok
		})
		if label == nil {
			continue
		}
		t := review.Task{Kind: review.Prefer, Target: label.name, Answers: answers, Labels: labelsOf(labels)}
		for _, f := range c.textFields(label) {
			if !slices.Contains(answers, f) {
				t.Fields = append(t.Fields, f)
			}
		}
		t.Fields = append(c.withSystem(t.Fields), answers...)
		if c.byName[t.Fields[0]].seen == c.records {
			return t, true
		}
	}
	return review.Task{}, false
}

// rivals are answers of which one can be the best, in the order of their places.
func (c *census) rivals() [][]string {
	var stems []string
	byStem := map[string][]string{}
	for _, m := range c.members {
		stem, place := splitPlace(m.name)
		if place == "" || rank(rivalNames, stem) < 0 || !m.isText() || m.seen*2 < c.records {
			continue
		}
		if byStem[stem] == nil {
			stems = append(stems, stem)
		}
		byStem[stem] = append(byStem[stem], m.name)
	}
	var out [][]string
	for _, stem := range stems {
		answers := byStem[stem]
		slices.SortFunc(answers, func(a, b string) int {
			_, x := splitPlace(a)
			_, y := splitPlace(b)
			return cmp.Compare(x, y)
		})
		if len(answers) > 1 {
			out = append(out, answers)
		}
	}
	return out
}

// splitPlace takes the number or the letter from the end of a name: output_1,
// output2, response_a, responseB. place is in lower case, "" where there is none.
func splitPlace(name string) (stem, place string) {
	if len(name) < 3 {
		return name, ""
	}
	stem, place = name[:len(name)-1], name[len(name)-1:]
	parted := strings.TrimRight(stem, "_- ") != stem
	switch c := place[0]; {
	case c >= '0' && c <= '9':
	case c >= 'a' && c <= 'i' && parted:
	case c >= 'A' && c <= 'I' && (parted || stem != strings.ToUpper(stem)):
	default:
		return name, ""
	}
	return strings.ToLower(strings.TrimRight(stem, "_- ")), strings.ToLower(place)
}

// nameRivals are the labels of a task that compares the answers, if the values
// of m name them: each answer, then a tie and none of them.
func nameRivals(answers []string, m *memberStats) ([]string, bool) {
	if !m.isLabel() {
		return nil, false
	}
	labels := make([]string, len(answers)+2)
	for v := range m.values {
		i := placeIn(answers, v)
		switch {
		case i >= 0:
		case rank(tieNames, v) >= 0:
			i = len(answers)
		case rank(bothBadNames, v) >= 0:
			i = len(answers) + 1
		default:
			return nil, false
		}
		if labels[i] != "" {
			return nil, false // two words for one answer
		}
		labels[i] = v
	}
	if slices.Contains(labels[:len(answers)], "") {
		return nil, false
	}
	labels[len(answers)] = cmp.Or(labels[len(answers)], review.Tie)
	labels[len(answers)+1] = cmp.Or(labels[len(answers)+1], review.BothBad)
	return labels, true
}

// placeIn tells which of the answers a value means, -1 for none: by its name, by
// what tells the names apart (output_1 and 1 or model_1), or by the letter or
// number of its place (output_1 and A).
func placeIn(answers []string, value string) int {
	if i := rank(answers, value); i >= 0 {
		return i
	}
	place := strings.ToLower(value)
	if len(value) > 1 {
		if _, place = splitPlace(value); place == "" {
			return -1
		}
	}
	for i, a := range answers {
		if _, own := splitPlace(a); own == place {
			return i
		}
	}
	_, first := splitPlace(answers[0])
	var at int
	switch {
	case place >= "1" && place <= "9" && first >= "a":
		at = int(place[0] - '1')
	case place >= "a" && place <= "i" && first < "a":
		at = int(place[0] - 'a')
	default:
		return -1
	}
	if at >= len(answers) {
		return -1
	}
	return at
}
