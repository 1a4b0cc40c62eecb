package tui

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"winnow/review"
)

// read reviews the bench in plain lines with the given input, one key or answer
// a line, and returns what was said.
func (b *bench) read(t testing.TB, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	in := strings.NewReader(strings.Join(lines, "\n") + "\n")
	if _, err := RunPlain(t.Context(), b.desk, b.session, Options{Project: "p.winnow"}, Plain{In: in, Out: &out}); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

// says fails unless every text stands in what was said, in that order.
func says(t testing.TB, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q was not said there:\n%s", text, out)
		}
		rest = after
	}
}

var plainSpanTask = review.Task{
	Name: "names", Kind: review.Spans, Fields: []string{"text"}, Target: "spans",
	Labels: []review.Label{{Name: "PERSON", Key: "p"}, {Name: "ORG", Key: "r"}, {Name: "PLACE", Key: "c"}},
}

const plainSpanRow = `{"id":"s1","text":"Müller 씨 met Baker & Sons, not Baker.","spans":[{"start":0,"end":6,"label":"ORG"},{"start":13,"end":18,"label":"PERSON"}],"confidence":0.3}`

func TestPlain_SpansAreChangedByNumberByTextAndByWords(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainSpanTask, plainSpanRow)
	out := b.read(t,
		"enter",  // the spans by number
		"1", "3", // the first: call it PERSON
		"2", "1", // the second: take it away
		"2", "Baker & Sons", "2", // other text, an ORG
		"", "p", "?", "8", // a person, by the number of a word
		"home", "enter", "q")
	says(t, out,
		"1: “Müller” is ORG (characters 1 to 6)", "2: “Baker” is PERSON (characters 14 to 18)", "3: mark other text",
		"Müller ORG: what is to become of it? (a number; empty: none)",
		"1: “Müller” is PERSON (characters 1 to 6)", "2: “Baker” is PERSON",
		"1: “Müller” is PERSON", "2: mark other text",
		"2: “Baker & Sons” is ORG (characters 14 to 25)",
		"Not decided yet: “Müller” is PERSON (characters 1 to 6); “Baker & Sons” is ORG (characters 14 to 25). Keys: enter decide, esc drop it.",
		"Which text is PERSON? Type it as it stands", "1 Müller, 2 씨, 3 met, 4 Baker, 5 Sons, 6 not, 7 Baker.",
		"The words of the text have the numbers 1 to 7",
		"Sample s1. 0 of 1 decided.", "Not decided yet: ",
		"Saved: s1 edited to 2 spans: Müller PERSON, Baker & Sons ORG. 1 of 1 decided.")
	it := b.item(t, "s1")
	want := []review.Span{{Start: 0, End: 6, Label: "PERSON"}, {Start: 13, End: 25, Label: "ORG"}}
	if !slices.Equal(it.Answer().Spans, want) || it.State.Verdict != review.Edit {
		t.Errorf("stored %v as %s", it.Answer().Spans, it.State.Verdict)
	}
	// The same keys on the card store the same answer.
	says(t, b.read(t, "u", "q"), "Undone and saved: s1. 0 of 1 decided.")
}

func TestPlain_ATextThatStandsTwiceIsAskedAbout(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainSpanTask, plainSpanRow)
	out := b.read(t, "c", `"Baker"`, "2", "r", "nowhere", "r", " Baker ", "2", "2", "enter", "q")
	says(t, out,
		"1: Müller 씨 met “Baker” & Sons, not Baker (characters 14 to 18)", "2: met Baker & Sons, not “Baker” ", "Which place?",
		"“Baker” is PLACE (characters 32 to 36)",
		"That does not stand in the text.",
		"That text is PLACE already.", "“Baker” is ORG (characters 32 to 36); “Baker” is PLACE (characters 32 to 36)")
	if spans := b.item(t, "s1").Answer().Spans; len(spans) != 4 {
		t.Errorf("stored %v", spans)
	}
}

