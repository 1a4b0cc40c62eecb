package review_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"winnow/review"
)

// kindTask reads a task of a kind from YAML, as users write it.
func kindTask(t testing.TB, body string) review.Task {
	t.Helper()
	task, err := review.ParseTask("task.yaml", []byte("name: k\n"+body), nil)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

const (
	topicsYAML = "kind: multilabel\nlabels: [{name: sport}, {name: money}, {name: law}]\n"
	namesYAML  = "kind: spans\nlabels: [{name: ORG}, {name: PER}]\n"
	talkYAML   = "kind: chat\n"
	duelYAML   = "kind: prefer\nfields: [prompt, one, two]\nlabels: [{name: \"1\"}, {name: \"2\"}]\ntarget: label\n"
	chosenYAML = "kind: prefer\nfields: [prompt, chosen, rejected]\ntarget: chosen\n"
	levelYAML  = "kind: rate\nfields: [prompt, reply]\nrequirements: [{name: true}, {name: kind}]\n"
)

func TestParseRecord_OtherKinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, task, raw string
		suggested       bool
		want            review.Answer
	}{
		{"labels", topicsYAML, `{"text":"a","labels":["law","sport","law"]}`, true, review.Answer{Labels: []string{"sport", "law"}}},
		{"none of the labels", topicsYAML, `{"text":"a","labels":[]}`, true, review.Answer{Labels: []string{}}},
		{"labels not known", topicsYAML, `{"text":"a","labels":null}`, false, review.Answer{}},
		{"one label alone", topicsYAML, `{"text":"a","labels":"money"}`, true, review.Answer{Labels: []string{"money"}}},
		{"spans, unordered and twice", namesYAML, `{"text":"Ann at ACME","spans":[{"start":7,"end":11,"label":"ORG","score":1},{"start":0,"end":3,"label":"PER"},[0,3,"PER"]]}`,
			true, review.Answer{Spans: []review.Span{{0, 3, "PER"}, {7, 11, "ORG"}}}},
		{"spans before their text", namesYAML, `{"spans":[[0,1,"ORG"]],"text":"한국"}`, true, review.Answer{Spans: []review.Span{{0, 1, "ORG"}}}},
		{"nested spans", namesYAML, `{"text":"Ann Lee","spans":[[0,3,"PER"],[0,7,"PER"]]}`, true, review.Answer{Spans: []review.Span{{0, 7, "PER"}, {0, 3, "PER"}}}},
		{"nothing marked", namesYAML, `{"text":"a","spans":[]}`, true, review.Answer{Spans: []review.Span{}}},
		{"nobody marked it", namesYAML, `{"text":"a"}`, false, review.Answer{}},
		{"messages", talkYAML, `{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?","weight":1}]}`,
			true, review.Answer{Turns: []review.Turn{{Role: "user", Content: "Hi"}, {Role: "assistant", Content: "Yes?"}}}},
		{"a tool call and parts", talkYAML, `{"messages":[{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"x"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]}]}`,
			true, review.Answer{Turns: []review.Turn{
				{Role: "user", Content: "See\n" + `{"type":"image_url","image_url":{"url":"x"}}`, Fixed: true},
				{Role: "assistant", Content: `tool_calls: [{"id":"1"}]`, Fixed: true},
			}}},
		{"another's conversations", talkYAML + "target: conversations\n", `{"conversations":[{"from":"human","value":"Hi"}]}`,
			true, review.Answer{Turns: []review.Turn{{Role: "human", Content: "Hi"}}}},
		{"a preference by label", duelYAML, `{"prompt":"p","one":"x","two":"y","label":2}`, true, review.Answer{Label: "2"}},
		{"a preference by name", duelYAML, `{"prompt":"p","one":"x","two":"y","label":"one"}`, true, review.Answer{Label: "1"}},
		{"a tie", duelYAML, `{"prompt":"p","one":"x","two":"y","label":"tie"}`, true, review.Answer{Label: "tie"}},
		{"a preference by place", chosenYAML, `{"prompt":"p","rejected":"y","chosen":"x"}`, true, review.Answer{Label: "chosen"}},
		{"a level", levelYAML, `{"prompt":"p","rating":4.0}`, true, review.Answer{Label: "4"}},
		{"levels", levelYAML, `{"prompt":"p","rating":"2","ratings":{"true":5,"kind":null,"other":9}}`, true, review.Answer{Label: "2", Ratings: map[string]string{"true": "5"}}},
		{"four levels", "kind: rate\nscale: a-d\n", `{"text":"p","rating":"c"}`, true, review.Answer{Label: "c"}},
	} {
		got := mustParse(t, kindTask(t, c.task), c.raw)
		if got.Suggested != c.suggested || !reflect.DeepEqual(got.Suggestion, c.want) {
			t.Errorf("%s: suggested %v %+v, want %v %+v", c.name, got.Suggested, got.Suggestion, c.suggested, c.want)
		}
	}
}

