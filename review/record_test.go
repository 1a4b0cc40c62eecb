package review_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

func mustParse(t *testing.T, task review.Task, raw string) review.Sample {
	t.Helper()
	s, err := review.ParseRecord(task, []byte(raw))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	if string(s.Raw) != raw {
		t.Fatalf("Raw is %q, want %q", s.Raw, raw)
	}
	return s
}

func TestParseRecord_Classify(t *testing.T) {
	t.Parallel()
	raw := `{"id":"s-1", "text":"caf\u00e9 \u001b[2J","label":"neutral","confidence":0.25,"verbal_confidence":1,` +
		`"probs":{"biased":0.7,"neutral":0.2},"votes":["neutral","biased","neutral","neutral"],` +
		`"signals":{"margin":-3.5,"judge":0.5,"who":"me","none":null},"rationale":"because","model":"m-1",` +
		`"n":9007199254740993,"x":1.10,"Label":"other","ID":7}`
	got := mustParse(t, newsTask(), raw)
	want := review.Sample{
		ID: "s-1", Fields: []review.Field{{Name: "text", Text: "café \x1b[2J"}}, Suggested: true,
		Suggestion: review.Answer{Label: "neutral"}, Rationale: "because",
		Signals: []review.Signal{
			{Name: "confidence", Value: 0.25},
			{Name: "verbal_confidence", Value: 1},
			{Name: "margin", Value: -3.5},
			{Name: "judge", Value: 0.5},
			{Name: "votes", Value: 0.75},
			{Name: "probs", Value: 0.2},
		},
		Alternatives: []review.Alternative{{Label: "biased", Share: 0.7}, {Label: "neutral", Share: 0.2}},
		Provenance:   review.Provenance{Model: "m-1"}, Raw: []byte(raw),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestParseRecord_Text(t *testing.T) {
	t.Parallel()
	got := mustParse(t, chatTask(), `{"instruction":"Add.","input":"1 2","output":"3","confidence":null,"label":"x"}`)
	if got.Suggestion.Text != "3" || !got.Suggested || got.Field("instruction") != "Add." || got.Field("input") != "1 2" {
		t.Errorf("got %+v", got)
	}
	if len(got.Signals) > 0 {
		t.Errorf("signals made up: %+v", got.Signals)
	}
	empty := mustParse(t, chatTask(), `{"instruction":"Be silent.","output":""}`)
	if !empty.Suggested {
		t.Error("an empty response is a suggestion too")
	}
	if empty.Field("input") != "" || len(empty.Fields) != 2 {
		t.Errorf("a field may be missing but for the first: %+v", empty.Fields)
	}
}

func TestParseRecord_WithoutAnAnswerIsUnlabelled(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{`{"text":"a"}`, `{"text":"a","label":null}`, `{"text":"a","label":""}`, `{"text":"a","Label":"biased"}`} {
		if got := mustParse(t, newsTask(), raw); got.Suggested || got.Suggestion.Label != "" {
			t.Errorf("%s: suggestion %+v, %v", raw, got.Suggestion, got.Suggested)
		}
	}
	for _, raw := range []string{`{"instruction":"a"}`, `{"instruction":"a","output":null}`} {
		if got := mustParse(t, chatTask(), raw); got.Suggested {
			t.Errorf("%s: suggested", raw)
		}
	}
}

// Scalars are texts as they are written.
func TestParseRecord_ScalarFields(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`null`: "", `""`: "", `1.50`: "1.50", `1e400`: "1e400", `9007199254740993`: "9007199254740993",
		`true`: "true", `false`: "false", `"\ud83d\ude00"`: "😀", `"a\u0000b"`: "a\x00b",
	} {
		if got := mustParse(t, newsTask(), `{"text":`+value+`}`).Field("text"); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
	task := newsTask()
	task.Labels = []review.Label{{Name: "1"}, {Name: "true"}}
	for value, want := range map[string]string{`1`: "1", `"1"`: "1", `true`: "true"} {
		if got := mustParse(t, task, `{"text":"a","label":`+value+`}`); got.Suggestion.Label != want || !got.Suggested {
			t.Errorf("label %s: got %q, want %q", value, got.Suggestion.Label, want)
		}
	}
}

func TestParseRecord_FaultsSayWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, raw string
		offset    int64
		reason    string
	}{
		{"no field", `{"label":"biased"}`, -1, `member "text" is missing`},
		{"field in another case", `{"Text":"a"}`, -1, `member "text" is missing`},
		{"object for a field", `{"text":{"a":1}}`, 8, `member "text" is not a text`},
		{"list for a field", `{"text":["a"]}`, 8, `member "text" is not a text`},
		{"unknown label", `{"text":"a","label":"odd"}`, 20, `label "odd" is not in the task's labels`},
		{"label in another case", `{"text":"a","label":"Biased"}`, 20, `label "Biased" is not in the task's labels`},
		{"label with a space", `{"text":"a","label": "biased "}`, 21, `label "biased " is not in the task's labels`},
		{"list for a label", `{"text":"a","label":["biased"]}`, 20, `member "label" is not a text`},
		{"confidence too high", `{"text":"a","confidence":1.01}`, 25, "confidence 1.01 is not between 0 and 1"},
		{"confidence in percent", `{"text":"a","confidence":87}`, 25, "confidence 87 is not between 0 and 1"},
		{"confidence below zero", `{"text":"a","confidence":-0.1}`, 25, "confidence -0.1 is not between 0 and 1"},
		{"confidence in quotes", `{"text":"a","confidence":"0.5"}`, 25, "confidence is not a number"},
		{"confidence true", `{"text":"a","confidence":true}`, 25, "confidence is not a number"},
		{"confidence beyond floats", `{"text":"a","confidence":1e999}`, 25, "confidence is not a number"},
		{"stated confidence", `{"text":"a","verbal_confidence":2}`, 32, "verbal_confidence 2 is not between 0 and 1"},
		{"signal beyond floats", `{"text":"a","signals":{"z":1, "m":-1e999}}`, 34, `signal "m" is not a number`},
		{"object for an id", `{"text":"a","id":{}}`, 17, `member "id" is not a text`},
		{"long id", `{"text":"a","id":"` + strings.Repeat("é", 257) + `"}`, 17, "the id is longer than 512 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := review.ParseRecord(newsTask(), []byte(c.raw))
			var re *review.RecordError
			if !errors.As(err, &re) || !errors.Is(err, review.ErrRecord) {
				t.Fatalf("got %+v, %v; want a RecordError", got, err)
			}
			if re.Offset != c.offset || re.Reason != c.reason {
				t.Errorf("got %d %q\nwant %d %q", re.Offset, re.Reason, c.offset, c.reason)
			}
		})
	}
}

