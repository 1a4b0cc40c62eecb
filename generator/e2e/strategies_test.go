package e2e

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/generator/openai"
	"winnow/review"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// samplesEach is how many samples every strategy makes.
const samplesEach = 10

// quickly is an endpoint's configuration for a server of the test.
func quickly(server *httptest.Server) openai.Config {
	return openai.Config{
		BaseURL: server.URL + "/v1", Model: "parrot",
		Timeouts: openai.Timeouts{
			Connect: 5 * time.Second, FirstByte: 10 * time.Second,
			Idle: 10 * time.Second, Silence: 10 * time.Second, Total: time.Minute,
		},
		Retry: openai.Retry{Tries: 2, First: time.Millisecond, Most: 20 * time.Millisecond},
	}
}

func endpoint(t testing.TB, cfg openai.Config) ask.Endpoint {
	t.Helper()
	e, err := openai.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return ask.Endpoint{Endpoint: e}
}

// told is all that a source has told.
type told struct {
	samples []review.Sample
	refused []generator.Reject
	spent   generator.Spent
	err     error
}

func (o *told) note(e generator.Event) {
	switch {
	case e.Sample != nil:
		o.samples = append(o.samples, *e.Sample)
	case e.Reject != nil:
		o.refused = append(o.refused, *e.Reject)
	case e.Spent != nil:
		o.spent.Tokens += e.Spent.Tokens
		o.spent.Requests += e.Spent.Requests
	}
}

// ran makes samples by a task's strategy from a model's server.
func ran(t *testing.T, m *model, task review.Task, cfg ask.Config, req generator.Request) *told {
	t.Helper()
	cfg.Endpoints = []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}
	s, err := ask.New(task, cfg)
	if err != nil {
		t.Fatal(err)
	}
	o := &told{}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req.Task = task
	o.err = s.Generate(ctx, req, o.note)
	return o
}

// sound fails where a sample is no sample, where one came twice, and where
// something was refused without a reason.
func (o *told) sound(t *testing.T, task review.Task, count int) {
	t.Helper()
	if o.err != nil || len(o.samples) != count {
		t.Errorf("%d samples, %v; want %d", len(o.samples), o.err, count)
	}
	seen := map[review.Hash]bool{}
	for _, s := range o.samples {
		if seen[s.ContentHash()] {
			t.Errorf("twice: %s", s.Raw)
		}
		seen[s.ContentHash()] = true
		if _, ok := task.Label(s.Suggestion.Label); !ok && task.Kind == review.Classify {
			t.Errorf("out of the set: %s", s.Raw)
		}
		if task.Kind == review.Text && strings.TrimSpace(s.Suggestion.Text) == "" {
			t.Errorf("no response: %s", s.Raw)
		}
		if again, err := review.ParseRecord(task, s.Raw); err != nil || again.ID != s.ID {
			t.Errorf("the record does not read as what it is: %s, %v", s.Raw, err)
		}
		p := s.Provenance
		if p.Source != "openai" || p.Strategy != task.Generate.Strategy || p.PromptHash == "" || p.Model != "parrot-1" {
			t.Errorf("provenance %+v", p)
		}
	}
	for _, r := range o.refused {
		if strings.TrimSpace(r.Reason) == "" {
			t.Errorf("refused without a reason: %s", r.Raw)
		}
	}
}

// Ensure that every strategy there is makes samples of what a model answers,
// and that what is asked and what is kept are known to the letter.
func TestStrategies_WhatIsAskedAndWhatIsStored(t *testing.T) {
	t.Parallel()
	used := map[manner]int{}
	t.Cleanup(func() {
		for _, way := range manners {
			if used[way] == 0 {
				t.Errorf("no answer came %s", way)
			}
		}
		t.Logf("answers by manner: %v", used)
	})
	for _, name := range review.Strategies {
		task, ok := taskFor(name)
		if !ok {
			t.Errorf("strategy %s has no task in taskOf", name)
			continue
		}
		m := &model{ways: manners, shift: int(hashOf(name) % 10)}
		o := strategyRun(t, m, name, task)
		t.Run(name, func(t *testing.T) {
			o.sound(t, task, samplesEach)
			golden(t, name, transcript(m.exchanges(), o))
		})
		for _, x := range m.exchanges() {
			used[x.manner]++
		}
		t.Logf("%-17s %2d requests, %2d samples, %2d refused, %5d tokens", name, len(m.exchanges()), len(o.samples), len(o.refused), o.spent.Tokens)
	}
}

