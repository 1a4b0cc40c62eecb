package formats

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"winnow/review"
)

// members decodes a line, which must be one object with exactly these members.
func members(line string, names ...string) (map[string]jsontext.Value, error) {
	var got map[string]jsontext.Value
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		return nil, err
	}
	if len(got) != len(names) {
		return nil, fmt.Errorf("%d members, want %v", len(got), names)
	}
	for _, n := range names {
		if got[n] == nil {
			return nil, fmt.Errorf("no %q", n)
		}
	}
	return got, nil
}

// texts checks that the members are strings, none of them empty but those
// with a question mark.
func texts(line string, names ...string) error {
	bare := make([]string, len(names))
	for i, n := range names {
		bare[i] = strings.TrimSuffix(n, "?")
	}
	got, err := members(line, bare...)
	if err != nil {
		return err
	}
	for i, n := range bare {
		var s string
		if err := json.Unmarshal(got[n], &s); err != nil {
			return err
		}
		if s == "" && n == names[i] {
			return fmt.Errorf("%q is empty", n)
		}
	}
	return nil
}

// shapes are what the trainers' documentation asks for.
var shapes = map[string]func(line string) error{
	"openai-chat": func(line string) error {
		got, err := members(line, "messages")
		if err != nil {
			return err
		}
		var list []jsontext.Value
		if err := json.Unmarshal(got["messages"], &list); err != nil {
			return err
		}
		var roles []string
		for _, m := range list {
			if err := texts(string(m), "role", "content"); err != nil {
				return err
			}
			var msg struct{ Role string }
			if err := json.Unmarshal(m, &msg, json.MatchCaseInsensitiveNames(true)); err != nil {
				return err
			}
			roles = append(roles, msg.Role)
		}
		if r := strings.Join(roles, " "); r != "user assistant" && r != "system user assistant" {
			return errors.New("roles " + r)
		}
		return nil
	},
	"trl-prompt-completion": func(line string) error { return texts(line, "prompt", "completion") },
	"trl-preference":        func(line string) error { return texts(line, "prompt", "chosen", "rejected") },
	"trl-kto": func(line string) error {
		got, err := members(line, "prompt", "completion", "label")
		if err != nil {
			return err
		}
		var label bool
		if err := json.Unmarshal(got["label"], &label); err != nil {
			return err
		}
		rest := fmt.Sprintf(`{"prompt":%s,"completion":%s}`, got["prompt"], got["completion"])
		return texts(rest, "prompt", "completion")
	},
	"alpaca": func(line string) error { return texts(line, "instruction", "input?", "output") },
}

// hostile draws texts with what breaks parsers and terminals.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"", " ", "\x1b]52;c;aGk=\a", "\x1b[2J", "\u202ereversed", "a\r\nb", "\u2028\u2029", "\u0085\u009b31m",
			"\x7f", "\x00", "한국어 🙂‍↔️", "مرحبا", `"}\`, "</script>", strings.Repeat("é", 3000),
		}),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

// drawItem draws a sample of the task with hostile texts and any verdict.
func drawItem(t *rapid.T, task review.Task, seq uint64) review.Item {
	s := review.Sample{Seq: seq, ID: fmt.Sprint(seq), Suggested: rapid.Bool().Draw(t, "suggested")}
	raw := []byte(`{"more":{"a":[1.0]}`)
	for _, name := range task.Fields {
		text := strings.ToValidUTF8(hostile().Draw(t, name), "?")
		s.Fields = append(s.Fields, review.Field{Name: name, Text: text})
		raw = appendMember(raw, name, text)
	}
	var after review.Answer
	verdicts := []review.Verdict{"", review.Accept, review.Edit, review.Reject, review.Defer}
	if task.Kind == review.Classify {
		verdicts = append(verdicts, review.Relabel)
		label := rapid.SampledFrom(task.LabelNames())
		after.Label = label.Draw(t, "new label")
		if s.Suggested {
			s.Suggestion.Label = label.Draw(t, "label")
			raw = appendMember(raw, task.Target, s.Suggestion.Label)
		}
	} else {
		after.Text = hostile().Draw(t, "new text")
		if s.Suggested {
			s.Suggestion.Text = strings.ToValidUTF8(hostile().Draw(t, "text"), "?")
			raw = appendMember(raw, task.Target, s.Suggestion.Text)
		}
	}
	if rapid.Bool().Draw(t, "rewrites a field") {
		after.Fields = map[string]string{task.Fields[0]: hostile().Draw(t, "new field")}
	}
	s.Raw = append(raw, '}')
	it := review.Item{Sample: s}
	if v := rapid.SampledFrom(verdicts).Draw(t, "verdict"); v != "" {
		it = decided(it, v, after)
		it.State.Note = hostile().Draw(t, "note")
	}
	return it
}

// Every line is one line of strict JSON in the trainer's shape and holds no
// character that a terminal acts upon; every sample is accounted for; the same
// samples give the same bytes.
func TestWrite_ShapesHoldForAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		task := rapid.SampledFrom([]review.Task{moods, replies}).Draw(rt, "task")
		var items []review.Item
		for i := range rapid.IntRange(1, 5).Draw(rt, "samples") {
			items = append(items, drawItem(rt, task, uint64(i+1)))
		}
		for _, format := range Names {
			o := Options{Format: format, Decisions: append(review.Verdicts, "")}
			out, sum := export(t, task, items, o)
			left := 0
			for _, r := range sum.LeftOut {
				left += r.Count
			}
			if sum.Samples != len(items) || sum.Total()+left != len(items) {
				rt.Fatalf("%s: %+v", format, sum)
			}
			for line := range strings.Lines(out[""]) {
				if err := checkLine(format, strings.TrimSuffix(line, "\n")); err != nil {
					rt.Fatalf("%s: %v in %q", format, err, line)
				}
			}
			if again, _ := export(t, task, items, o); again[""] != out[""] {
				rt.Fatalf("%s: two exports differ", format)
			}
		}
	})
}

func checkLine(format, line string) error {
	if !jsontext.Value(line).IsValid() {
		return errors.New("not strict JSON")
	}
	if strings.ContainsFunc(line, func(r rune) bool { return r < 0x20 || isActive(r) }) {
		return errors.New("a raw control character")
	}
	if check := shapes[format]; check != nil {
		return check(line)
	}
	return nil
}

// The checker is strict: it must see what is wrong.
func TestShapes_RefuseOtherShapes(t *testing.T) {
	t.Parallel()
	for format, lines := range map[string][]string{
		"openai-chat": {
			`{"messages":[]}`,
			`{"messages":[{"role":"assistant","content":"a"}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"id":1}`,
		},
		"trl-prompt-completion": {`{"prompt":"a"}`, `{"prompt":"a","completion":""}`, `{"prompt":"a","completion":["b"]}`},
		"trl-preference":        {`{"prompt":"a","chosen":"b"}`, `{"prompt":"a","chosen":"b","rejected":null}`},
		"trl-kto":               {`{"prompt":"a","completion":"b","label":"true"}`, `{"prompt":"a","completion":"b","label":1}`},
		"alpaca":                {`{"instruction":"","input":"","output":"a"}`, `{"instruction":"a","output":"b"}`},
	} {
		for _, line := range lines {
			if shapes[format](line) == nil {
				t.Errorf("%s: %s passes", format, line)
			}
		}
	}
}
