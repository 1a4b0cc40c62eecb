package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/tui/screentest"
)

// makingTask has labels that are wide, and one that is hostile.
func makingTask() review.Task {
	off := false
	t := newsTask()
	t.Labels = []review.Label{
		{Name: "편향된 문장", Key: "b"}, {Name: "neutral", Key: "d"}, {Name: "un\x1b[2Jclear", Key: "y"},
	}
	t.Generate.Steer.Contrast = &off
	return t
}

func makingStream() review.Stream {
	return review.Stream{
		Source: "m at local\x1b]0;x\x07host", Phase: review.StreamRunning, Made: 34, Wanted: 60,
		Rejected: 2, Filtered: 5, Duplicates: 1, Requests: 9, Tokens: 12480, USD: 0.0042,
		Partial: "The council",
		Board: &review.Board{
			Labels: []review.BoardLabel{
				{Label: "편향된 문장", Wanted: 27, Made: 12, Accepted: 5, Corrected: 4},
				{Label: "neutral", Wanted: 17, Made: 11, Accepted: 6},
				{Label: "un\x1b[2Jclear", Wanted: 16, Made: 11, Accepted: 1},
			},
			Strategies: []review.BoardStrategy{
				{Name: "zerogen", Made: 30, Held: 5, Fresh: 0.74},
				{Name: "self-instruct", Made: 4, Fresh: 0.12, Slowed: true},
				{Name: "évolve 진화", Fresh: -1},
			},
			Contrast: "편향된 문장 / neutral", ContrastShare: 0.24,
			Demonstrations: 12, Accepted: 12,
		},
		Refused: []review.StreamRefused{
			{Reason: "no label", Raw: `{"text": "first"}`},
			{Reason: "81% alike to n3 \u202eevil", Filter: "near", Raw: `{"text": "시의회는 새 노선을 승인했다", "label": "neutral"}`},
			{Reason: "label \"foo\x1b[31m\" is not one of the task's labels", Raw: "{\"text\": \"\x1b]52;c;aGk=\x07\u202eabc\", \"label\": \"foo\x1b[31m\"}\n```\n\xff" + strings.Repeat("끝 ", 60)},
		},
	}
}

// making shows the bench with a stream and the pane open.
func (b *bench) making(t testing.TB, s review.Stream, w, h int, opts ...screentest.Option) *screentest.Screen {
	t.Helper()
	b.desk.SetStream(s)
	screen := screentest.New(t, newModel(b.desk, b.session, Options{Project: "news.winnow", Stream: &control{}}), w, h, opts...)
	screen.WaitFor(" n2 ")
	screen.Type("M")
	screen.WaitFor("HOW SAMPLES ARE MADE")
	return screen
}

func TestMaking_Screens(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}, {200, 50}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			t.Parallel()
			s := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), size.w, size.h)
			s.WaitFor("34 of 60 made", "REFUSED ANSWERS")
			s.Golden()
		})
	}
}

func TestMaking_ReadsWithoutColoursAndOnLightBackgrounds(t *testing.T) {
	t.Parallel()
	dark := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), 120, 36)
	light := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), 120, 36, screentest.Light())
	plain := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), 120, 36, screentest.Env("NO_COLOR=1"))
	for _, s := range []*screentest.Screen{dark, light, plain} {
		s.WaitFor("▸ unusable", "slowed", "off in the task file (generate.steer.contrast: false)", "편향된 문장 +7")
	}
	if dark.Text() != plain.Text() || dark.Text() != light.Text() {
		t.Error("without colours, or in light ones, the pane says something else")
	}
}

