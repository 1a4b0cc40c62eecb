package formats

import (
	"strings"
	"testing"

	"winnow/review"
)

// outOf is what a format makes of a sample: its lines, or "-" and why there are
// none.
func outOf(t *testing.T, task review.Task, it review.Item, format string) string {
	t.Helper()
	out, sum := export(t, task, []review.Item{it}, Options{Format: format})
	if len(sum.LeftOut) > 0 {
		return "- " + sum.LeftOut[0].Why
	}
	for _, line := range rowsOf(t, format, out[""]) {
		if err := checkLine(format, line); err != nil {
			t.Errorf("%s: %v in %s", format, err, line)
		}
	}
	return strings.TrimSuffix(out[""], "\n")
}

// becomes is one decision and what each format makes of it.
type becomes struct {
	name    string
	task    review.Task
	raw     string
	verdict review.Verdict
	after   review.Answer
	want    map[string]string
}

func check(t *testing.T, cases []becomes) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			it := decided(item(t, c.task, 1, c.raw), c.verdict, c.after)
			for format, want := range c.want {
				if got := outOf(t, c.task, it, format); got != want {
					t.Errorf("%s:\ngot  %s\nwant %s", format, got, want)
				}
			}
		})
	}
}

const (
	soup      = `{"text":"Lovely soup, slow waiter.","labels":["food"]}`
	soupAsk   = `"Answer with a JSON list of all of these labels that apply, which may be empty: food, staff."`
	soupTask  = `{"prompt":"Answer with a JSON list of all of these labels that apply, which may be empty: food, staff.\n\nLovely soup, slow waiter.\n\n"`
	soupBoth  = `"[\"food\",\"staff\"]"`
	soupMeta  = `"meta":{"id":"4b035848ebc1ff791b36c353bb245ab1"}`
	soupAfter = `,"options":[{"id":"food","text":"food"},{"id":"staff","text":"staff"}],"accept":["food","staff"],"config":{"choice_style":"multiple"},"_view_id":"choice","answer":"accept","_timestamp":1772362800}`
)

func TestFormats_Labels(t *testing.T) {
	t.Parallel()
	check(t, labelCases)
}

var both = review.Answer{Labels: []string{"food", "staff"}}

