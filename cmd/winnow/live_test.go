package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// chunk writes one piece of a streamed answer and sends it off at once.
func chunk(w http.ResponseWriter, delta, finish string) {
	_, _ = fmt.Fprintf(w, `data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":%q},"finish_reason":%s}]}`+"\n\n", delta, finish)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

func TestReview_CutConnectionKeepsWholeSamplesAndGoesOnWhenAsked(t *testing.T) {
	t.Parallel()
	var requests, made atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		n := requests.Add(1)
		for range 2 {
			chunk(w, fmt.Sprintf(`{"text":"whole day %d","label":"good"}`+"\n", made.Add(1)), "null")
		}
		if n > 1 {
			chunk(w, "", `"stop"`)
			_, _ = io.WriteString(w, "data: [DONE]\n\n")
			return
		}
		chunk(w, `{"text":"only half of a`, "null")
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_ = conn.Close()
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	w := inTerminal(t, dir, "review", "p.winnow", "--task", "task.yaml", "--generate", "4", "--base-url", server.URL+"/v1", "--model", "m")
	w.sees("✗ stopped")
	w.sees("2 of 4 made")
	w.sees("whole day")
	w.types("G")
	w.sees("4 of 4 made")
	w.types("q")
	if code := w.ends(); code != codeDone {
		t.Fatalf("exit code %d:\n%s", code, w.output())
	}
	all := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "none", "--bare")
	if n := strings.Count(all, "whole day"); n != 4 || strings.Contains(all, "half") {
		t.Errorf("the project holds %d whole samples:\n%s", n, all)
	}
}

// BenchmarkArrival measures how long a sample takes from the server's socket
// to the reviewer's screen: through HTTP, the scanner, the store's commit with
// fsync, and the terminal. It is given in frames of 1/60 s.
func BenchmarkArrival(b *testing.B) {
	next := make(chan int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		chunk(w, "", "null")
		for {
			select {
			case i := <-next:
				chunk(w, fmt.Sprintf(`{"text":"day %d","label":"good"}`+"\n", i), "null")
			case <-r.Context().Done():
				return
			}
		}
	}))
	b.Cleanup(server.Close)
	dir := b.TempDir()
	write(b, dir, "task.yaml", strings.Replace(endpointTask, "3", "1000000", 1))
	w := inTerminal(b, dir, "review", "p.winnow", "--task", "task.yaml", "--generate", "99999", "--base-url", server.URL+"/v1", "--model", "m")
	send := func(i int) {
		select {
		case next <- i:
		case <-w.ended:
			b.Fatalf("the program ended:\n%s", w.output())
		case <-time.After(patience):
			b.Fatalf("nobody reads the stream:\n%s", w.output())
		}
	}
	send(0)
	w.sees("1 of 99999 made")
	var took []float64
	for i := 1; b.Loop(); i++ {
		start := time.Now()
		send(i)
		w.sees(fmt.Sprintf("0 of %d decided", i+1))
		took = append(took, time.Since(start).Seconds()*60)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "frames-p50")
	b.ReportMetric(took[len(took)*95/100], "frames-p95")
}
