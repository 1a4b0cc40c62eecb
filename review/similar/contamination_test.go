package similar_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"winnow/review/similar"
)

// words is n words that stand nowhere else.
func words(prefix string, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return strings.Join(all, " ")
}

func TestContamination_HowMuchCounts(t *testing.T) {
	t.Parallel()
	index := similar.NewContamination([]similar.Source{
		{"long", words("long", 40)},
		{"short", words("short", 10)},
		{"tiny", "What is two plus two?"},
		{"characters", "Donaudampfschiffahrtsgesellschaftskapitänsmützenschublade, pneumonoultramicroscopic"},
		{"chinese", "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少白日依山尽黄河入海流欲穷千里目更上一层楼"},
		{"thai", "ประเทศไทยเป็นประเทศในเอเชียตะวันออกเฉียงใต้มีกรุงเทพมหานครเป็นเมืองหลวงและเมืองใหญ่ที่สุด"},
		{"signs", "?!"},
		{"", ""},
	})
	long := strings.Fields(words("long", 40))
	short := strings.Fields(words("short", 10))
	between := func(copied string) string { return words("before", 20) + " " + copied + " " + words("after", 20) }
	for name, c := range map[string]struct {
		text   string
		kind   similar.Overlap // "" for none
		id     string
		length int
	}{
		"13 words of a long text":           {between(strings.Join(long[7:20], " ")), similar.OverlapWords, "long", 13},
		"30 words with other punctuation":   {between(strings.ToUpper(strings.Join(long[:30], ", "))), similar.OverlapWords, "long", 30},
		"7 words of a long text":            {between("x " + strings.Join(long[7:14], " ")), "", "", 0},
		"8 words of a long text":            {between(strings.Join(long[7:15], " ")), "", "", 0},
		"8 words of a short text":           {between(strings.Join(short[1:9], " ")), similar.OverlapWords, "short", 8},
		"7 words of a short text":           {between(strings.Join(short[1:8], " ")), "", "", 0},
		"8 words of a long text in a short": {"and " + strings.Join(long[3:11], " "), similar.OverlapWords, "long", 8},
		"the whole of a tiny text":          {"what is TWO plus two", similar.OverlapSame, "tiny", 5},
		"a tiny text and more":              {"what is two plus two, minus one", "", "", 0},
		"50 characters of one word": {
			"die donaudampfschiffahrts gesellschaftskapitäns-mützenschublade", similar.OverlapCharacters, "characters", 57,
		},
		"49 characters":        {"die onaudampfschiffahrts gesellschaftskapitänsmützens", "", "", 0},
		"26 characters of Han": {"前面春眠不觉晓处处闻啼鸟夜来风雨声花落知多少白日依山尽黄后面的话不同", similar.OverlapWords, "chinese", 13},
		"25 characters of Han": {"前面春眠不觉晓处处闻啼鸟夜来风雨声花落知多少白日依山尽后面的话不同", "", "", 0},
		"10 characters of Han": {"我们说夜来风雨声花落知多而已这是另外一件事情没有什么关系吧对不对", "", "", 0},
		"the whole in Thai":    {"ประเทศไทยเป็นประเทศในเอเชียตะวันออกเฉียงใต้มีกรุงเทพมหานครเป็นเมืองหลวงและ ใช่ไหม", similar.OverlapWords, "thai", 0},
		"only signs":           {"?!", similar.OverlapSame, "signs", 0},
		"nothing":              {"", "", "", 0},
		"unrelated":            {words("other", 60), "", "", 0},
	} {
		got, ok := index.Find(c.text)
		if ok != (c.kind != "") || got.Kind != c.kind || got.ID != c.id || c.length > 0 && got.Length != c.length {
			t.Errorf("%s: Find = %+v %v, want %s %s %d", name, got, ok, c.kind, c.id, c.length)
		}
	}
}

func TestContamination_TheSnippetIsWhatBothHave(t *testing.T) {
	t.Parallel()
	index := similar.NewContamination([]similar.Source{
		{"test.jsonl:12", "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness"},
	})
	got, ok := index.Find(`He said: "The worst of times -- it was the age of wisdom; it was the age of" iron, and the years before had been better ones`)
	want := similar.Copy{
		Kind: similar.OverlapWords, ID: "test.jsonl:12", Length: 15,
		Snippet: "the worst of times it was the age of wisdom it was the age of",
	}
	if !ok || got.Snippet != want.Snippet || got.ID != want.ID || got.Length != 15 {
		t.Errorf("Find = %+v %v, want %+v", got, ok, want)
	}
}

func TestContamination_FiftyCharactersAreFoundWhereverTheyStand(t *testing.T) {
	t.Parallel()
	l := invent(4, "", "abcdefghij", 1, 1, 10)
	r := draws(4)
	whole := l.join1(l.text(r, 160))
	index := similar.NewContamination([]similar.Source{{"1", whole}})
	for from := range len(whole) - 50 {
		got, ok := index.Find("x" + whole[from:from+50] + "x and more")
		if !ok || got.Length != 50 || got.Snippet != whole[from:from+50] {
			t.Fatalf("from %d: %+v %v", from, got, ok)
		}
		if got, ok := index.Find("x" + whole[from:from+49] + "x and more"); ok {
			t.Fatalf("from %d: 49 characters are flagged: %+v", from, got)
		}
	}
}

