package formats_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store/jsonl"
	"winnow/store/jsonl/formats"
)

// documented are rows in the shapes that other tools give, two of each.
var documented = map[string]string{
	"doccano labels": `{"text":"Lovely soup.","label":["good"]}
{"id":7,"text":"Sad soup.","label":["bad","cold"],"Comments":[]}`,
	"doccano spans": `{"text":"Ada went to Rome.","label":[[0,3,"who"],[12,16,"where"]]}
{"text":"🌊 It was late.","label":[]}`,
	"doccano spans and classes": `{"text":"From Rome to Bonn","entities":[[5,9,"town"],[0,9,"town"]],"cats":["travel"]}
{"text":"To Bonn","entities":[[3,7,"town"]],"cats":["travel"]}`,
	"Prodigy spans": `{"text":"Ada went","tokens":[{"text":"Ada","start":0,"end":3,"id":0},{"text":"went","start":4,"end":8,"id":1}],"spans":[{"start":0,"end":3,"token_start":0,"token_end":0,"label":"WHO"}],"_input_hash":148,"_task_hash":-129,"_session_id":null,"_view_id":"ner_manual","_timestamp":1688370000,"answer":"accept"}
{"text":"It rains","tokens":[{"text":"It","start":0,"end":2,"id":0},{"text":"rains","start":3,"end":8,"id":1}],"spans":[],"_input_hash":149,"_task_hash":-130,"answer":"accept"}`,
	"Prodigy choice": `{"text":"Lovely soup","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["good"],"config":{"choice_style":"single"},"_view_id":"choice","answer":"accept"}
{"text":"Soup","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":[],"answer":"accept"}`,
	"Prodigy binary": `{"text":"\"a.exe\" ends\t","priority":0.68,"meta":{"source":"x","score":0.60915},"label":"DOCS","_input_hash":-108,"_task_hash":-172,"answer":"reject"}
{"text":"how to end it","label":"CODE","_input_hash":-109,"_task_hash":-173,"answer":"accept"}`,
	"Argilla flat": `{"id":"1","question":"A tree?","answer":"Oak","fits.suggestion":"yes","fits.suggestion.score":0.9,"fits.suggestion.agent":"m-1"}
{"id":"2","question":"A bird?","answer":"Oak","fits.suggestion":"no","fits.suggestion.score":0.4,"fits.suggestion.agent":"m-1"}`,
	"messages": `{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak.","weight":1}]}
{"messages":[{"role":"user","content":"A bird?"},{"role":"assistant","content":"Wren."}]}`,
	"ShareGPT": `{"conversations":[{"from":"human","value":"hi"},{"from":"gpt","value":"hello"}],"system":"Be kind."}
{"conversations":[{"from":"human","value":"ho"},{"from":"gpt","value":"hum"}],"system":"Be odd."}`,
	"TRL preference": `{"prompt":"The sky is","chosen":" blue.","rejected":" green."}
{"prompt":"The sea is","chosen":" wet.","rejected":" dry."}`,
	"TRL preference in messages": `{"prompt":[{"role":"user","content":"A tree?"}],"chosen":[{"role":"assistant","content":"Oak."}],"rejected":[{"role":"assistant","content":"Stone."}]}
{"prompt":[{"role":"user","content":"A bird?"}],"chosen":[{"role":"assistant","content":"Wren."}],"rejected":[{"role":"assistant","content":"Sand."}]}`,
	"Alpaca preference": `{"instruction":"Name a tree.","input":"","chosen":"Oak","rejected":"Stone"}
{"instruction":"Name a bird.","input":"small","chosen":"Wren","rejected":"Crow"}`,
	"Alpaca": `{"instruction":"Name a tree.","input":"","output":"Oak","system":"Be brief."}
{"instruction":"Name a bird.","input":"","output":"Wren","kto_tag":true}`,
	"TRL KTO": `{"prompt":"The sky is","completion":" blue.","label":true}
{"prompt":"The sea is","completion":" dry.","label":false}`,
	"compared outputs": `{"instruction":"A tree?","output_1":"Oak.","output_2":"Stone.","label":1}
{"instruction":"A bird?","output_1":"Sand.","output_2":"Wren.","label":2}`,
	"ratings by requirement": `{"question":"Why?","explanation":"It rained a lot.","rating":4,"ratings":{"right":4, "clear":5}}
{"question":"How?","explanation":"By the wind there.","rating":"1","ratings":{"right":1.0,"clear":2}}`,
	"ratings": `{"instruction":"A tree?","output":"Oak.","rating":5}
{"instruction":"A bird?","output":"Sand.","rating":1.0}`,
}

