package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"winnow/review"
	"winnow/store"
)

// A second process cannot read a project file that the first is writing: pages
// are used anew beneath it. So whoever has a project open for writing makes
// copies of it for others, each as the project is at one moment. They ask on a
// socket that only the same user on the same machine can reach, and that is
// there only while the project is open.

const (
	// lendWait is after how long a lender that says nothing is given up: its
	// process may be suspended. The copying takes what it takes.
	lendWait = 5 * time.Second
	// lendBeat is how often a lender says that it is at work.
	lendBeat = time.Second
	// kindBusy marks that.
	kindBusy = "busy"
)

// mostAsked is how long a request may be, in bytes: a path fits.
const mostAsked = 1 << 16

// wish is what the other process asks for, on one line.
type wish struct {
	Copy      string `json:"copy"` // absolute path of the file to write
	Overwrite bool   `json:"overwrite"`
}

// lent is the answer, on one line; before it come some of [kindBusy].
type lent struct {
	Size  int64  `json:"size"`
	Error string `json:"error,omitempty"`
	Kind  string `json:"kind,omitempty"` // of the error, by kindsOfLent
}

// kindsOfLent are the errors that the other process must know apart.
var kindsOfLent = map[string]error{"exists": fs.ErrExist, "damaged": review.ErrDamaged, "forbidden": fs.ErrPermission}

// lender makes copies for others.
type lender struct {
	db     *store.DB
	ctx    context.Context // ends with the lender
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// lend begins to make copies of a project that is open for writing. Where that
// cannot be offered, others are told who has the project open.
func lend(db *store.DB) *lender {
	ctx, cancel := context.WithCancel(context.Background())
	l := &lender{db: db, ctx: ctx, cancel: cancel}
	l.work.Go(l.serve) // from the beginning: nobody waits for the socket
	return l
}

// close ends the copying, which leaves nothing half behind.
func (l *lender) close() {
	if l == nil {
		return
	}
	l.cancel()
	l.work.Wait()
}

// serve answers until the lender ends, which takes the socket away.
func (l *lender) serve() {
	at, err := lendAddress(l.db.Path())
	if err != nil {
		return
	}
	_ = os.Remove(at) // of a process that was killed: the project is ours alone
	listen, err := net.Listen("unix", at)
	if err != nil {
		return
	}
	l.work.Go(func() {
		<-l.ctx.Done()
		_ = listen.Close()
	})
	for {
		conn, err := listen.Accept()
		if err != nil {
			return // closed
		}
		l.work.Go(func() {
			defer func() { _ = conn.Close() }()
			got, err := l.copy(conn)
			answer(conn, got, err)
		})
	}
}

// copy does what is asked. It ends when the other process goes away.
func (l *lender) copy(conn net.Conn) (lent, error) {
	var w wish
	_ = conn.SetDeadline(time.Now().Add(lendWait))
	if err := json.NewDecoder(io.LimitReader(conn, mostAsked)).Decode(&w); err != nil {
		return lent{}, fmt.Errorf("reading what is asked for: %w", err)
	}
	_ = conn.SetDeadline(time.Time{})
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	gone := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Now()) })
	defer gone()
	l.work.Go(func() {
		_, _ = conn.Read(make([]byte, 1)) // nothing more comes: it has ended
		cancel()
	})
	done := make(chan error, 1)
	var size int64
	go func() {
		var err error
		size, err = l.db.Backup(ctx, w.Copy, w.Overwrite)
		done <- err
	}()
	beat := time.NewTicker(lendBeat)
	defer beat.Stop()
	for {
		tell(conn, lent{Kind: kindBusy})
		select {
		case err := <-done:
			return lent{Size: size}, err
		case <-beat.C:
		}
	}
}

// answer tells what came of it.
func answer(conn net.Conn, got lent, err error) {
	if err != nil {
		got.Error = err.Error()
		for kind, is := range kindsOfLent {
			if errors.Is(err, is) {
				got.Kind = kind
			}
		}
	}
	tell(conn, got)
}

// tell sends a line to the other process, which may be gone.
func tell(conn net.Conn, line lent) {
	_ = conn.SetWriteDeadline(time.Now().Add(lendWait))
	_ = json.NewEncoder(conn).Encode(line)
}

// lentError is an error of the process that has the project open.
type lentError struct {
	said string
	kind error
}

func (e *lentError) Error() string { return e.said }

func (e *lentError) Unwrap() error { return e.kind }

// errNotLent says that no process lends the project.
var errNotLent = errors.New("nobody lends it")

// lenderOf reaches the process that has the project open and lends it.
func lenderOf(project string) (net.Conn, error) {
	at, err := lendAddress(project)
	if err != nil {
		return nil, errNotLent
	}
	conn, err := net.DialTimeout("unix", at, lendWait)
	if err != nil {
		return nil, errNotLent
	}
	return conn, nil
}

// borrow lets the process that has the project open write a copy of it.
func borrow(ctx context.Context, project, out string, overwrite bool) (int64, error) {
	conn, err := lenderOf(project)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	return fetch(ctx, conn, out, overwrite)
}

// fetch asks a lender for a copy and waits for it.
func fetch(ctx context.Context, conn net.Conn, out string, overwrite bool) (int64, error) {
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	out, err := filepath.Abs(out)
	if err != nil {
		return 0, err
	}
	got := lent{Kind: kindBusy}
	_ = conn.SetDeadline(time.Now().Add(lendWait))
	err = json.NewEncoder(conn).Encode(wish{Copy: out, Overwrite: overwrite})
	for in := json.NewDecoder(conn); err == nil && got.Kind == kindBusy; {
		_ = conn.SetReadDeadline(time.Now().Add(lendWait))
		got = lent{}
		err = in.Decode(&got)
	}
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case err != nil:
		return 0, errNotLent // it was closed in between, or is suspended
	case got.Error != "":
		return 0, &lentError{got.Error, kindsOfLent[got.Kind]}
	}
	return got.Size, nil
}

// openCopy opens a copy of a project that another process has open. The copy
// has no name any more when it returns.
func openCopy(ctx context.Context, project string) (*store.DB, error) {
	conn, err := lenderOf(project)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	dir := filepath.Dir(project)
	defer store.EnterFolder(dir)()
	f, err := os.CreateTemp(dir, store.OutPrefix+"*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := f.Close(); err != nil {
		return nil, err
	}
	if _, err := fetch(ctx, conn, f.Name(), true); err != nil {
		return nil, err
	}
	return store.Open(f.Name(), store.ReadOnly())
}

// lendAddress is where a project's copies are asked for.
func lendAddress(project string) (string, error) {
	path, err := filepath.EvalSymlinks(project)
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	dir, err := lendFolder()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(dir, hex.EncodeToString(sum[:10])), nil
}
