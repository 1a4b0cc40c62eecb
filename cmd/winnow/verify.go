package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"winnow/generator"
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
		return ask.Verified{}, errNotRun(err)
	}
}

// errNotRun ends a run: what cannot be run checks no other sample either.
func errNotRun(err error) error {
	return &generator.Error{Reason: "--verify-cmd cannot be run: " + err.Error(), Hint: "correct the command; nothing of it is a verdict on a sample", Err: err}
}

// oneWord is the beginning of a command that names a program and nothing else.
var oneWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*([\pL\pN_./][\pL\pN_./+-]*)(\s|$)`)
})

// canRun makes sure, before anything is sent, that the shell can read a command
// and finds the program with which it begins. Only a run can tell the rest.
func canRun(command string) error {
	if command == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	said := &bounded{most: mostChecked}
	sh := func(args ...string) error {
		cmd := exec.CommandContext(ctx, "sh", args...) //nolint:gosec // it is what the user asked for on the command line
		cmd.WaitDelay, cmd.Stderr = checkEnd, said
		return cmd.Run()
	}
	if err := sh("-n", "-c", command); err != nil {
		if text := strings.TrimSpace(said.text.String()); text != "" {
			err = errors.New(text)
		}
		return errNotRun(err)
	}
	if m := oneWord().FindStringSubmatch(command); m != nil && sh("-c", `command -v "$1"`, "sh", m[1]) != nil {
		return errNotRun(fmt.Errorf("there is no command %s", m[1]))
	}
	return nil
}

// verifyHelp is the help of --verify-cmd.
const verifyHelp = "command of the shell that checks each sample, whose record comes on standard input: whether its exit code is 0 becomes the signal verified, and nothing is held back"

// mostFailed is how many checks may fail in a row at first before that is told.
const mostFailed = 10

// checks counts what --verify-cmd came to. nil counts nothing.
type checks struct{ passed, failed atomic.Int64 }

// counted is a verifier whose verdicts are counted.
func (c *checks) counted(v ask.Verifier) ask.Verifier {
	if c == nil || v == nil {
		return v
	}
	return func(ctx context.Context, s review.Sample) (ask.Verified, error) {
		out, err := v(ctx, s)
		switch {
		case err != nil:
		case out.Passed:
			c.passed.Add(1)
		default:
			c.failed.Add(1)
		}
		return out, err
	}
}

// alarm is what to say once nothing has passed for too long, "" before.
func (c *checks) alarm() string {
	if c == nil || c.passed.Load() > 0 || c.failed.Load() < mostFailed {
		return ""
	}
	return fmt.Sprintf("warning: --verify-cmd has passed none of the first %d checks: is the command right? Nothing is held back, the samples have the signal verified = 0", c.failed.Load())
}

// tell says what the checks came to, if there were any.
func (c *checks) tell(a *app) {
	if c == nil {
		return
	}
	if passed, all := c.passed.Load(), c.passed.Load()+c.failed.Load(); all > 0 {
		a.say("--verify-cmd: %s of %s passed; it is the signal verified, nothing was held back", grouped(int(passed)), plural(int(all), "check"))
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
