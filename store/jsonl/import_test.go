package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// moods is the task of the tests.
var moods = review.Task{
	Name: "moods", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
	Labels: []review.Label{{Name: "calm"}, {Name: "angry"}},
}

// shelf stores samples as a project does: by id and by content.
type shelf struct {
	samples []review.Sample
	byID    map[string]review.Hash
	content map[review.Hash]bool
	batches []int
	fail    error
}

func newShelf() *shelf {
	return &shelf{byID: map[string]review.Hash{}, content: map[review.Hash]bool{}}
}

func (s *shelf) add(ctx context.Context, samples []review.Sample) ([]review.Added, error) {
	if err := errors.Join(s.fail, ctx.Err()); err != nil {
		return nil, err
	}
	s.batches = append(s.batches, len(samples))
	out := make([]review.Added, len(samples))
	for i, x := range samples {
		h := x.ContentHash()
		was, known := s.byID[x.ID]
		switch {
		case known && was != h:
			out[i].Arrival = review.Conflict
		case known || s.content[h]:
			out[i].Arrival, out[i].Renamed = review.Duplicate, !known
		default:
			s.byID[x.ID], s.content[h] = h, true
			s.samples = append(s.samples, x)
		}
	}
	return out, nil
}

func rows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":\"r-%d\",\"text\":\"row %d\",\"label\":\"calm\"}\n", i, i)
	}
	return b.String()
}

func TestImport_SampleIsTheLine(t *testing.T) {
	t.Parallel()
	path := write(t, "rows.jsonl", "\n"+`{ "text":"a\u0041", "label":"calm","n":1.50 } `+"\r\n")
	s := newShelf()
	report, err := Import(t.Context(), mustOpen(t, path), moods, s.add, Options{})
	if err != nil || report.Imported != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	got := s.samples[0]
	if want := `{ "text":"a\u0041", "label":"calm","n":1.50 } `; string(got.Raw) != want {
		t.Errorf("raw %q, want %q", got.Raw, want)
	}
	want := review.Provenance{Source: "file", Origin: "rows.jsonl", Line: 2}
	if fmt.Sprint(got.Provenance) != fmt.Sprint(want) {
		t.Errorf("provenance %+v, want %+v", got.Provenance, want)
	}
	if got.Field("text") != "aA" || got.Suggestion.Label != "calm" {
		t.Errorf("sample %+v", got)
	}
}

func TestImport_BadLinesGoToTheSidecar(t *testing.T) {
	t.Parallel()
	path := write(t, "rows.jsonl", rows(2)+"{\"text\":1e\n"+`{"id":"r-0","text":"other","label":"calm"}`+"\n\xff\n"+rows(1))
	s := newShelf()
	report, err := Import(t.Context(), mustOpen(t, path), moods, s.add, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Imported != 2 || report.Duplicate != 1 || report.Invalid != 3 {
		t.Errorf("report %+v", report)
	}
	if report.Sidecar != path+".invalid.jsonl" || report.SidecarErr != nil {
		t.Fatalf("sidecar %q, %v", report.Sidecar, report.SidecarErr)
	}
	side, err := os.ReadFile(report.Sidecar)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(side)), "\n")
	for i, want := range []string{
		`"line":3,"column":`,
		`"line":4,"reason":"id \"r-0\" is already in the project with other content","raw":"{\"id\":\"r-0\",`,
		`"line":5,"column":1,"reason":"byte 0xff is not valid UTF-8","raw":"` + "\uFFFD" + `","raw_base64":"/w=="}`,
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("sidecar line %d lacks %s:\n%s", i+1, want, side)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("besides the input and its sidecar there are %v, %v", entries, err)
	}
}

func TestImport_SameFileTwiceIsAllDuplicates(t *testing.T) {
	t.Parallel()
	path := write(t, "rows.jsonl", rows(4321))
	s := newShelf()
	for i, want := range []Report{{Imported: 4321}, {Duplicate: 4321}} {
		got, err := Import(t.Context(), mustOpen(t, path), moods, s.add, Options{})
		if err != nil || got.Imported != want.Imported || got.Duplicate != want.Duplicate || got.Invalid != 0 {
			t.Errorf("import %d: %+v, %v", i+1, got, err)
		}
		if got.Sidecar != "" || got.Read != got.Size || got.Size == 0 {
			t.Errorf("import %d: %+v", i+1, got)
		}
	}
	for _, n := range s.batches {
		if n > blockLines {
			t.Errorf("a batch of %d samples", n)
		}
	}
}

