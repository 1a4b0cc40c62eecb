package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"winnow/review"
	"winnow/store"
	"winnow/store/jsonl/formats"
	"winnow/store/storetest"
)

// exported is everything in native records; whole has every record read.
func exported(t *testing.T, db *store.DB, whole, bare bool) string {
	t.Helper()
	task, err := db.Task()
	must(t, err)
	var out bytes.Buffer
	_, err = formats.Write(task,
		func(gists bool, begin func() (func(*review.Item), func() error)) error {
			return db.WalkAll(gists && !whole, begin)
		},
		func(string) (io.Writer, error) { return &out, nil },
		formats.Options{Bare: bare, Decisions: append([]review.Verdict{""}, review.Verdicts...)})
	must(t, err)
	return out.String()
}

// oddRecords are records of which some can have a gist and some must be read.
func oddRecords(t *testing.T, n int) (samples []review.Sample) {
	t.Helper()
	for i := range n {
		text, _ := json.Marshal(fmt.Sprintf("text %d %s", i, []string{"", "\u202e", "é", "漢字", "\n", "winnow", `"`}[i%7]))
		samples = append(samples, sampleOf(t, storetest.Task(), fmt.Sprintf([]string{
			`{"id":"a%[1]d","text":%[2]s,"label":"fresh","confidence":0.%[1]d,"other":"stale"}`,
			`{"id":"a%[1]d","text":%[2]s}`,
			` { "text" : %[2]s , "label" : "stale" , "signals":{"a":1e-%[1]d,"b":-%[1]d,"confidence":0.5},"confidence":0.25 } `,
			`{"id":"a%[1]d","label":"fresh","text":%[2]s,"probs":{"fresh":0.%[1]d,"stale":0.1},"votes":["fresh","stale","fresh"]}`,
			`{"id":"a%[1]d","winnow":{"decision":"accept"},"text":%[2]s,"label":"fresh"}`,
			`{"id":"a%[1]d","text":%[2]s,"label":"stale","w\u0069nnow":1}`,
			`{"id":"a%[1]d","text":%[2]s,"label":"","rationale":"none","model":"m","verbal_confidence":1}`,
			`{"id":"a%[1]d","text":%[2]s,"label":null,"confidence":0.000000}`,
		}[i%8], i, text)))
		samples[i].Provenance = review.Provenance{Source: "file", Origin: "odd.jsonl", Line: i + 1}
	}
	return samples
}

func importOdd(t *testing.T, db *store.DB, samples []review.Sample) {
	t.Helper()
	b := begin(t, db)
	add(t, b, samples)
	publish(t, b)
}

// Ensure that an export which reads no more than the gists of records is that
// which reads the records, whatever was decided and however the task changed.
func TestGists_AnExportIsAsIfAllWereRead(t *testing.T) {
	t.Parallel()
	const n = 1200
	db := storetest.MustCreate(t, storetest.Task())
	db.StopSyncing() // nothing crashes here
	importOdd(t, db, oddRecords(t, n)[:n/2])
	importOdd(t, db, oddRecords(t, n))
	same := func(when string) {
		t.Helper()
		for _, bare := range []bool{false, true} {
			got, want := exported(t, db, false, bare), exported(t, db, true, bare)
			if got != want || strings.Count(got, "\n") != n {
				t.Errorf("%s, bare %t: %d lines in %d bytes, want %d in %d", when, bare, strings.Count(got, "\n"), len(got), n, len(want))
			}
		}
	}
	same("new")
	for seq := uint64(1); seq <= n; seq += 5 {
		do(t, db, decide("ann", seq, review.Verdicts[seq%uint64(len(review.Verdicts))]))
		do(t, db, review.Action{ID: newID(), Op: review.OpNote, Reviewer: "ann", At: moment, Seq: seq + 1, Note: "odd"})
		do(t, db, review.Action{ID: newID(), Op: review.OpFlag, Reviewer: "ann", At: moment, Seq: seq + 2})
	}
	same("decided")
	must(t, db.Rescore(t.Context(), lesson(n)))
	same("learned")
	mustAgree(t, db)
	db = reopen(t, db)
	same("opened again")
	for name, change := range map[string]func(*review.Task){
		"other words":   func(t *review.Task) { t.Guidelines = "look twice" },
		"one label":     func(t *review.Task) { t.Labels = []review.Label{{Name: "stale"}, {Name: "new"}} },
		"other target":  func(t *review.Task) { t.Target = "other" },
		"no text there": func(t *review.Task) { t.Fields = []string{"other", "text"} },
	} {
		task := storetest.Task()
		task.Labels = slices.Clone(task.Labels)
		change(&task)
		must(t, db.SetTask(task))
		same(name)
		must(t, db.SetTask(storetest.Task()))
		same("back from " + name)
	}
	mustAgree(t, db)
}

