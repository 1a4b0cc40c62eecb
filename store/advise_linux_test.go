package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"winnow/store"
)

// Ensure that the pages of long bytes are in memory before they are looked at,
// however the bytes lie on them.
func TestBring_ThePagesAreThere(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	path := filepath.Join(t.TempDir(), "pages")
	must(t, os.WriteFile(path, make([]byte, size), 0o600))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	must(t, f.Sync())
	mapped, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED)
	must(t, err)
	defer func() { must(t, syscall.Munmap(mapped)) }()
	must(t, syscall.Madvise(mapped, syscall.MADV_RANDOM)) // as bbolt does
	for _, at := range [][2]int{{0, size}, {100, size - 100}, {4095, 200_000}, {size - 40_000, size}} {
		// Where a file system knows no other place for its pages this does nothing.
		const dontNeed = 4
		_, _, _ = syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0)
		store.Bring(mapped[at[0]:at[1]])
		// An older system has been asked for them and does not say when they are there.
		for end := time.Now().Add(10 * time.Second); ; {
			there := resident(t, mapped)
			page := os.Getpagesize()
			if !slices.Contains(there[at[0]/page:(at[1]-1)/page+1], 0) {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("bytes %d to %d: not all of their pages are in memory: %v", at[0], at[1], there)
			}
		}
	}
	store.Bring(nil)
	store.Bring(make([]byte, size)) // which no file is behind
}

// resident tells of every page whether it is in memory: 1 or 0.
func resident(t *testing.T, mapped []byte) []byte {
	t.Helper()
	pages := make([]byte, (len(mapped)+os.Getpagesize()-1)/os.Getpagesize())
	_, _, errno := syscall.Syscall(syscall.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(mapped))), uintptr(len(mapped)),
		uintptr(unsafe.Pointer(unsafe.SliceData(pages))))
	if errno != 0 {
		t.Fatal(errno)
	}
	for i := range pages {
		pages[i] &= 1
	}
	return pages
}
