package ask

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
)

// maxText is how long one text of a sample may be, in bytes.
const maxText = 256 << 10

// Members that a source writes beside the signals.
const (
	memberWhyNot    = "no_confidence"
	memberLabelAsIs = "label_written"
	memberReplaced  = "replaced_characters"
	memberSystem    = "system" // the role that was drawn, where several are
)

const replacement = "\ufffd"

// draft is a sample's native record in the making.
type draft struct {
	task    review.Task
	from    strategy.Draft
	out     []byte
	written map[string]bool
	damaged bool
}

// record makes a sample of a draft. Texts of the answer keep the bytes that the
// model wrote; members of the answer that nobody asked for are left out. An
// error is a reason to reject it.
func record(t review.Task, from strategy.Draft) (review.Sample, error) {
	d := draft{task: t, from: from, written: map[string]bool{}}
	if err := d.texts(); err != nil {
		return review.Sample{}, err
	}
	asIs, err := d.answer()
	if err != nil {
		return review.Sample{}, err
	}
	if from.Model != "" {
		d.extra(review.MemberModel, []byte(prompt.Quote(from.Model)))
	}
	d.evidence()
	if asIs != "" {
		d.extra(memberLabelAsIs, []byte(prompt.Quote(asIs)))
	}
	for _, m := range from.Extra {
		d.extra(m.Name, m.Value)
	}
	if d.damaged {
		d.extra(memberReplaced, []byte("true"))
	}
	return review.ParseRecord(t, append(d.out, '}'))
}

// CheckRow tells why a row can become no sample, whatever a model answers about it:
// that is to be known before the answer is paid for.
func CheckRow(t review.Task, row strategy.Row) error {
	d := draft{task: t, from: row.Draft(t), written: map[string]bool{}}
	if err := d.texts(); err != nil {
		return err
	}
	for _, m := range d.from.Extra {
		d.extra(m.Name, m.Value)
	}
	_, err := review.ParseRecord(t, append(d.out, '}'))
	if wrong := (*review.RecordError)(nil); errors.As(err, &wrong) {
		return errors.New(wrong.Reason) // its place is one in a record that nobody sees
	}
	return err
}

func (d *draft) member(name string, value []byte) {
	if len(d.out) == 0 {
		d.out = append(d.out, '{')
	} else {
		d.out = append(d.out, ',')
	}
	d.written[name] = true
	d.out = append(append(append(d.out, prompt.Quote(name)...), ':'), value...)
}

// extra writes a member of Winnow's own unless the record has one of that name.
func (d *draft) extra(name string, value []byte) {
	if !d.written[name] {
		d.member(name, value)
	}
}

// value is what the record says under a name: what is given, else what the
// model wrote; nil for nothing.
func (d *draft) value(name string) []byte {
	if text, ok := d.from.Texts[name]; ok {
		return []byte(prompt.Quote(text))
	}
	for _, m := range d.from.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// texts writes the fields.
func (d *draft) texts() error {
	for i, name := range d.task.Fields {
		if err := d.text(name, i == 0 || d.task.Kind == review.Classify && len(d.task.Fields) == 1, i > 0); err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) text(name string, needed, optional bool) error {
	v := d.value(name)
	if v == nil && optional {
		return nil
	}
	if err := checkText(name, v, needed); err != nil {
		return err
	}
	d.damaged = d.damaged || strings.Contains(strategy.TextOf(v), replacement)
	d.member(name, v)
	return nil
}

// answer writes the target; asIs is how the model wrote a label that is spelt
// otherwise in the task.
func (d *draft) answer() (asIs string, err error) {
	name := d.task.Target
	if d.task.Kind == review.Chat {
		d.member(name, d.value(name))
		return "", nil
	}
	if !d.task.Kind.OneLabel() {
		return "", d.text(name, true, false)
	}
	v := d.value(name)
	if err := checkText(name, v, true); err != nil {
		return "", err
	}
	label, written, err := canonicalLabel(d.task, strategy.TextOf(v))
	if err != nil {
		return "", err
	}
	d.member(name, []byte(prompt.Quote(label)))
	if written != label {
		asIs = written
	}
	return asIs, nil
}

// evidence writes the signals, or why there is none.
func (d *draft) evidence() {
	e := d.from.Evidence
	var signals []review.Signal
	add := func(name string, v *float64) {
		if v != nil {
			signals = append(signals, review.Signal{Name: name, Value: *v})
		}
	}
	add(review.SignalProbability, e.Probability)
	add(review.SignalMargin, e.Margin)
	add(review.SignalOffLabel, e.OffLabel)
	add(review.SignalMeanLogprob, e.MeanLogprob)
	signals = append(signals, d.from.Signals...)
	if len(signals) > 0 {
		d.extra(review.MemberSignals, numbers(signals))
	}
	if len(e.Shares) > 0 {
		shares := make([]review.Signal, len(e.Shares))
		for i, a := range e.Shares {
			shares[i] = review.Signal{Name: a.Label, Value: a.Share}
		}
		d.extra(review.MemberProbs, numbers(shares))
	}
	if e.Why != "" {
		d.extra(memberWhyNot, []byte(prompt.Quote(e.Why)))
	}
}

// numbers is an object of numbers by name; the first of a name counts.
func numbers(of []review.Signal) []byte {
	out, seen := []byte{'{'}, map[string]bool{}
	for _, s := range of {
		if seen[s.Name] {
			continue
		}
		if seen[s.Name] = true; len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(out, prompt.Quote(s.Name)...), ':')
		out = strconv.AppendFloat(out, s.Value, 'g', -1, 64)
	}
	return append(out, '}')
}

// checkText refuses members that are no text, and texts without content.
func checkText(name string, value []byte, needed bool) error {
	switch {
	case len(value) == 0:
		return fmt.Errorf("it has no member %s", name)
	case value[0] == '{' || value[0] == '[':
		return fmt.Errorf("%s is not a text", name)
	case len(value) > maxText:
		return fmt.Errorf("%s is longer than 256 KiB", name)
	case needed && strings.TrimSpace(strategy.TextOf(value)) == "":
		return fmt.Errorf("%s is empty", name)
	}
	return nil
}

var errNoLabel = errors.New("the label is not in the task's labels")

// canonicalLabel finds the task's label for what the model wrote: the same, or
// the same but for blanks around it and the case of letters. A label that fits
// two that way fits none.
func canonicalLabel(t review.Task, written string) (label, asWritten string, err error) {
	if _, ok := t.Label(written); ok {
		return written, written, nil
	}
	for _, name := range t.LabelNames() {
		if !strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(written)) {
			continue
		}
		if label != "" {
			return "", written, fmt.Errorf("%w: %s fits two", errNoLabel, prompt.Quote(strategy.Short(written)))
		}
		label = name
	}
	if label == "" {
		return "", written, fmt.Errorf("%w: %s", errNoLabel, prompt.Quote(strategy.Short(written)))
	}
	return label, written, nil
}
