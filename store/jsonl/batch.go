package jsonl

import (
	"bytes"
	"context"
	"path/filepath"
	"unicode"

	"winnow/review"
)

// batch is what a block holds for a task: its samples and its bad lines.
type batch struct {
	samples []review.Sample
	bad     []badLine
	block   block // what they share
}

type badLine struct {
	Problem
	raw []byte
}

// parse reads to the end and sends batches. With blocks to be used again the
// texts of a batch stand in its block.
func parse(ctx context.Context, r *Reader, from *blocks, task review.Task, out chan<- batch) error {
	origin := filepath.Base(r.name)
	return inBlocks(ctx, r, from, func(b block) batch { return parseBlock(b, task, origin, from != nil) }, out)
}

func parseBlock(from block, task review.Task, origin string, lend bool) batch {
	if cap(from.samples) < len(from.lines) {
		from.samples = make([]review.Sample, 0, blockLines)
	}
	b := batch{samples: from.samples, bad: from.bad, block: from}
	parser := review.NewRecordParser(task)
	if lend {
		parser.Lend()
	}
	for _, line := range from.lines {
		s, err := parser.Parse(line.Raw)
		if err != nil {
			b.bad = append(b.bad, badLine{problem(line, err), line.Raw})
			continue
		}
		s.Provenance.Source, s.Provenance.Origin, s.Provenance.Line = "file", origin, line.N
		b.samples = append(b.samples, s)
	}
	return b
}

// problem says what is wrong with a line that is no record, for which err was
// the answer. Bytes that no line may hold are no record's either, so they are
// looked for only now.
func problem(line Line, err error) Problem {
	if column, reason := checkBytes(line.Raw); reason != "" {
		return Problem{Line: line.N, Column: column, Reason: reason}
	}
	if at := bytes.IndexFunc(line.Raw, func(c rune) bool { return !unicode.IsSpace(c) }); at >= 0 && line.Raw[at] != '{' {
		return Problem{Line: line.N, Column: at + 1, Reason: "a record must be a JSON object"}
	}
	return recordProblem(line.N, err)
}
