package formats

import (
	"testing"

	"winnow/review"
)

// chatIn is the task of conversations under the name.
func chatIn(target string) review.Task {
	return review.Task{Name: "own", Kind: review.Chat, Target: target}.WithDefaults()
}

// Records as people write them, with spaces and with members of their own in the
// turns.
const (
	wideChat = `{"messages": [ {"role": "user", "content": "A tree?", "id": 1.0} ,` + "\t" + `{"role": "assistant", "weight": 0, "content": "O\u0061k.", "at": {"x": [1, 2]}} ], "by": "me"}`
	wideTalk = `{"id": 7, "conversations": [ {"from": "human", "value": "A tree?", "id": 1.0},  {"markdown": null, "value": "Oak\/.", "from": "gpt"} ]}`
	wideList = `[ {"role": "user", "content": "A tree?", "id": 1.0} ,  {"role": "assistant", "weight": 0, "content": "O\u0061k.", "at": {"x": [1, 2]}} ]`
)

// Ensure that a turn leaves with the bytes that it came with where the shape is the
// one of the record, and with all of its members in any case.
func TestTurns_KeepTheirMembers(t *testing.T) {
	t.Parallel()
	check(t, []becomes{
		{"OpenAI's", chatIn("messages"), `{"messages": ` + wideList + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak.","weight":0}]}`,
			"trl-prompt-completion": `{"prompt":[{"role": "user", "content": "A tree?", "id": 1.0}],` +
				`"completion":[{"role": "assistant", "weight": 0, "content": "O\u0061k.", "at": {"x": [1, 2]}}]}`,
			"sharegpt": `{"conversations":[{"from":"human","value":"A tree?","id":1.0},` +
				`{"from":"gpt","value":"Oak.","weight":0,"at":{"x": [1, 2]}}]}`,
			"trl-kto": `{"prompt":[{"role": "user", "content": "A tree?", "id": 1.0}],` +
				`"completion":[{"role": "assistant", "weight": 0, "content": "O\u0061k.", "at": {"x": [1, 2]}}],"label":true}`,
			"alpaca": "- a turn says more than its text, which alpaca cannot express",
		}},
		{"ShareGPT's", chatIn("conversations"), wideTalk, review.Accept, review.Answer{}, map[string]string{
			"sharegpt":    `{"conversations":[ {"from": "human", "value": "A tree?", "id": 1.0},  {"markdown": null, "value": "Oak\/.", "from": "gpt"} ]}`,
			"openai-chat": `{"messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak/."}]}`,
			"alpaca":      `{"instruction":"A tree?","input":"","output":"Oak/."}`,
		}},
		{"roles with other names", chatIn("conversations"),
			`{"conversations":[{"from":"user","value":"A tree?","n":1},{"from":"chatgpt","value":"Oak."}]}`,
			review.Accept, review.Answer{}, map[string]string{
				"sharegpt": `{"conversations":[{"from":"human","value":"A tree?","n":1},{"from":"gpt","value":"Oak."}]}`,
			}},
		{"a system turn", chatIn("conversations"),
			`{"conversations":[{"from":"system","value":"Be brief."},{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}]}`,
			review.Accept, review.Answer{}, map[string]string{
				"sharegpt": `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}],"system":"Be brief."}`,
			}},
		{"a system turn that says more", chatIn("conversations"),
			`{"conversations":[{"from":"system","value":"Be brief.","v":2},{"from":"human","value":"A tree?"}, {"from":"gpt","value":"Oak."}]}`,
			review.Accept, review.Answer{}, map[string]string{
				"sharegpt": `{"conversations":[{"from":"system","value":"Be brief.","v":2},{"from":"human","value":"A tree?"}, {"from":"gpt","value":"Oak."}]}`,
			}},
		{"members without a value", chatIn("messages"),
			`{"messages":[{"role":"user","content":"A tree?","name":null},{"role":"assistant","content":"Oak.","tool_calls":null}]}`,
			review.Accept, review.Answer{}, map[string]string{
				"openai-chat": `{"messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak."}]}`,
				"sharegpt":    `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}]}`,
			}},
		{"nothing but what OpenAI documents", chatIn("messages"),
			`{"messages":[ {"role": "user", "content": "A tr\u0065e?"} ,  {"weight": 1, "role": "assistant", "content": "Oak."} ]}`,
			review.Accept, review.Answer{}, map[string]string{
				"openai-chat": `{"messages":[ {"role": "user", "content": "A tr\u0065e?"} ,  {"weight": 1, "role": "assistant", "content": "Oak."} ]}`,
			}},
	})
}

