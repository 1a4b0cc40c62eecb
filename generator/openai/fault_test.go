package openai

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// fault is one way in which an endpoint goes wrong.
type fault struct {
	name     string
	serve    http.HandlerFunc
	reason   string // a part of what is said
	requests int    // 1: not tried again; 3: as often as allowed
	samples  int    // whole samples kept
}

// begin writes one whole sample and the start of another.
func begin(w http.ResponseWriter) shape {
	return openStream(w).say(`{"samples":[`+sampleJSON("Rain again.", "cross"), `,{"text":"Half a`)
}

func page(w http.ResponseWriter, kind string) {
	if kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	shape{w}.raw("<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>" + canary + "</body></html>")
}

func hijackedCut(w http.ResponseWriter, before string) {
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = buf.WriteString(before)
	_ = buf.Flush()
	_ = conn.Close()
}

// stall answers what start writes, and then nothing.
func stall(start func(w http.ResponseWriter)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server would not see the client go
		start(w)
		<-r.Context().Done()
	}
}

func then(start func(http.ResponseWriter) shape, raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { start(w).raw(raw) }
}

func refusals() []fault {
	echo := `{"error":{"message":"bad key ` + canary + `","type":"authentication_error","code":401}}`
	return []fault{
		{"401 that echoes the key", refuse(401, echo), "refused the key", 1, 0},
		{"403", refuse(403, `{"error":{"message":"no"}}`), "refused the key", 1, 0},
		{"404 model", refuse(404, `{"error":{"message":"model 'tiny' not found","code":null}}`), "model 'tiny' not found", 1, 0},
		{"404 text", refuse(404, "404 page not found"), "404 page not found", 1, 0},
		{"405", refuse(405, ""), "405", 1, 0},
		{"400", refuse(400, `{"error":"context too long"}`), "context too long", 1, 0},
		{"402", refuse(402, `{"error":{"message":"Insufficient Balance"}}`), "no credit", 1, 0},
		{"422 with details", refuse(422, `{"detail":[{"msg":"wrong"}]}`), "wrong", 1, 0},
		{"429 without quota", refuse(429, `{"error":{"message":"pay","code":"insufficient_quota"}}`), "no credit", 1, 0},
		{"429", refuse(429, `[{"error":{"message":"slow down","code":429}}]`), "slow down", 3, 0},
		{"500", refuse(500, `{"error":{"code":500,"message":"broke","type":"server_error"}}`), "broke", 3, 0},
		{"503 loading", refuse(503, `{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}`), "Loading model", 3, 0},
		{"502 page", refuse(502, "<html><title>Bad Gateway</title>"+canary+"</html>"), "web page Bad Gateway", 3, 0},
		{"500 with an endless body", refuse(500, strings.Repeat(canary+" \x1b[2J", 1<<17)), "***", 3, 0},
		{"204", refuse(204, ""), "204", 1, 0},
	}
}

