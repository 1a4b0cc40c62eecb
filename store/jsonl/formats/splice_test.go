package formats

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"winnow/review"
)

// decodeAll returns the decoded members of a record, numbers as they stand.
func decodeAll(raw []byte) (map[string]string, error) {
	members, err := review.Members(raw)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, m := range members {
		v := jsontext.Value(bytes.Clone(m.Value))
		if err := v.Compact(jsontext.PreserveRawStrings(false)); err != nil {
			return nil, err
		}
		out[m.Name] = string(v)
	}
	return out, nil
}

// drawRecord draws a record with spaces wherever JSON allows them.
func drawRecord(t *rapid.T) []byte {
	space := rapid.SampledFrom([]string{"", "", " ", "\t", "  "})
	value := rapid.SampledFrom([]string{
		`"a\u0041"`, `""`, `1.50`, `-0`, `9007199254740993`, `1E400`, `null`, `true`, `[1, {"x" : []}]`, `{"winnow":1}`,
		"\"\u202e\u0085\"", `"\ud83d\ude42"`, `"\/\"\\"`,
	})
	names := []string{"text", "label", "winnow", "n", "", "é\u2028", "\x1b", "{,:"}
	names = rapid.Permutation(names).Draw(t, "names")[:rapid.IntRange(0, len(names)).Draw(t, "members")]
	gap := func() string { return space.Draw(t, "space") }
	var b strings.Builder
	b.WriteString(gap() + "{" + gap())
	for i, n := range names {
		if i > 0 {
			b.WriteString(gap() + "," + gap())
		}
		b.Write(appendString(nil, n))
		b.WriteString(gap() + ":" + gap() + value.Draw(t, "value"))
	}
	b.WriteString(gap() + "}" + gap())
	return []byte(b.String())
}

// Members that are not edited keep every byte; the result is a record with the
// edited values.
func TestSplice_UnknownMembersKeepTheirBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := drawRecord(t)
		was, err := review.Members(raw)
		if err != nil {
			t.Fatal(err)
		}
		var edits []edit
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"text", "label", "winnow"}), func(s string) string { return s }).Draw(t, "edits") {
			e := edit{name: name, value: []byte(`"new"`)}
			e.remove = rapid.Bool().Draw(t, "remove")
			edits = append(edits, e)
		}
		got := splice(nil, raw, was, edits)
		if len(edits) == 0 && !bytes.Equal(got, raw) {
			t.Fatalf("nothing to do, but %s became %s", raw, got)
		}
		now, err := review.Members(got)
		if err != nil {
			t.Fatalf("%s became %s: %v", raw, got, err)
		}
		want := expected(was, edits)
		if len(now) != len(want) {
			t.Fatalf("%s became %s", raw, got)
		}
		for i, m := range now {
			if s := fmt.Sprintf("%q:%s", m.Name, m.Value); s != want[i] {
				t.Fatalf("member %d is %s, want %s", i, s, want[i])
			}
		}
	})
}

// expected are the members after the edits, worked out the simple way.
func expected(was []review.Member, edits []edit) []string {
	var out []string
	for _, m := range was {
		i := indexOf(edits, m.Name)
		switch {
		case i < 0:
			out = append(out, fmt.Sprintf("%q:%s", m.Name, m.Value))
		case !edits[i].remove:
			out = append(out, fmt.Sprintf("%q:%s", m.Name, edits[i].value))
		}
	}
	for _, e := range edits {
		known := false
		for _, m := range was {
			known = known || m.Name == e.name
		}
		if !known && !e.remove {
			out = append(out, fmt.Sprintf("%q:%s", e.name, e.value))
		}
	}
	return out
}

// Escaping changes how characters are written, never what they are.
func TestAppendSafe_DecodesToTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := drawRecord(t)
		safe := appendSafe(nil, raw)
		was, err := decodeAll(raw)
		if err != nil {
			t.Fatal(err)
		}
		now, err := decodeAll(safe)
		if err != nil || !reflect.DeepEqual(was, now) {
			t.Fatalf("%s became %s, %v", raw, safe, err)
		}
		if bytes.ContainsFunc(safe, isActive) {
			t.Fatalf("%q still acts", safe)
		}
		text := strings.ToValidUTF8(hostile().Draw(t, "text"), "?")
		var back string
		if err := json.Unmarshal(appendSafe(nil, appendString(nil, text)), &back); err != nil || back != text {
			t.Fatalf("%q became %q, %v", text, back, err)
		}
	})
}

func TestAppendSafe_EscapesWhatActs(t *testing.T) {
	t.Parallel()
	in := "[\"a\u007f\u0080\u009b\u009f\u00a0\u061c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\u206a\U0001f642\"]"
	want := `["a\u007f\u0080\u009b\u009f` + "\u00a0" + `\u061c` + "\u200d" + `\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069` + "\u206a\U0001f642\"]"
	if got := string(appendSafe(nil, []byte(in))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever record is taken in comes out as strict JSON with its members.
func FuzzNative(f *testing.F) {
	f.Add([]byte(`{"text":"a","label":"calm","winnow":{}}`), "new", true)
	f.Add([]byte(` { "label" : 1e5 , "text" : "\u202e" } `), "\x1b", false)
	f.Add([]byte("{\"text\":\"\u0085\",\r\n\"x\":[[]]}"), "\xff", false)
	f.Fuzz(func(t *testing.T, raw []byte, note string, bare bool) {
		task := review.Task{Kind: review.Text, Target: "label", Fields: []string{"text"}}
		s, err := review.ParseRecord(task, raw)
		if err != nil {
			return
		}
		s.Provenance.Origin = note
		it := decided(review.Item{Sample: s}, review.Edit, review.Answer{Text: note, Fields: map[string]string{"text": note}})
		it.State.Note = note
		out, sum := export(t, task, []review.Item{it}, Options{Bare: bare})
		line, ok := strings.CutSuffix(out[""], "\n")
		if !ok || sum.Total() != 1 {
			t.Fatalf("%q gives %q", raw, out[""])
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < 0x20 && r != '\t' || isActive(r) }) {
			t.Fatalf("%q acts on a terminal", line)
		}
		was, err := decodeAll(raw)
		if err != nil {
			t.Fatal(err)
		}
		now, err := decodeAll([]byte(line))
		if err != nil {
			t.Fatalf("%q gives %q: %v", raw, line, err)
		}
		for name, v := range was {
			if name != "text" && name != "label" && name != "winnow" && now[name] != v {
				t.Fatalf("member %q was %s and is %s", name, v, now[name])
			}
		}
	})
}

// Ensure that none is overlooked wherever it stands among plain characters.
func TestAppendSafe_FindsWhatActsInEveryPlace(t *testing.T) {
	t.Parallel()
	const longest = 75
	for _, c := range []struct{ in, want string }{{"\u007f", `\u007f`}, {"\u009b", `\u009b`}, {"\u061c", `\u061c`}, {"\u202e", `\u202e`}, {"한", "한"}} {
		for n := range longest {
			before, after := strings.Repeat("~", n), strings.Repeat("~", longest-n)
			if got := string(appendSafe(nil, []byte(before+c.in+after))); got != before+c.want+after {
				t.Fatalf("after %d: got %q", n, got)
			}
		}
	}
}