func TestTurns_AreRefusedForWhatTheyAre(t *testing.T) {
	t.Parallel()
	check(t, []becomes{
		{"parts", chatIn("messages"), `{"messages":[{"role":"user","content":[{"type":"text","text":"A tree?"}]},` + saysOak + `]}`,
			review.Accept, review.Answer{}, map[string]string{"sharegpt": "- " + whyNotPlain, "alpaca": "- " + whyNotPlain}},
		{"what a tool answered", chatIn("messages"), `{"messages":[` + asksTree + `,{"role":"tool","content":"Oak"},` + saysOak + `]}`,
			review.Accept, review.Answer{}, map[string]string{"sharegpt": "- " + whyTool}},
		{"a system turn in the middle", chatIn("messages"), `{"messages":[` + asksTree + `,{"role":"system","content":"Now!"},` + saysOak + `]}`,
			review.Accept, review.Answer{}, map[string]string{"sharegpt": "- " + whyOddRole}},
		{"two shapes at once", chatIn("messages"), `{"messages":[{"role":"user","content":"A tree?","value":"A shrub?"},` + saysOak + `]}`,
			review.Accept, review.Answer{}, map[string]string{"sharegpt": "- " + whyTwoShapes}},
		{"the other two", chatIn("conversations"), `{"conversations":[{"from":"human","value":"A tree?","content":"A shrub?"},{"from":"gpt","value":"Oak."}]}`,
			review.Accept, review.Answer{}, map[string]string{"sharegpt": "- " + whyTwoShapes, "openai-chat": "- " + whyTwoShapes}},
	})
}

// Ensure that an edit changes what was said and nothing else: no space between
// turns, none in them, and no member.
func TestTurns_AnEditKeepsTheSpacesBetweenThem(t *testing.T) {
	t.Parallel()
	oak, elm := turn("assistant", "Oak."), turn("assistant", "Elm.")
	for name, c := range map[string]struct {
		task      review.Task
		raw, want string
		after     review.Answer
	}{
		"edited": {
			chatIn("messages"), wideChat,
			`{"messages": [ {"role": "user", "content": "A tree?", "id": 1.0} ,` + "\t" +
				`{"role": "assistant", "weight": 0, "content": "Elm.", "at": {"x": [1, 2]}} ], "by": "me"}`,
			review.Answer{Turns: []review.Turn{turn("user", "A tree?"), elm}},
		},
		"cut": {
			chatIn("messages"), `{"messages": [ {"role": "user", "content": "A tree?"} ,  ` + saysOak + `, ` + saysElm + ` ]}`,
			`{"messages": [ {"role": "user", "content": "A tree?"} ,  ` + saysOak + ` ]}`,
			review.Answer{Turns: []review.Turn{turn("user", "A tree?"), oak}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := native{task: c.task, bare: true}
			got, why := n.lines(nil, decided(item(t, c.task, 1, c.raw), review.Edit, c.after))
			if string(got) != c.want+"\n" || why != "" {
				t.Errorf("wrote %s (%s)\nwant  %s", got, why, c.want)
			}
		})
	}
}

// Ensure that spans are written among those that stay as the record has them.
func TestSpans_AChangeKeepsTheSpacesBetweenThem(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "own", Kind: review.Spans, Fields: []string{"text"}, Target: "spans",
		Labels: []review.Label{{Name: "A"}, {Name: "B"}},
	}.WithDefaults()
	raw := `{"text": "one two three", "spans": [ {"start": 0, "end": 3, "label": "A"},  {"start": 4, "end": 7, "label": "B"} ]}`
	for want, spans := range map[string][]review.Span{
		`[ {"start": 0, "end": 3, "label": "A"},  {"start":8,"end":13,"label":"B"} ]`: {{Start: 0, End: 3, Label: "A"}, {Start: 8, End: 13, Label: "B"}},
		`[ {"start": 4, "end": 7, "label": "B"} ]`:                                    {{Start: 4, End: 7, Label: "B"}},
		`[ {"start": 0, "end": 3, "label": "A"},  {"start": 4, "end": 7, "label": "B"},  {"start":8,"end":13,"label":"A"} ]`: {
			{Start: 0, End: 3, Label: "A"}, {Start: 4, End: 7, Label: "B"}, {Start: 8, End: 13, Label: "A"},
		},
		`[]`: {},
	} {
		n := native{task: task, bare: true}
		got, why := n.lines(nil, decided(item(t, task, 1, raw), review.Edit, review.Answer{Spans: spans}))
		if line := `{"text": "one two three", "spans": ` + want + "}\n"; string(got) != line || why != "" {
			t.Errorf("wrote %s (%s)\nwant  %s", got, why, line)
		}
	}
}
