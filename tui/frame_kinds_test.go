package tui

import (
	"bytes"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"winnow/review"
)

// anyText draws what models write and what nobody should.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringN(0, 300, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("aé한日م\u0301\u200d👩🏽🚢\x1b\u202e\u009b\n\t \u00ad\ufeff\r#`*-")), 0, 400, -1),
		rapid.SampledFrom([]string{"", "\n\n\n", "한국어 문장입니다.", "مرحبا بالعالم", "# Head\n\n- a\n- b\n\n```go\nfunc main() {}\n```", "e\u0301\u0301\u0301", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦"}),
	)
}

// anySample draws a sample of the task's kind.
func anySample(t *rapid.T, task review.Task) review.Item {
	s := review.Sample{Seq: 1, ID: anyText().Draw(t, "id"), Suggested: true, Rationale: anyText().Draw(t, "rationale")}
	for _, name := range task.Fields {
		s.Fields = append(s.Fields, review.Field{Name: name, Text: anyText().Draw(t, name)})
	}
	a := &s.Suggestion
	if task.Kind.OneLabel() {
		a.Label = rapid.SampledFrom(task.LabelNames()).Draw(t, "label")
	}
	switch task.Kind {
	case review.MultiLabel:
		a.Labels = task.InOrder(rapid.SliceOf(rapid.SampledFrom(task.LabelNames())).Draw(t, "labels"))
	case review.Spans:
		a.Spans = []review.Span{}
		if n := utf8.RuneCountInString(s.Fields[0].Text); n > 0 {
			for range rapid.IntRange(0, 5).Draw(t, "spans") {
				from := rapid.IntRange(0, n-1).Draw(t, "from")
				a.Spans = append(a.Spans, review.Span{Start: from, End: rapid.IntRange(from+1, n).Draw(t, "to"), Label: rapid.SampledFrom(task.LabelNames()).Draw(t, "label")})
			}
			a.Spans = review.SortSpans(a.Spans)
		}
	case review.Text:
		a.Text = anyText().Draw(t, "response")
	case review.Chat:
		for range rapid.IntRange(1, 5).Draw(t, "turns") {
			a.Turns = append(a.Turns, review.Turn{Role: rapid.SampledFrom([]string{"user", "assistant", "system", "\x1b[2J"}).Draw(t, "role"), Content: anyText().Draw(t, "turn"), Fixed: rapid.Bool().Draw(t, "fixed")})
		}
	}
	return review.Item{Sample: s, Confidence: review.Known(0.5)}
}

func TestFrame_AnyTextOfAnyKindFillsAnyTerminal(t *testing.T) {
	t.Parallel()
	keys := map[review.Kind][]string{
		review.MultiLabel: {"1", "2", "-", "esc"}, review.Spans: {"enter", "tab", "l", "L", "1", "d", "]", "esc"}, review.Text: {"R", "Z"},
		review.Chat: {"tab", "z", "R", "3"}, review.Prefer: {"d"}, review.Rate: {"1", "5", "tab", "esc"},
	}
	for kind, own := range keys {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := demoBench(t, kind)
			rapid.Check(t, func(rt *rapid.T) {
				m := newModel(b.desk, b.session, Options{Project: "프로젝트.winnow"})
				it := anySample(rt, b.desk.Task())
				m.win.cur, m.win.ready = &it, true
				for range 3 {
					drive(t, m, tea.WindowSizeMsg{Width: rapid.IntRange(1, 300).Draw(rt, "w"), Height: rapid.IntRange(1, 100).Draw(rt, "h")})
					checkFrame(rt, m)
					drive(t, m, keyPress(rapid.SampledFrom(append(own, "down", "end", "g", "?", "w", "esc")).Draw(rt, "key")))
					checkFrame(rt, m)
					if bytes.ContainsAny([]byte(m.frame()), "\r\t\u202e\u009b") {
						rt.Fatalf("what nobody should see is in the frame: %q", m.frame())
					}
				}
			})
		})
	}
}

// TestPanes_WideRightToLeftAndHostileText shows every pane over texts that are
// hard to show.
func TestPanes_WideRightToLeftAndHostileText(t *testing.T) {
	t.Parallel()
	hard := func(t testing.TB) *bench {
		return newBench(t, newsTask(),
			`{"id":"evil\u001b[2J","text":"before \u001b]52;c;ZXZpbA==\u0007 \u202e reversed \r over \u009d0;title\u009c end","label":"neutral","rationale":"\u001b[31mred","confidence":0.1}`,
			`{"id":"wide","text":"시의회는 화요일에 새 전차 노선을 승인했다 🚋 市議会は新しい路線を承認した。","label":"neutral","confidence":0.2}`,
			`{"id":"rtl","text":"وافق المجلس على خط الترام الجديد يوم الثلاثاء.","label":"biased","confidence":0.3}`)
	}
	start := []keyed{onKey("", "before ␛]52"), onKey("a", "accepted as neutral", "시의회는", "1 of 3 decided")}
	for name, then := range map[string][]keyed{
		"card":       nil,
		"next":       {onKey("x", "2 of 3 decided", "وافق")},
		"history":    {onKey("h", "YOUR DECISIONS")},
		"edit":       {onKey("e", "ctrl+s")},
		"picker":     {onKey("l", "enter choose")},
		"note":       {onKey("n", "keep the note")},
		"find":       {onKey("F", "find")},
		"why":        {onKey("w", "WHERE IT COMES FROM")},
		"guidelines": {onKey("g", "GUIDELINES")},
		"rendered":   {onKey("R", "rendered")},
		"words":      {onKey("I", "learn")},
		"search":     {onKey("/", "back"), onKey("e", "enter"), onKey("enter", "found")},
		"bulk":       {onKey("/", "back"), onKey("시", "enter"), onKey("tab", "only what matches"), onKey("B", "1 undecided sample")},
		"statistics": {onKey("s", "3 samples, 1 decided", "some time apart")},
		"making":     {onKey("M", "esc")},
		"help":       {onKey("?", "scroll")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hard(t).screen(t, 100, 30)
			for _, k := range append(start, then...) {
				if k.key != "" {
					s.Type(k.key)
				}
				s.WaitFor(k.shows...)
			}
			s.Golden()
			for _, bad := range []string{"\x1b]52", "\x1b]0;title", "\u009d", "\u202e", "\r over", "\x1b[31mred"} {
				if bytes.Contains(s.Bytes(), []byte(bad)) {
					t.Errorf("%q reached the terminal", bad)
				}
			}
		})
	}
}
