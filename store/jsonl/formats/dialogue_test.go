package formats

import (
	"testing"

	"winnow/review"
)

// spokenPair is a task of answers that bring the question with them.
var spokenPair = review.Task{Name: "hh", Kind: review.Prefer, Fields: []string{"chosen", "rejected"}, Target: "chosen"}.WithDefaults()

const (
	hello    = `\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: A river?\n\nAssistant:`
	asksHi   = `{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},{"role":"user","content":"A river?"}`
	saysElbe = `{"role":"assistant","content":"The Elbe."}`
	saysNo   = `{"role":"assistant","content":"No."}`
	hhRow    = `{"chosen":"` + hello + ` The Elbe.","rejected":"` + hello + ` No."}`
)

// Ensure that pairs whose texts are whole conversations leave with the part that both
// begin with as the question.
func TestFormats_ConversationsInOneText(t *testing.T) {
	t.Parallel()
	check(t, []becomes{
		{"the first", spokenPair, hhRow, review.Accept, review.Answer{}, map[string]string{
			"trl-preference":        `{"prompt":"` + hello + `","chosen":" The Elbe.","rejected":" No."}`,
			"trl-prompt-completion": `{"prompt":"` + hello + `","completion":" The Elbe."}`,
			"trl-kto": `{"prompt":"` + hello + `","completion":" The Elbe.","label":true}` + "\n" +
				`{"prompt":"` + hello + `","completion":" No.","label":false}`,
			"openai-preference": `{"input":{"messages":[` + asksHi + `],"tools":[],"parallel_tool_calls":true},` +
				`"preferred_output":[` + saysElbe + `],"non_preferred_output":[` + saysNo + `]}`,
			"openai-chat": `{"messages":[` + asksHi + `,` + saysElbe + `]}`,
			"alpaca":      "- a conversation of several turns, which alpaca cannot express",
		}},
		{"the second", spokenPair, hhRow, review.Relabel, review.Answer{Label: "rejected"}, map[string]string{
			"trl-preference": `{"prompt":"` + hello + `","chosen":" No.","rejected":" The Elbe."}`,
		}},
		{
			"one turn", spokenPair, `{"chosen":"\n\nHuman: A tree?\n\nAssistant: Oak.","rejected":"\n\nHuman: A tree?\n\nAssistant: Stone."}`,
			review.Accept, review.Answer{}, map[string]string{"alpaca": `{"instruction":"A tree?","input":"","output":"Oak."}`},
		},
		{
			"two questions", spokenPair, `{"chosen":"\n\nHuman: A tree?\n\nAssistant: Oak.","rejected":"\n\nHuman: A rock?\n\nAssistant: Stone."}`,
			review.Accept, review.Answer{}, map[string]string{"trl-preference": "- the answers are to different questions"},
		},
		{
			"no answer", spokenPair, `{"chosen":"\n\nHuman: A tree?\n\nAssistant: Oak.\n\nHuman: Why?","rejected":"\n\nHuman: A tree?\n\nAssistant: Stone."}`,
			review.Accept, review.Answer{}, map[string]string{"trl-preference": "- " + whyNoTurns},
		},
		{
			"an empty turn", spokenPair, `{"chosen":"\n\nHuman: A tree?\n\nAssistant:","rejected":"\n\nHuman: A tree?\n\nAssistant: Stone."}`,
			review.Accept, review.Answer{}, map[string]string{"trl-preference": "- " + whyEmptyTurn},
		},
		{
			"a text that is no conversation", spokenPair, `{"chosen":"Oak.","rejected":"\n\nAssistant: Stone."}`,
			review.Accept, review.Answer{}, map[string]string{"trl-preference": "- " + whyNoQuestion},
		},
	})
}

func TestFormats_ConversationsInOneTextAsMessages(t *testing.T) {
	t.Parallel()
	it := decided(item(t, spokenPair, 1, hhRow), review.Accept, review.Answer{})
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Format: "trl-preference", Chat: true}, `{"prompt":[` + asksHi + `],"chosen":[` + saysElbe + `],"rejected":[` + saysNo + `]}`},
		{Options{Format: "trl-preference", System: "Be brief."}, `{"prompt":"Be brief.` + hello + `","chosen":" The Elbe.","rejected":" No."}`},
	} {
		if out, _ := export(t, spokenPair, []review.Item{it}, c.o); out[""] != c.want+"\n" {
			t.Errorf("%+v:\ngot  %swant %s", c.o, out[""], c.want)
		}
	}
}

const (
	asksWarm  = `{"from":"human","value":"Warm in Rome?"}`
	callsWarm = `{"from":"function_call","value":"{\"name\": \"w\", \"arguments\": {\"at\": \"Rome\"}}"}`
	seesWarm  = `{"from":"observation","value":"{\"t\": 30}"}`
	saysWarm  = `{"from":"gpt","value":"Yes."}`
	toolWarm  = `"tools":"[{\"name\": \"w\"}]"`
)

