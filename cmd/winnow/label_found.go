package main

import (
	"context"
	"fmt"
	"strings"

	"winnow/generator/ask"
	"winnow/generator/strategy"
	"winnow/review"
)

// found is what label has to do about the rows of a file.
type found struct {
	rows  []strategy.Row // to be asked about, each text and each id once
	there int            // that the project has already
	bare  int            // of them, undecided and without a suggestion
}

// unlabelled sorts the rows of a file before anything is paid for. Those that can
// become no sample, or none beside the others, are left out.
func (p *project) unlabelled(ctx context.Context, file *rowFile) (f found, err error) {
	task := p.desk.Task()
	have, err := p.shelf(ctx, task.Fields)
	if err != nil {
		return f, err
	}
	field, fieldless := task.Fields[0], 0
	for _, r := range file.rows {
		if err := ctx.Err(); err != nil {
			return found{}, err
		}
		if _, ok := r.Values[field]; !ok {
			fieldless++
			file.leaveOut(r.Line, badRow{reason: "it has no " + field})
			continue
		}
		if err := ask.CheckRow(task, r); err != nil {
			file.leaveOut(r.Line, badRow{reason: err.Error()})
			continue
		}
		have.sort(r, file, &f)
	}
	if fieldless > 0 && fieldless == len(file.rows) { // the name of the field is wrong
		return found{}, withHint(fmt.Errorf("%s:%d has no %s", file.path, file.rows[0].Line, field),
			"the task's fields are "+strings.Join(task.Fields, ", ")+"; a plain text gives the field text")
	}
	return f, nil
}

// shelf is by what a row is found again: the samples of a project, and the rows of
// the file so far.
type shelf struct {
	fields []string
	texts  map[string]placed // by textKey
	ids    map[string]placed
	asked  map[string]bool // the ids of rows that a model was asked about
}

type placed struct {
	key, id string
	line    int  // 0: in the project only
	bare    bool // undecided and without a suggestion
}

func (p *project) shelf(ctx context.Context, fields []string) (*shelf, error) {
	s := &shelf{fields, map[string]placed{}, map[string]placed{}, map[string]bool{}}
	err := walkAll(ctx, p.db)(func(it review.Item) bool {
		at := placed{key: textKey(fields, it.Sample.Field), id: it.Sample.ID, bare: !it.Sample.Suggested && !it.State.Decided()}
		s.texts[at.key], s.ids[at.id] = at, at
		if it.Sample.Provenance.Strategy == labelStrategy {
			for _, id := range it.Sample.Provenance.Parents {
				s.asked[id] = true
			}
		}
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("reading the project: %w", err)
	}
	return s, nil
}

// sort finds out what is to be done about a row, by the rules of an import: what is
// there already is a duplicate, and an id is that of one sample.
func (s *shelf) sort(r strategy.Row, file *rowFile, f *found) {
	key := textKey(s.fields, func(name string) string { return r.Values[name] })
	own := r.Values[review.MemberID] != "" // else its id is its place in the file
	text, isText := s.texts[key]
	id, isID := s.ids[r.ID]
	if isID = isID && own; isID && id.key == key {
		text = id // of several with the same texts
	}
	switch {
	case isText && text.line > 0:
		file.double(r.Line, fmt.Sprintf("line %d has the same %s", text.line, strings.Join(s.fields, ", ")))
		return
	case isText && own && text.id != r.ID:
		file.double(r.Line, "the project has it under the id "+strategy.Short(text.id))
		return
	case isText:
		if f.there++; text.bare {
			f.bare++
		}
	case isID && id.line > 0:
		file.leaveOut(r.Line, badRow{reason: fmt.Sprintf("its id %s is that of line %d", strategy.Short(r.ID), id.line)})
		return
	case isID:
		file.leaveOut(r.Line, badRow{reason: "the project has another sample with its id " + strategy.Short(r.ID)})
		return
	default:
		// A file that was changed has other rows where a model was asked before.
		for n, place := 2, r.ID; s.asked[r.ID]; n++ {
			r.ID = fmt.Sprintf("%s (%d)", place, n)
		}
		f.rows = append(f.rows, r)
	}
	at := placed{key: key, id: r.ID, line: r.Line}
	if s.texts[key] = at; own {
		s.ids[r.ID] = at
	}
}

// textKey is the texts of a sample or a row, told apart by their lengths.
func textKey(fields []string, of func(string) string) string {
	var b strings.Builder
	for _, f := range fields {
		text := of(f)
		fmt.Fprintf(&b, "%d:%s", len(text), text)
	}
	return b.String()
}
