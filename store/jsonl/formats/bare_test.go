package formats

import (
	"slices"
	"strings"
	"testing"

	"winnow/review"
)

// Ensure that rows which do not say what was decided are of one sort: those that
// were kept. What cannot be told from them is left out and counted.
func TestBare_HasOnlyWhatWasKept(t *testing.T) {
	t.Parallel()
	out, sum := export(t, moods, oneOfEach(t), Options{Bare: true})
	compare(t, out[""], []string{
		`{"id":"a","text":"The kettle sings.","label":"calm"}`, `{"id":"b","text":"The door slams.","label":"angry"}`,
		`{"id":"c","text":"The rain.","label":"calm"}`, `{"id":"h","text":"The stairs creak.","label":"calm","confidence":0.25}`,
	})
	want := []Reason{
		{"deferred, which native with --bare cannot express", 1}, {"not decided yet", 1},
		{"not decided yet, only flagged or noted", 1}, {"rejected, which native with --bare cannot express", 1},
	}
	if !slices.Equal(sum.LeftOut, want) {
		t.Errorf("got  %v\nwant %v", sum.LeftOut, want)
	}
	out, _ = export(t, moods, oneOfEach(t), Options{Bare: true, Decisions: []review.Verdict{review.Reject, review.Defer}})
	compare(t, out[""], []string{`{"id":"d","text":"???","label":"angry"}`, `{"id":"e","text":"The cup tilts.","label":"calm"}`})
}

// Ensure that a pair of which neither is the better does not pass for one, and that
// a row which has a word for it says so.
func TestBare_HasNoTieThatLooksLikeAPreference(t *testing.T) {
	t.Parallel()
	raw := orca("")
	rows := func(task review.Task, raw string) []review.Item {
		var items []review.Item
		for i, label := range []string{"tie", "both_bad"} {
			items = append(items, decided(item(t, task, uint64(i+1), raw), review.Relabel, review.Answer{Label: label}))
		}
		return items
	}
	asked := []review.Verdict{review.Relabel}
	for _, o := range []Options{{Bare: true}, {Bare: true, Decisions: asked}} {
		out, sum := export(t, pairTask("question"), rows(pairTask("question"), raw), o)
		if want := []Reason{{whyTie, 1}, {whyNoneIsGood, 1}}; out[""] != "" || !slices.Equal(sum.LeftOut, want) {
			t.Errorf("got %s%v, want %v", out[""], sum.LeftOut, want)
		}
	}
	out, _ := export(t, duels, rows(duels, `{"prompt":"A tree?","a":"Oak.","b":"Elm.","preferred":"a"}`), Options{Bare: true})
	compare(t, out[""], []string{
		`{"prompt":"A tree?","a":"Oak.","b":"Elm.","preferred":"tie"}`, `{"prompt":"A tree?","a":"Oak.","b":"Elm.","preferred":"both_bad"}`,
	})
}

