package formats

import (
	"fmt"
	"testing"

	"winnow/review"
)

// The example of RFC 9562, appendix A.4.
func TestUUID_IsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	dns := uuid{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	if got := dns.named("www.example.com").String(); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Errorf("got %s", got)
	}
	// Anybody can work it out: uuid5(NAMESPACE_URL, "winnow:reviewer:mara").
	if got := reviewerID("mara"); got != "534a21c6-9981-5f6b-a274-4dc2cfb39b35" {
		t.Errorf("got %s", got)
	}
}

// Ensure that a row can be found again in the data that it came from.
func TestExports_KeepIdAndOtherMembers(t *testing.T) {
	t.Parallel()
	raw := `{"id":"a7","text":"The rain.","label":"calm","source":"wire","page":1.50,"tags":["x", 1],"meta":{"score":0.10}}`
	odd := `{"id":"a8","text":"The rain.","label":"calm","meta":"mine"}`
	check(t, []becomes{
		{"members", moods, raw, review.Accept, review.Answer{}, map[string]string{
			"prodigy": `{"text":"The rain.","meta":{"score":0.10,"id":"a7","source":"wire","page":1.50,"tags":["x", 1]},` +
				`"label":"calm","answer":"accept","_timestamp":1772362800}`,
			"label-studio": `[{"data":{"text":"The rain.","id":"a7","source":"wire","page":1.50,"tags":["x", 1],"meta":{"score":0.10}},` +
				`"annotations":[{"was_cancelled":false,"ground_truth":false,"lead_time":2.5,"created_at":"2026-03-01T11:00:00.25Z","result":[` +
				`{"id":"r1","type":"choices","from_name":"label","to_name":"text","value":{"choices":["calm"]}}]}],` +
				`"predictions":[{"result":[{"id":"r1","type":"choices","from_name":"label","to_name":"text","value":{"choices":["calm"]}}]}]}]`,
			"argilla": `{"id":"a7","status":"completed","fields":{"text":"The rain."},"metadata":{"source":"wire","page":1.50},` +
				`"suggestions":{"label":{"value":"calm"}},"responses":{"label":[{"value":"calm","user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}]}}`,
		}},
		{"a meta of somebody else's", moods, odd, review.Accept, review.Answer{}, map[string]string{
			"prodigy": `{"text":"The rain.","meta":{"meta":"mine","id":"a8"},"label":"calm","answer":"accept","_timestamp":1772362800}`,
		}},
	})
}

// Ensure that numbers stay numbers and requirements stand as the task has them.
func TestRatings_StayNumbersInTheOrderOfTheTask(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "grades", Kind: review.Rate, Fields: []string{"text"},
		Requirements: []review.Requirement{{Name: "right"}, {Name: "clear"}},
	}.WithDefaults()
	after := review.Answer{Label: "4", Ratings: map[string]string{"right": "5", "clear": "2"}}
	winnow := func(suggestion string) string {
		return `"winnow":{"decision":"relabel","reviewer":"mara","decided_at":"2026-03-01T11:00:00.25Z","seconds":2.5,"suggestion":` + suggestion +
			`,"suggestion_shown":true,"confidence":null,"signals":{},"provenance":{"source":"file","origin":"rows.jsonl","line":1},"weight":1,"flags":[],"note":""}}`
	}
	check(t, []becomes{
		{"rated before", task, `{"text":"Oak.","rating":3,"ratings":{"clear":1, "right":2}}`, review.Relabel, after, map[string]string{
			"alpaca": `{"instruction":"Answer with a JSON object: \"rating\" is the level of the whole, and \"ratings\" has a level for each of right, clear. ` +
				`The levels: 1, 2, 3, 4, 5.","input":"Oak.","output":"{\"rating\":4,\"ratings\":{\"right\":5,\"clear\":2}}"}`,
			"native": `{"text":"Oak.","rating":4,"ratings":{"clear":2, "right":5},` + winnow(`{"rating":3,"ratings":{"right":2,"clear":1}}`),
		}},
		{"not rated before", task, `{"text":"Oak."}`, review.Relabel, after, map[string]string{
			"native": `{"text":"Oak.","rating":4,"ratings":{"right":5,"clear":2},` + winnow("null"),
		}},
	})
}

// Ensure that what has the same question is never both in training and in test, that
// groups are divided like samples, and that a group stays where it is when samples
// come.
func TestSplit_AGroupIsInOnePart(t *testing.T) {
	t.Parallel()
	parts := []Part{{"train", 0.7}, {"test", 0.3}}
	var items []review.Item
	for i := range 300 {
		question := fmt.Sprintf("%q", fmt.Sprint("q", i/3))
		if i%3 == 1 {
			question = fmt.Sprintf(`"\u0071%d"`, i/3) // the same, written otherwise
		}
		it := item(t, moods, uint64(i+1), fmt.Sprintf(`{"id":"%d","text":"x","label":"calm","question":%s}`, i, question))
		items = append(items, decided(it, review.Accept, review.Answer{}))
	}
	o := Options{Split: parts, Seed: 3, Group: "question"}
	tests := 0
	for i := 0; i < len(items); i += 3 {
		first, grouped := o.partOf(&items[i])
		for _, it := range items[i : i+3] {
			if at, _ := o.partOf(&it); at != first || !grouped {
				t.Fatalf("sample %s is in part %d, others of its group in %d", it.Sample.ID, at, first)
			}
		}
		tests += first
	}
	if tests < 20 || tests > 40 {
		t.Errorf("%d of 100 groups are in the test part, which is to have 0.3", tests)
	}
	out, sum := export(t, moods, append(items, decided(item(t, moods, 900, `{"text":"y","label":"calm","question":null}`), review.Accept, review.Answer{})), o)
	if sum.Ungrouped != 1 || sum.Total() != 301 || out["test"] == "" {
		t.Errorf("%d of %d samples without a group", sum.Ungrouped, sum.Total())
	}
}
