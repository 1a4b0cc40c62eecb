package openai

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"winnow/review"
)

// maxText is how long one text of a sample may be, in bytes.
const maxText = 256 << 10

// Members that this source writes beside the signals.
const (
	memberWhyNot    = "no_confidence"
	memberLabelAsIs = "label_written"
	memberReplaced  = "replaced_characters"
)

// evidence is what the tokens say about one sample.
type evidence struct {
	belief      *belief
	meanLogprob *float64
	offLabel    *float64
	why         error // why there is no probability
	tokens      int
}

// record is a sample's native record in the making.
type record struct {
	task review.Task
	out  []byte
}

func (r *record) member(name string, value []byte) {
	if len(r.out) == 0 {
		r.out = append(r.out, '{')
	} else {
		r.out = append(r.out, ',')
	}
	r.out = append(append(append(r.out, quoted(name)...), ':'), value...)
}

// extra writes a member of Winnow's own unless the task has one of that name.
func (r *record) extra(name string, value []byte) {
	if name == r.task.Target {
		return
	}
	for _, f := range r.task.Fields {
		if f == name {
			return
		}
	}
	r.member(name, value)
}

// makeSample turns a whole object of an answer into a sample. The texts keep
// the bytes that the model wrote; members that nobody asked for are left out.
// An error is a reason to reject the object.
func makeSample(t review.Task, f found, model string, ev evidence) (review.Sample, error) {
	r := record{task: t}
	damaged := false
	for i, name := range t.Fields {
		m := memberOf(f.members, name)
		if m == nil {
			continue // only the first is required, and scanned for
		}
		if err := checkText(*m, i == 0 || t.Kind == review.Classify && len(t.Fields) == 1); err != nil {
			return review.Sample{}, err
		}
		damaged = damaged || hasReplacement(*m)
		r.member(name, m.Value)
	}
	target := memberOf(f.members, t.Target)
	if target == nil {
		return review.Sample{}, fmt.Errorf("it has no member %s", t.Target)
	}
	if err := checkText(*target, true); err != nil {
		return review.Sample{}, err
	}
	damaged = damaged || hasReplacement(*target)
	asIs := ""
	if t.Kind == review.Classify {
		label, written, err := canonicalLabel(t, *target)
		if err != nil {
			return review.Sample{}, err
		}
		if written != label {
			asIs = written
		}
		r.member(t.Target, []byte(quoted(label)))
	} else {
		r.member(t.Target, target.Value)
	}
	if model != "" {
		r.extra(review.MemberModel, []byte(quoted(model)))
	}
	r.evidence(ev)
	if asIs != "" {
		r.extra(memberLabelAsIs, []byte(quoted(asIs)))
	}
	if damaged {
		r.extra(memberReplaced, []byte("true"))
	}
	r.out = append(r.out, '}')
	s, err := review.ParseRecord(t, r.out)
	if err != nil {
		return review.Sample{}, err
	}
	s.Provenance.Model = model
	s.Provenance.Tokens = ev.tokens
	return s, nil
}

// evidence writes the signals, or why there is none.
func (r *record) evidence(ev evidence) {
	var signals []review.Signal
	if b := ev.belief; b != nil {
		signals = append(signals,
			review.Signal{Name: review.SignalProbability, Value: b.p()},
			review.Signal{Name: review.SignalMargin, Value: b.p() - b.rival()})
	}
	if ev.offLabel != nil {
		signals = append(signals, review.Signal{Name: review.SignalOffLabel, Value: *ev.offLabel})
	}
	if ev.meanLogprob != nil {
		signals = append(signals, review.Signal{Name: review.SignalMeanLogprob, Value: *ev.meanLogprob})
	}
	if len(signals) > 0 {
		in := record{}
		for _, s := range signals {
			in.member(s.Name, number(s.Value))
		}
		r.extra(review.MemberSignals, append(in.out, '}'))
	}
	if ev.belief != nil {
		in := record{}
		for _, a := range ev.belief.alternatives(r.task.LabelNames()) {
			in.member(a.Label, number(a.Share))
		}
		r.extra(review.MemberProbs, append(in.out, '}'))
	}
	if ev.why != nil {
		r.extra(memberWhyNot, []byte(quoted(ev.why.Error())))
	}
}

func number(v float64) []byte { return strconv.AppendFloat(nil, v, 'g', -1, 64) }

// checkText refuses members that are no text, and texts without content.
func checkText(m review.Member, needed bool) error {
	switch {
	case m.Value[0] == '{' || m.Value[0] == '[':
		return fmt.Errorf("%s is not a text", m.Name)
	case len(m.Value) > maxText:
		return fmt.Errorf("%s is longer than 256 KiB", m.Name)
	case needed && strings.TrimSpace(textOf(m)) == "":
		return fmt.Errorf("%s is empty", m.Name)
	}
	return nil
}

var errNoLabel = errors.New("the label is not in the task's labels")

// canonicalLabel finds the task's label for what the model wrote: the same,
// or the same but for blanks around it and the case of letters. A label that
// fits two that way fits none.
func canonicalLabel(t review.Task, m review.Member) (label, written string, err error) {
	written = textOf(m)
	if _, ok := t.Label(written); ok {
		return written, written, nil
	}
	for _, name := range t.LabelNames() {
		if !strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(written)) {
			continue
		}
		if label != "" {
			return "", written, fmt.Errorf("%w: %s fits two", errNoLabel, quoted(short(written)))
		}
		label = name
	}
	if label == "" {
		return "", written, fmt.Errorf("%w: %s", errNoLabel, quoted(short(written)))
	}
	return label, written, nil
}

// textOf is a member's text, or the number or truth value as written.
func textOf(m review.Member) string {
	switch m.Value[0] {
	case '"':
		return unquotePrefix(m.Value)
	case 'n':
		return ""
	}
	return string(m.Value)
}

// short keeps what a model wrote small enough for a reason.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// hasReplacement tells a text in which something got lost before it came.
func hasReplacement(m review.Member) bool {
	return strings.Contains(textOf(m), replacement)
}
