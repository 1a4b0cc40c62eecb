package prompt

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/generator"
)

// Contract tells the form of the answer: JSON lines, or one object with the
// member "samples".
func Contract(members []generator.Member, lines bool) string {
	var object strings.Builder
	object.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			object.WriteString(", ")
		}
		fmt.Fprintf(&object, "%s: %s", Quote(m.Name), like(m))
	}
	object.WriteByte('}')
	if lines {
		return "Answer with JSON Lines only: one object per line, without line breaks inside, nothing before, between or after. Each line:\n" +
			object.String() + "\n"
	}
	return "Answer with one JSON object only, the members in this order:\n{\"samples\": [" + object.String() + ", …]}\n"
}

func like(m generator.Member) string {
	if m.Like != "" {
		return m.Like
	}
	switch m.Type {
	case generator.NumberMember:
		return "0"
	case generator.ListMember:
		return `["…", …]`
	}
	return `"…"`
}

// Schema describes {"samples": [...]} for json_schema. All members are required
// and no others allowed, as strict mode asks. bounded adds the number of
// samples.
func Schema(members []generator.Member, count int, bounded bool) []byte {
	var b strings.Builder
	b.WriteString(`{"type":"object","properties":{"samples":{"type":"array",`)
	if bounded {
		fmt.Fprintf(&b, `"minItems":%d,"maxItems":%d,`, count, count)
	}
	b.WriteString(`"items":{"type":"object","properties":{`)
	names := make([]string, len(members))
	for i, m := range members {
		if names[i] = Quote(m.Name); i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s", names[i], schemaOf(m))
	}
	fmt.Fprintf(&b, `},"required":[%s],"additionalProperties":false}}},`, strings.Join(names, ","))
	b.WriteString(`"required":["samples"],"additionalProperties":false}`)
	return []byte(b.String())
}

func schemaOf(m generator.Member) string {
	switch m.Type {
	case generator.ChoiceMember:
		choices := make([]string, len(m.OneOf))
		for i, c := range m.OneOf {
			choices[i] = Quote(c)
		}
		return `{"type":"string","enum":[` + strings.Join(choices, ",") + `]}`
	case generator.NumberMember:
		return `{"type":"number"}`
	case generator.ListMember:
		return `{"type":"array","items":{"type":"string"}}`
	}
	return `{"type":"string"}`
}

// Quote writes a text as JSON; bytes that are no UTF-8 are replaced.
func Quote(s string) string {
	b, _ := jsontext.AppendQuote(nil, s) // its error says that bytes were replaced
	return string(b)
}
