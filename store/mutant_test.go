package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// mutantsVar is how many damaged files the mutation test makes; 100 unless it
// is set.
const mutantsVar = "WINNOW_MUTANTS"

const (
	perChild    = 25               // mutants that one process looks at
	mutantLimit = 20 * time.Second // for one of them
)

// verdict is what a child says about one mutant.
type verdict struct {
	N       int
	Kind    string
	Changed bool // values that a reader reaches are not what they were
	Refused bool // by Open
	Found   bool // by the check, or refused by it
	Lost    int  // records that are not in what was salvaged
	// Wrong says in words what must not be.
	Wrong []string
}

// mutate damages the file in one of the ways and tells which, and how many
// records it can have hit at most (-1: any number).
func mutate(b []byte, n int) (mutant []byte, kind string, hits int) {
	rnd := rand.New(rand.NewPCG(uint64(n), 11))
	page := os.Getpagesize()
	pick := func() []byte {
		at := rnd.IntN(len(b)/page) * page
		return b[at : at+page]
	}
	b = bytes.Clone(b)
	switch n % 8 {
	case 0, 1, 2, 3:
		hits = 1 + rnd.IntN(3)
		for range hits {
			b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
		}
		return b, "bits flipped", hits
	case 4:
		clear(pick())
		return b, "page zeroed", -1
	case 5:
		for p := pick(); len(p) > 0; p = p[1:] {
			p[0] = byte(rnd.Uint32())
		}
		return b, "page random", -1
	case 6:
		x, y := pick(), pick()
		old := bytes.Clone(x)
		copy(x, y)
		copy(y, old)
		return b, "pages swapped", -1
	}
	return b[:rnd.IntN(len(b))], "cut short", -1
}

// roleMutant looks at the mutants from a number on of the project at a path:
// "number path".
func roleMutant(arg string) int {
	from, path, _ := strings.Cut(arg, " ")
	first, err := strconv.Atoi(from)
	if err != nil {
		return 2
	}
	original, err := os.ReadFile(path)
	if err != nil {
		return 2
	}
	was := newBaseline(original, fmt.Sprintf("%s.%d.was", path, first))
	for n := first; n < first+perChild; n++ {
		line, err := json.Marshal(was.judge(n, fmt.Sprintf("%s.%d", path, n)))
		if err != nil {
			return 2
		}
		fmt.Printf("%s\n", line)
	}
	return 0
}

// baseline is the project before anything happens to it.
type baseline struct {
	file   []byte
	pairs  map[string]string // all pairs of all tables
	runs   map[int64]int
	values map[string]string // its contents
	places map[string]int64  // and where they stand, if only once
}

func newBaseline(original []byte, path string) baseline {
	was := baseline{file: original}
	was.runs, was.pairs = store.Runs(original)
	was.values, was.places = records(original, path)
	return was
}

// judge opens, checks and salvages one mutant.
func (was baseline) judge(n int, path string) (v verdict) {
	mutant, kind, hits := mutate(was.file, n)
	v = verdict{N: n, Kind: kind}
	wrong := func(format string, args ...any) { v.Wrong = append(v.Wrong, fmt.Sprintf(format, args...)) }
	if err := os.WriteFile(path, mutant, 0o600); err != nil {
		wrong("%v", err)
	}
	defer func() { _ = errors.Join(os.Remove(path), os.Remove(path+".new")) }()
	_, after := store.Runs(mutant)
	v.Changed = len(was.pairs) != len(after)
	for k, value := range was.pairs {
		v.Changed = v.Changed || after[k] != value
	}
	db, err := store.Open(path, store.ReadOnly())
	if v.Refused = err != nil; !v.Refused {
		err = db.Close()
	}
	if err != nil && !refused(err) && !errors.Is(err, review.ErrNewerSchema) {
		wrong("opening: %v", err)
	}
	report, err := store.CheckFile(path)
	v.Found = err != nil || !report.OK()
	if err != nil && !refused(err) && !errors.Is(err, review.ErrNewerSchema) {
		wrong("checking: %v", err)
	}
	if v.Changed && !v.Found {
		wrong("a changed value was not reported")
	}
	if !v.Refused && !v.Found {
		v.Wrong = append(v.Wrong, was.differences(path)...)
	}
	v.Lost = was.salvage(mutant, path, hits, wrong)
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, mutant) {
		wrong("the damaged file was modified")
	}
	return v
}

