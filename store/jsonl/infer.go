package jsonl

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winnow/review"
)

// shownNames is how many members an error names.
const shownNames = 12

// Infer makes a task from the records of r, which it reads to the end with
// bounded memory; lines that are no records count for nothing. What a member
// means is decided by all its values and not line by line. The result is valid
// and takes the records as they are:
//
//   - kind prefer when several answers have names that differ in a number or a
//     letter (output_1, output_2) and the values of a member such as "label"
//     name them, or when there is "chosen" and "rejected";
//   - kind classify when a member such as "label" has 2 to 50 different short
//     values: these are the labels, and the texts are the fields;
//   - kind spans or multilabel when such a member, or "spans", "entities" or
//     what was chosen from Prodigy's "options", holds lists of them, and classify
//     when one option may be chosen;
//   - kind chat when there are "messages" or "conversations" in turns;
//   - kind rate when an answer to an instruction has a mark from 1 to 5, or from
//     a to d, such as "rating";
//   - kind text when there is an answer ("output", "response", …) to an
//     instruction ("instruction", "prompt", "question", …).
//
// What the system said ("system", "system_prompt") is read with the instruction that
// an answer is to, also where some records lack it, and with a conversation where
// none does.
//
// The errors are [ErrNoRecords], a [*NoTaskError] with what was seen, or a
// reading error.
func Infer(r *Reader) (review.Task, error) {
	c, err := takeCensus(r, "")
	if err != nil {
		return review.Task{}, err
	}
	for _, try := range []func() (review.Task, bool){
		func() (review.Task, bool) { return c.judged(slices.Concat(labelNames, preferredNames)) },
		func() (review.Task, bool) { return c.classify(labelNames) },
		c.listed,
		c.suggested,
		c.pairs,
		c.chat,
		c.rate,
		c.text,
		func() (review.Task, bool) { return c.classify(weakLabelNames) },
		func() (review.Task, bool) { return c.multiLabel(listNames) },
	} {
		if t, ok := try(); ok {
			return named(t, r)
		}
	}
	return review.Task{}, c.refused(r.name)
}

// InferTarget is [Infer] for records whose label, or list of labels or spans,
// stands in the named member.
func InferTarget(r *Reader, target string) (review.Task, error) {
	c, err := takeCensus(r, target)
	if err != nil {
		return review.Task{}, err
	}
	t, ok := c.about(target)
	if !ok {
		why := c.refused(r.name)
		why.Seen = fmt.Sprintf("%q is no member with labels; %s", target, why.Seen)
		return review.Task{}, why
	}
	return named(t, r)
}

func named(t review.Task, r *Reader) (review.Task, error) {
	t.Name = taskName(r.name)
	t = t.WithDefaults()
	if err := t.Validate(nil); err != nil {
		return review.Task{}, fmt.Errorf("%s: %w: %w", r.name, ErrNoTask, err)
	}
	return t, nil
}

func takeCensus(r *Reader, target string) (*census, error) {
	c := newCensus()
	c.target = target
	parts := make(chan *census)
	var readErr error
	go func() {
		defer close(parts)
		again := newBlocks()
		readErr = inBlocks(context.Background(), r, again, func(b block) *census {
			defer again.put(b)
			return c.count(b, r.name)
		}, parts)
	}()
	for part := range parts {
		c.merge(part)
	}
	switch {
	case readErr != nil:
		return nil, readErr
	case c.records > 0:
		return c, nil
	case c.bad != nil:
		return nil, fmt.Errorf("%w: %w", c.bad, ErrNoRecords)
	}
	return nil, fmt.Errorf("%s is empty: %w", r.name, ErrNoRecords)
}

// classify makes a task of a member with one of the names.
func (c *census) classify(names []string) (review.Task, bool) {
	label := c.best(names, func(m *memberStats) bool { return m.isLabel() && !c.isJudgement(m) })
	if label == nil {
		return review.Task{}, false
	}
	fields := c.textFields(label)
	if len(fields) == 0 {
		return review.Task{}, false
	}
	t := review.Task{Kind: review.Classify, Target: label.name, Fields: fields}
	t.Labels = labelsOf(sortedLabels(label.values))
	return t, true
}

// isJudgement tells whether a true or false says if a completion is good, as
// in data for KTO: then the completion is what is to be reviewed.
func (c *census) isJudgement(m *memberStats) bool {
	return m.bools > 0 && m.bools == m.scalars && c.answer() != nil && c.named(instructionNames) != nil
}

