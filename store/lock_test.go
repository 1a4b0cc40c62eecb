package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
)

// roleOpen tries to open the project and prints what came of it.
func roleOpen(path string) int {
	start := time.Now()
	db, err := store.Open(path)
	took := time.Since(start).Milliseconds()
	var busy *review.InUseError
	switch {
	case errors.As(err, &busy):
		fmt.Printf("busy\t%d\t%s\n", took, busy.Error())
	case err != nil:
		fmt.Printf("failed\t%d\t%v\n", took, err)
	default:
		fmt.Printf("opened\t%d\t\n", took)
		_ = db.Close()
	}
	return 0
}

// roleHold opens the project and holds it until it is killed or its input
// ends.
func roleHold(path string) int {
	db, err := store.Open(path)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("holding")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	if err := db.Close(); err != nil {
		return 1
	}
	return 0
}

func TestOpen_SecondProcessIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	link := filepath.Join(t.TempDir(), "same.winnow")
	must(t, os.Symlink(db.Path(), link))
	for _, path := range []string{db.Path(), link} {
		out, err := child(t, "open", path).Output()
		must(t, err)
		parts := strings.Split(strings.TrimSpace(string(out)), "\t")
		if parts[0] != "busy" {
			t.Fatalf("got %q", out)
		}
		host, _ := os.Hostname()
		want := fmt.Sprintf("process %d on host %s, since ", os.Getpid(), host)
		if !strings.Contains(parts[2], want) || !strings.Contains(parts[2], path) {
			t.Errorf("the message is %q, it should name %q", parts[2], want)
		}
		var ms int
		if _, err := fmt.Sscan(parts[1], &ms); err != nil || ms > 3000 {
			t.Errorf("it took %s ms to say so", parts[1])
		}
	}
	must(t, db.Close())
	out, err := child(t, "open", db.Path()).Output()
	must(t, err)
	if !strings.HasPrefix(string(out), "opened") {
		t.Errorf("after it was closed: %q", out)
	}
}

func TestOpen_SecondInTheSameProcess(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	for _, opts := range [][]store.Option{nil, {store.ReadOnly()}} {
		start := time.Now()
		_, err := store.Open(db.Path(), opts...)
		var busy *review.InUseError
		if !errors.As(err, &busy) || !strings.Contains(busy.Holder, fmt.Sprint(os.Getpid())) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("it took %v to say so", took)
		}
	}
	if _, err := os.Lstat(db.Path() + ".lock"); err != nil {
		t.Errorf("the refused opens took the holder's note away: %v", err)
	}
}

func TestOpen_AfterTheHolderWasKilled(t *testing.T) {
	t.Parallel()
	db := project(t, 2)
	must(t, db.Close())
	cmd := child(t, "hold", db.Path())
	stdin, err := cmd.StdinPipe()
	must(t, err)
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || line != "holding\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // it reports the kill
	note := db.Path() + ".lock"
	if _, err := os.Lstat(note); err != nil {
		t.Fatalf("the killed holder left no note, so the test shows nothing: %v", err)
	}

	reader := open(t, db.Path(), store.ReadOnly())
	_, err = store.Open(db.Path())
	var busy *review.InUseError
	if !errors.As(err, &busy) || busy.Holder != "" {
		t.Errorf("the note of a dead process was believed: %v", err)
	}
	must(t, reader.Close())

	db = open(t, db.Path())
	mustAgree(t, db)
	must(t, db.Close())
	if _, err := os.Lstat(note); err == nil {
		t.Error("the note stands there after closing")
	}
}

// Whatever stands where the note would be: it is not followed, waited for or
// believed.
func TestOpen_OddNotes(t *testing.T) {
	t.Parallel()
	db := project(t, 1)
	must(t, db.Close())
	note := db.Path() + ".lock"
	precious := filepath.Join(t.TempDir(), "precious")
	must(t, os.WriteFile(precious, []byte("keep"), 0o600))
	for name, put := range map[string]func() error{
		"link":   func() error { return os.Symlink(precious, note) },
		"text":   func() error { return os.WriteFile(note, []byte("hello"), 0o600) },
		"folder": func() error { return os.Mkdir(note, 0o700) },
		"huge":   func() error { return os.WriteFile(note, make([]byte, 1<<20), 0o600) },
	} {
		must(t, put())
		reader := open(t, db.Path(), store.ReadOnly())
		var busy *review.InUseError
		if _, err := store.Open(db.Path()); !errors.As(err, &busy) || busy.Holder != "" {
			t.Errorf("%s: %v", name, err)
		}
		must(t, reader.Close())
		again, err := store.Open(db.Path())
		must(t, err)
		must(t, again.Close())
		must(t, os.RemoveAll(note))
	}
	if b, _ := os.ReadFile(precious); string(b) != "keep" {
		t.Errorf("a link in the note's place was followed: %q", b)
	}
}