var labelCases = []becomes{
	{"a label was missing", themes, soup, review.Relabel, both, map[string]string{
		"openai-chat":           `{"messages":[{"role":"system","content":` + soupAsk + `},{"role":"user","content":"Lovely soup, slow waiter."},{"role":"assistant","content":` + soupBoth + `}]}`,
		"trl-prompt-completion": soupTask + `,"completion":` + soupBoth + `}`,
		"trl-kto":               soupTask + `,"completion":` + soupBoth + `,"label":true}` + "\n" + soupTask + `,"completion":"[\"food\"]","label":false}`,
		"alpaca":                `{"instruction":` + soupAsk + `,"input":"Lovely soup, slow waiter.","output":` + soupBoth + `}`,
		"sharegpt":              `{"conversations":[{"from":"human","value":"Lovely soup, slow waiter."},{"from":"gpt","value":` + soupBoth + `}],"system":` + soupAsk + `}`,
		"doccano":               `{"text":"Lovely soup, slow waiter.","label":["food","staff"]}`,
		"prodigy":               `{"text":"Lovely soup, slow waiter.",` + soupMeta + soupAfter,
		"argilla": `{"id":"4b035848ebc1ff791b36c353bb245ab1","status":"completed","fields":{"text":"Lovely soup, slow waiter."},"metadata":{},` +
			`"suggestions":{"labels":{"value":["food"]}},"responses":{"labels":[{"value":["food","staff"],"user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}]}}`,
		"label-studio": `[{"data":{"text":"Lovely soup, slow waiter.","id":"4b035848ebc1ff791b36c353bb245ab1"},"annotations":[{"was_cancelled":false,"ground_truth":false,"lead_time":2.5,` +
			`"created_at":"2026-03-01T11:00:00.25Z","result":[{"id":"r1","type":"choices","from_name":"labels","to_name":"text","value":{"choices":["food","staff"]}}]}],` +
			`"predictions":[{"result":[{"id":"r1","type":"choices","from_name":"labels","to_name":"text","value":{"choices":["food"]}}]}]}]`,
		"trl-preference":    "- relabelled, which trl-preference cannot express",
		"openai-preference": "- relabelled, which openai-preference cannot express",
	}},
	{"none of them", themes, soup, review.Relabel, review.Answer{Labels: []string{}}, map[string]string{
		"trl-prompt-completion": soupTask + `,"completion":"[]"}`,
		"doccano":               `{"text":"Lovely soup, slow waiter.","label":[]}`,
	}},
	{"rejected", themes, soup, review.Reject, review.Answer{}, map[string]string{
		"trl-kto":     soupTask + `,"completion":"[\"food\"]","label":false}`,
		"openai-chat": "- rejected, which openai-chat cannot express",
		"doccano":     "- rejected, which doccano cannot express",
		"argilla": `{"id":"4b035848ebc1ff791b36c353bb245ab1","status":"pending","fields":{"text":"Lovely soup, slow waiter."},"metadata":{},` +
			`"suggestions":{"labels":{"value":["food"]}},"responses":{"labels":[{"value":["food"],"user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"discarded"}]}}`,
		"prodigy": `{"text":"Lovely soup, slow waiter.",` + soupMeta + `,"options":[{"id":"food","text":"food"},{"id":"staff","text":"staff"}],"accept":["food"],` +
			`"config":{"choice_style":"multiple"},"_view_id":"choice","answer":"reject","_timestamp":1772362800}`,
	}},
	{
		"options with numbers stay numbers",
		review.Task{Name: "options", Kind: review.MultiLabel, Target: "accept", Labels: []review.Label{{Name: "1"}, {Name: "2"}}}.WithDefaults(),
		`{"text":"a","options":[{"id":1,"text":"x"},{"id":2,"text":"y"}],"accept":[]}`,
		review.Relabel, review.Answer{Labels: []string{"2"}},
		map[string]string{"prodigy": `{"text":"a","meta":{"id":"a54c3d0b969738bfa8e032ab4a308494"},"options":[{"id":1,"text":"x"},{"id":2,"text":"y"}],"accept":[2],` +
			`"config":{"choice_style":"multiple"},"_view_id":"choice","answer":"accept","_timestamp":1772362800}`},
	},
	{
		"labels that are numbers",
		review.Task{Name: "topics", Kind: review.MultiLabel, Target: "topics", Labels: []review.Label{{Name: "1"}, {Name: "2"}}}.WithDefaults(),
		`{"id":"7","text":"a","topics":[1,2]}`,
		review.Relabel, review.Answer{Labels: []string{"2"}},
		map[string]string{"native": `{"id":"7","text":"a","topics":[2],"winnow":{"decision":"relabel","reviewer":"mara","decided_at":"2026-03-01T11:00:00.25Z","seconds":2.5,` +
			`"suggestion":["1","2"],"suggestion_shown":true,"confidence":null,"signals":{},"provenance":{"source":"file","origin":"rows.jsonl","line":1},"weight":1,"flags":[],"note":""}}`},
	},
	{
		"Argilla's flat row answers the question that it came with",
		review.Task{Name: "fits", Kind: review.Classify, Target: "fits.suggestion", Fields: []string{"text"}, Labels: []review.Label{{Name: "yes"}, {Name: "no"}}}.WithDefaults(),
		`{"id":"7","text":"a","fits.suggestion":"yes","fits.suggestion.score":0.5,"fits.suggestion.agent":"m-1"}`,
		review.Relabel, review.Answer{Label: "no"},
		map[string]string{"argilla": `{"id":"7","status":"completed","fields":{"text":"a"},"metadata":{},"suggestions":{"fits":{"value":"yes","agent":"m-1"}},` +
			`"responses":{"fits":[{"value":"no","user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}]}}`},
	},
	{
		"a binary label keeps its hashes",
		moods, `{"text":"a","label":"calm","_input_hash":-7,"_task_hash":8,"meta":{"page":1.50},"_view_id":"classification","answer":"reject"}`,
		review.Relabel, review.Answer{Label: "angry"},
		map[string]string{
			"prodigy": `{"text":"a","meta":{"page":1.50,"id":"6c4a31a9c8761c8ebb26589d05c8b9bd"},"_input_hash":-7,"_task_hash":8,"label":"angry","answer":"accept","_timestamp":1772362800}`,
			"doccano": `{"text":"a","label":["angry"]}`,
		},
	},
	{
		"another text has another hash",
		moods, `{"text":"a","label":"calm","_input_hash":-7,"_task_hash":8}`,
		review.Edit, review.Answer{Label: "calm", Fields: map[string]string{"text": "b"}},
		map[string]string{"prodigy": `{"text":"b","meta":{"id":"6c4a31a9c8761c8ebb26589d05c8b9bd"},"label":"calm","answer":"accept","_timestamp":1772362800}`},
	},
	{
		"deferred", moods, `{"id":7,"text":"a","label":"calm"}`, review.Defer, review.Answer{},
		map[string]string{
			"prodigy": `{"text":"a","meta":{"id":"7"},"label":"calm","answer":"ignore","_timestamp":1772362800}`,
			"doccano": "- deferred, which doccano cannot express",
			"argilla": `{"id":"7","status":"pending","fields":{"text":"a"},"metadata":{},"suggestions":{"label":{"value":"calm"}},"responses":{}}`,
			"label-studio": `[{"data":{"text":"a","id":"7"},"annotations":[{"was_cancelled":true,"ground_truth":false,"lead_time":2.5,"created_at":"2026-03-01T11:00:00.25Z","result":[]}],` +
				`"predictions":[{"result":[{"id":"r1","type":"choices","from_name":"label","to_name":"text","value":{"choices":["calm"]}}]}]}]`,
		},
	},
	{
		"a response", replies, `{"id":7,"instruction":"Greet.","input":"Ada","output":"Hi","confidence":0.5,"model":"m-1"}`, review.Edit, review.Answer{Text: "Hello"},
		map[string]string{
			"sharegpt":          `{"conversations":[{"from":"human","value":"Greet.\n\nAda"},{"from":"gpt","value":"Hello"}]}`,
			"openai-preference": `{"input":{"messages":[{"role":"user","content":"Greet.\n\nAda"}],"tools":[],"parallel_tool_calls":true},"preferred_output":[{"role":"assistant","content":"Hello"}],"non_preferred_output":[{"role":"assistant","content":"Hi"}]}`,
			"doccano":           `{"id":7,"text":"Greet.\n\nAda","label":["Hello"]}`,
			"prodigy":           "- a response, which prodigy cannot express",
		},
	},
}

