package review_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"winnow/review"
)

// Whatever comes in, nothing panics, the record stays as it came, and what is
// taken is JSON to others as well.
func FuzzParseRecord(f *testing.F) {
	for _, raw := range []string{
		`{"id":1,"text":"a","label":"biased","confidence":0.5,"probs":{"biased":0.5},"votes":["biased"],"signals":{"a":-1e3}}`,
		`{"instruction":"a","output":"b\ud83d\ude00"}`, `{"text":"\ud800"}`, "{\"text\":\"\xff\"}", `{"text":"a","text":"b"}`,
		`{"text":"a"} {}`, `{"text":[[[[`, `{"text":"a","label":"\u001b"}`, `{"text":"a","signals":{"a":1e999}}`, "\ufeff{}", `{"`, `{"\`, ``,
	} {
		f.Add([]byte(raw))
	}
	for _, raw := range []string{
		`{"text":"한a","labels":["law"],"spans":[[0,1,"ORG"],{"start":1,"end":2,"label":"PER"}]}`, `{"text":"a","spans":[[0,9,"ORG"]]}`,
		`{"messages":[{"role":"user","content":[{"text":"a"}]},{"from":"a","value":null,"tool_calls":[]}]}`,
		`{"prompt":[{"role":"user","content":"a"}],"one":"a","two":"b","label":2,"rating":3.0,"ratings":{"true":1}}`,
	} {
		f.Add([]byte(raw))
	}
	tasks := []review.Task{newsTask(), chatTask()}
	for _, yaml := range []string{topicsYAML, namesYAML, talkYAML, duelYAML, levelYAML} {
		tasks = append(tasks, kindTask(f, yaml))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		was := bytes.Clone(raw)
		for _, task := range tasks {
			s, err := review.ParseRecord(task, raw)
			if !bytes.Equal(raw, was) {
				t.Fatalf("the record %q became %q", was, raw)
			}
			if err != nil {
				checkRefusal(t, raw, err)
				continue
			}
			if !bytes.Equal(s.Raw, was) || !json.Valid(raw) {
				t.Fatalf("took %q, Raw %q", raw, s.Raw)
			}
			checkTaken(t, task, s)
		}
	})
}

func checkRefusal(t *testing.T, raw []byte, err error) {
	t.Helper()
	var re *review.RecordError
	if !errors.As(err, &re) || re.Reason == "" || re.Offset < -1 || re.Offset > int64(len(raw)) {
		t.Fatalf("%q: %v", raw, err)
	}
	if !utf8.ValidString(err.Error()) {
		t.Fatalf("%q: the message %q is not UTF-8", raw, err)
	}
}

func checkTaken(t *testing.T, task review.Task, s review.Sample) {
	t.Helper()
	if s.ID == "" || len(s.Fields) != len(task.Fields) || s.Confidence.IsKnown() {
		t.Fatalf("%q: %+v", s.Raw, s)
	}
	if _, ok := task.Label(s.Suggestion.Label); task.Kind == review.Classify && s.Suggested != ok {
		t.Fatalf("%q: suggested %v with label %q", s.Raw, s.Suggested, s.Suggestion.Label)
	}
	for _, span := range s.Suggestion.Spans {
		if size := utf8.RuneCountInString(s.Fields[0].Text); span.Start < 0 || span.End > size || span.Start >= span.End {
			t.Fatalf("%q: span %+v in %d characters", s.Raw, span, size)
		}
	}
	members, err := review.Members(s.Raw)
	if err != nil {
		t.Fatalf("%q: %v", s.Raw, err)
	}
	for _, m := range members {
		if !bytes.Equal(s.Raw[m.Start:m.End], m.Value) || !json.Valid(m.Value) {
			t.Fatalf("%q: member %q at %d:%d is %q", s.Raw, m.Name, m.Start, m.End, m.Value)
		}
	}
}
