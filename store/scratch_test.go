package store_test

import (
	"path/filepath"
	"slices"
	"testing"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

func TestScratch_TheSeedSettlesTies(t *testing.T) {
	t.Parallel()
	order := func(seed uint64) []uint64 {
		db, err := store.Scratch(filepath.Join(t.TempDir(), "p.winnow"), storetest.Task(), seed)
		must(t, err)
		defer db.Close()
		var batch review.Batch
		for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			batch.Samples = append(batch.Samples, review.Sample{ID: id, Raw: []byte(`{"text":"` + id + `"}`), Fields: []review.Field{{Name: "text", Text: id}}})
		}
		_, err = db.Commit(batch)
		must(t, err)
		return walk(t, db, review.OrderQueue)
	}
	one, again, other := order(1), order(1), order(2)
	if !slices.Equal(one, again) {
		t.Errorf("the same seed gives %v and %v", one, again)
	}
	if slices.Equal(one, other) {
		t.Errorf("two seeds give the same order %v", one)
	}
}