// Memory stays bounded when lines are long: a batch ends by bytes, too.
// Ensure that rows that another id stands for are named, and no more of them than
// anybody reads.
func TestImport_NamesWhatIsThereUnderAnotherID(t *testing.T) {
	t.Parallel()
	var again strings.Builder
	for i := range 2 * maxProblems {
		fmt.Fprintf(&again, "{\"id\":\"again-%d\",\"text\":\"row 1\",\"label\":\"calm\"}\n", i)
	}
	path := write(t, "rows.jsonl", rows(2)+rows(1)+`{"text":"row 0","label":"calm"}`+"\n"+again.String())
	report, err := Import(t.Context(), mustOpen(t, path), moods, newShelf().add, Options{Lend: true})
	if err != nil || report.Duplicate != 2+2*maxProblems || report.Renamed != 1+2*maxProblems || len(report.Twins) != maxProblems {
		t.Fatalf("%d duplicates, %d renamed, %d told: %v", report.Duplicate, report.Renamed, len(report.Twins), err)
	}
	if first, second := report.Twins[0], report.Twins[1]; first != (Twin{Line: 4}) || second != (Twin{Line: 5, ID: "again-0"}) {
		t.Errorf("%+v, %+v", first, second)
	}
}

func TestImport_BatchesEndByBytes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", blockBytes/4)
	var b strings.Builder
	for i := range 12 {
		fmt.Fprintf(&b, "{\"text\":\"%d%s\",\"label\":\"calm\"}\n", i, long)
	}
	s := newShelf()
	if _, err := Import(t.Context(), NewReader(strings.NewReader(b.String()), "rows"), moods, s.add, Options{}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.batches, []int{4, 4, 4}) {
		t.Errorf("12 lines of a quarter of a batch came in batches of %v", s.batches)
	}
}

// With samples that are only lent the same is stored, in the same order, also
// where lines are long, bad or blank.
func TestImport_LentSamplesAreTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var in strings.Builder
		lines := rapid.IntRange(0, 3*blockLines).Draw(rt, "lines")
		long := rapid.SliceOfN(rapid.IntRange(0, max(0, lines-1)), 0, 4).Draw(rt, "long")
		for i := range lines {
			switch {
			case slices.Contains(long, i):
				fmt.Fprintf(&in, "{\"text\":\"%d %s\",\"label\":\"calm\"}\n", i, strings.Repeat("x", blockBytes+i))
			case i%97 == 5:
				in.WriteString("{\"text\":\n\n")
			default:
				fmt.Fprintf(&in, "{\"text\":\"row %d\",\"label\":\"calm\"}\n", i)
			}
		}
		collect := func(lend bool) (raws []string, report Report) {
			report, err := Import(t.Context(), NewReader(strings.NewReader(in.String()), "rows"), moods,
				func(_ context.Context, some []review.Sample) ([]review.Added, error) {
					out := make([]review.Added, len(some))
					for i, s := range some {
						raws = append(raws, fmt.Sprintf("%d %s %s", s.Provenance.Line, s.Raw, s.Field("text")))
						out[i].Arrival = review.Stored
					}
					return out, nil
				}, Options{Lend: lend})
			if err != nil {
				rt.Fatal(err)
			}
			return raws, report
		}
		kept, one := collect(false)
		lent, other := collect(true)
		if !slices.Equal(kept, lent) || fmt.Sprint(one) != fmt.Sprint(other) {
			rt.Fatalf("kept: %d samples, %+v; lent: %d samples, %+v", len(kept), one, len(lent), other)
		}
		if one.Imported != lines-one.Invalid || !slices.IsSortedFunc(one.Problems, func(a, b Problem) int { return a.Line - b.Line }) {
			rt.Fatalf("%d lines: %+v", lines, one)
		}
	})
}

