package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"winnow/review"
	"winnow/store"
)

// projectBytes is the file of a project with a few hundred pages.
func projectBytes(t *testing.T) []byte {
	t.Helper()
	db := busy(t)
	for _, s := range []int{500, 1000, 1500} {
		_, err := db.Commit(review.Batch{Samples: manySamples(s)})
		must(t, err)
	}
	must(t, db.Close())
	b, err := os.ReadFile(db.Path())
	must(t, err)
	return b
}

// refused tells whether the error is one of those that a broken file may give.
func refused(err error) bool {
	for _, want := range []error{review.ErrDamaged, review.ErrNotProject, review.ErrEmptyFile} {
		if errors.Is(err, want) {
			return true
		}
	}
	return false
}

// tryFile opens a broken file and, if that succeeds, reads all of it. It
// returns whether everything was there.
func tryFile(t *testing.T, path string, content []byte) (whole bool) {
	t.Helper()
	must(t, os.WriteFile(path, content, 0o600))
	db, err := store.Open(path)
	if err != nil {
		if !refused(err) {
			t.Errorf("%d bytes: %v", len(content), err)
		}
		return false
	}
	defer func() { must(t, db.Close()) }()
	report, err := db.Check()
	if err != nil {
		if !refused(err) {
			t.Errorf("%d bytes: %v", len(content), err)
		}
		return false
	}
	return report.OK()
}

func TestOpen_FileCutShort(t *testing.T) {
	t.Parallel()
	b := projectBytes(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	lengths := []int{1, 15, 16, 19, 20, 79, 80, 81, 1024, 4095, 8191, 8192, 8193, 12288, 16384, len(b) / 4, len(b) / 2, len(b) - 1}
	page := os.Getpagesize()
	for at := page; at < len(b); at += page {
		lengths = append(lengths, at)
	}
	for range 150 {
		lengths = append(lengths, 1+rnd.IntN(len(b)))
	}
	path := newPath(t)
	opened := 0
	for _, n := range lengths {
		db := tryFile(t, path, b[:n])
		if db {
			opened++
		}
	}
	// The end of the file is room to grow, so some cuts take nothing away.
	t.Logf("%d lengths of %d bytes: %d refused, %d whole", len(lengths), len(b), len(lengths)-opened, opened)
	if opened == len(lengths) {
		t.Error("no cut was refused")
	}
	if !tryFile(t, path, b) {
		t.Error("the whole file was refused")
	}
}

func TestOpen_NewerMetaPageTornFallsBack(t *testing.T) {
	t.Parallel()
	b := projectBytes(t)
	page := os.Getpagesize()
	path := newPath(t)
	for _, at := range []int{0, page} {
		torn := append([]byte{}, b...)
		for i := range 20 {
			torn[at+16+40+i] ^= 0xA5
		}
		must(t, os.WriteFile(path, torn, 0o600))
		db, err := store.Open(path)
		if err != nil {
			t.Errorf("meta page at %d torn, as a power cut leaves it: %v", at, err)
			continue
		}
		mustAgree(t, db)
		must(t, db.Close())
	}
	torn := append([]byte{}, b...)
	torn[16+50] ^= 1
	torn[page+16+50] ^= 1
	must(t, os.WriteFile(path, torn, 0o600))
	if _, err := store.Open(path); !errors.Is(err, review.ErrDamaged) {
		t.Errorf("both meta pages broken: %v", err)
	}
}

func TestOpen_BrokenPages(t *testing.T) {
	t.Parallel()
	b := projectBytes(t)
	rnd := rand.New(rand.NewPCG(3, 4))
	page := os.Getpagesize()
	pages := len(b) / page
	path := newPath(t)
	results := map[string]int{}
	for range 120 {
		broken := append([]byte{}, b...)
		at := rnd.IntN(pages) * page
		target := broken[at : at+page]
		how := []string{"zeroed", "random", "another"}[rnd.IntN(3)]
		switch how {
		case "zeroed":
			clear(target)
		case "random":
			for i := range target {
				target[i] = byte(rnd.Uint32())
			}
		case "another":
			from := rnd.IntN(pages) * page
			copy(target, b[from:from+page])
		}
		whole := tryFile(t, path, broken)
		results[fmt.Sprintf("%s, whole %t", how, whole)]++
	}
	t.Logf("%v", results)
}

func TestOpen_Garbage(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(5, 6))
	path := filepath.Join(t.TempDir(), "p.winnow")
	for n := 1; n < 200_000; n = n*2 + rnd.IntN(7) {
		garbage := make([]byte, n)
		for i := range garbage {
			garbage[i] = byte(rnd.Uint32())
		}
		if tryFile(t, path, garbage) {
			t.Errorf("%d random bytes are a project", n)
		}
	}
}
