package tui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review"
)

func chatTask() review.Task {
	return review.Task{Name: "chats", Kind: review.Chat, Target: "messages"}
}

// chatRow is a record with turns: a name of a speaker and what was said, in
// turn. Its confidence is unknown.
func chatRow(id string, said ...string) string {
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	var messages []message
	for i := 0; i < len(said); i += 2 {
		messages = append(messages, message{said[i], said[i+1]})
	}
	b, err := json.Marshal(map[string]any{"id": id, "messages": messages})
	if err != nil {
		panic(err)
	}
	return string(b)
}

var chatRows = []string{
	`{"confidence":0.3,` + chatRow("c1", "system", "Answer in the language of the customer.",
		"user", "My train to Busan was cancelled. What now?",
		"assistant", "Take the next KTX with the same ticket.",
		"user", "한국어로 짧게 다시 말해 주세요.",
		"assistant", "같은 승차권으로 다음 KTX를 타시면 됩니다.",
		"user", "شكراً لك. وماذا عن المقعد؟",
		"assistant", "Your seat is not kept: ask the \u202econductor\x1b[2J on the train.")[1:],
	`{"id":"c2","confidence":0.6,"messages":[{"role":"user","content":"What is the weather in Daejeon?"},` +
		`{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Daejeon\"}"}}]},` +
		`{"role":"tool","tool_call_id":"t1","content":"21 C, clear"},` +
		`{"role":"assistant","content":"21 degrees and a clear sky.","weight":1}]}`,
}

// contents are what the turns of a sample say as it stands.
func contents(it review.Item) []string {
	var out []string
	for _, t := range it.Answer().Turns {
		out = append(out, t.Content)
	}
	return out
}

func chatOf(m *model) *chatKind { return m.kind.(*chatKind) }

func keysInto(t testing.TB, m *model, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if k == "shift+tab" {
			drive(t, m, tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
			continue
		}
		drive(t, m, keyPress(k))
	}
}

func TestChat_EditsTheSelectedTurnOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" c1 ", "turn 7 of 7")
	s.Type("K", "K", "e") // the assistant's second answer
	s.WaitFor("✎ turn 5 assistant")
	s.TypeText("네, ")
	s.WaitFor("네, 같은")
	s.Type("ctrl+s")
	s.WaitFor("saved: c1 edited in turn 5", " c2 ")
	it := b.item(t, "c1")
	want := contents(review.Item{Sample: it.Sample})
	want[4] = "네, " + want[4]
	if got := contents(it); !slices.Equal(got, want) || it.State.Verdict != review.Edit {
		t.Errorf("%s gives %q, want %q", it.State.Verdict, got, want)
	}
	s.Type("h")
	s.WaitFor("edited in turn 5", "turn 5 assistant", "네, 같은 승차권으로")
}

func TestChat_SeveralTurnsAreEditedBeforeSaving(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows...)
	s := b.screen(t, 80, 24)
	s.WaitFor(" c1 ", "turn 7 of 7")
	s.Type("e")
	s.WaitFor("✎ turn 7 assistant")
	s.TypeText("Sorry. ")
	s.Type("tab") // around the end, to the system's turn
	s.WaitFor("✎ turn 1 system")
	s.TypeText("Be brief. ")
	s.WaitFor("Be brief. Answer")
	s.Type("ctrl+s")
	s.WaitFor("saved: c1 edited in turns 1, 7", " c2 ")
	got := contents(b.item(t, "c1"))
	if len(got) != 7 || got[0] != "Be brief. Answer in the language of the customer." || !strings.HasPrefix(got[6], "Sorry. Your seat is not kept: ask the \u202econductor\x1b[2J") {
		t.Errorf("the turns are %q", got)
	}
}

