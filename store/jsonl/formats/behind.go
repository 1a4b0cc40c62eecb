package formats

import "io"

// behind writes while more is made. It is for one goroutine.
type behind struct {
	full chan []byte // to be written
	free chan []byte // written
	fate chan error  // of the write that failed, or nil at the end
	err  error
}

// writeBehind begins to write to w; end must be called.
func writeBehind(w io.Writer) *behind {
	b := &behind{full: make(chan []byte), free: make(chan []byte, 1), fate: make(chan error, 1)}
	b.free <- nil
	go func() {
		for text := range b.full {
			if _, err := w.Write(text); err != nil {
				b.fate <- err
				return
			}
			b.free <- text[:0]
		}
		b.fate <- nil
	}()
	return b
}

// write gives a text to be written, and returns the room of one that was. The
// error is that of an earlier write.
func (b *behind) write(text []byte) (room []byte, err error) {
	if b.err != nil {
		return nil, b.err
	}
	select {
	case b.full <- text:
		return <-b.free, nil // there is one: what was written before
	case b.err = <-b.fate:
		return nil, b.err
	}
}

// end returns the error of the write that failed.
func (b *behind) end() error {
	if b.err != nil {
		return b.err
	}
	close(b.full)
	b.err = <-b.fate
	return b.err
}
