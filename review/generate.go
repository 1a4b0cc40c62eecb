package review

import (
	"fmt"
	"slices"
	"strings"
)

// Generate says how new samples are asked for.
type Generate struct {
	Source      string   `yaml:"source,omitempty"` // openai | offline; empty: an endpoint if one is configured, else offline
	Model       string   `yaml:"model,omitempty"`
	Strategy    string   `yaml:"strategy,omitempty"` // one of Strategies, or several with commas between
	Role        string   `yaml:"role,omitempty"`     // who the model is to be; empty: a writer of such texts
	Count       int      `yaml:"count,omitempty"`    // samples to make
	PerRequest  int      `yaml:"per_request,omitempty"`
	AtOnce      int      `yaml:"at_once,omitempty"` // requests under way at the most; 0: 4
	Temperature *float64 `yaml:"temperature,omitempty"`
	MaxTokens   int      `yaml:"max_tokens,omitempty"` // bound on one answer
	Seed        uint64   `yaml:"seed,omitempty"`
	Budget      Budget   `yaml:"budget,omitempty"`
	// Endpoints share the requests; empty: the one that Model, the environment
	// and the flags name.
	Endpoints []EndpointShare `yaml:"endpoints,omitempty"`
	// Prices are what a million tokens cost, by model.
	Prices map[string]Price `yaml:"prices,omitempty"`

	// What strategies need; each says which.
	Attributes map[string]Values   `yaml:"attributes,omitempty"` // dimensions of what may vary
	Words      map[string][]string `yaml:"words,omitempty"`      // kinds of words, of which each text holds one
	Features   []string            `yaml:"features,omitempty"`   // turns of which a text has some
	Topics     []Topic             `yaml:"topics,omitempty"`
	File       string              `yaml:"file,omitempty"` // rows, texts or facts to start from
	Seeds      []map[string]string `yaml:"seeds,omitempty"`
	Principles []string            `yaml:"principles,omitempty"`
	Operators  []string            `yaml:"operators,omitempty"`
	Rounds     int                 `yaml:"rounds,omitempty"`
	Plan       string              `yaml:"plan,omitempty"`      // what to make of a row, in words
	Steps      []Step              `yaml:"steps,omitempty"`     // strategies that feed one another, instead of Strategy
	Rationale  bool                `yaml:"rationale,omitempty"` // the model reasons before it labels

	Demonstrations Demonstrations `yaml:"demonstrations,omitempty"`
	Signals        SignalPlan     `yaml:"signals,omitempty"`
	Filters        Filters        `yaml:"filters,omitempty"`
	Steer          Steer          `yaml:"steer,omitempty"`
	// Grammar holds the rules of the offline source by name; see package
	// generator/offline.
	Grammar map[string][]string `yaml:"grammar,omitempty"`
}

// Budget bounds what a run may spend; 0 is no bound.
type Budget struct {
	Tokens   int     `yaml:"tokens,omitempty"`
	USD      float64 `yaml:"usd,omitempty"` // needs a price for every model
	Requests int     `yaml:"requests,omitempty"`
	Minutes  float64 `yaml:"minutes,omitempty"`
}

// Price is what a million tokens cost in US dollars.
type Price struct {
	Input  float64 `yaml:"input"`
	Output float64 `yaml:"output"`
}

// EndpointShare is one of several endpoints.
type EndpointShare struct {
	BaseURL string `yaml:"base_url"`
	Model   string `yaml:"model"`
	// KeyEnv names the environment variable with the key; the key itself never
	// stands in a task file.
	KeyEnv string  `yaml:"key_env,omitempty"`
	Share  float64 `yaml:"share,omitempty"` // of the requests, beside the others'; 0: 1
}

// Values are what an attribute may be: for every label, or by label.
type Values struct {
	All     []string
	ByLabel map[string][]string
}

// For returns the values that fit a label.
func (v Values) For(label string) []string {
	if of, ok := v.ByLabel[label]; ok {
		return of
	}
	return v.All
}

// UnmarshalYAML reads a list, or lists by label.
func (v *Values) UnmarshalYAML(read func(any) error) error {
	if err := read(&v.All); err == nil {
		return nil
	}
	v.All = nil
	return read(&v.ByLabel)
}

// MarshalYAML writes what UnmarshalYAML reads.
func (v Values) MarshalYAML() (any, error) {
	if v.ByLabel != nil {
		return v.ByLabel, nil
	}
	return v.All, nil
}

// Topic is a node of the tree of what texts are about.
type Topic struct {
	Name   string  `yaml:"name"`
	Topics []Topic `yaml:"topics,omitempty"`
}

