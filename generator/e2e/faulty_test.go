package e2e

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// fault is one way of answering.
type fault struct {
	name string
	// times is how many requests in a row get it.
	times int
	// says is a part of what is said of it; "": it is no failure.
	says  string
	serve func(f *faulty, out http.ResponseWriter, r *http.Request, w wish)
}

// faulty is a server that goes through a list of faults, with a good answer
// before each and for good at the end, and counts what it has sent.
type faulty struct {
	script []fault
	dense  int // bytes that are counted as a token of a prompt

	mu       sync.Mutex
	addr     string
	listener net.Listener
	server   *http.Server
	step     int // of the script, each twice: the good answer, then the fault
	times    int
	written  int
	whole    map[string]string // the fault in which a whole sample was flushed
	half     []string          // texts of which only a part was
	brought  map[string]bool   // messages to which whole samples came
	repeated []string          // those that came again nevertheless
	requests map[string]int
	tokens   int // sent
}

func openFaulty(t *testing.T, script []fault, dense int) *faulty {
	t.Helper()
	f := &faulty{
		script: script, dense: dense, addr: "127.0.0.1:0",
		whole: map[string]string{}, brought: map[string]bool{}, requests: map[string]int{},
	}
	f.server = &http.Server{Handler: f}
	f.open(t)
	t.Cleanup(func() { f.server.Close() })
	return f
}

// open listens, again at the address of before.
func (f *faulty) open(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	f.listener, f.addr = l, l.Addr().String()
	f.mu.Unlock()
	go func() { _ = f.server.Serve(l) }() // ends when the listener does
}

// shut lets nobody in any more; the answer under way is finished.
func (f *faulty) shut(out http.ResponseWriter) {
	out.Header().Set("Connection", "close")
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.listener.Close()
}

// next is how this request is answered.
func (f *faulty) next() fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := fault{name: "good", serve: (*faulty).good}
	if f.step < 2*len(f.script) && f.step%2 == 1 {
		now = f.script[f.step/2]
	}
	f.requests[now.name]++
	if f.times++; f.times >= max(1, now.times) {
		f.step, f.times = f.step+1, 0
	}
	return now
}

func (f *faulty) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w, err := readWish(r)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	w.dense = f.dense
	f.mu.Lock()
	if f.brought[w.user] {
		f.repeated = append(f.repeated, w.user)
	}
	f.mu.Unlock()
	f.next().serve(f, out, r, w)
}

// sample is a new text, and the object that holds it.
func (f *faulty) sample(w wish) (content, object string) {
	f.mu.Lock()
	f.written++
	n := f.written
	f.mu.Unlock()
	content = fmt.Sprintf("Parcel %d, %s.", n, drawn(uint64(n), 12))
	label := w.aim()
	if label == "" {
		label = "find"
	}
	return content, fmt.Sprintf(`{"text": %s, "label": %s}`, quote(content), quote(label))
}

// put flushes a whole sample, as far as the limit allows, and tells whether it
// could.
func (f *faulty) put(s stream, w wish, sent *int, before string) bool {
	content, object := f.sample(w)
	tokens := text{}.say(before + object)
	if w.limit > 0 && *sent+len(tokens) > w.limit {
		f.mu.Lock()
		f.half = append(f.half, content)
		f.mu.Unlock()
		*sent += s.say(tokens[:w.limit-*sent].String())
		return false
	}
	*sent += s.say(before + object)
	f.mu.Lock()
	f.whole[content], f.brought[w.user] = before, true
	f.mu.Unlock()
	return true
}

// begin flushes one whole sample and half of another.
func (f *faulty) begin(out http.ResponseWriter, w wish) stream {
	s, sent := openStream(out), 0
	if f.put(s, w, &sent, `{"samples": [`) {
		content, object := f.sample(w)
		f.mu.Lock()
		f.half = append(f.half, content)
		f.mu.Unlock()
		sent += s.say(", " + object[:len(object)/2])
	}
	f.spend(w, sent)
	return s
}

func (f *faulty) spend(w wish, sent int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokens += w.promptTokens() + sent
}

// good answers all that is asked.
func (f *faulty) good(out http.ResponseWriter, _ *http.Request, w wish) {
	s, sent, before, reason := openStream(out), 0, `{"samples": [`, "stop"
	for range w.count {
		if !f.put(s, w, &sent, before) {
			reason = "length"
			break
		}
		before = ", "
	}
	if reason == "stop" && (w.limit == 0 || sent < w.limit) {
		sent += s.say("]}")
	}
	f.spend(w, sent)
	s.finish(reason, w, sent)
}

func status(code, times int, message, says string, header ...string) fault {
	return fault{fmt.Sprint(code), times, says, func(_ *faulty, out http.ResponseWriter, _ *http.Request, _ wish) {
		for i := 0; i+1 < len(header); i += 2 {
			out.Header().Set(header[i], header[i+1])
		}
		refuse(out, code, message)
	}}
}

// faults are the failures of endpoints, in turn. Those that are waited out come
// twice, which is as often as is tried.
func faults() []fault {
	return []fault{
		status(401, 1, "invalid api key", "asks for a key (401): invalid api key"),
		status(404, 1, "no such model", "does not know the model or the address (404): no such model"),
		status(429, 1, "slow down", "", "Retry-After", "0.2"),
		status(500, 2, "out of cheese", "has a fault (500): out of cheese"),
		status(503, 2, "loading", "has a fault (503): loading"),
		{"refused connection", 1, "does not answer (connection refused)", func(f *faulty, out http.ResponseWriter, r *http.Request, w wish) {
			f.shut(out)
			f.good(out, r, w)
		}},
		{"stalled stream", 1, "the server stalled in the middle of a sample; 1 whole sample kept", func(f *faulty, out http.ResponseWriter, r *http.Request, w wish) {
			f.begin(out, w)
			<-r.Context().Done()
		}},
		{"cut stream", 1, "the connection was cut in the middle of a sample; 1 whole sample kept", func(f *faulty, out http.ResponseWriter, _ *http.Request, w wish) {
			f.begin(out, w)
			panic(http.ErrAbortHandler)
		}},
		{"clean end too early", 1, "the connection was cut in the middle of a sample; 1 whole sample kept", func(f *faulty, out http.ResponseWriter, _ *http.Request, w wish) {
			f.begin(out, w).event("[DONE]")
		}},
		{"error in the stream", 1, "reports: out of memory", func(f *faulty, out http.ResponseWriter, _ *http.Request, w wish) {
			f.begin(out, w).event(`{"error":{"message":"out of memory","code":500}}`)
		}},
		{"web page", 1, "is not a model endpoint: what came is not a stream of events: web page Welcome", func(_ *faulty, out http.ResponseWriter, _ *http.Request, _ wish) {
			page(out, "Welcome")
		}},
		{"endless answer", 1, "", func(f *faulty, out http.ResponseWriter, r *http.Request, w wish) {
			sent := 0
			for s := f.begin(out, w); r.Context().Err() == nil; {
				sent += s.say(strings.Repeat("and on ", 8))
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.tokens += sent
		}},
	}
}
