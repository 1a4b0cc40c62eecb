package review

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What the scanner takes, the decoder takes, with the same members; what it
// refuses is the decoder's to judge, so nothing else can differ.
func FuzzScanMembers_AsTheDecoder(f *testing.F) {
	for _, raw := range []string{
		`{}`, ` { } `, `{"a":1}`, "{\"a\" : -0.5e+10 ,\t\"b\":[1, {\"c\":[]}],\"\":null}\r\n", `{"a":01}`, `{"a":1.}`, `{"a":-}`, `{"a":1e}`,
		`{"a":"\ud83d\ude00\u00e9\n\/"}`, `{"a":"\ud800"}`, `{"a":"\udc00\ud800"}`, `{"a":"\ud800\u0041"}`, `{"a":"\x"}`, `{"a":"\u12g4"}`,
		`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":1,"b":2}}`, `{"a":[{"b":1,"b":2}]}`, `{"a":{"b":{"c":1}},"c":{"b":1}}`,
		`{"a":tru}`, `{"a":trues}`, `{"a":nul`, `{"a":true,}`, `{,}`, `{"a"}`, `[1]`, `{"a":1} x`, "{\"a\":\"\xff\"}", "{\"a\":\"\x7f\x00\"}", "\ufeff{}", `{"`, `{"a":"\`, ``,
		`{"a":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`, `{"a":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`,
		manyMembers(mostScanned), manyMembers(mostScanned + 1),
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok := scanMembers(nil, raw)
		if !ok {
			return
		}
		want, err := decodeMembers(raw)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: the scanner takes %v, the decoder %v, %v", raw, got, want, err)
		}
		for i, w := range want {
			g := got[i]
			if g.Name != w.Name || g.Start != w.Start || g.End != w.End || !bytes.Equal(g.Value, w.Value) || cap(g.Value) != len(g.Value) {
				t.Fatalf("%q: member %d is %+v to the scanner, %+v to the decoder", raw, i, g, w)
			}
			if w.Value[0] != '"' {
				continue
			}
			gotText, gotErr := g.Text()
			wantText, wantErr := w.decodedText()
			if gotText != wantText || (gotErr == nil) != (wantErr == nil) {
				t.Fatalf("%q: member %d reads %q, %v; decoded %q, %v", raw, i, gotText, gotErr, wantText, wantErr)
			}
		}
	})
}

// The same of lists.
func FuzzScanElements_AsTheDecoder(f *testing.F) {
	for _, raw := range []string{
		`[]`, `[ ]`, `[1, "a" ,{"b":[2]},null]`, `[[0,3,"who"],[4,9,"wh\u0065re"]]`, `[1,]`, `[,1]`, `[1 2]`, `[1`, `["`, `[1] `, `[]x`, `[{"a":1,"a":2}]`,
		"[\"\xff\"]", "[" + strings.Repeat("[", 63) + strings.Repeat("]", 64), "[" + strings.Repeat("1,", mostParts) + "1]",
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) == 0 || raw[0] != '[' {
			return
		}
		m := Member{Value: raw, Start: 7}
		got, ok := scanElements(m)
		if !ok {
			return
		}
		want, err := m.decodeElements()
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: the scanner takes %v, the decoder %v, %v", raw, got, want, err)
		}
		for i, w := range want {
			g := got[i]
			if g.Start != w.Start || g.End != w.End || !bytes.Equal(g.Value, w.Value) || cap(g.Value) != len(g.Value) {
				t.Fatalf("%q: element %d is %+v to the scanner, %+v to the decoder", raw, i, g, w)
			}
		}
	})
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"m%d":%d`, i, i)
	}
	return "{" + b.String()[1:] + "}"
}

// The records of every day must not fall back to the decoder.
func TestScanMembers_TakesEverydayRecords(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`{"id":"row-1","text":"caf\u00e9 \"x\" 日本","label":"fresh","confidence":0.25,"n":-1e3,"ok":true,"none":null}`,
		`{"text":"a","probs":{"b":0.5,"c":0.5},"votes":["b","c"],"signals":{"x":1}}`,
		manyMembers(mostScanned),
	} {
		if _, ok := scanMembers(nil, []byte(raw)); !ok {
			t.Errorf("refused %s", raw)
		}
	}
}

func BenchmarkMembers(b *testing.B) {
	raw := []byte(`{"id":"row-0000001","text":"` + strings.Repeat("The loaf of yesterday is on the shelf. ", 9) +
		`","label":"fresh","confidence":0.123456,"shelf":7,"baker":"the one at the corner of the square"}`)
	for name, split := range map[string]func([]byte) ([]Member, error){"scan": Members, "decode": decodeMembers} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := split(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Eight bytes at a time find the same end as one at a time.
func TestPlainEnd_IsTheFirstByteThatIsNotPlain(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		for other := range 256 {
			raw := bytes.Repeat([]byte{'a'}, 21)
			at := (c + other) % len(raw)
			raw[at], raw[(at+1)%len(raw)] = byte(c), byte(other)
			want := slices.IndexFunc(raw, func(c byte) bool { return c == '"' || c == '\\' || c < ' ' })
			if want < 0 {
				want = len(raw)
			}
			if got := plainEnd(raw, 0); got != want {
				t.Fatalf("%q: the end is at %d, want %d", raw, got, want)
			}
		}
	}
}
