package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl"
	"winnow/store/jsonl/formats"
	"winnow/store/storetest"
)

// sizes are the numbers of samples to measure with; a million and more only
// when WINNOW_BENCH_SAMPLES asks for them.
func sizes(b *testing.B) []int {
	b.Helper()
	if s := os.Getenv("WINNOW_BENCH_SAMPLES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		return []int{n}
	}
	return []int{1_000, 100_000}
}

// rows writes n records of about 500 bytes.
func rows(b *testing.B, n int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "rows.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	text := strings.Repeat("The loaf of yesterday is on the shelf. ", 9)
	for i := range n {
		label := "fresh"
		if i%3 == 0 {
			label = "stale"
		}
		_, _ = fmt.Fprintf(w, `{"id":"row-%07d","text":"Day %d. %s","label":%q,"confidence":%.6f,"shelf":%d,"baker":"the one at the corner of the square"}`+"\n",
			i, i, text, label, float64(i*7919%1_000_003)/1_000_003, i%12)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return path
}

// peak forgets the highest memory so far and returns a function that tells the
// highest since then, in MB.
func peak(b *testing.B) func() float64 {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Fatal(err)
	}
	return func() float64 {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			b.Fatal(err)
		}
		_, after, _ := bytes.Cut(status, []byte("VmHWM:"))
		kb, err := strconv.Atoi(string(bytes.Fields(after)[0]))
		if err != nil {
			b.Fatal(err)
		}
		return float64(kb) / 1e3
	}
}

func importRows(b *testing.B, db *store.DB, path string) {
	b.Helper()
	r, err := jsonl.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	bulk, err := db.Bulk(given{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := jsonl.Import(context.Background(), r, storetest.Task(), bulk.Add, jsonl.Options{}); err != nil {
		b.Fatal(err)
	}
	if _, err := bulk.Publish(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// A file into a new project, as `winnow import` does it.
func BenchmarkBulk(b *testing.B) {
	for _, n := range sizes(b) {
		path := rows(b, n)
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			var size int64
			top := peak(b)
			for b.Loop() {
				p := filepath.Join(b.TempDir(), "p.winnow")
				db, err := store.Create(p, storetest.Task())
				if err != nil {
					b.Fatal(err)
				}
				importRows(b, db, path)
				if err := db.Close(); err != nil {
					b.Fatal(err)
				}
				info, err := os.Stat(p)
				if err != nil {
					b.Fatal(err)
				}
				size = info.Size()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "samples/s")
			b.ReportMetric(top(), "MB-peak")
			b.ReportMetric(float64(size)/1e6, "MB-file")
		})
	}
}

// Everything out again, to nowhere.
func BenchmarkExport(b *testing.B) {
	for _, n := range sizes(b) {
		db := storetest.MustCreate(b, storetest.Task())
		importRows(b, db, rows(b, n))
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			top := peak(b)
			for b.Loop() {
				sum, err := formats.Write(storetest.Task(),
					db.WalkAll, func(string) (io.Writer, error) { return io.Discard, nil },
					formats.Options{Decisions: []review.Verdict{""}})
				if err != nil || sum.Total() != n {
					b.Fatal(err, sum)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "samples/s")
			b.ReportMetric(top(), "MB-peak")
		})
	}
}

// What an export would cost that decodes every record and encodes it again.
func BenchmarkEncodingJSON(b *testing.B) {
	for _, n := range sizes(b) {
		data, err := os.ReadFile(rows(b, n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("samples=%d", n), func(b *testing.B) {
			for b.Loop() {
				line := 0
				in, out := json.NewDecoder(bytes.NewReader(data)), json.NewEncoder(io.Discard)
				for in.More() {
					var record map[string]any
					if err := in.Decode(&record); err != nil {
						b.Fatal(err)
					}
					line++
					record["winnow"] = map[string]any{ // what an export says of it
						"decision": nil, "reviewer": nil, "decided_at": nil, "seconds": nil,
						"suggestion": record["label"], "suggestion_shown": nil, "confidence": record["confidence"],
						"signals":    map[string]any{"confidence": record["confidence"]},
						"provenance": map[string]any{"source": "file", "origin": "rows.jsonl", "line": line},
						"weight":     0, "flags": []string{}, "note": "",
					}
					if err := out.Encode(record); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
