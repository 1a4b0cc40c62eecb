package jsonl

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"winnow/review"
)

// spans makes a task of a member whose values are lists of spans.
func (c *census) spans(names []string) (review.Task, bool) {
	marked := c.best(names, (*memberStats).isSpans)
	if marked == nil {
		return review.Task{}, false
	}
	fields := c.textFields(marked)
	if len(fields) == 0 {
		return review.Task{}, false
	}
	// Spans are those of the first field: the one that is called a text before a
	// title.
	slices.SortStableFunc(fields, func(a, b string) int { return cmp.Compare(c.textRank(a), c.textRank(b)) })
	t := review.Task{Kind: review.Spans, Target: marked.name, Fields: fields}
	t.Labels = labelsOf(sortedLabels(marked.lists.values))
	return t, true
}

// textRank is where a field's name stands among those of texts. A field that
// some records lack cannot be the first.
func (c *census) textRank(name string) int {
	at := rank(textNames, name)
	if at < 0 {
		at = len(textNames)
	}
	if c.byName[name].seen < c.records {
		at += len(textNames) + 1
	}
	return at
}

// multiLabel makes a task of a member whose values are lists of labels: of kind
// classify where they are what was chosen from options of which one may be.
func (c *census) multiLabel(names []string) (review.Task, bool) {
	found := c.best(names, (*memberStats).isLabels)
	if found == nil {
		return review.Task{}, false
	}
	var all labelSet
	all.merge(found.labelSet)
	all.merge(found.lists.labelSet)
	if options := c.byName[optionsName]; found.name == acceptName && options != nil && options.lists.options > 0 {
		all.merge(options.lists.labelSet)
	}
	fields := c.textFields(found)
	if !all.fit(2) || len(fields) == 0 {
		return review.Task{}, false
	}
	t := review.Task{Kind: review.MultiLabel, Target: found.name, Fields: fields}
	t.Labels = labelsOf(sortedLabels(all.values))
	if found.name == acceptName && found.lists.several == 0 && c.choosesOne() {
		t.Kind = review.Classify
	}
	return t, true
}

// choosesOne tells whether every record says that one of its options may be chosen.
func (c *census) choosesOne() bool {
	config := c.byName[configName]
	return config != nil && config.lists.single == c.records && c.byName[optionsName] != nil
}

// listed makes a task of the lists under "label" and the like, or of what was
// chosen from options.
func (c *census) listed() (review.Task, bool) {
	if t, ok := c.spans(spanNames); ok {
		return t, true
	}
	if options := c.byName[optionsName]; options != nil && options.lists.options > 0 {
		if t, ok := c.multiLabel([]string{acceptName}); ok {
			return t, true
		}
	}
	return c.multiLabel(labelNames)
}

// chat makes a task of conversations.
func (c *census) chat() (review.Task, bool) {
	turns := c.best(turnNames, (*memberStats).isTurns)
	if turns == nil || c.has(pairNames[0]) || c.has(pairNames[1]) {
		return review.Task{}, false
	}
	t := review.Task{Kind: review.Chat, Target: turns.name}
	// It is the only field, without which a record would be invalid: one that some
	// records lack is no field, and goes with the conversation all the same.
	if s := c.system(); s != nil && s.seen == c.records {
		t.Fields = []string{s.name}
	}
	return t, true
}

// system is the member with the system message, nil where there is none. Any number
// of records may lack it: where one has it, the answer is to be judged by it.
func (c *census) system() *memberStats {
	for _, name := range systemNames {
		if s := c.byName[name]; s != nil && s.isText() {
			return s
		}
	}
	return nil
}

// withSystem adds the system message behind the fields that ask, since a record
// without the first field is invalid. Where nothing asks there is nothing to add to,
// and a record in which it is no text would be invalid, too.
func (c *census) withSystem(fields []string) []string {
	if s := c.system(); s != nil && s.scalars+s.nulls == s.seen && len(fields) > 0 && !slices.Contains(fields, s.name) {
		return append(fields, s.name)
	}
	return fields
}