// Ensure that calls of tools in LLaMA-Factory's turns leave as they came, in the shape
// that it reads, and in no other.
func TestFormats_TurnsOfTools(t *testing.T) {
	t.Parallel()
	talk := chatIn("conversations")
	whole := `{"conversations":[` + asksWarm + `,` + callsWarm + `,` + seesWarm + `,` + saysWarm + `],"system":"Be brief.",` + toolWarm + `}`
	check(t, []becomes{
		{"a call and its answer", talk, whole, review.Accept, review.Answer{}, map[string]string{
			"sharegpt": whole, "openai-chat": "- " + whyCallTurn, "trl-prompt-completion": "- " + whyCallTurn, "trl-kto": "- " + whyCallTurn, "alpaca": "- " + whyCallTurn,
		}},
		{
			"the last answer was edited", talk, whole, review.Edit, review.Answer{Turns: []review.Turn{
				{Role: "human", Content: "Warm in Rome?"}, {Role: "function_call", Content: `{"name": "w", "arguments": {"at": "Rome"}}`},
				{Role: "observation", Content: `{"t": 30}`}, {Role: "gpt", Content: "30 degrees."},
			}}, map[string]string{
				"sharegpt": `{"conversations":[` + asksWarm + `,` + callsWarm + `,` + seesWarm + `,{"from":"gpt","value":"30 degrees."}],"system":"Be brief.",` + toolWarm + `}`,
			},
		},
		{
			"a call that nothing answers yet", talk, `{"conversations":[` + asksWarm + `,` + callsWarm + `],` + toolWarm + `}`, review.Accept, review.Answer{},
			map[string]string{"sharegpt": `{"conversations":[` + asksWarm + `,` + callsWarm + `],` + toolWarm + `}`},
		},
		{
			"two answers in a row", talk, `{"conversations":[` + asksWarm + `,` + callsWarm + `,` + seesWarm + `,` + seesWarm + `,` + saysWarm + `]}`, review.Accept, review.Answer{},
			map[string]string{"sharegpt": "- " + whyCallOrder},
		},
		{
			"what a tool answered at the end", talk, `{"conversations":[` + asksWarm + `,` + callsWarm + `,` + seesWarm + `]}`, review.Accept, review.Answer{},
			map[string]string{"sharegpt": "- " + whyNoTurns},
		},
	})
}

// Ensure that rows of Prodigy's go back with what they say beside the answer.
func TestFormats_ProdigysOwnWords(t *testing.T) {
	t.Parallel()
	const (
		spans   = `{"id":"7","text":"Ada saw Bob.","tokens":[{"text":"Ada","start":0,"end":3,"id":0},{"text":"Bob","start":8,"end":11,"id":2}],"spans":[{"start":0,"end":3,"label":"who","source":"ner","score":0.50}]}`
		options = `"options":[{"id":1,"text":"good"},{"id":2,"text":"bad"}]`
		single  = `,"config":{"choice_style":"single"},"_view_id":"choice","answer":"accept","_timestamp":1772362800}`
	)
	marks := review.Task{Name: "who", Kind: review.Spans, Labels: []review.Label{{Name: "who"}, {Name: "where"}}}.WithDefaults()
	choice := review.Task{Name: "mood", Kind: review.Classify, Target: "accept", Labels: []review.Label{{Name: "1"}, {Name: "2"}}}.WithDefaults()
	before := `{"text":"Ada saw Bob.","meta":{"id":"7"},"tokens":[{"text":"Ada","start":0,"end":3,"id":0},{"text":"Bob","start":8,"end":11,"id":2}],"spans":[`
	const after = `],"_view_id":"ner_manual","answer":"accept","_timestamp":1772362800}`
	first, second := review.Span{Start: 0, End: 3, Label: "who"}, review.Span{Start: 8, End: 11, Label: "who"}
	check(t, []becomes{
		{"a span was missing", marks, spans, review.Relabel, review.Answer{Spans: []review.Span{first, second}}, map[string]string{
			"prodigy": before + `{"start":0,"end":3,"token_start":0,"token_end":0,"label":"who","source":"ner","score":0.50},` +
				`{"start":8,"end":11,"token_start":1,"token_end":1,"label":"who"}` + after,
		}},
		{"a span has another label", marks, spans, review.Relabel, review.Answer{Spans: []review.Span{{Start: 0, End: 3, Label: "where"}}}, map[string]string{
			"prodigy": before + `{"start":0,"end":3,"token_start":0,"token_end":0,"label":"where"}` + after,
		}},
		{
			"one of several options", choice, `{"id":"7","text":"a",` + options + `,"accept":[1],"config":{"choice_style":"single"}}`,
			review.Relabel, review.Answer{Label: "2"}, map[string]string{"prodigy": `{"text":"a","meta":{"id":"7"},` + options + `,"accept":[2]` + single},
		},
	})
	it := decided(item(t, choice, 1, `{"id":"7","text":"a",`+options+`,"accept":[],"answer":"ignore"}`), review.Relabel, review.Answer{Label: "2"})
	if out, _ := export(t, choice, []review.Item{it}, Options{Bare: true}); out[""] != `{"id":"7","text":"a",`+options+`,"accept":[2],"answer":"ignore"}`+"\n" {
		t.Errorf("native: %s", out[""])
	}
}
