package formats

import (
	"slices"
	"strconv"

	"winnow/review"
)

// prodigy is the shape of Prodigy's annotations. A label alone is a binary one,
// spans are those of ner_manual, and labels, levels and answers to prefer are
// chosen from options. Hashes are those that the record brought, as long as they
// are of this text, and none are made up. Id and further members of the record are
// added to its meta.
type prodigy struct{ question }

// prodigyKept are members of Prodigy's own that a record may bring, prodigyOfText
// those that say something about the text, prodigyOfSpan what is written of a span,
// prodigyOwn all that are not for the record to say.
var (
	prodigyKept   = []string{"priority", "_session_id"}
	prodigyOfText = []string{"tokens", "_input_hash", "_task_hash"}
	prodigyOfSpan = []string{"start", "end", "token_start", "token_end", "label"}
	prodigyOwn    = slices.Concat(prodigyKept, prodigyOfText, []string{
		prodigyMeta, "text", "label", "spans", prodigyOptions, prodigyAccept, "answer", "config", "_view_id", "_timestamp",
	})
)

const prodigyMeta, prodigyOptions, prodigyAccept = "meta", "options", review.MemberAccept

func (p prodigy) lines(dst []byte, it review.Item) ([]byte, string) {
	if why := p.unfit("prodigy", review.Text, review.Chat); why != "" {
		return dst, why
	}
	text := led(p.own(it), p.user(it))
	if p.task.Kind == review.Spans {
		text = it.Field(it.Sample.Fields[0].Name)
	}
	if text == "" {
		return dst, whyNoQuestion
	}
	answer := map[review.Verdict]string{
		review.Accept: "accept", review.Edit: "accept", review.Relabel: "accept", review.Reject: "reject", review.Defer: "ignore",
	}[it.State.Verdict]
	switch {
	case answer == "":
		return dst, "not decided yet"
	case answer == "accept" && p.blank(it.Answer()):
		return dst, whyNoAnswer
	}
	members := recordOf(it)
	dst = appendMember(append(dst, '{'), "text", text)
	dst = appendKept(p.appendMeta(dst, it, members), members, prodigyKept)
	if isAsItCame(it) {
		dst = appendKept(dst, members, prodigyOfText)
	}
	dst = p.appendTask(dst, it, members)
	dst = appendMember(dst, "answer", answer)
	if it.Decision != nil {
		dst = strconv.AppendInt(appendName(dst, "_timestamp"), it.Decision.At.Unix(), 10)
	}
	return append(dst, "}\n"...), ""
}

// appendMeta appends the record's own meta with what tells where the row is from.
func (p prodigy) appendMeta(dst []byte, it review.Item, members []review.Member) []byte {
	own := named(members, prodigyMeta).Value
	inner, err := review.Members(own)
	var more []edit
	if own[0] != '{' || err != nil {
		if string(own) != "null" {
			more = append(more, edit{name: prodigyMeta, value: own}) // it is somebody else's
		}
		own, inner = []byte("{}"), nil
	}
	has := func(name string) bool {
		return slices.ContainsFunc(inner, func(m review.Member) bool { return m.Name == name })
	}
	if !has(review.MemberID) {
		more = append(more, edit{name: review.MemberID, value: appendString(nil, it.Sample.ID)})
	}
	for _, m := range p.extras(members, prodigyOwn...) {
		if !has(m.Name) {
			more = append(more, edit{name: m.Name, value: m.Value})
		}
	}
	return splice(appendName(dst, prodigyMeta), own, inner, more)
}

