package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"winnow/generator"
	"winnow/generator/strategy"
)

// asideSuffix names the file beside a project that keeps what a source made and
// the project did not get: answers that are unusable, and samples that a filter
// held back.
const asideSuffix = ".aside.jsonl"

func asidePath(project string) string { return project + asideSuffix }

// aside appends to that file. It is made when there is something to keep, for
// its owner alone like the project.
type aside struct {
	path string
	file *os.File
	out  *bufio.Writer
	n    int
	err  error
}

func newAside(project string) *aside { return &aside{path: asidePath(project)} }

// asideRow is a line of the file.
type asideRow struct {
	At     time.Time `json:"at"`
	Filter string    `json:"filter,omitempty"`
	Reason string    `json:"reason"`
	// Raw is the answer as it came, with what is no UTF-8 replaced; of a
	// filtered sample its record.
	Raw string `json:"raw"`
	// Strategy and Row are as in [generator.Reject].
	Strategy string `json:"strategy,omitempty"`
	Row      string `json:"row,omitempty"`
}

// keep writes a refused answer. After an error nothing more is kept.
func (a *aside) keep(r generator.Reject) {
	if a.err != nil {
		return
	}
	if a.file == nil {
		if a.file, a.err = os.OpenFile(a.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); a.err != nil {
			return
		}
		a.out = bufio.NewWriter(a.file)
	}
	line, err := json.Marshal(asideRow{
		At: time.Now().UTC().Truncate(time.Second), Filter: r.Filter, Reason: r.Reason, Raw: string(r.Raw), Strategy: r.Strategy, Row: r.Row,
	})
	if err == nil {
		_, err = a.out.Write(append(line, '\n'))
	}
	a.n, a.err = a.n+1, err
}

// close ends the file and tells how much was kept.
func (a *aside) close() (n int, err error) {
	err = a.err
	if a.file != nil {
		err = errors.Join(err, a.out.Flush(), a.file.Close())
	}
	if err != nil {
		return 0, fmt.Errorf("keeping what was refused: %w", err)
	}
	return a.n, nil
}

// discarded visits the rows of files that a strategy found to be of no use. What
// cannot be read is asked about again.
func discarded(project string) func(yield func(strategy.Made) bool) {
	return func(yield func(strategy.Made) bool) {
		f, err := os.Open(asidePath(project))
		if err != nil {
			return
		}
		defer f.Close() //nolint:errcheck // read only
		rows := json.NewDecoder(f)
		for {
			var row asideRow
			if rows.Decode(&row) != nil {
				return
			}
			if row.Row != "" && !yield(strategy.Made{Strategy: row.Strategy, Of: row.Row}) {
				return
			}
		}
	}
}

// showAside prints what was set aside of a project, with controls as escapes.
func (a *app) showAside(project string) error {
	f, err := os.Open(asidePath(project))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(project); errors.Is(err, fs.ErrNotExist) {
			return withHint(fmt.Errorf("%s does not exist", project), "check the path of the project")
		}
		return &nothingError{"nothing of " + project + " was set aside", "answers that are unusable and samples that a filter held back would be here"}
	}
	if err != nil {
		return fmt.Errorf("reading what was set aside: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	rows := json.NewDecoder(f)
	for {
		var row asideRow
		switch err := rows.Decode(&row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("reading what was set aside: %w", err)
		}
		if err := a.printJSONLine(row); err != nil {
			return err
		}
	}
}
