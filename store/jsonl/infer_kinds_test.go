package jsonl

import (
	"strings"
	"testing"

	"winnow/review"
)

var inferKindCases = []struct{ name, in, want string }{
	{
		"two outputs and the number of the better one", `
{"id":"1","instruction":"Name a tree.","output_1":"Oak.","output_2":"A tree is a plant.","label":"1","subset":"easy"}
{"id":"2","instruction":"Name a bird.","output_1":"A bird sings.","output_2":"Wren.","label":"2","subset":"hard"}`,
		"prefer [instruction output_1 output_2] -> label [1 2 tie both_bad]",
	},
	{
		"a verdict by letter, also over both", `
{"prompt":"Name a tree.","response_b":"Oak.","response_a":"A plant.","winner":"B"}
{"prompt":"Name a bird.","response_b":"It sings.","response_a":"Wren.","winner":"A"}
{"prompt":"Name a fish.","response_b":"It swims.","response_a":"It is wet.","winner":"neither"}`,
		"prefer [prompt response_a response_b] -> winner [A B tie neither]",
	},
	{
		"answers by their own names", `
{"question":"Name a tree.","answer1":"Oak.","answer2":"A plant.","answer3":"Elm.","label":"answer1"}
{"question":"Name a bird.","answer1":"It sings.","answer2":"Wren.","answer3":"Crow.","label":"answer3"}
{"question":"Name a fish.","answer1":"It swims.","answer2":"Carp.","answer3":"Pike.","label":"answer2"}`,
		"prefer [question answer1 answer2 answer3] -> label [answer1 answer2 answer3 tie both_bad]",
	},
	{
		"a label that names no answer", `
{"instruction":"Name a tree.","output_1":"Oak.","output_2":"Elm.","label":"same tree"}
{"instruction":"Name a bird.","output_1":"Wren.","output_2":"Crow.","label":"other bird"}`,
		"classify [instruction output_1 output_2] -> label [other bird same tree]",
	},
	{
		"two sentences are not compared", `
{"sentence1":"It rains.","sentence2":"It is wet.","label":"1"}
{"sentence1":"It snows.","sentence2":"It is hot.","label":"2"}`,
		"classify [sentence1 sentence2] -> label [1 2]",
	},
	{
		"options of one question are not compared", `
{"question":"A tree?","choice_a":"Oak.","choice_b":"Crow.","label":"A"}
{"question":"A bird?","choice_a":"Elm.","choice_b":"Wren.","label":"B"}`,
		"classify [question choice_a choice_b] -> label [A B]",
	},
	{
		"chosen and rejected", `
{"instruction":"Name a tree.","input":"","chosen":"Oak.","rejected":"Stone."}
{"instruction":"Name a bird.","input":"","chosen":"Wren.","rejected":"Stone."}`,
		"prefer [instruction input chosen rejected] -> chosen [chosen rejected tie both_bad]",
	},
	{
		"chosen and rejected messages", `
{"prompt":[{"role":"user","content":"Name a tree."}],"chosen":[{"role":"assistant","content":"Oak."}],"rejected":[{"role":"assistant","content":"Stone."}]}`,
		"prefer [prompt chosen rejected] -> chosen [chosen rejected tie both_bad]",
	},
	{
		"lists of labels, none of them included", `
{"text":"Lovely soup, slow waiter.","label":["food","service"]}
{"text":"It was a Monday.","label":[]}
{"text":"Fine bread.","label":["food"]}`,
		"multilabel [text] -> label [food service]",
	},
	{
		"lists of one label each", `
{"text":"Lovely soup.","label":["good"]}
{"text":"Sad soup.","label":["bad"]}`,
		"multilabel [text] -> label [bad good]",
	},
	{
		"lists now and then", `
{"text":"Lovely soup.","labels":"good"}
{"text":"Soup, slow waiter.","labels":["good","slow"]}`,
		"multilabel [text] -> labels [good slow]",
	},
	{
		"tags word by word are no labels of the text, but its sentiment is", `
{"text":"Ada reads","labels":["O","O","B"],"sentiment":"good"}
{"text":"Bob and Cy","labels":["B","O","O"],"sentiment":"bad"}`,
		"classify [text] -> sentiment [bad good]",
	},
	{
		"spans in threes", `
{"text":"Ada went to Rome.","label":[[0,3,"who"],[12,16,"where"]]}
{"text":"It was late.","label":[]}`,
		"spans [text] -> label [where who]",
	},
	{
		"spans as objects, in the text and not in the title", `
{"title":"News","text":"Ada went to Rome.","tokens":[{"text":"Ada","id":0}],"spans":[{"start":0,"end":3,"label":"who","token_start":0}],"_input_hash":-7,"answer":"accept"}
{"title":"More","text":"Bob stays.","tokens":[{"text":"Bob","id":0}],"spans":[],"_input_hash":8,"answer":"accept"}`,
		"spans [text title] -> spans [who]",
	},
	{
		"entities besides categories", `
{"text":"From Rome to Bonn.","entities":[[5,9,"from"],[13,17,"to"]],"cats":["travel"]}`,
		"spans [text] -> entities [from to]",
	},
	{
		"passages are no spans", `
{"instruction":"Name a tree.","output":"Oak. Stone.","spans":["Stone."]}
{"instruction":"Name a bird.","output":"Wren.","spans":[]}`,
		"text [instruction] -> output []",
	},
	{
		"what was chosen from options", `
{"text":"Lovely soup.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["good"],"answer":"accept"}`,
		"multilabel [text] -> accept [bad good]",
	},
	{
		"what was chosen from options with numbers", `
{"text":"Lovely soup.","options":[{"id":1,"text":"Good"},{"id":0,"text":"Bad"}],"accept":[1],"answer":"accept"}`,
		"multilabel [text] -> accept [0 1]",
	},
	{
		"one of Prodigy's options", `
{"text":"Lovely soup.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["good"],"config":{"choice_style":"single"}}
{"text":"It was Monday.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":[],"config":{"choice_style":"single"}}`,
		"classify [text] -> accept [bad good]",
	},
	{
		"one of Prodigy's options, of which somebody chose two", `
{"text":"Lovely soup.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["good","bad"],"config":{"choice_style":"single"}}`,
		"multilabel [text] -> accept [bad good]",
	},
	{
		"several of Prodigy's options in some records", `
{"text":"Lovely soup.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["good"],"config":{"choice_style":"single"}}
{"text":"Sad soup.","options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],"accept":["bad"],"config":{"choice_style":"multiple"}}`,
		"multilabel [text] -> accept [bad good]",
	},
	{
		"messages", `
{"messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak."}],"source":"x"}`,
		"chat [] -> messages []",
	},
	{
		"messages beside the prompt that they begin with", `
{"prompt":"A tree?","messages":[{"role":"user","content":"A tree?"},{"role":"assistant","content":"Oak."}],"category":"open"}
{"prompt":"A bird?","messages":[{"role":"user","content":"A bird?"},{"role":"assistant","content":"Wren."}],"category":"closed"}`,
		"chat [] -> messages []",
	},
	{
		"conversations with a system prompt", `
{"conversations":[{"from":"human","value":"A tree?"},{"from":"gpt","value":"Oak."}],"system":"Be brief."}`,
		"chat [system] -> conversations []",
	},
	{
		"a system prompt that some lack", `
{"conversations":[{"from":"human","value":"A tree?"}],"system":"Be brief."}
{"conversations":[{"from":"human","value":"A bird?"}]}`,
		"chat [] -> conversations []",
	},
	{
		"the system message of a response, in some rows", `
{"system":"You are a cook.","instruction":"A soup?","output":"Leek."}
{"instruction":"A bird?","output":"Wren."}`,
		"text [instruction system] -> output []",
	},
	{
		"a prompt and what follows, with a system prompt", `
{"system_prompt":"You are a cook.","prompt":"A soup?","completion":"Leek."}`,
		"text [prompt system_prompt] -> completion []",
	},
	{
		"the system message of a pair, in some rows", `
{"system":"You are a cook.","question":"A soup?","chosen":"Leek.","rejected":"Stone."}
{"system":null,"question":"A bird?","chosen":"Wren.","rejected":"Stone."}
{"question":"A fish?","chosen":"Carp.","rejected":"Stone."}`,
		"prefer [question system chosen rejected] -> chosen [chosen rejected tie both_bad]",
	},
	{
		"the system message of answers that are compared", `
{"system":"You are a cook.","instruction":"A soup?","output_1":"Leek.","output_2":"Stone.","label":1}
{"system":"","instruction":"A bird?","output_1":"Stone.","output_2":"Wren.","label":2}`,
		"prefer [instruction system output_1 output_2] -> label [1 2 tie both_bad]",
	},
	{
		"a system message that is all there is beside a pair", `
{"system":"You are a cook.","chosen":[{"role":"user","content":"A soup?"},{"role":"assistant","content":"Leek."}],"rejected":[{"role":"user","content":"A soup?"},{"role":"assistant","content":"Stone."}]}`,
		"prefer [chosen rejected] -> chosen [chosen rejected tie both_bad]",
	},
	{
		"the system message of an answer with a mark", `
{"system":"You are a cook.","instruction":"A soup?","output":"Leek.","score":5}
{"system":"You are a poet.","instruction":"A bird?","output":"Stone.","score":1}`,
		"rate [instruction system output] -> score [1 2 3 4 5]",
	},
	{
		"an answer with a mark", `
{"instruction":"Name a tree.","input":"","output":"Oak.","score":5}
{"instruction":"Name a bird.","input":"","output":"Stone.","score":1.0}`,
		"rate [instruction input output] -> score [1 2 3 4 5]",
	},
	{
		"an answer with a letter", `
{"instruction":"Name a tree.","output":"Oak.","rating":"a"}
{"instruction":"Name a bird.","output":"Stone.","rating":"d"}`,
		"rate [instruction output] -> rating [a b c d]",
	},
	{
		"levels by requirement", `
{"question":"Why is it blue?","explanation":"It mirrors the sea.","rating":4,"ratings":{"right":4,"clear":5}}
{"question":"Why is it wet?","explanation":"It rained a lot.","ratings":{"right":5,"short":1}}`,
		"rate [question explanation] -> rating [1 2 3 4 5]",
	},
	{
		"shares are no levels", `
{"question":"Why is it blue?","answer":"It mirrors the sea.","ratings":{"right":0.4}}
{"question":"Why is it wet?","answer":"It rained a lot.","ratings":{"right":0.5}}`,
		"text [question] -> answer []",
	},
	{
		"a figure that is no mark", `
{"instruction":"Name a tree.","output":"Oak.","score":4.5}
{"instruction":"Name a bird.","output":"Stone.","score":1}`,
		"text [instruction] -> output []",
	},
	{
		"a flat suggestion", `
{"id":"1","question":"A tree?","answer":"Oak.","fits.suggestion":"yes","fits.suggestion.score":0.9,"fits.suggestion.agent":"some model"}
{"id":"2","question":"A bird?","answer":"Stone.","fits.suggestion":"no","fits.suggestion.score":0.2,"fits.suggestion.agent":"some model"}`,
		"classify [question answer] -> fits.suggestion [no yes]",
	},
	{
		"flat spans", `
{"text":"Ada went.","who.suggestion":[{"start":0,"end":3,"label":"who"}]}`,
		"spans [text] -> who.suggestion [who]",
	},
}