const river = "🌊 Ada saw the Rhine."

func TestFormats_Spans(t *testing.T) {
	t.Parallel()
	spans := review.Answer{Spans: []review.Span{{Start: 2, End: 5, Label: "who"}, {Start: 14, End: 19, Label: "where"}}}
	raw := `{"text":"` + river + `","spans":[{"start":2,"end":5,"label":"who","token_start":1,"token_end":1}],"_input_hash":5,` +
		`"tokens":[{"text":"🌊","start":0,"end":1,"id":0},{"text":"Ada","start":2,"end":5,"id":1},{"text":"Rhine","start":14,"end":19,"id":2}]}`
	ask := `Answer with a JSON list of the passages to mark, in the order of the text, each as {\"text\", \"label\"} with one of these labels: who, where.`
	said := `"[{\"text\":\"Ada\",\"label\":\"who\"},{\"text\":\"Rhine\",\"label\":\"where\"}]"`
	check(t, []becomes{
		{"a span was missing", places, raw, review.Edit, spans, map[string]string{
			"trl-prompt-completion": `{"prompt":"` + ask + `\n\n` + river + `\n\n","completion":` + said + `}`,
			"alpaca":                `{"instruction":"` + ask + `","input":"` + river + `","output":` + said + `}`,
			"doccano":               `{"text":"` + river + `","label":[[2,5,"who"],[14,19,"where"]]}`,
			"prodigy": `{"text":"` + river + `","meta":{"id":"587701ed0141fccbb0d8fbe1eb1ca413"},"tokens":[{"text":"🌊","start":0,"end":1,"id":0},{"text":"Ada","start":2,"end":5,"id":1},{"text":"Rhine","start":14,"end":19,"id":2}],` +
				`"_input_hash":5,"spans":[{"start":2,"end":5,"token_start":1,"token_end":1,"label":"who"},{"start":14,"end":19,"token_start":2,"token_end":2,"label":"where"}],` +
				`"_view_id":"ner_manual","answer":"accept","_timestamp":1772362800}`,
			"label-studio": `[{"data":{"text":"` + river + `","id":"587701ed0141fccbb0d8fbe1eb1ca413","_input_hash":5,"tokens":[{"text":"🌊","start":0,"end":1,"id":0},{"text":"Ada","start":2,"end":5,"id":1},{"text":"Rhine","start":14,"end":19,"id":2}]},"annotations":[{"was_cancelled":false,"ground_truth":false,"lead_time":2.5,"created_at":"2026-03-01T11:00:00.25Z","result":[` +
				`{"id":"r1","type":"labels","from_name":"spans","to_name":"text","value":{"start":3,"end":6,"text":"Ada","labels":["who"]}},` +
				`{"id":"r2","type":"labels","from_name":"spans","to_name":"text","value":{"start":15,"end":20,"text":"Rhine","labels":["where"]}}]}],"predictions":[{"result":[` +
				`{"id":"r1","type":"labels","from_name":"spans","to_name":"text","value":{"start":3,"end":6,"text":"Ada","labels":["who"]}}]}]}]`,
			"trl-preference": "- a label makes no preference pair",
		}},
		{
			"in a text that was rewritten", places, raw, review.Edit,
			review.Answer{Spans: []review.Span{{Start: 0, End: 3, Label: "who"}}, Fields: map[string]string{"text": "Ada left."}},
			map[string]string{
				"prodigy": `{"text":"Ada left.","meta":{"id":"587701ed0141fccbb0d8fbe1eb1ca413"},"spans":[{"start":0,"end":3,"label":"who"}],"_view_id":"ner_manual","answer":"accept","_timestamp":1772362800}`,
				"doccano": `{"text":"Ada left.","label":[[0,3,"who"]]}`,
			},
		},
		{"nothing to mark", places, raw, review.Edit, review.Answer{Spans: []review.Span{}}, map[string]string{
			"doccano":               `{"text":"` + river + `","label":[]}`,
			"trl-prompt-completion": `{"prompt":"` + ask + `\n\n` + river + `\n\n","completion":"[]"}`,
		}},
	})
}