func TestPlain_SpansFollowAnEditedTextAndAreReadOutToBeChecked(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainSpanTask, plainSpanRow)
	out := b.read(t, "e", "Miller met Baker & Sons.", ".", "tab", "1", "5", "", "enter", "q")
	says(t, out, "The edit changed the text of 1 span: say whether the marks are still right.",
		"“Miller” is ORG (characters 1 to 6), to be checked; “Baker” is PERSON (characters 12 to 16). Keys: enter decide, esc drop it.",
		"5: leave it as it is", "1: “Miller” is ORG (characters 1 to 6)\n", "Saved: s1 edited")
	it := b.item(t, "s1")
	want := []review.Span{{Start: 0, End: 6, Label: "ORG"}, {Start: 11, End: 16, Label: "PERSON"}}
	if !slices.Equal(it.Answer().Spans, want) || it.Field("text") != "Miller met Baker & Sons." {
		t.Errorf("stored %v of %q", it.Answer().Spans, it.Field("text"))
	}
}

func TestPlain_WhatIsTakenBackIsNotDecided(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainSpanTask, plainSpanRow)
	says(t, b.read(t, "c", "Sons", "esc", "a", "q"), "Not decided yet: ", "Dropped: nothing was decided.", "Saved: s1 accepted")
	if it := b.item(t, "s1"); it.State.Verdict != review.Accept {
		t.Errorf("stored %s", it.State.Verdict)
	}
}

var plainChatTask = review.Task{Name: "talks", Kind: review.Chat, Target: "messages", Fields: []string{"system"}}

const plainChatRow = `{"id":"c1","system":"Be brief.","messages":[{"role":"user","content":"Hello."},{"role":"assistant","content":"Good day \u001b[2J."},` +
	`{"role":"user","content":"Thanks."},{"role":"assistant","content":null,"tool_calls":[{"id":"x"}]},{"role":"assistant","content":"Bye."}]}`

func TestPlain_TurnsAreChosenByNumberAndEdited(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainChatTask, plainChatRow)
	out := b.read(t, "2", "e", "4", "9", "e", "2", "Good day.", "In two lines.", ".", "system", "Be kind.", ".", "", "left", "q")
	says(t, out, "system: Be brief.", "turn 1, user: Hello.", "turn 2, assistant (1 hidden character): Good day ␛[2J.",
		"turn 4, assistant, no plain text: ", "tab next turn, X cut from a turn on",
		"turn 2, assistant (1 hidden character)",
		"Edit which turn? A number from 1 to 5, or system; empty: none.",
		"Turn 4 is no plain text in the record", "There is no turn 9",
		"Edited. Another turn?", "The text now is:\nBe brief.", "Saved: c1 edited in system, turn 2. 1 of 1 decided.",
		"turn 2, assistant, edited: Good day.\nIn two lines.", "Decided: edit, edited in system, turn 2")
	it := b.item(t, "c1")
	if got := it.Answer().Turns; len(got) != 5 || got[1].Content != "Good day.\nIn two lines." || got[4] != it.Sample.Suggestion.Turns[4] {
		t.Errorf("stored %v", got)
	}
	if it.Field("system") != "Be kind." {
		t.Errorf("stored %q", it.Field("system"))
	}
}

func TestPlain_AConversationIsRejectedFromATurnOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, plainChatTask, plainChatRow)
	out := b.read(t, "X", "1", "X", "3", "left", "e", "4", "", "q")
	says(t, out, "Reject from which turn on? A number from 1 to 5; empty: none.", "Before the first turn stands nothing",
		"Saved: c1 cut before turn 3 (2 of 5 turns stay). 1 of 1 decided.",
		"turn 3, user, cut: Thanks.", "Turn 4 is cut")
	if it := b.item(t, "c1"); len(it.Answer().Turns) != 2 || it.State.Verdict != review.Edit {
		t.Errorf("stored %v as %s", it.Answer().Turns, it.State.Verdict)
	}
}

func TestPlain_RatingSaysWhatTheNextLevelIsFor(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Name: "grades", Kind: review.Rate, Fields: []string{"text"}, Target: "rating", Scale: "1-5",
		Requirements: []review.Requirement{{Name: "clear", Description: "Easy to follow."}, {Name: "true"}},
	}.WithDefaults()
	b := newBench(t, task, `{"id":"r1","text":"An answer."}`)
	says(t, b.read(t, "4", "tab", "tab", "2", "enter", "5", "enter", "q"),
		"The next level is for clear: Easy to follow.", "1 to 5 rate one after the other, tab to the next one",
		"Not decided yet: clear: 4; true: not rated; the whole not rated. The next level is for true.",
		"The next level is for the whole.", "The next level is for clear: Easy to follow.",
		"clear: 2", "Not decided: true is not rated yet", "The next level is for the whole.", "Not decided: rating is not rated yet")
}

