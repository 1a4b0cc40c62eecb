//go:build faults && linux

package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func init() {
	roles["fill"] = func(path string) int { return report(fillDisk(path)) }
}

// fillDisk decides and adds until the disk is full, says "full", decides on
// until it is told that there is room again, and then for twenty rounds more.
func fillDisk(path string) error {
	db, err := store.Open(path)
	if err != nil {
		return err
	}
	desk, err := review.NewDesk(db, given{}, nil)
	if err != nil {
		return err
	}
	seat, samples, left := desk.Session("ann"), storetest.Samples(40_000), -1
	for i := 0; left != 0; i++ {
		n := desk.News().Counts.Samples
		_, err := desk.Add(context.Background(), samples[n:n+200])
		if err == nil && i%4 == 3 {
			err = db.Rescore(context.Background(), lessonOf(n, i))
		}
		decideOne(seat, i)
		switch {
		case err != nil && left > 0:
			return fmt.Errorf("there is room again, and still: %w", err)
		case errors.Is(err, syscall.ENOSPC) && left < 0:
			for range 10 {
				i++
				decideOne(seat, i)
			}
			fmt.Println("full")
			_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
			left = 20
		case err != nil:
			return err
		case left > 0:
			left--
		}
	}
	desk.Close()
	fmt.Println("done")
	return db.Close()
}

// decideOne decides the next sample and says what became of it.
func decideOne(seat *review.Session, i int) {
	items, err := seat.Upcoming(1)
	if err != nil || len(items) == 0 {
		fmt.Fprintln(os.Stderr, "reading:", err)
		return
	}
	v := review.Decision{Verdict: review.Accept, Seconds: float64(i)}
	change, err := seat.Decide(items[0].Sample.Seq, v).Result()
	switch {
	case errors.Is(err, review.ErrUnknown):
		fmt.Printf("unknown %d\n", i)
	case err != nil:
		fmt.Printf("failed %d\n", i)
	default:
		fmt.Printf("saved %d %s\n", i, change.Entry.ID)
	}
}

// smallDisk mounts a disk of so many bytes, or tells why it cannot.
func smallDisk(t *testing.T, size int) (dir string, err error) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		return "", err
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	return dir, nil
}

// fillUp writes a file until the disk is full.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal("filling the disk: ", err)
	}
}

// Ensure that a disk which is full is a matter of words: what was called saved
// is there, what was called failed is not, and the same process goes on when
// there is room again. Nothing half-made stays on a full disk.
func TestFull_Disk(t *testing.T) {
	t.Parallel()
	for _, size := range []int{6 << 20, 12 << 20, 24 << 20} {
		t.Run(fmt.Sprintf("%d MB", size>>20), func(t *testing.T) {
			t.Parallel()
			dir, err := smallDisk(t, size)
			if err != nil {
				t.Logf("no disk can be mounted here (%v); the limit on a file's size stands for it", err)
				return
			}
			db, err := store.Create(filepath.Join(dir, "p.winnow"), storetest.Task())
			must(t, err)
			must(t, db.Close())
			ballast := filepath.Join(dir, "ballast")
			must(t, os.WriteFile(ballast, make([]byte, size/2), 0o600))
			said := fillInChild(t, db.Path(), func() { must(t, os.Remove(ballast)) })
			var sum failures
			there := openedAgain(t, db.Path())
			for i, word := range count(said, &sum) {
				if (word == "saved") != there[i] {
					t.Errorf("round %d: said %s, is there: %t", i, word, there[i])
				}
			}
			t.Logf("%d MB: saved %d, failed %d, unknown %d", size>>20, sum.saved, sum.failed, sum.unknown)
			nothingHalf(t, dir, db.Path())
		})
	}
}

// fillInChild lets a child fill the disk, makes room when it says so, and
// returns all that it said.
func fillInChild(t *testing.T, path string, makeRoom func()) string {
	t.Helper()
	cmd := child(t, "fill", path)
	var words strings.Builder
	cmd.Stderr = &words
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	late := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	var said strings.Builder
	for lines := bufio.NewReader(stdout); ; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		said.WriteString(line)
		if line == "full\n" {
			makeRoom()
			_, err := io.WriteString(stdin, "\n")
			must(t, err)
		}
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(said.String(), "full\n") || !strings.HasSuffix(said.String(), "done\n") {
		t.Errorf("it ended with %v and said: %.2000s", err, words.String())
	}
	return said.String()
}

// nothingHalf fills the disk and tries everything that makes files.
func nothingHalf(t *testing.T, dir, path string) {
	t.Helper()
	db := open(t, path)
	before, err := db.Counts()
	must(t, err)
	fillUp(t, filepath.Join(dir, "more"))
	bulk := begin(t, db)
	_, err = bulk.Add(t.Context(), storetest.Samples(60_000)[40_000:])
	if err == nil {
		_, err = bulk.Publish(t.Context())
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("importing: %v", err)
	}
	_, err = db.Backup(t.Context(), filepath.Join(dir, "copy"), false)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("backing up: %v", err)
	}
	if _, err := store.Create(filepath.Join(dir, "new.winnow"), storetest.Task()); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("creating: %v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "more")))
	must(t, bulk.Abandon())
	after, err := db.Counts()
	must(t, err)
	mustAgree(t, db)
	if after.Samples != before.Samples {
		t.Errorf("%d samples before the import that failed, %d after", before.Samples, after.Samples)
	}
	must(t, db.Close())
	onlyFiles(t, dir, "p.winnow")
}
