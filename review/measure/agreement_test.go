package measure_test

import (
	"fmt"
	"testing"

	"winnow/review"
	"winnow/review/measure"
)

// units takes the rows of raters apart into what each unit was given; "." is
// nothing.
func units(rows ...string) [][]string {
	out := make([][]string, len(rows[0]))
	for _, row := range rows {
		for i, v := range row {
			if v != '.' {
				out[i] = append(out[i], string(v))
			}
		}
	}
	return out
}

// The worked example of Krippendorff (2011, "Computing Krippendorff's
// Alpha-Reliability", section C): four observers, twelve units, values missing.
func TestAlpha_WorkedExample(t *testing.T) {
	t.Parallel()
	u := units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
	nominal, ok := measure.Alpha(u, nil)
	if !ok {
		t.Fatal("there is no alpha")
	}
	figure(t, "nominal", nominal, 0.743)
	ordinal, _ := measure.Alpha(u, []string{"1", "2", "3", "4", "5"})
	figure(t, "ordinal", ordinal, 0.815)
	if all, ok := measure.Alpha(units("abab", "abab"), nil); !ok || all != 1 {
		t.Errorf("of those who agree: %v %v", all, ok)
	}
	if _, ok := measure.Alpha(units("aaaa", "aaaa"), nil); ok {
		t.Error("there is an alpha where nothing varies")
	}
}

// The worked example of Cohen's kappa: 20 both, 5 first, 10 second, 15 neither.
func TestKappa_WorkedExample(t *testing.T) {
	t.Parallel()
	figure(t, "kappa", *measure.Kappa(20, 5, 10, 15), 0.4)
	if measure.Kappa(0, 0, 0, 0) != nil || measure.Kappa(7, 0, 0, 0) != nil {
		t.Error("there is a kappa where nothing varies")
	}
}

// logOf writes entries as the desk would: who decided which sample how.
type logOf struct {
	log []review.Entry
	at  map[uint64]review.State
}

func (l *logOf) decide(who string, seq uint64, label string) uint64 {
	n := uint64(len(l.log) + 1)
	d := review.Decision{Verdict: review.Relabel, After: review.Answer{Label: label}}
	if label == "" {
		d = review.Decision{Verdict: review.Reject}
	}
	if l.at == nil {
		l.at = map[uint64]review.State{}
	}
	l.log = append(l.log, review.Entry{N: n, Was: l.at[seq], Action: review.Action{Op: review.OpDecide, Reviewer: who, Seq: seq, Decision: d}})
	l.at[seq] = review.State{Version: n, Decision: n, Verdict: d.Verdict}
	return n
}

func (l *logOf) undo(target uint64) {
	e := l.log[target-1]
	l.log = append(l.log, review.Entry{N: uint64(len(l.log) + 1), Target: target, Was: l.at[e.Seq], Action: review.Action{Op: review.OpUndo, Reviewer: e.Reviewer, Seq: e.Seq}})
	l.at[e.Seq] = e.Was
}

func TestReview_AgreementOfReviewersOnTheSameSamples(t *testing.T) {
	t.Parallel()
	var l logOf
	for seq := uint64(1); seq <= 12; seq++ {
		l.decide("ann", seq, fmt.Sprint(seq%2))
	}
	if f := figures(t, nil, nil, l.log); f.Agreement != nil {
		t.Errorf("one reviewer agrees with nobody: %+v", f.Agreement)
	}
	for seq := uint64(1); seq <= 4; seq++ {
		l.decide("bob", seq, fmt.Sprint(seq%2))
	}
	f := figures(t, nil, nil, l.log)
	if a := f.Agreement; a == nil || a.Samples != 4 || a.Same != 4 || a.Reviewers != 2 || *a.Alpha != 1 || a.Low() {
		t.Fatalf("of two who agree: %+v", a)
	}
	l.decide("ann", 9, "0") // her own change of mind is no disagreement
	l.undo(l.decide("bob", 10, "1"))
	if f = figures(t, nil, nil, l.log); f.Agreement.Samples != 4 {
		t.Errorf("%d samples, with a change of mind and a decision that was taken back", f.Agreement.Samples)
	}
	for seq := uint64(5); seq <= 8; seq++ {
		l.decide("bob", seq, fmt.Sprint(1-seq%2))
	}
	l.decide("cy", 8, "")
	f = figures(t, nil, nil, l.log)
	if a := f.Agreement; a.Samples != 8 || a.Same != 4 || a.Reviewers != 3 || !a.Low() {
		t.Errorf("of those who disagree: %+v, alpha %v", a, *a.Alpha)
	}
}

