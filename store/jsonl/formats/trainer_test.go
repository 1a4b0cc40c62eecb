package formats

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
)

const system = `"Say how the speaker feels.\n\nAnswer with one of these labels: calm, angry."`

func TestTrainers_Labels(t *testing.T) {
	t.Parallel()
	prompt := func(text string) string {
		return strings.TrimSuffix(system, `"`) + `\n\n` + text + `\n\n"`
	}
	chat := func(text, label string) string {
		return `{"messages":[{"role":"system","content":` + system + `},{"role":"user","content":"` + text +
			`"},{"role":"assistant","content":"` + label + `"}]}`
	}
	kto := func(text, label string, good bool) string {
		return fmt.Sprintf(`{"prompt":%s,"completion":"%s","label":%v}`, prompt(text), label, good)
	}
	for format, want := range map[string][]string{
		"openai-chat": {
			chat("The kettle sings.", "calm"), chat("The door slams.", "angry"), chat("The rain.", "calm"), chat("The stairs creak.", "calm"),
		},
		"trl-prompt-completion": {
			`{"prompt":` + prompt("The kettle sings.") + `,"completion":"calm"}`,
			`{"prompt":` + prompt("The door slams.") + `,"completion":"angry"}`,
			`{"prompt":` + prompt("The rain.") + `,"completion":"calm"}`,
			`{"prompt":` + prompt("The stairs creak.") + `,"completion":"calm"}`,
		},
		"trl-preference": nil,
		"trl-kto": {
			kto("The kettle sings.", "calm", true),
			kto("The door slams.", "angry", true), kto("The door slams.", "calm", false),
			kto("The rain.", "calm", true), // the label was not changed: nobody said that it was wrong
			kto("???", "angry", false),
			kto("The stairs creak.", "calm", true),
		},
		"alpaca": {
			`{"instruction":` + system + `,"input":"The kettle sings.","output":"calm"}`,
			`{"instruction":` + system + `,"input":"The door slams.","output":"angry"}`,
			`{"instruction":` + system + `,"input":"The rain.","output":"calm"}`,
			`{"instruction":` + system + `,"input":"The stairs creak.","output":"calm"}`,
		},
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			out, _ := export(t, moods, oneOfEach(t), Options{Format: format})
			compare(t, out[""], want)
		})
	}
}

func compare(t *testing.T, out string, want []string) {
	t.Helper()
	got := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if out == "" {
		got = nil
	}
	for i := range max(len(got), len(want)) {
		g, w := "(no line)", "(no line)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("line %d:\ngot  %s\nwant %s", i+1, g, w)
		}
	}
}

// responses are samples of kind text with everything that matters.
func responses(t testing.TB) []review.Item {
	t.Helper()
	row := func(seq uint64, rest string) review.Item {
		return item(t, replies, seq, `{"instruction":"Name a tree.",`+rest+`}`)
	}
	asked := map[string]string{"instruction": "Name one tree."}
	return []review.Item{
		decided(row(1, `"input":"Tall.","output":"Oak."`), review.Accept, review.Answer{}),
		decided(row(2, `"output":"Ok."`), review.Edit, review.Answer{Text: "Oak."}),
		decided(row(3, `"output":"Fir."`), review.Edit, review.Answer{Text: "Fir.", Fields: asked}),
		decided(row(4, `"output":"Frr."`), review.Edit, review.Answer{Text: "Fir.", Fields: asked}),
		decided(row(5, `"input":"Small."`), review.Edit, review.Answer{Text: "Bonsai."}),
		decided(row(6, `"output":"Stone."`), review.Reject, review.Answer{}),
		decided(row(7, `"output":""`), review.Accept, review.Answer{}),
		decided(row(8, `"output":"Elm."`), review.Edit, review.Answer{Text: ""}),
		decided(row(9, `"input":""`), review.Reject, review.Answer{}),
	}
}

func TestTrainers_Texts(t *testing.T) {
	t.Parallel()
	const (
		p    = `{"prompt":"Name a tree.\n\n"`
		one  = `{"prompt":"Name one tree.\n\n"`
		tall = `{"prompt":"Name a tree.\n\nTall.\n\n"`
		tiny = `{"prompt":"Name a tree.\n\nSmall.\n\n"`
	)
	chat := func(user, answer string) string {
		return `{"messages":[{"role":"user","content":"` + user + `"},{"role":"assistant","content":"` + answer + `"}]}`
	}
	for format, want := range map[string][]string{
		"openai-chat": {
			chat(`Name a tree.\n\nTall.`, "Oak."), chat("Name a tree.", "Oak."), chat("Name one tree.", "Fir."),
			chat("Name one tree.", "Fir."), chat(`Name a tree.\n\nSmall.`, "Bonsai."),
		},
		"trl-prompt-completion": {
			tall + `,"completion":"Oak."}`, p + `,"completion":"Oak."}`, one + `,"completion":"Fir."}`,
			one + `,"completion":"Fir."}`, tiny + `,"completion":"Bonsai."}`,
		},
		"trl-preference": {
			p + `,"chosen":"Oak.","rejected":"Ok."}`, one + `,"chosen":"Fir.","rejected":"Frr."}`,
		},
		"trl-kto": {
			tall + `,"completion":"Oak.","label":true}`,
			p + `,"completion":"Oak.","label":true}`, p + `,"completion":"Ok.","label":false}`,
			one + `,"completion":"Fir.","label":true}`,
			one + `,"completion":"Fir.","label":true}`, one + `,"completion":"Frr.","label":false}`,
			tiny + `,"completion":"Bonsai.","label":true}`,
			p + `,"completion":"Stone.","label":false}`,
		},
		"alpaca": {
			`{"instruction":"Name a tree.","input":"Tall.","output":"Oak."}`,
			`{"instruction":"Name a tree.","input":"","output":"Oak."}`,
			`{"instruction":"Name one tree.","input":"","output":"Fir."}`,
			`{"instruction":"Name one tree.","input":"","output":"Fir."}`,
			`{"instruction":"Name a tree.","input":"Small.","output":"Bonsai."}`,
		},
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			out, _ := export(t, replies, responses(t), Options{Format: format})
			compare(t, out[""], want)
		})
	}
}

func TestPreference_SaysWhyThereIsNoPair(t *testing.T) {
	t.Parallel()
	_, sum := export(t, replies, responses(t), Options{Format: "trl-preference"})
	got := map[string]int{}
	for _, r := range sum.LeftOut {
		got[r.Why] = r.Count
	}
	for why, n := range map[string]int{
		"accepted, which trl-preference cannot express":             2,
		"rejected, which trl-preference cannot express":             2,
		"only the fields were edited, the response was not":         1,
		"there is no original response to prefer the edited one to": 1,
		whyNoAnswer: 1,
	} {
		if got[why] != n {
			t.Errorf("%q: %d, want %d", why, got[why], n)
		}
	}
}

// Two texts under one label are told apart by their names.
func TestQuestion_NamesSeveralFields(t *testing.T) {
	t.Parallel()
	task := moods
	task.Fields = []string{"question", "answer"}
	it := item(t, task, 1, `{"question":"Tea?","answer":"No!","label":"angry"}`)
	if got, want := (question{task: task}).user(it), "question: Tea?\n\nanswer: No!"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