// Step is one of several strategies that feed one another.
type Step struct {
	Name     string `yaml:"name"`
	Strategy string `yaml:"strategy"`
	// From names earlier steps whose results it goes out from.
	From []string `yaml:"from,omitempty"`
	// Keep makes its results samples although another step goes out from them.
	Keep bool `yaml:"keep,omitempty"`
}

// Demonstrations says which decided samples a prompt shows.
type Demonstrations struct {
	Pick    string `yaml:"pick,omitempty"`  // balanced (default) | random | nearest | vote-k | dissimilar | leaf
	Count   *int   `yaml:"count,omitempty"` // nil: 4
	Explain bool   `yaml:"explain,omitempty"`
}

// SignalPlan says which witnesses are asked beside the answer itself.
type SignalPlan struct {
	Label  bool     `yaml:"label,omitempty"`  // a label-only request: token probability of the label
	Votes  int      `yaml:"votes,omitempty"`  // answers in all for the uncertain part
	Part   *float64 `yaml:"part,omitempty"`   // the share that counts as uncertain; nil: 0.3
	Stated bool     `yaml:"stated,omitempty"` // the model's own number
	Judge  string   `yaml:"judge,omitempty"`  // a rubric
	Second string   `yaml:"second,omitempty"` // another model, or one of Endpoints by its model
}

// Filters hold samples back before a person's time is spent on them.
type Filters struct {
	MinWords int      `yaml:"min_words,omitempty"`
	MaxWords int      `yaml:"max_words,omitempty"`
	Banned   []string `yaml:"banned,omitempty"`  // words that no text may have
	RougeL   float64  `yaml:"rouge_l,omitempty"` // the most that a text may overlap with another; 0: not asked
	Top      float64  `yaml:"top,omitempty"`     // the share of each label's samples, by mean log-probability, that goes on
	Near     *bool    `yaml:"near,omitempty"`    // near duplicates; nil: held back
	Judge    float64  `yaml:"judge,omitempty"`   // the least that the judge must give
	Test     []string `yaml:"test,omitempty"`    // files that no sample may come from
}

// HoldsNear tells whether near duplicates are held back.
func (f Filters) HoldsNear() bool { return f.Near == nil || *f.Near }

// Steer says what the reviewers' decisions change of what is asked for next;
// nil members are on.
type Steer struct {
	Demonstrations *bool `yaml:"demonstrations,omitempty"` // accepted samples are shown
	Quota          *bool `yaml:"quota,omitempty"`          // labels often corrected are asked for more
	Contrast       *bool `yaml:"contrast,omitempty"`       // two labels that are confused are asked for as a pair
	Slow           *bool `yaml:"slow,omitempty"`           // a strategy that adds nothing new is asked less
}

// On tells whether a switch that is nil or true is on.
func On(s *bool) bool { return s == nil || *s }

// Sources are the values that generate.source may have.
var Sources = []string{"openai", "offline"}

// Strategies are the values that generate.strategy may have.
var Strategies = []string{
	"zerogen", "attributes", "seed-words", "self-instruct", "unnatural", "paraphrase", "evolve", "dialogue",
	"backtranslate", "transform", "reverse", "backward-forward", "tree", "knowledge", "inspire", "mix",
	"critique-revise", "from-errors", "label",
}

// StrategyNames are the strategies that are asked, zerogen when none is named.
func (g Generate) StrategyNames() []string {
	var names []string
	for _, s := range g.Steps {
		names = append(names, s.Strategy)
	}
	if names != nil {
		return names
	}
	for name := range strings.SplitSeq(g.Strategy, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if names == nil {
		names = []string{"zerogen"}
	}
	return names
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
		{"signals.votes", float64(g.Signals.Votes)},
		{"filters.min_words", float64(g.Filters.MinWords)},
		{"filters.max_words", float64(g.Filters.MaxWords)},
		{"filters.rouge_l", g.Filters.RougeL},
		{"filters.top", g.Filters.Top},
		{"filters.judge", g.Filters.Judge},
	} {
		if !(n.value >= 0) {
			return fault{"$.generate." + n.at, n.at[strings.LastIndexByte(n.at, '.')+1:] + " is below zero"}
		}
	}
	if g.Temperature != nil && !(*g.Temperature >= 0 && *g.Temperature <= 2) {
		return fault{"$.generate.temperature", "temperature is not between 0 and 2"}
	}
	if err := t.checkSteps(); err != nil {
		return err
	}
	return t.checkEndpoints()
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
