//go:build unix

package jsonl

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Opening a pipe that nobody writes to must not hang.
func TestOpen_RefusesPipeAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrNotFile) || !strings.Contains(err.Error(), "is a pipe") {
		t.Errorf("got %v", err)
	}
}
