package tui

import (
	"math"
	"strings"
	"sync/atomic"
	"testing"

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
			s.WaitFor("WHY THIS IS HERE", "Place 2 of 5", "by the given confidence alone it would be 1", "-1.20", "label ␛[2Jneutral")
			s.Golden()
		})
	}
}

func TestWhy_AnOpenPaneIsBroughtUpToALesson(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	var learned atomic.Bool
	s := screentest.New(t, newModel(b.desk, b.session, Options{Local: true, Explain: func(uint64) (rank.Standing, bool) {
		st := newsStanding()
		st.Learned = learned.Load()
		return st, true
	}}), 120, 40)
	s.WaitFor(" n2 ")
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
	var learned atomic.Bool
	s := screentest.New(t, newModel(b.desk, b.session, Options{Local: true, Explain: func(uint64) (rank.Standing, bool) {
		st := newsStanding()
		st.Learned = learned.Load()
		return st, true
	}}), 120, 40)
	s.WaitFor(" n2 ")
	b.learn(t, &lesson{ids: []string{"n3", "n2", "n1", "n4", "n5"}})
	s.WaitFor("likely wrong first · learned")
	s.Type("w")
	s.WaitFor("Place 1 of 5", "Nothing was learned yet")
	learned.Store(true)
	s.WaitFor("Place 2 of 5")
	s.WaitGone("Nothing was learned yet")
}

func TestWhy_WhatDoesNotFitIsSummedUpSoThatTheTermsStillAddUp(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).explained(t, 120, 50, newsStanding())
	s.WaitFor(" n2 ")
	s.Type("w")
	s.WaitFor("all other signals", "-0.05", "reckless", "시의회", "-0.85", "the chance of a change is 30%")
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
	s.WaitFor("WHY THIS IS HERE", " n3 ", "The reckless mayor rammed", "▸ confidence  0.340  given with the record; the confidence is from this", "not used: another signal tells more")
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
	s.WaitFor("WHY THIS IS HERE", "given with the record", "the confidence before learning", "not used: another signal tells more", "alike decision")
	s.WaitGone("the confidence is from this")
}