// differences reads a file that is called whole and compares its samples.
func (was baseline) differences(path string) (out []string) {
	have, err := contents(path)
	if err != nil {
		return []string{err.Error()}
	}
	for k, value := range was.values {
		if have[k] != value {
			out = append(out, k+" is another and the file is called whole")
		}
	}
	return out
}

// salvage makes sure that what stands on untouched pages comes back, that
// a flipped bit costs one record at most, and that the new project is whole.
// It returns how many records are lost.
func (was baseline) salvage(mutant []byte, path string, hits int, wrong func(string, ...any)) (lost int) {
	_, err := store.Salvage(path, path+".new")
	if err != nil {
		if !refused(err) || hits >= 0 {
			wrong("salvaging: %v", err)
		}
		return len(was.values)
	}
	db, err := store.Open(path + ".new")
	if err != nil {
		wrong("opening what was salvaged: %v", err)
		return 0
	}
	report, err := db.Check()
	if err = errors.Join(err, db.Close()); err != nil || !report.OK() {
		wrong("what was salvaged is not whole: %v %q", err, report.Lines())
	}
	have, err := contents(path + ".new")
	if err != nil {
		wrong("reading what was salvaged: %v", err)
	}
	for k, value := range was.values {
		if have[k] == value {
			continue
		}
		lost++
		if at, ok := was.places[k]; ok && was.untouched(mutant, at) {
			wrong("%s was whole and is lost", k)
		}
	}
	if hits >= 0 && lost > hits {
		wrong("%d flipped bits cost %d records", hits, lost)
	}
	return lost
}

// untouched tells whether the run of pages around a place is as it was.
func (was baseline) untouched(mutant []byte, place int64) bool {
	for at, n := range was.runs {
		if place >= at && place < at+int64(n) {
			end := min(int(at)+n, len(mutant))
			return end == int(at)+n && bytes.Equal(was.file[at:end], mutant[at:end])
		}
	}
	return false
}

// records are the samples and decisions of the original and where they stand.
func records(original []byte, path string) (values map[string]string, places map[string]int64) {
	places = map[string]int64{}
	if err := os.WriteFile(path, original, 0o600); err != nil {
		return nil, nil
	}
	defer func() { _ = os.Remove(path) }()
	values, err := contents(path)
	if err != nil {
		return nil, nil
	}
	for k, value := range values {
		needle := value
		if strings.HasPrefix(k, "entry") {
			needle = `"id":"` + strings.TrimPrefix(k, "entry ") + `"`
		}
		if bytes.Count(original, []byte(needle)) == 1 {
			places[k] = int64(bytes.Index(original, []byte(needle)))
		}
	}
	return values, places
}

// contents are the raw records of all samples, and for each entry of the log
// that is no undo or redo what was decided.
func contents(path string) (map[string]string, error) {
	db, err := store.Open(path, store.ReadOnly())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	out := map[string]string{}
	err = db.Walk(review.OrderAll, func(it review.Item) bool {
		out[fmt.Sprintf("sample %d", it.Sample.Seq)] = string(it.Sample.Raw)
		return true
	})
	return out, errors.Join(err, db.Log(0, func(e review.Entry) bool {
		if e.Op != review.OpUndo && e.Op != review.OpRedo {
			out["entry "+e.ID] = fmt.Sprintf("%s %d %s %v %q %+v", e.Reviewer, e.Seq, e.Op, e.Flag, e.Note, e.Decision)
		}
		return true
	}))
}

