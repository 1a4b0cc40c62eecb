package strategy

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// generateOf is what a strategy is made of: the task's generate section, and
// what it must fit.
type generateOf struct {
	review.Generate
	task   review.Task
	kind   review.Kind
	fields []string
	files  Files
	fed    bool // it goes out from what another step brings
}

// rows reads the file that the strategy needs.
func (g generateOf) rows(name, example string) ([]Row, error) {
	if g.File == "" {
		return nil, missing(name, "file", example)
	}
	if g.files == nil {
		return nil, &generator.Error{Reason: "no files can be read here"}
	}
	rows, err := g.files(g.File)
	if err != nil {
		return nil, fmt.Errorf("reading generate.file: %w", err)
	}
	if len(rows) == 0 {
		return nil, &generator.Error{Reason: fmt.Sprintf("%s holds no rows", g.File), Hint: "generate.file is JSON Lines, CSV with a first line of names, or plain text"}
	}
	return rows, nil
}

func onlyFor(name string, kinds ...review.Kind) error {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return &generator.Error{
		Reason: fmt.Sprintf("strategy %s is for tasks of kind %s", name, strings.Join(names, " and ")),
		Hint:   "choose another generate.strategy, or kind: " + names[0],
	}
}

// Text is the text of a member of an object, "" where there is none.
func Text(o generator.Object, name string) string {
	for _, m := range o.Members {
		if m.Name == name {
			return TextOf(m.Value)
		}
	}
	return ""
}

// TextOf is a value's text, or the number or truth value as written; of null and
// of nothing "".
func TextOf(v []byte) string {
	if len(v) == 0 || v[0] == 'n' {
		return ""
	}
	if v[0] != '"' {
		return string(v)
	}
	b, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return ""
	}
	return string(b)
}

// draw takes up to n of several, in a drawn order.
func draw(st *State, of []string, n int) []string {
	var out []string
	for _, i := range st.Rand.Perm(len(of))[:min(n, len(of))] {
		out = append(out, of[i])
	}
	return out
}

// respond asks for the response to a task that was made.
func respond(st *State, from *Ask, instruction string) *Ask {
	t := st.Task
	cold := 0.0
	a := &Ask{
		Request: prompt.Request{
			Task: t, Role: "You answer as the guidelines ask",
			Do:       []string{"Give in " + prompt.Quote(t.Target) + " the response to this, as the guidelines ask for it."},
			Material: []prompt.Material{{Name: "Task", Text: instruction}},
			Members:  []generator.Member{{Name: t.Target}},
		},
		Count: 1, Samples: 1, Single: true, Mean: t.Target, Temperature: &cold, Seed: st.Seed,
		Parents: from.Parents, Step: "response", Keep: instruction,
	}
	a.Conditions = nil
	if len(t.Generate.Roles) > 0 { // it is the response that differs by who gives it
		a.Role = t.Generate.Role
	}
	return a
}

// answered is the sample of a task and the response to it.
func answered(a *Ask, o generator.Object, field string) Taken {
	instruction, _ := a.Keep.(string)
	return Taken{Draft: &Draft{Object: o, Texts: map[string]string{field: instruction}}}
}

func tooLike(overlap float64, with string) string {
	return fmt.Sprintf("it is too like another (ROUGE-L %.2f): %s", overlap, prompt.Quote(Short(with)))
}

// Short keeps what a model wrote small enough for a reason.
func Short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// raw is a text as a member of a record.
func raw(name, value string) review.Member {
	return review.Member{Name: name, Value: []byte(prompt.Quote(value))}
}

// numeral is a number as a member's value.
func numeral(v float64) []byte { return strconv.AppendFloat(nil, v, 'g', -1, 64) }

// list are the texts of a list member, the first few that say something.
func list(o generator.Object, name string, most int) []string {
	var out []string
	for _, m := range o.Members {
		if m.Name != name {
			continue
		}
		var texts []string
		if json.Unmarshal(m.Value, &texts) != nil {
			return nil
		}
		for _, t := range texts {
			if t = strings.TrimSpace(t); t != "" && len(out) < most {
				out = append(out, t)
			}
		}
	}
	return out
}
