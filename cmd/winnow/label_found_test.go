package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// sure is a model that says of everything that it is good, with a probability of
// 0.85.
func sure(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, token := range []string{`{\"samples\":[{\"label\":\"`, "good", `\"}]}`} {
			p := "-0.001"
			if token == "good" {
				p = "-0.1625"
			}
			_, _ = w.Write([]byte(`data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"` + token +
				`"},"logprobs":{"content":[{"token":"` + token + `","logprob":` + p + `,"top_logprobs":[{"token":"` + token + `","logprob":` + p +
				`},{"token":"bad","logprob":-1.897}]}]},"finish_reason":null}]}` + "\n\n"))
		}
		chunk(w, "", `"stop"`)
		_, _ = w.Write([]byte("data: [DONE]\n\n"))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// Ensure that nothing of a row is lost, and that what it says of an answer is not
// taken for the model's.
func TestLabel_KeepsAllMembersUnderNamesThatAreFree(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.csv", "nr,text,src,label,id,note,note\n7,a sunny day,\"the \"\"sun\"\"\",old,r1,x,y\n")
	winnow(t, dir, "label", "c.winnow", "rows.csv", "--task", "task.yaml", "--base-url", url, "--model", "m")
	out := winnow(t, dir, "export", "c.winnow", "--as", "native", "--decision", "none", "--bare")
	if want := `"nr":"7","src":"the \"sun\"","input_label":"old","id":"r1","note":"x","note_2":"y"}`; !strings.Contains(out, want) || !strings.Contains(out, `"label":"good"`) {
		t.Errorf("the export lacks %s:\n%s", want, out)
	}
	write(t, dir, "rows.jsonl", `{"id":"a","text":"a day","label":"old","model":"mm","probs":{"x":1},"signals":3,"confidence":0.1,"votes":["good","bad"],"verbal_confidence":2,"rationale":"so","input_model":1}`+"\n")
	winnow(t, dir, "label", "j.winnow", "rows.jsonl", "--task", "task.yaml", "--base-url", sure(t), "--model", "m")
	out = winnow(t, dir, "export", "j.winnow", "--as", "native", "--decision", "none")
	for _, want := range []string{
		`"label":"good","model":"m"`, `"input_label":"old","input_input_model":"mm","input_probs":{"x":1},"input_signals":3,"input_confidence":0.1,` +
			`"input_votes":["good","bad"],"input_verbal_confidence":2,"input_rationale":"so","input_model":1`,
		`"confidence":0.849987`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the export lacks %s:\n%s", want, out)
		}
	}
}

