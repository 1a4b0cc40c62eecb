package tui

import (
	"math"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"winnow/review"
	"winnow/review/rank"
	"winnow/tui/screentest"
)

// explained shows the bench with what the given standing says of any sample.
func (b *bench) explained(t testing.TB, w, h int, s rank.Standing) *screentest.Screen {
	t.Helper()
	return screentest.New(t, newModel(b.desk, b.session, Options{
		Project: "news.winnow", Local: true,
		Explain: func(uint64) (rank.Standing, bool) { return s, true },
	}), w, h)
}

func term(name string, value, by float64) rank.Contribution {
	return rank.Contribution{Name: name, Value: value, Contribution: by}
}

func newsStanding() rank.Standing {
	none := math.NaN()
	s := rank.Standing{Learned: true, Place: 2, Given: 1, Of: 5, Alike: []uint64{1, 5}}
	s.LogOdds, s.Trust = -0.85, 0.9
	s.Parts = []rank.Contribution{
		term("base rate", none, -1.2), term("other models", 0.667, 0.9), term("student", -0.4, -0.6),
		term("label \x1b[2Jneutral", none, 0.5), term("confidence", 0.34, 0.4), term("votes", 0.33, -0.3),
		term("length", 12, -0.3), term("entropy", 0.6, -0.25), term("ninth", none, -0.1), term("tenth", none, 0.05),
	}
	s.Words = []rank.Contribution{term("reckless", none, 0.35), term("시의회", none, -0.3)}
	s.Neighbours = []rank.Neighbour{{Index: 0, Similarity: 0.61}, {Index: 4, Similarity: 0.05, Changed: true}}
	return s
}

func TestWhy_TermsAddUpAndNeighboursAreShown(t *testing.T) {
	t.Parallel()
	for name, size := range map[string][2]int{"wide": {120, 40}, "narrow": {80, 24}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newBench(t, newsTask(), newsRows...).explained(t, size[0], size[1], newsStanding())
			s.WaitFor(" n2 ")
			s.Type("w")
			s.WaitFor("WHY THIS IS HERE", "Place 2 of 5", "by the given confidence alone it would be 1", "−1.20", "label ␛[2Jneutral")
			s.Golden()
		})
	}
}

// explained is a screen of the news whose places are explained as learned from when
// that is set.
func explained(t *testing.T, b *bench) (s *screentest.Screen, learned *atomic.Bool) {
	t.Helper()
	learned = new(atomic.Bool)
	s = screentest.New(t, newModel(b.desk, b.session, Options{Local: true, Explain: func(uint64) (rank.Standing, bool) {
		st := newsStanding()
		st.Learned = learned.Load()
		return st, true
	}}), 120, 40)
	s.WaitFor(" n2 ")
	return s, learned
}

func TestWhy_AnOpenPaneIsBroughtUpToALesson(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s, learned := explained(t, b)
	s.Type("w")
	s.WaitFor("Place 1 of 5", "Nothing was learned yet")
	learned.Store(true)
	b.learn(t, &lesson{ids: []string{"n3", "n2", "n1", "n4", "n5"}})
	s.WaitFor("Order: likely wrong first", "Place 2 of 5")
	s.WaitGone("Nothing was learned yet")
}

func TestWhy_IsAskedAgainWhileTheLearningBeginsAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s, learned := explained(t, b)
	b.learn(t, &lesson{ids: []string{"n3", "n2", "n1", "n4", "n5"}})
	s.WaitFor("likely wrong first · learned")
	s.Type("w")
	s.WaitFor("Place 2 of 5", "Nothing was learned yet")
	learned.Store(true)
	s.WaitFor("Order: likely wrong first · learned", "by the given confidence alone")
	s.WaitGone("Nothing was learned yet")
}

// Ensure that in another order no place is told that the sample does not have.
func TestWhy_APlaceIsThatOfTheOrderChosen(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	learned := newsStanding()
	learned.Place, learned.Given, learned.Of = 428, 427, 428
	cold := learned
	cold.Learned = false
	m := newModel(b.desk, b.session, Options{})
	for _, c := range []struct {
		order    review.Order
		standing rank.Standing
		lessons  int
		want     string
	}{
		{review.OrderQueue, learned, 3, "Place 428 of 428 to decide; by the given confidence alone it would be 427."},
		{review.OrderQueue, cold, 1, "Place 428 of 428 to decide. Nothing was learned yet: the weights below are assumptions."},
		{review.OrderQueue, cold, 0, "Place 427 of 428 to decide. Nothing was learned yet: the weights below are assumptions."},
		{review.OrderGiven, learned, 3, "Place 427 of 428 to decide; in the order likely wrong first it would be 428."},
		{review.OrderGiven, cold, 0, "Place 427 of 428 to decide. Nothing was learned yet: the weights below are assumptions."},
		{review.OrderSurest, learned, 3, "Place 1 of 428 to decide; in the order likely wrong first it would be 428."},
		{review.OrderArrival, learned, 3, "In the order likely wrong first it would be place 428 of 428."},
		{review.OrderSurest, cold, 1, "Place 1 of 428 to decide. Nothing was learned yet: the weights below are assumptions."},
		{review.OrderArrival, cold, 1, "Nothing was learned yet: the weights below are assumptions."},
	} {
		m.news.Lessons = c.lessons
		if got := m.placeWords(c.order, &c.standing); got != c.want {
			t.Errorf("in the order %q: %q, want %q", c.order, got, c.want)
		}
	}
}

