package formats

import (
	"bytes"
	"fmt"

	"winnow/review"
)

// piece is the lines of samples that follow one another. It is made by one
// goroutine, beside other pieces.
type piece struct {
	*writing
	format format
	native *native   // the format, if it is that one
	out    []partOut // by part
	left   map[string]int
	seen   int
	// ungrouped counts those without a group.
	ungrouped int
	safe      []byte
}

// teller is a format that leaves something out of what it writes.
type teller interface {
	// tell adds what was left out since the last call.
	tell(all map[string]int)
}

// partOut is what a piece has for one part.
type partOut struct {
	text           []byte
	samples, lines int
}

// take adds a sample's lines.
func (p *piece) take(it *review.Item) {
	p.seen++
	if why := p.refuse(it); why != "" {
		p.left[why]++
		return
	}
	part, grouped := p.options.partOf(it)
	out := &p.out[part]
	from := len(out.text)
	text, why := p.lines(out.text, it)
	if why != "" {
		p.left[why]++
		return
	}
	if lines := text[from:]; suspect(lines, 0) < len(lines) {
		p.safe = appendSafe(p.safe[:0], lines)
		text = append(text[:from], p.safe...)
	}
	out.text = text
	out.samples++
	if !grouped {
		p.ungrouped++
	}
	out.lines++
	if p.native == nil {
		out.lines += bytes.Count(text[from:], []byte{'\n'}) - 1
	}
}

// lines appends the sample's lines. Native ones come by the million, and are made
// without a copy of the item.
func (p *piece) lines(dst []byte, it *review.Item) (out []byte, why string) {
	if p.native != nil {
		return p.native.line(dst, it)
	}
	return p.format.lines(dst, *it)
}

// end hands the lines to be written and adds the piece to the summary.
func (p *piece) end() error {
	w := p.writing
	for i, name := range partNames(w.options.Split) {
		out := &p.out[i]
		w.summary.Written[name] += out.samples
		w.summary.Lines[name] += out.lines
		if len(out.text) > 0 {
			b, err := w.part(name)
			if err == nil {
				out.text, err = b.write(out.text)
			}
			if err != nil {
				w.err = fmt.Errorf("writing: %w", err)
				return w.err
			}
		}
		*out = partOut{text: out.text[:0]}
	}
	for why, n := range p.left {
		w.leftOut[why] += n
	}
	clear(p.left)
	w.summary.Samples += p.seen
	w.summary.Ungrouped += p.ungrouped
	p.seen, p.ungrouped = 0, 0
	if t, ok := p.format.(teller); ok {
		t.tell(w.omitted)
	}
	w.spare = append(w.spare, p)
	return nil
}

// begin begins a piece.
func (w *writing) begin() (take func(*review.Item), end func() error) {
	if n := len(w.spare); n > 0 {
		p := w.spare[n-1]
		w.spare = w.spare[:n-1]
		return p.take, p.end
	}
	p := &piece{writing: w, format: w.format(), out: make([]partOut, max(1, len(w.options.Split))), left: map[string]int{}}
	p.native, _ = p.format.(*native)
	return p.take, p.end
}
