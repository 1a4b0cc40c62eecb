package formats

import (
	"strconv"
	"strings"

	"winnow/review"
)

// origin writes provenances. It keeps the text of the last one: samples of one
// file differ in nothing but the line.
type origin struct {
	of         review.Provenance // whose text is kept, without its line
	head, tail []byte            // before and after the line
}

// append appends a provenance as an object.
func (o *origin) append(dst []byte, p *review.Provenance) []byte {
	if p.Line <= 0 || len(p.Parents) > 0 {
		dst = appendOrigin(append(dst, '{'), p)
		if p.Line > 0 {
			dst = strconv.AppendInt(appendName(dst, "line"), int64(p.Line), 10)
		}
		return append(appendMaking(dst, p), '}')
	}
	if o.head == nil || !sameOrigin(p, &o.of) {
		o.of = cloned(*p)
		o.head = appendName(appendOrigin(append(o.head[:0], '{'), p), "line")
		// After the line a member begins with a comma, as after any other.
		o.tail = append(appendMaking(append(o.tail[:0], '0'), p), '}')
	}
	dst = strconv.AppendInt(append(dst, o.head...), int64(p.Line), 10)
	return append(dst, o.tail[1:]...)
}

// cloned shares no text with the item, which is lent.
func cloned(p review.Provenance) review.Provenance {
	for _, text := range []*string{&p.Source, &p.Origin, &p.Model, &p.Strategy, &p.PromptHash, &p.Condition} {
		*text = strings.Clone(*text)
	}
	return p
}

// sameOrigin compares all but line and parents.
func sameOrigin(p, q *review.Provenance) bool {
	return p.Source == q.Source && p.Origin == q.Origin && p.Model == q.Model && p.Strategy == q.Strategy &&
		p.PromptHash == q.PromptHash && p.Condition == q.Condition && p.Seed == q.Seed && p.Tokens == q.Tokens
}

// appendOrigin appends the members before the line.
func appendOrigin(dst []byte, p *review.Provenance) []byte {
	for _, m := range []struct{ name, text string }{
		{"source", p.Source},
		{"origin", p.Origin},
		{"model", p.Model},
		{"strategy", p.Strategy},
		{"prompt_hash", p.PromptHash},
		{"condition", p.Condition},
	} {
		if m.text != "" {
			dst = appendMember(dst, m.name, m.text)
		}
	}
	return dst
}

// appendMaking appends the members after the line.
func appendMaking(dst []byte, p *review.Provenance) []byte {
	if p.Seed > 0 {
		dst = strconv.AppendUint(appendName(dst, "seed"), p.Seed, 10)
	}
	if p.Tokens > 0 {
		dst = strconv.AppendInt(appendName(dst, "tokens"), int64(p.Tokens), 10)
	}
	if len(p.Parents) > 0 {
		dst = appendList(appendName(dst, "parents"), p.Parents, appendString)
	}
	return dst
}