func TestMaking_NothingHostileReachesTheTerminal(t *testing.T) {
	t.Parallel()
	s := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), 120, 36)
	s.WaitFor("un␛[2Jclear", "‹U+202E›evil", "foo␛[31m")
	s.Type("enter")
	s.WaitFor("THE ANSWER AS IT CAME", "␛]52;c;aGk=␇‹U+202E›abc", "‹0xFF›", "5 hidden characters", "끝")
	s.Type("left")
	s.WaitFor("REFUSED ANSWERS")
	out := string(s.Bytes())
	for _, bad := range []string{"\x1b[2Jclear", "\x1b]52;", "\u202e", "foo\x1b[31m", "\xff", "\x1b]0;x"} {
		if strings.Contains(out, bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}

func TestMaking_AnAnswerKeepsOffTheBorder(t *testing.T) {
	t.Parallel()
	for w := 20; w < 30; w++ {
		v := rawView{answer: review.StreamRefused{Reason: "no", Raw: strings.Repeat("끝 ", 40) + strings.Repeat("x", 80)}}
		m := newBench(t, newsTask(), newsRows...).model(t, Options{})
		for _, row := range v.rows(m, w, 40) {
			if n := cells(strings.TrimRight(ansi.Strip(row), " ")); n >= w {
				t.Errorf("%d of %d cells: %q", n, w, ansi.Strip(row))
			}
		}
	}
}

func TestMaking_FollowsTheStreamWhileItIsOpen(t *testing.T) {
	t.Parallel()
	b := newBench(t, makingTask(), newsRows[:2]...)
	st := makingStream()
	st.Board, st.Refused = nil, nil
	s := b.making(t, st, 120, 36)
	s.WaitFor("34 of 60 made", "has told")
	st = makingStream()
	st.Made, st.Tokens, st.Unpriced, st.USD = 35, 13000, 520, 0
	b.desk.SetStream(st)
	s.WaitFor("35 of 60 made", "520 tokens without a price", "1,083 tokens per usable sample", "REFUSED ANSWERS, THE NEWEST FIRST (3 of 7)")
	st.Phase, st.Message, st.Hint = review.StreamFailed, "the key was refused (401)", "set OPENAI_API_KEY"
	b.desk.SetStream(st)
	s.WaitFor("✗ stopped", "the key was refused (401)", "set OPENAI_API_KEY")
	s.Type("G")
	s.WaitFor("generation resumed")
	s.Type("M")
	s.WaitGone("HOW SAMPLES ARE MADE")
}

func TestMaking_TheCursorStaysOnItsAnswerWhileOthersCome(t *testing.T) {
	t.Parallel()
	b := newBench(t, makingTask(), newsRows[:2]...)
	st := makingStream()
	s := b.making(t, st, 120, 36)
	s.WaitFor("▸ unusable   label")
	next := func(reason string) {
		kept := st.Refused[max(0, len(st.Refused)-4):]
		st.Refused = append(kept[:len(kept):len(kept)], review.StreamRefused{Reason: reason, Raw: "raw of " + reason})
		b.desk.SetStream(st)
	}
	next("fourth")
	s.WaitFor("▸ unusable   fourth") // on the newest it stays on the newest
	s.Type("down")
	s.WaitFor("▸ unusable   label")
	next("fifth")
	s.WaitFor("fifth", "▸ unusable   label")
	s.Type("up", "right")
	s.WaitFor("THE ANSWER AS IT CAME", "│ raw of fourth")
	next("sixth") // five are kept: what was there first is lost
	s.WaitFor("│ raw of fourth")
	s.Type("esc")
	s.WaitFor("sixth", "▸ unusable   fourth")
	next("seventh")
	next("eighth")
	s.WaitFor("eighth", "▸ unusable   fourth")
	next("ninth") // fourth is lost, the oldest takes the cursor
	s.WaitFor("ninth", "▸ unusable   fifth")
	s.Type("esc")
	s.WaitGone("REFUSED ANSWERS")
}

func TestMaking_OfTheOfflineGrammarShowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsTask(), newsRows...)
	s := b.making(t, review.Stream{Source: "offline grammar", Phase: review.StreamDone, Made: 9, Wanted: 9, Duplicates: 2}, 80, 24)
	s.WaitFor("offline grammar", "done", "9 of 9 made", "0 unusable · 0 held back by filters · 2 duplicates", "the offline grammar does not")
	if s.Contains("token") || s.Contains("$") {
		t.Error("a source without cost shows one")
	}
}

func TestMaking_ATaskWithoutLabelsHasNoQuotaToSteer(t *testing.T) {
	t.Parallel()
	st := makingStream()
	st.Board = &review.Board{Strategies: st.Board.Strategies, Demonstrations: 1, Accepted: 1}
	st.Refused, st.Phase = nil, review.StreamDone
	b := newBench(t, textTask(), `{"id":"n2","instruction":"Say hello.","output":"hi"}`)
	s := b.making(t, st, 80, 24)
	s.WaitFor("STRATEGY", "slowed", "1 decided sample can stand in prompts", "Decisions are counted up to the last answer")
	if s.Contains("quota") || s.Contains("contrast") || s.Contains("LABEL") {
		t.Error("labels are shown in a task that has none")
	}
}

func TestMaking_AllOfALongTableCanBeReached(t *testing.T) {
	t.Parallel()
	st := makingStream()
	for i := range 60 {
		st.Board.Labels = append(st.Board.Labels, review.BoardLabel{Label: fmt.Sprintf("%02d is a rather long name of a label", i), Wanted: i})
	}
	s := newBench(t, makingTask(), newsRows[:2]...).making(t, st, 80, 24)
	s.WaitFor("▼ more: pgdn", "▸ unusable")
	s.WaitFor("04 is a rather")
	s.WaitGone("05 is a")
	s.Type("pgdown")
	s.WaitFor("05 is a rather", "▸ unusable")
	s.WaitGone("04 is a")
	s.Type("end")
	s.WaitFor("WHAT STEERS", "generate.steer.slow: false", "▸ unusable")
	s.WaitGone("▼ more")
}

