package formats

import (
	"testing"

	"winnow/review"
)

const (
	isCook    = `{"role":"system","content":"You are a cook."}`
	asksSoup  = `{"role":"user","content":"A soup?"}`
	saysLeek  = `{"role":"assistant","content":"Leek."}`
	saysStone = `{"role":"assistant","content":"Stone."}`
)

// orca is a pair as Orca's data for DPO has it, with the members besides question
// and answers that are given.
func orca(rest string) string {
	return `{` + rest + `"question":"A soup?","chosen":"Leek.","rejected":"Stone."}`
}

func pairTask(fields ...string) review.Task {
	return review.Task{Name: "pairs", Kind: review.Prefer, Fields: append(fields, "chosen", "rejected"), Target: "chosen"}.WithDefaults()
}

// Ensure that the system message of a pair goes with it in every shape, whether the
// reviewer was shown it or not.
func TestSystem_OfAPairGoesWithIt(t *testing.T) {
	t.Parallel()
	line := func(end string) string { return `{"prompt":"You are a cook.\n\nA soup?",` + end + `}` }
	want := map[string]string{
		"openai-chat":           `{"messages":[` + isCook + `,` + asksSoup + `,` + saysLeek + `]}`,
		"sharegpt":              `{"conversations":[{"from":"human","value":"A soup?"},{"from":"gpt","value":"Leek."}],"system":"You are a cook."}`,
		"alpaca":                `{"instruction":"A soup?","input":"","output":"Leek.","system":"You are a cook."}`,
		"openai-preference":     `{"input":{"messages":[` + isCook + `,` + asksSoup + `],"tools":[],"parallel_tool_calls":true},"preferred_output":[` + saysLeek + `],"non_preferred_output":[` + saysStone + `]}`,
		"trl-preference":        line(`"chosen":"Leek.","rejected":"Stone."`),
		"trl-prompt-completion": line(`"completion":"Leek."`),
		"trl-kto":               line(`"completion":"Leek.","label":true`) + "\n" + line(`"completion":"Stone.","label":false`),
		"reward":                line(`"completion":"Leek.","reward":1`) + "\n" + line(`"completion":"Stone.","reward":0`),
	}
	none := map[string]string{
		"openai-chat":    `{"messages":[` + asksSoup + `,` + saysLeek + `]}`,
		"trl-preference": `{"prompt":"A soup?","chosen":"Leek.","rejected":"Stone."}`,
	}
	cook := `"system":"You are a cook.",`
	check(t, []becomes{
		{"a member beside the fields", pairTask("question"), orca(cook), review.Accept, review.Answer{}, want},
		{"by its longer name", pairTask("question"), orca(`"system_prompt":"You are a cook.",`), review.Accept, review.Answer{}, want},
		{"by both names", pairTask("question"), orca(cook + `"system_prompt":"You are a cook.",`), review.Accept, review.Answer{}, want},
		{"a field", pairTask("system", "question"), orca(cook), review.Accept, review.Answer{}, want},
		{"an edited field", pairTask("question", "system"), orca(`"system":"You cook.",`), review.Edit,
			review.Answer{Label: "chosen", Fields: map[string]string{"system": "You are a cook."}}, want},
		{"a field that the row lacks", pairTask("question", "system"), orca(""), review.Accept, review.Answer{}, none},
		{"an empty one", pairTask("question"), orca(`"system":"",`), review.Accept, review.Answer{}, none},
		{"none", pairTask("question"), orca(`"system":null,`), review.Accept, review.Answer{}, none},
		{"in messages", pairTask("prompt"), `{"system":"You are a cook.","prompt":[` + asksSoup + `],"chosen":[` + saysLeek + `],"rejected":[` + saysStone + `]}`,
			review.Accept, review.Answer{}, map[string]string{
				"trl-preference": `{"prompt":[` + isCook + `,` + asksSoup + `],"chosen":[` + saysLeek + `],"rejected":[` + saysStone + `]}`,
			}},
		{"in messages that have one", pairTask("prompt"), `{"system":"Be odd.","prompt":[` + isCook + `,` + asksSoup + `],"chosen":[` + saysLeek + `],"rejected":[` + saysStone + `]}`,
			review.Accept, review.Answer{}, map[string]string{
				"trl-preference": `{"prompt":[` + isCook + `,` + asksSoup + `],"chosen":[` + saysLeek + `],"rejected":[` + saysStone + `]}`,
			}},
	})
}

