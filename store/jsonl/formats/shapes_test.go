package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// object decodes an object with these members, those with a question mark if it
// has them, and no others.
func object(line jsontext.Value, names ...string) (map[string]jsontext.Value, error) {
	var got map[string]jsontext.Value
	if err := json.Unmarshal(line, &got); err != nil {
		return nil, err
	}
	for name := range got {
		if !slices.Contains(names, name) && !slices.Contains(names, name+"?") && !slices.Contains(names, "*") {
			return nil, fmt.Errorf("a member %q", name)
		}
	}
	for _, name := range names {
		if _, ok := got[name]; !ok && !strings.HasSuffix(name, "?") && name != "*" {
			return nil, fmt.Errorf("no %q", name)
		}
	}
	return got, nil
}

// as decodes a value strictly.
func as[T any](v jsontext.Value) (to T, err error) {
	err = json.Unmarshal(v, &to, json.RejectUnknownMembers(true))
	return to, err
}

// is checks the type of some values.
func is[T any](of map[string]jsontext.Value, names ...string) error {
	for _, name := range names {
		if v, ok := of[name]; ok {
			if _, err := as[T](v); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// dialogue checks messages as trainers want them and returns their roles.
func dialogue(v jsontext.Value, members ...string) (roles []string, err error) {
	list, err := as[[]jsontext.Value](v)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		if members == nil {
			members = []string{"role", "content", "*"} // what else a turn says is kept
		}
		m, err := object(one, members...)
		if err != nil {
			return nil, err
		}
		role, err := as[string](m["role"])
		switch {
		case err != nil:
			return nil, err
		case !slices.Contains([]string{"system", "developer", "user", "assistant", "tool", "function"}, role):
			return nil, fmt.Errorf("role %q", role)
		case m["from"] != nil, m["value"] != nil:
			return nil, errors.New("a message in two shapes")
		case string(m["content"]) == `""`, string(m["content"]) == "null" && m["tool_calls"] == nil:
			return nil, errors.New("an empty message")
		}
		roles = append(roles, role)
	}
	return roles, nil
}

// answers checks that the values are one answer of an assistant each, or texts
// that are not empty.
func answers(of map[string]jsontext.Value, names ...string) error {
	for _, name := range names {
		if of[name].Kind() == '"' {
			if string(of[name]) == `""` {
				return fmt.Errorf("%q is empty", name)
			}
			continue
		}
		roles, err := dialogue(of[name])
		if err != nil || !slices.Equal(roles, []string{"assistant"}) {
			return fmt.Errorf("%s: %v %w", name, roles, err)
		}
	}
	return nil
}

// asks checks that a value is a question: a text that is not empty, or messages
// with one of the user.
func asks(v jsontext.Value, members ...string) error {
	if v.Kind() == '"' {
		if string(v) == `""` {
			return errors.New("the prompt is empty")
		}
		return nil
	}
	roles, err := dialogue(v, members...)
	if err == nil && !slices.Contains(roles, "user") && !slices.Contains(roles, "tool") {
		return errors.New("nobody asks")
	}
	return err
}

// trl checks one of its shapes: a prompt, and answers of the same form.
func trl(line string, names ...string) (map[string]jsontext.Value, error) {
	got, err := object(jsontext.Value(line), append(names, "prompt", "tools?")...)
	if err == nil {
		err = asks(got["prompt"])
	}
	for _, name := range names {
		if kind := got[name].Kind(); err == nil && (kind == '"' || kind == '[') {
			err = answers(got, name)
			if kind != got["prompt"].Kind() {
				err = fmt.Errorf("%q is of another form than the prompt", name)
			}
		}
	}
	return got, err
}

// openAIKnows are the members that OpenAI's check of a training file knows.
var openAIKnows = []string{"role", "content", "name?", "tool_calls?", "tool_call_id?", "function_call?", "weight?", "refusal?", "audio?"}

// shapes are what the documentation of trainers and tools asks for.
var shapes = map[string]func(line string) error{
	"openai-chat": func(line string) error {
		got, err := object(jsontext.Value(line), "messages", "tools?", "parallel_tool_calls?", "functions?")
		if err != nil {
			return err
		}
		roles, err := dialogue(got["messages"], openAIKnows...)
		if err == nil && (len(roles) < 2 || roles[len(roles)-1] != "assistant") {
			err = fmt.Errorf("roles %v", roles)
		}
		return err
	},
	"openai-preference": func(line string) error {
		got, err := object(jsontext.Value(line), "input", "preferred_output", "non_preferred_output")
		if err != nil {
			return err
		}
		in, err := object(got["input"], "messages", "tools", "parallel_tool_calls")
		if err != nil {
			return err
		}
		if got["preferred_output"].Kind() != '[' || got["non_preferred_output"].Kind() != '[' {
			return errors.New("an output that is no list")
		}
		return errors.Join(asks(in["messages"], openAIKnows...), is[[]jsontext.Value](in, "messages", "tools"), is[bool](in, "parallel_tool_calls"),
			answers(got, "preferred_output", "non_preferred_output"))
	},
	"trl-prompt-completion": func(line string) error {
		got, err := trl(line, "completion")
		if err == nil && got["completion"].Kind() != '"' && got["completion"].Kind() != '[' {
			err = errors.New("the completion is neither text nor messages")
		}
		return err
	},
	"trl-preference": func(line string) error {
		got, err := trl(line, "chosen", "rejected")
		if err == nil && (got["chosen"].Kind() != got["prompt"].Kind() || got["rejected"].Kind() != got["prompt"].Kind()) {
			err = errors.New("answers of another form than the prompt")
		}
		return err
	},
	"trl-kto": func(line string) error {
		got, err := trl(line, "completion", "label")
		if err != nil {
			return err
		}
		return is[bool](got, "label")
	},
	"alpaca": func(line string) error {
		got, err := object(jsontext.Value(line), "instruction", "input", "output", "system?", "tools?")
		if err == nil {
			err = errors.Join(is[string](got, "instruction", "input", "output", "system"), answers(got, "instruction", "output"))
		}
		return err
	},
	"sharegpt": func(line string) error {
		got, err := object(jsontext.Value(line), "conversations", "system?", "tools?")
		if err != nil {
			return err
		}
		turns, err := as[[]jsontext.Value](got["conversations"])
		if err != nil || len(turns) < 2 {
			return fmt.Errorf("turns %v: %w", turns, err)
		}
		for i, turn := range turns {
			m, err := object(turn, "from", "value", "*") // what else a turn says is kept
			speaker := string(m["from"])
			switch {
			case err != nil:
				return err
			case speaker == `"observation"` && i < len(turns)-1, speaker == `"function_call"`:
			case speaker != `"human"` && speaker != `"gpt"` && (i > 0 || speaker != `"system"`),
				string(m["value"]) == `""`, m["value"].Kind() != '"', i == len(turns)-1 && speaker != `"gpt"`:
				return fmt.Errorf("turn %s", turn)
			}
		}
		return is[string](got, "system")
	},
	"reward": rewardShape, "weighted": weightedShape, "instructlab": instructlabShape,
}

// The checker is strict: it must see what is wrong.
func TestShapes_RefuseOtherShapes(t *testing.T) {
	t.Parallel()
	for format, lines := range map[string][]string{
		"openai-chat": {
			`{"messages":[]}`,
			`{"messages":[{"role":"assistant","content":"a"}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"human","content":"b"}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","from":"c"}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"id":1}`,
		},
		"openai-preference": {
			`{"input":[],"preferred_output":[],"non_preferred_output":[]}`,
			`{"input":{"messages":[{"role":"user","content":"a"}],"tools":[],"parallel_tool_calls":true},"preferred_output":"b","non_preferred_output":"c"}`,
		},
		"trl-prompt-completion": {`{"prompt":"a"}`, `{"prompt":"a","completion":""}`, `{"prompt":"a","completion":["b"]}`, `{"prompt":"a","completion":1}`},
		"trl-preference": {
			`{"prompt":"a","chosen":"b"}`, `{"prompt":"a","chosen":"b","rejected":null}`,
			`{"prompt":"a","chosen":"b","rejected":[{"role":"assistant","content":"c"}]}`,
		},
		"trl-kto":  {`{"prompt":"a","completion":"b","label":"true"}`, `{"prompt":"a","completion":"b","label":1}`},
		"alpaca":   {`{"instruction":"","input":"","output":"a"}`, `{"instruction":"a","output":"b"}`},
		"sharegpt": {`{"conversations":[{"from":"human","value":"a"}]}`, `{"conversations":[{"from":"user","value":"a"},{"from":"gpt","value":"b"}]}`},
		"reward":   {`{"prompt":"a","completion":"b","reward":true}`, `{"prompt":"a","completion":"b","reward":0.5}`, `{"prompt":"a","completion":"b"}`},
		"weighted": {
			`{"text":"a","label":"b","weight":2,"soft_label":{"b":1}}`, `{"text":"a","label":"b","weight":1,"soft_label":{"b":0.5}}`,
			`{"text":"a","label":"b","weight":1,"soft_label":{"b":0.2,"c":0.8}}`, `{"text":"","label":"b","weight":1,"soft_label":{"b":1}}`,
		},
		"instructlab": {
			`{"taxonomy_path":"a","task_description":"b","instruction":"c","input":"","output":"d","domain":null,"document":null}`,
			`{"taxonomy_path":"knowledge->a b","task_description":"b","instruction":"c","input":"","output":"d","domain":null,"document":null}`,
			`{"taxonomy_path":"knowledge->a","task_description":"b","instruction":"c","input":"","output":"","domain":null,"document":null}`,
		},
		"doccano":      {`{"text":"a","label":"b"}`, `{"text":"a","label":[[0,9,"b"]]}`, `{"text":"a","label":[[0,"b"]]}`},
		"prodigy":      {`{"text":"a","label":"b","answer":"yes"}`, `{"text":"a","label":"b"}`, `{"text":"a","accept":["b"],"answer":"accept"}`},
		"argilla":      {`{"id":"1","status":"done","fields":{},"metadata":{},"suggestions":{},"responses":{}}`},
		"label-studio": {`{"data":{"text":"a"},"annotations":[]}`, `{"data":{"text":"a"},"annotations":[{"result":[]}],"predictions":[]}`},
	} {
		for _, line := range lines {
			if shapes[format](line) == nil {
				t.Errorf("%s: %s passes", format, line)
			}
		}
	}
}