func TestParseRecord_HostileTextIsQuotedAndCut(t *testing.T) {
	t.Parallel()
	_, err := review.ParseRecord(newsTask(), []byte(`{"text":"a","label":"\u001b[2J%s\u202e"}`))
	if want := `column 21: label "\x1b[2J%s\u202e" is not in the task's labels`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = review.ParseRecord(newsTask(), []byte(`{"text":"a","label":"`+strings.Repeat("한", 1000)+`"}`))
	if want := `"` + strings.Repeat("한", 20) + `…"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s in it", err, want)
	}
	_, err = review.ParseRecord(newsTask(), []byte(`{"text":"a","signals":{"\u001b[2J":1e999}}`))
	if err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("a control character in %q", err)
	}
}

// Members of these names that mean something else are the record's own.
func TestParseRecord_ForeignMembersAreLeftAlone(t *testing.T) {
	t.Parallel()
	for _, member := range []string{
		`"probs":[0.1,0.9]`, `"probs":"high"`, `"probs":{"biased":2}`, `"probs":{"biased":"0.5"}`, `"probs":{"biased":{}}`,
		`"probs":{}`, `"probs":null`, `"votes":3`, `"votes":{"biased":2}`, `"votes":["biased",1]`, `"votes":[]`,
		`"signals":"none"`, `"signals":[1]`, `"signals":{"a":"1","b":true,"c":[1]}`, `"rationale":{"a":1}`, `"model":5`,
		`"winnow":{"decision":"accept"}`, `"gold":"biased"`,
	} {
		got := mustParse(t, newsTask(), `{"id":"1","text":"a","label":"biased",`+member+`}`)
		got.Raw = nil
		want := review.Sample{
			ID: "1", Fields: []review.Field{{Name: "text", Text: "a"}}, Suggested: true, Suggestion: review.Answer{Label: "biased"},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", member, got)
		}
	}
}

func TestParseRecord_SharesOfTheLabel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, members string
		signal        string
		want          float64
		known         bool
	}{
		{"share of the votes", `"label":"biased","votes":["biased","neutral"]`, "votes", 0.5, true},
		{"no vote is a share of none", `"label":"biased","votes":["neutral"]`, "votes", 0, true},
		{"probability", `"label":"biased","probs":{"neutral":0.6,"biased":0.4}`, "probs", 0.4, true},
		{"probabilities of the others", `"label":"biased","probs":{"neutral":0.6}`, "probs", 0, false},
		{"no label", `"probs":{"neutral":0.6}`, "probs", 0, false},
		{"no label to vote for", `"votes":["neutral"]`, "votes", 0, false},
	} {
		got, known := mustParse(t, newsTask(), `{"text":"a",`+c.members+`}`).Signal(c.signal)
		if got != c.want || known != c.known {
			t.Errorf("%s: got %v, %v; want %v, %v", c.name, got, known, c.want, c.known)
		}
	}
}

// Ensure that the score and the agent of Argilla's suggestion are the confidence and
// the model, and that a score of another kind spoils nothing.
func TestParseRecord_ArgillaSaysHowSureTheModelWas(t *testing.T) {
	t.Parallel()
	task := newsTask()
	task.Target = "mood.suggestion"
	for members, want := range map[string]float64{
		`"mood.suggestion.score":0.62`:        0.62,
		`"mood.suggestion.score":null`:        -1,
		`"mood.suggestion.score":[0.62, 0.3]`: -1,
		`"mood.suggestion.score":62`:          -1,
		`"other.suggestion.score":0.62`:       -1,
	} {
		s := mustParse(t, task, `{"text":"a","mood.suggestion":"biased","mood.suggestion.agent":"m-1",`+members+`}`)
		got, known := s.Signal("confidence")
		if known != (want >= 0) || known && got != want || s.Provenance.Model != "m-1" || s.Suggestion.Label != "biased" {
			t.Errorf("%s: got %v, %v of model %q", members, got, known, s.Provenance.Model)
		}
	}
}

func TestParseRecord_AlternativesMostBelievedFirst(t *testing.T) {
	t.Parallel()
	got := mustParse(t, newsTask(), `{"text":"a","probs":{"z":0.2,"b":0.5,"a":0.2,"c":0.1}}`).Alternatives
	want := []review.Alternative{{Label: "b", Share: 0.5}, {Label: "a", Share: 0.2}, {Label: "z", Share: 0.2}, {Label: "c", Share: 0.1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseRecord_IDs(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("i", 512)
	for value, want := range map[string]string{
		`"a"`: "a", `7`: "7", `7.0`: "7.0", `9007199254740993`: "9007199254740993", `"7"`: "7", `true`: "true",
		`" a "`: " a ", `"` + long + `"`: long,
	} {
		if got := mustParse(t, newsTask(), `{"text":"a","id":`+value+`}`).ID; got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
	hash := mustParse(t, newsTask(), `{"text":"a"}`).ID
	for _, raw := range []string{`{"id":"","text":"a"}`, `{"id":null,"text":"a"}`, `{"ID":"1","text":"a"}`} {
		if got := mustParse(t, newsTask(), raw).ID; got != hash {
			t.Errorf("%s: id %q, want the content's %q", raw, got, hash)
		}
	}
}

// The id of a sample without one is written into projects: it may never
// change.
func TestContentHash_IsFixed(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"text":"a"}`:                  "a54c3d0b969738bfa8e032ab4a308494",
		`{"text":"a","label":"biased"}`: "ee1f615063e0dae0c795e74d9f8de4bd",
	} {
		if got := mustParse(t, newsTask(), raw).ID; got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestContentHash_IsOfTheContentOnly(t *testing.T) {
	t.Parallel()
	base := mustParse(t, newsTask(), `{"text":"a","label":"biased"}`).ContentHash()
	for _, raw := range []string{
		`{"label":"biased","text":"a"}`, `{ "text" : "\u0061" , "label":"biased"}`,
		`{"id":"x","text":"a","label":"biased","confidence":0.5,"model":"m","rationale":"r","more":1}`,
	} {
		if got := mustParse(t, newsTask(), raw).ContentHash(); got != base {
			t.Errorf("%s: another hash", raw)
		}
	}
	other := map[review.Hash]string{base: "the first"}
	for _, raw := range []string{`{"text":"a"}`, `{"text":"A","label":"biased"}`, `{"text":"a","label":"neutral"}`, `{"text":"abiased"}`} {
		h := mustParse(t, newsTask(), raw).ContentHash()
		if was, ok := other[h]; ok {
			t.Errorf("%s has the hash of %s", raw, was)
		}
		other[h] = raw
	}
}

func TestSample_WhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := mustParse(t, newsTask(), `{"text":"a"}`)
	if v, ok := s.Signal("confidence"); ok || v != 0 {
		t.Errorf("a confidence of %v", v)
	}
	if got := s.Field("source"); got != "" {
		t.Errorf("a field %q", got)
	}
	if s.Confidence.IsKnown() {
		t.Error("a confidence was made up")
	}
}