// Ensure that a project of the schema before gists is read and exported
// as it was, and is one of this schema once somebody decides.
func TestGists_AProjectOfTheFormerSchemaStaysWhatItWas(t *testing.T) {
	t.Parallel()
	const n = 300
	all := oddRecords(t, 2*n)
	db := storetest.MustCreate(t, storetest.Task())
	importOdd(t, db, all[:n])
	want, wantBare := exported(t, db, false, false), exported(t, db, false, true)
	if had, err := db.MakeOld(); err != nil || had < n/2 {
		t.Fatalf("%d of %d records had a gist: %v", had, n, err)
	}
	db = reopen(t, db)
	if exported(t, db, false, false) != want || exported(t, db, false, true) != wantBare {
		t.Error("the export of the old project is another one")
	}
	mustAgree(t, db)
	wantSchema(t, db, 2)
	db = open(t, db.Path())
	do(t, db, decide("ann", 1, review.Reject))
	mustAgree(t, db)
	wantSchema(t, db, store.Schema)
	db = open(t, db.Path())
	importOdd(t, db, all)
	mustAgree(t, db)
	got, read := exported(t, db, false, true), exported(t, db, true, true)
	if got != read || !strings.HasPrefix(got, wantBare) {
		t.Errorf("with more samples the export has %d bytes, want %d, and before them\n%s", len(got), len(read), wantBare)
	}
	wantSchema(t, db, store.Schema)
}

// wantSchema closes the project and looks at its schema.
func wantSchema(t *testing.T, db *store.DB, want uint64) {
	t.Helper()
	must(t, db.Close())
	raw, err := bbolt.Open(db.Path(), 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	defer raw.Close()
	must(t, raw.View(func(tx *bbolt.Tx) error {
		if v := tx.Bucket([]byte("meta")).Get([]byte("schema")); uint64(v[7]) != want {
			t.Errorf("the schema is %v, want %d", v, want)
		}
		return nil
	}))
}

// Ensure that an old project whose first samples come with an import into a new
// file is one of this schema, too.
func TestGists_AnEmptyProjectOfTheFormerSchema(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	if _, err := db.MakeOld(); err != nil {
		t.Fatal(err)
	}
	db = reopen(t, db)
	importOdd(t, db, oddRecords(t, 20))
	mustAgree(t, db)
	wantSchema(t, db, store.Schema)
}

// Ensure that nothing of a purged record is left in its gist.
func TestGists_GoWithAPurge(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	importOdd(t, db, oddRecords(t, 9))
	it, err := db.Item(9)
	must(t, err)
	must(t, db.Close())
	if _, err := store.Purge(t.Context(), db.Path(), []string{it.Sample.ID}); err != nil {
		t.Fatal(err)
	}
	db = open(t, db.Path())
	stored, err := db.RawItem(9)
	must(t, err)
	if bytes.Contains(stored, []byte("fresh")) || bytes.Contains(stored, []byte("confidence")) {
		t.Errorf("what is stored of it is %q", stored)
	}
	mustAgree(t, db)
}

func TestCheck_FindsAGistThatLies(t *testing.T) {
	t.Parallel()
	db := storetest.MustCreate(t, storetest.Task())
	importOdd(t, db, oddRecords(t, 9))
	must(t, db.SpoilGists("neither"))
	r, err := db.Check()
	if err != nil || !slices.ContainsFunc(r.Differences, func(d string) bool { return strings.HasPrefix(d, "sample 1: the gist") }) {
		t.Errorf("%v, %v", r.Lines(), err)
	}
}