func TestImport_StrictTakesAllOrNothing(t *testing.T) {
	t.Parallel()
	good, bad := rows(3000), rows(3000)+"{}\n"
	for name, open := range map[string]func(string) *Reader{
		"file":   func(c string) *Reader { return mustOpen(t, write(t, "rows.jsonl", c)) },
		"stream": func(c string) *Reader { return NewReader(strings.NewReader(c), "rows") },
	} {
		s := newShelf()
		r := open(bad)
		report, err := Import(t.Context(), r, moods, s.add, Options{Strict: true})
		if !errors.Is(err, ErrInvalid) || len(s.samples) != 0 || report.Imported != 0 {
			t.Errorf("%s: %d samples went in, %v", name, len(s.samples), err)
		}
		if report.Invalid != 1 || report.Problems[0].Line != 3001 || report.Sidecar != "" {
			t.Errorf("%s: %+v", name, report)
		}
		if report, err = Import(t.Context(), open(good), moods, s.add, Options{Strict: true}); err != nil || report.Imported != 3000 {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestImport_StrictTellsAClashOnlyStoringFinds(t *testing.T) {
	t.Parallel()
	s := newShelf()
	in := rows(1) + `{"id":"r-0","text":"other","label":"calm"}` + "\n"
	report, err := Import(t.Context(), NewReader(strings.NewReader(in), "rows"), moods, s.add, Options{Strict: true})
	if !errors.Is(err, ErrInvalid) || report.Imported != 1 || report.Invalid != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestImport_EndedEarlyLeavesWholeBatches(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newShelf()
	report, err := Import(ctx, mustOpen(t, write(t, "rows.jsonl", rows(9000))), moods, func(ctx context.Context, x []review.Sample) ([]review.Added, error) {
		added, err := s.add(ctx, x)
		if len(s.batches) == 2 {
			cancel()
		}
		return added, err
	}, Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if report.Imported != 2*blockLines || len(s.samples) != 2*blockLines {
		t.Errorf("%d reported, %d stored", report.Imported, len(s.samples))
	}
}

func TestImport_FailingStoreIsTold(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.fail = errors.New("no space left on device")
	report, err := Import(t.Context(), NewReader(strings.NewReader(rows(3)), "rows"), moods, s.add, Options{})
	if !errors.Is(err, s.fail) || report.Imported != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// The last call is the final report, and there are few calls.
func TestImport_Progress(t *testing.T) {
	t.Parallel()
	var told []Report
	in := rows(20_000)
	report, err := Import(t.Context(), mustOpen(t, write(t, "rows.jsonl", in)), moods, newShelf().add, Options{
		Progress: func(r Report) { told = append(told, r) },
	})
	if err != nil || len(told) < 2 || fmt.Sprint(told[len(told)-1]) != fmt.Sprint(report) {
		t.Fatalf("%d calls, %v", len(told), err)
	}
	if report.Imported != 20_000 || report.Read != int64(len(in)) {
		t.Errorf("%+v", report)
	}
}

func TestImport_FirstHundredProblems(t *testing.T) {
	t.Parallel()
	report, err := Import(t.Context(), NewReader(strings.NewReader(strings.Repeat("{}\n", 5000)), "rows"), moods, newShelf().add, Options{})
	if err != nil || report.Invalid != 5000 || len(report.Problems) != 100 || report.Problems[99].Line != 100 {
		t.Errorf("%d invalid, %d problems, %v", report.Invalid, len(report.Problems), err)
	}
}

// A folder that nothing can be written to does not stop the import.
func TestImport_SidecarThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := mustOpen(t, write(t, "rows.jsonl", "{}\n"+rows(1)))
	r.sidecar = filepath.Join(t.TempDir(), "gone", "rows.jsonl.invalid.jsonl")
	report, err := Import(t.Context(), r, moods, newShelf().add, Options{})
	if err != nil || report.Imported != 1 || report.Invalid != 1 || report.Sidecar != "" || !errors.Is(report.SidecarErr, os.ErrNotExist) {
		t.Errorf("%+v, %v", report, err)
	}
}