// Ensure that what is decided after the last answer shows, and that a run under
// way tells for itself.
func TestMaking_CountsGoOnWhenNothingComesAnyMore(t *testing.T) {
	t.Parallel()
	b := newBench(t, makingTask(), newsRows[:2]...)
	st := makingStream()
	st.Phase = review.StreamDone
	b.desk.SetStream(st)
	now := *st.Board
	now.Labels = []review.BoardLabel{{Label: "biased", Wanted: 30, Made: 18, Accepted: 432}}
	screen := screentest.New(t, newModel(b.desk, b.session, Options{Stream: &control{}, Board: func() *review.Board { return &now }}), 120, 36)
	screen.WaitFor(" n2 ")
	screen.Type("M")
	screen.WaitFor(" 432 ")
	screen.WaitGone("counted up to the last answer")
	st.Phase = review.StreamRunning
	b.desk.SetStream(st)
	screen.WaitGone(" 432 ")
}

func TestMaking_WithoutAStreamSaysHowToStartOne(t *testing.T) {
	t.Parallel()
	s := newBench(t, newsTask(), newsRows...).screen(t, 80, 24)
	s.WaitFor(" n2 ")
	s.Type("M")
	s.WaitFor("Nothing is being generated", "winnow review news-bias.winnow --generate N")
	s.Type("esc")
	s.WaitFor(" n2 ")
}

func TestMaking_TooSmallATerminalSaysSo(t *testing.T) {
	t.Parallel()
	s := newBench(t, makingTask(), newsRows[:2]...).making(t, makingStream(), 80, 24)
	s.Resize(30, 8)
	s.WaitFor("30×8")
	s.Resize(80, 24)
	s.WaitFor("HOW SAMPLES ARE MADE")
}

func TestDollars_KeepTwoDigitsThatSaySomething(t *testing.T) {
	t.Parallel()
	for usd, want := range map[float64]string{
		12.345: "$12.35", 0.5: "$0.50", 0.0421: "$0.042", 0.000351: "$0.00035", 0: "$0.00", 1e-12: "$0.000000000",
	} {
		if got := dollars(usd); got != want {
			t.Errorf("dollars(%v) is %s, want %s", usd, got, want)
		}
	}
}

func TestMaking_WhatItExplainsIsNotWiderThanOtherTexts(t *testing.T) {
	t.Parallel()
	m := news(t).model(t, Options{})
	for _, r := range m.nothingMadeRows(160) {
		if n := cells(r); n > measureMost+1 {
			t.Errorf("%d cells: %q", n, r)
		}
	}
}

// Ensure that what a run says when it stands is told to its end where there is
// room, and that it is said where there is none.
func TestStream_WhyItStandsIsToldToItsEndOrSaidToBeCut(t *testing.T) {
	t.Parallel()
	st := makingStream()
	st.Phase, st.Partial = review.StreamFailed, ""
	st.Message = "the budget of 2000 tokens is spent (1997 used); 4 samples could not be checked, and are not stored"
	st.Hint = "it is for one run: going on (G in a review, or the same command again) may spend as much once more; or raise generate.budget.tokens in the task file"
	for _, size := range []struct {
		w, h  int
		whole bool
	}{{120, 36, true}, {100, 24, false}} {
		b := newBench(t, makingTask(), newsRows[:2]...)
		m := b.model(t, Options{Stream: &control{}})
		m.news.Stream = &st
		const w = 32
		side := ansi.Strip(strings.Join(m.sideRows(w, size.h), "\n"))
		told := strings.Join(strings.Fields(side), " ")
		if whole := strings.Contains(told, "are not stored it is for one run") && strings.Contains(told, "tokens in the task file"); whole != size.whole {
			t.Errorf("%d rows: told to the end: %t\n%s", size.h, whole, side)
		}
		if !size.whole && !strings.Contains(side, "…") {
			t.Errorf("%d rows: cut without a sign\n%s", size.h, side)
		}
		if !strings.Contains(told, "NEXT") {
			t.Errorf("%d rows: what comes next is pushed out\n%s", size.h, side)
		}
		pane := strings.Join(strings.Fields(ansi.Strip(strings.Join(m.makingRows(&st, 60), "\n"))), " ")
		if !strings.Contains(pane, st.Message+" "+st.Hint) {
			t.Errorf("the pane cuts what the run says: %s", pane)
		}
	}
}

// Ensure that labels whose quotas differ by less than a sample are not said to be
// corrected as often as others.
func TestMaking_QuotasThatDifferByLessThanASample(t *testing.T) {
	t.Parallel()
	words := quotaText([]review.BoardLabel{{Label: "a", Wanted: 2, Corrected: 4}, {Label: "b", Wanted: 2, Corrected: 2}, {Label: "c", Wanted: 1}})
	if !strings.Contains(words, "equal to within one sample") || strings.Contains(words, "no label") {
		t.Error(words)
	}
}
