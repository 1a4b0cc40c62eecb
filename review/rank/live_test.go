package rank_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"winnow/review"
	"winnow/review/rank"
	"winnow/store"
)

// pupil is a project that remembers its last lesson.
type pupil struct {
	*store.DB
	lesson  review.Lesson
	lessons int
}

func (p *pupil) Rescore(ctx context.Context, l review.Lesson) error {
	p.lesson, p.lessons = l, p.lessons+1
	return p.DB.Rescore(ctx, l)
}

func moodTask() review.Task {
	return review.Task{
		Name: "mood", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Labels: []review.Label{{Name: "glad"}, {Name: "sad"}},
	}
}

// moods makes samples from..to-1: every third is about rain, and wrong.
func moods(t *testing.T, from, to int) []review.Sample {
	t.Helper()
	var out []review.Sample
	for i := from; i < to; i++ {
		about := "sun"
		if i%3 == 0 {
			about = "rain"
		}
		raw := fmt.Sprintf(`{"id":"m-%d","text":"a day of %s, number %d of the week","label":"glad","confidence":%.3f}`, i, about, i, 0.5+float64(i*37%100)/250)
		s, err := review.ParseRecord(moodTask(), []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		s.Confidence = rank.Given{}.Confidence(s)
		out = append(out, s)
	}
	return out
}

func moodProject(t *testing.T, samples []review.Sample) *pupil {
	t.Helper()
	return orderedProject(t, review.Ordering{}, samples)
}

func orderedProject(t *testing.T, o review.Ordering, samples []review.Sample) *pupil {
	t.Helper()
	task := moodTask()
	task.Order = o
	db, err := store.Scratch(filepath.Join(t.TempDir(), "p.winnow"), task, 7)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Commit(review.Batch{Samples: samples}); err != nil {
		t.Fatal(err)
	}
	return &pupil{DB: db}
}

// judge decides the sample as somebody would who dislikes rain.
func (p *pupil) judge(t *testing.T, seq uint64) {
	t.Helper()
	p.judgeAs(t, "ann", seq)
}

func (p *pupil) judgeAs(t *testing.T, who string, seq uint64) {
	t.Helper()
	it, err := p.Item(seq)
	if err != nil {
		t.Fatal(err)
	}
	after := it.Sample.Suggestion
	var day int
	if _, err := fmt.Sscanf(it.Sample.ID, "m-%d", &day); err != nil {
		t.Fatal(err)
	}
	if day%3 == 0 {
		after.Label = "sad"
	}
	dec, err := review.Decide(moodTask(), it.Sample, after)
	if err != nil {
		t.Fatal(err)
	}
	p.act(t, review.Action{Op: review.OpDecide, Reviewer: who, Seq: seq, Decision: dec})
}

func (p *pupil) act(t *testing.T, a review.Action) {
	t.Helper()
	a.Reviewer = cmp.Or(a.Reviewer, "ann")
	r, err := p.Commit(review.Batch{Actions: []review.Action{a}})
	if err != nil || r.Actions[0].Err != nil {
		t.Fatal(err, r.Actions)
	}
}

func step(t *testing.T, l *rank.Live) bool {
	t.Helper()
	reordered, err := l.Step(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return reordered
}

// queue is the order in which the samples come.
func (p *pupil) queue(t *testing.T) []uint64 {
	t.Helper()
	var out []uint64
	err := p.Walk(review.OrderQueue, func(it review.Item) bool {
		out = append(out, it.Sample.Seq)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLive_WrongOnesComeFirstOnceLearned(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 120))
	live := rank.NewLive(p)
	for range 30 {
		step(t, live)
		p.judge(t, p.queue(t)[0])
	}
	step(t, live)
	for place, seq := range p.queue(t)[:10] {
		if (seq-1)%3 != 0 {
			t.Errorf("place %d has sample %d, which is right", place+1, seq)
		}
	}
}

func TestLive_TheConfidenceAloneNeedsNoLesson(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 60))
	if live := rank.NewLive(p); step(t, live) || p.lessons != 0 {
		t.Errorf("%d lessons before the first decision", p.lessons)
	}
}

// When it comes to learning does not matter, only what stands in the log.
func TestLive_IsAFunctionOfSamplesAndLog(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 90))
	live := rank.NewLive(p)
	for i := range uint64(40) {
		p.judge(t, 1+i*7%90)
		switch i % 10 {
		case 3:
			p.act(t, review.Action{Op: review.OpUndo})
		case 5:
			p.act(t, review.Action{Op: review.OpFlag, Seq: 1 + i, Flag: true})
		case 7:
			p.act(t, review.Action{Op: review.OpUndo})
			p.act(t, review.Action{Op: review.OpRedo})
		}
		step(t, live)
	}
	live2 := rank.NewLive(p)
	often := p.lesson
	step(t, live2)
	if often.Entry == 0 || often.Entry != p.lesson.Entry || !slices.Equal(often.Scores, p.lesson.Scores) {
		t.Errorf("learned step by step up to entry %d, at once up to %d, or other scores", often.Entry, p.lesson.Entry)
	}
}

func TestLive_AnUndoneDecisionIsForgotten(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 60))
	live := rank.NewLive(p)
	for seq := range uint64(6) {
		p.judge(t, seq+1)
	}
	step(t, live)
	if s, ok := live.Explain(20); !ok || len(s.Neighbours) == 0 || !s.Learned || s.Of != 54 {
		t.Fatalf("after six decisions: %v %+v", ok, s)
	}
	for range 6 {
		p.act(t, review.Action{Op: review.OpUndo})
	}
	step(t, live)
	if s, ok := live.Explain(20); !ok || len(s.Neighbours) != 0 || s.Of != 60 {
		t.Errorf("after undoing them: %v, %d neighbours, %d to decide", ok, len(s.Neighbours), s.Of)
	}
}

func TestLive_NewSamplesAreTakenUp(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 60))
	live := rank.NewLive(p)
	for seq := range uint64(12) {
		p.judge(t, seq+1)
	}
	step(t, live)
	if _, ok := live.Explain(90); ok {
		t.Fatal("a sample that is not there is explained")
	}
	if _, err := p.Commit(review.Batch{Samples: moods(t, 60, 120)}); err != nil {
		t.Fatal(err)
	}
	step(t, live)
	if s, ok := live.Explain(90); !ok || !s.Learned || len(p.lesson.Scores) != 120 {
		t.Errorf("explained: %v; the lesson has %d samples", ok, len(p.lesson.Scores))
	}
}

func TestLive_TheSaidPlaceIsThePlaceInTheQueue(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 60))
	live := rank.NewLive(p)
	for seq := range uint64(12) {
		p.judge(t, seq+1)
	}
	step(t, live)
	for place, seq := range p.queue(t) {
		if s, ok := live.Explain(seq); !ok || s.Place != place+1 || s.Of != 48 {
			t.Errorf("sample %d stands at %d and is said to stand at %d of %d", seq, place+1, s.Place, s.Of)
		}
	}
}