func TestFormats_Conversations(t *testing.T) {
	t.Parallel()
	check(t, chatCases)
}

func turn(role, content string) review.Turn { return review.Turn{Role: role, Content: content} }

const (
	asksTree  = `{"role":"user","content":"A tree?"}`
	saysOak   = `{"role":"assistant","content":"Oak."}`
	saysElm   = `{"role":"assistant","content":"Elm."}`
	callsTool = `{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"tree","arguments":"{}"}}]}`
	oneTurn   = `{"messages":[` + asksTree + `,` + saysOak + `],"source":"x"}`
	twoTurns  = `{"messages":[` + asksTree + `,` + saysOak + `,{"role":"user","content":"Another?"},` + saysElm + `]}`
	gptTurns  = `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}],"system":"Be brief."}`
)

var chatCases = []becomes{
	{"accepted", talks0(), oneTurn, review.Accept, review.Answer{}, map[string]string{
		"openai-chat":           `{"messages":[` + asksTree + `,` + saysOak + `]}`,
		"sharegpt":              `{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}]}`,
		"trl-prompt-completion": `{"prompt":[` + asksTree + `],"completion":[` + saysOak + `]}`,
		"trl-kto":               `{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"label":true}`,
		"alpaca":                `{"instruction":"A tree?","input":"","output":"Oak."}`,
		"trl-preference":        "- accepted, which trl-preference cannot express",
		"doccano":               "- a conversation, which doccano cannot express",
		"prodigy":               "- a conversation, which prodigy cannot express",
		"argilla":               "- a conversation, which argilla cannot express",
		"label-studio":          "- a conversation, which label-studio cannot express",
	}},
	{"the last answer was edited", talks0(), oneTurn, review.Edit, review.Answer{Turns: []review.Turn{turn("user", "A tree?"), turn("assistant", "Elm.")}}, map[string]string{
		"trl-preference": `{"prompt":[` + asksTree + `],"chosen":[` + saysElm + `],"rejected":[` + saysOak + `]}`,
		"trl-kto":        `{"prompt":[` + asksTree + `],"completion":[` + saysElm + `],"label":true}` + "\n" + `{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"label":false}`,
		"openai-preference": `{"input":{"messages":[` + asksTree + `],"tools":[],"parallel_tool_calls":true},` +
			`"preferred_output":[` + saysElm + `],"non_preferred_output":[` + saysOak + `]}`,
	}},
	{
		"an earlier turn was edited", talks0(), twoTurns, review.Edit,
		review.Answer{Turns: []review.Turn{turn("user", "A tree?"), turn("assistant", "Fir."), turn("user", "Another?"), turn("assistant", "Elm.")}},
		map[string]string{
			"trl-preference": "- not only the last answer was changed",
			"trl-kto": `{"prompt":[` + asksTree + `,{"role":"assistant","content":"Fir."},{"role":"user","content":"Another?"}],` +
				`"completion":[` + saysElm + `],"label":true}`,
			"alpaca": "- a conversation of several turns, which alpaca cannot express",
		},
	},
	{
		"cut after the first answer", talks0(), twoTurns, review.Edit, review.Answer{Turns: []review.Turn{turn("user", "A tree?"), turn("assistant", "Oak.")}},
		map[string]string{"openai-chat": `{"messages":[` + asksTree + `,` + saysOak + `]}`, "trl-preference": "- not only the last answer was changed"},
	},
	{
		"cut after the question", talks0(), twoTurns, review.Edit, review.Answer{Turns: []review.Turn{turn("user", "A tree?")}},
		map[string]string{"openai-chat": "- " + whyNoTurns},
	},
	{"rejected", talks0(), oneTurn, review.Reject, review.Answer{}, map[string]string{
		"trl-kto": `{"prompt":[` + asksTree + `],"completion":[` + saysOak + `],"label":false}`,
	}},
	{"with a system prompt", gptTalks(), gptTurns, review.Accept, review.Answer{}, map[string]string{
		"openai-chat": `{"messages":[{"role":"system","content":"Be brief."},` + asksTree + `,` + saysOak + `]}`,
		"sharegpt":    gptTurns,
		"alpaca":      `{"instruction":"A tree?","input":"","output":"Oak.","system":"Be brief."}`,
	}},
	{
		"with a call of a tool", talks0(), `{"messages":[` + asksTree + `,` + callsTool + `,{"role":"tool","content":"Oak","tool_call_id":"c1","took":3},` + saysOak + `]}`,
		review.Accept, review.Answer{}, map[string]string{
			"openai-chat": `{"messages":[` + asksTree + `,` + callsTool + `,{"role":"tool","content":"Oak","tool_call_id":"c1"},` + saysOak + `]}`,
			"sharegpt":    "- " + whyTool,
		},
	},
	{
		"an odd role", talks0(), `{"messages":[{"role":"narrator","content":"Once"},` + saysOak + `]}`, review.Accept, review.Answer{},
		map[string]string{"openai-chat": "- " + whyOddRole},
	},
	{
		"nobody asked", talks0(), `{"messages":[` + saysOak + `]}`, review.Accept, review.Answer{},
		map[string]string{"openai-chat": "- " + whyNoQuestion},
	},
}

