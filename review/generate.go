package review

import "strings"

// Generate says how new samples are asked for.
type Generate struct {
	Source      string   `yaml:"source,omitempty"` // openai | offline; empty: an endpoint if one is configured, else offline
	Model       string   `yaml:"model,omitempty"`
	Strategy    string   `yaml:"strategy,omitempty"` // one of Strategies, or several with commas between
	Role        string   `yaml:"role,omitempty"`     // who the model is to be; empty: a writer of such texts
	Roles       []string `yaml:"roles,omitempty"`    // several of them, in turn; instead of Role
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

	// Verbalizer is what labels are called in prompts, where that is not their
	// name; answers are turned back into names.
	Verbalizer map[string]string `yaml:"verbalizer,omitempty"`
	// Avoid is how many of the words that are used too often a request asks to do
	// without. 0: none.
	Avoid int `yaml:"avoid,omitempty"`

	// What strategies need; each says which.
	Attributes map[string]Values   `yaml:"attributes,omitempty"` // dimensions of what may vary
	Words      map[string][]string `yaml:"words,omitempty"`      // kinds of words, of which each text holds one
	Features   []string            `yaml:"features,omitempty"`   // turns of which a text has some
	Topics     []Topic             `yaml:"topics,omitempty"`
	File       string              `yaml:"file,omitempty"` // rows, texts or facts to start from
	Seeds      []map[string]string `yaml:"seeds,omitempty"`
	Principles []string            `yaml:"principles,omitempty"`
	Operators  []string            `yaml:"operators,omitempty"`
	Operations map[string]string   `yaml:"operations,omitempty"` // further operators, and what each does in words
	Acquire    string              `yaml:"acquire,omitempty"`    // which row is labelled next, one of Acquisitions
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
	// Pick is balanced (the default), cluster-complex, dissimilar, influence,
	// leaf, margin, nearest, random or vote-k.
	Pick    string `yaml:"pick,omitempty"`
	Count   *int   `yaml:"count,omitempty"` // nil: 4
	Explain bool   `yaml:"explain,omitempty"`
	// Made lets samples that nobody has decided stand in for those that reviewers
	// took, until there are Count of these: the ones that a small model is surest
	// of.
	Made bool `yaml:"made,omitempty"`
}

// SignalPlan says which witnesses are asked beside the answer itself.
type SignalPlan struct {
	Label  bool     `yaml:"label,omitempty"`  // a label-only request: token probability of the label
	Votes  int      `yaml:"votes,omitempty"`  // answers in all for the uncertain part; of kind text, for every sample
	Equal  string   `yaml:"equal,omitempty"`  // when two responses are the same vote, one of Equalities
	Part   *float64 `yaml:"part,omitempty"`   // the share that counts as uncertain; nil: 0.3
	Stated bool     `yaml:"stated,omitempty"` // the model's own number
	Judge  string   `yaml:"judge,omitempty"`  // a rubric
	// JudgeAfter is after how many marks a small model answers for the judge
	// wherever it has proved right. 0: the judge marks all.
	JudgeAfter int    `yaml:"judge_after,omitempty"`
	Second     string `yaml:"second,omitempty"` // another model, or one of Endpoints by its model
	// Student are what a small model that learned from the reviewers says, some of
	// StudentSignals. It costs no request.
	Student []string `yaml:"student,omitempty"`
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
	Known    float64  `yaml:"known,omitempty"`   // the probability from which the student knows a sample already; 0: not asked
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
	"critique-revise", "from-errors", "pairs", "fobar", "label",
}

// Acquisitions are the values that generate.acquire may have: the order of the
// file (the default), any row, or the one of which the student is least sure, by
// the entropy of its labels or by the likeliest of them (LLMaAA, Zhang et al.
// 2023, section 3.2).
var Acquisitions = []string{"order", "random", "entropy", "least-confidence"}

// Equalities are the values that signals.equal may have: the same but for blanks
// and letter case (the default), or the same JSON value.
var Equalities = []string{"exact", "json"}

// StudentSignals are the values that signals.student may have: the probability
// of the suggestion and how it went while the student learned, how much the
// sample should count, and the share of the nearest decided samples that agree.
var StudentSignals = []string{"probability", "dynamics", "weight", "neighbours"}

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
