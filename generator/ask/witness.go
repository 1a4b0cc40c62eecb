package ask

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
)

// kinds of testimony: what is asked about a sample beside the sample itself.
const (
	byLabel  = "label"  // the label alone, cold, weighed
	byPrior  = "prior"  // the same of words that mean nothing
	byVote   = "vote"   // the label alone, warm
	byStated = "stated" // the model's own number
	byJudge  = "judge"
	bySecond = "second" // another model
)

const (
	// orders is how many orders of the labels are asked in.
	orders = 2
	// noises is how many texts without meaning are asked for each order, and
	// noiseWords how long they are.
	noises, noiseWords = 3, 20
	// usualPart is the share of samples whose labels are voted on.
	usualPart = 0.3
	// mostMark is the judge's best mark.
	mostMark = 5.0

	memberStated = "probability"
	memberMark   = "mark"
	memberWhy    = "why"

	memberOtherModels = "other_models"
	memberSecondProbs = "second_probs"
)

// testimony is an ask about a sample.
type testimony struct {
	kind  string
	of    *candidate // nil for a prior
	order int
	given bool // an answer came
}

// candidate is a sample that waits for what is said of it.
type candidate struct {
	flight *flight
	draft  strategy.Draft
	sample review.Sample
	open   int // testimonies under way

	shares [orders][]review.Alternative
	votes  []string
	voted  bool
	stated *float64
	mark   *float64
	guess  *said // in place of the mark
	second []review.Alternative
	says   string // the second model's label
	whyNot string

	verified  *Verified
	responses []response // beside the sample's own
}

// witnesses asks about samples what the task's signals say.
type witnesses struct {
	plan    review.SignalPlan
	second  *lane
	pending []*candidate // in the order in which they came
	prior   [orders][]map[string]float64
	priors  int // under way; below 0: not asked yet
	judge   *understudy
	seen    []float64 // label probabilities so far, for the part that is voted on
}

func newWitnesses(t review.Task, second *Endpoint) (*witnesses, error) {
	w := &witnesses{plan: t.Generate.Signals, priors: -1}
	p := w.plan
	w.judge = newUnderstudy(t.Generate)
	if !t.Kind.OneLabel() && (p.Label || p.Second != "") {
		return nil, &generator.Error{
			Reason: "generate.signals: label and second are for kind classify",
			Hint:   "for kind " + string(t.Kind) + " there are stated, votes and judge",
		}
	}
	if t.Kind == review.Chat && (p.Stated || p.Votes > 0) {
		return nil, &generator.Error{
			Reason: "generate.signals: stated and votes are not for kind chat",
			Hint:   "for kind chat there is judge",
		}
	}
	if p.Second != "" {
		if second == nil {
			return nil, &generator.Error{
				Reason: "generate.signals.second: there is no endpoint for " + prompt.Quote(p.Second),
				Hint:   "name a model of generate.endpoints, or another model of the endpoint in use",
			}
		}
		w.second = newLane(*second)
	}
	return w, nil
}

// wanted tells whether anything is asked at all.
func (r *run) witnessed() bool { return r.cfg.Verify != nil || r.witnesses.wanted() }

func (w *witnesses) wanted() bool {
	p := w.plan
	return p.Label || p.Votes > 0 || p.Stated || p.Judge != "" || p.Second != ""
}

// summon asks about a sample.
func (r *run) summon(f *flight, d strategy.Draft, s review.Sample) {
	c := &candidate{flight: f, draft: d, sample: s}
	w := r.witnesses
	w.pending = append(w.pending, c)
	t, p := r.req.Task, w.plan
	if p.Label {
		r.askPriors(s)
		for k := range orders {
			r.testify(testimony{kind: byLabel, of: c, order: k}, strategy.Relabel(turned(t, k), textsOf(s)))
		}
	}
	if p.Stated {
		r.testify(testimony{kind: byStated, of: c}, statedAsk(t, s))
	}
	if p.Judge != "" {
		if c.guess = w.judge.stead(s); c.guess == nil {
			r.testify(testimony{kind: byJudge, of: c}, judgeAsk(t, s, p.Judge))
		}
	}
	if p.Second != "" {
		r.testify(testimony{kind: bySecond, of: c}, strategy.Relabel(t, textsOf(s)))
	}
	r.verify(c, s, false)
	if c.open == 0 {
		r.weighUp()
	}
}

// testify puts an ask about a sample in front of those for new ones.
func (r *run) testify(t testimony, a *strategy.Ask) {
	if t.of != nil {
		t.of.open++
	}
	a.Keep, a.Step, a.Strategy = &t, "signal "+t.kind, "signals"
	r.urgent = append(r.urgent, a)
}

// turned is the task with its labels in another order.
func turned(t review.Task, k int) review.Task {
	t.Labels = slices.Clone(t.Labels)
	if k > 0 {
		slices.Reverse(t.Labels)
	}
	return t
}

func textsOf(s review.Sample) map[string]string {
	out := map[string]string{}
	for _, f := range s.Fields {
		out[f.Name] = f.Text
	}
	return out
}

