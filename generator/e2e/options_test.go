package e2e

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// option is a way of asking that goes with any strategy.
type option struct {
	task review.Task
	cfg  ask.Config
	// holds is what must be true of what came and of what was asked.
	holds func(t *testing.T, m *model, o *told)
}

// every holds when all records say something.
func every(want string) func(*testing.T, *model, *told) {
	return func(t *testing.T, _ *model, o *told) {
		t.Helper()
		for _, s := range o.samples {
			if !strings.Contains(string(s.Raw), want) {
				t.Errorf("%s lacks %s", s.Raw, want)
			}
		}
	}
}

// checked are those by which samples are checked.
func checked() map[string]option {
	out := map[string]option{}
	out["signals.votes"] = option{task: kitchen(review.Generate{Strategy: "unnatural", Seeds: dishes(), Signals: review.SignalPlan{Votes: 3}}), holds: every(`"votes":0.3333333333333333`)}
	out["judge_after"] = option{
		task: parcels(review.Generate{Strategy: "zerogen", Signals: review.SignalPlan{Judge: "Is it a letter?", JudgeAfter: 30}, Filters: review.Filters{Judge: 1}}),
		holds: func(t *testing.T, _ *model, o *told) {
			t.Helper()
			marked := 0
			for _, s := range o.samples {
				if _, ok := s.Signal(review.SignalJudge); ok {
					marked++
				}
			}
			if marked < samplesEach-3 { // a judge that answers amiss costs no sample
				t.Errorf("%d of %d have a mark", marked, samplesEach)
			}
		},
	}
	verified := kitchen(review.Generate{Strategy: "fobar", Seeds: pots()})
	out["verify"] = option{task: verified, holds: every(`"verified":1`), cfg: ask.Config{
		Verify: func(_ context.Context, s review.Sample) (ask.Verified, error) {
			return ask.Verified{Passed: strings.Contains(s.Fields[0].Text, "what is X?")}, nil
		},
	}}
	return out
}

// options are the ways of asking that are no strategies, by the key of the task
// file.
func options(t *testing.T) map[string]option {
	t.Helper()
	reviewed := func(task review.Task) ask.Config {
		d, err := corrections(task)
		if err != nil {
			t.Fatal(err)
		}
		return ask.Config{Reviews: append(append(append(decided{}, d...), d...), d...)}
	}
	out := checked()
	out["roles"] = option{task: kitchen(review.Generate{Strategy: "self-instruct", Seeds: dishes(), Roles: []string{"You are a cook", "You are a chemist"}}), holds: every(`"system":"You are a c`)}
	out["verbalizer"] = option{
		task: parcels(review.Generate{Strategy: "zerogen", Verbalizer: map[string]string{"find": "a lost parcel", "mend": "a broken one", "praise": "thanks"}}),
		holds: func(t *testing.T, m *model, o *told) {
			t.Helper()
			for _, x := range m.exchanges() {
				if strings.Contains(x.system+x.user, `"find"`) || !strings.Contains(x.system, `"a lost parcel"`) {
					t.Errorf("asked so:\n%s%s", x.system, x.user)
				}
			}
			every(`"probs":{`)(t, m, o)
		},
	}
	out["avoid"] = option{task: parcels(review.Generate{Strategy: "zerogen", Avoid: 2}), holds: func(*testing.T, *model, *told) {}}
	signals := parcels(review.Generate{Strategy: "zerogen", Signals: review.SignalPlan{Student: review.StudentSignals}})
	out["signals.student"] = option{task: signals, cfg: reviewed(signals), holds: every(`"knn_agreement":`)}
	picked := parcels(review.Generate{Strategy: "zerogen", Demonstrations: review.Demonstrations{Pick: "influence"}})
	out["demonstrations.pick"] = option{task: picked, cfg: reviewed(picked), holds: func(t *testing.T, m *model, _ *told) {
		t.Helper()
		for _, x := range m.exchanges() {
			if !strings.Contains(x.user, "\nExamples:\n") {
				t.Errorf("no examples:\n%s", x.user)
			}
		}
	}}
	rows := parcels(review.Generate{Strategy: "label", File: "letters.txt", Acquire: "random"})
	out["acquire"] = option{task: rows, cfg: ask.Config{Files: files}, holds: func(t *testing.T, m *model, o *told) {
		t.Helper()
		if first := m.exchanges()[0]; strings.Contains(first.user, "at number 0 ") || len(o.samples) != samplesEach {
			t.Errorf("the first row comes first:\n%s", first.user)
		}
	}}
	return out
}

// Ensure that every way of asking works with what models answer, misbehaviour
// included, and leaves the samples as sound as without it.
func TestOptions_WithWhatModelsAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range options(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &model{ways: manners, shift: int(hashOf(name) % 10)}
			o := ran(t, m, c.task, c.cfg, generator.Request{Count: samplesEach, Seed: 7})
			o.sound(t, c.task, samplesEach)
			c.holds(t, m, o)
			t.Logf("%-20s %2d requests, %2d samples, %2d refused, %5d tokens", name, len(m.exchanges()), len(o.samples), len(o.refused), o.spent.Tokens)
		})
	}
}

// Ensure that the tasks of this test are what a task file can say.
func TestOptions_CanBeWrittenIntoATaskFile(t *testing.T) {
	t.Parallel()
	for name, c := range options(t) {
		file, err := c.task.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := review.ParseTask(name, file, nil); err != nil {
			t.Errorf("%v\n%s", err, regexp.MustCompile(`(?m)^`).ReplaceAll(file, []byte("  ")))
		}
	}
}