// text makes a task of an answer and what it answers.
func (c *census) text() (review.Task, bool) {
	answer := c.answer()
	if answer == nil || c.foreign() != "" {
		return review.Task{}, false
	}
	first := c.named(instructionNames)
	if first == nil {
		first = c.named(inputNames)
	}
	if first == nil {
		return review.Task{}, false
	}
	fields := []string{first.name}
	for _, m := range c.members {
		if m != first && m.isText() && (rank(instructionNames, m.name) >= 0 || rank(inputNames, m.name) >= 0) {
			fields = append(fields, m.name)
		}
	}
	return review.Task{Kind: review.Text, Target: answer.name, Fields: c.withSystem(fields)}, true
}

func (c *census) answer() *memberStats { return c.named(answerNames) }

func (c *census) named(names []string) *memberStats {
	return c.best(names, (*memberStats).isText)
}

// best returns the fitting member whose name stands first in names. It must
// be there in most records: a stray one says nothing about the file.
func (c *census) best(names []string, fits func(*memberStats) bool) *memberStats {
	var found *memberStats
	for _, m := range c.members {
		if rank(names, m.name) < 0 || m.seen*2 < c.records || !fits(m) {
			continue
		}
		if found == nil || rank(names, m.name) < rank(names, found.name) {
			found = m
		}
	}
	return found
}

// textFields are the members to read beside the label: those with the name of
// a text, else those that look like prose, else the longest text. The one that
// every record has comes first, because a record without it is invalid.
func (c *census) textFields(label *memberStats) []string {
	var known, prose, texts []*memberStats
	for _, m := range c.members {
		if m == label || isNever(m.name) || rank(labelNames, m.name) >= 0 || !m.isText() || m.seen*2 < c.records || m.isVerdict() {
			continue
		}
		texts = append(texts, m)
		if c.records > 1 && m.seen == c.records && !m.varies {
			continue // the same words in every record say nothing about one
		}
		if isTextName(m.name) {
			known = append(known, m)
		}
		if m.isProse(c.records) {
			prose = append(prose, m)
		}
	}
	fields := known
	if len(fields) == 0 {
		fields = prose
	}
	if len(fields) == 0 && len(texts) > 0 {
		fields = []*memberStats{slices.MaxFunc(texts, func(a, b *memberStats) int { return cmp.Compare(a.bytes, b.bytes) })}
	}
	slices.SortStableFunc(fields, func(a, b *memberStats) int {
		return cmp.Compare(min(1, c.records-a.seen), min(1, c.records-b.seen))
	})
	names := make([]string, len(fields))
	for i, m := range fields {
		names[i] = m.name
	}
	return names
}

// sortedLabels orders labels by value if all are numbers, else by name.
func sortedLabels(values map[string]struct{}) []string {
	names := make([]string, 0, len(values))
	number := map[string]float64{}
	for v := range values {
		names = append(names, v)
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			number[v] = f
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(number) == len(names) {
			return cmp.Or(cmp.Compare(number[a], number[b]), cmp.Compare(a, b))
		}
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	return names
}

func (c *census) has(name string) bool { return c.byName[name] != nil }

func (c *census) names() []string {
	names := make([]string, len(c.members))
	for i, m := range c.members {
		names[i] = m.name
	}
	return names
}

// describe says why no task fits, for an error.
func (c *census) describe() string {
	quoted := make([]string, 0, shownNames)
	for _, n := range c.names() {
		if len(quoted) == shownNames {
			quoted = append(quoted, "…")
			break
		}
		quoted = append(quoted, strconv.Quote(n))
	}
	text := "no labels and no answers among the members " + strings.Join(quoted, ", ")
	if tool := c.foreign(); tool != "" {
		text += " (this is " + tool + " data)"
	}
	for _, m := range c.members {
		if rank(labelNames, m.name) < 0 && m.name != c.target || m.isLabel() {
			continue
		}
		text += "; " + m.whyNoLabel()
	}
	if c.bad != nil {
		text += fmt.Sprintf("; line %d is no record and left out, as others may be: %s", c.bad.N, c.bad.Reason)
	}
	return text
}

func (s *memberStats) whyNoLabel() string {
	name := strconv.Quote(s.name)
	set := s.labelSet
	if s.isLabels() || s.isSpans() {
		set = s.lists.labelSet
	} else if !s.mostly(s.scalars) {
		return name + " is not one value a record, nor a list of labels or spans"
	}
	switch {
	case set.tooLong:
		return name + " holds long texts"
	case len(set.values) > maxLabels:
		return fmt.Sprintf("%s has more than %d different values", name, maxLabels)
	case len(set.values) == 1:
		return name + " has the same value in every record"
	}
	return name + " is empty"
}

// taskName is the file's name without directory and endings.
func taskName(path string) string {
	base := unpackedName(filepath.Base(path))
	for _, ext := range []string{".json", ".jsonl", ".ndjson"} {
		base = strings.TrimSuffix(base, ext)
	}
	if strings.TrimSpace(base) == "" || base == "." {
		return "records"
	}
	return base
}
