package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
)

// Ensure that a terminal of 80 columns shows the words and the examples of every
// command as they were written: no line is cut, and none is broken again.
func TestHelp_FitsATerminalOf80Columns(t *testing.T) {
	t.Parallel()
	for _, c := range commandsOf(newRoot(newApp())) {
		words := filled(c.Long, helpCells)
		cmd := exec.CommandContext(t.Context(), "winnow", append(strings.Fields(c.CommandPath())[1:], "--help")...)
		cmd.Env = append(os.Environ(), "__FANG_TEST_WIDTH=80")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s --help: %v", c.CommandPath(), err)
		}
		help := string(out)
		if long := "\n  " + strings.ReplaceAll(words, "\n", "\n  ") + "\n"; words != "" && !strings.Contains(blankless(help), blankless(long)) {
			t.Errorf("%s: the words are not shown as they are written:\n%s", c.CommandPath(), help)
		}
		for line := range strings.Lines(words + "\n" + c.Example) {
			if n := ansi.StringWidth(strings.TrimRight(line, "\n")); n > helpCells {
				t.Errorf("%s: a line of %d columns: %s", c.CommandPath(), n, line)
			}
		}
		for line := range strings.Lines(c.Example) {
			if line = strings.TrimSpace(line); !strings.Contains(help, line+"\n") {
				t.Errorf("%s: the example is cut: %s", c.CommandPath(), line)
			}
		}
	}
}

// commandsOf are a command and all those below it that help lists.
// Ensure that help which did not get where it should is a failure like any other.
func TestHelp_ThatCannotBeWrittenFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "out", "")
	for _, args := range [][]string{{"--help"}, {}, {"help", "import"}, {"import", "--help"}, {"--version"}} {
		out, err := os.Open(filepath.Join(dir, "out")) // for reading
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		cmd := exec.CommandContext(t.Context(), "winnow", args...)
		cmd.Stdout, cmd.Stderr = out, &words
		_ = cmd.Run() // the code says it
		if code := cmd.ProcessState.ExitCode(); code != codeFailed || !strings.HasPrefix(words.String(), "error: write ") {
			t.Errorf("winnow %s: code %d, %s", strings.Join(args, " "), code, &words)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func commandsOf(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, below := range c.Commands() {
		if !below.Hidden {
			all = append(all, commandsOf(below)...)
		}
	}
	return all
}

// blankless is text without blanks at the ends of lines, and with tabs as the help
// shows them.
func blankless(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\t", "    ")) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func TestFilled_LeavesNoLineOfOneWordAndTablesAlone(t *testing.T) {
	t.Parallel()
	const text = "One two three four\nfive\nsix --seven-eight.\n\n  a    table that is longer than this\n  b    c\nThe end.\n"
	const want = "One two three four\nfive six\n--seven-eight.\n\n  a    table that is longer than this\n  b    c\nThe end."
	if got := filled(text, 18); got != want {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}
