package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"winnow/generator/ask"
	"winnow/review"
)

const (
	// checkTime is how long one check may take, and checkEnd how long it has to end
	// when it is told to.
	checkTime, checkEnd = time.Minute, time.Second
	// mostChecked bounds what is kept of what a check writes.
	mostChecked = 64 << 10
)

// verifier runs a command of the shell for each sample, with the sample's record
// on its standard input: exit code 0 is passed, any other is not. The command
// comes from the command line only; one in a task file would run what a stranger
// wrote. nil: no command was given.
func verifier(command string) ask.Verifier {
	if command == "" {
		return nil
	}
	return func(ctx context.Context, s review.Sample) (ask.Verified, error) {
		ctx, cancel := context.WithTimeout(ctx, checkTime)
		defer cancel()
		cmd := exec.CommandContext(ctx, "sh", "-c", command) //nolint:gosec // it is what the user asked for on the command line
		cmd.WaitDelay = checkEnd
		cmd.Stdin = strings.NewReader(string(s.Raw) + "\n")
		out := &bounded{most: mostChecked}
		cmd.Stdout = out
		err := cmd.Run()
		var exit *exec.ExitError
		switch {
		case ctx.Err() != nil:
			return ask.Verified{}, fmt.Errorf("--verify-cmd: %w", ctx.Err())
		case err == nil, errors.As(err, &exit) && exit.ExitCode() < notFound:
			return ask.Verified{Passed: err == nil, Output: out.text.String()}, nil
		}
		return ask.Verified{}, fmt.Errorf("--verify-cmd cannot be run: %w", err)
	}
}

// notFound is the first exit code by which a shell says that it could not run a
// command.
const notFound = 126

// bounded keeps the beginning of what is written to it.
type bounded struct {
	text bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.text.Write(p[:min(len(p), b.most-b.text.Len())])
	return len(p), nil
}
