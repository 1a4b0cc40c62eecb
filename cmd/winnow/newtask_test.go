package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	oldTask = "name: old\nkind: classify\nlabels: [{name: yes}, {name: no}]\n"
	nowTask = "name: now\nkind: classify\nguidelines: Look twice.\nlabels: [{name: yes}, {name: no}]\n"
)

// taskNameOf is the name of the task that a project has.
func taskNameOf(t *testing.T, dir, project string) string {
	t.Helper()
	_, after, _ := strings.Cut(winnow(t, dir, "report", project, "--json"), `"task": "`)
	name, _, _ := strings.Cut(after, `"`)
	return name
}

// Ensure that the task stays what it was when the endpoint refuses the key.
func TestNewTask_AnEndpointThatRefusesTheKeyChangesNothing(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "old.yaml", oldTask)
	write(t, dir, "now.yaml", nowTask)
	write(t, dir, "data.jsonl", rows)
	write(t, dir, "more.jsonl", `{"text":"Dogs, perhaps."}`+"\n")
	winnow(t, dir, "import", "p.winnow", "data.jsonl", "--task", "old.yaml")
	for _, args := range [][]string{{"generate", "p.winnow", "--count", "3"}, {"label", "p.winnow", "more.jsonl"}} {
		said := fails(t, dir, append(args, "--task", "now.yaml", "--base-url", server.URL+"/v1", "--model", "m")...)
		if name := taskNameOf(t, dir, "p.winnow"); name != "old" {
			t.Errorf("after winnow %s the task is %q:\n%s", args[0], name, said)
		}
	}
	url, _ := labeller(t)
	write(t, dir, "mood.yaml", strings.Replace(endpointTask, "good}, {name: bad}", "yes}, {name: no}, {name: good}, {name: bad}", 1))
	winnow(t, dir, "label", "p.winnow", "more.jsonl", "--task", "mood.yaml", "--base-url", url, "--model", "m")
	if name := taskNameOf(t, dir, "p.winnow"); name != "mood" {
		t.Errorf("rows were labelled, and the task is %q", name)
	}
}

// Ensure that a plan by another task can be made while somebody reviews, and that
// the review keeps its own.
func TestNewTask_APlanIsMadeBesideAReview(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "old.yaml", oldTask)
	write(t, dir, "now.yaml", nowTask)
	write(t, dir, "data.jsonl", rows)
	winnow(t, dir, "import", "p.winnow", "data.jsonl", "--task", "old.yaml")
	w := inTerminal(t, dir, "review", "p.winnow")
	w.sees("Bears are not.")
	out := winnow(t, dir, "plan", "p.winnow", "--task", "now.yaml", "--count", "5", "--base-url", "http://localhost:1/v1", "--model", "m")
	if !strings.Contains(out, "Look twice.") {
		t.Errorf("the plan is not that of the new task:\n%s", out)
	}
	w.types("a")
	w.sees("1 of 3 decided")
	w.types("q")
	w.ends()
	if name := taskNameOf(t, dir, "p.winnow"); name != "old" {
		t.Errorf("after a plan the task is %q", name)
	}
}