func streamFaults() []fault {
	stream := func(raw string) http.HandlerFunc { return then(openStream, raw) }
	half := func(raw string) http.HandlerFunc { return then(begin, raw) }
	return []fault{
		{"login page", func(w http.ResponseWriter, _ *http.Request) { page(w, "text/html; charset=utf-8") }, "Sign in", 1, 0},
		{"login page without type", func(w http.ResponseWriter, _ *http.Request) { page(w, "text/event-stream") }, "Sign in", 1, 0},
		{"empty body", stream(""), "without an answer", 1, 0},
		{"DONE only", stream("data: [DONE]\n\n"), "without an answer", 1, 0},
		{"error object with 200", stream(`{"error":{"message":"no such ` + canary + `"}}`), "no such ***", 1, 0},
		{"error event first", stream("event: error\ndata: {\"message\":\"overloaded\"}\n\n"), "overloaded", 3, 0},
		{"error before anything", stream(`data: {"error":{"message":"bad prompt"}}` + "\n\n"), "bad prompt", 1, 0},
		{"text for an error", stream(`data: {"error":"bad words"}` + "\n\n"), "bad words", 1, 0},
		{"whole answer without finish", stream(`{"choices":[{"message":{"content":"hm"}}]}`), "cut before the first sample", 1, 0},
		{"whole answer cut", stream(`{"choices":[{"mess`), "not a model endpoint", 1, 0},
		{"not an endpoint", stream("hello\nworld\n"), "hello world", 1, 0},

		{"clean close in mid-sample", half(""), "cut in the middle of a sample", 1, 1},
		{"DONE without finish", half("data: [DONE]\n\n"), "cut in the middle", 1, 1},
		{"cut inside an event", half(`data: {"choices":[{"ind`), "cut in the middle", 1, 1},
		{"broken event", half("data: {\"choices\":[{]\n\n"), "broken event", 1, 1},
		{"error line", half("error: {\"code\":500,\"message\":\"went away\",\"type\":\"server_error\"}\n\ndata: [DONE]\n\n"), "went away", 1, 1},
		{"error event", half("event: error\ndata: not even JSON\n\n"), "not even JSON", 1, 1},
		{"error with a blank", half("data: { \"error\": {\"message\":\"spaced\"}}\n\n"), "spaced", 1, 1},
		{"error after a comment", half(": ping\n\ndata: {\"error\":{\"message\":\"after a ping\",\"code\":502}}\n\n"), "after a ping", 1, 1},
		{"error in other words", half("data: {\"object\":\"error\",\"message\":\"in other words\",\"code\":4}\n\n"), "in other words", 1, 1},
		{"finish reason error", half("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}],\"error\":{\"message\":\"upstream " + canary + "\"}}\n\n"), "upstream ***", 1, 1},
		{"bare JSON between events", half("{\"error\":{\"message\":\"bare\"}}\n\n"), "bare", 1, 1},
		{"empty event, clean end", half("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null}]}\n\n"), "cut in the middle", 1, 1},
		{"event too long", half("data: " + strings.Repeat("x", maxLine+1) + "\n\n"), "too big", 1, 1},
		{"answer without end", func(w http.ResponseWriter, r *http.Request) {
			s := begin(w)
			for more := strings.Repeat("x", 1<<19); r.Context().Err() == nil; {
				s.say(more)
			}
		}, "too big", 1, 1},
		{"stall in mid-sample", stall(func(w http.ResponseWriter) { begin(w) }), "stalled in the middle", 1, 1},
		{"connection reset", func(w http.ResponseWriter, _ *http.Request) { begin(w); hijackedCut(w, "") }, "cut in the middle", 1, 1},
		{"closed before the header", func(w http.ResponseWriter, _ *http.Request) { hijackedCut(w, "") }, "closed the connection", 3, 0},
		{"closed inside the header", func(w http.ResponseWriter, _ *http.Request) { hijackedCut(w, "HTTP/1.1 200 OK\r\nServer: x\r\n") }, "closed the connection", 3, 0},
		{"cut without chunks", func(w http.ResponseWriter, _ *http.Request) {
			hijackedCut(w, "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"{\\\"text\\\":\\\"a\"}}]}\n\n")
		}, "cut in the middle", 1, 0},
		{"stall before the header", stall(func(http.ResponseWriter) {}), "in time", 3, 0},
		{"stall before the first event", stall(func(w http.ResponseWriter) { openStream(w).raw(":\n\n") }), "in time", 3, 0},
		{"signs of life only", func(w http.ResponseWriter, r *http.Request) {
			s := openStream(w)
			for r.Context().Err() == nil {
				s.raw(": alive\n\n")
				<-time.After(20 * time.Millisecond)
			}
		}, "in time", 3, 0},
		{"redirect elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.invalid/"+canary, http.StatusTemporaryRedirect)
		}, "redirects to http://elsewhere.invalid", 1, 0},
		{"redirect that loses the question", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/v2"+r.URL.Path, http.StatusFound)
		}, "redirects", 1, 0},
	}
}

// Ensure that every fault ends in words with advice, soon, without a sample
// too many or too few, without trying again what cannot help or what was half
// done, and without the key in any of it.
func TestDo_Faults(t *testing.T) {
	t.Parallel()
	for _, f := range append(refusals(), streamFaults()...) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				f.serve(w, r)
			}, func(c *Config) {
				if strings.Contains(f.reason, "in time") || strings.Contains(f.reason, "stalled") { // it is waited for
					c.Timeouts.FirstByte, c.Timeouts.Idle, c.Timeouts.Silence = 600*time.Millisecond, 600*time.Millisecond, 800*time.Millisecond
					return
				}
				c.Timeouts = Timeouts{Connect: time.Minute, FirstByte: time.Minute, Idle: time.Minute, Silence: time.Minute, Total: 2 * time.Minute}
			})
			c := weatherCall(5)
			c.MaxTokens = 1 << 24 // so that not the limit ends what has no end
			o := do(t, s, c)
			e := o.failure(t)
			if !strings.Contains(e.Reason, f.reason) {
				t.Errorf("reason %q does not say %q", e.Reason, f.reason)
			}
			if int(requests.Load()) != f.requests || len(o.waits) != f.requests-1 {
				t.Errorf("%d requests and %d waits, want %d requests (%s)", requests.Load(), len(o.waits), f.requests, e.Reason)
			}
			if len(o.objects) != f.samples {
				t.Errorf("samples %q, want %d", o.texts(), f.samples)
			}
			if strings.ContainsAny(e.Reason+e.Hint, "\x1b\n\r") {
				t.Errorf("controls in %q", e.Reason)
			}
			noCanary(t, s, o)
		})
	}
}