func gptTalks() review.Task {
	t := talks
	t.Target = "conversations"
	return t
}

func talks0() review.Task {
	t := talks
	t.Fields = nil
	return t
}

func TestFormats_Preferences(t *testing.T) {
	t.Parallel()
	two := `{"id":"1","prompt":"A tree?","a":"Oak.","b":"Stone.","preferred":"a"}`
	three := review.Task{Name: "three", Kind: review.Prefer, Fields: []string{"prompt", "a", "b", "c"}, Answers: []string{"a", "b", "c"}}.WithDefaults()
	says := func(label string) review.Answer { return review.Answer{Label: label} }
	line := func(names ...string) string { return `{"prompt":"A tree?\n\n",` + strings.Join(names, ",") + `}` }
	check(t, []becomes{
		{"accepted", duels, two, review.Accept, review.Answer{}, map[string]string{
			"trl-preference":    line(`"chosen":"Oak."`, `"rejected":"Stone."`),
			"trl-kto":           line(`"completion":"Oak."`, `"label":true`) + "\n" + line(`"completion":"Stone."`, `"label":false`),
			"openai-chat":       `{"messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak."}]}`,
			"alpaca":            `{"instruction":"A tree?","input":"","output":"Oak."}`,
			"openai-preference": `{"input":{"messages":[{"role":"user","content":"A tree?"}],"tools":[],"parallel_tool_calls":true},"preferred_output":[{"role":"assistant","content":"Oak."}],"non_preferred_output":[{"role":"assistant","content":"Stone."}]}`,
			"prodigy": `{"text":"A tree?","meta":{"id":"1"},"options":[{"id":"a","text":"Oak."},{"id":"b","text":"Stone."},{"id":"tie","text":"tie"},{"id":"both_bad","text":"both_bad"}],` +
				`"accept":["a"],"config":{"choice_style":"single"},"_view_id":"choice","answer":"accept","_timestamp":1772362800}`,
			"doccano": "- a preference, which doccano cannot express",
		}},
		{"the other one", duels, two, review.Relabel, says("b"), map[string]string{
			"trl-preference": line(`"chosen":"Stone."`, `"rejected":"Oak."`),
		}},
		{"a tie", duels, two, review.Relabel, says("tie"), map[string]string{
			"trl-preference": "- " + whyTie, "trl-kto": "- " + whyTie, "openai-chat": "- " + whyTie,
		}},
		{"none of them", duels, two, review.Relabel, says("both_bad"), map[string]string{
			"trl-preference": "- " + whyNoneIsGood, "openai-preference": "- " + whyNoneIsGood,
			"trl-kto": line(`"completion":"Oak."`, `"label":false`) + "\n" + line(`"completion":"Stone."`, `"label":false`),
		}},
		{"rejected", duels, two, review.Reject, review.Answer{}, map[string]string{
			"trl-kto": "- rejected, which trl-kto cannot express",
		}},
		{"the answer was mended, too", duels, two, review.Edit, review.Answer{Label: "a", Fields: map[string]string{"a": "An oak."}}, map[string]string{
			"trl-preference": line(`"chosen":"An oak."`, `"rejected":"Stone."`),
		}},
		{"the same twice", duels, `{"prompt":"A tree?","a":"Oak.","b":"Oak.","preferred":"a"}`, review.Accept, review.Answer{}, map[string]string{
			"trl-preference": "- the answers are the same",
		}},
		{"the best of three", three, `{"prompt":"A tree?","a":"Oak.","b":"Stone.","c":"Sand.","preferred":"a"}`, review.Accept, review.Answer{}, map[string]string{
			"trl-preference": line(`"chosen":"Oak."`, `"rejected":"Stone."`) + "\n" + line(`"chosen":"Oak."`, `"rejected":"Sand."`),
		}},
	})
}

