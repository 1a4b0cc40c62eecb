package offline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostWeight bounds the weight of an alternative.
const mostWeight = 1000

// grammar is a compiled grammar: every reference leads to a rule, and every
// rule comes to an end.
type grammar map[string]*rule

type rule struct {
	name         string
	alternatives []alternative
	// cost is the least number of rules that have to be used to write the
	// rule's text, itself included; shortest the alternative that needs them.
	cost     int
	shortest int
}

type alternative struct {
	weight int
	parts  []part
}

// part is a piece of an alternative: a text, or a reference to a rule.
type part struct {
	text   string
	rule   string // "" for a text
	name   string // binding of the reference, or ""
	change func(string) string
}

// compile reads the rules and makes sure that they can be used from each of
// the start rules. Errors are [*GrammarError].
func compile(rules map[string][]string, starts []string) (grammar, error) {
	if len(rules) == 0 {
		return nil, &GrammarError{
			Reason: "the task has no grammar to write texts from",
			Hint:   "add generate.grammar to the task, or name an endpoint that generates",
		}
	}
	g := grammar{}
	for _, name := range slices.Sorted(maps.Keys(rules)) { // sorted: the same fault is found each time
		r, err := parseRule(name, rules[name])
		if err != nil {
			return nil, err
		}
		g[name] = r
	}
	for _, check := range []func() error{
		func() error { return g.checkStarts(starts) },
		g.checkReferences,
		g.checkBindings,
		g.checkEnds,
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func parseRule(name string, texts []string) (*rule, error) {
	if len(texts) == 0 {
		return nil, &GrammarError{Rule: name, Reason: "it has no alternatives"}
	}
	r := &rule{name: name}
	for i, text := range texts {
		a, err := parseAlternative(text)
		if err != nil {
			return nil, &GrammarError{Rule: name, Alternative: i + 1, Reason: err.Error()}
		}
		r.alternatives = append(r.alternatives, a)
	}
	return r, nil
}

func parseAlternative(text string) (alternative, error) {
	if !utf8.ValidString(text) {
		return alternative{}, fmt.Errorf("it is not valid UTF-8")
	}
	a := alternative{weight: 1}
	if digits, rest, ok := strings.Cut(text, "x "); ok {
		if n, err := strconv.Atoi(digits); err == nil {
			if n < 1 || n > mostWeight {
				return a, fmt.Errorf("weight %d is not between 1 and %d", n, mostWeight)
			}
			a.weight, text = n, rest
		}
	}
	var literal strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "{}")
		if i < 0 {
			literal.WriteString(text)
			break
		}
		literal.WriteString(text[:i])
		brace := text[i]
		text = text[i+1:]
		if text != "" && text[0] == brace { // doubled: the brace itself
			literal.WriteByte(brace)
			text = text[1:]
			continue
		}
		if brace == '}' {
			return a, fmt.Errorf("a } closes nothing; write }} for a brace")
		}
		inner, rest, ok := strings.Cut(text, "}")
		if !ok || strings.Contains(inner, "{") {
			return a, fmt.Errorf("a { is not closed; write {{ for a brace")
		}
		p, err := parseReference(inner)
		if err != nil {
			return a, err
		}
		a.parts = append(a.parts, part{text: literal.String()}, p)
		literal.Reset()
		text = rest
	}
	a.parts = append(a.parts, part{text: literal.String()})
	return a, nil
}

// parseReference reads "rule", "name=rule", "rule|change" or all of it.
func parseReference(inner string) (part, error) {
	ref, change, changed := strings.Cut(inner, "|")
	name, ruleName, bound := strings.Cut(ref, "=")
	if !bound {
		name, ruleName = "", ref
	}
	p := part{rule: strings.TrimSpace(ruleName), name: strings.TrimSpace(name)}
	if p.rule == "" || bound && p.name == "" {
		return part{}, fmt.Errorf("{%s} names no rule", inner)
	}
	if changed {
		if p.change = changes()[strings.TrimSpace(change)]; p.change == nil {
			return part{}, fmt.Errorf("{%s}: %q is not one of %s", inner, strings.TrimSpace(change),
				strings.Join(slices.Sorted(maps.Keys(changes())), ", "))
		}
	}
	return p, nil
}

func changes() map[string]func(string) string {
	return map[string]func(string) string{
		"capitalize": capitalize,
		"lower":      strings.ToLower,
		"upper":      strings.ToUpper,
	}
}

func capitalize(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}
