package review_test

import (
	"reflect"
	"strings"
	"testing"

	"winnow/review"
)

func TestParseFilter(t *testing.T) {
	t.Parallel()
	known := review.Known
	for query, want := range map[string]review.Filter{
		"":                             {},
		"  \t ":                        {},
		`""`:                           {},
		"word":                         {Words: []string{"word"}},
		"two words":                    {Words: []string{"two", "words"}},
		"two\twords\u3000한국어":          {Words: []string{"two", "words", "한국어"}},
		`"two words" x`:                {Words: []string{"two words", "x"}},
		`"never closed`:                {Words: []string{"never closed"}},
		"label:biased":                 {Labels: []string{"biased"}},
		`label:"very biased"`:          {Labels: []string{"very biased"}},
		"label:a label:b":              {Labels: []string{"a", "b"}},
		"label:a:b":                    {Labels: []string{"a:b"}},
		"label:":                       {Labels: []string{""}},
		`"label:biased"`:               {Words: []string{"label:biased"}},
		`"so: he said"`:                {Words: []string{"so: he said"}},
		"http://x":                     {Words: []string{"http://x"}},
		"decision:edit":                {Verdicts: []review.Verdict{review.Edit}},
		"decision:none":                {Verdicts: []review.Verdict{""}},
		"decision:undecided":           {Verdicts: []review.Verdict{""}},
		"decision:defer decision:none": {Verdicts: []review.Verdict{review.Defer, ""}},
		"conf:0.2-0.6":                 {Min: known(0.2), Max: known(0.6)},
		"confidence:0.2-0.6":           {Min: known(0.2), Max: known(0.6)},
		"conf:0.5":                     {Min: known(0.5), Max: known(0.5)},
		"conf:<0.4":                    {Max: known(0.4), Below: true},
		"conf:>0.4":                    {Min: known(0.4), Above: true},
		"conf:0.4-":                    {Min: known(0.4)},
		"conf:-0.4":                    {Max: known(0.4)},
		"conf:>0.2 conf:<0.6":          {Min: known(0.2), Max: known(0.6), Above: true, Below: true},
		"conf:0-1":                     {Min: known(0), Max: known(1)},
		"conf:--":                      {Unknown: true},
		"conf:unknown":                 {Unknown: true},
		"flagged":                      {Flagged: true},
		"flag:":                        {Flagged: true},
		`"flagged"`:                    {Words: []string{"flagged"}},
		`label:biased decision:edit conf:0.2-0.6 flagged "two words" word`: {
			Labels: []string{"biased"}, Verdicts: []review.Verdict{review.Edit}, Min: known(0.2), Max: known(0.6),
			Flagged: true, Words: []string{"two words", "word"},
		},
	} {
		got, err := review.ParseFilter(query)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n got %+v, %v\nwant %+v", query, got, err, want)
		}
		if zero := strings.Trim(query, " \t\"") == ""; got.IsZero() != zero {
			t.Errorf("%q: takes everything: %v", query, got.IsZero())
		}
	}
}

func TestParseFilter_BadInput(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"decision:maybe":    `decision "maybe" is not one of accept, edit, relabel, reject, defer, none`,
		"decision:":         `decision "" is not one of accept, edit, relabel, reject, defer, none`,
		"decision:Edit":     `decision "Edit" is not one of accept, edit, relabel, reject, defer, none`,
		"decision:\x1b[2J":  `decision "\x1b[2J" is not one of accept, edit, relabel, reject, defer, none`,
		"conf:high":         `confidence "high" is not a number from 0 to 1`,
		"conf:0.5-high":     `confidence "high" is not a number from 0 to 1`,
		"conf:87":           `confidence "87" is not a number from 0 to 1`,
		"conf:NaN":          `confidence "NaN" is not a number from 0 to 1`,
		"conf:<-1":          `confidence "-1" is not a number from 0 to 1`,
		"conf:":             `confidence "" is none of a-b, <a, >a, --`,
		"conf:<":            `confidence "<" is none of a-b, <a, >a, --`,
		"conf:-":            `confidence "-" is none of a-b, <a, >a, --`,
		"word conf:2 flag:": `confidence "2" is not a number from 0 to 1`,
	} {
		got, err := review.ParseFilter(query)
		if err == nil || err.Error() != want || !got.IsZero() {
			t.Errorf("%q: %+v, %v; want %s", query, got, err, want)
		}
	}
}

// filterItem is a decided, flagged item with a note, an edit and a label of
// the reviewer.
func filterItem() review.Item {
	s := sampleOf("Row-7", 0.4)
	return review.Item{
		Sample: s, Confidence: s.Confidence, State: review.State{Verdict: review.Edit, Decision: 1, Flag: true, Note: "Ask Bob"},
		Decision: &review.Entry{Action: review.Action{Decision: review.Decision{
			Verdict: review.Edit, After: review.Answer{Label: "neutral", Fields: map[string]string{"text": "ÜBER Bäume"}},
		}}},
	}
}

