package review_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"winnow/review"
)

const seed = 7

// newsTask is the task of kind classify that most tests work on.
func newsTask() review.Task {
	return review.Task{
		Name: "news", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "biased", Key: "b"}, {Name: "neutral", Key: "n"}},
	}
}

// chatTask is the task of kind text.
func chatTask() review.Task {
	return review.Task{
		Name: "chat", Kind: review.Text, Fields: []string{"instruction", "input"}, Target: "output",
	}
}

// shelf is a store in memory, as simple as the words of review.Store allow.
type shelf struct {
	// onCommit is called before a batch is applied; its error fails the batch.
	onCommit func(review.Batch) error

	mu      sync.Mutex
	task    review.Task
	samples []review.Sample
	states  map[uint64]review.State
	log     []review.Entry
	heads   map[string]review.Heads
	drafts  map[uint64]review.Draft
	counts  review.Counts
	lesson  review.Lesson
}

var (
	_ review.Store  = (*shelf)(nil)
	_ review.Ledger = (*shelf)(nil)
)

func newShelf() *shelf {
	return &shelf{
		task: newsTask(), states: map[uint64]review.State{}, heads: map[string]review.Heads{},
		drafts: map[uint64]review.Draft{},
	}
}

// fill puts n undecided samples on the shelf, the least confident first.
func (s *shelf) fill(n int) *shelf {
	for i := range n {
		s.add(sampleOf(string(rune('A'+i%26))+string(rune('a'+i/26)), float64(i)/float64(n)))
	}
	return s
}

// sampleOf is a suggested sample with the given id and confidence.
func sampleOf(id string, confidence float64) review.Sample {
	return review.Sample{
		ID: id, Fields: []review.Field{{Name: "text", Text: "text of " + id}}, Suggested: true,
		Suggestion: review.Answer{Label: "biased"}, Confidence: review.Known(confidence),
	}
}

func (s *shelf) Task() (review.Task, error)     { return s.task, nil }
func (s *shelf) SetTask(t review.Task) error    { s.task = t; return nil }
func (s *shelf) Seed() uint64                   { return seed }
func (s *shelf) Counts() (review.Counts, error) { return s.copyCounts(), nil }

func (s *shelf) copyCounts() review.Counts {
	c := s.counts
	c.ByVerdict = maps.Clone(c.ByVerdict)
	return c
}

func (s *shelf) Commit(b review.Batch) (review.Receipt, error) {
	if s.onCommit != nil {
		if err := s.onCommit(b); err != nil {
			return review.Receipt{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var r review.Receipt
	for _, d := range b.Drafts {
		if s.drafts[d.Seq] = d; d.IsEmpty() {
			delete(s.drafts, d.Seq)
		}
	}
	for _, a := range b.Actions {
		c, err := s.act(a)
		r.Actions = append(r.Actions, review.Result{Change: c, Err: err})
	}
	for _, in := range b.Samples {
		r.Samples = append(r.Samples, s.add(in))
	}
	r.Counts = s.copyCounts()
	return r, nil
}

// act does what the domain plans for the action.
func (s *shelf) act(a review.Action) (review.Change, error) {
	c, err := review.Plan(s, a, uint64(len(s.log))+1)
	if err != nil {
		return review.Change{}, err
	}
	s.log = append(s.log, c.Entry)
	s.counts.Apply(c.Entry.Was, c.Now)
	s.states[c.Entry.Seq], s.heads[a.Reviewer] = c.Now, c.Heads
	return c, nil
}

func (s *shelf) add(in review.Sample) review.Added {
	for _, old := range s.samples {
		if old.ID == in.ID {
			return review.Added{Arrival: review.Duplicate, Seq: old.Seq}
		}
	}
	in.Seq = uint64(len(s.samples)) + 1
	s.samples = append(s.samples, in)
	s.counts.Samples++
	return review.Added{Arrival: review.Stored, Seq: in.Seq}
}

func (s *shelf) State(seq uint64) (review.State, error) {
	if seq == 0 || seq > uint64(len(s.samples)) {
		return review.State{}, review.ErrNotFound
	}
	return s.states[seq], nil
}

func (s *shelf) Entry(n uint64) (review.Entry, error) {
	if n == 0 || n > uint64(len(s.log)) {
		return review.Entry{}, review.ErrNotFound
	}
	return s.log[n-1], nil
}

func (s *shelf) Heads(reviewer string) (review.Heads, error) { return s.heads[reviewer], nil }

func (s *shelf) Item(seq uint64) (review.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.item(seq)
}

func (s *shelf) Items(seqs []uint64, visit func(review.Item)) error {
	for _, seq := range seqs {
		it, err := s.Item(seq)
		if err != nil {
			return err
		}
		visit(it)
	}
	return nil
}

func (s *shelf) item(seq uint64) (review.Item, error) {
	st, err := s.State(seq)
	if err != nil {
		return review.Item{}, err
	}
	it := review.Item{Sample: s.samples[seq-1], State: st, Confidence: s.samples[seq-1].Confidence}
	if st.Decision > 0 {
		it.Decision = &s.log[st.Decision-1]
	}
	if d, ok := s.drafts[seq]; ok {
		it.Drafts = []review.Draft{d}
	}
	return it, nil
}

func (s *shelf) Find(id string) (review.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.samples {
		if in.ID == id {
			return s.item(in.Seq)
		}
	}
	return review.Item{}, review.ErrNotFound
}

func (s *shelf) Rescore(_ context.Context, l review.Lesson) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lesson = l
	return nil
}

func (s *shelf) Learned() (uint64, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lesson.Entry, len(s.lesson.Scores) > 0, nil
}

func (s *shelf) Walk(o review.Order, visit func(review.Item) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var items []review.Item
	for _, in := range s.samples {
		if it, err := s.item(in.Seq); err == nil && (o == review.OrderAll || !it.State.Decided()) {
			items = append(items, it)
		}
	}
	if o == review.OrderQueue || o == review.OrderGiven {
		slices.SortFunc(items, func(a, b review.Item) int {
			return review.RankOf(a.Sample, a.State, seed).Compare(review.RankOf(b.Sample, b.State, seed))
		})
	}
	for _, it := range items {
		if !visit(it) {
			break
		}
	}
	return nil
}

func (s *shelf) Log(before uint64, visit func(review.Entry) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range slices.Backward(s.log) {
		if (before == 0 || e.N < before) && !visit(e) {
			break
		}
	}
	return nil
}

// mustPlan does an action that the test needs to succeed.
func mustPlan(t testing.TB, s *shelf, a review.Action) review.Change {
	t.Helper()
	c, err := s.act(a)
	if err != nil {
		t.Fatalf("%s by %s: %v", a.Op, a.Reviewer, err)
	}
	return c
}

func accepted() review.Decision {
	return review.Decision{
		Verdict: review.Accept,
		Before:  review.Answer{Label: "biased"}, After: review.Answer{Label: "biased"},
	}
}
