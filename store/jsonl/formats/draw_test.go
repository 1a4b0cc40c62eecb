package formats

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"winnow/review"
)

var (
	themes = review.Task{Name: "themes", Kind: review.MultiLabel, Labels: []review.Label{{Name: "food"}, {Name: "staff"}}}.WithDefaults()
	places = review.Task{Name: "places", Kind: review.Spans, Labels: []review.Label{{Name: "who"}, {Name: "where"}}}.WithDefaults()
	talks  = review.Task{Name: "talks", Kind: review.Chat, Fields: []string{"system"}}.WithDefaults()
	duels  = review.Task{Name: "duels", Kind: review.Prefer, Fields: []string{"prompt", "a", "b"}}.WithDefaults()
	marks  = review.Task{Name: "marks", Kind: review.Rate, Fields: []string{"question", "reply"}}.WithDefaults()
	grades = review.Task{
		Name: "grades", Kind: review.Rate, Scale: "a-d", Requirements: []review.Requirement{{Name: "true"}, {Name: "short"}},
	}.WithDefaults()
	everyKind = []review.Task{moods, replies, themes, places, talks, duels, marks, grades}
)

// drawAnswer draws a valid answer of the task about the text.
func drawAnswer(t *rapid.T, task review.Task, text, name string) (a review.Answer) {
	label := rapid.SampledFrom(append(task.LabelNames(), ""))
	some := func() string { return rapid.SampledFrom(task.LabelNames()).Draw(t, name) }
	switch task.Kind {
	case review.MultiLabel:
		a.Labels = task.InOrder(rapid.SliceOf(label).Draw(t, name))
	case review.Spans:
		a.Spans = []review.Span{}
		for range rapid.IntRange(0, min(3, utf8.RuneCountInString(text))).Draw(t, "spans") {
			start := rapid.IntRange(0, utf8.RuneCountInString(text)-1).Draw(t, "start")
			end := rapid.IntRange(start+1, utf8.RuneCountInString(text)).Draw(t, "end")
			a.Spans = append(a.Spans, review.Span{Start: start, End: end, Label: some()})
		}
		a.Spans = review.SortSpans(a.Spans)
	case review.Text:
		a.Text = strings.ToValidUTF8(hostile().Draw(t, name), "?")
	case review.Chat:
		usual := []string{"user", "assistant", "human", "gpt"}
		for i := range rapid.IntRange(1, 4).Draw(t, "turns") {
			role := usual[i]
			if rapid.IntRange(0, 9).Draw(t, "odd") == 9 {
				role = rapid.SampledFrom([]string{"system", "user", "assistant", "narrator"}).Draw(t, "role")
			}
			a.Turns = append(a.Turns, review.Turn{Role: role, Content: strings.ToValidUTF8(hostile().Draw(t, name), "?")})
		}
	default:
		a.Label = some()
		for _, r := range task.Requirements {
			if a.Ratings == nil {
				a.Ratings = map[string]string{}
			}
			a.Ratings[r.Name] = some()
		}
	}
	return a
}

// drawItem draws a sample of the task with hostile texts and any verdict.
func drawItem(t *rapid.T, task review.Task, seq uint64) review.Item {
	suggested := rapid.Bool().Draw(t, "suggested") || task.Kind == review.Chat
	raw := []byte(`{"more":{"a":[1.0]}`)
	text := ""
	for i, name := range task.Fields {
		said := strings.ToValidUTF8(hostile().Draw(t, name), "?")
		if i == 0 {
			text = said
		}
		raw = appendMember(raw, name, said)
	}
	if suggested {
		a := drawAnswer(t, task, text, "suggestion")
		if task.Kind == review.Rate && len(task.Requirements) > 0 {
			raw = appendRatings(appendLevel(appendName(raw, task.Target), task, a.Label), task, a.Ratings)
			raw = raw[:len(raw)-1] // the brace of the record comes below
		} else {
			raw = append(appendName(raw, task.Target), appendAnswer(nil, task, a)...)
		}
	}
	s, err := review.ParseRecord(task, append(raw, '}'))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	s.Seq, s.ID = seq, fmt.Sprint(seq)
	it := review.Item{Sample: s}
	v := rapid.SampledFrom(append(slices.Clone(review.Verdicts), "")).Draw(t, "verdict")
	if v == "" {
		return it
	}
	after := drawAnswer(t, task, text, "answer")
	if rapid.Bool().Draw(t, "rewrites a field") && len(task.Fields) > 0 && task.Kind != review.Spans {
		after.Fields = map[string]string{task.Fields[0]: hostile().Draw(t, "new field")}
	}
	if task.Kind == review.Chat { // an edit changes what is said, not who says it
		for i := range after.Turns {
			if i < len(s.Suggestion.Turns) {
				after.Turns[i].Role = s.Suggestion.Turns[i].Role
			}
		}
		after.Turns = after.Turns[:min(len(after.Turns), len(s.Suggestion.Turns))]
	}
	it = decided(it, v, after)
	it.State.Note = hostile().Draw(t, "note")
	return it
}

// rowsOf are the records of an export: lines, or the elements of an array.
func rowsOf(t rapid.TB, format, out string) []string {
	if format != labelStudioName {
		return strings.Split(strings.TrimSuffix(out, "\n"), "\n")[:strings.Count(out, "\n")]
	}
	if out == "" {
		return nil
	}
	var list []jsontext.Value
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	rows := make([]string, len(list))
	for i, v := range list {
		rows[i] = string(v)
	}
	return rows
}