func TestPlain_TheDifferenceOfAnswersIsRead(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "pairs", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Answers: []string{"chosen", "rejected"}, Target: "chosen"}.WithDefaults()
	b := newBench(t, task, `{"id":"p1","prompt":"How many?","chosen":"There are two.","rejected":"There are three."}`)
	out := b.read(t, "d", "q")
	for _, want := range []string{"“two”.", "“three”."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if n := len(regexp.MustCompile(`(?m)^Only (left|right): “\w+”\.$`).FindAllString(out, -1)); n != 2 {
		t.Errorf("%d differences in\n%s", n, out)
	}
}

// Ensure that whatever the kind the keys said are those that do something, and
// that no sign stands where a word is to be heard.
func TestPlain_EveryKindSaysItsKeysInWords(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct {
		task review.Task
		row  string
	}{
		"classify": {newsTask(), newsRows[0]},
		"text":     {textTask(), `{"id":"t1","instruction":"Say A.","output":"B."}`},
		"spans":    {plainSpanTask, plainSpanRow},
		"chat":     {plainChatTask, plainChatRow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := newBench(t, of.task, of.row).read(t, "?", "q")
			if at := strings.IndexAny(out, "←→↑↓│─●▸"); at >= 0 {
				t.Errorf("a sign stands in %q", out[at:min(len(out), at+40)])
			}
			if strings.Contains(out, "scroll") || strings.Contains(out, "type to filter") {
				t.Errorf("keys of the screen are said:\n%s", out)
			}
			if labels := of.task.Kind.HasLabels(); labels != strings.Contains(out, "choose a label by its number") {
				t.Errorf("label keys of a task with labels (%t):\n%s", labels, out)
			}
		})
	}
}

// Ensure that what was not saved stays where it is: no other sample is read out, and
// the recap does not call it saved.
func TestPlain_WhatIsNotSavedIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		last    error
		unsaved int
	}{"never": {errors.New("read-only"), 1}, "in the end": {nil, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newsTask(), newsRows...)
			b.desk.Close()
			gate := make(chan error, 2)
			b.open(t, failing{b.store, gate})
			gate <- errors.New("read-only")
			gate <- c.last
			var out bytes.Buffer
			recap, err := RunPlain(t.Context(), b.desk, b.session, Options{Project: "p.winnow"},
				Plain{In: strings.NewReader("a\nx\nq\n"), Out: &out})
			if err != nil || recap.Unsaved != c.unsaved {
				t.Errorf("%d samples not saved, %v", recap.Unsaved, err)
			}
			says(t, out.String(), "Sample n2.", "NOT saved, decide n2 again: read-only.", "Sample n2.")
			before, _, _ := strings.Cut(out.String(), "n2 rejected")
			if strings.Contains(before, "Sample n3.") {
				t.Errorf("it went on to another sample:\n%s", out.String())
			}
		})
	}
}

func TestPlain_ArrowsAreNamedAndLinesOfOurOwnAreSentences(t *testing.T) {
	t.Parallel()
	said := kindBench(review.Prefer)(t).read(t, "left arrow", "y", "q")
	says(t, said, "Keys: ", "left arrow prefer left", "Saved: p6", "The key y means nothing here; question mark says all keys.")
	said = newBench(t, newsTask(), newsRows...).read(t, "x", "w", "q")
	says(t, said, "The record says: confidence 0.34, given with the record.", "The record says: votes 0.333, share of the votes for the label; not used")
}

// Ensure that an empty answer to a question is answered, too.
func TestPlain_NothingChosenIsSaid(t *testing.T) {
	t.Parallel()
	says(t, demoBench(t, review.MultiLabel).read(t, "l", ""), "Which label?", "None of them: nothing was changed.")
}
