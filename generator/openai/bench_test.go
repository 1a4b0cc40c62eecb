package openai

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"winnow/generator"
)

// BenchmarkEndpoint reads answers of 50 samples, a token an event, through Do
// and with the bare HTTP client, in turn. ratio is Do's time over the bare
// client's; allocs/token is what Do makes beyond it, with the reading of the
// events, the decoding and the scanning.
func BenchmarkEndpoint(b *testing.B) {
	for _, weighed := range []bool{false, true} {
		for _, streams := range []int{1, 64} {
			b.Run(fmt.Sprintf("probabilities=%v/streams=%d", weighed, streams), func(b *testing.B) {
				benchmarkEndpoint(b, weighed, streams)
			})
		}
	}
}

const benchSamples = 50

// benchAnswer is one answer on the wire, and how many tokens it has.
func benchAnswer(weighed bool) (wire []byte, tokens int) {
	rec := httptest.NewRecorder()
	s := shape{rec}
	say := func(text string, others ...any) {
		tokens++
		if !weighed {
			s.say(text)
			return
		}
		others = append(others, "a", .01, "b", .01, "c", .01, "d", .01, "e", .01, "f", .01, "g", .01, "h", .01)
		s.sayWith(text, .6, others...)
	}
	say(`{"samples":[`)
	for i := range benchSamples {
		if i > 0 {
			say(",")
		}
		for _, t := range []string{`{"`, "text", `":"`, fmt.Sprint(i), " The", " rain", " has", " not", " stopped", " since", " Monday", ".", `","`, "label", `":"`} {
			say(t)
		}
		say("cross", "glad", .2, "neither", .1)
		say(`"}`)
	}
	say("]}")
	s.finish("stop").event(`{"choices":[],"usage":{"prompt_tokens":60,"completion_tokens":900}}`).done()
	return rec.Body.Bytes(), tokens
}

func benchmarkEndpoint(b *testing.B, weighed bool, streams int) {
	wire, tokens := benchAnswer(weighed)
	serve := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write(wire)
	}
	server := httptest.NewServer(http.HandlerFunc(serve))
	defer server.Close()
	e := newTestEndpoint(b, serve)
	c := weatherCall(benchSamples)
	c.MaxTokens = 1 << 20
	client := &http.Client{Transport: newTransport(e.cfg.Timeouts)}
	defer client.CloseIdleConnections()
	bare := func() error {
		res, err := client.Post(server.URL, "application/json", bytes.NewReader([]byte("{}")))
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	do := func() error {
		n := 0
		_, err := e.Do(b.Context(), c, func(p generator.Piece) error {
			if p.Object != nil {
				n++
			}
			return nil
		})
		if err == nil && n != benchSamples {
			err = fmt.Errorf("%d samples", n)
		}
		return err
	}
	var plain, through cost
	b.SetBytes(int64(len(wire) * streams))
	for b.Loop() {
		plain.add(b, streams, bare)
		through.add(b, streams, do)
	}
	all := float64(b.N * streams)
	b.ReportMetric(all*benchSamples/through.time.Seconds(), "samples/s")
	b.ReportMetric(through.time.Seconds()/plain.time.Seconds(), "ratio")
	b.ReportMetric((float64(through.allocs)-float64(plain.allocs))/all/float64(tokens), "allocs/token")
}

// cost is what something took.
type cost struct {
	time   time.Duration
	allocs uint64
}

// add measures work that is done by several at once.
func (c *cost) add(b *testing.B, streams int, work func() error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	var wg sync.WaitGroup
	for range streams {
		wg.Go(func() {
			if err := work(); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	c.time += time.Since(began)
	runtime.ReadMemStats(&after)
	c.allocs += after.Mallocs - before.Mallocs
}