// Ensure that a prompt in plain text, where no system message has a place, begins
// with it, in the shape that a trainer has already, too.
func TestSystem_OfAResponseGoesWithIt(t *testing.T) {
	t.Parallel()
	own := review.Task{Name: "own", Kind: review.Text, Fields: []string{"prompt"}, Target: "completion"}
	shown, alone := own, own
	shown.Fields, alone.Fields = []string{"prompt", "system"}, []string{"system"}
	raw := `{"system":"You are a cook.","prompt":"A soup?","completion":" Leek.","path":"food"}`
	line := func(end string) string {
		return `{"prompt":"You are a cook.\n\nA soup?","completion":" Leek."` + end + `}`
	}
	want := map[string]string{
		"trl-prompt-completion": line(""),
		"trl-kto":               line(`,"label":true`),
		"reward":                line(`,"reward":1`),
		"openai-chat":           `{"messages":[` + isCook + `,` + asksSoup + `,{"role":"assistant","content":" Leek."}]}`,
		"alpaca":                `{"instruction":"A soup?","input":"","output":" Leek.","system":"You are a cook."}`,
		"instructlab": `{"taxonomy_path":"compositional_skills->food","task_description":"own","instruction":"You are a cook.\n\nA soup?","input":"",` +
			`"output":" Leek.","domain":null,"document":null}`,
		"doccano": `{"text":"You are a cook.\n\nA soup?","label":[" Leek."]}`,
	}
	check(t, []becomes{
		{"a member beside the fields", own, raw, review.Accept, review.Answer{}, want},
		{"a field", shown, raw, review.Accept, review.Answer{}, want},
		{"the only field is the question", alone, raw, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[{"role":"user","content":"You are a cook."},{"role":"assistant","content":" Leek."}]}`,
		}},
		{"a label is about all fields", review.Task{Name: "moods", Kind: review.Classify, Fields: []string{"system", "text"}, Labels: moods.Labels}.WithDefaults(),
			`{"system":"You are a cook.","text":"A soup?","label":"calm"}`, review.Accept, review.Answer{}, map[string]string{
				"weighted": `{"text":"system: You are a cook.\n\ntext: A soup?","label":"calm","weight":1,"soft_label":{"calm":1,"angry":0}}`,
			}},
	})
}

// Ensure that a conversation whose row has a system message takes it along where the
// task has no such field, because some rows lack it.
func TestSystem_OfAConversationGoesWithIt(t *testing.T) {
	t.Parallel()
	said := `"messages":[` + asksSoup + `,` + saysLeek + `]`
	topical := talks0()
	topical.Fields = []string{"topic"}
	check(t, []becomes{
		{"a member beside the fields", talks0(), `{"system":"You are a cook.",` + said + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat":           `{"messages":[` + isCook + `,` + asksSoup + `,` + saysLeek + `]}`,
			"trl-prompt-completion": `{"prompt":[` + isCook + `,` + asksSoup + `],"completion":[` + saysLeek + `]}`,
			"trl-kto":               `{"prompt":[` + isCook + `,` + asksSoup + `],"completion":[` + saysLeek + `],"label":true}`,
			"sharegpt":              `{"conversations":[{"from":"human","value":"A soup?"},{"from":"gpt","value":"Leek."}],"system":"You are a cook."}`,
			"alpaca":                `{"instruction":"A soup?","input":"","output":"Leek.","system":"You are a cook."}`,
		}},
		{"a row without", talks0(), `{` + said + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{` + said + `}`,
		}},
		{"beside another field", topical, `{"system":"You are a cook.","topic":"Food.",` + said + `}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[{"role":"system","content":"You are a cook.\n\nFood."},` + asksSoup + `,` + saysLeek + `]}`,
		}},
		{"messages that have one", talks0(), `{"system":"Be odd.","messages":[` + isCook + `,` + asksSoup + `,` + saysLeek + `]}`, review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[` + isCook + `,` + asksSoup + `,` + saysLeek + `]}`,
		}},
	})
}

// Ensure that what was asked for stands only where a row has none of its own, and
// that none stands where none is wanted.
func TestSystem_OfARowIsNotReplaced(t *testing.T) {
	t.Parallel()
	pair := decided(item(t, pairTask("question"), 1, orca(`"system":"You are a cook.",`)), review.Accept, review.Answer{})
	plain := decided(item(t, pairTask("question"), 1, orca("")), review.Accept, review.Answer{})
	talk := decided(item(t, talks0(), 1, `{"system":"You are a cook.","messages":[`+asksSoup+`,`+saysLeek+`]}`), review.Accept, review.Answer{})
	seed := decided(item(t, replies, 1, `{"system":"You are a cook.","instruction":"A soup?","output":"Leek.","path":"food"}`), review.Accept, review.Answer{})
	prompt := func(system, rest string) string {
		return `{"prompt":[` + system + asksSoup + `],` + rest + `}`
	}
	rivals := `"chosen":[` + saysLeek + `],"rejected":[` + saysStone + `]`
	checkAsked(t, []asked{
		{"a pair", pairTask("question"), pair, Options{Format: "trl-preference", Chat: true, System: "Be odd."}, prompt(isCook+",", rivals)},
		{"a pair in plain text", pairTask("question"), pair, Options{Format: "trl-preference", System: "Be odd."},
			`{"prompt":"You are a cook.\n\nA soup?","chosen":"Leek.","rejected":"Stone."}`},
		{"a pair that has none", pairTask("question"), plain, Options{Format: "trl-preference", System: "You are a cook."},
			`{"prompt":"You are a cook.\n\nA soup?","chosen":"Leek.","rejected":"Stone."}`},
		{"a pair without", pairTask("question"), pair, Options{Format: "trl-preference", Chat: true, EraseSystem: true}, prompt("", rivals)},
		{"a pair in plain text without", pairTask("question"), pair, Options{Format: "trl-preference", EraseSystem: true},
			`{"prompt":"A soup?","chosen":"Leek.","rejected":"Stone."}`},
		{"a pair whose field it is, without", pairTask("system", "question"), decided(item(t, pairTask("system", "question"), 1, orca(`"system":"You are a cook.",`)), review.Accept, review.Answer{}),
			Options{Format: "trl-preference", EraseSystem: true}, `{"prompt":"A soup?","chosen":"Leek.","rejected":"Stone."}`},
		{"a conversation", talks0(), talk, Options{Format: "trl-prompt-completion", System: "Be odd."}, prompt(isCook+",", `"completion":[`+saysLeek+`]`)},
		{"a conversation without", talks0(), talk, Options{Format: "trl-prompt-completion", EraseSystem: true}, prompt("", `"completion":[`+saysLeek+`]`)},
		{"a seed without", replies, seed, Options{Format: "instructlab", EraseSystem: true},
			`{"taxonomy_path":"compositional_skills->food","task_description":"replies","instruction":"A soup?","input":"","output":"Leek.","domain":null,"document":null}`},
	})
	if !HasSystem("instructlab") {
		t.Error("a system message stands in instructlab, so that it can be erased")
	}
}
