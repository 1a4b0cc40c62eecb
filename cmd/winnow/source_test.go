package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// grammarTask makes its samples without a model.
const grammarTask = `name: mood
kind: classify
labels: [{name: good, examples: [a sunny day]}, {name: bad, examples: [a rainy day]}]
generate:
  source: offline
  grammar: {good: ["a {w} sunny day"], bad: ["a {w} rainy day"], w: [very, so, quite]}
`

// Ensure that a plan of a grammar is none of requests that nobody will send.
func TestPlan_GrammarSendsNoRequests(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", grammarTask)
	w := inTerminal(t, dir, "plan", "p.winnow", "--task", "task.yaml", "--count", "4")
	if code := w.ends(); code != codeNothing {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("the grammar sends no requests")
	out := winnow(t, dir, "plan", "p.winnow", "--task", "task.yaml", "--count", "4", "--base-url", "http://localhost:1/v1", "--model", "m")
	if !strings.Contains(out, "requests") {
		t.Errorf("no plan for an endpoint that was named:\n%s", out)
	}
}

// Ensure that a flag which the grammar does not heed is refused.
func TestGenerate_OfflineRefusesFlagsOfAnEndpoint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", grammarTask)
	for _, flag := range [][2]string{{"--model", "m"}, {"--strategy", "tree"}, {"--verify-cmd", "true"}} {
		w := inTerminal(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--count", "2", flag[0], flag[1])
		if code := w.ends(); code != codeUsage {
			t.Errorf("%s: exit code %d:\n%s", flag[0], code, w.output())
		}
		w.sees(flag[0] + " is for an endpoint")
	}
}

// Ensure that the grammar is named as a way out only where it is one.
func TestSource_WhatIsSaidOfAMissingKeyIsTrue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", strings.Replace(grammarTask, "offline", "openai", 1))
	write(t, dir, "bare.yaml", endpointTask)
	write(t, dir, "rows.txt", "a sunny day\n")
	for _, c := range []struct {
		args    []string
		offline bool
	}{
		{[]string{"generate", "p.winnow", "--task", "task.yaml", "--count", "2"}, true},
		{[]string{"generate", "p.winnow", "--task", "bare.yaml", "--count", "2", "--source", "openai"}, false},
		{[]string{"label", "p.winnow", "rows.txt", "--task", "task.yaml"}, false},
		{[]string{"propose", "task.yaml", "topics"}, false},
	} {
		w := inTerminal(t, dir, c.args...)
		if code := w.ends(); code != codeFailed {
			t.Errorf("%q: exit code %d:\n%s", c.args, code, w.output())
		}
		w.sees("no API key is set for api.openai.com")
		if is := strings.Contains(w.output(), "offline"); is != c.offline {
			t.Errorf("%q: offline is a way out: %t\n%s", c.args, is, w.output())
		}
	}
}

// Ensure that a run without patience stops at the first failure, and that less
// than none is refused.
func TestGenerate_PatienceOfNothingIsOneRequest(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		http.Error(w, `{"error":{"message":"overloaded"}}`, http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.txt", "a sunny day\n")
	for i, args := range [][]string{
		{"generate", "p.winnow", "--task", "task.yaml", "--count", "3"},
		{"label", "p.winnow", "rows.txt", "--task", "task.yaml"},
	} {
		w := inTerminal(t, dir, append(args, "--base-url", server.URL+"/v1", "--model", "m", "--patience", "0")...)
		if code := w.ends(); code != codeFailed {
			t.Errorf("%s: exit code %d:\n%s", args[0], code, w.output())
		}
		if n := requests.Load(); n != int64(i)+1 {
			t.Errorf("%d requests after %s", n, args[0])
		}
		w = inTerminal(t, dir, append(args, "--base-url", server.URL+"/v1", "--model", "m", "--patience", "-3s")...)
		if code := w.ends(); code != codeUsage {
			t.Errorf("%s: exit code %d:\n%s", args[0], code, w.output())
		}
		w.sees("--patience is below zero")
	}
}

func TestPlan_HelpSaysWhatJSONIsPrinted(t *testing.T) {
	t.Parallel()
	if help := winnow(t, t.TempDir(), "plan", "--help"); strings.Contains(help, "JSON Lines") || !strings.Contains(help, "one JSON object") {
		t.Errorf("the help of plan:\n%s", help)
	}
}
