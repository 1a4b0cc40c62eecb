//go:build faults && linux

package store_test

import (
	"bufio"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// call is one system call of a recorded program.
type call struct {
	name   string
	args   []string
	result int64
}

var (
	callLine = regexp.MustCompile(`^\d+ +(\w+)\((.*)\) += (-?\d+)`)
	argument = regexp.MustCompile(`"(?:\\x[0-9a-f]{2})*"|[^,\s][^,]*`)
	resumed  = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
)

// readCalls reads what strace wrote with -f -xx. A call that another thread
// interrupted stands where it ended.
func readCalls(t *testing.T, path string) []call {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	begun := map[string]string{}
	var calls []call
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		line := lines.Text()
		if head, ok := strings.CutSuffix(line, " <unfinished ...>"); ok {
			begun[line[:strings.IndexByte(line, ' ')]] = head
			continue
		}
		if m := resumed.FindStringSubmatch(line); m != nil {
			line = begun[m[1]] + m[3]
		}
		m := callLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		result, err := strconv.ParseInt(m[3], 10, 64)
		must(t, err)
		calls = append(calls, call{name: m[1], args: argument.FindAllString(m[2], -1), result: result})
	}
	must(t, lines.Err())
	return calls
}

func (c call) text(t *testing.T, i int) string {
	t.Helper()
	s, err := strconv.Unquote(c.args[i])
	must(t, err)
	return s
}

func (c call) number(t *testing.T, i int) int64 {
	t.Helper()
	n, err := strconv.ParseInt(c.args[i], 10, 64)
	must(t, err)
	return n
}

// change is one write to a file that no sync has made durable; without data it
// sets the length.
type change struct {
	at   int64
	data string
}

// inode is a file as the disk holds it, and what waits to be written.
type inode struct {
	synced []byte
	wait   []change
}

func apply(b []byte, c change) []byte {
	end := c.at + int64(len(c.data))
	if c.data == "" && end < int64(len(b)) {
		return b[:end]
	}
	if end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.at:], c.data)
	return b
}

func (n *inode) sync() {
	for _, c := range n.wait {
		n.synced = apply(n.synced, c)
	}
	n.wait = nil
}

// sector is what a disk writes whole or not at all.
const sector = 512

// afterCut is the file as a power cut may leave it: what was synced, and of
// the rest any part in any order, whole or torn.
func (n *inode) afterCut(rnd *rand.Rand) []byte {
	b := slices.Clone(n.synced)
	for _, i := range rnd.Perm(len(n.wait)) {
		c := n.wait[i]
		switch rnd.IntN(4) {
		case 0:
		case 1:
			for at := 0; at < len(c.data); at += sector {
				if rnd.IntN(2) == 0 {
					b = apply(b, change{c.at + int64(at), c.data[at:min(at+sector, len(c.data))]})
				}
			}
		default:
			b = apply(b, c)
		}
	}
	return b
}

// disk is a folder as the calls of a program leave it, names and contents
// apart: a name is durable when the folder was synced after it was given.
type disk struct {
	dir    string
	names  map[string]*inode // as the program sees them
	synced map[string]*inode // as the folder has them for sure
	open   map[int64]*inode
	folder map[int64]bool // descriptors of the folder itself
	said   []string       // lines on standard output
}

// newDisk is the folder as it is now, all of it durable.
func newDisk(t *testing.T, dir string) *disk {
	t.Helper()
	d := &disk{dir: dir, names: map[string]*inode{}, open: map[int64]*inode{}, folder: map[int64]bool{}}
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		d.names[filepath.Join(dir, e.Name())] = &inode{synced: b}
	}
	d.synced = maps.Clone(d.names)
	return d
}

// do follows one call.
func (d *disk) do(t *testing.T, c call) {
	t.Helper()
	if c.result < 0 {
		return
	}
	switch c.name {
	case "openat":
		d.opened(t, c)
	case "close":
		delete(d.open, c.number(t, 0))
		delete(d.folder, c.number(t, 0))
	case "write":
		if c.number(t, 0) == 1 {
			d.said = append(d.said, c.text(t, 1))
		}
	case "pwrite64":
		if n := d.open[c.number(t, 0)]; n != nil {
			n.wait = append(n.wait, change{c.number(t, 3), c.text(t, 1)[:c.result]})
		}
	case "ftruncate":
		if n := d.open[c.number(t, 0)]; n != nil {
			n.wait = append(n.wait, change{at: c.number(t, 1)})
		}
	case "fsync", "fdatasync":
		if n := d.open[c.number(t, 0)]; n != nil {
			n.sync()
		}
		if d.folder[c.number(t, 0)] {
			d.synced = maps.Clone(d.names)
		}
	case "linkat", "renameat", "renameat2":
		from, to := c.text(t, 1), c.text(t, 3)
		d.names[to] = d.names[from]
		if c.name != "linkat" {
			delete(d.names, from)
		}
	case "unlinkat":
		delete(d.names, c.text(t, 1))
	}
}

func (d *disk) opened(t *testing.T, c call) {
	t.Helper()
	path := c.text(t, 1)
	switch {
	case path == d.dir:
		d.folder[c.result] = true
	case filepath.Dir(path) != d.dir:
	default:
		if d.names[path] == nil {
			d.names[path] = &inode{}
		}
		d.open[c.result] = d.names[path]
	}
}

// at is the file that stands at a path after a power cut, nil if none does.
func (d *disk) at(path string, rnd *rand.Rand) *inode {
	if now := d.names[path]; now != nil && rnd.IntN(2) == 0 {
		return now
	}
	return d.synced[path]
}