// rate makes a task of a mark given to an answer, or of the levels by
// requirement under "ratings".
func (c *census) rate() (review.Task, bool) {
	mark := c.best(ratingNames, func(m *memberStats) bool { return m.lists == nil && m.isLabel() && m.scale() != "" })
	if t, ok := c.rated(mark); ok {
		return t, true
	}
	t, ok := c.text()
	if mark == nil || !ok || c.named(instructionNames) == nil {
		return review.Task{}, false
	}
	t.Kind, t.Fields, t.Target, t.Scale = review.Rate, append(t.Fields, t.Target), mark.name, mark.scale()
	return t, true
}

// rated makes a task of levels by requirement; mark, if not nil, is that of the
// whole.
func (c *census) rated(mark *memberStats) (review.Task, bool) {
	levels := c.byName[review.MemberRatings]
	if levels == nil || levels.lists.levels == 0 || !levels.mostly(levels.lists.levels) || levels.seen*2 < c.records || len(levels.lists.names) > maxLabels {
		return review.Task{}, false
	}
	all := levels.lists.labelSet
	t := review.Task{Kind: review.Rate}
	if mark != nil {
		all.merge(mark.labelSet)
		t.Target = mark.name
	}
	// Beside it, every text may be what is rated.
	for _, m := range c.members {
		if m != mark && !isNever(m.name) && m.isText() && m.seen == c.records && (isTextName(m.name) || m.isProse(c.records)) {
			t.Fields = append(t.Fields, m.name)
		}
	}
	for _, name := range levels.lists.names {
		t.Requirements = append(t.Requirements, review.Requirement{Name: name})
	}
	t.Scale = all.scale()
	return t, t.Scale != "" && len(t.Fields) > 0
}

// scale is the scale that the values are levels of, "" if there is none. One
// level alone says nothing.
func (l *labelSet) scale() string {
	if !l.fit(2) {
		return ""
	}
	marks, letters := map[float64]bool{}, 0
	for v := range l.values {
		if n, err := strconv.ParseFloat(v, 64); err == nil && n == float64(int(n)) && n >= 1 && n <= 5 {
			marks[n] = true
		} else if len(v) == 1 && v >= "a" && v <= "d" {
			letters++
		} else {
			return ""
		}
	}
	switch {
	case letters == 0 && len(marks) > 1:
		return "1-5"
	case letters == len(l.values):
		return "a-d"
	}
	return ""
}

// suggested makes a task of Argilla's flat records, where the suggestion for the
// question q stands under "q.suggestion". With several questions it is for a
// person to say which one is reviewed.
func (c *census) suggested() (review.Task, bool) {
	var found *memberStats
	for _, m := range c.members {
		if isSuggestion(m.name) && m.seen*2 >= c.records {
			if found != nil {
				return review.Task{}, false
			}
			found = m
		}
	}
	if found == nil {
		return review.Task{}, false
	}
	if t, ok := c.about(found.name); ok {
		return t, true
	}
	fields := c.textFields(found)
	if !found.isText() || !found.tooLong && len(found.values) <= maxLabels || len(fields) == 0 {
		return review.Task{}, false
	}
	return review.Task{Kind: review.Text, Target: found.name, Fields: fields}, true
}

// about makes a task of the named member, whatever it is called.
func (c *census) about(target string) (review.Task, bool) {
	names := []string{target}
	for _, try := range []func([]string) (review.Task, bool){c.judged, c.classify, c.spans, c.multiLabel} {
		if t, ok := try(names); ok {
			return t, true
		}
	}
	return review.Task{}, false
}

func isSuggestion(name string) bool { return strings.HasSuffix(name, ".suggestion") }

func labelsOf(names []string) []review.Label {
	labels := make([]review.Label, len(names))
	for i, name := range names {
		labels[i].Name = name
	}
	return labels
}