func TestChat_CutRejectsFromTheSelectedTurnOn(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows...)
	s := b.screen(t, 120, 36)
	s.WaitFor(" c1 ", "turn 7 of 7")
	s.Type("shift+tab", "shift+tab", "shift+tab", "X")
	s.WaitFor("saved: c1 cut before turn 4 (3 of 7 turns stay)", " c2 ")
	it := b.item(t, "c1")
	if got := it.Answer().Turns; !slices.Equal(got, it.Sample.Suggestion.Turns[:3]) || it.State.Verdict != review.Edit {
		t.Errorf("%s gives %+v", it.State.Verdict, got)
	}
	s.Type("left")
	s.WaitFor("✗ cut before turn 4: these 4 turns are rejected", "● cut before turn 4", "6 user  ✗ cut")
	s.Type("tab", "X")
	s.WaitFor("it is cut before turn 4 already")
	s.Type("e")
	s.WaitFor("turn 4 is cut")
	s.Type("tab", "tab", "X") // further down: two turns come back
	s.WaitFor("saved: c1 cut before turn 6 (5 of 7 turns stay)")
	s.Type("left")
	s.WaitFor("✗ cut before turn 6: these 2 turns are rejected")
	s.Type("a")
	s.WaitFor("your answer stands; the same key again accepts the model's instead")
	s.Type("a")
	s.WaitFor("saved: c1 accepted", " c2 ")
	if got := b.item(t, "c1").Answer().Turns; len(got) != 7 {
		t.Errorf("%d turns after accepting the whole", len(got))
	}
	s.Type("u")
	s.WaitFor("undone and saved: c1", "✗ cut before turn 6")
	s.Type("u", "u")
	s.WaitFor("0 of 2 decided")
	s.Type("ctrl+r")
	s.WaitFor("done again and saved: c1")
	if got := b.item(t, "c1").Answer().Turns; len(got) != 3 {
		t.Errorf("%d turns after undo and redo, want 3", len(got))
	}
}

func TestChat_CutBeforeTheFirstTurnIsARejection(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows[0])
	s := b.screen(t, 80, 24)
	s.WaitFor("turn 7 of 7")
	s.Type("tab") // around the end
	s.WaitFor("turn 1 of 7")
	s.Type("X")
	s.WaitFor("x rejects the whole conversation")
	if it := b.item(t, "c1"); it.State.Verdict != "" {
		t.Errorf("it is %s", it.State.Verdict)
	}
	s.Type("x")
	s.WaitFor("saved: c1 rejected")
}

func TestChat_ACutLeavesAnAnswerAtTheEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), `{"confidence":0.1,`+chatRow("k1", "user", "Is it far?", "assistant", "No.")[1:],
		`{"confidence":0.2,`+chatRow("k2", "user", "Is it far?", "assistant", "No.", "user", "How far?", "assistant", "Yes.")[1:], chatRows[1])
	m := b.model(t, Options{})
	keysInto(t, m, "X")
	sees(t, m, " k1", "before turn 2 stands no answer: x rejects the whole conversation")
	keysInto(t, m, "x", "X")
	sees(t, m, "saved: k2 cut before turn 3 (2 of 4 turns stay)")
	if got := contents(b.item(t, "k2")); !slices.Equal(got, []string{"Is it far?", "No."}) {
		t.Errorf("the turns are %q", got)
	}
	keysInto(t, m, "X") // a call of a tool is no answer either
	sees(t, m, " c2", "before turn 4 stands no answer")
	if it := b.item(t, "c2"); it.State.Verdict != "" {
		t.Errorf("c2 is %s", it.State.Verdict)
	}
}

func TestChat_EditsStayWhenItIsCutLater(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows[0])
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "K", "K", "e", "Z", "ctrl+s", "left")
	keysInto(t, m, "J", "X")
	it := b.item(t, "c1")
	if got := contents(it); len(got) != 5 || !strings.HasPrefix(got[4], "Z같은") {
		t.Errorf("the turns are %q", got)
	}
	if said := m.said(it.Decision.Decision); said != "edited in turn 5, cut before turn 6 (5 of 7 turns stay)" {
		t.Errorf("it is said to be %q", said)
	}
}

