package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"winnow/review"
	"winnow/store"
)

// childCommand is the hidden command that does the work of check in a process
// of its own: a damaged file can end the process that reads it, or keep it
// busy for ever.
const childCommand = "check-in-child"

// Limits of the child. One that writes is given more time.
const (
	childBase    = 5 * time.Second
	childPer100M = 5 * time.Second
	writingTimes = 10
)

// examination says what the child shall do besides checking: rebuild first, or
// salvage into a new project instead.
type examination struct {
	path    string
	rebuild bool
	salvage string
}

// verdict is what the child reports, as JSON on its stdout.
type verdict struct {
	Rebuilt bool                 `json:"rebuilt"`
	Report  *store.Report        `json:"report"`
	Salvage *store.SalvageReport `json:"salvage"`
	// Error and Hint are what the child could not do and what helps; Damaged
	// tells that the file is to blame.
	Error   string `json:"error"`
	Hint    string `json:"hint"`
	Damaged bool   `json:"damaged"`
}

func newCheckChild(a *app) *cobra.Command {
	var e examination
	cmd := &cobra.Command{
		Use:    childCommand + " PROJECT",
		Hidden: true,
		Args:   a.exactly(1, "winnow check PROJECT"),
		RunE: a.does(func(_ *cobra.Command, args []string) error {
			e.path = args[0]
			v, err := e.do()
			if err != nil {
				v.Error, v.Hint, v.Damaged = err.Error(), hintFor(err), errors.Is(err, review.ErrDamaged)
			}
			return json.NewEncoder(a.stdout).Encode(v)
		}),
	}
	cmd.Flags().BoolVar(&e.rebuild, "rebuild", false, "rebuild first")
	cmd.Flags().StringVar(&e.salvage, "salvage", "", "salvage into this file")
	return cmd
}

// do does it, in the child.
func (e examination) do() (v verdict, err error) {
	if e.salvage != "" {
		report, err := store.Salvage(e.path, e.salvage)
		if err == nil {
			v.Salvage = &report
		}
		return v, err
	}
	if e.rebuild {
		if err := rebuildProject(e.path); err != nil {
			return v, err
		}
		v.Rebuilt = true
	}
	report, err := store.CheckFile(e.path)
	if err == nil {
		v.Report = &report
	}
	return v, err
}

func rebuildProject(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(db.Rebuild(), db.Close())
}

// inChild examines the project in a child process. That the child died or did
// not end in time is a verdict too: the file is damaged.
func (a *app) inChild(ctx context.Context, e examination) (verdict, error) {
	self, err := os.Executable()
	if err != nil {
		return verdict{}, fmt.Errorf("finding winnow itself: %w", err)
	}
	limit := e.limit()
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	child := exec.CommandContext(timed, self, childCommand, //nolint:gosec // winnow itself
		fmt.Sprintf("--rebuild=%t", e.rebuild), "--salvage="+e.salvage, "--", e.path)
	child.Args[0] = os.Args[0]
	var out bytes.Buffer
	child.Stdout = &out // its stderr, where a crash is written, goes nowhere
	err = child.Run()
	if ctx.Err() != nil {
		return verdict{}, ctx.Err()
	}
	var ended *exec.ExitError
	if err != nil && timed.Err() == nil && !errors.As(err, &ended) {
		return verdict{}, fmt.Errorf("starting the check: %w", err)
	}
	var v verdict
	if err == nil && json.Unmarshal(out.Bytes(), &v) == nil && (v.Report != nil || v.Salvage != nil || v.Error != "") {
		return v, nil
	}
	how := fmt.Sprintf("reading it did not end within %s", limit)
	if timed.Err() == nil {
		how = fmt.Sprintf("reading it ended the process that did so (%s)", child.ProcessState)
	}
	return verdict{Damaged: true, Error: fmt.Sprintf("checking %s: %v: %s", e.path, review.ErrDamaged, how)}, nil
}

// limit is how long the child may take for a file of that size.
func (e examination) limit() time.Duration {
	limit := childBase
	if info, err := os.Stat(e.path); err == nil {
		limit += time.Duration(info.Size()/100e6) * childPer100M
	}
	if e.rebuild || e.salvage != "" {
		limit *= writingTimes
	}
	return limit
}