func TestParseRecord_AnswersGivenAsMessagesAreTexts(t *testing.T) {
	t.Parallel()
	got := mustParse(t, kindTask(t, chosenYAML),
		`{"prompt":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"chosen":[{"role":"assistant","content":"Yes?"}],"rejected":"No"}`)
	want := []review.Field{{"prompt", "system: Be brief.\n\nuser: Hi"}, {"chosen", "Yes?"}, {"rejected", "No"}}
	if !reflect.DeepEqual(got.Fields, want) {
		t.Errorf("got %+v, want %+v", got.Fields, want)
	}
}

func TestParseRecord_OtherKindsRefuseWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ task, raw, want string }{
		{topicsYAML, `{"text":"a","labels":["art"]}`, `label "art" is not in the task's labels`},
		{topicsYAML, `{"text":"a","labels":[["law"]]}`, `"labels" is not a list of labels`},
		{topicsYAML, `{"text":"a","labels":{"law":1}}`, `member "labels" is not a text`},
		{namesYAML, `{"text":"한국","spans":[[0,3,"ORG"]]}`, "span 0-3 does not lie in the text, which has 2 characters"},
		{namesYAML, `{"text":"ab","spans":[[1,1,"ORG"]]}`, "span 1-1 does not lie"},
		{namesYAML, `{"text":"ab","spans":[[0,1,"LOC"]]}`, `label "LOC"`},
		{namesYAML, `{"text":"ab","spans":[[0,1]]}`, "a span is neither"},
		{namesYAML, `{"text":"ab","spans":[{"start":0,"label":"ORG"}]}`, "a span is neither"},
		{namesYAML, `{"text":"ab","spans":[[0.5,1,"ORG"]]}`, "a span is neither"},
		{namesYAML, `{"text":"ab","spans":"ORG"}`, `"spans" is not a list`},
		{talkYAML, `{"text":"a"}`, `member "messages" has no turns`},
		{talkYAML, `{"messages":[]}`, `member "messages" has no turns`},
		{talkYAML, `{"messages":["Hi"]}`, "is not an object"},
		{talkYAML, `{"messages":[{"content":"Hi"}]}`, "says neither role nor from"},
		{duelYAML, `{"prompt":"p","one":"x","two":"y","label":3}`, `label "3"`},
		{levelYAML, `{"prompt":"p","rating":6}`, `label "6"`},
		{levelYAML, `{"prompt":"p","rating":2.5}`, `label "2.5"`},
		{levelYAML, `{"prompt":"p","ratings":[1]}`, `is not an object of requirements`},
	} {
		_, err := review.ParseRecord(kindTask(t, c.task), []byte(c.raw))
		if !errors.Is(err, review.ErrRecord) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.raw, err, c.want)
		}
	}
}

