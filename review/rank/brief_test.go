package rank

import (
	"strings"
	"testing"
	"unicode/utf8"

	"winnow/review"
)

func TestBrief_LongTextsAreCutAndWhatTheySayOfTheSuggestionStays(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "t", Kind: review.Classify, Fields: []string{"text"}, Target: "label", Labels: []review.Label{{Name: "a"}, {Name: "b"}}}
	long := strings.Repeat("한국 text ", 40_000)
	whole, err := review.ParseRecord(task, []byte(`{"id":"x","text":"`+long+`","label":"a","votes":["a","b","a"],"se\u0063ond_probs":{"b":0.75},"page":"`+long+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	got := brief(whole)
	if n := len(got.Fields[0].Text); n > textMost || n < textMost-utf8.UTFMax || !utf8.ValidString(got.Fields[0].Text) || len(got.Raw) > 200 {
		t.Errorf("%d bytes of text and %d of record are left", n, len(got.Raw))
	}
	if len(whole.Fields[0].Text) != len(long) {
		t.Error("the sample itself was cut")
	}
	was, is := evidenceOf(&whole, nil), evidenceOf(&got, nil)
	if len(is.votes) != 3 || len(is.second) != 1 || is.second[0] != was.second[0] || is.confidence != was.confidence {
		t.Errorf("evidence %+v, was %+v", is, was)
	}
	short, err := review.ParseRecord(task, []byte(`{"id":"y","text":"short","label":"b"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := brief(short); &got.Raw[0] != &short.Raw[0] {
		t.Error("a short sample was copied")
	}
}
