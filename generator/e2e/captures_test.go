package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// capture is the recorded answer of a server.
type capture struct {
	name   string
	body   []byte
	status int
	header http.Header
	framed bool // the body has its chunked framing
}

// captures are those of the folder that the environment names: none without.
func captures(t *testing.T) []capture {
	t.Helper()
	dir := os.Getenv("WINNOW_CAPTURES")
	if dir == "" {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []capture
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if !slices.Contains([]string{".sse", ".json", ".raw", ".wire"}, ext) || strings.HasSuffix(e.Name(), ".req.json") {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		c := capture{name: e.Name(), body: body, status: http.StatusOK, header: http.Header{}}
		// Cut from the end of the name: some captures have no header of their own.
		base := strings.TrimSuffix(filepath.Join(dir, e.Name()), ext)
		c.readHeader(base + ".hdr")
		c.framed = ext == ".wire" || strings.Contains(e.Name(), "wire-chunked")
		if ext != ".json" && c.header.Get("Content-Type") == "" {
			c.header.Set("Content-Type", "text/event-stream")
		}
		out = append(out, c)
	}
	return out
}

func (c *capture) readHeader(path string) {
	head, err := os.ReadFile(path)
	if err != nil {
		if strings.Contains(c.name, "503") {
			c.status = http.StatusServiceUnavailable
		}
		return
	}
	for i, line := range strings.Split(strings.ReplaceAll(string(head), "\r", ""), "\n") {
		if i == 0 {
			if n, err := strconv.Atoi(strings.Fields(line + " 0 0")[1]); err == nil && n > 0 {
				c.status = n
			}
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			c.header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
}

func (c *capture) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if !c.framed {
		for _, name := range []string{"Content-Type"} {
			out.Header().Set(name, c.header.Get(name))
		}
		out.WriteHeader(c.status)
		_, _ = out.Write(c.body)
		return
	}
	conn, buf, err := http.NewResponseController(out).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
	_, _ = buf.Write(c.body)
	_ = buf.Flush()
}

// whole are the samples that stand whole in a capture: every innermost object
// of its content with a text and a label of the task, found in another way than
// the product finds them.
func (c *capture) whole(task review.Task) map[string]string {
	out := map[string]string{}
	content := c.content()
	if _, after, ok := strings.Cut(content, "</think>"); ok {
		content = after
	}
	for at, r := range content {
		var o map[string]any
		if r != '{' || json.NewDecoder(strings.NewReader(content[at:])).Decode(&o) != nil {
			continue
		}
		said, isText := o["text"].(string)
		label, isLabel := o["label"].(string)
		if _, known := task.Label(label); isText && isLabel && known && strings.TrimSpace(said) != "" {
			out[said] = label
		}
	}
	return out
}

// content is all that the model said.
func (c *capture) content() string {
	type delta struct {
		Content string `json:"content"`
	}
	var b strings.Builder
	for line := range bytes.SplitSeq(c.body, []byte("\n")) {
		data := bytes.TrimPrefix(bytes.TrimSpace(line), []byte("data: "))
		var in struct {
			Choices []struct {
				Delta   delta `json:"delta"`
				Message delta `json:"message"`
			} `json:"choices"`
		}
		if json.Unmarshal(data, &in) == nil && len(in.Choices) > 0 {
			b.WriteString(in.Choices[0].Delta.Content + in.Choices[0].Message.Content)
		}
	}
	return b.String()
}

// Ensure that what real servers have sent ends in samples or in words, none
// lost that had come whole and none kept that had not.
func TestCaptures_WhatRealServersSent(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "moods", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "positive"}, {Name: "negative"}, {Name: "neutral"}},
	}
	off := false
	task.Generate.AtOnce, task.Generate.Filters.Near = 1, &off
	all, samples := captures(t), 0
	for _, c := range all {
		server := httptest.NewServer(&c)
		d := newDesk()
		source, err := ask.New(task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, impatient(strings.TrimPrefix(server.URL, "http://")))}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		run := generator.NewRun(source, generator.Request{Task: task, Count: 100, Seed: 7}, d, generator.StopOnError(),
			generator.Aside(func(r generator.Reject) { d.aside = append(d.aside, r.Reason) }))
		run.Start(ctx)
		err = run.Wait()
		cancel()
		server.Close()
		want := c.whole(task)
		for _, s := range d.stored {
			if want[s.Fields[0].Text] != s.Suggestion.Label {
				t.Errorf("%s: stored, and not whole in it: %s", c.name, s.Raw)
			}
		}
		if len(d.stored) != len(want) {
			t.Errorf("%s: %d samples stored of %d that are whole in it", c.name, len(d.stored), len(want))
		}
		var said *generator.Error
		if !errors.As(err, &said) || said.Reason == "" || said.Hint == "" {
			t.Errorf("%s: ended with %v, which is no advice", c.name, err)
		}
		samples += len(d.stored)
		t.Logf("%-48s %2d samples; %v; aside %.150q", c.name, len(d.stored), err, slices.Compact(d.aside))
	}
	t.Logf("%d captures, %d samples", len(all), samples)
}
