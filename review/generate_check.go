package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Picks are the values that generate.demonstrations.pick may have: the names that
// package generator/demo knows.
var Picks = []string{
	"balanced", "cluster-complex", "dissimilar", "influence", "leaf", "margin", "nearest", "random", "vote-k",
}

func (t Task) checkGenerate() error {
	g := t.Generate
	if g.Source != "" && !slices.Contains(Sources, g.Source) {
		return fault{"$.generate.source", fmt.Sprintf("source %q is not one of %s", g.Source, list(Sources))}
	}
	for _, name := range g.StrategyNames() {
		if !slices.Contains(Strategies, name) {
			return fault{"$.generate.strategy", fmt.Sprintf("strategy %q is not one of %s", name, list(Strategies))}
		}
	}
	if g.Temperature != nil && !(*g.Temperature >= 0 && *g.Temperature <= 2) {
		return fault{"$.generate.temperature", "temperature is not between 0 and 2"}
	}
	for _, check := range []func() error{g.checkNumbers, t.checkWords, t.checkMaterial, t.checkSignals, t.checkSteps, t.checkEndpoints} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// mostVotes bounds the answers that are asked for one sample: more of them cost
// without telling more. mostMark is the best mark of a judge.
const mostVotes, mostMark = 100, 5

// checkNumbers holds every number to its range.
func (g Generate) checkNumbers() error {
	demonstrations := 0
	if g.Demonstrations.Count != nil {
		demonstrations = *g.Demonstrations.Count
	}
	for _, n := range []struct {
		at    string
		value float64
		most  float64 // 0: no bound
	}{
		{"count", float64(g.Count), 0},
		{"per_request", float64(g.PerRequest), 0},
		{"at_once", float64(g.AtOnce), 0},
		{"max_tokens", float64(g.MaxTokens), 0},
		{"rounds", float64(g.Rounds), 0},
		{"budget.tokens", float64(g.Budget.Tokens), 0},
		{"budget.usd", g.Budget.USD, 0},
		{"budget.requests", float64(g.Budget.Requests), 0},
		{"budget.minutes", g.Budget.Minutes, 0},
		{"avoid", float64(g.Avoid), 0},
		{"demonstrations.count", float64(demonstrations), 0},
		{"signals.votes", float64(g.Signals.Votes), mostVotes},
		{"signals.judge_after", float64(g.Signals.JudgeAfter), 0},
		{"filters.min_words", float64(g.Filters.MinWords), 0},
		{"filters.max_words", float64(g.Filters.MaxWords), 0},
		{"filters.rouge_l", g.Filters.RougeL, 1},
		{"filters.top", g.Filters.Top, 1},
		{"filters.judge", g.Filters.Judge, mostMark},
		{"filters.known", g.Filters.Known, 1},
	} {
		name := n.at[strings.LastIndexByte(n.at, '.')+1:]
		switch {
		case !(n.value >= 0):
			return fault{"$.generate." + n.at, name + " is below zero"}
		case n.most > 0 && n.value > n.most:
			return fault{"$.generate." + n.at, fmt.Sprintf("%s is above %g", name, n.most)}
		}
	}
	if part := g.Signals.Part; part != nil && !(*part >= 0 && *part <= 1) {
		return fault{"$.generate.signals.part", "part is not between 0 and 1"}
	}
	return g.checkPrices()
}

func (g Generate) checkPrices() error {
	for _, model := range slices.Sorted(maps.Keys(g.Prices)) {
		path, price := "$.generate.prices"+member(model), g.Prices[model]
		for _, p := range []struct {
			name  string
			value float64
		}{{"input", price.Input}, {"output", price.Output}} {
			if !(p.value >= 0) {
				return fault{path + "." + p.name, fmt.Sprintf("%s of model %q is below zero", p.name, model)}
			}
		}
	}
	return nil
}

// member is the step of a path to a member that a person has named. Of a name
// that no path can hold the whole mapping is the place.
func member(name string) string {
	if name == "" || strings.ContainsAny(name, " \t\n'\\") {
		return ""
	}
	return ".'" + name + "'"
}

// checkMaterial holds what strategies need to what the task has.
func (t Task) checkMaterial() error {
	g := t.Generate
	for _, name := range slices.Sorted(maps.Keys(g.Attributes)) {
		path := "$.generate.attributes" + member(name)
		for _, label := range slices.Sorted(maps.Keys(g.Attributes[name].ByLabel)) {
			if _, known := t.Label(label); !known {
				return fault{path + member(label), fmt.Sprintf("%q is not a label", label)}
			}
		}
	}
	if pick := g.Demonstrations.Pick; pick != "" && !slices.Contains(Picks, pick) {
		return fault{"$.generate.demonstrations.pick", fmt.Sprintf("pick %q is not one of %s", pick, list(Picks))}
	}
	return checkTopics("$.generate.topics", g.Topics)
}

func checkTopics(path string, topics []Topic) error {
	for i, topic := range topics {
		at := fmt.Sprintf("%s[%d]", path, i)
		if strings.TrimSpace(topic.Name) == "" {
			return fault{at + ".name", "a topic needs a name"}
		}
		if err := checkTopics(at+".topics", topic.Topics); err != nil {
			return err
		}
	}
	return nil
}

// checkWords holds what prompts say to what the task has.
func (t Task) checkWords() error {
	g := t.Generate
	if g.Role != "" && len(g.Roles) > 0 {
		return fault{"$.generate.roles", "role and roles are both given"}
	}
	for i, r := range g.Roles {
		if strings.TrimSpace(r) == "" {
			return fault{fmt.Sprintf("$.generate.roles[%d]", i), "a role is empty"}
		}
	}
	if g.Acquire != "" && !slices.Contains(Acquisitions, g.Acquire) {
		return fault{"$.generate.acquire", fmt.Sprintf("acquire %q is not one of %s", g.Acquire, list(Acquisitions))}
	}
	seen := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(g.Verbalizer)) {
		const path = "$.generate.verbalizer"
		word := g.Verbalizer[name]
		_, clash := t.Label(word)
		switch _, known := t.Label(name); {
		case !known:
			return fault{path, fmt.Sprintf("%q is not a label", name)}
		case strings.TrimSpace(word) == "":
			return fault{path, fmt.Sprintf("label %q is called nothing", name)}
		case clash && word != name:
			return fault{path, fmt.Sprintf("label %q is called %q, which is another label", name, word)}
		case seen[strings.ToLower(word)] != "":
			return fault{path, fmt.Sprintf("labels %q and %q are both called %q", seen[strings.ToLower(word)], name, word)}
		}
		seen[strings.ToLower(word)] = name
	}
	return nil
}