func TestInfer_EveryKind(t *testing.T) {
	t.Parallel()
	for _, c := range inferKindCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Infer(NewReader(strings.NewReader(c.in), "rows.jsonl"))
			if err != nil || sketch(got) != c.want {
				t.Fatalf("got %s, %v\nwant %s", sketch(got), err, c.want)
			}
			// The task takes its own records and survives a task file.
			report, err := Import(t.Context(), NewReader(strings.NewReader(c.in), "rows.jsonl"), got, newShelf().add, Options{})
			if err != nil || report.Invalid > 0 {
				t.Errorf("%+v, %v", report, err)
			}
			src, err := got.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			again, err := review.ParseTask("task.yaml", src, nil)
			if err != nil || sketch(again) != c.want {
				t.Errorf("the task file gives %s, %v\n%s", sketch(again), err, src)
			}
		})
	}
}

// A system message that one row has as something else would make that row invalid.
func TestInfer_ASystemMessageThatIsNoTextIsNoField(t *testing.T) {
	t.Parallel()
	in := strings.Repeat(`{"system":"You are a cook.","instruction":"A soup?","output":"Leek."}`+"\n", 20) +
		`{"system":["You are a cook."],"instruction":"A bird?","output":"Wren."}`
	task, err := Infer(NewReader(strings.NewReader(in), "rows"))
	if want := "text [instruction] -> output []"; err != nil || sketch(task) != want {
		t.Errorf("got %s, %v, want %s", sketch(task), err, want)
	}
}

