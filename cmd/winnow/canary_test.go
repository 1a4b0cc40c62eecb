package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"winnow/store/jsonl/formats"
)

// leaks tells whether the key stands in what somebody can read: as it is, or
// with line ends and frames in between, as a screen breaks it.
func leaks(b []byte) bool {
	return bytes.Contains(b, []byte(canary)) ||
		strings.Contains(strings.Join(strings.FieldsFunc(string(b), func(r rune) bool {
			return r <= ' ' || r == '│' || r == '┃'
		}), ""), canary)
}

// endpointThat serves the fault first and a good answer after it, so that what
// is tried again comes to an end. It counts the requests that brought the key.
func endpointThat(t *testing.T, e echo) (url string, keyed *atomic.Int64) {
	t.Helper()
	keyed = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+canary && keyed.Add(1) == 1 || strings.Contains(r.URL.Path, canary) {
			e.serve(w, r)
			return
		}
		streams(delta(sampleOf("a good one")+sampleOf("and another")+sampleOf("and a third")), finish, done)(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1", keyed
}

// withKey runs a command with the key in its environment and returns what it
// said. It is interrupted, as with ctrl+c, as soon as enough says so.
func withKey(t *testing.T, dir string, enough func() bool, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "winnow", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "OPENAI_API_KEY="+canary, "OPENAI_BASE_URL=", "TMPDIR="+dir)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	for every := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-every.C:
			if enough() {
				_ = cmd.Process.Signal(os.Interrupt)
				enough = func() bool { return false }
			}
			continue
		case <-ended:
		}
		every.Stop()
		return out.Bytes()
	}
}

// noLeak looks through everything that is left in the folder, and through
// everything that can be exported from its project.
func noLeak(t *testing.T, dir string) {
	t.Helper()
	never := func() bool { return false }
	names := formats.Names[:1]
	if everything() {
		names = formats.Names
		withKey(t, dir, never, "backup", "p.winnow", "-o", "copy.winnow", "--force")
		withKey(t, dir, never, "check", "p.winnow", "--salvage", "salvaged.winnow")
		if stats := withKey(t, dir, never, "stats", "p.winnow", "--json"); leaks(stats) {
			t.Errorf("stats tell the key:\n%s", stats)
		}
	}
	for _, format := range names {
		said := withKey(t, dir, never, "export", "p.winnow", "--as", format, "-o", format+".jsonl", "--decision", "none,accept,edit,relabel,reject,defer")
		if leaks(said) {
			t.Errorf("the export tells the key:\n%s", said)
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if leaks(b) || leaks([]byte(decoded(b))) {
			t.Errorf("the key is in %s", filepath.Base(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// decoded is the texts of JSON Lines as a reader finds them, "" of all else.
func decoded(b []byte) string {
	var out strings.Builder
	for line := range bytes.Lines(b) {
		var v any
		if json.Unmarshal(line, &v) == nil {
			texts(v, &out)
		}
	}
	return out.String()
}

func texts(v any, out *strings.Builder) {
	switch v := v.(type) {
	case string:
		out.WriteString(v + "\n")
	case []any:
		for _, x := range v {
			texts(x, out)
		}
	case map[string]any:
		for k, x := range v {
			out.WriteString(k + "\n")
			texts(x, out)
		}
	}
}

// canaryTask has no budget and no model of its own.
const canaryTask = "name: mood\nkind: classify\nlabels: [{name: good}, {name: bad}]\ngenerate: {at_once: 1}\n"

// Ensure that whatever an endpoint does with the key that it is given, the key
// reaches no file, no export, no message and no screen.
func TestKey_IsNowhereAfterAnyFault(t *testing.T) {
	t.Parallel()
	if !leaks([]byte("x"+canary)) || !leaks([]byte(canary[:9]+" │\r\n│ "+canary[9:])) ||
		!leaks([]byte(decoded([]byte(`{"a":[{"\u0073`+canary[1:]+`":1}]}`)))) {
		t.Fatal("the search finds nothing")
	}
	all, screens := append(refusalEchoes(), streamEchoes()...), 0
	for i, e := range all {
		onScreen := everything() || i%4 == 3
		if onScreen {
			screens++
		}
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			onTheCommandLine(t, e)
			if onScreen {
				onTheScreen(t, e)
			}
		})
	}
	t.Logf("%d faults that tell the key, %d of them on a terminal, too", len(all), screens)
}

// everything tells that every fault is to be seen on a terminal as well, and
// everything to be made of the project that can be: WINNOW_CANARY=full.
func everything() bool { return os.Getenv("WINNOW_CANARY") == "full" }

func onTheCommandLine(t *testing.T, e echo) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "task.yaml", canaryTask)
	url, keyed := endpointThat(t, e)
	said := withKey(t, dir, func() bool { return e.stalls && keyed.Load() > 0 },
		"generate", "p.winnow", "--task", "task.yaml", "--base-url", url, "--model", "m", "--count", "3")
	if keyed.Load() == 0 {
		t.Fatalf("the endpoint was never given the key:\n%s", said)
	}
	if leaks(said) {
		t.Errorf("generate tells the key:\n%s", said)
	}
	noLeak(t, dir)
}

func onTheScreen(t *testing.T, e echo) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "task.yaml", canaryTask)
	write(t, dir, "rows.jsonl", `{"text":"a row of the project","label":"good"}`)
	winnow(t, dir, "import", "p.winnow", "rows.jsonl", "--task", "task.yaml")
	url, keyed := endpointThat(t, e)
	w := startInTerminal(t, dir, "env", "OPENAI_API_KEY="+canary,
		"winnow", "review", "p.winnow", "--generate", "3", "--base-url", url, "--model", "m")
	if e.stalls {
		w.sees("half a sample")
	} else {
		w.seesOneOf("✗", "3 of 3 made")
	}
	w.types("s") // statistics
	w.types("\x1b")
	w.types("q")
	w.ends()
	if keyed.Load() == 0 {
		t.Errorf("the endpoint was never given the key:\n%s", w.output())
	}
	screen := ansi.Strip(w.screen.Render())
	if leaks([]byte(w.output())) || leaks([]byte(ansi.Strip(w.output()))) || leaks([]byte(screen)) {
		t.Errorf("the screen shows the key:\n%s", screen)
	}
	noLeak(t, dir)
}

// seesOneOf waits until the screen shows one of the texts.
func (w *terminal) seesOneOf(texts ...string) {
	w.t.Helper()
	late := time.After(patience)
	for {
		screen := ansi.Strip(w.screen.Render())
		for _, text := range texts {
			if strings.Contains(screen, text) {
				return
			}
		}
		select {
		case <-w.news:
		case <-w.ended:
			w.t.Fatalf("the program ended with code %d:\n%s", w.code, screen)
		case <-late:
			w.t.Fatalf("the screen shows none of %q:\n%s", texts, screen)
		}
	}
}
