package offline

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// deal compiles the rules and returns the next n texts of rule "start".
func deal(t *testing.T, rules map[string][]string, n int) []string {
	t.Helper()
	g, err := compile(rules, []string{"start"})
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	from := newDealer(1)
	out := make([]string, n)
	for i := range out {
		out[i] = newDraw(g, from).text("start")
	}
	return out
}

func TestGrammar_Writes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules map[string][]string
		want  string
	}{
		"text as it stands":     {map[string][]string{"start": {"Plain — “text” 한국어."}}, "Plain — “text” 한국어."},
		"a rule":                {map[string][]string{"start": {"a {b} c"}, "b": {"B"}}, "a B c"},
		"braces":                {map[string][]string{"start": {"{{b}} {{{b}}}"}, "b": {"B"}}, "{b} {B}"},
		"capitalize":            {map[string][]string{"start": {"{b|capitalize}"}, "b": {"émile ÉMILE"}}, "Émile ÉMILE"},
		"lower":                 {map[string][]string{"start": {"{b|lower}"}, "b": {"Émile"}}, "émile"},
		"upper":                 {map[string][]string{"start": {"{ b | upper }"}, "b": {"Émile"}}, "ÉMILE"},
		"nothing to capitalize": {map[string][]string{"start": {"a{b|capitalize}"}, "b": {""}}, "a"},
		"weight taken off":      {map[string][]string{"start": {"7x a"}}, "a"},
		"weight as text":        {map[string][]string{"start": {"1x 3x a"}}, "3x a"},
		"x without a number":    {map[string][]string{"start": {"max x 3"}}, "max x 3"},
		"empty leaves no trace": {map[string][]string{"start": {"{e} a {e} b {e}\n{e} c {e}\n"}, "e": {""}}, "a b\nc"},
		"empty line stays":      {map[string][]string{"start": {"a\n\nb"}}, "a\n\nb"},
	} {
		if got := deal(t, c.rules, 1)[0]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestGrammar_AllAlternativesComeBeforeOneComesAgain(t *testing.T) {
	t.Parallel()
	rules := map[string][]string{"start": {"a", "3x b", "c", "d"}}
	got := deal(t, rules, 12)
	for i := 0; i < len(got); i += 6 {
		hand := slices.Sorted(slices.Values(got[i : i+6]))
		if diff := cmp.Diff([]string{"a", "b", "b", "b", "c", "d"}, hand); diff != "" {
			t.Errorf("texts %d to %d (-want +got):\n%s", i, i+5, diff)
		}
	}
}

func TestGrammar_NameKeepsItsChoice(t *testing.T) {
	t.Parallel()
	rules := map[string][]string{
		"start":   {"{x=country|upper} {x=country} {x=capital} {inner}"},
		"inner":   {"{x=capital}"},
		"country": {"chad", "laos", "peru"},
		"capital": {"N'Djamena", "Vientiane", "Lima {word}"},
		"word":    {"a", "b", "c"},
	}
	seen := map[string]bool{}
	for _, text := range deal(t, rules, 12) {
		seen[strings.Fields(text)[0]] = true
		ok := text == "CHAD chad N'Djamena N'Djamena" || text == "LAOS laos Vientiane Vientiane"
		for _, w := range rules["word"] {
			ok = ok || text == "PERU peru Lima "+w+" Lima "+w
		}
		if !ok {
			t.Errorf("%q does not keep to one country", text)
		}
	}
	if len(seen) != 3 {
		t.Errorf("countries %v in 12 samples, want all three", seen)
	}
}

func TestGrammar_LongTextTakesTheWayOut(t *testing.T) {
	t.Parallel()
	// Left to itself this would grow for ever: four of five lead to two more.
	rules := map[string][]string{"start": {"4x {start} and {start}", "x"}}
	for _, text := range deal(t, rules, 50) {
		if len(text) > 1<<16 {
			t.Fatalf("a text of %d bytes", len(text))
		}
	}
}

func TestGrammar_FaultsAreFoundBeforehand(t *testing.T) {
	t.Parallel()
	long := map[string][]string{"start": {"{a}{a}{a}{a}"}, "a": {"{b}{b}{b}{b}{b}{b}{b}"},
		"b": {"{c}{c}{c}{c}{c}{c}{c}"}, "c": {"{d}{d}{d}{d}{d}{d}{d}"}, "d": {"x"}}
	for name, c := range map[string]struct {
		rules       map[string][]string
		rule        string
		alternative int
		reason      string
	}{
		"no grammar":          {nil, "", 0, "no grammar"},
		"no start":            {map[string][]string{"other": {"x"}}, "", 0, `no rule "start"`},
		"no alternatives":     {map[string][]string{"start": {}}, "start", 0, "no alternatives"},
		"unknown rule":        {map[string][]string{"start": {"x", "{detial}"}}, "start", 2, `no rule "detial"`},
		"open brace":          {map[string][]string{"start": {"a {b"}}, "start", 1, "not closed"},
		"brace in a brace":    {map[string][]string{"start": {"a {b {c}"}}, "start", 1, "not closed"},
		"closing brace":       {map[string][]string{"start": {"a } b"}}, "start", 1, "closes nothing"},
		"empty reference":     {map[string][]string{"start": {"{}"}}, "start", 1, "names no rule"},
		"empty name":          {map[string][]string{"start": {"{=start}"}}, "start", 1, "names no rule"},
		"unknown change":      {map[string][]string{"start": {"{a|shout}"}, "a": {"x"}}, "start", 1, "capitalize, lower, upper"},
		"weight zero":         {map[string][]string{"start": {"0x a"}}, "start", 1, "not between 1 and"},
		"weight too high":     {map[string][]string{"start": {"100000x a"}}, "start", 1, "not between 1 and"},
		"not UTF-8":           {map[string][]string{"start": {"a\xff"}}, "start", 1, "UTF-8"},
		"endless":             {map[string][]string{"start": {"{start}"}}, "start", 0, "start uses start"},
		"endless in a circle": {map[string][]string{"start": {"x", "{b}"}, "b": {"{c}"}, "c": {"a {b}"}}, "b", 0, "b uses c uses b"},
		"too long":            {long, "start", 0, "more than 1000 rules"},
		"name in itself":      {map[string][]string{"start": {"{n=a}"}, "a": {"y", "x {n=a}"}}, "a", 2, "itself"},
		"name of unlike rules": {map[string][]string{"start": {"{n=a} {n=b}"}, "a": {"1", "2"}, "b": {"1", "2", "3"}},
			"start", 1, "must have as many"},
	} {
		_, err := compile(c.rules, []string{"start"})
		var fault *GrammarError
		if !errors.As(err, &fault) {
			t.Errorf("%s: error %v, want a GrammarError", name, err)
			continue
		}
		if fault.Rule != c.rule || fault.Alternative != c.alternative || !strings.Contains(fault.Error(), c.reason) {
			t.Errorf("%s: rule %q, alternative %d: %v; want rule %q, alternative %d, %q",
				name, fault.Rule, fault.Alternative, fault, c.rule, c.alternative, c.reason)
		}
	}
}

func TestGrammarError_PointsIntoTheTaskFile(t *testing.T) {
	t.Parallel()
	src := []byte("name: x\ngenerate:\n  grammar:\n    start: [a]\n    not so plain:\n      - fine\n      - \"{nowhere}\"\n")
	for name, c := range map[string]struct {
		fault        GrammarError
		line, column int
		source       string
	}{
		"alternative": {GrammarError{Rule: "not so plain", Alternative: 2, Reason: "r"}, 7, 9, "   7 |       - \"{nowhere}\"\n               ^"},
		"rule":        {GrammarError{Rule: "not so plain", Reason: "r"}, 6, 7, "- fine"},
		"grammar":     {GrammarError{Reason: "r"}, 4, 10, "start: [a]"},
		"not there":   {GrammarError{Rule: "gone", Alternative: 9, Reason: "r"}, 4, 10, "start: [a]"},
	} {
		got := c.fault.In("task.yaml", src)
		if got.File != "task.yaml" || got.Line != c.line || got.Column != c.column || !strings.Contains(got.Source, c.source) {
			t.Errorf("%s: %d:%d %q, want %d:%d %q", name, got.Line, got.Column, got.Source, c.line, c.column, c.source)
		}
		if !strings.Contains(got.Reason, c.fault.Error()) {
			t.Errorf("%s: reason %q", name, got.Reason)
		}
	}
	if got := (&GrammarError{Reason: "r"}).In("task.yaml", []byte("{")); got.Line != 0 || got.Reason != "r" {
		t.Errorf("in a file that is no YAML: %+v", got)
	}
}

// Ensure any grammar is either refused or writes: no text without end, no
// panic.
func TestGrammar_WhateverIsNotRefusedWrites(t *testing.T) {
	t.Parallel()
	pieces := []string{"a", " ", "{a}", "{b}", "{start}", "{n=a}", "{n=b}", "{m=b|upper}", "2x ", "{{", "}}", "한"}
	rapid.Check(t, func(t *rapid.T) {
		rules := map[string][]string{}
		for _, name := range []string{"start", "a", "b"} {
			for range rapid.IntRange(1, 4).Draw(t, "alternatives") {
				text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 5).Draw(t, name), "")
				rules[name] = append(rules[name], text)
			}
		}
		g, err := compile(rules, []string{"start"})
		if err != nil {
			return
		}
		from := newDealer(rapid.Uint64().Draw(t, "seed"))
		for range 5 {
			if text := newDraw(g, from).text("start"); len(text) > 1<<20 {
				t.Fatalf("a text of %d bytes", len(text))
			}
		}
	})
}
