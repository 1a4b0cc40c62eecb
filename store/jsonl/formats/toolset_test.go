package formats

import (
	"slices"
	"testing"

	"winnow/review"
)

const (
	aTool     = `[{"type": "function", "function": {"name": "tree"}}]`
	aToolText = `"[{\"type\": \"function\", \"function\": {\"name\": \"tree\"}}]"`
	aToolList = `[{"type":"function","function":{"name":"tree"}}]`
)

// Ensure that what a conversation could have called leaves with it: nobody can
// learn to call a tool that the prompt does not name.
func TestTools_LeaveWithTheConversation(t *testing.T) {
	t.Parallel()
	said := `{"messages":[` + asksTree + `,` + saysOak + `]`
	elm := review.Answer{Turns: []review.Turn{turn("user", "A tree?"), turn("assistant", "Elm.")}}
	check(t, []becomes{
		{"a list", talks0(), `{"tools":` + aTool + `,"parallel_tool_calls":false,"messages":[` + asksTree + `,` + callsTool +
			`,{"role":"tool","content":"Oak","tool_call_id":"c1"},` + saysOak + `]}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[` + asksTree + `,` + callsTool + `,{"role":"tool","content":"Oak","tool_call_id":"c1"},` + saysOak + `],` +
				`"tools":` + aTool + `,"parallel_tool_calls":false}`,
			"trl-prompt-completion": `{"prompt":[` + asksTree + `,` + callsTool + `,{"role":"tool","content":"Oak","tool_call_id":"c1"}],` +
				`"completion":[` + saysOak + `],"tools":` + aTool + `}`,
		}},
		{"a list, and another answer", talks0(), said + `,"tools":` + aTool + `}`, review.Edit, elm, map[string]string{
			"trl-kto": `{"prompt":[` + asksTree + `],"completion":[` + saysElm + `],"label":true,"tools":` + aTool + `}` + "\n" +
				`{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"label":false,"tools":` + aTool + `}`,
			"trl-preference": `{"prompt":[` + asksTree + `],"chosen":[` + saysElm + `],"rejected":[` + saysOak + `],"tools":` + aTool + `}`,
			"openai-preference": `{"input":{"messages":[` + asksTree + `],"tools":` + aTool + `,"parallel_tool_calls":true},` +
				`"preferred_output":[` + saysElm + `],"non_preferred_output":[` + saysOak + `]}`,
			"reward": `{"prompt":[` + asksTree + `],"completion":[` + saysElm + `],"reward":1,"tools":` + aTool + `}` + "\n" +
				`{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"reward":0,"tools":` + aTool + `}`,
			"sharegpt": `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Elm."}],"tools":` + aToolText + `}`,
		}},
		{"a text that holds the list", talks0(), said + `,"tools":` + aToolText + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat":           `{"messages":[` + asksTree + `,` + saysOak + `],"tools":` + aToolList + `}`,
			"trl-prompt-completion": `{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"tools":` + aToolText + `}`,
			"sharegpt":              `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}],"tools":` + aToolText + `}`,
		}},
		{"no list", talks0(), said + `,"tools":"none"}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[` + asksTree + `,` + saysOak + `]}`,
		}},
		{"a label about a text", moods, `{"text":"The rain.","label":"calm","tools":` + aTool + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[{"role":"system","content":` + system + `},{"role":"user","content":"The rain."},{"role":"assistant","content":"calm"}]}`,
		}},
	})
}

// Ensure that the summary names every member that OpenAI would refuse.
func TestOpenAI_SaysWhatWasLeftOutOfMessages(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 5 {
		items = append(items, decided(item(t, chatIn("messages"), uint64(i+1), wideChat), review.Accept, review.Answer{}))
	}
	_, sum := export(t, chatIn("messages"), items, Options{Format: "openai-chat"})
	if want := []Reason{{"at", 5}, {"id", 5}}; !slices.Equal(sum.Omitted, want) {
		t.Errorf("left out %v, want %v", sum.Omitted, want)
	}
	if _, sum = export(t, chatIn("messages"), items, Options{Format: "trl-prompt-completion"}); len(sum.Omitted) > 0 {
		t.Errorf("TRL's shape left out %v", sum.Omitted)
	}
}
