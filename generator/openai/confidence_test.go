package openai

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// tok is a token that was said with probability p, with alternatives given as
// text and probability in turn. The said token is among them unless p is 0.
func tok(text string, p float64, others ...any) token {
	t := token{alternative: alternative{text: text, logprob: math.Log(max(p, 1e-9))}}
	if p > 0 {
		t.top = append(t.top, t.alternative)
	}
	for i := 0; i+1 < len(others); i += 2 {
		t.top = append(t.top, alternative{text: others[i].(string), logprob: math.Log(others[i+1].(float64))})
	}
	return t
}

// weighLabel lays tokens against the text that they spell, or the one given.
func weighLabel(t *testing.T, content string, tokens []token, labels ...string) (belief, error) {
	t.Helper()
	if content == "" {
		for _, k := range tokens {
			content += k.text
		}
	}
	sc := scanner{want: []string{"label"}}
	found := sc.feed(content)
	if len(found) == 0 {
		t.Fatalf("no object in %q", content)
	}
	f := found[len(found)-1]
	m := memberOf(f.members, "label")
	at, ok := align(sc.buf, tokens)
	if !ok {
		return belief{}, errUnaligned
	}
	return weigh(sc.buf, tokens, at, f.start+m.Start+1, f.start+m.End-1, labels)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// weighCase is a label's tokens and the belief that they give.
type weighCase struct {
	name                  string
	tokens                []token
	labels                []string
	want                  []float64
	off, ambiguous, least float64 // least: of missing
}

// paths are ways from the first token of a label to the one that decides it.
func paths() []weighCase {
	return []weighCase{
		{
			name:   "one token a label, the rest renormalised",
			tokens: []token{tok(`{"label": "`, 1), tok("glad", .5, "cross", .3, "maybe", .2), tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{.625, .375}, off: .2,
		},
		{
			name:   "labels that begin alike part at the second token",
			tokens: []token{tok(`{"label":"`, 1), tok("un", .8, "cal", .2), tok("ruly", .75, "easy", .25), tok(`"}`, 1)},
			labels: []string{"unruly", "uneasy", "calm"}, want: []float64{.6, .2, .2},
		},
		{
			name:   "a label that begins another ends at its quote",
			tokens: []token{tok(`{"label":"`, 1), tok("open", .9, "shut", .1), tok(`"}`, .6, "_late", .4)},
			labels: []string{"open", "open_late", "shut"}, want: []float64{.54, .36, .1},
		},
		{
			name:   "an alternative that begins several is spread",
			tokens: []token{tok(`{"label":"`, 1), tok("unruly", .6, "un", .4), tok(`"}`, 1)},
			labels: []string{"unruly", "uneasy"}, want: []float64{.8, .2}, ambiguous: .4,
		},
		{
			name:   "colon, blank and quote in one token with the label",
			tokens: []token{tok(`{"label`, 1), tok(`": "gl`, .5, `":"cr`, .25, `": "cross"}`, .125, `":`, .125), tok(`ad"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{.5625, .4375}, ambiguous: .125,
		},
		{
			name:   "alternatives that open no text fit nothing",
			tokens: []token{tok(`{"label":`, 1), tok(` "glad`, .5, ` null`, .25, ` "cross`, .25), tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{2. / 3, 1. / 3}, off: .25,
		},
	}
}

// leftovers are alternatives that belong to no label, or not to one alone.
func leftovers() []weighCase {
	return []weighCase{
		{
			name:   "equal texts are one",
			tokens: []token{tok(`{"label":"`, 1), tok("glad", .25, "glad", .25, "cross", .2, "cross", .2, "x", .1), tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{.5 / .9, .4 / .9}, off: .1,
		},
		{
			name:   "a token that the grammar forced from outside of the alternatives",
			tokens: []token{tok(`{"label":"`, 1), {alternative{"glad", math.Log(.02)}, []alternative{{"I", math.Log(.9)}, {"cross", math.Log(.06)}}}, tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{.25, .75}, off: .9 / .98, least: .02 - 1e-9,
		},
		{
			name:   "what the alternatives leave out is missing",
			tokens: []token{tok(`{"label":"`, 1), tok("glad", .6, "cross", .1), tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{6. / 7, 1. / 7}, least: .3 - 1e-9,
		},
		{
			name:   "the end of the answer is no label",
			tokens: []token{tok(`{"label":"`, 1), tok("glad", .5, "cross", .25, "", .25), tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{2. / 3, 1. / 3}, off: .25,
		},
		{
			name:   "escaped and plain spellings of one label",
			tokens: []token{tok(`{"label":"`, 1), tok("für", .5, `f\u00fc`, .2, "wider", .3), tok(`"}`, 1)},
			labels: []string{"für", "wider"}, want: []float64{.7, .3},
		},
		{
			name:   "minus 9999 is nothing",
			tokens: []token{tok(`{"label":"`, 1), {alternative{"glad", math.Log(.9)}, []alternative{{"glad", math.Log(.9)}, {"cross", -9999}}}, tok(`"}`, 1)},
			labels: []string{"glad", "cross"}, want: []float64{1, 0}, least: .1 - 1e-9,
		},
	}
}

func TestWeigh(t *testing.T) {
	t.Parallel()
	for _, c := range append(paths(), leftovers()...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, err := weighLabel(t, "", c.tokens, c.labels...)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for i, l := range c.labels {
				near(t, l, b.shares[i], c.want[i])
				sum += b.shares[i]
			}
			near(t, "sum", sum, 1)
			near(t, "off label", b.offLabel, c.off)
			near(t, "ambiguous", b.ambiguous, c.ambiguous)
			if b.missing < c.least || c.least == 0 && b.missing > 1e-9 {
				t.Errorf("missing is %v, want at least %v", b.missing, c.least)
			}
		})
	}
}

// Ensure that tokens which cannot carry a conclusion give none.
func TestWeigh_NoConclusion(t *testing.T) {
	t.Parallel()
	unknown := tok("glad", .5)
	unknown.logprob = unknownLogprob
	cases := map[string]struct {
		content string
		tokens  []token
		want    error
	}{
		"label outside of the set":  {"", []token{tok(`{"label":"`, 1), tok("Glad", 1), tok(`"}`, 1)}, errNotInSet},
		"tokens of another text":    {`{"label":"glad"}`, []token{tok(`{"label":"`, 1), tok("sad", 1), tok(`"}`, 1)}, errUnaligned},
		"tokens for a part":         {`{"label":"glad"}`, []token{tok("glad", 1), tok(`"}`, 1)}, errUnaligned},
		"a probability is not said": {"", []token{tok(`{"label":"`, 1), unknown, tok(`"}`, 1)}, errUnknownProb},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := weighLabel(t, c.content, c.tokens, "glad", "cross"); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

// Ensure that tokens find their place although servers take out, hold back or
// spoil some.
func TestAlign(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, content string
		tokens        []string
		want          []placed // nil: cannot be aligned
	}{
		{"plain", "abc", []string{"a", "bc"}, []placed{{0, 1}, {1, 3}}},
		{"end of text and held-back tokens", "abc", []string{"a", "", "bc", ""}, []placed{{0, 1}, {1, 1}, {1, 3}, {3, 3}}},
		{"reasoning was taken out", "abc", []string{"hm", "ab", "</think>", "ab", "c"}, []placed{{}, {}, {}, {0, 2}, {2, 3}}},
		{"a character in parts", "x😀y", []string{"x", "\ufffd", "\ufffd", "\ufffd", "y"}, []placed{{0, 1}, {1, 5}, {1, 5}, {1, 5}, {5, 6}}},
		{"a character in parts at the end", "xé", []string{"x", "\ufffd", "\ufffd"}, []placed{{0, 1}, {1, 3}, {1, 3}}},
		{"parts as bytes", "xé", []string{"x", "\xc3", "\xa9"}, []placed{{0, 1}, {1, 2}, {2, 3}}},
		{"the sign itself", "x\ufffdy", []string{"x", "\ufffd", "y"}, []placed{{0, 1}, {1, 4}, {4, 5}}},
		{"too few", "abc", []string{"a", "b"}, nil},
		{"too many", "abc", []string{"a", "b", "c", "d"}, nil},
		{"parts for too much", "x" + strings.Repeat("é", 9) + "y", []string{"x", "\ufffd", "y"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var tokens []token
			for _, s := range c.tokens {
				tokens = append(tokens, token{alternative: alternative{text: s}})
			}
			at, ok := align([]byte(c.content), tokens)
			if ok != (c.want != nil) {
				t.Fatalf("aligned is %v", ok)
			}
			for i := range c.want {
				if at[i] != c.want[i] {
					t.Errorf("token %d stands at %v, want %v", i, at[i], c.want[i])
				}
			}
		})
	}
}

func TestBelief_Reliable(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		b    belief
		want error
	}{
		"clear":                            {belief{shares: []float64{.7, .3}}, nil},
		"mostly outside of the labels":     {belief{shares: []float64{1, 0}, offLabel: .6}, errOffLabel},
		"more unresolved than the second":  {belief{shares: []float64{.9, .1}, ambiguous: .06, missing: .05}, errUnresolved},
		"less unresolved than the second":  {belief{shares: []float64{.9, .1}, ambiguous: .06}, nil},
		"sure, the second not even listed": {belief{shares: []float64{1, 0}, missing: .004}, nil},
	}
	for name, c := range cases {
		if err := c.b.reliable(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// logprobs writes one event whose token has the alternatives given as text
// and probability in turn.
func (s shape) sayWith(text string, p float64, others ...any) shape {
	ln := func(p float64) string { return strconv.FormatFloat(math.Log(p), 'g', -1, 64) }
	top := []string{`{"token":` + jsonText(text) + `,"bytes":null,"logprob":` + ln(p) + `}`}
	for i := 0; i+1 < len(others); i += 2 {
		top = append(top, `{"token":`+jsonText(others[i].(string))+`,"logprob":`+ln(others[i+1].(float64))+`}`)
	}
	return s.event(`{"choices":[{"index":0,"delta":{"content":` + jsonText(text) + `},"logprobs":{"content":[{"token":` + jsonText(text) +
		`,"logprob":` + ln(p) + `,"top_logprobs":[` + strings.Join(top, ",") + `]}]}}]}`)
}

// Ensure that the label's probability, the margin and the shares are given, and
// that unreliable ones are not but say why.
func TestDo_LabelProbability(t *testing.T) {
	t.Parallel()
	s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		openStream(w).
			sayWith(`{"samples":[{"text":"Rain.","label":"`, 1).sayWith("cross", .6, "glad", .3, "neither", .1).sayWith(`"},`, 1).
			sayWith(`{"text":"Hm.","label":"`, 1).sayWith("neither", .1, "well", .85, "glad", .05).sayWith(`"}]}`, 1).
			event(`{"choices":[{"index":0,"delta":{"content":""},"logprobs":{"content":[{"token":"","bytes":[],"logprob":-0.1,"top_logprobs":[]}]}}]}`).
			finish("stop").done()
	})
	o := do(t, s, weatherCall(2))
	if o.err != nil || len(o.objects) != 2 {
		t.Fatalf("%d objects, error %v", len(o.objects), o.err)
	}
	sure, unsure := o.objects[0].Evidence, o.objects[1].Evidence
	if sure.Probability == nil || sure.Margin == nil || sure.OffLabel == nil || sure.Why != "" || len(sure.Shares) != 3 {
		t.Fatalf("evidence %+v", sure)
	}
	near(t, "the probability", *sure.Probability, .6)
	near(t, "the margin", *sure.Margin, .3)
	near(t, "what lies outside", *sure.OffLabel, 0)
	if sure.Shares[0].Label != "cross" || sure.Shares[1].Label != "glad" || sure.Tokens != 3 {
		t.Errorf("shares %v, %d tokens", sure.Shares, sure.Tokens)
	}
	if unsure.Probability != nil || unsure.Shares != nil || !strings.Contains(unsure.Why, "outside the label set") || unsure.OffLabel == nil {
		t.Errorf("unreliable evidence %+v", unsure)
	}
}

// Ensure that values which are no numbers neither break the stream nor count
// as certainty.
func TestDo_StrangeLogprobs(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"null", "NaN", "-Infinity", "0"} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			s := newTestEndpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				stream := openStream(w)
				for _, p := range []string{`{"text":"Say \"logprob\": null.","label":"`, "glad", `"}`} {
					stream.event(`{"choices":[{"index":0,"delta":{"content":` + jsonText(p) + `},"logprobs":{"content":[{"token":` + jsonText(p) + `,"logprob":` + value + `,"top_logprobs":[]}]}}]}`)
				}
				stream.finish("stop").done()
			})
			o := do(t, s, weatherCall(1))
			if o.err != nil || len(o.objects) != 1 || textIn(o.objects[0], "text") != `Say "logprob": null.` {
				t.Fatalf("got %q, error %v", o.texts(), o.err)
			}
			if ev := o.objects[0].Evidence; ev.Probability != nil || ev.Shares != nil || ev.Why == "" {
				t.Errorf("certainty out of %s: %+v", value, ev)
			}
		})
	}
}
