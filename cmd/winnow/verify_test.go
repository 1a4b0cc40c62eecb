package main

import (
	"context"
	"strings"
	"testing"

	"winnow/review"
)

func TestVerifier_TheExitCodeIsTheVerdictAndTheOutputIsKept(t *testing.T) {
	t.Parallel()
	s := review.Sample{Raw: []byte(`{"instruction":"Add.","output":"12"}`)}
	for command, want := range map[string]struct {
		passed bool
		output string
	}{
		`grep -o '"output":"[0-9]*"'`: {true, "\"output\":\"12\"\n"},
		`echo no; exit 3`:             {false, "no\n"},
	} {
		got, err := verifier(command)(t.Context(), s)
		if err != nil || got.Passed != want.passed || got.Output != want.output {
			t.Errorf("%s: %+v, %v", command, got, err)
		}
	}
	if long, err := verifier("yes | head -c 1000000")(t.Context(), s); err != nil || len(long.Output) != mostChecked {
		t.Errorf("%d bytes kept, %v", len(long.Output), err)
	}
	if verifier("") != nil {
		t.Error("there is a check without a command")
	}
}

func TestVerifier_WhatCannotBeRunSaysNothingOfTheSample(t *testing.T) {
	t.Parallel()
	if _, err := verifier("/no/such/command")(t.Context(), review.Sample{}); err == nil || !strings.Contains(err.Error(), "--verify-cmd cannot be run") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := verifier("cat")(ctx, review.Sample{}); err == nil {
		t.Error("a check that was stopped has a verdict")
	}
}

func TestCanRun_ProgramsThatAreNotThereAndBrokenCommandsAreFoundBefore(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"":                        "",
		"cat":                     "",
		"grep -q x | cat":         "",
		"A=b true":                "",
		"cd / && ./no/such/check": "", // only a run can tell
		"[ -n x ]":                "",
		"nosuchcmd":               "there is no command nosuchcmd",
		"  ./nosuch.sh --strict":  "there is no command ./nosuch.sh",
		"if true":                 "--verify-cmd cannot be run: ",
		"echo 'an open quotation": "--verify-cmd cannot be run: ",
	} {
		switch err := canRun(command); {
		case want == "" && err != nil:
			t.Errorf("%q: %v", command, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %s", command, err, want)
		}
	}
}

func TestChecks_CommandThatPassesNothingIsTold(t *testing.T) {
	t.Parallel()
	var c checks
	fails := c.counted(verifier("false"))
	for range mostFailed {
		if words := c.alarm(); words != "" {
			t.Fatalf("said too early: %s", words)
		}
		if _, err := fails(t.Context(), review.Sample{}); err != nil {
			t.Fatal(err)
		}
	}
	if words := c.alarm(); !strings.Contains(words, "passed none of the first 10 checks") || !strings.Contains(words, "Nothing is held back") {
		t.Errorf("said %q", words)
	}
	if _, err := c.counted(verifier("true"))(t.Context(), review.Sample{}); err != nil || c.alarm() != "" {
		t.Errorf("%v, and said %q after one that passed", err, c.alarm())
	}
}
