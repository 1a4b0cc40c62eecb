package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
)

const (
	benchAnswers = 64 // of one run
	benchObjects = 20 // in each
)

// recorded serves the same answers in turn, made before.
type recorded struct {
	bodies [][]byte
	tokens int // of all
	next   atomic.Int64
}

func newRecorded() *recorded {
	r := &recorded{}
	m := &model{}
	w := wish{count: benchObjects, members: []wanted{{name: "text", kind: "string"}, {name: "label", kind: "string", oneOf: []string{"find", "mend", "praise"}}}}
	for n := range benchAnswers {
		out := httptest.NewRecorder()
		answer := m.answer(w, good, n)
		r.tokens += len(answer)
		speak(out, w, answer)
		r.bodies = append(r.bodies, out.Body.Bytes())
	}
	return r
}

func (r *recorded) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	_, _ = io.Copy(io.Discard, in.Body)
	out.Header().Set("Content-Type", "text/event-stream")
	body := r.bodies[int(r.next.Add(1)-1)%len(r.bodies)]
	for len(body) > 0 { // flushed as models do, if not after every token
		n := min(4096, len(body))
		_, _ = out.Write(body[:n])
		_ = http.NewResponseController(out).Flush()
		body = body[n:]
	}
}

// bare reads all answers and nothing else, so many at once.
func bare(b *testing.B, url string, atOnce int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: atOnce, MaxIdleConnsPerHost: atOnce}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	todo := make(chan struct{}, benchAnswers)
	for range benchAnswers {
		todo <- struct{}{}
	}
	close(todo)
	for range atOnce {
		all.Go(func() {
			for range todo {
				res, err := client.Post(url+"/v1/chat/completions", "application/json", strings.NewReader("{}"))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		})
	}
	all.Wait()
}

// whole makes samples of all answers: composed, asked for, parsed, filtered and
// stored by the desk in a project on the disk.
func whole(b *testing.B, server *httptest.Server, atOnce int, path string) int {
	b.Helper()
	task := parcels(review.Generate{PerRequest: benchObjects})
	task.Generate.AtOnce = atOnce
	db, err := store.Create(path, task)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	desk, err := review.NewDesk(db, rank.Given{}, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer desk.Close()
	source, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(b, quickly(server))}})
	if err != nil {
		b.Fatal(err)
	}
	run := generator.NewRun(source, generator.Request{Task: task, Count: benchAnswers * benchObjects, Seed: 7}, desk, generator.StopOnError())
	run.Start(context.Background())
	if err := run.Wait(); err != nil {
		b.Fatal(err)
	}
	return desk.News().Counts.Samples
}

// From the request to the disk, beside reading the same bytes off the same
// server with nothing done to them, in turn.
func BenchmarkThroughput(b *testing.B) {
	for _, atOnce := range []int{1, 64} {
		b.Run(fmt.Sprintf("streams=%d", atOnce), func(b *testing.B) {
			r := newRecorded()
			server := httptest.NewServer(r)
			defer server.Close()
			bytes := 0
			for _, body := range r.bodies {
				bytes += len(body)
			}
			dir := b.TempDir()
			var read, made time.Duration
			var allocs uint64
			samples, rounds := 0, 0
			for b.Loop() {
				rounds++
				r.next.Store(0)
				from := time.Now()
				bare(b, server.URL, atOnce)
				read += time.Since(from)
				r.next.Store(0)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				from = time.Now()
				samples += whole(b, server, atOnce, filepath.Join(dir, fmt.Sprint(rounds)))
				made += time.Since(from)
				runtime.ReadMemStats(&after)
				allocs += after.Mallocs - before.Mallocs
			}
			b.ReportMetric(0, "ns/op") // both together say nothing
			b.ReportMetric(float64(samples)/made.Seconds(), "samples/s")
			b.ReportMetric(float64(rounds*r.tokens)/made.Seconds(), "tokens/s")
			b.ReportMetric(made.Seconds()/read.Seconds(), "x/bare-read")
			b.ReportMetric(float64(allocs)/float64(rounds*r.tokens), "allocs/token")
			b.ReportMetric(float64(rounds*bytes)/read.Seconds()/1e6, "bare-MB/s")
		})
	}
}
