package store_test

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
	"winnow/store"
	"winnow/store/storetest"
)

// model is the store as a person would explain it: what stands at each sample,
// and for each reviewer two stacks of what was done and what was undone. It
// shares no code with the log's linked lists.
type model struct {
	samples []review.Sample
	at      map[uint64]standing
	undo    map[string][]done
	redo    map[string][]done
	drafts  map[string]string // "seq/reviewer" → text
	entries uint64
}

// standing is what holds for one sample; by is the entry that made it so.
type standing struct {
	by, decision uint64
	verdict      review.Verdict
	flag         bool
	note         string
}

type done struct {
	seq           uint64
	before, after standing
}

func newModel(samples []review.Sample) *model {
	m := &model{
		samples: samples, at: map[uint64]standing{}, drafts: map[string]string{},
		undo: map[string][]done{}, redo: map[string][]done{},
	}
	for i := range m.samples {
		m.samples[i].Seq = uint64(i + 1)
	}
	return m
}

// act does to the model what the action should do to the store.
func (m *model) act(a review.Action) error {
	switch a.Op {
	case review.OpUndo:
		stack := m.undo[a.Reviewer]
		if len(stack) == 0 {
			return review.ErrNothingToUndo
		}
		d := stack[len(stack)-1]
		if m.at[d.seq].by != d.after.by {
			return review.ErrChangedSince
		}
		m.at[d.seq] = d.before
		m.undo[a.Reviewer] = stack[:len(stack)-1]
		m.redo[a.Reviewer] = append(m.redo[a.Reviewer], d)
	case review.OpRedo:
		stack := m.redo[a.Reviewer]
		if len(stack) == 0 {
			return review.ErrNothingToRedo
		}
		d := stack[len(stack)-1]
		if m.at[d.seq].by != d.before.by {
			return review.ErrChangedSince
		}
		m.at[d.seq] = d.after
		m.redo[a.Reviewer] = stack[:len(stack)-1]
		m.undo[a.Reviewer] = append(m.undo[a.Reviewer], d)
		if d.after.verdict.Final() && d.after.decision != d.before.decision {
			m.dropDrafts(d.seq)
		}
	default:
		m.first(a)
	}
	m.entries++
	return nil
}

// first does an action for the first time.
func (m *model) first(a review.Action) {
	d := done{seq: a.Seq, before: m.at[a.Seq], after: m.at[a.Seq]}
	d.after.by = m.entries + 1
	switch a.Op {
	case review.OpDecide:
		d.after.decision, d.after.verdict = d.after.by, a.Decision.Verdict
		if a.Decision.Verdict.Final() {
			m.dropDrafts(a.Seq)
		}
	case review.OpFlag:
		d.after.flag = a.Flag
	case review.OpNote:
		d.after.note = a.Note
	}
	m.at[a.Seq] = d.after
	m.undo[a.Reviewer] = append(m.undo[a.Reviewer], d)
	m.redo[a.Reviewer] = nil
}

func (m *model) dropDrafts(seq uint64) {
	maps.DeleteFunc(m.drafts, func(k, _ string) bool { return filepath.Dir(k) == fmt.Sprint(seq) })
}

// order returns the undecided samples as the queue should offer them.
func (m *model) order(seed uint64) []uint64 {
	var ranks []review.Rank
	for _, s := range m.samples {
		if at := m.at[s.Seq]; !at.verdict.Final() {
			ranks = append(ranks, review.RankOf(s, review.State{Verdict: at.verdict, Decision: at.decision}, seed))
		}
	}
	slices.SortFunc(ranks, review.Rank.Compare)
	seqs := make([]uint64, len(ranks))
	for i, r := range ranks {
		seqs[i] = r.Seq
	}
	return seqs
}

// surest is the order from the other end, deferred samples last as they are.
func (m *model) surest(seed uint64) []uint64 {
	var fresh, deferred []uint64
	for _, seq := range m.order(seed) {
		if m.at[seq].verdict == review.Defer {
			deferred = append(deferred, seq)
		} else {
			fresh = append(fresh, seq)
		}
	}
	slices.Reverse(fresh)
	return append(fresh, deferred...)
}

func (m *model) counts() review.Counts {
	c := review.Counts{Samples: len(m.samples), ByVerdict: map[review.Verdict]int{}}
	for _, at := range m.at {
		if at.verdict != "" {
			c.ByVerdict[at.verdict]++
		}
		if at.flag {
			c.Flagged++
		}
	}
	return c
}

// compare finds the first thing in which the store is not as the model says.
func (m *model) compare(db *store.DB) error {
	for o, want := range map[review.Order][]uint64{
		review.OrderQueue:   m.order(db.Seed()),
		review.OrderSurest:  m.surest(db.Seed()),
		review.OrderArrival: slices.Sorted(slices.Values(m.order(db.Seed()))),
	} {
		var got []uint64
		if err := db.Walk(o, func(it review.Item) bool { got = append(got, it.Sample.Seq); return true }); err != nil {
			return err
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("%s: got %v, want %v", o, got, want)
		}
	}
	got, err := db.Counts()
	if err != nil {
		return err
	}
	if want := m.counts(); got.Samples != want.Samples || got.Flagged != want.Flagged || !maps.Equal(got.ByVerdict, want.ByVerdict) {
		return fmt.Errorf("counts %+v, want %+v", got, want)
	}
	var wrong error
	err = db.Walk(review.OrderAll, func(it review.Item) bool {
		wrong = m.compareItem(it)
		return wrong == nil
	})
	return errors.Join(err, wrong)
}

