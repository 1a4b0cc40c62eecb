package ask_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// fake is an endpoint that answers with what a function says of a call.
type fake struct {
	host   string
	answer func(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error)

	mu     sync.Mutex
	calls  []generator.Call
	flying int
	most   int // flying at once
}

func (f *fake) Name() string  { return "m at " + f.host }
func (f *fake) Model() string { return "m" }
func (f *fake) Host() string  { return f.host }

func (f *fake) Render(c generator.Call) (system, user string) { return c.System, c.User }

func (f *fake) Do(ctx context.Context, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
	f.mu.Lock()
	f.calls = append(f.calls, c)
	n := len(f.calls)
	f.flying++
	f.most = max(f.most, f.flying)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.flying--
		f.mu.Unlock()
	}()
	a, err := f.answer(n, c, take)
	a.Requests++
	if errors.Is(err, generator.ErrEnough) {
		err = nil
	}
	return a, err
}

func (f *fake) users() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, c := range f.calls {
		out = append(out, c.User)
	}
	return out
}

// object is an object of texts: name, value, name, value…
func object(texts ...string) *generator.Object {
	o := &generator.Object{Model: "m"}
	var parts []string
	for i := 0; i < len(texts); i += 2 {
		parts = append(parts, fmt.Sprintf("%q:%q", texts[i], texts[i+1]))
	}
	o.Raw = []byte("{" + strings.Join(parts, ",") + "}")
	var err error
	if o.Members, err = review.Members(o.Raw); err != nil {
		panic(err)
	}
	return o
}

// sentence is a text that is like no other.
func sentence(n, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", n, i))
	return fmt.Sprintf("%x %x %x %x", sum[:5], sum[5:9], sum[9:12], sum[12:18])
}

// obedient writes as many samples as were asked for, all different, with the
// label that was asked for, in pairs where that is asked.
func obedient(n int, c generator.Call, say func(generator.Piece) error) (generator.Answer, error) {
	label := "calm"
	if strings.Contains(c.User, `right label is "rough"`) {
		label = "rough"
	}
	for i := range c.Count {
		if strings.Contains(c.User, "in pairs") {
			label = []string{"calm", "rough"}[i%2]
		}
		if err := say(generator.Piece{Object: object("text", sentence(n, i), "label", label)}); err != nil {
			return generator.Answer{Prompt: 100, Completion: 10 * i}, err
		}
	}
	return generator.Answer{Prompt: 100, Completion: 10 * c.Count}, nil
}

func seaTask(change ...func(*review.Task)) review.Task {
	t := review.Task{
		Name: "crossings", Kind: review.Classify, Guidelines: "Say how the sea was.",
		Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "calm"}, {Name: "rough"}},
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

// outcome is what a run came to.
type outcome struct {
	samples []review.Sample
	rejects []generator.Reject
	waits   int
	spent   generator.Spent
	err     error
}

func (o *outcome) labels() map[string]int {
	out := map[string]int{}
	for _, s := range o.samples {
		out[s.Suggestion.Label]++
	}
	return out
}

// run makes count samples.
func run(t *testing.T, task review.Task, count int, cfg ask.Config) *outcome {
	t.Helper()
	s, err := ask.New(task, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return again(t, s, task, count)
}

func again(t *testing.T, s *ask.Source, task review.Task, count int) *outcome {
	t.Helper()
	o := &outcome{}
	o.err = s.Generate(t.Context(), generator.Request{Task: task, Count: count, Seed: 7}, o.note)
	return o
}

func (o *outcome) note(e generator.Event) {
	switch {
	case e.Sample != nil:
		o.samples = append(o.samples, *e.Sample)
	case e.Reject != nil:
		o.rejects = append(o.rejects, *e.Reject)
	case e.Wait != nil:
		o.waits++
	case e.Spent != nil:
		o.spent.Requests += e.Spent.Requests
		o.spent.Tokens += e.Spent.Tokens
		o.spent.USD += e.Spent.USD
		o.spent.Unpriced += e.Spent.Unpriced
	}
}

func one(f *fake) ask.Config { return ask.Config{Endpoints: []ask.Endpoint{{Endpoint: f}}} }
