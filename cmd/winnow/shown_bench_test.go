//go:build linux

package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// asProgram makes the test binary one of the programs that the benchmarks run
// in a terminal: benchPrograms by name.
const asProgram = "WINNOW_BENCH_PROGRAM"

// The programs that are measured, as they are built for others, and what they are
// measured beside; without them the test binary is both, which is larger.
const winnowProgram, emptyProgram = "WINNOW_BENCH_BINARY", "WINNOW_BENCH_EMPTY"

var benchPrograms = map[string]func() error{
	"empty": func() error {
		_, err := tea.NewProgram(counter{}, tea.WithFPS(120)).Run()
		return err
	},
	"flood": floodMain,
}

func init() {
	name := os.Getenv(asProgram)
	if name == "" {
		return
	}
	fatal(benchPrograms[name]())
	os.Exit(0)
}

// counter is the reference: it shows how many keys were pressed, where winnow
// shows the sample, and nothing else.
type counter struct{ n int }

func (counter) Init() tea.Cmd { return nil }

func (c counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		c.n++
	}
	return c, nil
}

func (c counter) View() tea.View {
	v := tea.NewView(fmt.Sprintf("\n\n %08d", c.n))
	v.AltScreen = true
	return v
}

const cardRow = 2 // the row of the sample's id

// shown is a program in a terminal, and when it wrote what.
type shown struct {
	b      testing.TB
	cmd    *exec.Cmd
	tty    *os.File
	screen *vt.Emulator
	reads  chan read
}

type read struct {
	at    time.Time
	bytes []byte
}

// show runs a program in a terminal of 120x40.
func show(b testing.TB, dir string, env []string, name string, args ...string) *shown {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "TERM=xterm-256color", "COLORTERM=truecolor", "WINNOW_REVIEWER=ada", "OPENAI_BASE_URL=", "OPENAI_API_KEY=")...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 40})
	if err != nil {
		b.Fatal(err)
	}
	s := &shown{b: b, cmd: cmd, tty: tty, screen: vt.NewEmulator(120, 40), reads: make(chan read, 1<<16)}
	go func() { // the terminal answers nothing: answers would be frames of their own
		buf := make([]byte, 4096)
		for {
			if _, err := s.screen.Read(buf); err != nil {
				return
			}
		}
	}()
	go func() {
		defer close(s.reads)
		for {
			buf := make([]byte, 1<<16)
			n, err := tty.Read(buf)
			if err != nil {
				return
			}
			s.reads <- read{time.Now(), buf[:n]}
		}
	}()
	return s
}

// showEmpty runs the reference.
func showEmpty(b testing.TB, dir string) *shown {
	b.Helper()
	if program := os.Getenv(emptyProgram); program != "" {
		return show(b, dir, nil, program)
	}
	return show(b, dir, []string{asProgram + "=empty"}, os.Args[0])
}

// showReview runs winnow on the project.
func showReview(b testing.TB, dir, project string, env ...string) *shown {
	b.Helper()
	return show(b, dir, env, cmp.Or(os.Getenv(winnowProgram), "winnow"), "review", project)
}

func (s *shown) close() {
	_ = s.cmd.Process.Kill()
	s.gone()
}

// quit ends winnow as a reviewer does, so that everything is saved.
func (s *shown) quit() {
	s.b.Helper()
	s.types("q")
	s.gone()
}

// gone waits for the end of the program.
func (s *shown) gone() {
	for range s.reads { // until the reader has gone
	}
	_ = s.cmd.Wait()
	_ = s.tty.Close()
	_ = s.screen.Close()
}

func (s *shown) types(keys string) {
	s.b.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.b.Fatal(err)
	}
}

// row is what stands in a row of the screen between two columns.
func (s *shown) row(y, from, to int) string {
	var b strings.Builder
	for x := from; x < to; x++ {
		if c := s.screen.CellAt(x, y); c != nil {
			b.WriteString(c.Content)
		}
	}
	return strings.TrimSpace(b.String())
}

