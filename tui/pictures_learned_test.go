package tui

import (
	"fmt"
	"strings"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

// learnedNews holds 64 news of which 24 were decided, those with words that
// take sides otherwise than suggested, and has learned from that.
func learnedNews(t testing.TB) *bench {
	t.Helper()
	who := []string{"The mayor", "The council", "A committee", "The tram company", "The opposition", "시의회"}
	did := []string{"opened", "recklessly rammed through", "discussed", "shamelessly buried", "published", "recklessly defended", "approved"}
	what := []string{"the budget for the new line", "a report on the old bridge", "the plan for the market", "its answer to the petition", "the timetable of the night trains"}
	b := newBench(t, newsTask())
	for i := range 64 {
		text := strings.Join([]string{who[i%len(who)], did[i*5%len(did)], what[i*3%len(what)] + "."}, " ")
		sure := 0.45 + 0.5*float64(i*29%64)/64
		b.add(t, fmt.Sprintf(`{"id":"news-%02d","text":%q,"label":"neutral","confidence":%.4f,"votes":["neutral","neutral",%q]}`,
			i, text, sure, []string{"neutral", "biased"}[i%2]))
	}
	for i := range 24 {
		it := b.item(t, fmt.Sprintf("news-%02d", i))
		after := it.Sample.Suggestion
		if strings.Contains(it.Field("text"), "lessly") {
			after.Label = "biased"
		}
		dec, err := review.Decide(b.desk.Task(), it.Sample, after)
		if err != nil {
			t.Fatal(err)
		}
		dec.Seconds = 4 + float64(i%5)
		dec.Shown = review.Shown{Suggestion: true, Confidence: it.Confidence}
		if _, err := b.session.Decide(it.Sample.Seq, dec).Result(); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// explaining shows a bench with what was really learned from its decisions.
func explaining(t testing.TB, b *bench) Options {
	t.Helper()
	learner := rank.NewLive(b.store)
	for again := true; again; {
		var err error
		if again, err = learner.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return Options{Project: "news.winnow", Explain: learner.Explain, Telling: learner.Telling}
}