func (m *model) compareItem(it review.Item) error {
	at := m.at[it.Sample.Seq]
	want := review.State{Version: at.by, Decision: at.decision, Verdict: at.verdict, Flag: at.flag, Note: at.note}
	if it.State != want {
		return fmt.Errorf("sample %d is %+v, want %+v", it.Sample.Seq, it.State, want)
	}
	if (it.Decision != nil) != (at.decision != 0) || it.Decision != nil && it.Decision.N != at.decision {
		return fmt.Errorf("sample %d: the standing decision is %+v, want entry %d", it.Sample.Seq, it.Decision, at.decision)
	}
	drafts := map[string]string{}
	for k, text := range m.drafts {
		if filepath.Dir(k) == fmt.Sprint(it.Sample.Seq) {
			drafts[filepath.Base(k)] = text
		}
	}
	got := map[string]string{}
	for _, d := range it.Drafts {
		got[d.Reviewer] = d.Texts["text"]
	}
	if !maps.Equal(got, drafts) {
		return fmt.Errorf("sample %d: drafts %v, want %v", it.Sample.Seq, got, drafts)
	}
	return nil
}

func actions(samples int) *rapid.Generator[review.Action] {
	return rapid.Custom(func(t *rapid.T) review.Action {
		a := review.Action{
			ID: newID(), At: moment,
			Reviewer: rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "reviewer"),
			Op: rapid.SampledFrom([]review.Op{
				review.OpDecide, review.OpDecide, review.OpDecide, review.OpFlag, review.OpNote,
				review.OpUndo, review.OpUndo, review.OpRedo,
			}).Draw(t, "op"),
		}
		if a.Op == review.OpUndo || a.Op == review.OpRedo {
			return a
		}
		a.Seq = rapid.Uint64Range(1, uint64(samples)).Draw(t, "sample")
		switch a.Op {
		case review.OpDecide:
			a.Decision.Verdict = rapid.SampledFrom(review.Verdicts).Draw(t, "verdict")
		case review.OpFlag:
			a.Flag = rapid.Bool().Draw(t, "flag")
		case review.OpNote:
			a.Note = rapid.SampledFrom([]string{"", "unsure", "애매함"}).Draw(t, "note")
		}
		return a
	})
}

// Ensure that whatever two reviewers do, in one batch or many, with or without
// restarts, the store is as the model says, and agrees with its own log.
func TestStore_IsAsTheModelSays(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		path := filepath.Join(folder, fmt.Sprintf("p%d.winnow", runs))
		const samples = 5
		m := newModel(storetest.Samples(samples))
		db, err := store.Create(path, storetest.Task())
		check(t, err)
		defer func() { check(t, db.Close()) }()
		db.StopSyncing() // until it is opened anew; nothing crashes here
		leave := mayLeave().Draw(t, "places left")
		db.SweepAfter(leave)
		_, err = db.Commit(review.Batch{Samples: m.samples})
		check(t, err)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				check(t, m.compare(db))
				report, err := db.Check()
				check(t, err)
				if !report.OK() || report.Entries != int(m.entries) {
					t.Fatalf("%d entries, want %d: %q", report.Entries, m.entries, report.Lines())
				}
			},
			"commit": func(t *rapid.T) { commit(t, m, db) },
			"reopen": func(t *rapid.T) {
				check(t, db.Close())
				db, err = store.Open(path)
				check(t, err)
				db.SweepAfter(leave)
			},
		})
	})
}

// mayLeave is how many places may be left in the queue before they are swept.
func mayLeave() *rapid.Generator[int] { return rapid.SampledFrom([]int{1, 2, 5, 1000}) }

// commit draws a batch and gives it to both.
func commit(t *rapid.T, m *model, db *store.DB) {
	var b review.Batch
	for range rapid.IntRange(0, 1).Draw(t, "drafts") {
		d := review.Draft{
			Seq: rapid.Uint64Range(1, uint64(len(m.samples))).Draw(t, "sample"), At: moment,
			Reviewer: rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "reviewer"),
		}
		key := fmt.Sprintf("%d/%s", d.Seq, d.Reviewer)
		delete(m.drafts, key)
		if text := rapid.SampledFrom([]string{"", "half", "nearly"}).Draw(t, "text"); text != "" {
			d.Texts = map[string]string{"text": text}
			m.drafts[key] = text
		}
		b.Drafts = append(b.Drafts, d)
	}
	b.Actions = rapid.SliceOfN(actions(len(m.samples)), 0, 6).Draw(t, "actions")
	var want []error
	for _, a := range b.Actions {
		want = append(want, m.act(a))
	}
	r, err := db.Commit(b)
	check(t, err)
	for i, result := range r.Actions {
		if !errors.Is(result.Err, want[i]) || want[i] == nil && result.Err != nil {
			t.Fatalf("action %d, %+v: %v, want %v", i, b.Actions[i], result.Err, want[i])
		}
	}
}

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
