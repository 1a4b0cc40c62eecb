package rank_test

import (
	"slices"
	"strings"
	"testing"

	"winnow/review"
	"winnow/review/rank"
)

func TestTelling_FindsTheWordsOfNothingButErrors(t *testing.T) {
	t.Parallel()
	task, samples, wrong := clues(t, 300)
	l := rank.NewLearner(task, samples)
	if words := l.Telling(0); words != nil {
		t.Errorf("before the first decision %+v speak for a change", words)
	}
	decideSome(l, samples, wrong, 200)
	found := 0
	for i := 200; i < 300; i++ {
		text := samples[i].Field("text")
		kinds := map[string]bool{}
		for _, w := range l.Telling(i) {
			kinds[w.Word] = true
			if w.Part != "text" || !strings.EqualFold(text[w.From:w.To], w.Word) && !strings.Contains(w.Word, " ") {
				t.Fatalf("%+v stands at %q", w, text[w.From:w.To])
			}
			explained := slices.IndexFunc(l.Explain(i).Words, func(c rank.Contribution) bool { return strings.Contains(c.Name, w.Word) })
			if w.Contribution <= 0 || explained < 0 {
				t.Fatalf("%+v is explained by %+v", w, l.Explain(i).Words)
			}
		}
		if len(kinds) > 12 {
			t.Errorf("%d words of sample %d are marked", len(kinds), i)
		}
		if strings.Contains(text, "irony") {
			found++
			if at := slices.IndexFunc(l.Telling(i), func(w rank.Telling) bool { return w.Word == "irony" }); at < 0 || !l.Telling(i)[at].Strong {
				t.Errorf("the word of nothing but errors is not marked strongly: %+v", l.Telling(i))
			}
		}
	}
	if found == 0 {
		t.Fatal("no sample had the word")
	}
}

func TestTelling_NamesTheTextThatAWordStandsIn(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "t", Kind: review.Text, Fields: []string{"instruction", "input"}, Target: "output"}
	var samples []review.Sample
	var wrong []bool
	for i := range 120 {
		bad := i%3 == 0
		said := "here is a plain answer about rivers"
		if bad {
			said = "sorry I cannot help"
		}
		s, err := review.ParseRecord(task, []byte(`{"id":"`+strings.Repeat("x", i+1)+`","instruction":"tell me of rivers","input":"none","output":"`+said+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		samples, wrong = append(samples, s), append(wrong, bad)
	}
	l := rank.NewLearner(task, samples)
	decideSome(l, samples, wrong, 90)
	words := l.Telling(90) // every third, so a wrong one
	if len(words) == 0 {
		t.Fatal("no word speaks for a change")
	}
	for _, w := range words {
		if w.Part != "output" {
			t.Errorf("%+v: what is asked is the same in all samples", w)
		}
	}
}

func TestLive_TellsNoWordsBeforeItHasLearned(t *testing.T) {
	t.Parallel()
	p := moodProject(t, moods(t, 0, 90))
	l := rank.NewLive(p)
	step(t, l)
	if words, ok := l.Telling(1); ok || words != nil {
		t.Errorf("before the first decision: %+v, %v", words, ok)
	}
	for seq := range uint64(45) {
		p.judge(t, seq+1)
	}
	step(t, l)
	words, ok := l.Telling(61) // m-60 is about rain
	if at := slices.IndexFunc(words, func(w rank.Telling) bool { return w.Word == "rain" }); !ok || at < 0 {
		t.Errorf("after 45 decisions: %+v, %v", words, ok)
	}
	if _, ok := l.Telling(1 << 40); ok {
		t.Error("words of a sample that there is not")
	}
}
