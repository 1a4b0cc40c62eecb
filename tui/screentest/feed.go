package screentest

import (
	"io"
	"sync"
)

// feed carries bytes to the program. Writing never blocks: a program that has
// ended, or is busy, must not hold up the terminal that answers it.
type feed struct {
	mu     sync.Mutex
	more   *sync.Cond
	bytes  []byte
	closed bool
}

func newFeed() *feed {
	f := &feed{}
	f.more = sync.NewCond(&f.mu)
	return f
}

// Read waits for bytes, or for the end.
func (f *feed) Read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.bytes) == 0 && !f.closed {
		f.more.Wait()
	}
	if len(f.bytes) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.bytes)
	f.bytes = f.bytes[n:]
	return n, nil
}

// Write adds all of p at once, so that no key is torn by an answer.
func (f *feed) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bytes = append(f.bytes, p...)
	f.more.Broadcast()
	return len(p), nil
}

// Close ends the reading once everything was read.
func (f *feed) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.more.Broadcast()
	return nil
}
