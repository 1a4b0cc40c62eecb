package store

import "errors"

// boltWriter writes what it is given one after the other, beside the goroutine
// that gives it, and hands it to the disk meanwhile: little is left to wait for
// at the end, and the system's cache holds little that no disk has.
type boltWriter struct {
	out     boltOutput
	work    chan boltChunk
	used    chan []byte // to be filled again
	ended   chan struct{}
	failed  chan error // the first one, once
	err     error      // the same, taken from there
	syncing chan struct{}
	syncErr error // the first one of a sync; belongs to its goroutine until syncing ended
}

// boltChunk is whole pages for a place in the file.
type boltChunk struct {
	pages []byte
	at    int64
}

const (
	// boltWrite is how many bytes go into one write: few calls, and the bytes
	// are still near the processor. With twice as many Linux takes larger pages
	// for its cache, which costs it three times the work.
	boltWrite = 64 << 10
	// boltWrites is how many of them wait at most.
	boltWrites = 4
	// backEvery is after how many bytes the disk is to begin with them.
	backEvery = 8 << 20
)

func startBoltWriter(out boltOutput) *boltWriter {
	w := &boltWriter{
		out: out, work: make(chan boltChunk, boltWrites), used: make(chan []byte, boltWrites+1),
		ended: make(chan struct{}), failed: make(chan error, 1), syncing: make(chan struct{}, 1),
	}
	go w.run()
	return w
}

// run writes until there is no more work or a write failed; then it only takes
// the work away.
func (w *boltWriter) run() {
	defer close(w.ended)
	synced := make(chan struct{})
	go func() {
		defer close(synced)
		for range w.syncing {
			// A system tells of a write that failed once, to whoever syncs first.
			w.syncErr = errors.Join(w.syncErr, writeBack(w.out))
		}
	}()
	unbacked, broken := 0, false
	for c := range w.work {
		if !broken {
			if _, err := w.out.WriteAt(c.pages, c.at); err != nil {
				w.failed <- err
				broken = true
			}
		}
		if unbacked += len(c.pages); unbacked >= backEvery {
			unbacked = 0
			select {
			case w.syncing <- struct{}{}:
			default: // one is due already
			}
		}
		select {
		case w.used <- c.pages[:0]:
		default: // one that was larger than others
		}
	}
	close(w.syncing)
	<-synced
}

// write gives pages to be written, and returns room for the next ones. The
// error is that of any write before.
func (w *boltWriter) write(pages []byte, at int64) ([]byte, error) {
	select {
	case w.err = <-w.failed:
	default:
	}
	if w.work == nil && w.err == nil {
		_, w.err = w.out.WriteAt(pages, at)
	}
	if w.work == nil || w.err != nil {
		return pages[:0], w.err
	}
	w.work <- boltChunk{pages, at}
	select {
	case room := <-w.used:
		return room, nil
	default:
		return make([]byte, 0, boltWrite+boltWrite/4), nil
	}
}

// end waits until everything is written, and what is being synced is. What is
// given after it is written at once.
func (w *boltWriter) end() error {
	if w.work != nil {
		close(w.work)
		<-w.ended
		w.work = nil
		select {
		case w.err = <-w.failed:
		default:
		}
	}
	return errors.Join(w.err, w.syncErr)
}