// checkSignals holds signals and filters to what they need of one another.
func (t Task) checkSignals() error {
	s, f := t.Generate.Signals, t.Generate.Filters
	for i, name := range s.Student {
		if !slices.Contains(StudentSignals, name) {
			return fault{fmt.Sprintf("$.generate.signals.student[%d]", i), fmt.Sprintf("student signal %q is not one of %s", name, list(StudentSignals))}
		}
	}
	const noLabel = "a student learns labels, and kind %s has not one for each sample"
	switch {
	case len(s.Student) > 0 && !t.Kind.OneLabel():
		return fault{"$.generate.signals.student", fmt.Sprintf(noLabel, t.Kind)}
	case f.Known > 0 && !t.Kind.OneLabel():
		return fault{"$.generate.filters.known", fmt.Sprintf(noLabel, t.Kind)}
	case s.Equal != "" && !slices.Contains(Equalities, s.Equal):
		return fault{"$.generate.signals.equal", fmt.Sprintf("equal %q is not one of %s", s.Equal, list(Equalities))}
	case s.JudgeAfter > 0 && (s.Judge == "" || f.Judge == 0):
		return fault{"$.generate.signals.judge_after", "judge_after needs a judge, and filters.judge, the least mark that it asks for"}
	}
	return nil
}

// checkSteps holds the steps to a graph without circles: each goes out from
// earlier ones.
func (t Task) checkSteps() error {
	g := t.Generate
	if len(g.Steps) > 0 && g.Strategy != "" {
		return fault{"$.generate.strategy", "strategy and steps are both given: the steps name their strategies"}
	}
	seen := map[string]bool{}
	for i, s := range g.Steps {
		path := fmt.Sprintf("$.generate.steps[%d]", i)
		switch {
		case s.Name == "":
			return fault{path, "a step needs a name"}
		case seen[s.Name]:
			return fault{path + ".name", fmt.Sprintf("step %q stands here twice", s.Name)}
		case !slices.Contains(Strategies, s.Strategy):
			return fault{path + ".strategy " + path, fmt.Sprintf("strategy %q is not one of %s", s.Strategy, list(Strategies))}
		}
		for k, from := range s.From {
			if !seen[from] {
				return fault{fmt.Sprintf("%s.from[%d]", path, k), fmt.Sprintf("%q is no earlier step", from)}
			}
		}
		seen[s.Name] = true
	}
	return nil
}

func (t Task) checkEndpoints() error {
	for i, e := range t.Generate.Endpoints {
		path := fmt.Sprintf("$.generate.endpoints[%d]", i)
		switch {
		case e.BaseURL == "":
			return fault{path, "an endpoint needs a base_url"}
		case e.Model == "":
			return fault{path, "an endpoint needs a model"}
		case !(e.Share >= 0):
			return fault{path + ".share", "share is below zero"}
		}
	}
	return nil
}
