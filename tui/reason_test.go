package tui

import (
	"testing"

	"winnow/review"
)

// Ensure that the reason of a confidence speaks of what the kind suggests.
func TestReason_SpeaksOfWhatTheKindSuggests(t *testing.T) {
	t.Parallel()
	pairs := review.Task{
		Name: "pairs", Kind: review.Prefer, Fields: []string{"prompt", "a", "b"}, Answers: []string{"a", "b"}, Target: "best",
	}.WithDefaults()
	levels := review.Task{Name: "grades", Kind: review.Rate, Fields: []string{"text"}, Scale: "1-5"}.WithDefaults()
	topics := review.Task{
		Name: "topics", Kind: review.MultiLabel, Fields: []string{"text"}, Labels: []review.Label{{Name: "sport"}, {Name: "music"}},
	}.WithDefaults()
	for _, c := range []struct {
		name string
		task review.Task
		row  string
		want string
	}{
		{"classify", newsTask(), newsRows[4], "given with the record"},
		{"classify by votes", newsTask(), `{"id":"x","text":"a","label":"biased","votes":["biased","neutral"]}`, "share of the votes for the label"},
		{"classify by probabilities", newsTask(), `{"id":"x","text":"a","label":"biased","probs":{"biased":0.6,"neutral":0.4}}`, "probability of the label among all"},
		{"several labels", topics, `{"id":"x","text":"a","labels":["sport"],"probs":{"sport":0.9,"music":0.4}}`, `least certain label: "music", probability 0.40, left out`},
		{"spans", plainSpanTask, `{"id":"x","text":"a","spans":[],"signals":{"label_probability":0.4}}`, "probability of the spans' tokens"},
		{"text", textTask(), `{"id":"x","instruction":"a","output":"b","signals":{"mean_logprob":-0.5}}`, "mean log probability of the tokens"},
		{"chat", plainChatTask, `{"id":"x","system":"s","messages":[{"role":"user","content":"a"}],"signals":{"label_probability":0.4}}`, "probability of the conversation's tokens"},
		{"prefer", pairs, `{"id":"x","prompt":"p","a":"1","b":"2","best":"a","votes":["a","b"]}`, "share of the votes for the answer"},
		{"rate", levels, `{"id":"x","text":"a","rating":4,"votes":["4","5"]}`, "share of the votes for the level"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, c.task, c.row)
			m := newModel(b.desk, b.session, Options{})
			id := "x"
			if c.row == newsRows[4] {
				id = "n5"
			}
			it := b.item(t, id)
			if got := m.reason(&it); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