// A parser that goes from record to record reads each as if it were the only
// one, also where names, their order and their number change, and lent texts
// are the same texts.
func TestRecordParser_EachRecordByItself(t *testing.T) {
	t.Parallel()
	task := review.Task{Kind: review.Classify, Fields: []string{"text", "note"}, Target: "label", Labels: []review.Label{{Name: "a"}, {Name: "b"}}}
	rapid.Check(t, func(rt *rapid.T) {
		kept, lent := review.NewRecordParser(task), review.NewRecordParser(task)
		lent.Lend()
		for _, raw := range rapid.SliceOf(rapid.SampledFrom([]string{
			`{"text":"one","label":"a"}`, `{"label":"b","text":"two","shelf":3}`, `{"text":"with \"quotes\" \u00e9","id":"x\ty"}`,
			`{"id":"r-1","note":"n","text":"","shelf":1,"label":"a","baker":"b"}`, `{"text":7,"id":12}`, `{"text":null}`, `{"note":"no text"}`,
			`{"text":`, `{"text":"t","label":"c"}`, `{"text":"t","id":["x"]}`, `{"id":"` + strings.Repeat("i", 600) + `","text":"t"}`,
		})).Draw(rt, "records") {
			want, wantErr := review.ParseRecord(task, []byte(raw))
			for _, p := range []*review.RecordParser{kept, lent} {
				got, err := p.Parse([]byte(raw))
				if fmt.Sprintf("%+v %v", got, err) != fmt.Sprintf("%+v %v", want, wantErr) {
					rt.Fatalf("%s: %+v, %v; by itself %+v, %v", raw, got, err, want, wantErr)
				}
			}
		}
	})
}
