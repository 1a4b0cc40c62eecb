package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"winnow/generator"
)

// readEvents cleans a raw stream, and says how it ended.
func readEvents(raw io.Reader) (string, error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	t := Timeouts{}
	t.setDefaults(false)
	e := newEvents(newPatientBody(ctx, cancel, io.NopCloser(raw), t), NewSecret(canary))
	var out bytes.Buffer
	buf := make([]byte, 512)
	for {
		n, err := e.Read(buf)
		out.Write(buf[:n])
		if err != nil {
			_ = e.Close()
			return out.String(), err
		}
	}
}

// Ensure that only a stream which said that it is finished ends in io.EOF.
func TestEvents_Endings(t *testing.T) {
	t.Parallel()
	say, finish := "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n"
	cases := []struct {
		name, in string
		lines    int
		want     error
	}{
		{"in order", say + finish + "data: [DONE]\n\n", 3, io.EOF},
		{"without DONE", say + finish, 2, io.EOF},
		{"without the last empty line", say + strings.TrimSpace(finish), 2, io.EOF},
		{"garbage after the finish", say + finish + "garbage", 2, io.EOF},
		{"nothing after DONE is read", finish + "data: [DONE]\n\ndata: {\"error\":\"late\"}\n\n", 2, io.EOF},
		{"finish only in words", "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}}]}\n\n", 1, io.ErrUnexpectedEOF},
		{"no finish", say, 1, io.ErrUnexpectedEOF},
		{"DONE without finish", say + "data: [DONE]\n\n", 1, io.ErrUnexpectedEOF},
		{"half an event", say + "data: {\"choi", 1, io.ErrUnexpectedEOF},
		{"half a comment", say + ": pi", 1, io.ErrUnexpectedEOF},
		{"nothing", "", 0, io.ErrUnexpectedEOF},
		{"broken", say + "data: {]\n\n" + finish, 1, errBrokenSSE},
	}
	for _, c := range cases {
		out, err := readEvents(strings.NewReader(c.in))
		if !errors.Is(err, c.want) || strings.Count(out, "\n") != c.lines {
			t.Errorf("%s: %q, error %v", c.name, out, err)
		}
	}
}

// Ensure that bytes of a connection that broke are not taken for an end.
func TestEvents_ConnectionBreaks(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("data: {\"choices\":[]}\n\n"), iotest.ErrReader(io.ErrClosedPipe))
	if out, err := readEvents(broken); !errors.Is(err, io.ErrClosedPipe) || strings.Count(out, "\n") != 1 {
		t.Errorf("%q, error %v", out, err)
	}
}

// FuzzEvents checks that whatever a server sends, go-openai sees whole JSON
// events only, and io.EOF only after a finish; however the bytes are cut.
func FuzzEvents(f *testing.F) {
	for _, s := range []string{
		"data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", ": ping\r\n\r\ndata: {\"choices\":\ndata: []}\n\n",
		"event: error\ndata: x\n\n", "error: {\"message\":\"m\"}\n\n", "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}",
		"<html>", "\ufeffdata\n\ndata: {\"choices\":[{\"logprobs\":{\"content\":[{\"logprob\":NaN}]}}]}\n\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := readEvents(bytes.NewReader(raw))
		again, err2 := readEvents(iotest.OneByteReader(bytes.NewReader(raw)))
		if out != again || err.Error() != err2.Error() {
			t.Fatalf("at once %q %v, byte by byte %q %v", out, err, again, err2)
		}
		finished := false
		for line := range strings.Lines(out) {
			data, ok := strings.CutPrefix(line, "data: ")
			if data = strings.TrimSpace(data); !ok || data != "[DONE]" && !json.Valid([]byte(data)) {
				t.Fatalf("%q is no event", line)
			}
			var m struct {
				Choices []struct {
					Finish string `json:"finish_reason"`
				}
			}
			if json.Unmarshal([]byte(data), &m) == nil && len(m.Choices) > 0 {
				finished = finished || m.Choices[len(m.Choices)-1].Finish != "" || m.Choices[0].Finish != ""
			}
		}
		if errors.Is(err, io.EOF) && !finished {
			t.Fatalf("%q counts as finished", raw)
		}
	})
}

// Ensure that a server which drips words for ever is ended by the total limit.
func TestDo_TotalLimit(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		stream := begin(w)
		for r.Context().Err() == nil {
			stream.say("x")
			<-time.After(5 * time.Millisecond)
		}
	}, func(c *Config) { c.Timeouts.Total = 200 * time.Millisecond })
	o := do(t, s, weatherCall(5))
	if e := o.failure(t); !strings.Contains(e.Reason, "stalled in the middle") || len(o.objects) != 1 {
		t.Errorf("reason %q, %d samples", e.Reason, len(o.objects))
	}
}

// Ensure that a busy desk is not taken for a silent server.
func TestDo_SlowDeskIsNoSilence(t *testing.T) {
	t.Parallel()
	sent := make(chan struct{})
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		stream := openStream(w).say(sampleJSON("one", "glad"))
		<-sent
		stream.say(sampleJSON("two", "glad")).finish("stop").done()
	}, func(c *Config) { c.Timeouts.Silence, c.Timeouts.Idle = 300*time.Millisecond, 300*time.Millisecond })
	var o outcome
	_, o.err = s.Do(t.Context(), weatherCall(2), func(p generator.Piece) error {
		o.note(p)
		if p.Object != nil && len(o.objects) == 1 {
			close(sent)
			<-time.After(600 * time.Millisecond) // longer than the server may be silent
		}
		return nil
	})
	if o.err != nil || len(o.objects) != 2 {
		t.Fatalf("%d samples, error %v", len(o.objects), o.err)
	}
}

// Ensure that the next request uses the connection of the one before.
func TestDo_KeepsTheConnection(t *testing.T) {
	t.Parallel()
	addresses, n := map[string]bool{}, 0
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		addresses[r.RemoteAddr] = true
		n++
		openStream(w).say(wrap(sampleJSON(strings.Repeat("x", n), "glad"))).finish("stop").done()
	})
	for range 5 {
		if o := do(t, s, weatherCall(1)); o.err != nil {
			t.Fatal(o.err)
		}
	}
	if n != 5 || len(addresses) != 1 {
		t.Errorf("%d requests over %d connections", n, len(addresses))
	}
}