// noCanary fails when the key stands anywhere in what a run has told.
func noCanary(t *testing.T, s *Endpoint, o outcome) {
	t.Helper()
	var all strings.Builder
	for err := o.err; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&all, "%v %+v %#v\n", err, err, err)
	}
	fmt.Fprintf(&all, "%v %+v %#v %s\n", s, s, s, s.Name())
	fmt.Fprintf(&all, "%v %+v %#v\n", s.cfg, s.cfg, s.cfg)
	for _, r := range o.rejects {
		all.WriteString(r.Reason + string(r.Raw))
	}
	for _, w := range o.waits {
		all.WriteString(w.Reason)
	}
	for _, x := range o.objects {
		all.Write(x.Raw)
		all.WriteString(x.Model)
		for _, m := range x.Members {
			all.Write(m.Value)
		}
	}
	all.WriteString(strings.Join(o.partials, ""))
	if strings.Contains(all.String(), canary) {
		t.Error("the key got out")
	}
}

// Ensure that a key which a server writes into the answer is not stored.
func TestDo_KeyInTheAnswer(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		openStream(w).say(wrap(sampleJSON(r.Header.Get("Authorization"), "glad"))).finish("stop").done()
	})
	o := do(t, s, weatherCall(1))
	if o.err != nil || textIn(o.objects[0], "text") != "Bearer ***" {
		t.Fatalf("got %q, error %v", o.texts(), o.err)
	}
	noCanary(t, s, o)
}

// Ensure that trouble which passes is waited out, that the wait is announced,
// and that Retry-After is obeyed up to the bound.
func TestDo_WaitsOutTrouble(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, inTurn(
		refuse(429, `{"error":{"message":"slow"}}`, "Retry-After", "0.011"),
		refuse(503, `{}`, "Retry-After", "3600"),
		good,
	), func(c *Config) { c.Retry = Retry{Tries: 6, First: time.Millisecond, Most: 30 * time.Millisecond} })
	o := do(t, s, weatherCall(3))
	if o.err != nil || len(o.objects) != 3 || len(o.waits) != 2 {
		t.Fatalf("%d samples, %d waits, error %v", len(o.objects), len(o.waits), o.err)
	}
	if o.waits[0].For != 11*time.Millisecond || o.waits[1].For != 30*time.Millisecond {
		t.Errorf("waits %v", o.waits)
	}
	if !strings.Contains(o.waits[0].Reason, "too often") {
		t.Errorf("wait says %q", o.waits[0].Reason)
	}
	if !o.waits[0].Busy || !o.waits[1].Busy || o.answer.Requests != 3 {
		t.Errorf("waits %+v, %d requests", o.waits, o.answer.Requests)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		header, value string
		want          time.Duration
		ok            bool
	}{
		{"Retry-After", "2", 2 * time.Second, true},
		{"Retry-After", "Fri, 02 Jan 2026 03:05:05 GMT", time.Minute, true},
		{"Retry-After", "Fri, 02 Jan 2026 03:03:05 GMT", 0, true},
		{"Retry-After-Ms", "150", 150 * time.Millisecond, true},
		{"Retry-After", "-1", 0, false},
		{"Retry-After", "soon", 0, false},
		{"Retry-After", "1e300", 0, false},
		{"X-Other", "2", 0, false},
	} {
		h := http.Header{}
		h.Set(c.header, c.value)
		if got, ok := retryAfter(h, now); got != c.want || ok != c.ok {
			t.Errorf("%s: %s gives %v %v", c.header, c.value, got, ok)
		}
	}
}

// Ensure that a server which is not there is told as such, quickly enough.
func TestDo_ConnectionRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	server.Close()
	cfg := Config{BaseURL: address, Model: "tiny"}
	quick(&cfg)
	s := open(t, cfg)
	o := do(t, s, weatherCall(1))
	if e := o.failure(t); !strings.Contains(e.Reason, "connection refused") || !e.Retry || len(o.waits) != 2 {
		t.Errorf("reason %q, %d waits", e.Reason, len(o.waits))
	}
}

// Ensure that a certificate nobody vouches for ends it at once.
func TestDo_BadCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(good))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	cfg := Config{BaseURL: server.URL, Model: "tiny", Key: NewSecret(canary)}
	quick(&cfg)
	cfg.Timeouts.Connect = time.Minute // the server has much to work out
	s := open(t, cfg)
	o := do(t, s, weatherCall(1))
	if e := o.failure(t); !strings.Contains(e.Reason, "no safe connection") || e.Retry || len(o.waits) != 0 {
		t.Errorf("reason %q, %d waits", e.Reason, len(o.waits))
	}
	noCanary(t, s, o)
}

// Ensure that a refusal is shown for what it is.
func TestDo_ModelRefuses(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).event(`{"choices":[{"index":0,"delta":{"refusal":"I can not do that."}}]}`).finish("stop").done()
	})
	o := do(t, s, weatherCall(3))
	if o.err != nil || len(o.rejects) != 1 || !strings.Contains(o.rejects[0].Reason, "refused: I can not") {
		t.Fatalf("rejects %d, error %v", len(o.rejects), o.err)
	}
}