// taken are the samples of rows, accepted, and the task that they gave.
func taken(t *testing.T, rows string) (review.Task, []review.Item) {
	t.Helper()
	task, err := jsonl.Infer(jsonl.NewReader(strings.NewReader(rows), "rows"))
	if err != nil {
		t.Fatal(err)
	}
	var items []review.Item
	keep := func(_ context.Context, samples []review.Sample) ([]review.Added, error) {
		for _, s := range samples {
			if _, err := review.Decide(task, s, s.Suggestion); err != nil {
				t.Errorf("accepting %s: %v", s.Raw, err)
			}
			items = append(items, accepted(s))
		}
		return make([]review.Added, len(samples)), nil
	}
	report, err := jsonl.Import(t.Context(), jsonl.NewReader(strings.NewReader(rows), "rows"), task, keep, jsonl.Options{})
	if err != nil || report.Invalid > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	return task, items
}

func written(t *testing.T, task review.Task, items []review.Item, o formats.Options) string {
	t.Helper()
	var out bytes.Buffer
	_, err := formats.Write(task, func(_ bool, begin func() (func(*review.Item), func() error)) error {
		take, end := begin()
		for _, it := range items {
			take(&it)
		}
		return end()
	}, func(string) (io.Writer, error) { return &out, nil }, o)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// What other tools give, accepted as it is, leaves with the same bytes, and
// their own shapes are read again as the same.
func TestRoundTrip_DocumentedShapes(t *testing.T) {
	t.Parallel()
	back := map[string][]string{ // the formats that say all of it
		"doccano labels": {"doccano"}, "doccano spans": {"doccano", "prodigy"}, "doccano spans and classes": {"doccano", "prodigy"},
		"Prodigy spans": {"doccano", "prodigy"}, "Prodigy choice": {"prodigy"}, "Prodigy binary": {"prodigy"},
		"messages": {"openai-chat"}, "ShareGPT": {"sharegpt"},
		"TRL preference": {"trl-preference"}, "TRL preference in messages": {"trl-preference"},
	}
	for name, rows := range documented {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task, items := taken(t, rows)
			if got := written(t, task, items, formats.Options{Bare: true}); got != rows {
				t.Errorf("got\n%s\nwant\n%s", got, rows)
			}
			full := written(t, task, items, formats.Options{})
			for i, line := range strings.Split(full, "\n") {
				want := strings.TrimSuffix(strings.Split(rows, "\n")[i], "}") + `,"winnow":{`
				if !strings.HasPrefix(line, want) {
					t.Errorf("got  %s\nwant %s", line, want)
				}
			}
			for _, format := range back[name] {
				again, others := taken(t, written(t, task, items, formats.Options{Format: format}))
				for i, it := range others {
					if again.Kind != task.Kind || !it.Sample.Suggestion.Equal(items[i].Sample.Suggestion) {
						t.Errorf("%s: %+v became %s %+v", format, items[i].Sample.Suggestion, again.Kind, it.Sample.Suggestion)
					}
				}
				if len(others) != len(items) {
					t.Errorf("%s: %d of %d samples", format, len(others), len(items))
				}
			}
		})
	}
}