func TestFilter_Match(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"": true,
		// The answer as it stands now counts, not the suggestion.
		"label:neutral": true, "label:biased": false, "label:biased label:neutral": true, "label:": false,
		"decision:edit": true, "decision:accept": false, "decision:none": false, "decision:none decision:edit": true,
		"conf:0.4": true, "conf:0.4-0.5": true, "conf:0.3-0.4": true, "conf:<0.39": false, "conf:>0.41": false, "conf:--": false,
		"conf:0.6-0.2": false,
		"flagged":      true,
		"über":         true, "BÄUME": true, `"über bäume"`: true, `"bäume über"`: false, "bäume über": true,
		"row-7": true, "bob": true, "\"text of\"": false, "über gone": false,
		"label:neutral decision:edit conf:0.2-0.6 flagged über ask": true,
		"label:neutral decision:edit conf:0.2-0.6 flagged über no":  false,
	} {
		f, err := review.ParseFilter(query)
		if err != nil {
			t.Errorf("%q: %v", query, err)
			continue
		}
		if got := f.Match(filterItem()); got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}

// Ensure that a word which all ids share finds the texts that hold it and no
// others, while an id that is typed is found.
func TestFilter_AnIDIsFoundByTheWholeOfIt(t *testing.T) {
	t.Parallel()
	hash := review.Hash{0xab, 0xcd, 0xef, 0x01, 0x23}.String()
	for query, want := range map[string]map[string]bool{
		"css_stance_trump-17": {"trump": false, "css_stance_trump": false, "css_stance_trump-1": false, "17": false,
			"css_stance_trump-17": true, "CSS_stance_Trump-17": true, "vote": true, "css_stance_trump-17 vote": true, "css_stance_trump-17 no": false},
		"two words":   {`"two words"`: true, "two": false},
		"":            {"vote": true},
		hash:          {"abcdef01": true, "ABCDEF0123": true, hash: true, "abcdef0": false, "bcdef012": false, "abcdef02": false},
		"abcdef01-17": {"abcdef01": false}, // no hash, whose beginning is all that is shown
	} {
		it := review.Item{Sample: review.Sample{ID: query, Fields: []review.Field{{Name: "text", Text: "Go and vote."}}}}
		for words, found := range want {
			f, err := review.ParseFilter(words)
			if err != nil || f.Match(it) != found {
				t.Errorf("%s finds %q: %v, %v; want %v", words, query, f.Match(it), err, found)
			}
		}
	}
}

func TestFilter_TheConfidenceIsBoundedAsItIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query string
		p     float64
		want  bool
	}{
		{"conf:<0.5", 0.496, false}, {"conf:<0.5", 0.5, false}, {"conf:<0.5", 0.4949, true}, {"conf:<0.505", 0.503, true},
		{"conf:>0.5", 0.504, false}, {"conf:>0.5", 0.506, true}, {"conf:0.5", 0.496, true}, {"conf:0.5", 0.504, true},
		{"conf:0.5", 0.506, false}, {"conf:0.5-0.6", 0.496, true}, {"conf:0.5-0.6", 0.604, true}, {"conf:0.5-0.6", 0.61, false},
		{"conf:<1", 0.999, true}, {"conf:<1", 1, false}, {"conf:>0", 0, false}, {"conf:>0.99", 0.996, false}, {"conf:>0.99", 1, true},
	} {
		f, err := review.ParseFilter(c.query)
		if err != nil {
			t.Fatal(err)
		}
		it := review.Item{Confidence: review.Known(c.p)}
		if got := f.Match(it); got != c.want {
			t.Errorf("%s matches what is shown as %s (%v): %v", c.query, it.Confidence, c.p, got)
		}
	}
}

func TestFilter_MatchOfAnUntouchedItem(t *testing.T) {
	t.Parallel()
	it := review.Item{Sample: review.Sample{ID: "c", Fields: []review.Field{{Name: "instruction", Text: "Add."}}, Suggestion: review.Answer{Text: "Three."}}}
	for query, want := range map[string]bool{
		"conf:--": true, "conf:0-1": false, "conf:<1": false, "conf:>0": false,
		"decision:none": true, "decision:defer": false, "flagged": false, "label:": true, "label:x": false,
		"three": true, "add.": true, "add.three": false,
	} {
		f, err := review.ParseFilter(query)
		if err != nil || f.Match(it) != want {
			t.Errorf("%q: %v, %v; want %v", query, f.Match(it), err, want)
		}
	}
}
