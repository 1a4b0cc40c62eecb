package formats

import (
	"encoding/json"
	"math"
	"testing"

	"winnow/review"
)

func exported(t *testing.T, task review.Task, it review.Item, o Options) string {
	t.Helper()
	o.Decisions = append(review.Verdicts, "")
	out, _ := export(t, task, []review.Item{it}, o)
	return out[""]
}

func TestNative_BareChangesNothingButTheAnswer(t *testing.T) {
	t.Parallel()
	edited := map[string]string{"text": "b"}
	for _, c := range []struct {
		name, raw string
		verdict   review.Verdict
		after     review.Answer
		want      string
	}{
		{
			"accept", `{"n":9007199254740993, "text":"a\u0041","label":"c\u0061lm" ,"x":{"y":[1.50,1E2]}}`, review.Accept, review.Answer{},
			`{"n":9007199254740993, "text":"a\u0041","label":"c\u0061lm" ,"x":{"y":[1.50,1E2]}}`,
		},
		{
			"relabel in place", `{"text":"a", "label" : "calm" , "x":1}`, review.Relabel, review.Answer{Label: "angry"},
			`{"text":"a", "label" : "angry" , "x":1}`,
		},
		{
			"label that was missing", `{"text":"a"}`, review.Relabel, review.Answer{Label: "angry"},
			`{"text":"a","label":"angry"}`,
		},
		{
			"label that was null", `{"label":null,"text":"a"}`, review.Relabel, review.Answer{Label: "angry"},
			`{"label":"angry","text":"a"}`,
		},
		{
			"edited field", `{"text":"a","label":"calm"}`, review.Edit, review.Answer{Label: "calm", Fields: edited},
			`{"text":"b","label":"calm"}`,
		},
		{
			"field edited back", `{"text":"b","label":"calm"}`, review.Edit, review.Answer{Label: "calm", Fields: edited},
			`{"text":"b","label":"calm"}`,
		},
		{"reject", `{"text":"a","label":"calm"}`, review.Reject, review.Answer{}, `{"text":"a","label":"calm"}`},
		{"defer", `{"text":"a","label":"calm"}`, review.Defer, review.Answer{}, `{"text":"a","label":"calm"}`},
		{
			"an older winnow member goes", `{"winnow":{"a":1}, "text":"a","label":"calm"}`, review.Accept, review.Answer{},
			`{ "text":"a","label":"calm"}`,
		},
		{
			"wherever it stands", `{"text":"a","label":"calm" , "winnow" : 7 }`, review.Accept, review.Answer{},
			`{"text":"a","label":"calm" }`,
		},
	} {
		it := decided(item(t, moods, 1, c.raw), c.verdict, c.after)
		if got := exported(t, moods, it, Options{Bare: true}); got != c.want+"\n" {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A label that came as a number or a boolean stays one.
func TestNative_KeepsTheTypeOfTheAnswer(t *testing.T) {
	t.Parallel()
	task := moods
	task.Labels = []review.Label{{Name: "1"}, {Name: "2"}, {Name: "true"}, {Name: "false"}, {Name: "none"}}
	for _, c := range []struct{ was, label, want string }{
		{`1`, "2", `2`},
		{`1`, "true", `"true"`},
		{`1`, "none", `"none"`},
		{`true`, "false", `false`},
		{`true`, "2", `"2"`},
		{`"1"`, "2", `"2"`},
		{`null`, "2", `"2"`},
	} {
		it := decided(item(t, task, 1, `{"text":"a","label":`+c.was+`}`), review.Relabel, review.Answer{Label: c.label})
		want := `{"text":"a","label":` + c.want + "}\n"
		if got := exported(t, task, it, Options{Bare: true}); got != want {
			t.Errorf("%s to %s: got %s, want %s", c.was, c.label, got, want)
		}
	}
}

func TestNative_WinnowMember(t *testing.T) {
	t.Parallel()
	full := item(t, replies, 3, `{"instruction":"i","output":"o","confidence":0.5,"signals":{"nll":1.25,"confidence":7},"model":"m-1"}`)
	full.Confidence = review.Known(0.5)
	full.Sample.Provenance.Seed, full.Sample.Provenance.Tokens, full.Sample.Provenance.Parents = 1<<63, 12, []string{"p", "q"}
	full = decided(full, review.Edit, review.Answer{Text: "better"})
	full.State.Flag, full.State.Note = true, "see \"guide\""
	none := item(t, replies, 4, `{"instruction":"i"}`)
	for _, c := range []struct {
		name string
		it   review.Item
		want string
	}{
		{"all", full, `{"instruction":"i","output":"better","confidence":0.5,"signals":{"nll":1.25,"confidence":7},"model":"m-1",` +
			`"winnow":{"decision":"edit","reviewer":"mara","decided_at":"2026-03-01T11:00:00.25Z","seconds":2.5,` +
			`"suggestion":"o","suggestion_shown":true,"confidence":0.5,"signals":{"confidence":0.5,"nll":1.25},` +
			`"provenance":{"source":"file","origin":"rows.jsonl","model":"m-1","line":3,"seed":9223372036854775808,"tokens":12,"parents":["p","q"]},` +
			`"weight":1,"flags":["flagged"],"note":"see \"guide\""}}`},
		{"nothing decided, nothing suggested", none, `{"instruction":"i",` +
			`"winnow":{"decision":null,"reviewer":null,"decided_at":null,"seconds":null,"suggestion":null,"suggestion_shown":null,` +
			`"confidence":null,"signals":{},"provenance":{"source":"file","origin":"rows.jsonl","line":4},"weight":0,"flags":[],"note":""}}`},
	} {
		if got := exported(t, replies, c.it, Options{}); got != c.want+"\n" {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestNative_WeightSaysWhatToTrainOn(t *testing.T) {
	t.Parallel()
	for v, want := range map[review.Verdict]float64{
		review.Accept: 1, review.Edit: 1, review.Relabel: 1, review.Reject: 0, review.Defer: 0,
	} {
		it := decided(item(t, moods, 1, `{"text":"a","label":"calm"}`), v, review.Answer{Label: "angry"})
		var row struct {
			Winnow struct {
				Decision string
				Weight   float64
			}
		}
		if err := json.Unmarshal([]byte(exported(t, moods, it, Options{})), &row); err != nil {
			t.Fatal(err)
		}
		if row.Winnow.Weight != want || row.Winnow.Decision != string(v) {
			t.Errorf("%s: %+v", v, row.Winnow)
		}
	}
}

func TestNative_NumbersThatJSONHasNot(t *testing.T) {
	t.Parallel()
	it := decided(item(t, moods, 1, `{"text":"a","label":"calm"}`), review.Accept, review.Answer{})
	it.Sample.Signals = []review.Signal{{Name: "x", Value: math.Inf(1)}, {Name: "y", Value: math.NaN()}}
	if out := exported(t, moods, it, Options{}); !json.Valid([]byte(out)) {
		t.Errorf("not JSON: %s", out)
	}
}

// A source may have kept a record over several lines.
func TestNative_RecordBecomesOneLine(t *testing.T) {
	t.Parallel()
	it := decided(item(t, moods, 1, "{\n  \"text\": \"a\",\r\n  \"label\": \"calm\"\n}"), review.Accept, review.Answer{})
	if got, want := exported(t, moods, it, Options{Bare: true}), "{   \"text\": \"a\",    \"label\": \"calm\" }\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNative_UnreadableRecordIsLeftOut(t *testing.T) {
	t.Parallel()
	it := decided(item(t, moods, 1, `{"text":"a","label":"calm"}`), review.Accept, review.Answer{})
	it.Sample.Raw = []byte(`{"text"`)
	out, sum := export(t, moods, []review.Item{it}, Options{})
	if len(out) != 0 || len(sum.LeftOut) != 1 || sum.LeftOut[0].Why != whyUnreadable {
		t.Errorf("%q, %+v", out, sum)
	}
}
