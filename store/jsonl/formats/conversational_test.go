package formats

import (
	"testing"

	"winnow/review"
)

// asked is one decision, how it is to be written, and the line.
type asked struct {
	name string
	task review.Task
	it   review.Item
	o    Options
	want string
}

func checkAsked(t *testing.T, cases []asked) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, sum := export(t, c.task, []review.Item{c.it}, c.o)
			if got := out[""]; got != c.want+"\n" {
				t.Errorf("got  %s(%v)\nwant %s", got, sum.LeftOut, c.want)
			}
			for _, line := range rowsOf(t, c.o.Format, out[""]) {
				if err := checkLine(c.o.Format, line); err != nil {
					t.Errorf("%v in %s", err, line)
				}
			}
		})
	}
}

const (
	asksRain = `{"role":"user","content":"The rain."}`
	saysCalm = `{"role":"assistant","content":"calm"}`
	asksName = `{"role":"user","content":"Name a tree."}`
)

// Ensure that every kind of task can be had in messages, which a trainer puts into
// the template of its model.
func TestChat_PutsTextsIntoMessages(t *testing.T) {
	t.Parallel()
	label := decided(item(t, moods, 1, `{"text":"The rain.","label":"calm"}`), review.Accept, review.Answer{})
	reply := decided(item(t, replies, 1, `{"instruction":"Name a tree.","output":"Stone."}`), review.Edit, review.Answer{Text: "Oak."})
	duel := decided(item(t, duels, 1, `{"prompt":"A tree?","a":"Oak.","b":"Elm.","preferred":"a"}`), review.Accept, review.Answer{})
	own := review.Task{Name: "own", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Target: "chosen"}.WithDefaults()
	pair := decided(item(t, own, 1, `{"prompt":"The sky is","chosen":" blue.","rejected":" green."}`), review.Accept, review.Answer{})
	checkAsked(t, []asked{
		{"a label", moods, label, Options{Format: "trl-prompt-completion", Chat: true},
			`{"prompt":[{"role":"system","content":` + system + `},` + asksRain + `],"completion":[` + saysCalm + `]}`},
		{"a label for KTO", moods, label, Options{Format: "trl-kto", Chat: true},
			`{"prompt":[{"role":"system","content":` + system + `},` + asksRain + `],"completion":[` + saysCalm + `],"label":true}`},
		{"a label without its system message", moods, label, Options{Format: "trl-kto", Chat: true, EraseSystem: true},
			`{"prompt":[` + asksRain + `],"completion":[` + saysCalm + `],"label":true}`},
		{"a response", replies, reply, Options{Format: "trl-prompt-completion", Chat: true},
			`{"prompt":[` + asksName + `],"completion":[` + saysOak + `]}`},
		{"an edited response", replies, reply, Options{Format: "trl-preference", Chat: true},
			`{"prompt":[` + asksName + `],"chosen":[` + saysOak + `],"rejected":[{"role":"assistant","content":"Stone."}]}`},
		{"a preference", duels, duel, Options{Format: "trl-preference", Chat: true},
			`{"prompt":[` + asksTree + `],"chosen":[` + saysOak + `],"rejected":[` + saysElm + `]}`},
		{"a continuation", own, pair, Options{Format: "trl-preference", Chat: true},
			`{"prompt":[{"role":"user","content":"The sky is"}],"chosen":[{"role":"assistant","content":" blue."}],"rejected":[{"role":"assistant","content":" green."}]}`},
		{"a shape that has one form", replies, reply, Options{Format: "alpaca", Chat: true},
			`{"instruction":"Name a tree.","input":"","output":"Oak."}`},
	})
}

