package review

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Filter chooses items. The zero value takes all.
type Filter struct {
	// Labels: the answer as it stands now has one of these labels. Of a rating
	// that is the level of the whole.
	Labels []string
	// Verdicts: the standing verdict is one of these; "" is an item without
	// one.
	Verdicts []Verdict
	// Min and Max bound the confidence as it is shown, with two decimals, or as it
	// is; both inclusive unless Above or Below say that the bound itself is outside.
	// Unknown bounds bound nothing. An item of unknown confidence is outside any
	// bound.
	Min, Max     Confidence
	Above, Below bool
	// Unknown takes only items of unknown confidence.
	Unknown bool
	// Flagged takes only flagged items.
	Flagged bool
	// Words must all occur in the texts, the answer or the note, whatever their
	// case, or be the sample's id: the whole of it, or so much of a content hash as
	// is shown. Parts of an id find nothing: often all of a project share them.
	Words []string
}

// IsZero tells whether the filter takes everything.
func (f Filter) IsZero() bool {
	return len(f.Labels) == 0 && len(f.Verdicts) == 0 && !f.Min.known && !f.Max.known &&
		!f.Unknown && !f.Flagged && len(f.Words) == 0
}

// onlyDecided tells that it takes nothing that waits in a queue.
func (f Filter) onlyDecided() bool {
	return len(f.Verdicts) > 0 && !slices.ContainsFunc(f.Verdicts, func(v Verdict) bool { return !v.Final() })
}

// Match tells whether the item is chosen.
func (f Filter) Match(it Item) bool {
	c := it.Confidence
	switch {
	case f.Flagged && !it.State.Flag:
		return false
	case len(f.Verdicts) > 0 && !slices.Contains(f.Verdicts, it.State.Verdict):
		return false
	case f.Unknown && c.known:
		return false
	case f.Min.known && (!c.known || !within(c.p, f.Min.p, f.Above)):
		return false
	case f.Max.known && (!c.known || !within(-c.p, -f.Max.p, f.Below)):
		return false
	case len(f.Labels) > 0 && !f.matchLabels(it.Answer()):
		return false
	}
	return f.matchWords(it)
}

// within tells whether a confidence is at the lower bound or over it: what is shown
// as 0.50 is not below 0.5, and it is in 0.5-0.6. Both may be negative, for an
// upper bound.
func within(p, bound float64, strict bool) bool {
	shown, _ := strconv.ParseFloat(Known(math.Abs(p)).String(), 64) // a number, as it is known
	shown = math.Copysign(shown, p)
	if strict {
		return p > bound && shown > bound
	}
	return p >= bound || shown >= bound
}

func (f Filter) matchLabels(a Answer) bool {
	names := a.LabelNames()
	if len(names) == 0 {
		return slices.Contains(f.Labels, "")
	}
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(f.Labels, name) })
}

func (f Filter) matchWords(it Item) bool {
	if len(f.Words) == 0 {
		return true
	}
	var b strings.Builder
	for _, field := range it.Sample.Fields {
		b.WriteString(strings.ToLower(it.Field(field.Name)))
		b.WriteByte('\n')
	}
	b.WriteString(strings.ToLower(it.Answer().Prose()))
	b.WriteByte('\n')
	b.WriteString(strings.ToLower(it.State.Note))
	all := b.String()
	for _, w := range f.Words {
		if !strings.Contains(all, strings.ToLower(w)) && !isID(it.Sample.ID, w) {
			return false
		}
	}
	return true
}

// hashLeast is how many digits of a content hash stand for it, as it is shown.
const hashLeast = 8

// isID tells whether a word is the id: the whole of it, or the first digits of a
// content hash.
func isID(id, word string) bool {
	if strings.EqualFold(id, word) {
		return true
	}
	hash := len(id) == 2*len(Hash{}) && strings.Trim(id, "0123456789abcdef") == ""
	return hash && len(word) >= hashLeast && strings.HasPrefix(id, strings.ToLower(word))
}

// ParseFilter reads a filter as a reviewer types it, for example
//
//	label:biased decision:edit conf:0.2-0.6 flagged "two words" word
//
// decision: takes a verdict or none; conf: takes a-b, a, <a, >a or -- (unknown):
// what is shown as 0.50 is in 0.5 and not in <0.5. What is none of these is a word,
// see [Filter.Words]: of an id, the whole of it or the digits shown of a hash.
func ParseFilter(query string) (Filter, error) {
	var f Filter
	for _, w := range splitQuery(query) {
		key, value, ok := strings.Cut(w.text, ":")
		if w.quoted || !ok {
			if !w.quoted && w.text == "flagged" {
				f.Flagged = true
				continue
			}
			f.Words = append(f.Words, w.text)
			continue
		}
		var err error
		switch key {
		case "label":
			f.Labels = append(f.Labels, value)
		case "decision":
			err = f.addVerdict(value)
		case "conf", "confidence":
			err = f.setConfidence(value)
		case "flag", "flagged":
			f.Flagged = true
		default:
			f.Words = append(f.Words, w.text)
		}
		if err != nil {
			return Filter{}, err
		}
	}
	return f, nil
}

func (f *Filter) addVerdict(value string) error {
	if value == "none" || value == "undecided" {
		f.Verdicts = append(f.Verdicts, "")
		return nil
	}
	if !slices.Contains(Verdicts, Verdict(value)) {
		return fmt.Errorf("decision %q is not one of %s, none", value, list(Verdicts))
	}
	f.Verdicts = append(f.Verdicts, Verdict(value))
	return nil
}

func (f *Filter) setConfidence(value string) error {
	if value == "--" || value == "unknown" {
		f.Unknown = true
		return nil
	}
	low, high := "", ""
	switch {
	case strings.HasPrefix(value, "<"):
		high = value[1:]
	case strings.HasPrefix(value, ">"):
		low = value[1:]
	default:
		var ok bool
		if low, high, ok = strings.Cut(value, "-"); !ok {
			high = low
		}
	}
	if low == "" && high == "" {
		return fmt.Errorf("confidence %q is none of a-b, <a, >a, --", value)
	}
	if err := setBound(&f.Min, low); err != nil {
		return err
	}
	if err := setBound(&f.Max, high); err != nil {
		return err
	}
	strict := value[0] == '<' || value[0] == '>'
	if low != "" {
		f.Above = strict
	}
	if high != "" {
		f.Below = strict
	}
	return nil
}

// setBound reads one end of a range; an open end leaves what another word of
// the query has set.
func setBound(bound *Confidence, text string) error {
	if text == "" {
		return nil
	}
	p, err := strconv.ParseFloat(text, 64)
	c := Known(p)
	if err != nil || !c.known {
		return fmt.Errorf("confidence %q is not a number from 0 to 1", text)
	}
	*bound = c
	return nil
}

type queryWord struct {
	text   string
	quoted bool
}

// splitQuery splits at spaces outside double quotes; label:"two words" is one
// word. A word that begins with a quote is meant as it stands.
func splitQuery(q string) []queryWord {
	var out []queryWord
	var b strings.Builder
	in, quoted := false, false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, queryWord{text: b.String(), quoted: quoted})
		}
		b.Reset()
		quoted = false
	}
	for _, r := range q {
		switch {
		case r == '"':
			quoted = quoted || b.Len() == 0
			in = !in
		case unicode.IsSpace(r) && !in:
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return out
}