func TestReview_JudgeBesideReviewers(t *testing.T) {
	t.Parallel()
	var items []review.Item
	add := func(n int, mark float64, v review.Verdict) {
		for range n {
			it := review.Item{State: review.State{Verdict: v}, Decision: &review.Entry{}}
			it.Sample.Signals = []review.Signal{{Name: review.SignalJudge, Value: mark / measure.JudgeMost}}
			items = append(items, it)
		}
	}
	add(20, 5, review.Accept)
	add(5, 4.5, review.Reject)
	add(10, 3, review.Accept)
	add(15, 2, review.Relabel)
	add(3, 5, "") // nobody has decided these
	j := figures(t, nil, items, nil).Judge
	if j == nil || j.Items != 50 || j.Both != 20 || j.Judge != 5 || j.Reviewers != 10 || j.Neither != 15 {
		t.Fatalf("%+v", j)
	}
	figure(t, "agreement", j.Agreement, 0.7)
	figure(t, "kappa", *j.Kappa, 0.4)
	figure(t, "mean mark of the accepted", *j.Accepted, 13.0/3)
	figure(t, "mean mark of the others", *j.Changed, (4.5*5+2*15)/20)
	add(5, 5, review.Accept)
	if j = figures(t, nil, items, nil).Judge; j.Weak() {
		t.Errorf("a kappa of %v is called weak", *j.Kappa)
	}
	add(25, 5, review.Reject)
	if j = figures(t, nil, items, nil).Judge; !j.Weak() {
		t.Errorf("a judge that praises what is rejected is not called weak: kappa %v", *j.Kappa)
	}
	if f := figures(t, nil, nil, nil); f.Judge != nil || len(f.Coverage) > 0 {
		t.Error("figures of nothing")
	}
}

func TestReview_CoverageOfWhatTheTaskNames(t *testing.T) {
	t.Parallel()
	made := func(condition string, v review.Verdict) review.Item {
		it := review.Item{State: review.State{Verdict: v}}
		it.Sample.Provenance.Condition = condition
		return it
	}
	items := []review.Item{
		made("angry; topic: snow › ice; voice: calm", review.Accept),
		made("topic: snow › ice", review.Edit), made("topic: delays", review.Reject), made("topic: grown › new", review.Relabel),
	}
	f, err := measure.Review(measure.Reading{
		Walk: func(visit func(review.Item) bool) error {
			for _, it := range items {
				visit(it)
			}
			return nil
		},
		Log:    func(uint64, func(review.Entry) bool) error { return nil },
		Wanted: map[string][]string{"topic": {"snow › ice", "delays", "tickets"}, "tone": nil},
	})
	if err != nil || len(f.Coverage) != 1 {
		t.Fatalf("%v %+v", err, f.Coverage)
	}
	c := f.Coverage[0]
	if c.Condition != "topic" || c.Values != 4 || c.Made != 3 || c.Covered != 2 || c.Least != 1 {
		t.Errorf("%+v", c)
	}
	if len(c.Missing) != 2 || c.Missing[0].Value != "tickets" || c.Missing[1].Value != "delays" || c.Missing[1].Made != 1 {
		t.Errorf("missing %+v", c.Missing)
	}
}
