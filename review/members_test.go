package review_test

import (
	"errors"
	"strings"
	"testing"

	"winnow/review"
)

func TestMembers_InOrderAsTheyStand(t *testing.T) {
	t.Parallel()
	raw := " { \"b\" : 1.50 ,\t\"a\":[1, {\"b\":2}],\"\\u0041\":\"\\u00e9\",\"\":null } \r\n"
	got, err := review.Members([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ name, value string }{
		{"b", "1.50"}, {"a", `[1, {"b":2}]`}, {"A", `"\u00e9"`}, {"", "null"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d members, want %d", len(got), len(want))
	}
	for i, m := range got {
		if m.Name != want[i].name || string(m.Value) != want[i].value || raw[m.Start:m.End] != want[i].value {
			t.Errorf("member %d: %q = %s (%s), want %q = %s", i, m.Name, m.Value, raw[m.Start:m.End], want[i].name, want[i].value)
		}
	}
}

// Ensure that whoever appends to a value does not write into the record.
func TestMembers_ValuesEndWhereTheyEnd(t *testing.T) {
	t.Parallel()
	raw := []byte(`{"a":1,"b":2}`)
	got, err := review.Members(raw)
	if err != nil {
		t.Fatal(err)
	}
	_ = append(got[0].Value, "999"...)
	if string(raw) != `{"a":1,"b":2}` {
		t.Errorf("the record is now %s", raw)
	}
}

func TestMembers_FaultsSayWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, raw string
		offset    int64
		reason    string // "" where the words are the decoder's
	}{
		{"empty", "", 0, "the JSON ends too early"},
		{"blank", "  ", 0, "the JSON ends too early"},
		{"number", "4", 0, "a record must be a JSON object"},
		{"array", "[1]", 0, "a record must be a JSON object"},
		{"null", "null", 0, "a record must be a JSON object"},
		{"array after spaces", "  [1]", 2, "a record must be a JSON object"},
		{"cut in a string", `{"a":"b`, 7, "the JSON ends too early"},
		{"cut after a colon", `{"a":`, 5, "the JSON ends too early"},
		{"cut after a value", `{"a":1`, 6, "the JSON ends too early"},
		{"cut in a number", `{"a":1.`, 5, "the JSON ends too early"},
		{"member twice", `{"a":1,"a":2}`, 7, "a member stands here twice"},
		{"member twice, escaped", `{"a":1,"\u0061":2}`, 7, "a member stands here twice"},
		{"member twice inside", `{"a":{"b":1,"b":2}}`, 12, "a member stands here twice"},
		{"second object", `{"a":1} {"a":2}`, 8, "something follows the object"},
		{"word after", `{"a":1}  x`, 9, "something follows the object"},
		{"junk after", `{"a":1}]`, 7, "something follows the object"},
		{"NUL after", "{}\x00", 2, "something follows the object"},
		{"invalid UTF-8", "{\"a\":\"\xff\"}", 6, ""},
		{"invalid UTF-8 in a name", "{\"\xc3\":1}", 2, ""},
		{"lone surrogate", `{"a":"x\ud800"}`, 7, ""},
		{"surrogates turned round", `{"a":"\udc00\ud800"}`, 6, ""},
		{"raw control", "{\"a\":\"x\ny\"}", 7, ""},
		{"NaN", `{"a":NaN}`, 5, ""},
		{"infinity", `{"a":-Infinity}`, 6, ""},
		{"plus", `{"a":+1}`, 5, ""},
		{"leading zero", `{"a":01}`, 6, ""},
		{"single quotes", `{'a':1}`, 1, ""},
		{"trailing comma", `{"a":1,}`, 6, ""},
		{"comment", `{/**/"a":1}`, 1, ""},
		{"byte order mark", "\ufeff{}", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := review.Members([]byte(c.raw))
			var re *review.RecordError
			if !errors.As(err, &re) || !errors.Is(err, review.ErrRecord) {
				t.Fatalf("got %v, %v; want a RecordError", got, err)
			}
			if re.Offset != c.offset || c.reason != "" && re.Reason != c.reason || re.Reason == "" {
				t.Errorf("got offset %d, %q; want %d, %q", re.Offset, re.Reason, c.offset, c.reason)
			}
			if strings.ContainsAny(re.Reason, "\x00\n\x1b") {
				t.Errorf("a control character in %q", re.Reason)
			}
		})
	}
}

func TestMembers_NestingEndsAt64(t *testing.T) {
	t.Parallel()
	nested := func(n int) []byte { // n levels, the object among them
		return []byte(`{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `,"b":"[[[{{\"{{["}`)
	}
	if _, err := review.Members(nested(64)); err != nil {
		t.Errorf("64 levels: %v", err)
	}
	for _, n := range []int{65, 100000} {
		_, err := review.Members(nested(n))
		var re *review.RecordError
		if !errors.As(err, &re) || re.Offset != 5+63 || re.Reason != "nested deeper than 64 levels" {
			t.Errorf("%d levels: %v", n, err)
		}
	}
	mixed := []byte(strings.Repeat(`{"a":[`, 33))
	if _, err := review.Members(mixed); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("objects and arrays: %v", err)
	}
}
