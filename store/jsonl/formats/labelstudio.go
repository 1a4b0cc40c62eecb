package formats

import (
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"winnow/review"
)

const labelStudioName = "label-studio"

// labelStudio is the shape of Label Studio's tasks with the model's prediction
// and the reviewer's annotation. The file is one array. Offsets there count
// UTF-16 code units. A rejected or deferred sample is a cancelled annotation,
// because nothing else can be said there. Id and further members of the record
// stand beside the fields, where Label Studio keeps what it does not show.
type labelStudio struct{ question }

func (l labelStudio) lines(dst []byte, it review.Item) ([]byte, string) {
	if why := l.unfit("label-studio", review.Chat); why != "" {
		return dst, why
	}
	if it.Decision == nil {
		return dst, "not decided yet"
	}
	cancelled := it.State.Verdict == review.Reject || it.State.Verdict == review.Defer
	if !cancelled && l.blank(it.Answer()) {
		return dst, whyNoAnswer
	}
	dst = append(dst, `{"data":{`...)
	for _, f := range it.Sample.Fields {
		dst = appendMember(dst, f.Name, it.Field(f.Name))
	}
	if !slices.Contains(l.task.Fields, review.MemberID) {
		dst = appendMember(dst, review.MemberID, it.Sample.ID)
	}
	for _, m := range l.extras(recordOf(it)) {
		dst = append(appendName(dst, m.Name), m.Value...)
	}
	dst = append(dst, `},"annotations":[{"was_cancelled":`...)
	dst = append(strconv.AppendBool(dst, cancelled), `,"ground_truth":false`...)
	dst = appendNumber(appendName(dst, "lead_time"), it.Decision.Decision.Seconds)
	dst = appendMember(dst, "created_at", it.Decision.At.UTC().Format(time.RFC3339Nano))
	answer := it.Answer()
	if cancelled {
		answer = review.Answer{}
	}
	dst = append(l.result(dst, it, answer, !cancelled), `}],"predictions":[`...)
	if it.Sample.Suggested && isAsItCame(it) {
		dst = append(dst, '{')
		if m := it.Sample.Provenance.Model; m != "" {
			dst = appendMember(dst, "model_version", m)
		}
		if p, known := it.Sample.Confidence.Value(); known {
			dst = appendNumber(appendName(dst, "score"), p)
		}
		dst = append(l.result(dst, it, it.Sample.Suggestion, true), '}')
	}
	return append(dst, "]}\n"...), ""
}

// result appends the regions of an answer.
func (l labelStudio) result(dst []byte, it review.Item, a review.Answer, some bool) []byte {
	dst = append(appendName(dst, "result"), '[')
	field := it.Sample.Fields[0].Name
	region := func(i int, sort string) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendMember(append(dst, '{'), "id", "r"+strconv.Itoa(i+1))
		dst = appendMember(dst, "type", sort)
		dst = appendMember(dst, "from_name", l.task.Target)
		dst = append(appendName(appendMember(dst, "to_name", field), "value"), '{')
	}
	switch {
	case !some:
	case l.task.Kind == review.Spans:
		text := []rune(it.Field(field))
		for i, s := range a.Spans {
			region(i, "labels")
			dst = strconv.AppendInt(appendName(dst, "start"), units(text, s.Start), 10)
			dst = strconv.AppendInt(appendName(dst, "end"), units(text, s.End), 10)
			dst = appendMember(dst, "text", passage(text, s))
			dst = append(appendStrings(appendName(dst, "labels"), []string{s.Label}), "}}"...)
		}
	case l.task.Kind == review.Text:
		region(0, "textarea")
		dst = append(appendStrings(appendName(dst, "text"), []string{a.Text}), "}}"...)
	default:
		labels := a.Labels
		if a.Label != "" {
			labels = []string{a.Label}
		}
		if n, err := strconv.Atoi(a.Label); err == nil && l.task.Kind == review.Rate {
			region(0, "rating")
			dst = append(strconv.AppendInt(appendName(dst, "rating"), int64(n), 10), "}}"...)
			break
		}
		region(0, "choices")
		dst = append(appendStrings(appendName(dst, "choices"), labels), "}}"...)
	}
	return append(dst, ']')
}

// units is how many UTF-16 code units the first n code points are.
func units(text []rune, n int) (sum int64) {
	for _, r := range text[:max(0, min(n, len(text)))] {
		sum += int64(max(1, utf16.RuneLen(r)))
	}
	return sum
}

// array makes one JSON array of lines. It is an [io.Writer] of whole lines.
type array struct {
	to   io.Writer
	some bool // something was written
	buf  []byte
}

func (a *array) Write(lines []byte) (int, error) {
	a.buf = a.buf[:0]
	if !a.some && len(lines) > 0 {
		a.buf = append(a.buf, '[')
	}
	for i, c := range lines {
		switch {
		case i > 0 && lines[i-1] == '\n', i == 0 && a.some:
			a.buf = append(a.buf, ",\n"...)
		}
		if c != '\n' {
			a.buf = append(a.buf, c)
		}
	}
	a.some = a.some || len(lines) > 0
	_, err := a.to.Write(a.buf)
	if err != nil {
		return 0, err
	}
	return len(lines), nil
}

// end closes the array.
func (a *array) end() error {
	_, err := a.to.Write([]byte("]\n"))
	return err
}
