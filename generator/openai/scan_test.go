package openai

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// scanAll feeds text in pieces of n bytes; it returns fitting objects and, in
// angle brackets, those that do not fit.
func scanAll(text string, n int) (out []string, half string) {
	s := scanner{want: []string{"text", "label"}}
	for len(text) > 0 {
		k := min(n, len(text))
		for _, f := range s.feed(text[:k]) {
			raw := string(s.buf[f.start:f.end])
			if !f.fits {
				raw = "<" + raw + ">"
			}
			out = append(out, raw)
		}
		text = text[k:]
	}
	return out, string(s.half())
}

func TestScanner(t *testing.T) {
	t.Parallel()
	a, b := `{"text": "brace } quote \" bracket [", "label": "p"}`, `{"label":"n","text":"ü😀"}`
	deep := strings.Repeat(`{"a":[`, 40)
	cases := []struct {
		name, in string
		want     []string
		half     string
	}{
		{"lines", a + "\n" + b + "\n", []string{a, b}, ""},
		{"array", "[\n" + a + ",\n" + b + "]", []string{a, b}, ""},
		{"samples", `{"samples": [` + a + "," + b + "]}", []string{a, b}, ""},
		{"samples of samples", `[{"batch":{"samples":[` + a + `]}},` + b + `]`, []string{a, b}, ""},
		{"fence", "```json\n" + a + "\n```\n" + b, []string{a, b}, ""},
		{"thought", "<think>{\"text\":\"no\",\"label\":\"p\"} [ \" {</think>" + a + b, []string{a, b}, ""},
		{"prose", "Sure, \"here {you} are\" [1]: it's " + a + " and } then ] " + b, []string{a, b}, ""},
		{"prose with a bracket that stays open", "See [the \"list:\n" + a + "\n" + b, []string{a, b}, ""},
		{"wrong brackets cost one", `{"text": "x", "label": ]` + "\n" + a, []string{`<{"text": "x", "label": ]>`, a}, ""},
		{"a quote forgotten costs one", `{"text": "x}` + "\n" + a + "\n" + b, []string{"<{\"text\": \"x}\n>", a, b}, ""},
		{"a quote forgotten in the array", `{"samples":[{"text":"x","label":"p},` + "\n" + a + "\n]}", []string{"<{\"text\":\"x\",\"label\":\"p},\n>", a}, ""},
		{"other members are kept", `{"text":"x","label":"p","why":{"a":[1,{"b":2}]}}`, []string{`{"text":"x","label":"p","why":{"a":[1,{"b":2}]}}`}, ""},
		{"objects of another kind", `{"topic":"x"}` + a, []string{`<{"topic":"x"}>`, a}, ""},
		{"half", a + `{"text":"it is`, []string{a}, `{"text":"it is`},
		{"half in samples", `{"samples":[` + a + `,{"text":"it is`, []string{a}, `{"text":"it is`},
		{"half label is no label", `{"text":"x","label":"p`, nil, `{"text":"x","label":"p`},
		{"between samples there is no half", `{"samples":[` + a + `, `, []string{a}, ""},
		{"too deep", deep + strings.Repeat("]}", 40) + a, []string{"<" + `{"a":[` + "{>", a}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []int{1, 2, 3, 7, len(c.in)} {
				got, half := scanAll(c.in, n)
				if c.name == "too deep" { // where it gives up is no matter
					got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, `<{"a"`) })
					c.want = []string{a}
				}
				if !slices.Equal(got, c.want) || half != c.half {
					t.Errorf("in pieces of %d: %q, half %q", n, got, half)
				}
			}
		})
	}
}

// Ensure that one endless object neither holds everything nor the rest back.
func TestScanner_EndlessObject(t *testing.T) {
	t.Parallel()
	a := `{"text":"a","label":"p"}`
	got, _ := scanAll(`{"text":"`+strings.Repeat("x", maxObject+10)+"\"}\n"+a, 1<<16)
	if len(got) != 2 || got[1] != a || !strings.HasPrefix(got[0], "<") {
		t.Fatalf("%d found", len(got))
	}
}

func TestHalfText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		``: "", `{`: "", `{"te`: "", `{"text"`: "", `{"text":`: "", `{"text": "`: "",
		`{"text": "It`: "It", `{"text":"a\`: "a", `{"text":"a\n`: "a\n", `{"text":"a\u00`: "a", `{"text":"a\u00e4`: "aä",
		`{"text":"a\ud83d`: "a", `{"text":"a\ud83d\ude00`: "a😀", "{\"text\":\"caf\xc3": "caf",
		`{"text":"whole","label":"p`: "whole", `{"n":[1,{"a":2}],"text":"x`: "x", `{"label":"p","te`: "", `{"text":12`: "",
	} {
		if got := halfText([]byte(in), "text"); got != want {
			t.Errorf("%q shows %q, want %q", in, got, want)
		}
	}
}

// FuzzScanner checks that how the text is cut does not matter, and that what
// is handed out is always valid and lies in order.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		`{"samples":[{"text":"a","label":"b"},{"text":"c`, "<think>{</think>{\"text\":\"\\\"}\",\"label\":\"\"}\n```", `[[[{"text":1,"label":2}]`,
		"{\"text\":\"x}\n{\"text\":\"y\",\"label\":\"z\"}", `{"a":{"text":"","label":""}}]}`,
	} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		whole, half := scanAll(text, max(len(text), 1))
		parts, half2 := scanAll(text, n&15+1)
		if !slices.Equal(whole, parts) || half != half2 {
			t.Fatalf("at once %q %q, in pieces %q %q", whole, half, parts, half2)
		}
		s := scanner{want: []string{"text", "label"}}
		last := 0
		for _, found := range s.feed(text) {
			if found.start < last || found.end <= found.start || !found.fits && found.why == "" {
				t.Fatalf("found %+v after %d", found, last)
			}
			if found.fits && (memberOf(found.members, "text") == nil || !bytes.HasPrefix(s.buf[found.start:], []byte("{"))) {
				t.Fatalf("%q fits", s.buf[found.start:found.end])
			}
			last = found.end
		}
		halfText(s.half(), "text")
	})
}