func TestParseRecord_TheWeakestOfManyProbabilitiesIsTheSignal(t *testing.T) {
	t.Parallel()
	got := mustParse(t, kindTask(t, topicsYAML), `{"text":"a","labels":["sport"],"probs":{"sport":0.9,"money":0.3,"law":0.01}}`)
	if v, ok := got.Signal(review.SignalProbs); !ok || v != 0.7 {
		t.Errorf("the signal is %v %v, want 0.7: money may well be missing", v, ok)
	}
}

func TestContentHash_TellsAnswersOfAllKindsApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ task, a, b string }{
		{topicsYAML, `{"text":"a","labels":["law"]}`, `{"text":"a","labels":["law","money"]}`},
		{namesYAML, `{"text":"ab","spans":[[0,1,"ORG"]]}`, `{"text":"ab","spans":[[0,2,"ORG"]]}`},
		{talkYAML, `{"messages":[{"role":"user","content":"Hi"}]}`, `{"messages":[{"role":"user","content":"Ho"}]}`},
		{levelYAML, `{"prompt":"p","rating":1,"ratings":{"true":1}}`, `{"prompt":"p","rating":1,"ratings":{"true":2}}`},
	} {
		task := kindTask(t, c.task)
		if a, b := mustParse(t, task, c.a), mustParse(t, task, c.b); a.ContentHash() == b.ContentHash() || a.ContentHash() != mustParse(t, task, c.a).ContentHash() {
			t.Errorf("%s and %s: %s, %s", c.a, c.b, a.ContentHash(), b.ContentHash())
		}
	}
}

func TestDecide_OtherKinds(t *testing.T) {
	t.Parallel()
	turns := func(said ...string) review.Answer {
		a := review.Answer{}
		for _, s := range said {
			a.Turns = append(a.Turns, review.Turn{Role: "user", Content: s})
		}
		return a
	}
	spans := func(s ...review.Span) review.Answer { return review.Answer{Spans: append([]review.Span{}, s...)} }
	labels := func(l ...string) review.Answer { return review.Answer{Labels: append([]string{}, l...)} }
	levels := func(all string, each ...string) review.Answer {
		a := review.Answer{Label: all, Ratings: map[string]string{}}
		for i := range each {
			a.Ratings[[]string{"true", "kind"}[i]] = each[i]
		}
		return a
	}
	const (
		tagged = `{"text":"a","labels":["law"]}`
		marked = `{"text":"abc","spans":[[0,1,"ORG"]]}`
		talk   = `{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}`
		rated  = `{"prompt":"p","rating":1,"ratings":{"true":1,"kind":1}}`
	)
	for _, c := range []struct {
		name, task, raw string
		after           review.Answer
		want            review.Verdict
		err             error
	}{
		{"the same labels", topicsYAML, tagged, labels("law"), review.Accept, nil},
		{"one more", topicsYAML, tagged, labels("law", "money"), review.Relabel, nil},
		{"none of them", topicsYAML, tagged, labels(), review.Relabel, nil},
		{"none where none was suggested", topicsYAML, `{"text":"a"}`, labels(), review.Relabel, nil},
		{"nothing chosen", topicsYAML, `{"text":"a"}`, review.Answer{}, "", review.ErrNoSuggestion},
		{"an odd label", topicsYAML, tagged, labels("art"), "", review.ErrUnknownLabel},
		{"the same spans", namesYAML, marked, spans(review.Span{Start: 0, End: 1, Label: "ORG"}), review.Accept, nil},
		{"another label on it", namesYAML, marked, spans(review.Span{Start: 0, End: 1, Label: "PER"}), review.Relabel, nil},
		{"a longer one", namesYAML, marked, spans(review.Span{Start: 0, End: 2, Label: "ORG"}), review.Edit, nil},
		{"nothing to mark", namesYAML, marked, spans(), review.Edit, nil},
		{"nothing to mark, as nobody knew", namesYAML, `{"text":"a"}`, spans(), review.Relabel, nil},
		{"not looked at", namesYAML, `{"text":"a"}`, review.Answer{}, "", review.ErrNoSuggestion},
		{"the same talk", talkYAML, talk, turns("a", "b"), review.Accept, nil},
		{"a turn was mended", talkYAML, talk, turns("a", "c"), review.Edit, nil},
		{"cut short", talkYAML, talk, turns("a"), review.Edit, nil},
		{"all of it cut", talkYAML, talk, turns(), "", review.ErrNoSuggestion},
		{"the other one", chosenYAML, `{"prompt":"p","chosen":"x","rejected":"y"}`, review.Answer{Label: "rejected"}, review.Relabel, nil},
		{"neither", chosenYAML, `{"prompt":"p","chosen":"x","rejected":"y"}`, review.Answer{Label: review.BothBad}, review.Relabel, nil},
		{"the same levels", levelYAML, rated, levels("1", "1", "1"), review.Accept, nil},
		{"another level of one", levelYAML, rated, levels("1", "1", "2"), review.Relabel, nil},
		{"one is open", levelYAML, rated, levels("1", "1"), "", review.ErrNotWhole},
		{"the whole is open", levelYAML, rated, levels("", "1", "2"), "", review.ErrNotWhole},
		{"off the scale", levelYAML, rated, levels("1", "9", "1"), "", review.ErrUnknownLabel},
	} {
		task := kindTask(t, c.task)
		got, err := review.Decide(task, mustParse(t, task, c.raw), c.after)
		if !errors.Is(err, c.err) || c.err == nil && err != nil || got.Verdict != c.want {
			t.Errorf("%s: %q %v, want %q %v", c.name, got.Verdict, err, c.want, c.err)
		}
	}
}

