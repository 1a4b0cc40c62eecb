package similar_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/review/similar"
)

func TestNormal_SpellingsOfTheSameAreOne(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                    "",
		"plain text":                          "plain text",
		"  Two\t\nlines ":                     "two lines",
		"Ｆｕｌｌ　ｗｉｄｔｈ":                          "full width",
		"cafe\u0301":                          "café",
		"zero\u200bwidth soft\u00adhyphen":    "zerowidth softhyphen",
		"\u202eturned":                        "turned",
		"한\u1100\u1161":                       "한가",
		"ﬁne\u00a0print":                      "fine print",
		"broken\xff":                          "broken\ufffd",
		"STRASSE ÄÖÜ":                         "strasse äöü",
		"punctuation, stays. (here)":          "punctuation, stays. (here)",
		"a\u0300\u200d b":                     "à b",
		"line one\r\nline two\u2028and three": "line one line two and three",
	} {
		if got := similar.Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormal_OfTheNormalChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := similar.Normal(rapid.String().Draw(t, "text"))
		if twice := similar.Normal(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

func TestTokens_WordsOrCharactersByScript(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"Don't stop, now!":      {"don", "t", "stop", "now"},
		"x_1 = 42":              {"x", "1", "42"},
		"한국어 문장":                {"한", "국", "어", "문", "장"},
		"日本語のコーヒー":              {"日", "本", "語", "の", "コ", "ー", "ヒ", "ー"},
		"GPT4は速い":               {"gpt4", "は", "速", "い"},
		"สวัสดี":                {"ส", "วั", "ส", "ดี"},
		"नमस्ते दुनिया":         {"नमस्ते", "दुनिया"},
		"Добрый день":           {"добрый", "день"},
		"good 👍🏽 day":           {"good", "👍", "day"},
		"مرحبا بالعالم":         {"مرحبا", "بالعالم"},
		"?! … --":               {},
		"\u0301 on nothing":     {"on", "nothing"},
		"end\ufffd of\ufffd it": {"end", "of", "it"},
	} {
		if diff := cmp.Diff(want, similar.Tokens(in)); diff != "" {
			t.Errorf("Tokens(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestCut_HoldsExactlyTheFirstTokens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		n      int
		head   string
		tokens int
	}{
		{"One, two, three.", 2, "one, two", 2},
		{"One, two, three.", 3, "one, two, three", 3},
		{"One, two, three.", 4, "one, two, three.", 3},
		{"One, two, three.", 0, "", 0},
		{"日本語", 2, "日本", 2},
		{"", 5, "", 0},
		{"?!", 5, "?!", 0},
	} {
		head, tokens := similar.Cut(c.text, c.n)
		if head != c.head || tokens != c.tokens {
			t.Errorf("Cut(%q, %d) = %q, %d, want %q, %d", c.text, c.n, head, tokens, c.head, c.tokens)
		}
	}
}
