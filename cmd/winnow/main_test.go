package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
)

func TestMain(m *testing.M) {
	// The race detector lets every process wait for a second at its end.
	if os.Getenv("GORACE") == "" {
		fatal(os.Setenv("GORACE", "atexit_sleep_ms=0"))
	}
	testscript.Main(m, map[string]func(){
		"winnow": main,
		"decide": decideMain,
		"hold":   holdMain,
		"cut":    cutMain,
		"bytes":  bytesMain,
		"newer":  newerMain,
		"damage": damageMain,
	})
}

// TestScripts runs every command in a process of its own, with good and with
// bad input.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", os.Getenv("GORACE"))
			for _, name := range []string{"OPENAI_API_KEY", "OPENAI_BASE_URL", "WINNOW_REVIEWER"} {
				env.Setenv(name, "")
			}
			env.Setenv("ESC", "\x1b")
			env.Setenv("BEL", "\a")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
	})
}

// exits runs a command that must end with a certain code:
//
//	exits 2 winnow stats
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [args...]")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("running %s: %v", args[1], err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// fatal ends a helper command of the scripts.
func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// decideMain makes decisions without a screen, as the screen would make them:
//
//	decide P.winnow id=accept id=reject id=defer id=flag id=edit:TEXT id=label:NAME
//
// as the reviewer DECIDE_AS, or else "tester".
func decideMain() {
	db, err := store.Open(os.Args[1])
	fatal(err)
	desk, err := review.NewDesk(db, rank.Given{}, nil)
	fatal(err)
	session := desk.Session(cmp.Or(os.Getenv("DECIDE_AS"), "tester"))
	for _, arg := range os.Args[2:] {
		id, what, _ := strings.Cut(arg, "=")
		it, err := db.Find(id)
		fatal(err)
		_, err = decide(desk.Task(), session, it, what).Result()
		fatal(err)
	}
	desk.Close()
	fatal(db.Close())
}

func decide(task review.Task, s *review.Session, it review.Item, what string) *review.Ticket {
	verb, value, _ := strings.Cut(what, ":")
	after := it.Sample.Suggestion
	dec := review.Decision{Before: after, Verdict: review.Verdict(verb)}
	switch verb {
	case "flag":
		return s.Flag(it.Sample.Seq, true)
	case "reject", "defer":
	case "edit":
		if task.Kind == review.Text {
			after.Text = value
		} else {
			after.Fields = map[string]string{task.Fields[0]: value}
		}
	case "label":
		after.Label = value
	}
	if verb != "reject" && verb != "defer" {
		var err error
		dec, err = review.Decide(task, it.Sample, after)
		fatal(err)
	}
	dec.Seconds = 2
	dec.Shown = review.Shown{Suggestion: true, Confidence: it.Sample.Confidence, Order: review.OrderQueue}
	return s.Decide(it.Sample.Seq, dec)
}

// holdMain opens a project, says so by making a file, and keeps it open until
// it is interrupted:
//
//	hold P.winnow ready-file
func holdMain() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	db, err := store.Open(os.Args[1])
	fatal(err)
	fatal(os.WriteFile(os.Args[2], nil, 0o600))
	<-interrupted
	fatal(db.Close())
}

// newerMain makes a project look as if a later version had written it.
func newerMain() {
	db, err := bbolt.Open(os.Args[1], 0o600, nil)
	fatal(err)
	fatal(db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte{0, 0, 0, 0, 0, 0, 0, 99})
	}))
	fatal(db.Close())
}

// cutMain copies the first n bytes of a file: cut n from to.
func cutMain() {
	b, err := os.ReadFile(os.Args[2])
	fatal(err)
	var n int
	_, err = fmt.Sscan(os.Args[1], &n)
	fatal(err)
	fatal(os.WriteFile(os.Args[3], b[:n], 0o600))
}

// damageMain copies a project and turns its leaf pages, all but the one with
// the names of the tables, into noise behind a page's head:
//
//	damage P.winnow bad.winnow
func damageMain() {
	b, err := os.ReadFile(os.Args[1])
	fatal(err)
	const page, header, leaf = 4096, 16, 2
	for at := 2 * page; at+page <= len(b); at += page {
		if b[at+8] != leaf || bytes.Contains(b[at:at+page], []byte("hashes")) {
			continue
		}
		for i := at + header; i < at+page; i++ {
			b[i] = 0xff
		}
	}
	fatal(os.WriteFile(os.Args[2], b, 0o600))
}

// bytesMain writes a file of bytes that a script cannot hold; each argument is
// a Go string without its quotes, in which ~ stands for ", and 3*ab repeats:
//
//	bytes rows.jsonl '{~text~:~' '3*ab' '\\u001b~}\n'
func bytesMain() {
	var out strings.Builder
	for _, arg := range os.Args[2:] {
		times := 1
		if count, text, ok := strings.Cut(arg, "*"); ok {
			if n, err := strconv.Atoi(count); err == nil {
				times, arg = n, text
			}
		}
		s, err := strconv.Unquote(`"` + strings.ReplaceAll(arg, `~`, `\"`) + `"`)
		fatal(err)
		out.WriteString(strings.Repeat(s, times))
	}
	fatal(os.WriteFile(os.Args[1], []byte(out.String()), 0o600))
}
