package store_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// partlyDecided is the file of a project with n imported samples, 200 of them
// decided.
func partlyDecided(t *testing.T, n int) []byte {
	t.Helper()
	db := storetest.MustCreate(t, storetest.Task())
	b, err := db.Bulk(given{})
	must(t, err)
	_, err = b.Add(t.Context(), storetest.Samples(n))
	must(t, err)
	_, err = b.Publish(t.Context())
	must(t, err)
	for seq := uint64(1); seq <= 200; seq++ {
		do(t, db, decide("ann", seq, review.Accept))
	}
	must(t, db.Close())
	file, err := os.ReadFile(db.Path())
	must(t, err)
	return file
}

// salvaged writes a damaged file and salvages it.
func salvaged(t *testing.T, file []byte) store.SalvageReport {
	t.Helper()
	path := newPath(t)
	must(t, os.WriteFile(path, file, 0o600))
	report, err := store.Salvage(path, path+".new")
	must(t, err)
	db := open(t, path+".new")
	mustAgree(t, db)
	lost := 0
	must(t, db.Walk(review.OrderAll, func(it review.Item) bool {
		if strings.HasPrefix(it.Sample.ID, "lost-") {
			lost++
			if it.Decision == nil || !it.Decision.Purged {
				t.Errorf("%s: nobody decided it, and it counts as a decision", it.Sample.ID)
			}
		}
		return true
	}))
	if lost != len(report.LostSamples) {
		t.Errorf("%d places of lost samples, %d reported", lost, len(report.LostSamples))
	}
	return report
}

// says tells whether one of the lines holds the words.
func says(lines []string, words string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, words) })
}

func TestSalvage_FileCutShortIsNeverWhole(t *testing.T) {
	t.Parallel()
	b := partlyDecided(t, 3000)
	for percent := 20; percent < 100; percent += 5 {
		r := salvaged(t, b[:len(b)*percent/100])
		missing := r.Samples+len(r.LostSamples) < 3000 || r.Entries < 200
		t.Logf("%d %%: %d of 3000 samples, %d known to be lost; %d entries, %d known to be lost: %q", percent, r.Samples, len(r.LostSamples), r.Entries, r.LostEntries, r.Breaks)
		if (r.Samples < 3000 || missing) && r.Whole() {
			t.Errorf("cut to %d %%: called whole with %d samples and %d entries", percent, r.Samples, r.Entries)
		}
		if !r.Whole() && !says(r.Lines(), "the file was cut short") && missing {
			t.Errorf("cut to %d %%: %q", percent, r.Lines())
		}
	}
}

// Ensure that what the counts and the end of the chain tell of is missed, be it
// at the end or in the middle.
func TestSalvage_HolesAreCounted(t *testing.T) {
	t.Parallel()
	const samples = 220
	b := partlyDecided(t, samples)
	page := os.Getpagesize()
	runs, _ := store.Runs(b)
	for at, n := range runs {
		holed := slices.Clone(b)
		clear(holed[at : int(at)+n])
		r := salvaged(t, holed)
		counts := fmt.Sprintf("%d samples and %d lost, %d entries and %d lost", r.Samples, len(r.LostSamples), r.Entries, r.LostEntries)
		if r.Whole() && (r.Samples != samples || r.Entries != 200) {
			t.Errorf("page %d: called whole with %s", int(at)/page, counts)
		}
		told := !says(r.Breaks, "is not known")
		if told && (r.Samples+len(r.LostSamples) != samples || r.LostEntries > 0 && r.Entries+r.LostEntries > 200) {
			t.Errorf("page %d: %s: %q", int(at)/page, counts, r.Breaks)
		}
		if (len(r.LostSamples) > 0 || r.LostEntries > 0) && !says(r.Lines(), "known to be lost: ") {
			t.Errorf("page %d: %q", int(at)/page, r.Lines())
		}
	}
}

// Ensure that nobody is told that all of a project is there whose schema is not known.
func TestSalvage_NewerSchemaIsNeverWhole(t *testing.T) {
	t.Parallel()
	db := project(t, 3)
	must(t, db.SetSchema(99))
	must(t, db.Close())
	file, err := os.ReadFile(db.Path())
	must(t, err)
	r := salvaged(t, file)
	if r.Whole() || r.Samples != 3 || !says(r.Lines(), "a newer winnow wrote it, with schema 99") {
		t.Errorf("%d samples: %q", r.Samples, r.Lines())
	}
}

// A half-typed note outlives a decision, and an edit can be begun after one: both
// come back as long as anything leads to them.
func TestSalvage_DraftsOfDecidedSamples(t *testing.T) {
	t.Parallel()
	note := "ask Be"
	db := storetest.MustCreate(t, storetest.Task())
	storetest.MustAdd(t, db, storetest.Samples(40))
	for seq := uint64(1); seq <= 3; seq++ {
		do(t, db, decide("ann", seq, review.Accept))
	}
	drafts := []review.Draft{
		{Seq: 1, Reviewer: "ann", At: moment, Note: &note},
		{Seq: 2, Reviewer: "ann", At: moment, Texts: map[string]string{"text": "half"}, Field: "text"},
	}
	_, err := db.Commit(review.Batch{Drafts: drafts})
	must(t, err)
	do(t, db, decide("ann", 4, review.Accept)) // so that both first pages know them
	must(t, db.Close())
	file, err := os.ReadFile(db.Path())
	must(t, err)
	for first := range 2 {
		torn := slices.Clone(file)
		clear(torn[first*os.Getpagesize():][:64])
		path := newPath(t)
		must(t, os.WriteFile(path, torn, 0o600))
		report, err := store.Salvage(path, path+".new")
		must(t, err)
		if report.Whole() || report.Drafts != len(drafts) {
			t.Errorf("first page %d torn: whole %t, %d drafts", first, report.Whole(), report.Drafts)
		}
		now := open(t, path+".new")
		for _, want := range drafts {
			it, err := now.Item(want.Seq)
			must(t, err)
			if !reflect.DeepEqual(it.Drafts, []review.Draft{want}) {
				t.Errorf("first page %d torn: sample %d: %+v", first, want.Seq, it.Drafts)
			}
		}
	}
}
