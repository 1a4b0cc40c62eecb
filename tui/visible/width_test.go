package visible_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"winnow/tui/visible"
)

// How cells are counted is one for the process: these do not run beside others.

func TestWidth_IsByCodePointsUntilTheTerminalJoins(t *testing.T) {
	const thumb, family = "👍🏽", "👨\u200d👩\u200d👧\u200d👦"
	visible.Join(false)
	if a, b := visible.Width(thumb), visible.Width(family); a != 4 || b != 8 {
		t.Errorf("%d and %d cells, want 4 and 8", a, b)
	}
	if got := visible.Cut("\x1b[1m"+thumb+"\x1b[m ab", 6, "…"); got != "\x1b[1m"+thumb+"\x1b[m …" {
		t.Errorf("cut to %q", got)
	}
	if got := visible.Cut(thumb, 2, "…"); got != "…" {
		t.Errorf("cut to %q", got)
	}
	visible.Join(true)
	defer visible.Join(false)
	if a, b := visible.Width(thumb), visible.Width(family); a != 2 || b != 2 {
		t.Errorf("%d and %d cells, want 2 and 2", a, b)
	}
	if got := visible.Cut(thumb+" abc", 5, "…"); got != thumb+" a…" {
		t.Errorf("cut to %q", got)
	}
}

func TestCut_IsNeverWider(t *testing.T) {
	bits := []string{"👍🏽", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3", "स्ते", "日", "a", " ", "e\u0301", "\x1b[1m", "\x1b[m"}
	rapid.Check(t, func(rt *rapid.T) {
		s := ""
		for _, b := range rapid.SliceOf(rapid.SampledFrom(bits)).Draw(rt, "text") {
			s += b
		}
		w := rapid.IntRange(1, 40).Draw(rt, "w")
		if got := ansi.StringWidthWc(visible.Cut(s, w, "…")); got > w {
			rt.Fatalf("%q has %d of %d cells", s, got, w)
		}
	})
}

func TestWidthAndCut_AreWhatTheMeasureSays(t *testing.T) {
	bits := []string{"a", "~", " ", "ab cd", "é", "·", "日", "\x1b[1m", "\x1b[38;2;1;2;3m", "\x1b[m", "\x1b[4:3m",
		"\x1b[2K", "\x1b]8;;x\x1b\\", "\x1b", "\x7f", "\t", "\u0301"}
	for _, joins := range []bool{false, true} {
		visible.Join(joins)
		of := visible.Measure()
		rapid.Check(t, func(rt *rapid.T) {
			s := ""
			for _, b := range rapid.SliceOf(rapid.SampledFrom(bits)).Draw(rt, "text") {
				s += b
			}
			if got, want := visible.Width(s), of.StringWidth(s); got != want {
				rt.Fatalf("%q has %d cells, want %d", s, got, want)
			}
			w := rapid.IntRange(0, 12).Draw(rt, "w")
			if got, want := visible.Cut(s, w, "…"), of.Truncate(s, w, "…"); joins && got != want {
				rt.Fatalf("%q cut to %d is %q, want %q", s, w, got, want)
			}
		})
	}
	visible.Join(false)
}