// Ensure that rows which can become no sample are found before anything is paid,
// told with their lines, and that what is told to be there is.
func TestLabel_LeavesOutRowsThatCanBecomeNoSample(t *testing.T) {
	t.Parallel()
	url, requests := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.jsonl", `{"id":"a","text":"a sunny day"}
{"id":"b","text":"a sunny day"}
{"id":"a","text":"another day"}
{"id":"c","text":" "}
{"id":{"n":1},"text":"a day"}
{"id":"d","text":"`+strings.Repeat("long ", 60_000)+`"}
{"id":12345678901234567890,"text":"one day"}
{"id":12345678901234567891,"text":"last day"}
`)
	for _, run := range []struct {
		code int
		sees string
	}{{codeDone, "3 of 3, "}, {codeNothing, "nothing to label: the project has 3 rows of rows.jsonl already"}} {
		w := inTerminal(t, dir, "label", "p.winnow", "rows.jsonl", "--task", "task.yaml", "--base-url", url, "--model", "m")
		if code := w.ends(); code != run.code {
			t.Errorf("exit code %d, want %d:\n%s", code, run.code, w.output())
		}
		w.sees(run.sees)
		w.sees("rows.jsonl: 1 duplicate")
		w.sees("rows.jsonl:2: line 1 has the same text")
		w.sees("rows.jsonl: 4 rows left out")
		w.sees("rows.jsonl:3: its id a is that of line 1")
		w.sees("rows.jsonl:4: text is empty")
		w.sees("rows.jsonl:5: member \"id\" is not a text")
		w.sees("rows.jsonl:6: text is longer than 256 KiB")
		if strings.Contains(w.output(), "going on") {
			t.Errorf("nothing was there:\n%s", w.output())
		}
	}
	if n := requests.Load(); n != 3 {
		t.Errorf("%d requests for three rows", n)
	}
	write(t, dir, "more.jsonl", `{"id":"b","text":"a sunny day"}
{"id":"a","text":"another day"}
`)
	w := inTerminal(t, dir, "label", "p.winnow", "more.jsonl", "--base-url", url, "--model", "m")
	if code := w.ends(); code != codeFailed {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	w.sees("more.jsonl:1: the project has it under the id a")
	w.sees("more.jsonl:2: the project has another sample with its id a")
}

// Ensure that rows without ids are found again in a file that was changed.
func TestLabel_GoesOnInAFileThatWasChanged(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	for _, text := range []string{"one\ntwo\n", "naught\none\ntwo\n"} {
		write(t, dir, "rows.txt", text)
		w := inTerminal(t, dir, "label", "p.winnow", "rows.txt", "--task", "task.yaml", "--base-url", url, "--model", "m")
		if code := w.ends(); code != codeDone {
			t.Errorf("exit code %d:\n%s", code, w.output())
		}
	}
	if out := winnow(t, dir, "export", "p.winnow", "--as", "native", "--decision", "none", "--bare"); strings.Count(out, "\n") != 3 {
		t.Errorf("in the project:\n%s", out)
	}
}

// Ensure that rows which the endpoint refuses are named, and that nobody is told to
// write a longer file.
func TestLabel_NamesRowsThatWereRefused(t *testing.T) {
	t.Parallel()
	model, _ := labeller(t)
	to, err := url.Parse(strings.TrimSuffix(model, "/v1"))
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 20_000 {
			http.Error(w, `{"error":{"message":"too long"}}`, http.StatusRequestEntityTooLarge)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.txt", "a sunny day\n"+strings.Repeat("long ", 5_000)+"\n"+strings.Repeat("longer ", 5_000)+"\n")
	for _, want := range []string{
		"2 rows got no label: the endpoint refused what it was asked",
		"hint: 2 rows of this run without a label: rows.txt:2, rows.txt:3; shorten",
	} {
		w := inTerminal(t, dir, "label", "p.winnow", "rows.txt", "--task", "task.yaml", "--base-url", server.URL+"/v1", "--model", "m")
		if code := w.ends(); code != codeFailed {
			t.Errorf("exit code %d:\n%s", code, w.output())
		}
		w.sees(want)
		for _, unwanted := range []string{"nothing more to ask", "seeds"} {
			if strings.Contains(w.output(), unwanted) {
				t.Errorf("it says %q:\n%s", unwanted, w.output())
			}
		}
	}
}

// Ensure that rows that were imported without labels are no dead end.
func TestLabel_SaysWhatToDoAboutSamplesWithoutSuggestions(t *testing.T) {
	t.Parallel()
	url, _ := labeller(t)
	dir := t.TempDir()
	write(t, dir, "task.yaml", endpointTask)
	write(t, dir, "rows.jsonl", `{"id":"a","text":"a sunny day"}
{"id":"b","text":"bad weather","from":"here"}
`)
	winnow(t, dir, "import", "p.winnow", "rows.jsonl", "--task", "task.yaml")
	w := inTerminal(t, dir, "label", "p.winnow", "rows.jsonl", "--base-url", url, "--model", "m")
	if code := w.ends(); code != codeNothing {
		t.Errorf("exit code %d:\n%s", code, w.output())
	}
	said := strings.ReplaceAll(w.output(), "\n", "") // the screen breaks the lines
	for _, want := range []string{
		"the project has 2 rows of rows.jsonl already, and the 2 that came without a suggestion get none there",
		"winnow export p.winnow --as native --bare --decision none -o undecided.jsonl && winnow label labelled.winnow undecided.jsonl --task task.yaml",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, w.output())
		}
	}
	winnow(t, dir, "export", "p.winnow", "--as", "native", "--bare", "--decision", "none", "-o", "undecided.jsonl")
	winnow(t, dir, "label", "labelled.winnow", "undecided.jsonl", "--task", "task.yaml", "--base-url", url, "--model", "m")
	if out := winnow(t, dir, "export", "labelled.winnow", "--as", "native", "--decision", "none", "--bare"); strings.Count(out, `"model":"m"`) != 2 || !strings.Contains(out, `"from":"here"`) {
		t.Errorf("in the project:\n%s", out)
	}
}
