package rank_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
)

// standing is a waiting sample and what is shown of it.
type standing struct {
	ID               string
	Confidence       string
	Place, Given, Of int
}

func standings(t *testing.T, p *pupil) []standing {
	t.Helper()
	live := rank.NewLive(p)
	if !step(t, live) {
		t.Fatal("nothing was learned")
	}
	var out []standing
	err := p.Walk(review.OrderQueue, func(it review.Item) bool {
		s, ok := live.Explain(it.Sample.Seq)
		if !ok {
			t.Errorf("sample %q is not known", it.Sample.ID)
		}
		out = append(out, standing{it.Sample.ID, fmt.Sprint(it.Confidence), s.Place, s.Given, s.Of})
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Ensure that a project with purged samples is learned about as one that never
// had them: neither that they are rejected now nor what was decided of them
// before says anything of a suggestion.
func TestLive_PurgedSamplesTeachNothing(t *testing.T) {
	t.Parallel()
	never, purged := moodProject(t, moods(t, 0, 60)), moodProject(t, moods(t, 0, 80))
	for seq := uint64(1); seq <= 12; seq++ {
		never.judge(t, seq)
		purged.judge(t, seq)
	}
	// Of those to be purged some are decided, by one and by two, and one was taken back.
	for seq := uint64(61); seq <= 66; seq++ {
		purged.judge(t, seq)
	}
	purged.judgeAs(t, "bob", 61)
	purged.judgeAs(t, "bob", 70)
	purged.act(t, review.Action{Op: review.OpUndo, Reviewer: "bob"})
	if err := purged.Close(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := 60; i < 80; i++ {
		ids = append(ids, fmt.Sprintf("m-%d", i))
	}
	if _, err := store.Purge(t.Context(), purged.Path(), ids); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(purged.Path())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	want := standings(t, never)
	if len(want) != 48 || want[0].Of != 48 {
		t.Fatalf("the test is wrong: %d samples wait, the first at %+v", len(want), want[0])
	}
	if d := cmp.Diff(want, standings(t, &pupil{DB: db})); d != "" {
		t.Errorf("a purge changed what is learned:\n%s", d)
	}
}
