package tui

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
	"winnow/tui/screentest"
)

// decideInBulk does with all that holds a word what the deed says.
func (b *bench) decideInBulk(t *testing.T, word string, d review.Deed) {
	t.Helper()
	g, err := b.session.Gather(t.Context(), review.Filter{Words: []string{word}})
	if err != nil {
		t.Fatal(err)
	}
	run, err := b.session.Bulk(g, d)
	for more := err == nil; more; {
		if more, err = run.Step(); err != nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// onStats opens the statistics and waits for the figures.
func onStats(t *testing.T, b *bench, w, h int) *screentest.Screen {
	t.Helper()
	b.desk.Close()
	b.open(t, b.store)
	s := b.screen(t, w, h)
	s.WaitFor("PROGRESS")
	s.Type("s")
	s.WaitFor("STATISTICS", "accepted")
	s.WaitGone("Reading the samples")
	return s
}

// Ensure that no page counts what nobody looked at in a share, and each says how
// much that is.
func TestStats_SharesLeaveOutWhatWasDecidedInBulk(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), bulkRows()...)
	b.decideInBulk(t, "tram", review.Deed{Verdict: review.Accept})
	for i, id := range []string{"n1", "n2", "n3", "n4"} {
		it := b.item(t, id)
		after := it.Sample.Suggestion
		if i > 0 {
			after = review.Answer{Label: "unclear"}
		}
		dec, err := review.Decide(b.desk.Task(), it.Sample, after)
		if err != nil {
			t.Fatal(err)
		}
		dec.Seconds = 5
		if _, err := b.session.Decide(it.Sample.Seq, dec).Result(); err != nil {
			t.Fatal(err)
		}
	}
	s := onStats(t, b, 120, 40)
	for i, mark := range []string{"25%", "came with", "of 4 decided", "rejected", "SOURCE", "ann"} {
		s.Type(fmt.Sprint(i + 1))
		s.WaitFor("44 decided", "40 of them in bulk: no share and no time counts them", mark)
		if s.Contains("93%") {
			t.Errorf("page %d counts what was decided in bulk:\n%s", i+1, s.Text())
		}
	}
	s.WaitFor("44 (40 in bulk)")
}

// Ensure that before the figures are there no share is shown that may be another
// one a moment later.
func TestStats_SharesWaitForTheFigures(t *testing.T) {
	t.Parallel()
	b := statsBench(t)
	m := newModel(b.desk, b.session, Options{})
	if rows := strings.Join(m.verdictRows(nil, 80), "\n"); strings.Contains(rows, "%") || !strings.Contains(rows, "accepted") {
		t.Errorf("without figures it says\n%s", rows)
	}
}

func TestStats_SaysWhoseConfidenceItLaysBesideAcceptance(t *testing.T) {
	t.Parallel()
	b := learnedNews(t)
	s := onStats(t, b, 120, 40)
	s.Type("2")
	s.WaitFor("The confidence that came with 24 decided samples was")
}

// Ensure that a label that was taken away is not told as a rejected sample.
func TestStats_OfSeveralLabelsOneIsRemovedAndOneIsAdded(t *testing.T) {
	t.Parallel()
	task := newsTask()
	task.Kind, task.Target = review.MultiLabel, "labels"
	b := newBench(t, task, `{"id":"one","text":"text 1","labels":["biased","unclear"]}`, `{"id":"two","text":"text 2","labels":["biased"]}`, `{"id":"three","text":"text 3","labels":["biased"]}`)
	for id, labels := range map[string][]string{"one": {"biased"}, "two": {"biased", "neutral"}} {
		it := b.item(t, id)
		dec, err := review.Decide(task, it.Sample, review.Answer{Labels: labels})
		if err != nil {
			t.Fatal(err)
		}
		dec.Seconds = 5
		if _, err := b.session.Decide(it.Sample.Seq, dec).Result(); err != nil {
			t.Fatal(err)
		}
	}
	s := onStats(t, b, 120, 40)
	s.Type("4")
	s.WaitFor("Rows: what was suggested", "removed", "added", "taken away")
	if s.Contains("      rejected") {
		t.Errorf("nothing was rejected:\n%s", s.Text())
	}
}