func TestParseTask_OtherKindsCompleteThemselves(t *testing.T) {
	t.Parallel()
	duel := kindTask(t, duelYAML)
	if want := []string{"1", "2", review.Tie, review.BothBad}; !reflect.DeepEqual(duel.LabelNames(), want) || !reflect.DeepEqual(duel.Answers, []string{"one", "two"}) {
		t.Errorf("labels %v of answers %v, want %v", duel.LabelNames(), duel.Answers, want)
	}
	if got := kindTask(t, levelYAML).LabelNames(); strings.Join(got, "") != "12345" {
		t.Errorf("levels %v", got)
	}
	if got := kindTask(t, talkYAML); len(got.Fields) > 0 || got.Target != "messages" {
		t.Errorf("a chat reads %v beside %q", got.Fields, got.Target)
	}
	for _, c := range []struct{ yaml, want string }{
		{"kind: prefer\nfields: [one]\n", "kind prefer needs two fields to compare"},
		{"kind: prefer\nfields: [one, two]\nanswers: [one, three]\n", `answer "three" is not one of the fields`},
		{"kind: prefer\nfields: [one, two]\nlabels: [{name: a}, {name: b}, {name: c}]\n", "kind prefer has a label for each of its 2 answers"},
		{"kind: prefer\nfields: [p, one, two]\ntarget: p\n", `"p" is the target and cannot be a field too`},
		{"kind: classify\nanswers: [a, b]\nlabels: [{name: a}, {name: b}]\n", "kind classify compares no answers"},
		{"kind: rate\nscale: 1-10\n", `scale "1-10" is neither 1-5 nor a-d`},
		{"kind: text\nscale: a-d\n", "kind text has no scale"},
		{"kind: rate\nrequirements: [{name: a}, {name: a}]\n", `requirement "a" stands here twice`},
		{"kind: spans\n", "kind spans needs at least one label"},
		{"kind: chat\nlabels: [{name: a}, {name: b}]\n", "kind chat has no labels"},
	} {
		_, err := review.ParseTask("task.yaml", []byte("name: k\n"+c.yaml), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "task.yaml:") {
			t.Errorf("%q: %v, want %s with its place", c.yaml, err, c.want)
		}
	}
}
