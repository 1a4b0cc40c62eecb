package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
// of its content with the members and a label of the task, found in another way
// than the product finds them. They are texts where there are some, else labels.
func (c *capture) whole(task review.Task) map[string]bool {
	out := map[string]bool{}
	content := c.content()
	if _, after, ok := strings.Cut(content, "</think>"); ok {
		content = after
	}
	for at, r := range content {
		var o map[string]any
		if r != '{' || json.NewDecoder(strings.NewReader(content[at:])).Decode(&o) != nil {
			continue
		}
		said, _ := o["text"].(string)
		label, _ := o["label"].(string)
		_, known := task.Label(label)
		switch {
		case !known:
		case task.Generate.File != "":
			out[label] = true
		case strings.TrimSpace(said) != "":
			out[said+"/"+label] = true
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

// moods is a task of the labels that the captures were made with.
func moods(g review.Generate) review.Task {
	task := parcels(g)
	off := false
	task.Generate.Filters.Near, task.Labels = &off, nil
	for _, name := range []string{
		"positive", "negative", "neutral", "refund_request", "refund_status", "shipping_delay", "account_access",
	} {
		task.Labels = append(task.Labels, review.Label{Name: name})
	}
	return task
}

// replay runs a task against a capture, which is the answer to every request.
func replay(t *testing.T, c *capture, task review.Task, count int) (*desk, error) {
	t.Helper()
	server := httptest.NewServer(c)
	defer server.Close()
	d := newDesk()
	one := endpoint(t, impatient(strings.TrimPrefix(server.URL, "http://")))
	source, err := ask.New(task, ask.Config{Files: files, Endpoints: []ask.Endpoint{one}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := generator.NewRun(source, generator.Request{Task: task, Count: count, Seed: 7}, d, generator.StopOnError(),
		generator.Aside(func(r generator.Reject) { d.aside = append(d.aside, r.Reason) }))
	run.Start(ctx)
	return d, run.Wait()
}

// Ensure that what real servers have sent ends in samples or in words, none
// lost that had come whole and none kept that had not.
func TestCaptures_WhatRealServersSent(t *testing.T) {
	t.Parallel()
	all, samples, labelled := captures(t), 0, 0
	for _, c := range all {
		writes, labels := moods(review.Generate{}), moods(review.Generate{Strategy: "label", File: "letters.txt"})
		d, err := replay(t, &c, writes, 100)
		want := c.whole(writes)
		for _, s := range d.stored {
			if !want[s.Fields[0].Text+"/"+s.Suggestion.Label] {
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

		row, err := replay(t, &c, labels, 1)
		want = c.whole(labels)
		if (len(row.stored) == 1) != (len(want) > 0) || len(want) > 0 && err != nil {
			t.Errorf("%s: %d rows labelled, %v; labels in it: %v", c.name, len(row.stored), err, want)
		}
		for _, s := range row.stored {
			p := "unknown"
			if v, ok := s.Signal(review.SignalProbability); ok {
				p = fmt.Sprintf("%.3f", v)
			}
			t.Logf("%-48s labels a row %s, probability %s", c.name, s.Suggestion.Label, p)
		}
		labelled += len(row.stored)
	}
	t.Logf("%d captures, %d samples, %d rows labelled", len(all), samples, labelled)
}
