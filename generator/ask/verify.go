package ask

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
)

// Verifier checks a sample by something of the user's own, such as a command that
// runs what the sample says: what a task file says is never run. It must end when
// the context does. An error is that the check could not be made; it says nothing
// of the sample; a [*generator.Error] is that none can be made, which ends the run.
// It may be called from several goroutines at once.
type Verifier func(ctx context.Context, s review.Sample) (Verified, error)

// Verified is what a check came to.
type Verified struct {
	// Passed is the verdict: of a command, that its exit code was 0.
	Passed bool
	// Output is what the sample's answer comes to: two answers with the same
	// output are the same vote. Empty: the answer itself counts.
	Output string
}

// verdict is what came of a check.
type verdict struct {
	of       *candidate
	sample   review.Sample // with the answer that was checked
	vote     bool          // of one beside the sample's own
	verified Verified
	err      error
}

// verify has an answer to the fields of a candidate checked, in a goroutine of
// its own.
func (r *run) verify(c *candidate, s review.Sample, vote bool) {
	if r.cfg.Verify == nil {
		return
	}
	c.open++
	r.checking++
	go func() {
		v := verdict{of: c, sample: s, vote: vote}
		select {
		case r.checks <- struct{}{}:
			v.verified, v.err = r.cfg.Verify(r.ctx, s)
			<-r.checks
		case <-r.ctx.Done():
			v.err = r.ctx.Err()
		}
		r.events <- event{verdict: &v}
	}()
}

// verified takes in what a check came to.
func (r *run) verified(v verdict) {
	c := v.of
	r.checking--
	if v.err != nil && r.ctx.Err() != nil {
		r.cut = append(r.cut, v) // the next run checks it
		return
	}
	c.open--
	var never *generator.Error
	switch {
	case errors.As(v.err, &never):
		r.unchecked = v.err
		r.end(v.err)
	case v.err != nil:
		r.tell(v.err)
	case v.vote:
		c.responses = append(c.responses, response{v.sample.Suggestion.Text, &v.verified})
	default:
		c.verified = &v.verified
	}
	r.weighUp()
}

// response is an answer of kind text, and what its check came to; nil: none was
// made.
type response struct {
	text     string
	verified *Verified
}

// key is what two responses that are the same vote have in common.
func (v response) key(equal string) string {
	if v.verified != nil && v.verified.Output != "" {
		return strings.TrimSpace(v.verified.Output)
	}
	if equal == "json" {
		var value any
		if json.NewDecoder(strings.NewReader(v.text)).Decode(&value) == nil {
			if b, err := json.Marshal(value); err == nil {
				return string(bytes.TrimSpace(b))
			}
		}
	}
	return strings.Join(strings.Fields(strings.ToLower(v.text)), " ")
}

// respondTo asks for one more response to what a sample asks.
func respondTo(t review.Task, s review.Sample) *strategy.Ask {
	warm := 0.7
	a := &strategy.Ask{
		Request: prompt.Request{
			Task: t, Role: "You answer as the guidelines ask",
			Do: []string{"Give in " + prompt.Quote(t.Target) + " the response to this, as the guidelines ask for it."},
		},
		Count: 1, Single: true, Temperature: &warm,
	}
	a.Members = append(a.Members, strategy.Target(t))
	for _, f := range s.Fields {
		a.Material = append(a.Material, prompt.Material{Name: f.Name, Text: f.Text})
	}
	return a
}

// majority makes the answer that the most responses come to the sample's own, and
// tells the share that it has (SymGen, Ye et al. 2023, section 3.2: agreement of
// what running the samples gives). Where several have as many the sample stays as
// it was, with its share, for a person to decide.
func (c *candidate) majority(t review.Task) (share float64, ok bool) {
	if len(c.responses) == 0 {
		return 0, false
	}
	equal := t.Generate.Signals.Equal
	own := response{text: c.sample.Suggestion.Text, verified: c.verified}
	of, n, most := map[string]response{}, map[string]int{}, 0
	for _, v := range append([]response{own}, c.responses...) {
		k := v.key(equal)
		if n[k]++; n[k] == 1 {
			of[k] = v
		}
		most = max(most, n[k])
	}
	var best []string
	for k, times := range n {
		if times == most {
			best = append(best, k)
		}
	}
	k := own.key(equal)
	if len(best) == 1 && best[0] != k {
		k = best[0]
		texts := maps.Clone(c.draft.Texts)
		if texts == nil {
			texts = map[string]string{}
		}
		texts[t.Target] = of[k].text
		c.draft.Texts, c.verified = texts, of[k].verified
	}
	return float64(n[k]) / float64(len(c.responses)+1), true
}
