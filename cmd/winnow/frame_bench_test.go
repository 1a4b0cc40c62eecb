//go:build linux

package main

import (
	"bytes"
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

// These benchmarks run the real program in a terminal of 120x40, beside a
// Bubble Tea program that shows a number and nothing else: what both cost is
// the machine's and the library's. One round each:
//
//	go test ./cmd/winnow -run '^$' -bench Frame -benchtime 1x

// asReference makes the test binary the reference program.
const asReference = "WINNOW_BENCH_REFERENCE"

func init() {
	if os.Getenv(asReference) == "" {
		return
	}
	_, err := tea.NewProgram(counter{}, tea.WithFPS(120)).Run()
	if err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// counter shows how many keys were pressed, where winnow shows the sample.
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

const (
	benchSamples = 100_000
	benchPresses = 150
	cardRow      = 2 // the row of the sample's id
)

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

func (s *shown) close() {
	_ = s.cmd.Process.Kill()
	for range s.reads { // until the reader has gone
	}
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}

// id is what stands at the place of the sample's id.
func (s *shown) id() string {
	var b strings.Builder
	for x := 1; x < 12; x++ {
		if c := s.screen.CellAt(x, cardRow); c != nil {
			b.WriteString(c.Content)
		}
	}
	return strings.TrimSpace(b.String())
}

// changes waits until the id is another than before, and tells when the bytes
// that made it so were read.
func (s *shown) changes(before string) time.Time {
	s.b.Helper()
	late := time.After(patience)
	for {
		select {
		case r, ok := <-s.reads:
			if !ok {
				s.b.Fatalf("the program has ended:\n%s", s.screen.String())
			}
			_, _ = s.screen.Write(r.bytes)
			if id := s.id(); id != before && id != "" && !strings.Contains(id, "Reading") {
				return r.at
			}
		case <-late:
			s.b.Fatalf("still %q after %v", before, patience)
		}
	}
}

// rest lets d pass while the screen is kept up to date.
func (s *shown) rest(d time.Duration) {
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

// press measures n presses of a key that brings the next card, at uneven
// distances so that they do not fall into step with the frames.
func (s *shown) press(key string, n int) (p50, p99 time.Duration) {
	s.b.Helper()
	s.rest(500 * time.Millisecond)
	times := make([]time.Duration, n)
	for i := range times {
		s.rest(time.Duration(20+i*7%23) * time.Millisecond)
		before, start := s.id(), time.Now()
		if _, err := s.tty.WriteString(key); err != nil {
			s.b.Fatal(err)
		}
		times[i] = s.changes(before).Sub(start)
	}
	slices.Sort(times)
	return times[n/2], times[n*99/100]
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
	return float64(n) / 1024
}

// benchProject makes a project of n samples in dir.
func benchProject(b testing.TB, dir string, n int) {
	b.Helper()
	var rows bytes.Buffer
	for i := range n {
		fmt.Fprintf(&rows, `{"id":"s%07d","text":"%s Sample %d.","label":"%s","confidence":%.4f}`+"\n",
			i, strings.Repeat("The council voted nine to two for the new tram line. ", 6), i, [2]string{"yes", "no"}[i%2], float64(i*7919%9973)/10000)
	}
	write(b, dir, "rows.jsonl", rows.String())
	winnow(b, dir, "import", "p.winnow", "rows.jsonl")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func reference(b testing.TB, dir string) *shown {
	b.Helper()
	return show(b, dir, []string{asReference + "=1"}, os.Args[0])
}

// BenchmarkFrame_KeyToNextCard measures from a key to the bytes that show the
// next card.
func BenchmarkFrame_KeyToNextCard(b *testing.B) {
	dir := b.TempDir()
	benchProject(b, dir, benchSamples)
	for b.Loop() {
		ref := reference(b, dir)
		ref.changes("")
		e50, e99 := ref.press("x", benchPresses)
		ref.close()
		b.ReportMetric(milliseconds(e50), "empty-p50-ms")
		b.ReportMetric(milliseconds(e99), "empty-p99-ms")
		idle := show(b, dir, nil, "winnow", "review", "p.winnow")
		idle.changes("")
		i50, i99 := idle.press("x", benchPresses)
		idle.close()
		b.ReportMetric(milliseconds(i50), "idle-p50-ms")
		b.ReportMetric(milliseconds(i99), "idle-p99-ms")
		b.ReportMetric(float64(i50)/float64(e50), "idle/empty-p50")
	}
}

// BenchmarkFrame_FirstOfALargeProject measures from the start of the process
// to the first card, and the memory then.
func BenchmarkFrame_FirstOfALargeProject(b *testing.B) {
	const rounds = 7
	dir := b.TempDir()
	benchProject(b, dir, benchSamples)
	for b.Loop() {
		var empty, full []time.Duration
		var rss, hwm float64
		for range rounds {
			start := time.Now()
			ref := reference(b, dir)
			empty = append(empty, ref.changes("").Sub(start))
			ref.close()
			start = time.Now()
			s := show(b, dir, nil, "winnow", "review", "p.winnow")
			full = append(full, s.changes("").Sub(start))
			rss, hwm = s.megabytes("VmRSS"), s.megabytes("VmHWM")
			s.close()
		}
		slices.Sort(empty)
		slices.Sort(full)
		b.ReportMetric(milliseconds(empty[rounds/2]), "empty-ms")
		b.ReportMetric(milliseconds(full[rounds/2]), "first-ms")
		b.ReportMetric(float64(full[rounds/2])/float64(empty[rounds/2]), "first/empty")
		b.ReportMetric(rss, "RSS-MB")
		b.ReportMetric(hwm, "HWM-MB")
	}
}
