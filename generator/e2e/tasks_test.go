package e2e

import (
	"fmt"
	"strings"

	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
)

// parcels is a task of kind classify, kitchen one of kind text.
func parcels(g review.Generate) review.Task {
	g.AtOnce = 1
	return review.Task{
		Name: "parcels", Kind: review.Classify, Guidelines: "What does the writer want us to do about a parcel?",
		Fields: []string{"text"}, Target: "label", Generate: g,
		Labels: []review.Label{
			{Name: "find", Description: "it is lost", Examples: []string{"Where is it?", "It was to come on Monday."}},
			{Name: "mend", Description: "it is broken", Examples: []string{"The lid is cracked."}},
			{Name: "praise", Description: "all is well", Examples: []string{"So quick!"}},
		},
	}
}

func kitchen(g review.Generate) review.Task {
	g.AtOnce = 1
	return review.Task{
		Name: "kitchen", Kind: review.Text, Guidelines: "Answer like a cook, in a few sentences.",
		Fields: []string{"instruction"}, Target: "output", Generate: g,
	}
}

// dishes are instructions of a person.
func dishes() []map[string]string {
	var out []map[string]string
	for _, text := range []string{
		"Explain how to keep a sauce from splitting.", "Name three soups that are eaten cold.",
		"What can be made of stale bread?", "Plan a dinner for six without an oven.",
		"How long does rice keep?", "Say which knife is for which task.",
		"Why does dough rest before it is rolled?", "Turn this list of leftovers into a lunch.",
	} {
		out = append(out, map[string]string{"instruction": text, "output": "As you like it."})
	}
	return out
}

// pots are questions with numbers, and their answers.
func pots() []map[string]string {
	var out []map[string]string
	for i := range 9 {
		out = append(out, map[string]string{
			"instruction": fmt.Sprintf("A pot holds %d cups. How many cups do %d pots hold?", i+3, 2*i+5),
			"output":      fmt.Sprint((i + 3) * (2*i + 5)),
		})
	}
	return out
}

// sentences is a task about two texts.
func sentences(g review.Generate) review.Task {
	t := parcels(g)
	t.Name, t.Guidelines = "likeness", "Do the two sentences say the same?"
	t.Fields = []string{"first", "second"}
	t.Labels = []review.Label{{Name: "unlike"}, {Name: "alike"}, {Name: "same"}}
	return t
}

// files are the files that the tasks name.
func files(path string) ([]strategy.Row, error) {
	var out []strategy.Row
	for i := range 24 {
		row := strategy.Row{Line: i + 1, ID: fmt.Sprintf("%s:%d", path, i+1)}
		n := words[i*4%len(words)] + " " + words[(i*4+1)%len(words)]
		switch path {
		case "answers.txt":
			row.Values = map[string]string{"text": fmt.Sprintf("Take the %s, add salt, and wait %d minutes.", n, i+5)}
		case "facts.csv":
			row.Values = map[string]string{"entity": n, "style": words[(i*7+3)%len(words)]}
		case "letters.txt":
			row.Values = map[string]string{"text": fmt.Sprintf("The %s came in pieces, and nobody at number %d knew why.", n, i)}
		case "rows.csv":
			row.Values = map[string]string{"question": "Where is my " + n + "?", "topic": words[(i*5+1)%len(words)]}
		default:
			return nil, fmt.Errorf("there is no file %s", path)
		}
		out = append(out, row)
	}
	return out, nil
}

// topics is a tree of two levels.
func topics() []review.Topic {
	return []review.Topic{
		{Name: "in winter", Topics: []review.Topic{{Name: "ice on the road"}, {Name: "short days"}}},
		{Name: "abroad"},
	}
}

// decided is what reviewers made of samples.
type decided []ask.Reviewed

func (d decided) Since(n int) ([]ask.Reviewed, bool) { return d[n:], false }

// corrections are decisions of which some corrected the label.
func corrections(task review.Task) (decided, error) {
	var out decided
	for i, c := range [][2]string{{"find", "mend"}, {"mend", "mend"}, {"find", "mend"}, {"praise", "praise"}, {"praise", "find"}} {
		raw := fmt.Sprintf(`{"id":"d%d","text":"The %s again.","label":%q}`, i, words[i*9], c[0])
		s, err := review.ParseRecord(task, []byte(raw))
		if err != nil {
			return nil, fmt.Errorf("making a decision: %w", err)
		}
		one := ask.Reviewed{Sample: s, Decision: review.Accept, Answer: review.Answer{Label: c[1]}}
		if c[0] != c[1] {
			one.Decision = review.Relabel
		}
		out = append(out, one)
	}
	return out, nil
}

// taskOf is a task for each strategy.
var taskOf = map[string]review.Task{
	"zerogen": parcels(review.Generate{}),
	"attributes": parcels(review.Generate{Attributes: map[string]review.Values{
		"parcel": {All: []string{"a lamp", "two books", "a rug", "medicine"}},
		"mood":   {ByLabel: map[string][]string{"find": {"worried", "patient"}, "mend": {"angry"}, "praise": {"glad"}}},
	}}),
	"seed-words": parcels(review.Generate{
		Words:    map[string][]string{"noun": {"ladder", "kettle"}, "verb": {"wait", "carry"}},
		Features: []string{"a question", "a bad ending"},
	}),
	"self-instruct":    kitchen(review.Generate{Seeds: dishes()}),
	"unnatural":        kitchen(review.Generate{Seeds: dishes()[:5]}),
	"dialogue":         kitchen(review.Generate{Topics: topics()}),
	"evolve":           kitchen(review.Generate{Seeds: dishes()[:3], Rounds: 2}),
	"critique-revise":  kitchen(review.Generate{Seeds: dishes()[:4], Principles: []string{"Be brief.", "Name no brand."}}),
	"backtranslate":    kitchen(review.Generate{File: "answers.txt"}),
	"backward-forward": kitchen(review.Generate{Topics: topics()}),
	"paraphrase": parcels(review.Generate{Seeds: []map[string]string{
		{"text": "Nothing has come yet, and it is the second week.", "label": "find"},
		{"text": "One corner is crushed and the glass is out.", "label": "mend"},
	}}),
	"transform":   parcels(review.Generate{File: "rows.csv", Plan: "The question becomes the text; drop rows without one."}),
	"reverse":     parcels(review.Generate{}),
	"tree":        parcels(review.Generate{Topics: topics(), Rounds: 1}),
	"knowledge":   parcels(review.Generate{File: "facts.csv"}),
	"inspire":     parcels(review.Generate{File: "letters.txt"}),
	"mix":         parcels(review.Generate{}),
	"from-errors": parcels(review.Generate{}),
	"pairs":       sentences(review.Generate{Attributes: map[string]review.Values{"about": {All: []string{"the weather", "a journey"}}}}),
	"fobar":       kitchen(review.Generate{Seeds: pots()}),
	"label":       parcels(review.Generate{File: "letters.txt", Rationale: true}),
}

// taskFor is the task of a strategy, by its name.
func taskFor(name string) (review.Task, bool) {
	task, ok := taskOf[name]
	task.Generate.Strategy = name
	if task.Generate.PerRequest == 0 {
		task.Generate.PerRequest = 2
	}
	return task, ok
}

// configFor is what the source of a strategy may know beside its endpoint.
func configFor(name string, task review.Task) (ask.Config, error) {
	cfg := ask.Config{Files: files}
	if strings.Contains(name, "errors") {
		d, err := corrections(task)
		cfg.Reviews = d
		return cfg, err
	}
	return cfg, nil
}