// Ensure that no damage takes the program down, that all of it is found, and
// that salvage brings back what is whole.
func TestMutants_NoCrashNoSilentChangeNothingWholeLost(t *testing.T) {
	t.Parallel()
	count := 100
	if s, ok := os.LookupEnv(mutantsVar); ok {
		var err error
		count, err = strconv.Atoi(s)
		must(t, err)
	}
	db := mutantProject(t)
	must(t, db.Close())
	path := filepath.Join(t.TempDir(), "p.winnow")
	b, err := os.ReadFile(db.Path())
	must(t, err)
	must(t, os.WriteFile(path, b, 0o600))
	verdicts := make([][]verdict, (count+perChild-1)/perChild)
	t.Run("all", func(t *testing.T) {
		for i := range verdicts {
			t.Run(fmt.Sprint(i*perChild), func(t *testing.T) {
				t.Parallel()
				verdicts[i] = judgeInChild(t, path, i*perChild)
			})
		}
	})
	totals := map[string]int{}
	for _, some := range verdicts {
		for _, v := range some {
			for _, w := range v.Wrong {
				t.Errorf("mutant %d, %s: %s", v.N, v.Kind, w)
			}
			totals["mutants"]++
			totals["records lost by damage"] += v.Lost
			for what, is := range map[string]bool{"changed": v.Changed, "refused by Open": v.Refused, "found": v.Found, "wrong": len(v.Wrong) > 0} {
				if is {
					totals[what]++
				}
			}
			totals[v.Kind]++
		}
	}
	t.Logf("%d bytes: %v", len(b), totals)
}

// judgeInChild lets a child look at the next mutants and makes sure that it
// gets through them.
func judgeInChild(t *testing.T, path string, first int) (verdicts []verdict) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), perChild*mutantLimit)
	defer cancel()
	cmd := child(t, "mutant", fmt.Sprintf("%d %s", first, path))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer stop()
	lines := bufio.NewReader(stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		var v verdict
		must(t, json.Unmarshal(line, &v))
		verdicts = append(verdicts, v)
	}
	if err := cmd.Wait(); err != nil || stderr.Len() > 0 || len(verdicts) != perChild {
		t.Errorf("mutant %d: the process ended with %v, after %q", first+len(verdicts), err, stderr.String())
	}
	return verdicts
}

// mutantProject is a project with all kinds of entries on some forty pages.
func mutantProject(t *testing.T) *store.DB {
	t.Helper()
	db := storetest.MustCreate(t, storetest.Task())
	for _, n := range []int{60, 120, 200} {
		_, err := db.Commit(review.Batch{Samples: storetest.Samples(n)})
		must(t, err)
	}
	for seq := uint64(1); seq <= 60; seq++ {
		do(t, db, decide("ann", seq, review.Verdicts[seq%5]))
	}
	do(t, db, undo("ann"))
	do(t, db, undo("ann"))
	do(t, db, redo("ann"))
	do(t, db, review.Action{ID: newID(), Op: review.OpNote, Reviewer: "bob", At: moment, Seq: 31, Note: "ask"})
	_, err := db.Commit(review.Batch{Drafts: []review.Draft{{Seq: 133, Reviewer: "bob", At: moment, Texts: map[string]string{"text": "h"}}}})
	must(t, err)
	must(t, db.Rescore(t.Context(), lesson(200)))
	return db
}

func TestSalvage_WholeProjectComesBackAsItWas(t *testing.T) {
	t.Parallel()
	db := busy(t)
	must(t, db.Close())
	to := newPath(t)
	report, err := store.Salvage(db.Path(), to)
	must(t, err)
	if !report.Whole() || report.Samples != 40 || report.Drafts != 1 {
		t.Errorf("report %+v", report)
	}
	was, now := open(t, db.Path(), store.ReadOnly()), open(t, to)
	mustAgree(t, now)
	before, err := was.Dump()
	must(t, err)
	after, err := now.Dump()
	must(t, err)
	for k, v := range before {
		if after[k] != v {
			t.Errorf("%q is another", k)
		}
	}
	if _, err := store.Salvage(db.Path(), to); !errors.Is(err, os.ErrExist) {
		t.Errorf("salvaging onto a project: %v", err)
	}
}