func TestContamination_HalfACharacterIsNone(t *testing.T) {
	t.Parallel()
	const letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
	// In UTF-8 the first two end in the same byte, the last two begin with two.
	index := similar.NewContamination([]similar.Source{{"1", "\uac00" + letters + "\uac00"}})
	got, ok := index.Find("\uac40" + letters + "\uac01")
	if want := (similar.Copy{Kind: similar.OverlapCharacters, ID: "1", Length: 52, Snippet: letters}); !ok || got != want {
		t.Errorf("Find = %+v %v, want %+v", got, ok, want)
	}
}

func TestContamination_TheSetsOwnWordingDoesNotCount(t *testing.T) {
	t.Parallel()
	const wording = "Tell whether the following message of a traveller asks for a refund or for something else: "
	l, r := latin(), draws(3)
	var test []similar.Source
	for i := range 40 {
		test = append(test, similar.Source{ID: fmt.Sprint(i), Text: wording + l.join1(l.text(r, 25))})
	}
	index := similar.NewContamination(test)
	for range 200 {
		if got, ok := index.Find(wording + l.join1(l.text(r, 25))); ok {
			t.Fatalf("a text with the set's wording is flagged: %+v", got)
		}
	}
	for _, s := range test {
		if got, ok := index.Find(wording + "well " + strings.TrimPrefix(s.Text, wording)); !ok || got.ID != s.ID {
			t.Fatalf("a copied question is not flagged: %+v %v", got, ok)
		}
	}
}

func TestContamination_PlantedCopiesAreFlaggedUnrelatedTextsAreNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		l    language
		need int // words of the language that are surely enough
	}{"latin": {latin(), 13}, "korean": {korean(), 13}, "japanese": {japanese(), 26}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, l := draws(21), c.l
			var test []similar.Source
			var cut [][]string
			for i := range 1000 {
				cut = append(cut, l.text(r, c.need+r.IntN(40)))
				test = append(test, similar.Source{ID: fmt.Sprint(i), Text: l.join1(cut[i])})
			}
			index := similar.NewContamination(test)
			wrongly := 0
			for i, source := range cut {
				from := r.IntN(len(source) - c.need + 1)
				text := append(l.text(r, 30), source[from:from+c.need]...)
				got, ok := index.Find(l.join1(append(text, l.text(r, 30)...)))
				if !ok || got.ID != fmt.Sprint(i) {
					t.Fatalf("text %d: copied words are not flagged: %+v %v", i, got, ok)
				}
				if _, ok := index.Find(l.join1(l.text(r, 60))); ok {
					wrongly++
				}
			}
			if wrongly > 0 {
				t.Errorf("%d of 1000 unrelated texts are flagged", wrongly)
			}
		})
	}
}

// Whatever is asked, what is reported is true.
func TestContamination_WhatIsReportedIsInBoth(t *testing.T) {
	t.Parallel()
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "bc", "日本", "ไทย", "한", ",", "é", "x y z"}), 0, 60).Draw(t, "words"), " ")
	})
	squeeze := func(s string) string { return strings.Join(similar.Tokens(s), "") }
	rapid.Check(t, func(t *rapid.T) {
		test := map[string]string{}
		var sources []similar.Source
		for i, s := range rapid.SliceOfN(text, 0, 14).Draw(t, "test") {
			test[fmt.Sprint(i)] = s
			sources = append(sources, similar.Source{ID: fmt.Sprint(i), Text: s})
		}
		asked := text.Draw(t, "asked")
		got, ok := similar.NewContamination(sources).Find(asked)
		if !ok {
			return
		}
		s := squeeze(got.Snippet)
		if !strings.Contains(squeeze(asked), s) || !strings.Contains(squeeze(test[got.ID]), s) {
			if got.Kind != similar.OverlapSame {
				t.Fatalf("%+v is not in %q and %q", got, asked, test[got.ID])
			}
		}
		if got.Kind == similar.OverlapCharacters && (got.Length < 50 || utf8.RuneCountInString(s) != got.Length) {
			t.Fatalf("%+v", got)
		}
	})
}

func TestContamination_AnswersSeveralAtOnce(t *testing.T) {
	t.Parallel()
	index := similar.NewContamination([]similar.Source{{"1", words("w", 30)}})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, ok := index.Find(words("w", 20)); !ok {
				t.Error("a copy is not flagged")
			}
		})
	}
	all.Wait()
}

func BenchmarkContamination_Find(b *testing.B) {
	l, r := latin(), draws(2)
	var test []similar.Source
	for i := range 10_000 {
		test = append(test, similar.Source{ID: fmt.Sprint(i), Text: l.join1(l.text(r, 50))})
	}
	index := similar.NewContamination(test)
	asked := make([]string, 64)
	for i := range asked {
		asked[i] = l.join1(l.text(r, 50))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		index.Find(asked[i%len(asked)])
	}
}
