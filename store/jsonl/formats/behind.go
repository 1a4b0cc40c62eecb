package formats

import "io"

// behindBytes is how much is written at once. Twice as much is held.
const behindBytes = 256 << 10

// behind writes while more is made. It is for one goroutine.
type behind struct {
	made []byte
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

// add adds lines. The error is that of an earlier write.
func (b *behind) add(lines []byte) error {
	b.made = append(b.made, lines...)
	if len(b.made) < behindBytes || b.err != nil {
		return b.err
	}
	return b.hand()
}

// hand gives what was made to be written.
func (b *behind) hand() error {
	select {
	case b.full <- b.made:
		b.made = <-b.free // there is one: what was written before
	case b.err = <-b.fate:
	}
	return b.err
}

// end writes the rest and returns the error of the write that failed.
func (b *behind) end() error {
	if b.err != nil {
		return b.err
	}
	if len(b.made) > 0 && b.hand() != nil {
		return b.err
	}
	close(b.full)
	b.err = <-b.fate
	return b.err
}