// Records that have the shape of a trainer keep it.
func TestFormats_OwnShapes(t *testing.T) {
	t.Parallel()
	own := review.Task{Name: "own", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Target: "chosen"}.WithDefaults()
	continued := review.Task{Name: "on", Kind: review.Text, Fields: []string{"prompt"}, Target: "completion"}
	turns := `{"prompt":[{"role":"user","content":"A tree?"}],"chosen":[{"role":"assistant","content":"Oak."}],"rejected":[{"role":"assistant","content":"Stone."}]}`
	check(t, []becomes{
		{"a continuation stays one", own, `{"prompt":"The sky is","chosen":" blue.","rejected":" green."}`, review.Accept, review.Answer{}, map[string]string{
			"trl-preference": `{"prompt":"The sky is","chosen":" blue.","rejected":" green."}`,
		}},
		{"a response that continues", continued, `{"prompt":"The sky is","completion":" blue."}`, review.Edit, review.Answer{Text: " grey."}, map[string]string{
			"trl-prompt-completion": `{"prompt":"The sky is","completion":" grey."}`,
			"trl-preference":        `{"prompt":"The sky is","chosen":" grey.","rejected":" blue."}`,
		}},
		{"turned round", own, `{"prompt":"The sky is","chosen":" blue.","rejected":" green."}`, review.Relabel, review.Answer{Label: "rejected"}, map[string]string{
			"trl-preference": `{"prompt":"The sky is","chosen":" green.","rejected":" blue."}`,
			"native": `{"prompt":"The sky is","chosen":" green.","rejected":" blue.","winnow":{"decision":"relabel","reviewer":"mara","decided_at":"2026-03-01T11:00:00.25Z","seconds":2.5,` +
				`"suggestion":"chosen","suggestion_shown":true,"confidence":null,"signals":{},"provenance":{"source":"file","origin":"rows.jsonl","line":1},"weight":1,"flags":[],"note":""}}`,
		}},
		{"in messages", own, turns, review.Accept, review.Answer{}, map[string]string{
			"trl-preference": turns,
			"trl-kto": `{"prompt":[{"role":"user","content":"A tree?"}],"completion":[{"role":"assistant","content":"Oak."}],"label":true}` + "\n" +
				`{"prompt":[{"role":"user","content":"A tree?"}],"completion":[{"role":"assistant","content":"Stone."}],"label":false}`,
		}},
		{
			"in messages that begin with the question", own,
			`{"prompt":"A tree?","chosen":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak."}],` +
				`"rejected":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Stone."}]}`,
			review.Accept, review.Answer{}, map[string]string{"trl-preference": turns},
		},
	})
}

