package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/generator"
	"winnow/review"
)

// canary is a key that must never be seen again once it is given.
const canary = "sk-canary-7f3a91c2d4e5b6a8"

func weatherTask() review.Task {
	return review.Task{
		Name: "weather", Kind: review.Classify, Guidelines: "Is the writer pleased with the weather?",
		Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{
			{Name: "glad", Description: "pleased", Examples: []string{"Sun at last."}},
			{Name: "cross"},
			{Name: "neither"},
		},
	}
}

// weatherCall asks for texts with a label.
func weatherCall(count int) generator.Call {
	return generator.Call{
		System: "You write texts about the weather.", User: "Write new texts.\n",
		Members: []generator.Member{
			{Name: "text"},
			{Name: "label", Type: generator.ChoiceMember, OneOf: []string{"glad", "cross", "neither"}},
		},
		Count: count, Weigh: "label", Seed: 7,
	}
}

// quick are limits that let a test of waiting end soon.
func quick(c *Config) {
	c.Timeouts = Timeouts{
		Connect: 2 * time.Second, FirstByte: 2 * time.Second,
		Idle: 2 * time.Second, Silence: 4 * time.Second, Total: 10 * time.Second,
	}
	c.Retry = Retry{Tries: 3, First: time.Millisecond, Most: 20 * time.Millisecond}
}

func newTestEndpoint(t testing.TB, h http.HandlerFunc, change ...func(*Config)) *Endpoint {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	cfg := Config{BaseURL: server.URL + "/v1", Model: "tiny", Key: NewSecret(canary)}
	quick(&cfg)
	for _, c := range change {
		c(&cfg)
	}
	return open(t, cfg)
}

func open(t testing.TB, cfg Config) *Endpoint {
	t.Helper()
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// outcome is all that a call has told.
type outcome struct {
	objects  []generator.Object
	partials []string
	rejects  []generator.Reject
	waits    []generator.Wait
	answer   generator.Answer
	err      error
}

// do makes a call and gathers what comes of it.
func do(t testing.TB, e *Endpoint, c generator.Call) outcome {
	t.Helper()
	var o outcome
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	o.answer, o.err = e.Do(ctx, c, func(p generator.Piece) error { o.note(p); return nil })
	return o
}

func (o *outcome) note(p generator.Piece) {
	switch {
	case p.Object != nil:
		o.objects = append(o.objects, *p.Object)
	case p.Partial != nil:
		o.partials = append(o.partials, *p.Partial)
	case p.Reject != nil:
		o.rejects = append(o.rejects, *p.Reject)
	case p.Wait != nil:
		o.waits = append(o.waits, *p.Wait)
	}
}

// texts are the objects of a weatherCall.
func (o *outcome) texts() []string {
	var out []string
	for _, x := range o.objects {
		out = append(out, textIn(x, "text")+"/"+textIn(x, "label"))
	}
	return out
}

// textIn is a member's text.
func textIn(o generator.Object, name string) string {
	if m := memberOf(o.Members, name); m != nil {
		return unquotePrefix(m.Value)
	}
	return ""
}

// failure returns the error's advice, and fails the test when there is none.
func (o *outcome) failure(t *testing.T) *generator.Error {
	t.Helper()
	var e *generator.Error
	if !errors.As(o.err, &e) {
		t.Fatalf("error is %v (%T), not one with advice", o.err, o.err)
	}
	if e.Reason == "" || e.Hint == "" {
		t.Fatalf("reason %q, hint %q: both are wanted", e.Reason, e.Hint)
	}
	return e
}

// shape writes one kind of server's events.
type shape struct{ w http.ResponseWriter }

func openStream(w http.ResponseWriter) shape {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	return shape{w}
}

func (s shape) raw(text string) shape {
	_, _ = io.WriteString(s.w, text)
	if f, ok := s.w.(http.Flusher); ok {
		f.Flush()
	}
	return s
}

func (s shape) event(json string) shape { return s.raw("data: " + json + "\n\n") }

func (s shape) say(pieces ...string) shape {
	for _, p := range pieces {
		s.event(`{"id":"c","object":"chat.completion.chunk","model":"tiny-1","choices":[{"index":0,"delta":{"content":` + jsonText(p) + `},"finish_reason":null}]}`)
	}
	return s
}

func (s shape) finish(reason string) shape {
	return s.event(`{"choices":[{"index":0,"delta":{},"finish_reason":` + jsonText(reason) + `}]}`)
}

func (s shape) done() { s.raw("data: [DONE]\n\n") }

func jsonText(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a test's own string
	}
	return string(b)
}

func sampleJSON(text, label string) string {
	return fmt.Sprintf(`{"text":%s,"label":%s}`, jsonText(text), jsonText(label))
}

// wrap is what a server that keeps to the schema answers.
func wrap(samples ...string) string { return `{"samples":[` + strings.Join(samples, ",") + `]}` }

// inTurn answers each request with the next handler, the last one for good.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		h(w, r)
	}
}

// good answers with three samples in order.
func good(w http.ResponseWriter, _ *http.Request) {
	openStream(w).say(wrap(sampleJSON("Rain again.", "cross"), sampleJSON("So warm!", "glad"), sampleJSON("It is Monday.", "neither"))).
		finish("stop").done()
}

func refuse(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func body(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		t.Errorf("request body: %v", err)
	}
	return m
}
