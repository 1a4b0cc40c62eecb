package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/review"
)

const endpointTask = `name: mood
kind: classify
labels: [{name: good}, {name: bad}]
generate: {per_request: 3, at_once: 1}
`

// endpoint streams samples as an OpenAI-compatible server does, as many as
// whole says for each request, and then holds the connection if hold is set.
func endpoint(t *testing.T, whole int, hold bool) string {
	t.Helper()
	var made atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		send := func(delta, finish string) {
			_, _ = fmt.Fprintf(w, `data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":%q},"finish_reason":%s}]}`+"\n\n", delta, finish)
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
			}
		}
		send(`{"samples":[`, "null")
		for i := range whole {
			comma := ","
			if i == 0 {
				comma = ""
			}
			send(fmt.Sprintf(`%s{"text":"day number %d","label":"good"}`, comma, made.Add(1)), "null")
		}
		if hold {
			send(`,{"text":"half of a`, "null")
			<-r.Context().Done()
			return
		}
		send(`]}`, "null")
		send("", `"stop"`)
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

func TestGenerate_EndpointFillsTheProjectAndShowsABar(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	url := endpoint(t, 3, false)
	w := inTerminal(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--base-url", url, "--model", "m", "--count", "6")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d:\n%s", code, w.output())
	}
	w.sees("source: m at 127.0.0.1")
	w.sees("p.winnow: 6 of 6")
	if !strings.Contains(w.output(), "░") && !strings.Contains(w.output(), "█") {
		t.Error("no bar was shown on the terminal")
	}
	if stats := winnow(t, dir, "stats", "p.winnow", "--json"); !strings.Contains(stats, `"samples": 6`) {
		t.Errorf("the samples are not there:\n%s", stats)
	}
}

func TestGenerate_InterruptKeepsWhatArrivedAndGoesOnLater(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	// noflsh: a terminal may throw away what is answered to ctrl+c on a busy machine.
	w := startInTerminal(t, dir, "sh", "-c", `stty noflsh && exec winnow generate p.winnow --task task.yaml --base-url "$0" --model m --count 6`,
		endpoint(t, 2, true))
	w.sees("2 of 6")
	w.types("\x03") // ctrl+c: the terminal makes a signal of it
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d, want %d", code, codeFailed)
	}
	w.sees("stopped at 2 of 6; what arrived is kept")
	if stats := winnow(t, dir, "stats", "p.winnow", "--json"); !strings.Contains(stats, `"samples": 2`) {
		t.Errorf("want the two whole samples and not the half one:\n%s", stats)
	}

	again := inTerminal(t, dir, "generate", "p.winnow", "--base-url", endpoint(t, 9, false), "--model", "m", "--count", "6")
	if code := again.ends(); code != codeDone {
		t.Fatalf("exit code %d:\n%s", code, again.output())
	}
	again.sees("going on: 2 of 6 are there")
	if stats := winnow(t, dir, "stats", "p.winnow", "--json"); !strings.Contains(stats, `"samples": 6`) {
		t.Errorf("the missing samples did not come:\n%s", stats)
	}
}

// cutting is an endpoint whose first answer breaks off behind one sample.
func cutting(t *testing.T) string {
	t.Helper()
	whole, asked := endpoint(t, 3, false), atomic.Int64{}
	to, err := url.Parse(strings.TrimSuffix(whole, "/v1"))
	if err != nil {
		t.Fatal(err)
	}
	rest := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 1 {
			rest.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		chunk(w, `{"samples":[{"text":"the first day","label":"good"},{"text":"half of`, "null")
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

func TestGenerate_StreamThatIsCutIsAskedForAgainByItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	out := winnow(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--base-url", cutting(t), "--model", "m", "--count", "4", "--json")
	for _, want := range []string{`"event":"waiting"`, `the connection was cut in the middle of a sample`, `"seconds":0`, `"event":"end"`, `"made":4`, `"had":0`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	// Nobody is patient here: it ends as soon as it is cut.
	w := inTerminal(t, dir, "generate", "q.winnow", "--task", "task.yaml", "--base-url", cutting(t), "--model", "m", "--count", "4", "--patience", "0")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("q.winnow: 1 of 4")
}

func TestStreamWords_SayWhatIsWaitedForAndWhatThereIsInAll(t *testing.T) {
	t.Parallel()
	s := review.Stream{Phase: review.StreamWaiting, Made: 18, Wanted: 30, Message: "m is asked too often", Hint: "goes on in 15 s"}
	if got, want := streamWords(s, 42), "60 of 72 (18 in this run); m is asked too often, goes on in 15 s"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	s = review.Stream{Phase: review.StreamRunning, Made: 18, Wanted: 30}
	if got, want := streamWords(s, 0), "18 of 30"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestGenerate_WhatAVerifyCommandCameToIsToldAndHoldsNothingBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	w := inTerminal(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--base-url", endpoint(t, 3, false), "--model", "m", "--count", "6", "--verify-cmd", "false")
	if code := w.ends(); code != codeDone {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("p.winnow: 6 of 6")
	w.sees("--verify-cmd: 0 of 6 checks passed; it is the signal verified, nothing was held back")

	// What only a run can find out ends it.
	w = inTerminal(t, dir, "generate", "q.winnow", "--task", "task.yaml", "--base-url", endpoint(t, 3, false), "--model", "m", "--count", "6", "--verify-cmd", "true && nosuchcmd")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("error: --verify-cmd cannot be run: exit status 127")
}

func TestReview_StreamsFromAnEndpointWhileReviewing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	w := inTerminal(t, dir, "review", "p.winnow", "--task", "task.yaml", "--generate", "3", "--base-url", endpoint(t, 3, false), "--model", "m")
	w.sees("3 of 3 made")
	w.sees("day number")
	w.sees("a accept") // there is a card now
	w.types("a")
	w.sees("1 of 3 decided")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Errorf("exit code %d", code)
	}
}

func TestMain_NoColourWithoutATerminalOrWithNoColor(t *testing.T) {
	t.Parallel()
	if out := winnow(t, t.TempDir(), "--help"); strings.Contains(out, "\x1b") {
		t.Errorf("a pipe got escape sequences: %q", out)
	}
}

func TestOutFile_FailureLeavesTheOldFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "out", "old")
	o, err := createOut(dir + "/out")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.WriteString("new"); err != nil {
		t.Fatal(err)
	}
	o.drop()
	b, err := os.ReadFile(dir + "/out")
	if err != nil || string(b) != "old" {
		t.Errorf("got %q, %v", b, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
