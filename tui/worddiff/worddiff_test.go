package worddiff_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/tui/worddiff"
)

// show writes ops as text: [-deleted-] and {+inserted+}.
func show(ops []worddiff.Op) string {
	var b strings.Builder
	for _, op := range ops {
		switch op.Kind {
		case worddiff.Equal:
			b.WriteString(op.Text)
		case worddiff.Delete:
			fmt.Fprintf(&b, "[-%s-]", op.Text)
		case worddiff.Insert:
			fmt.Fprintf(&b, "{+%s+}", op.Text)
		}
	}
	return b.String()
}

func TestWords_ReadsWell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, before, after, want string }{
		{"nothing", "", "", ""},
		{"the same", "one two", "one two", "one two"},
		{"all new", "", "one two", "{+one two+}"},
		{"all gone", "one two", "", "[-one two-]"},
		{"a word", "the old cat sat", "the new cat sat", "the [-old-]{+new+} cat sat"},
		{"a word more", "the cat sat", "the big cat sat", "the {+big +}cat sat"},
		{"a word less", "the big cat sat", "the cat sat", "the [-big -]cat sat"},
		{"a sign", "Stop here.", "Stop here!", "Stop here[-.-]{+!+}"},
		{"not inside a word", "it doesn't matter", "it didn't matter", "it [-doesn't-]{+didn't+} matter"},
		{"spaces between changed words are given up", "the old cat ran off today", "the new dog ran off today", "the [-old cat-]{+new dog+} ran off today"},
		{"a small word between large changes is given up", "nothing important in somewhere", "everything splendid in elsewhere", "[-nothing important in somewhere-]{+everything splendid in elsewhere+}"},
		{"a long equal part is kept", "first the quick brown fox last", "start the quick brown fox end", "[-first-]{+start+} the quick brown fox [-last-]{+end+}"},
		{"lines stay apart", "one\ntwo\n", "uno\ndue\n", "[-one-]{+uno+}\n[-two-]{+due+}\n"},
		{"korean by words", "한국어 문장을 검토한다", "한국어 문서를 검토한다", "한국어 [-문장을-]{+문서를+} 검토한다"},
		{"chinese by characters", "我喜欢吃苹果", "我喜欢吃香蕉", "我喜欢吃[-苹果-]{+香蕉+}"},
		{"emoji whole", "ok 👩\u200d💻 go", "ok 👨\u200d💻 go", "ok [-👩\u200d💻-]{+👨\u200d💻+} go"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ops := worddiff.Words(c.before, c.after)
			if got := show(ops); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// check says what does not hold for ops, if anything.
func check(ops []worddiff.Op, before, after string) string {
	var a, b strings.Builder
	for i, op := range ops {
		if op.Text == "" || i > 0 && ops[i-1].Kind == op.Kind ||
			i > 0 && ops[i-1].Kind == worddiff.Insert && op.Kind == worddiff.Delete {
			return fmt.Sprintf("piece %d of %v", i, ops)
		}
		if op.Kind != worddiff.Insert {
			a.WriteString(op.Text)
		}
		if op.Kind != worddiff.Delete {
			b.WriteString(op.Text)
		}
	}
	if a.String() != before || b.String() != after {
		return fmt.Sprintf("gives %q and %q, want %q and %q", a.String(), b.String(), before, after)
	}
	return ""
}

func TestWords_GiveBothTexts(t *testing.T) {
	t.Parallel()
	text := rapid.Map(rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b", "the", " ", " ", "  ", "\n", ".", ", ", "日", "本", "한국어", "\xff", "\xe2\x80", "\r\n", "e\u0301", "👩\u200d💻", "\x1b[1m"}),
		rapid.String(),
	), 0, 60), func(parts []string) string { return strings.Join(parts, "") })
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		ops := worddiff.Words(before, after)
		if wrong := check(ops, before, after); wrong != "" {
			t.Fatal(wrong)
		}
		if same := worddiff.Words(before, before); before != "" && !reflect.DeepEqual(same, []worddiff.Op{{Kind: worddiff.Equal, Text: before}}) {
			t.Fatalf("a text differs from itself: %v", same)
		}
	})
}

// Ensure that long texts without anything in common, or with much of it, are
// compared in bounded time: a quadratic way takes minutes here.
func TestWords_LongTextsAreBounded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	words := func(n, kinds int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "w%d ", r.IntN(kinds))
			if i%20 == 19 {
				b.WriteString("\n")
			}
		}
		return b.String()
	}
	common := words(200_000, 5000)
	for name, texts := range map[string][2]string{
		"different":         {words(100_000, 5000), words(100_000, 5000)},
		"two words only":    {words(100_000, 2), words(100_000, 2)},
		"one word changed":  {common, strings.Replace(common, "w17 ", "new ", 1)},
		"every line edited": {common, strings.ReplaceAll(common, "\n", ".\n")},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			ops := worddiff.Words(texts[0], texts[1])
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if wrong := check(ops, texts[0], texts[1]); wrong != "" {
				t.Errorf("wrong pieces")
			}
			if name == "one word changed" && len(ops) != 4 {
				t.Errorf("%d pieces, want 4", len(ops))
			}
		})
	}
}

func BenchmarkWords(b *testing.B) {
	before := strings.Repeat("A sentence with some words in it, and more. ", 40)
	after := strings.Replace(before, "some words", "other things", 5)
	b.ReportAllocs()
	for b.Loop() {
		worddiff.Words(before, after)
	}
}

func TestApart_OnlyTextsWithoutAWordInCommon(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"Yes.", "No.", true},
		{"That is normal with modern lamps.", "Please unplug it; we replace it.", true},
		{"Blue, by day.", "Blue, every day.", false},
		{"", "Said.", false},
		{"the same", "the same", false},
		{"...", "!!!", false},
	} {
		if got := worddiff.Apart(c.before, c.after); got != c.want {
			t.Errorf("%q and %q: %v", c.before, c.after, got)
		}
	}
}
