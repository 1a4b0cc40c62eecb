package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// labeller is a model that labels what it is shown: "bad" what holds the word,
// else "good"; and answers nonsense where it reads "mumble".
func labeller(t *testing.T) (url string, requests *atomic.Int64) {
	t.Helper()
	requests = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		var in struct{ Messages []struct{ Content string } }
		raw, _ := io.ReadAll(r.Body)
		if json.Unmarshal(raw, &in) != nil || len(in.Messages) != 2 {
			http.Error(w, `{"error":"what?"}`, http.StatusBadRequest)
			return
		}
		label, user := "good", in.Messages[1].Content
		switch {
		case strings.Contains(user, "mumble"):
			label = "\x1b[2Jwell\u202e"
		case strings.Contains(user, "bad weather"):
			label = "bad"
		}
		answer, _ := json.Marshal(map[string]any{"samples": []any{map[string]string{"label": label}}})
		w.Header().Set("Content-Type", "text/event-stream")
		chunk(w, string(answer), "null")
		chunk(w, "", `"stop"`)
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1", requests
}

func TestLabel_RowsKeepTheirMembersAndGoOnWhereTheyStopped(t *testing.T) {
	t.Parallel()
	url, requests := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.jsonl", `{"id":"r1","text":"a sunny day","from":{"n":1.50}}
{"id":"r2","text":"very bad weather","from":null}
{"id":"r3","text":"a sunny day"}
`)
	winnow(t, dir, "label", "p.winnow", "rows.jsonl", "--task", "task.yaml", "--base-url", url, "--model", "m")
	out := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "none", "--bare")
	for _, want := range []string{
		`{"text":"a sunny day","label":"good","model":"m",`, `"id":"r1","from":{"n":1.50}}`,
		`{"text":"very bad weather","label":"bad","model":"m",`, `"id":"r2","from":null}`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the export lacks %s:\n%s", want, out)
		}
	}
	if n := requests.Load(); n != 2 || strings.Contains(out, "r3") {
		t.Errorf("%d requests for two different texts", n)
	}
	w := inTerminal(t, dir, "label", "p.winnow", "rows.jsonl", "--base-url", url, "--model", "m")
	if code := w.ends(); code != codeNothing {
		t.Errorf("exit code %d, want %d", code, codeNothing)
	}
	w.sees("nothing to label: the project has 2 rows of rows.jsonl already")
	w.sees("rows.jsonl: 1 duplicate")
	write(t, dir, "more.csv", "text,id\nthe same bad weather,r9\na sunny day,r1\n")
	w = inTerminal(t, dir, "label", "p.winnow", "more.csv", "--base-url", url, "--model", "m")
	if code := w.ends(); code != codeDone {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("going on: 1 of 2 rows are there")
}

func TestLabel_WhatIsNoLabelIsSetAsideAndCanBeLookedAt(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.txt", "mumble one\nmumble two\nmumble three\na sunny day\n")
	w := inTerminal(t, dir, "label", "p.winnow", "rows.txt", "--task", "task.yaml", "--base-url", url, "--model", "m")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("4 set aside in p.winnow.aside.jsonl") // and that the first row is given up for now
	out := winnow(t, dir, "generate", "p.winnow", "--show-raw")
	if n := strings.Count(out, "the label is not in the task's labels"); n != 3 {
		t.Errorf("%d reasons:\n%s", n, out)
	}
	if strings.ContainsAny(out, "\x1b\u202e") || !strings.Contains(out, `[2Jwell`) {
		t.Errorf("shown as\n%q", out)
	}
	if info := mode(t, filepath.Join(dir, "p.winnow.aside.jsonl")); info != 0o600 {
		t.Errorf("mode %o", info)
	}
	if _, err := os.Stat(filepath.Join(dir, "p.winnow")); err == nil {
		t.Error("a project was made of nothing good")
	}
}

func TestGenerate_EventsAreJSONLines(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask+"  prices: {m: {input: 1, output: 2}}\n")
	write(t, dir, "task.yaml", strings.Replace(endpointTask, "at_once: 1}", "at_once: 1, prices: {m: {input: 1, output: 2}}}", 1))
	out := winnow(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--base-url", endpoint(t, 3, false), "--model", "m", "--count", "6", "--json")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var last struct {
		Event        string
		Made, Wanted int
		Requests     int
		USD          float64
		Samples      int
	}
	for _, l := range lines {
		if err := json.Unmarshal([]byte(l), &last); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
	}
	if last.Event != "end" || last.Made != 6 || last.Samples != 6 || last.Requests != 2 || last.USD <= 0 {
		t.Errorf("the last event is %+v", last)
	}
}

func TestReview_WhatIsDecidedSteersTheStream(t *testing.T) {
	t.Parallel()
	prompts := make(chan string, 64)
	var made atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		prompts <- string(raw)
		w.Header().Set("Content-Type", "text/event-stream")
		n := made.Add(1)
		chunk(w, fmt.Sprintf(`{"text":"%s is letter %d","label":"good"}`, strings.Repeat(string(rune('a'+n)), 20), n), "null")
		if made.Load() == 2 {
			<-r.Context().Done() // until the reviewer has decided and goes on
			return
		}
		chunk(w, "", `"stop"`)
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "task.yaml", strings.Replace(endpointTask, "per_request: 3", "per_request: 1", 1))
	w := inTerminal(t, dir, "review", "p.winnow", "--task", "task.yaml", "--generate", "3", "--base-url", server.URL+"/v1", "--model", "m")
	w.sees("is letter")
	w.sees("a accept") // it is on the card
	w.types("a")
	w.sees("saved")
	w.types("G")
	w.sees("    paused") // in the side panel: the source has stopped
	w.types("G")
	w.sees("3 of 3 made")
	w.types("q")
	w.ends()
	close(prompts)
	last := ""
	for p := range prompts {
		last = p
	}
	if !strings.Contains(last, "Examples:") || !strings.Contains(last, `is letter `) {
		t.Errorf("the last request does not show what was accepted:\n%s", last)
	}
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestPropose_WritesWhatTheTaskFileTakes(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		list := `["tone","place"]`
		switch said := string(raw); {
		case strings.Contains(said, "topics that texts"):
			list = `["harbours","a hill: seen from below"]`
		case strings.Contains(said, `value`) && strings.Contains(said, `tone`) && strings.Contains(said, `label is \"good\"`):
			list = `["happy","calm","the same"]`
		case strings.Contains(said, `value`) && strings.Contains(said, `tone`):
			list = `["sad","the same","grim"]`
		case strings.Contains(said, `value`):
			list = `["a hill","a quay"]`
		}
		w.Header().Set("Content-Type", "text/event-stream")
		chunk(w, `{"samples":[{"proposed":`+list+`}]}`, "null")
		chunk(w, "", `"stop"`)
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	out := winnow(t, dir, "propose", "task.yaml", "attributes", "--base-url", server.URL+"/v1", "--model", "m")
	want := `generate:
  attributes:
    place:
      - a hill
      - a quay
    tone:
      bad:
        - sad
        - grim
      good:
        - happy
        - calm
`
	if out != want {
		t.Errorf("proposed\n%s\nwant\n%s", out, want)
	}
	topics := winnow(t, dir, "propose", "task.yaml", "topics", "--base-url", server.URL+"/v1", "--model", "m")
	write(t, dir, "whole.yaml", strings.Replace(endpointTask, "generate: {per_request: 3, at_once: 1}\n", topics, 1)+"  strategy: tree\n")
	if plan := winnow(t, dir, "plan", "p.winnow", "--task", "whole.yaml", "--count", "2", "--base-url", "http://localhost:1/v1", "--model", "m"); !strings.Contains(plan, "- topic: harbours") {
		t.Errorf("the proposal is not what the task file takes:\n%s\n%s", topics, plan)
	}
}
