package formats

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

// toolset is what a record offers its model to call, as JSON; nil is what it does
// not say. A call of a tool that no prompt names cannot be learned from.
type toolset struct{ tools, parallel, functions []byte }

// toolset reads what stands beside the messages or the response. Of labels it is
// nothing: the answer is about the fields then, and calls nothing.
func (q question) toolset(it review.Item) (t toolset) {
	raw := it.Sample.Raw
	if q.labelled() || !bytes.Contains(raw, []byte(`tools"`)) && !bytes.Contains(raw, []byte(`functions"`)) {
		return t
	}
	for _, m := range recordOf(it) {
		if m.Name == q.task.Target || slices.Contains(q.task.Fields, m.Name) {
			continue
		}
		switch first := m.Value[0]; {
		case m.Name == "tools" && (first == '[' || first == '"'):
			t.tools = m.Value
		case m.Name == "functions" && first == '[':
			t.functions = m.Value
		case m.Name == "parallel_tool_calls" && (first == 't' || first == 'f'):
			t.parallel = m.Value
		}
	}
	return t
}

// list are the tools as a list: that of the record, or the one that its text
// holds, as tables have it whose columns are of one type. nil is none.
func (t toolset) list() []byte {
	if t.tools == nil || t.tools[0] == '[' {
		return t.tools
	}
	text, err := review.Member{Value: t.tools}.Text()
	if list := jsontext.Value(text); err == nil && list.Kind() == '[' && list.Compact() == nil {
		return list
	}
	return nil
}

// text are the tools as a text that holds their JSON.
func (t toolset) text() []byte {
	if t.tools == nil || t.tools[0] == '"' {
		return t.tools
	}
	return appendString(nil, string(t.tools))
}

// appendTools appends the column from which TRL's trainers tell their chat template
// of the tools, where it says messages.
func (x exchange) appendTools(dst []byte) []byte {
	if !x.bare {
		return dst
	}
	return appendValue(dst, "tools", x.offers.tools)
}

// appendValue appends a member with a value, if there is one.
func appendValue(dst []byte, name string, value []byte) []byte {
	if value == nil {
		return dst
	}
	return append(appendName(dst, name), value...)
}
