package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

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
	for _, n := range []struct {
		at    string
		value float64
	}{
		{"count", float64(g.Count)},
		{"per_request", float64(g.PerRequest)},
		{"at_once", float64(g.AtOnce)},
		{"max_tokens", float64(g.MaxTokens)},
		{"rounds", float64(g.Rounds)},
		{"budget.tokens", float64(g.Budget.Tokens)},
		{"budget.usd", g.Budget.USD},
		{"budget.requests", float64(g.Budget.Requests)},
		{"budget.minutes", g.Budget.Minutes},
		{"avoid", float64(g.Avoid)},
		{"signals.votes", float64(g.Signals.Votes)},
		{"signals.judge_after", float64(g.Signals.JudgeAfter)},
		{"filters.min_words", float64(g.Filters.MinWords)},
		{"filters.max_words", float64(g.Filters.MaxWords)},
		{"filters.rouge_l", g.Filters.RougeL},
		{"filters.top", g.Filters.Top},
		{"filters.judge", g.Filters.Judge},
		{"filters.known", g.Filters.Known},
	} {
		if !(n.value >= 0) {
			return fault{"$.generate." + n.at, n.at[strings.LastIndexByte(n.at, '.')+1:] + " is below zero"}
		}
	}
	if g.Temperature != nil && !(*g.Temperature >= 0 && *g.Temperature <= 2) {
		return fault{"$.generate.temperature", "temperature is not between 0 and 2"}
	}
	for _, check := range []func() error{t.checkWords, t.checkSignals, t.checkSteps, t.checkEndpoints} {
		if err := check(); err != nil {
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
	case f.Known > 1:
		return fault{"$.generate.filters.known", "known is above 1"}
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
