package formats_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
	"winnow/store/jsonl"
	"winnow/store/jsonl/formats"
)

// dataVar names a folder whose JSON Lines go through a project as well.
const dataVar = "WINNOW_DATA"

// hostileRows are texts that something on the way might change: every
// character that is no letter of ours, alone, doubled and between letters,
// written as it is and with escapes.
func hostileRows() []byte {
	var out bytes.Buffer
	row := func(text string, ascii bool) {
		quoted, _ := json.Marshal(text) // a string cannot fail
		if ascii {
			var b strings.Builder
			for _, r := range string(quoted) {
				if r < 0x80 || r > 0xffff {
					b.WriteRune(r)
				} else {
					fmt.Fprintf(&b, `\u%04X`, r)
				}
			}
			quoted = []byte(b.String())
		}
		fmt.Fprintf(&out, `{"text" : %s,"label":"%s","more":{%s:[%s,1.50,1e400,12345678901234567890,null]} }`+"\r\n",
			quoted, []string{"x", "y"}[out.Len()%2], quoted, quoted)
	}
	const perRow = 16
	for first := rune(0); first < 0x10000; first += perRow {
		if first >= 0x3400 && first < 0xe000 || first >= 0xe100 && first < 0xf900 {
			continue // letters, surrogates and private use, each like its neighbours
		}
		text := fmt.Sprintf("%04x", first)
		for r := first; r < first+perRow; r++ {
			text += fmt.Sprintf(" %c%c a%cb", r, r, r)
		}
		row(text, false)
		row(text+".", true)
	}
	for _, text := range []string{
		"e" + strings.Repeat("\u0301", 100), "👩\u200d👩\u200d👧", "hi\U000e0068\U000e0069", strings.Repeat("line\n", 12_000),
		strings.Repeat("word ", 100_000), " \t\r\n", "\U0010ffff \U0001f3f4\U000e0067\U000e007f", "<script>&amp;</script>",
	} {
		row(text, false)
		row(text+".", true)
	}
	return out.Bytes()
}

// values are the texts and numbers of a row as another reader of JSON finds
// them, by where they stand, but for what Winnow adds.
func values(t *testing.T, row []byte) (all map[string]string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(row))
	d.UseNumber()
	var members map[string]any
	if err := d.Decode(&members); err != nil {
		t.Fatalf("%.200q: %v", row, err)
	}
	delete(members, "winnow")
	all = map[string]string{}
	collect(members, "", all)
	return all
}

func collect(v any, at string, all map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			collect(x, at+"\x00"+k, all)
		}
	case []any:
		for i, x := range v {
			collect(x, fmt.Sprintf("%s\x00%d", at, i), all)
		}
	default:
		all[at] = fmt.Sprintf("%T %v", v, v)
	}
}

// add adds a row's values to a sum over all rows.
func add(sum hash.Hash, all map[string]string) (texts int) {
	for _, at := range slices.Sorted(maps.Keys(all)) {
		_, _ = fmt.Fprintf(sum, "%s=%s\n", at, all[at])
	}
	return len(all)
}

// through takes rows into a project, decides most of them without changing
// anything, and returns the rows that were taken and the exports.
func through(t *testing.T, path string) (taken [][]byte, bare, full []byte) {
	t.Helper()
	r, err := jsonl.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	task, err := jsonl.Infer(r)
	if err := errors.Join(err, r.Rewind()); err != nil {
		t.Fatal(err)
	}
	db, err := store.Create(filepath.Join(t.TempDir(), "p.winnow"), task)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	bulk, err := db.Bulk(rank.Given{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := jsonl.Import(t.Context(), r, task, func(ctx context.Context, some []review.Sample) ([]review.Added, error) {
		added, err := bulk.Add(ctx, some)
		for i, a := range added {
			if a.Arrival == review.Stored {
				taken = append(taken, bytes.Clone(some[i].Raw))
			}
		}
		return added, err
	}, jsonl.Options{})
	if err != nil || report.Invalid > 0 || report.Imported != len(taken) {
		t.Fatalf("%+v, %v", report, err)
	}
	if _, err := bulk.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	leave(t, db, task)
	return taken, export(t, db, task, true), export(t, db, task, false)
}

// leave decides two of three samples, leaving every text as it is.
func leave(t *testing.T, db *store.DB, task review.Task) {
	t.Helper()
	var b review.Batch
	err := db.Walk(review.OrderAll, func(it review.Item) bool {
		seq := it.Sample.Seq
		d := review.Decision{Verdict: []review.Verdict{review.Accept, review.Reject, review.Defer}[seq/3%3]}
		if d.Verdict == review.Accept {
			var err error
			if d, err = review.Decide(task, it.Sample, it.Sample.Suggestion); err != nil {
				return true // it has no suggestion to accept
			}
		}
		if seq%3 != 0 {
			b.Actions = append(b.Actions, review.Action{
				ID: fmt.Sprint("d-", seq), Op: review.OpDecide, Reviewer: "mara", At: time.Unix(1_800_000_000, 0), Seq: seq, Decision: d,
			})
		}
		return true
	})
	for some := range slices.Chunk(b.Actions, 5000) {
		if err == nil {
			_, err = db.Commit(review.Batch{Actions: some})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func export(t *testing.T, db *store.DB, task review.Task, bare bool) []byte {
	t.Helper()
	var out bytes.Buffer
	_, err := formats.Write(task, db.WalkAll, func(string) (io.Writer, error) { return &out, nil },
		formats.Options{Bare: bare, Decisions: append([]review.Verdict{""}, review.Verdicts...)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Ensure that every text which nobody touched leaves a project as it came,
// read by another reader of JSON, and that no byte of the export could act on
// a terminal.
func TestTexts_AreTheSameFromImportToExport(t *testing.T) {
	t.Parallel()
	made := filepath.Join(t.TempDir(), "made.jsonl")
	if err := os.WriteFile(made, hostileRows(), 0o600); err != nil {
		t.Fatal(err)
	}
	files := []string{made}
	if dir := os.Getenv(dataVar); dir != "" {
		more, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
		if err != nil || len(more) == 0 {
			t.Fatalf("%s: there is no JSON Lines file in %s (%v)", dataVar, dir, err)
		}
		files = append(files, more...)
	}
	before, after := sha256.New(), sha256.New()
	rows, texts := 0, 0
	for _, path := range files {
		taken, bare, full := through(t, path)
		for _, out := range [][]byte{bare, full} {
			lines := bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
			if len(lines) != len(taken) {
				t.Fatalf("%s: %d rows came out, %d went in", filepath.Base(path), len(lines), len(taken))
			}
			for i, line := range lines {
				was, is := values(t, taken[i]), values(t, line)
				if !maps.Equal(was, is) {
					t.Fatalf("%s: %.300q became %.300q", filepath.Base(path), taken[i], line)
				}
				texts += add(before, was)
				add(after, is)
			}
			if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e }); i >= 0 {
				t.Errorf("%s: %q stands in the export", filepath.Base(path), out[i:min(i+4, len(out))])
			}
		}
		rows += len(taken)
	}
	if !bytes.Equal(before.Sum(nil), after.Sum(nil)) {
		t.Error("the sums differ")
	}
	t.Logf("%d files, %d rows, exported bare and in full: %d texts and numbers, SHA-256 %x in and %x out",
		len(files), rows, texts, before.Sum(nil)[:8], after.Sum(nil)[:8])
}
