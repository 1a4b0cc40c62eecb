package e2e

import (
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// Ensure that a conversation which a model has with itself comes as one, in turns,
// and that what looks at texts looks at what is said in them.
func TestDialogue_KindChatMakesConversationsInTurns(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "kitchen talks", Kind: review.Chat, Guidelines: "Be brief.",
		Generate: review.Generate{
			Strategy: "dialogue", Topics: topics(),
			Signals: review.SignalPlan{Judge: "Is it what people say?"},
			Filters: review.Filters{MinWords: 6, Banned: []string{"nobodysays"}, RougeL: 0.9},
		},
	}.WithDefaults()
	known, err := review.ParseRecord(task, []byte(`{"messages":[{"role":"user","content":"Hello."},{"role":"assistant","content":"Good day."}]}`))
	if err != nil {
		t.Fatal(err)
	}
	m := &model{}
	o := ran(t, m, task, ask.Config{Known: func(yield func(review.Sample) bool) { yield(known) }}, generator.Request{Count: 4, Seed: 7})
	o.sound(t, task, 4)
	for _, s := range o.samples {
		turns := s.Suggestion.Turns
		if n := len(turns); n < 6 || n > 14 || n%2 != 0 {
			t.Errorf("%d turns", n)
		}
		for i, turn := range turns {
			if want := [...]string{"user", "assistant"}[i%2]; turn.Role != want || strings.TrimSpace(turn.Content) == "" {
				t.Errorf("turn %d: %+v", i+1, turn)
			}
		}
		if _, ok := s.Signal(review.SignalJudge); !ok {
			t.Errorf("no judge was asked: %s", s.Raw)
		}
	}
	judged := false
	for _, x := range m.exchanges() {
		judged = judged || strings.Contains(x.user, "Mark the sample below") && strings.Contains(x.user, "user: ")
	}
	if !judged {
		t.Error("the judge was not shown the conversation")
	}
}

func TestDialogue_WhatAConversationCannotHaveIsSaidBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	of := func(change func(*review.Task)) review.Task {
		task := review.Task{Name: "talks", Kind: review.Chat, Generate: review.Generate{Strategy: "dialogue", Topics: topics()}}
		change(&task)
		return task.WithDefaults()
	}
	for name, c := range map[string]struct {
		task review.Task
		says string
	}{
		"another strategy": {of(func(t *review.Task) { t.Generate.Strategy = "zerogen" }), "kind chat cannot be generated"},
		"fields":           {of(func(t *review.Task) { t.Fields = []string{"topic"} }), "kind chat cannot be generated"},
		"no topics":        {of(func(t *review.Task) { t.Generate.Topics = nil }), "needs generate.topics"},
		"votes":            {of(func(t *review.Task) { t.Generate.Signals.Votes = 3 }), "not for kind chat"},
	} {
		m := &model{}
		_, err := ask.New(c.task, ask.Config{Endpoints: []ask.Endpoint{endpoint(t, quickly(m.serve(t)))}})
		if err == nil || !strings.Contains(err.Error(), c.says) || len(m.exchanges()) > 0 {
			t.Errorf("%s: %v, %d requests; want %q", name, err, len(m.exchanges()), c.says)
		}
	}
}