// Ensure that what a record says of each of two answers changes places with them.
func TestNative_SwapsWhatBelongsToTheAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ raw, want string }{
		"before and behind": {
			`{"score_chosen":5.00,"question":"A soup?","chosen":"Leek.","rejected":"Stone.","chosen_model": "m-1","rejected_model": null,"score_rejected":{"a":1}}`,
			`{"score_chosen":{"a":1},"question":"A soup?","chosen":"Stone.","rejected":"Leek.","chosen_model": null,"rejected_model": "m-1","score_rejected":5.00}`,
		},
		"in capitals": {
			`{"question":"A soup?","chosen":"Leek.","rejected":"Stone.","modelRejected":"m-2","modelChosen":"m-1"}`,
			`{"question":"A soup?","chosen":"Stone.","rejected":"Leek.","modelRejected":"m-1","modelChosen":"m-2"}`,
		},
		"alone": {
			`{"question":"A soup?","chosen":"Leek.","rejected":"Stone.","chosen_model":"m-1","rejected_score":2}`,
			`{"question":"A soup?","chosen":"Stone.","rejected":"Leek.","chosen_model":"m-1","rejected_score":2}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task := pairTask("question")
			it := decided(item(t, task, 1, c.raw), review.Relabel, review.Answer{Label: "rejected"})
			out, _ := export(t, task, []review.Item{it}, Options{Bare: true})
			compare(t, out[""], []string{c.want})
			it = decided(item(t, task, 1, c.raw), review.Accept, review.Answer{})
			out, _ = export(t, task, []review.Item{it}, Options{Bare: true})
			compare(t, out[""], []string{c.raw})
		})
	}
	// A companion that the reviewer was shown, and changed.
	task := pairTask("question", "why_chosen", "why_rejected")
	raw := `{"question":"A soup?","chosen":"Leek.","rejected":"Stone.","why_chosen":"good","why_rejected":"hard"}`
	it := decided(item(t, task, 1, raw), review.Edit, review.Answer{Label: "rejected", Fields: map[string]string{"why_rejected": "firm"}})
	out, _ := export(t, task, []review.Item{it}, Options{Bare: true})
	compare(t, out[""], []string{`{"question":"A soup?","chosen":"Stone.","rejected":"Leek.","why_chosen":"firm","why_rejected":"good"}`})
}

// Ensure that the turns which a reviewer cut or rewrote can be had back as they
// were: with the calls of tools, and in the shape of the record.
func TestNative_SuggestedTurnsAreThoseOfTheRecord(t *testing.T) {
	t.Parallel()
	answered := `{"role":"tool","content":"Oak","tool_call_id":"c1","took":3}`
	for name, c := range map[string]struct {
		task  review.Task
		list  string
		after []review.Turn
	}{
		"calls of tools": {talks0(), `[ ` + asksTree + `, ` + callsTool + `,` + answered + `,` + saysOak + ` ]`, []review.Turn{turn("user", "A tree?")}},
		"ShareGPT's":     {gptTalks(), `[{"from":"human","value":"A tr\u0065e?","n":1.0}, {"from":"gpt","value":"Oak."}]`, []review.Turn{turn("human", "A tree?")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			it := item(t, c.task, 1, `{"`+c.task.Target+`":`+c.list+`,"system":"Be brief."}`)
			for _, it := range []review.Item{it, decided(it, review.Accept, review.Answer{}), decided(it, review.Edit, review.Answer{Turns: c.after})} {
				got, err := review.Members([]byte(exported(t, c.task, it, Options{})))
				if err != nil {
					t.Fatal(err)
				}
				inner, err := review.Members(named(got, review.MemberWinnow).Value)
				if err != nil {
					t.Fatal(err)
				}
				if s := string(named(inner, "suggestion").Value); s != c.list {
					t.Errorf("%q: the suggestion is %s\nwant %s", it.State.Verdict, s, c.list)
				}
			}
		})
	}
}

// Ensure that other tools are told the confidence that came with a record, and not
// what was learned from the reviewer since.
func TestExports_GiveTheConfidenceOfTheRecord(t *testing.T) {
	t.Parallel()
	score := func(text string) string { return `"suggestions":{"label":{"value":"calm"` + text + `}}` }
	for _, c := range []struct {
		name    string
		given   review.Confidence
		argilla string
		studio  string
	}{
		{"given", review.Known(0.875), score(`,"score":0.875`), `"predictions":[{"score":0.875,"result"`},
		{"unknown", review.Unknown, score(""), `"predictions":[{"result"`},
	} {
		it := decided(item(t, moods, 1, `{"text":"The rain.","label":"calm","confidence":0.875}`), review.Accept, review.Answer{})
		it.Sample.Confidence, it.Confidence = c.given, review.Known(0.674)
		for format, want := range map[string]string{"argilla": c.argilla, labelStudioName: c.studio} {
			if got := outOf(t, moods, it, format); !strings.Contains(got, want) {
				t.Errorf("%s, %s: %s has no %s", c.name, format, got, want)
			}
		}
		// Native says what was shown, and what was given beside it.
		if got, want := exported(t, moods, it, Options{}), `"confidence":0.674,"signals":{"confidence":0.875}`; !strings.Contains(got, want) {
			t.Errorf("%s: %s has no %s", c.name, got, want)
		}
	}
}