// Ensure that a system message that was asked for stands where a sample has none of
// its own.
func TestSystem_StandsWhereASampleHasNone(t *testing.T) {
	t.Parallel()
	const brief = `{"role":"system","content":"Be brief."}`
	guided := moods
	guided.Labels = []review.Label{{Name: "calm", Description: "At rest.\n"}, {Name: "angry"}}
	label := decided(item(t, guided, 1, `{"text":"The rain.","label":"calm"}`), review.Accept, review.Answer{})
	told := replies
	told.Guidelines = "Be brief.\n"
	reply := decided(item(t, told, 1, `{"instruction":"Name a tree.","output":"Oak."}`), review.Accept, review.Answer{})
	ruled := decided(item(t, told, 1, `{"instruction":"Name a tree.","output":"Oak.","system":"Be kind."}`), review.Accept, review.Answer{})
	talk := decided(item(t, talks0(), 1, oneTurn), review.Accept, review.Answer{})
	led := decided(item(t, talks0(), 1, `{"messages":[{"role":"developer","content":"Be kind."},`+asksTree+`,`+saysOak+`]}`), review.Accept, review.Answer{})
	duel := decided(item(t, duels, 1, `{"prompt":"A tree?","a":"Oak.","b":"Elm.","preferred":"a"}`), review.Accept, review.Answer{})
	list := review.Task{Name: "own", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Target: "chosen"}.WithDefaults()
	pair := decided(item(t, list, 1, `{"prompt":[`+asksTree+`],"chosen":[`+saysOak+`],"rejected":[`+saysElm+`]}`), review.Accept, review.Answer{})
	given, guidelines := "Be brief.", SystemGuidelines
	checkAsked(t, []asked{
		{"a label with what labels mean", guided, label, Options{Format: "openai-chat", System: guidelines},
			`{"messages":[{"role":"system","content":"Say how the speaker feels.\n\ncalm: At rest.\n\nAnswer with one of these labels: calm, angry."},` +
				asksRain + `,` + saysCalm + `]}`},
		{"a label with another text", guided, label, Options{Format: "openai-chat", System: given},
			`{"messages":[` + brief + `,` + asksRain + `,` + saysCalm + `]}`},
		{"a response", told, reply, Options{Format: "openai-chat", System: guidelines}, `{"messages":[` + brief + `,` + asksName + `,` + saysOak + `]}`},
		{"a response in plain text", told, reply, Options{Format: "trl-prompt-completion", System: given},
			`{"prompt":"Be brief.\n\nName a tree.\n\n","completion":"Oak."}`},
		{"a response for alpaca", told, reply, Options{Format: "alpaca", System: guidelines},
			`{"instruction":"Name a tree.","input":"","output":"Oak.","system":"Be brief."}`},
		{"a response that has its own", told, ruled, Options{Format: "openai-chat", System: guidelines},
			`{"messages":[{"role":"system","content":"Be kind."},` + asksName + `,` + saysOak + `]}`},
		{"a response, nothing asked for", told, reply, Options{Format: "openai-chat"}, `{"messages":[` + asksName + `,` + saysOak + `]}`},
		{"a conversation", talks0(), talk, Options{Format: "openai-chat", System: given}, `{"messages":[` + brief + `,` + asksTree + `,` + saysOak + `]}`},
		{"a conversation for ShareGPT", talks0(), talk, Options{Format: "sharegpt", System: given},
			`{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}],"system":"Be brief."}`},
		{"a conversation that has its own", talks0(), led, Options{Format: "openai-chat", System: given},
			`{"messages":[{"role":"developer","content":"Be kind."},` + asksTree + `,` + saysOak + `]}`},
		{"a preference", duels, duel, Options{Format: "openai-preference", System: given},
			`{"input":{"messages":[` + brief + `,` + asksTree + `],"tools":[],"parallel_tool_calls":true},"preferred_output":[` + saysOak + `],"non_preferred_output":[` + saysElm + `]}`},
		{"a preference in messages", list, pair, Options{Format: "trl-preference", System: given},
			`{"prompt":[` + brief + `,` + asksTree + `],"chosen":[` + saysOak + `],"rejected":[` + saysElm + `]}`},
	})
}
