package store

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

func TestGist_SaysWhatTheSampleSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		want := review.Sample{Suggestion: review.Answer{Label: rapid.String().Draw(rt, "label")}}
		want.Suggested = want.Suggestion.Label != ""
		for range rapid.IntRange(0, 3).Draw(rt, "signals") {
			want.Signals = append(want.Signals, review.Signal{Name: rapid.String().Draw(rt, "name"), Value: rapid.Float64().Draw(rt, "value")})
		}
		m := markOfTask([]byte(rapid.String().Draw(rt, "task")))
		b := appendGist(nil, m, &want)
		var got review.Sample
		ok := (&sampleReader{mark: m}).gist(&got, b)
		if !ok || got.Suggested != want.Suggested || !got.Suggestion.Equal(want.Suggestion) || !slices.Equal(got.Signals, want.Signals) {
			rt.Fatalf("%t: got %+v, want %+v", ok, got, want)
		}
		if (&sampleReader{mark: markOfTask([]byte("another"))}).gist(new(review.Sample), b) {
			rt.Fatal("the gist holds for another task")
		}
		for n := range b {
			(&sampleReader{mark: m}).gist(new(review.Sample), b[:n]) // does not panic
		}
	})
}

// Ensure that no suggestion is lost that is more than a label, also none of a
// kind to come.
func TestGist_OnlyOfLabels(t *testing.T) {
	t.Parallel()
	all := reflect.TypeFor[review.Answer]()
	for i := range all.NumField() {
		s := review.Sample{Suggestion: review.Answer{Label: "x"}, Suggested: true}
		f := reflect.ValueOf(&s.Suggestion).Elem().Field(i)
		switch f.Kind() {
		case reflect.String:
			f.SetString("y")
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 0, 0)) // not nil and empty says something
		case reflect.Map:
			f.Set(reflect.MakeMap(f.Type()))
		default:
			t.Fatalf("%s: a %s", all.Field(i).Name, f.Kind())
		}
		if has := len(appendGist(nil, taskMark{}, &s)) > 0; has != (all.Field(i).Name == "Label") {
			t.Errorf("a suggestion with %s has a gist: %t", all.Field(i).Name, has)
		}
	}
	if s := (review.Sample{Suggested: true}); len(appendGist(nil, taskMark{}, &s)) > 0 {
		t.Error("a suggestion without a label has a gist")
	}
}