func TestChat_FixedTurnsAreReadNotEdited(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows[1])
	s := b.screen(t, 100, 30)
	s.WaitFor("turn 4 of 4", "read only", `[{"id":"t1"`)
	s.Type("K", "K")
	s.WaitFor("turn 2 of 4")
	s.Type("e")
	s.WaitFor("turn 2 is no plain text in the record")
	s.Type("E")
	s.WaitFor("turn 2 is no plain text in the record")
	s.Type("K", "e")
	s.WaitFor("✎ turn 1 user", "turn 3 tool")
	s.Type("tab") // over the turn that is fixed
	s.WaitFor("✎ turn 3 tool")
	s.TypeText("about ")
	s.Type("ctrl+s")
	s.WaitFor("saved: c2 edited in turn 3")
	it := b.item(t, "c2")
	if was, now := it.Sample.Suggestion.Turns, it.Answer().Turns; now[1] != was[1] || now[2].Content != "about 21 C, clear" {
		t.Errorf("the turns are %+v", now)
	}
}

func TestChat_TurnsTooLongForTheEditorLeaveTheOthersEditable(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRow("long", "user", "Short.", "assistant", strings.Repeat("word ", 5000), "user", ""))
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "e")
	sees(t, m, "this text has 24 KB, more than can be edited here")
	keysInto(t, m, "x", "a", "1") // typed without looking
	if it := b.item(t, "long"); it.State.Verdict != "" {
		t.Errorf("what was typed for the editor decided: %s", it.State.Verdict)
	}
	keysInto(t, m, "esc", "K", "e", "tab", "Z")
	sees(t, m, "✎ turn 3 user")
	keysInto(t, m, "ctrl+s")
	it := b.item(t, "long")
	if got := contents(it); got[0] != "Short." || got[2] != "Z" || got[1] != it.Sample.Suggestion.Turns[1].Content {
		t.Errorf("the turns are %.60q", got)
	}
}

func TestChat_DraftAndDecisionComeBackAfterARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows[0],
		`{"confidence":0.6,`+chatRow("c2", "user", "Is it far?", "assistant", "No.", "user", "How far?", "assistant", "Yes.")[1:])
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	keysInto(t, m, "K", "K", "e", "Z", "tab", "Q", "esc")
	keysInto(t, m, "space") // c2 is on the card
	keysInto(t, m, "X")
	if err := m.finish(); err != nil {
		t.Fatal(err)
	}
	b.desk.Close()
	b.open(t, b.store)
	d := b.item(t, "c1").Draft
	if d == nil || d.Field != "turn 6" || len(d.Texts) != 2 || !strings.HasPrefix(d.Texts["turn 5"], "Z같은") {
		t.Fatalf("the draft is %+v", d)
	}
	m = b.model(t, Options{})
	m.draftRest = time.Microsecond
	sees(t, m, "✎ draft", "turn 6 of 7")
	keysInto(t, m, "e")
	sees(t, m, "✎ turn 6 user", "Qشكراً")
	keysInto(t, m, "ctrl+s")
	if got := contents(b.item(t, "c1")); len(got) != 7 || !strings.HasPrefix(got[4], "Z같은") || !strings.HasPrefix(got[5], "Qشكراً") {
		t.Errorf("the turns are %q", got)
	}
	keysInto(t, m, "left", "left")
	sees(t, m, " c2", "✗ cut before turn 3: these 2 turns are rejected", "turn 2 of 4, 2 cut")
}

func TestChat_LeavingTheEditorSelectsTheTurnThatWasEdited(t *testing.T) {
	t.Parallel()
	m := newBench(t, chatTask(), chatRows[0]).model(t, Options{})
	keysInto(t, m, "K", "e", "tab", "tab", "esc")
	sees(t, m, "turn 1 of 7")
}

func TestChat_AnEditorOutsideGetsTheSelectedTurn(t *testing.T) {
	t.Parallel()
	b := newBench(t, chatTask(), chatRows[0])
	m := b.model(t, Options{Local: true})
	keysInto(t, m, "K", "K")
	it := m.current()
	file, _ := m.outside(it)
	path, err := writeTemp("다시\n")
	if err != nil {
		t.Fatal(err)
	}
	m.bringing(nil)
	drive(t, m, editedMsg{item: *it, file: file, path: path})
	if got := contents(b.item(t, "c1")); file.parts[0] != "turn 5" || got[4] != "다시" {
		t.Errorf("%s, the turns are %q", file.parts, got)
	}
}