func TestInfer_Requirements(t *testing.T) {
	t.Parallel()
	task, err := Infer(NewReader(strings.NewReader(`{"text":"It rained.","ratings":{"right":"b","clear":"a"}}
{"text":"It is wet.","ratings":{"clear":"c","short":"a"}}`), "rows"))
	var names []string
	for _, r := range task.Requirements {
		names = append(names, r.Name)
	}
	if got := sketch(task) + strings.Join(names, " "); err != nil || got != "rate [text] -> rating [a b c d]right clear short" {
		t.Errorf("got %s, %v", got, err)
	}
}

// Several suggestions of one record are several tasks: a person says which.
func TestInfer_OneSuggestionAtATime(t *testing.T) {
	t.Parallel()
	in := `{"text":"Ada went.","fits.suggestion":"yes","tone.suggestion":"dry"}
{"text":"Bob went.","fits.suggestion":"no","tone.suggestion":"sweet"}`
	if task, err := Infer(NewReader(strings.NewReader(in), "rows")); err == nil {
		t.Errorf("got %s", sketch(task))
	}
	task, err := InferTarget(NewReader(strings.NewReader(in), "rows"), "tone.suggestion")
	if want := "classify [text] -> tone.suggestion [dry sweet]"; err != nil || sketch(task) != want {
		t.Errorf("got %s, %v, want %s", sketch(task), err, want)
	}
	task, err = InferTarget(NewReader(strings.NewReader(`{"text":"Ada went.","marks":[[0,3,"who"]]}`), "rows"), "marks")
	if want := "spans [text] -> marks [who]"; err != nil || sketch(task) != want {
		t.Errorf("got %s, %v, want %s", sketch(task), err, want)
	}
}
