package strategy

import (
	"fmt"
	"slices"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// Strategy decides what is asked. One goroutine uses it.
type Strategy interface {
	// Next is the next ask, or nil when there is nothing to ask before an
	// answer has come, or at all.
	Next(*State) *Ask
	// Take makes something of one object of the answer to an ask of this
	// strategy.
	Take(*State, *Ask, generator.Object) Taken
}

// Ask is one request of a strategy.
type Ask struct {
	prompt.Request
	Count int // objects wanted
	// Weigh, Mean and Temperature are as in [generator.Call].
	Weigh, Mean string
	Temperature *float64
	// Label is the one that the samples are meant to have, for the quotas.
	Label string
	// Samples tells how many samples are hoped for in the end, those of
	// further asks included: as many count as being under way.
	Samples int
	// Parents are the ids of the samples or lines that it goes out from.
	Parents []string
	// Single tells that one object is all that may come of it: a row has one
	// sample.
	Single bool
	// Step tells the asks of one strategy apart.
	Step string
	// Strategy is the name of the strategy that asks.
	Strategy string
	// Pipe is the step of generate.steps to which it belongs.
	Pipe string
	Seed uint64
	// Further is how many asks follow one after the other, each with the answers
	// before it, until there is a sample; 0 for the one that a Step means.
	Further int
	// Keep is what the strategy wants to find again with the answer.
	Keep any
}

// Taken is what became of an object. At most one of Draft and Refused is set.
type Taken struct {
	Draft   *Draft
	Then    []*Ask // further asks that go out from it
	Refused string // why it is no sample
	// Expected tells that being refused is in the nature of the thing, and no
	// sign that the model is of no use.
	Expected bool
	// Between tells that Draft is the result of a step on the way: it is kept,
	// and is no sample.
	Between string
}

// Draft is a sample in the making: the members of the object, but for those
// that are given otherwise.
type Draft struct {
	generator.Object
	// Texts are members that do not come from the object, by name.
	Texts map[string]string
	// Extra are further members of the record, as JSON.
	Extra []review.Member
	// Signals stand beside those of the evidence.
	Signals []review.Signal
	// Condition overrides what the provenance says was asked for.
	Condition string
}

// Row is one line of a file that a strategy starts from.
type Row struct {
	Line   int
	ID     string            // its "id", else file and line
	Values map[string]string // texts and numbers by member; of a plain text "text"
	// Members are all that a JSON line has, as they stand there.
	Members []review.Member
}

// Text is the row's whole text: its text, or its values one after the other.
func (r Row) Text() string {
	if t, ok := r.Values["text"]; ok {
		return t
	}
	parts := make([]string, 0, len(r.Values))
	for _, k := range keys(r.Values) {
		parts = append(parts, r.Values[k])
	}
	return strings.Join(parts, "\n")
}

// Files reads the file that a task names.
type Files func(path string) ([]Row, error)

// New makes the strategy of the task's generate section. An error is a
// [*generator.Error] that says what is missing and shows an example.
func New(task review.Task, files Files) (Strategy, error) {
	if err := Check(task); err != nil {
		return nil, err
	}
	of := generateOf{Generate: task.Generate, task: task, kind: task.Kind, fields: task.Fields, files: files}
	if len(task.Generate.Steps) > 0 {
		return newPipeline(of)
	}
	names := task.Generate.StrategyNames()
	if len(names) == 1 {
		return named(names[0], of)
	}
	return newSeveral(names, of)
}

// Check tells whether a model can make the task's samples in the way that it
// names: the error, a [*generator.Error], says which kinds can be.
func Check(task review.Task) error {
	if fits(task) {
		return nil
	}
	names := task.Generate.StrategyNames()
	labelled := len(names) == 1 && names[0] == "label"
	what := "kind " + string(task.Kind)
	switch {
	case task.Kind != review.Prefer && task.Kind != review.Rate || !labelled:
	case len(task.Requirements) > 0:
		what += " with requirements"
	default:
		what += " whose target is one of the fields"
	}
	if labelled {
		return &generator.Error{
			Reason: "rows of " + what + " cannot be labelled by a model here, only reviewed",
			Hint: "the kinds that can are classify and text, rate without requirements, and prefer with a target that is none of its fields; " +
				"rows that a model has answered elsewhere come in with `winnow import`",
		}
	}
	return &generator.Error{
		Reason: "samples of " + what + " cannot be generated, only reviewed",
		Hint: "the kinds that can are classify and text, rate by strategy pairs, and chat (with no fields beside the turns) by strategy dialogue; " +
			"rows that a model has made elsewhere come in with `winnow import`",
	}
}

// fits tells whether the task's samples can be made in the way that it names.
func fits(task review.Task) bool {
	switch task.Kind {
	case review.Classify, review.Text:
		return true
	case review.Chat:
		names := task.Generate.StrategyNames()
		return len(names) == 1 && names[0] == "dialogue" && len(task.Fields) == 0 && len(task.Generate.Steps) == 0
	case review.Prefer, review.Rate:
		names := task.Generate.StrategyNames()
		return len(names) == 1 && (names[0] == "label" || names[0] == "pairs") && len(task.Requirements) == 0 && !slices.Contains(task.Fields, task.Target)
	}
	return false
}

func named(name string, g generateOf) (Strategy, error) {
	switch name {
	case "zerogen":
		return zerogen{}, nil
	case "attributes":
		return newAttributes(g)
	case "seed-words":
		return newSeedWords(g)
	case "self-instruct":
		return newSelfInstruct(g)
	case "unnatural":
		return newUnnatural(g)
	case "paraphrase":
		return newParaphrase(g)
	case "evolve":
		return newEvolve(g)
	case "backtranslate":
		return newBacktranslate(g)
	case "transform":
		return newTransform(g)
	case "reverse":
		return newReverse(g)
	case "backward-forward":
		return newBackwardForward(g)
	case "tree":
		return newTree(g)
	case "knowledge":
		return newKnowledge(g)
	case "inspire":
		return newInspire(g)
	case "mix":
		return newMix(g)
	case "critique-revise":
		return newCritique(g)
	case "dialogue":
		return newDialogue(g)
	case "pairs":
		return newPairs(g)
	case "fobar":
		return newFobar(g)
	case "label":
		return newLabel(g)
	case "from-errors":
		return fromErrors{}, nil
	}
	return nil, &generator.Error{
		Reason: fmt.Sprintf("there is no strategy %q", name),
		Hint:   "the strategies are " + strings.Join(review.Strategies, ", "),
	}
}

// missing says which key of the task file a strategy needs, by example.
func missing(name, key, example string) error {
	return &generator.Error{
		Reason: fmt.Sprintf("strategy %s needs generate.%s in the task file", name, key),
		Hint:   "for example\n" + indent("generate:\n  strategy: "+name+"\n"+indent(example)),
	}
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}