func strategyRun(t *testing.T, m *model, name string, task review.Task) *told {
	t.Helper()
	cfg, err := configFor(name, task)
	if err != nil {
		t.Fatal(err)
	}
	return ran(t, m, task, cfg, generator.Request{Count: samplesEach, Seed: 7})
}

// Ensure that the form of the answer can be given in words alone: some servers
// take no schema, and some no format at all.
func TestStrategies_ServersThatTakeNoSchema(t *testing.T) {
	t.Parallel()
	for _, name := range review.Strategies {
		task, ok := taskFor(name)
		if !ok {
			continue // the test above says so
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &model{refuse: func(w wish) string {
				if w.form != "" {
					return "response_format is not known here"
				}
				return ""
			}}
			o := strategyRun(t, m, name, task)
			o.sound(t, task, samplesEach)
			for _, x := range m.exchanges() {
				if !x.lines() {
					t.Errorf("the prompt does not ask for lines:\n%s", x.user)
				}
			}
		})
	}
}

// Ensure that a server which takes the schema and does not keep to it is asked
// in another form, and loses nothing by it.
func TestStrategies_ServersThatIgnoreTheSchema(t *testing.T) {
	t.Parallel()
	task, _ := taskFor("zerogen")
	m := &model{ways: []manner{missing, missing, good}}
	o := ran(t, m, task, ask.Config{}, generator.Request{Count: samplesEach, Seed: 7})
	o.sound(t, task, samplesEach)
	var forms []string
	for _, x := range m.exchanges()[:3] {
		forms = append(forms, x.form)
	}
	if want := []string{"json_schema", "json_object", ""}; !slices.Equal(forms, want) {
		t.Errorf("asked as %q, want %q", forms, want)
	}
}

// mostShown is how many requests a golden file shows.
const mostShown = 40

// transcript is what was said to the model, how it answered, and what was made
// of that.
func transcript(seen []exchange, o *told) string {
	var b strings.Builder
	system, systems := "", map[string]int{}
	for i, x := range seen[:min(mostShown, len(seen))] {
		if x.system != system {
			system = x.system
			if systems[system] == 0 {
				systems[system] = len(systems) + 1
				fmt.Fprintf(&b, "==== system %d\n%s\n", systems[system], system)
			}
		}
		fmt.Fprintf(&b, "==== request %d, system %d, %s; answered %s\n%s\n", i+1, systems[x.system], x.form, x.manner, x.user)
	}
	for i, s := range o.samples {
		p := s.Provenance
		fmt.Fprintf(&b, "==== sample %d: %s\n", i+1, p.Strategy)
		for _, f := range s.Fields {
			fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Text)
		}
		fmt.Fprintf(&b, "suggestion: %s%s\ncondition: %s\nparents: %s\nsignals:", s.Suggestion.Label, s.Suggestion.Text, p.Condition, strings.Join(p.Parents, " "))
		for _, g := range s.Signals {
			fmt.Fprintf(&b, " %s %.3f", g.Name, g.Value)
		}
		b.WriteByte('\n')
	}
	for _, r := range o.refused {
		fmt.Fprintf(&b, "==== refused %s: %s\n%s\n", r.Filter, r.Reason, r.Raw)
	}
	return lastDigits.ReplaceAllString(b.String(), "$1") // they differ from machine to machine
}

var lastDigits = regexp.MustCompile(`(\d\.\d{3})\d+(e-\d+)?`)

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update and look at the file", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("other than %s (-want +got):\n%s", path, diff)
	}
}

var _ http.Handler = (*model)(nil)