// appendTask appends what was annotated.
func (p prodigy) appendTask(dst []byte, it review.Item, members []review.Member) []byte {
	now := it.Answer()
	switch p.task.Kind {
	case review.Classify:
		if p.task.Target == prodigyAccept {
			break // it was chosen from options
		}
		if now.Label != "" {
			dst = appendMember(dst, "label", now.Label)
		}
		return dst
	case review.Spans:
		return p.appendSpans(dst, it, members)
	}
	accepted, style := now.Labels, "multiple"
	if p.task.Kind != review.MultiLabel {
		accepted, style = alone(now.Label), "single"
	}
	dst = appendName(dst, prodigyOptions)
	own := named(members, prodigyOptions)
	if (p.task.Kind == review.MultiLabel || p.task.Target == prodigyAccept) && offers(own, accepted) {
		dst = append(dst, own.Value...)
	} else {
		members = nil // the options are others now
		dst = appendList(dst, p.task.Labels, func(dst []byte, l review.Label) []byte {
			dst = appendMember(append(dst, '{'), "id", l.Name)
			return append(appendMember(dst, "text", p.option(it, l.Name)), '}')
		})
	}
	dst = appendLabels(appendName(dst, prodigyAccept), members, prodigyAccept, accepted)
	dst = append(dst, `,"config":{"choice_style":"`+style+`"}`...)
	return appendMember(dst, "_view_id", "choice")
}

// appendSpans appends the spans. One that the record has keeps what else that says of
// it, such as its score and source, as long as it is of the same text.
func (p prodigy) appendSpans(dst []byte, it review.Item, members []review.Member) []byte {
	var tokens []review.Member
	kept := map[review.Span]review.Member{}
	if isAsItCame(it) {
		tokens, _ = named(members, "tokens").Elements() // none: the spans stand without
		was, _ := named(members, p.task.Target).Elements()
		for _, m := range was {
			if s, err := m.Span(); err == nil && m.Value[0] == '{' {
				kept[s] = m
			}
		}
	}
	dst = appendList(appendName(dst, "spans"), it.Answer().Spans, func(dst []byte, s review.Span) []byte {
		dst = appendTokenSpan(dst, s, tokens)
		own, err := review.Members(kept[s].Value)
		if err != nil {
			return dst // it is new
		}
		dst = dst[:len(dst)-1]
		for _, m := range own {
			if !slices.Contains(prodigyOfSpan, m.Name) {
				dst = append(appendName(dst, m.Name), m.Value...)
			}
		}
		return append(dst, '}')
	})
	return appendMember(dst, "_view_id", "ner_manual")
}

// offers tells whether the record's own options hold the names.
func offers(options review.Member, names []string) bool {
	values, err := options.Elements()
	if err != nil || len(values) == 0 {
		return false
	}
	ids := make([]string, 0, len(values))
	for _, v := range values {
		inner, err := review.Members(v.Value)
		if err != nil {
			return false
		}
		id, err := named(inner, "id").Text()
		if err != nil || id == "" {
			return false
		}
		ids = append(ids, id)
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(ids, name) })
}

// option is what can be read of a label: of an answer to prefer the answer.
func (p prodigy) option(it review.Item, label string) string {
	if i := p.task.Answer(label); i >= 0 {
		return it.Field(p.task.Answers[i])
	}
	return label
}

// appendTokenSpan appends a span with the tokens that it begins and ends with,
// where it does.
func appendTokenSpan(dst []byte, s review.Span, tokens []review.Member) []byte {
	first, last := -1, -1
	for i, t := range tokens {
		inner, err := review.Members(t.Value)
		if err != nil {
			break
		}
		if string(named(inner, "start").Value) == strconv.Itoa(s.Start) {
			first = i
		}
		if string(named(inner, "end").Value) == strconv.Itoa(s.End) {
			last = i
		}
	}
	if first < 0 || last < first {
		return appendSpan(dst, s)
	}
	dst = strconv.AppendInt(append(dst, `{"start":`...), int64(s.Start), 10)
	dst = strconv.AppendInt(append(dst, `,"end":`...), int64(s.End), 10)
	dst = strconv.AppendInt(append(dst, `,"token_start":`...), int64(first), 10)
	dst = strconv.AppendInt(append(dst, `,"token_end":`...), int64(last), 10)
	return append(appendMember(dst, "label", s.Label), '}')
}

// appendKept appends members that the record brought, as they stand there.
func appendKept(dst []byte, members []review.Member, names []string) []byte {
	for _, name := range names {
		if m := named(members, name); string(m.Value) != "null" {
			dst = append(appendName(dst, name), m.Value...)
		}
	}
	return dst
}

// isAsItCame tells whether nobody rewrote a field.
func isAsItCame(it review.Item) bool {
	for _, f := range it.Sample.Fields {
		if it.Field(f.Name) != f.Text {
			return false
		}
	}
	return true
}
