package review

import (
	"strconv"
	"strings"
	"unicode"
)

// String writes the filter as [ParseFilter] reads it; the one that takes all is
// empty.
func (f Filter) String() string {
	var words []string
	add := func(key, value string) { words = append(words, key+quotedWord(value)) }
	for _, l := range f.Labels {
		add("label:", l)
	}
	for _, v := range f.Verdicts {
		if v == "" {
			v = "none"
		}
		add("decision:", string(v))
	}
	low, high := boundText(f.Min), boundText(f.Max)
	switch {
	case !f.Min.known:
	case f.Above:
		add("conf:>", low)
	case f.Max.known && !f.Below:
		add("conf:", low+"-"+high)
	default:
		add("conf:", low+"-")
	}
	switch {
	case !f.Max.known, f.Min.known && !f.Above && !f.Below: // said above
	case f.Below:
		add("conf:<", high)
	default:
		add("conf:-", high)
	}
	if f.Unknown {
		add("conf:", "--")
	}
	if f.Flagged {
		add("", "flagged")
	}
	for _, w := range f.Words {
		if w == "flagged" || strings.Contains(w, ":") {
			words = append(words, `"`+w+`"`)
			continue
		}
		add("", w)
	}
	return strings.Join(words, " ")
}

func boundText(c Confidence) string { return strconv.FormatFloat(c.p, 'f', -1, 64) }

func quotedWord(w string) string {
	if strings.ContainsFunc(w, unicode.IsSpace) {
		return `"` + w + `"`
	}
	return w
}