// Ensure that the order is called learned from the moment on from which it is: a
// lesson before that goes by assumptions.
func TestWhy_TheOrderIsLearnedWhenSomethingWas(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	cold := newsStanding()
	cold.Learned = false
	m := newModel(b.desk, b.session, Options{})
	m.news.Lessons, m.news.Counts.ByVerdict = 1, map[review.Verdict]int{review.Accept: 2}
	if got := m.orderText(review.OrderQueue); got != "likely wrong first" {
		t.Errorf("the header says %q", got)
	}
	it := b.item(t, "n2")
	p := &whyPane{it: it, chosen: review.OrderQueue, standing: &cold}
	it.Confidence = review.Known(0.2) // of a lesson that another is on its way for
	m.win.cur = &it
	if got := strings.Join(p.placeRows(m, 120), "\n"); strings.Contains(got, "· learned") || !strings.Contains(got, "Nothing was learned yet") {
		t.Errorf("w says\n%s", got)
	}
	p.standing.Learned = true
	if got := strings.Join(p.placeRows(m, 120), "\n"); !strings.Contains(got, "Order: likely wrong first · learned.") {
		t.Errorf("w says\n%s", got)
	}
}

func TestWhy_ThereIsNoMinusZero(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	m := newModel(b.desk, b.session, Options{})
	minus := math.Copysign(0, -1)
	it := b.item(t, "n2")
	it.Sample.Signals = []review.Signal{{Name: "entropy", Value: minus}, {Name: "margin", Value: -0.0001}}
	p := &whyPane{it: it, standing: &rank.Standing{}}
	p.standing.LogOdds = -0.001
	rows := append(p.weightRows(m, 120), p.signalRows(m, 120)...)
	for _, v := range []float64{minus, -1e-17, -0.0002} {
		rows = append(rows, weightRow(m, 120, 1, term("entropy of the votes", v, 0.3)))
	}
	rows = append(rows, weightRow(m, 120, 1, term("base", 1, -0.001)))
	if got := strings.Join(rows, "\n"); regexp.MustCompile(`[-−]0\.?0*(\s|$)`).MatchString(got) || !strings.Contains(got, "0.000") {
		t.Errorf("a zero has a sign:\n%s", got)
	}
	if got := zeroed(-0.3, 2); got != -0.3 {
		t.Errorf("%v is not what it was", got)
	}
}

func TestWhy_WhatDoesNotFitIsSummedUpSoThatTheTermsStillAddUp(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).explained(t, 120, 50, newsStanding())
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("all other signals", "−0.05", "reckless", "시의회", "−0.85", "the chance of a change is 30%")
	s.WaitFor("DECIDED SAMPLES THAT READ ALIKE", "alike decision", "0.61 accepted, neutral", "The council met")
	s.WaitGone("0.05 changed") // chance words only
}

func TestWhy_SaysOfWhichSampleAndWhatGaveTheConfidence(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := screentest.New(t, newModel(b.desk, b.session, Options{}), 160, 36)
	s.WaitFor(" n2 ")
	s.Type("x")
	s.WaitFor("saved: n2", " n3 ")
	s.Type("w")
	s.WaitFor("WHY THIS IS HERE", " n3 ", "The reckless mayor rammed", "▸ confidence  0.340  given with the record; the confidence is from this", "not used for the confidence")
	s.WaitGone("scroll") // all of it is in sight
}

func TestWhy_SaysThatLearningHasNotComeSoFar(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	var come atomic.Bool
	s := screentest.New(t, newModel(b.desk, b.session, Options{
		Explain: func(uint64) (rank.Standing, bool) { return newsStanding(), come.Load() },
	}), 100, 30)
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("Learning has not come to this sample yet", "Nothing says how sure the model is")
	come.Store(true)
	s.WaitFor("Place 2 of 5")
	s.WaitGone("has not come")
}

func TestWhy_BeforeTheFirstDecisionSaysThatTheWeightsAreAssumed(t *testing.T) {
	t.Parallel()
	cold := newsStanding()
	cold.Learned, cold.Neighbours, cold.Alike = false, nil, nil
	s := newBench(t, newsTask(), newsRows...).explained(t, 120, 40, cold)
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("Nothing was learned yet: the weights below are assumptions", "Nothing says how sure the model is")
	s.WaitGone("READ ALIKE")
}

// Ensure that what does not fit in a row goes on under its beginning.
func TestWhy_ALongSentenceKeepsItsMargin(t *testing.T) {
	t.Parallel()
	cold := newsStanding()
	cold.Learned = false
	s := newBench(t, newsTask(), newsRows...).explained(t, 80, 40, cold)
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("Nothing was learned yet", "assumptions.")
	for y, row := range s.Rows() {
		if strings.HasPrefix(row, "assumptions") || strings.HasPrefix(row, "are assumptions") {
			t.Errorf("row %d begins at the edge: %q", y, row)
		}
	}
}

func TestWhy_ALearnedConfidenceIsNotSaidToBeThatOfTheRecord(t *testing.T) {
	t.Parallel()
	b := learnedNews(t)
	s := screentest.New(t, newModel(b.desk, b.session, explaining(t, b)), 160, 50)
	s.WaitFor("learned")
	s.Type("w")
	s.WaitFor("WHY THIS IS HERE", "given with the record", "the confidence before learning", "not used for the confidence", "alike decision")
	s.WaitGone("the confidence is from this")
}