func TestFormats_Ratings(t *testing.T) {
	t.Parallel()
	five := `{"question":"A tree?","reply":"Oak.","rating":3}`
	ask := `"Answer with one of these levels: 1, 2, 3, 4, 5."`
	whole := `{"id":"1","text":"Oak.","rating":"b","ratings":{"true":"a","short":"b"}}`
	check(t, []becomes{
		{"another level", marks, five, review.Relabel, review.Answer{Label: "5"}, map[string]string{
			"alpaca": `{"instruction":` + ask + `,"input":"question: A tree?\n\nreply: Oak.","output":"5"}`,
			"argilla": `{"id":"ec77141e5f99630b00110f478b6f58fc","status":"completed","fields":{"question":"A tree?","reply":"Oak."},"metadata":{},` +
				`"suggestions":{"rating":{"value":3}},"responses":{"rating":[{"value":5,"user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}]}}`,
			"doccano": `{"text":"question: A tree?\n\nreply: Oak.","label":["5"]}`,
		}},
		{"by requirement", grades, whole, review.Relabel, review.Answer{Label: "a", Ratings: map[string]string{"true": "a", "short": "c"}}, map[string]string{
			"trl-prompt-completion": `{"prompt":"Answer with a JSON object: \"rating\" is the level of the whole, and \"ratings\" has a level for each of true, short. ` +
				`The levels: a, b, c, d.\n\nOak.\n\n","completion":"{\"rating\":\"a\",\"ratings\":{\"true\":\"a\",\"short\":\"c\"}}"}`,
			"argilla": `{"id":"1","status":"completed","fields":{"text":"Oak."},"metadata":{},` +
				`"suggestions":{"rating":{"value":"b"},"true":{"value":"a"},"short":{"value":"b"}},` +
				`"responses":{"rating":[{"value":"a","user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}],` +
				`"true":[{"value":"a","user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}],` +
				`"short":[{"value":"c","user_id":"534a21c6-9981-5f6b-a274-4dc2cfb39b35","status":"submitted"}]}}`,
			"doccano":      "- ratings by requirement, which doccano cannot express",
			"prodigy":      "- ratings by requirement, which prodigy cannot express",
			"label-studio": "- ratings by requirement, which label-studio cannot express",
		}},
	})
}

// The array is whole whatever the pieces that it is written in.
func TestLabelStudio_IsOneArray(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 40 {
		items = append(items, decided(item(t, moods, uint64(i+1), `{"text":"a\nb ]","label":"calm"}`), review.Accept, review.Answer{}))
	}
	out, sum := export(t, moods, items, Options{Format: labelStudioName, Split: []Part{{"train", 0.5}, {"test", 0.5}}})
	if n := len(rowsOf(t, labelStudioName, out["train"])) + len(rowsOf(t, labelStudioName, out["test"])); n != 40 || sum.Total() != 40 {
		t.Errorf("%d tasks, %+v", n, sum)
	}
}