// id is what stands at the place of the sample's id.
func (s *shown) id() string { return s.row(cardRow, 1, 12) }

// until reads what the program writes until the screen is as it should be, and
// tells when the bytes that made it so were read.
func (s *shown) until(so func() bool) time.Time {
	s.b.Helper()
	late := time.After(10 * patience)
	for {
		select {
		case r, ok := <-s.reads:
			if !ok {
				s.b.Fatalf("the program has ended:\n%s", s.screen.String())
			}
			_, _ = s.screen.Write(r.bytes)
			if so() {
				return r.at
			}
		case <-late:
			s.b.Fatalf("waited in vain:\n%s", s.screen.String())
		}
	}
}

// changes waits until the id is another than before.
func (s *shown) changes(before string) time.Time {
	s.b.Helper()
	return s.until(func() bool {
		id := s.id()
		return id != before && id != "" && !strings.Contains(id, "Reading")
	})
}

// rest lets d pass while the screen is kept up to date.
func (s *shown) rest(d time.Duration) {
	s.b.Helper()
	over := time.After(d)
	for {
		select {
		case r, ok := <-s.reads:
			if !ok {
				s.b.Fatalf("the program has ended:\n%s", s.screen.String())
			}
			_, _ = s.screen.Write(r.bytes)
		case <-over:
			return
		}
	}
}

// press measures one press of a key that brings the next card.
func (s *shown) press(key string) time.Duration {
	s.b.Helper()
	before, start := s.id(), time.Now()
	s.types(key)
	return s.changes(before).Sub(start)
}

// insist is press for a key that may be refused, since keys that come faster
// than the disk can save are: it is pressed again.
func (s *shown) insist(key string) time.Duration {
	s.b.Helper()
	before, start := s.id(), time.Now()
	s.types(key)
	again := start.Add(time.Second)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case r, ok := <-s.reads:
			if !ok {
				s.b.Fatalf("the program has ended:\n%s", s.screen.String())
			}
			_, _ = s.screen.Write(r.bytes)
			if id := s.id(); id != before && id != "" {
				return r.at.Sub(start)
			}
		case now := <-tick.C:
			if now.After(again) {
				s.types(key)
				again = now.Add(time.Second)
			}
			if now.Sub(start) > patience {
				s.b.Fatalf("waited in vain:\n%s", s.screen.String())
			}
		}
	}
}

// presses measures n of them, at uneven distances so that they do not fall
// into step with the frames.
func (s *shown) presses(key string, n int) times {
	s.b.Helper()
	s.rest(300 * time.Millisecond)
	took := make(times, n)
	for i := range took {
		s.rest(time.Duration(20+i*7%23) * time.Millisecond)
		took[i] = s.press(key)
	}
	return took
}

// megabytes is a line of the program's /proc/PID/status in MB.
func (s *shown) megabytes(name string) float64 {
	s.b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.b.Fatal(err)
	}
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(text)
	if found == nil {
		s.b.Fatalf("no %s in the status", name)
	}
	n, _ := strconv.Atoi(string(found[1]))
	return float64(n) * 1024 / 1e6
}

// times are measured durations.
type times []time.Duration

// at is the p-th percentile in milliseconds.
func (t times) at(p int) float64 {
	sorted := slices.Sorted(slices.Values(t))
	return float64(sorted[min(len(sorted)*p/100, len(sorted)-1)]) / float64(time.Millisecond)
}

// reportBeside reports the median and the 99th percentile of two series and
// their ratios.
func reportBeside(b *testing.B, name string, t times, reference string, r times) {
	b.ReportMetric(0, "ns/op") // all together say nothing
	for _, p := range []int{50, 99} {
		b.ReportMetric(t.at(p), fmt.Sprintf("%s-p%d-ms", name, p))
		b.ReportMetric(r.at(p), fmt.Sprintf("%s-p%d-ms", reference, p))
		b.ReportMetric(t.at(p)/r.at(p), fmt.Sprintf("%s/%s-p%d", name, reference, p))
	}
}