func TestChat_FieldsAreReadAboveAndEditedBeside(t *testing.T) {
	t.Parallel()
	task := chatTask()
	task.Fields, task.Target = []string{"system", "turn 1"}, "conversations"
	b := newBench(t, task, `{"id":"s","system":"Be kind.","turn 1":"a field with the name of a turn","conversations":[{"from":"human","value":"hi","x":1},{"from":"gpt","value":"hello"}]}`)
	m := b.model(t, Options{})
	m.draftRest = time.Microsecond
	sees(t, m, "Be kind.", "a field with the name of a turn", "1 human", "2 gpt", "turn 2 of 2")
	keysInto(t, m, "e", "shift+tab", "shift+tab")
	sees(t, m, "✎ system")
	keysInto(t, m, "Z", "tab", "Q", "ctrl+s")
	it := b.item(t, "s")
	if got := it.Answer(); len(got.Fields) != 1 || got.Fields["system"] != "ZBe kind." || got.Turns[0].Content != "Qhi" || got.Turns[1].Content != "hello" {
		t.Errorf("the answer is %+v", got)
	}
	sees(t, m, "edited in system, turn 1")
}

func TestChat_DigitsSelectTurns(t *testing.T) {
	t.Parallel()
	m := newBench(t, chatTask(), chatRows[0]).model(t, Options{})
	keysInto(t, m, "3")
	sees(t, m, "turn 3 of 7")
	keysInto(t, m, "9")
	sees(t, m, "turn 3 of 7", "there is no turn 9: the conversation has 7")
}

func TestChat_CopiesWhoSaysWhat(t *testing.T) {
	t.Parallel()
	m := newBench(t, chatTask(), chatRow("c", "user", "Hi.", "assistant", "안녕하세요.")).model(t, Options{})
	if got, want := copied(m), "user: Hi.\n\nassistant: 안녕하세요."; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
}

func TestChat_ListsShowWhatThePersonSaidFirst(t *testing.T) {
	t.Parallel()
	m := newBench(t, chatTask(), chatRows...).model(t, Options{})
	if got := m.gist(*m.current()); got != "My train to Busan was cancelled. What now?" {
		t.Errorf("the gist is %q", got)
	}
}

func TestChat_AnyKeysKeepFramesExactAndTheLogReplayable(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "J", "K", "2", "X", "z", "Z", "R", "I", "F", "e", "esc", "ctrl+s", "ctrl+x", "Z", "a", "x", "space", "u", "ctrl+r",
		"left", "right", "up", "down", "pgdown", "end", "f", "h", "enter", "w", "Y",
	}
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t, chatTask(), append([]string{
			chatRow("long", "user", strings.Repeat("긴 대화 ", 400), "assistant", strings.Repeat("a\n", 60), "critic\x1b[2J", "\u202e", "gpt", ""),
		}, chatRows...)...)
		m := newModel(b.desk, b.session, Options{})
		m.draftRest = time.Microsecond
		w, h := rapid.IntRange(40, 160).Draw(rt, "w"), rapid.IntRange(12, 50).Draw(rt, "h")
		drive(t, m, tea.WindowSizeMsg{Width: w, Height: h})
		drive(t, m, m.refill()())
		for i, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 25).Draw(rt, "keys") {
			keysInto(t, m, k)
			if i%2 == 0 { // frames are left out at times
				checkFrame(rt, m)
				checkFresh(rt, m, k)
			}
		}
		drive(t, m, tea.WindowSizeMsg{Width: 200 - w, Height: 62 - h})
		checkFrame(rt, m)
		if err := m.finish(); err != nil {
			rt.Fatal(err)
		}
		if report, err := b.store.Check(); err != nil || !report.OK() {
			rt.Fatalf("the log does not replay to the same state: %+v, %v", report, err)
		}
	})
}

func BenchmarkChat_SelectNextTurn(b *testing.B) {
	for _, n := range []int{8, 200} {
		b.Run(fmt.Sprintf("%d turns", n), func(b *testing.B) {
			bench := newBench(b, chatTask(), longChat(n, 5000))
			m := newModel(bench.desk, bench.session, Options{})
			drive(b, m, tea.WindowSizeMsg{Width: 120, Height: 40})
			drive(b, m, m.refill()())
			for b.Loop() {
				m.Update(keyPress("tab"))
				_ = m.View().Content
			}
		})
	}
}