// askPriors asks, once, what the model says of words that mean nothing: how
// much it leans to a label whatever the text (domain-context calibration, Fei et
// al. 2023, section 4).
func (r *run) askPriors(s review.Sample) {
	w := r.witnesses
	if w.priors >= 0 {
		return
	}
	w.priors = 0
	t := r.req.Task
	words := strings.Fields(t.Guidelines + " " + textOfSample(s))
	for _, l := range t.Labels {
		words = append(words, strings.Fields(strings.Join(l.Examples, " "))...)
	}
	from := rand.New(rand.NewPCG(s.Provenance.Seed, 2))
	for k := range orders {
		for range noises {
			noise := make([]string, noiseWords)
			for i := range noise {
				noise[i] = words[from.IntN(len(words))]
			}
			w.priors++
			texts := map[string]string{t.Fields[0]: strings.Join(noise, " ")}
			r.testify(testimony{kind: byPrior, order: k}, strategy.Relabel(turned(t, k), texts))
		}
	}
}

// statedAsk asks the model how sure it is (verbalised confidence, Tian et al.
// 2023).
func statedAsk(t review.Task, s review.Sample) *strategy.Ask {
	a := about(t, s)
	a.Role = "You check labels and responses, as a careful annotator does"
	a.Do = []string{
		"How likely is it that the suggestion below is right by the guidelines? Give in " + prompt.Quote(memberStated) +
			" a number from 0 to 1, and be honest where you are not sure.",
	}
	a.Members = []generator.Member{{Name: memberStated, Type: generator.NumberMember}}
	return a
}

// judgeAsk asks for a mark by a rubric (AlpaGasus, Chen et al. 2023, section 3).
func judgeAsk(t review.Task, s review.Sample, rubric string) *strategy.Ask {
	a := about(t, s)
	a.Role = "You judge samples for a data set"
	a.Do = []string{
		"Mark the sample below by this rubric: " + rubric,
		"Say in " + prompt.Quote(memberWhy) + " in one sentence what speaks for and against it, then give in " +
			prompt.Quote(memberMark) + " a mark from 0 to 5.",
	}
	a.Members = []generator.Member{{Name: memberWhy}, {Name: memberMark, Type: generator.NumberMember}}
	return a
}

// about is an ask whose material is a sample with its suggestion.
func about(t review.Task, s review.Sample) *strategy.Ask {
	cold := 0.0
	a := &strategy.Ask{Request: prompt.Request{Task: t}, Count: 1, Temperature: &cold}
	for _, f := range spoken(s) {
		a.Material = append(a.Material, prompt.Material{Name: f.Name, Text: f.Text})
	}
	if t.Kind == review.Chat {
		return a // all of it is what is judged
	}
	a.Material = append(a.Material, prompt.Material{Name: "Suggestion", Text: prompt.Word(t, s.Suggestion.Label) + s.Suggestion.Text})
	return a
}

// hear takes what was said about a sample.
func (r *run) hear(f *flight, t *testimony, o generator.Object) {
	if t.given {
		return // one is enough
	}
	t.given = true
	w, task := r.witnesses, r.req.Task
	switch c := t.of; t.kind {
	case byPrior:
		if len(o.Evidence.Shares) > 0 {
			p := map[string]float64{}
			for _, s := range o.Evidence.Shares {
				p[s.Label] = s.Share
			}
			w.prior[t.order] = append(w.prior[t.order], p)
		}
	case byLabel:
		c.shares[t.order], c.whyNot = o.Evidence.Shares, o.Evidence.Why
	case byVote:
		r.hearVote(c, strategy.Text(o, task.Target))
	case byStated:
		c.stated = between(strategy.Text(o, memberStated), 1)
	case byJudge:
		if c.mark = between(strategy.Text(o, memberMark), mostMark); c.mark != nil {
			w.judge.hear(c.sample, *c.mark)
		}
	case bySecond:
		if label, _, err := canonicalLabel(task, strategy.Text(o, task.Target)); err == nil {
			c.says, c.second = label, o.Evidence.Shares
		}
	}
}

// between reads a number from 0 to most, as a part of it; nil: it is none.
func between(text string, most float64) *float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(v >= 0 && v <= most) {
		return nil
	}
	v /= most
	return &v
}

// heard books that a call about a sample has ended, with an answer or without.
func (r *run) heard(f *flight, t *testimony, err error) {
	if r.unheard(t, err) {
		r.askLater(f.Ask)
		return
	}
	if t.of != nil {
		t.of.open--
	} else {
		r.witnesses.priors--
	}
	r.weighUp()
}

// weighUp hands over the samples of which all is said that is asked.
func (r *run) weighUp() {
	w := r.witnesses
	var rest []*candidate
	ready := w.pending
	w.pending = nil
	for _, c := range ready {
		if c.open > 0 || w.plan.Label && w.priors > 0 || r.vote(c) {
			rest = append(rest, c)
			continue
		}
		r.conclude(c)
	}
	w.pending = append(rest, w.pending...)
}
