package ask

import (
	"math"

	"winnow/generator"
	"winnow/review"
)

// Plan is what a run would ask and cost, estimated before anything is sent.
type Plan struct {
	// System and User are the next request as its endpoint would send it; empty
	// when the strategy has nothing to ask yet.
	System string `json:"system"`
	User   string `json:"user"`
	// Requests counts all, Witnesses those of them that ask about samples.
	Requests  int `json:"requests"`
	Witnesses int `json:"witnesses"`
	TokensIn  int `json:"tokens_in"`
	TokensOut int `json:"tokens_out"`
	// USD is nil when a price is not known; Unpriced names the models without.
	USD      *float64 `json:"usd"`
	Unpriced []string `json:"unpriced,omitempty"`
	// Basis says after what the length of answers was guessed.
	Basis string `json:"basis"`
}

const (
	// planned is how many requests are laid out to see what they are like.
	planned = 8
	// planBytes is what a token is taken for in a plan.
	planBytes = 4
	// guessedAnswer is the tokens of one object where nothing is known.
	guessedAnswer = 60
	// witnessAnswer is that of a label, a mark or a number.
	witnessAnswer = 12
)

// Plan lays out what a run would ask, without sending anything. The source is
// of no use for a run afterwards: its strategy has gone on.
func (s *Source) Plan(req generator.Request) Plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := newRun(s, req, func(generator.Event) {})
	var p Plan
	asks, samples, in, steps, heard := 0, 0, 0, 0, 0
	for asks < planned {
		a := r.next()
		if a == nil {
			break
		}
		c := call(a)
		system, user := s.cfg.Endpoints[0].Render(c)
		if asks == 0 {
			p.System, p.User = system, user
		}
		asks++
		s.asked++
		samples += max(1, a.Samples)
		in += (len(system) + len(user)) / planBytes
		switch n := max(1, a.Samples); {
		case a.Further > 0:
			steps += n * a.Further
			heard += n * a.Further * (a.Further + 1) / 2
		case a.Step != "": // what comes of it is asked about once more
			steps += n
		}
	}
	per, basis := r.answerTokens()
	p.Basis = basis
	if asks > 0 {
		rounds := float64(req.Count) / float64(samples)
		further := int(math.Ceil(rounds * float64(steps)))
		p.Requests = int(math.Ceil(rounds*float64(asks))) + further
		p.TokensIn = int(rounds*float64(in)) + further*in/asks + int(rounds*float64(heard))*per
		p.TokensOut = req.Count*per + further*per
	}
	r.planWitnesses(&p, per)
	p.price(s.cfg.Endpoints)
	return p
}

// planWitnesses adds what is asked about samples.
func (r *run) planWitnesses(p *Plan, per int) {
	w := r.witnesses.plan
	each := 0.0
	if w.Label {
		each += orders
		p.Witnesses += orders * noises
	}
	if w.Stated {
		each++
	}
	if w.Judge != "" {
		each++
	}
	if w.Second != "" {
		each++
	}
	switch {
	case w.Votes > 0 && r.req.Task.Kind == review.Text:
		each += float64(w.Votes - 1)
	case w.Votes > 0:
		part := usualPart
		if w.Part != nil {
			part = *w.Part
		}
		each += part * float64(w.Votes)
	}
	p.Witnesses += int(math.Ceil(each * float64(r.req.Count)))
	p.Requests += p.Witnesses
	p.TokensIn += p.Witnesses * (len(p.System)/planBytes + per)
	p.TokensOut += p.Witnesses * witnessAnswer
}

// answerTokens is how long a sample is, after those that are there.
func (r *run) answerTokens() (tokens int, basis string) {
	bytes, n := 0, 0
	take := func(s review.Sample) bool {
		bytes += len(s.Raw)
		n++
		return n < 200
	}
	if r.cfg.Known != nil {
		r.cfg.Known(take)
	}
	if n > 0 {
		return max(1, bytes/n/planBytes), "the project's samples"
	}
	for _, l := range r.req.Task.Labels {
		for _, e := range l.Examples {
			bytes += len(e) + len(l.Name)
			n++
		}
	}
	if n > 0 {
		return bytes/n/planBytes + witnessAnswer, "the examples of the labels"
	}
	return guessedAnswer, "a guess of 60 tokens"
}

// price says what the tokens cost, by the shares of the endpoints.
func (p *Plan) price(es []Endpoint) {
	usd, shares := 0.0, 0.0
	for _, e := range es {
		share := e.Share
		if share == 0 {
			share = 1
		}
		shares += share
		if e.Price == nil {
			p.Unpriced = append(p.Unpriced, e.Model())
			continue
		}
		usd += share * (float64(p.TokensIn)*e.Price.Input + float64(p.TokensOut)*e.Price.Output) / perMillion
	}
	if len(p.Unpriced) == 0 {
		usd /= shares
		p.USD = &usd
	}
}
