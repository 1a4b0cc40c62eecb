package formats

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

func init() {
	for name, check := range map[string]func(string) error{
		"doccano": doccanoShape, "prodigy": prodigyShape, "argilla": argillaShape, "label-studio": labelStudioShape,
	} {
		shapes[name] = check
	}
}

func doccanoShape(line string) error {
	got, err := object(jsontext.Value(line), "id?", "text", "label")
	if err != nil {
		return err
	}
	text, err := as[string](got["text"])
	if err != nil {
		return err
	}
	if text == "" {
		return errors.New("no text")
	}
	list, err := as[[]jsontext.Value](got["label"])
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.Kind() == '"' {
			if string(one) == `""` {
				return errors.New("an empty label")
			}
			continue
		}
		parts, err := as[[]jsontext.Value](one)
		if err != nil || len(parts) != 3 {
			return fmt.Errorf("%s is no span: %w", one, err)
		}
		start, end, err := bounds(parts[0], parts[1], utf8.RuneCountInString(text))
		if err != nil {
			return fmt.Errorf("%d-%d: %w", start, end, err)
		}
		if _, err := as[string](parts[2]); err != nil {
			return err
		}
	}
	return nil
}

// bounds reads where a span stands in a text of that size.
func bounds(from, to jsontext.Value, size int) (start, end int, err error) {
	start, err = as[int](from)
	if err != nil {
		return start, end, err
	}
	end, err = as[int](to)
	if err == nil && (start < 0 || start >= end || end > size) {
		err = fmt.Errorf("not in a text of %d", size)
	}
	return start, end, err
}

func prodigyShape(line string) error {
	got, err := object(jsontext.Value(line), "text", "answer", "label?", "spans?", "options?", "accept?", "config?", "_view_id?",
		"_timestamp?", "meta?", "priority?", "tokens?", "_input_hash?", "_task_hash?", "_session_id?")
	if err != nil {
		return err
	}
	answer, err := as[string](got["answer"])
	if err != nil || !slices.Contains([]string{"accept", "reject", "ignore"}, answer) {
		return fmt.Errorf("answer %q: %w", answer, err)
	}
	if (got["options"] == nil) != (got["accept"] == nil) {
		return errors.New("options and what was chosen belong together")
	}
	// An id is a text or a number, and is chosen as what it is.
	type option struct {
		ID   jsontext.Value `json:"id"`
		Text string         `json:"text"`
	}
	var options []option
	var accepted []jsontext.Value
	if got["options"] != nil {
		if options, err = as[[]option](got["options"]); err != nil {
			return err
		}
		if accepted, err = as[[]jsontext.Value](got["accept"]); err != nil {
			return err
		}
	}
	for _, a := range accepted {
		if !slices.ContainsFunc(options, func(o option) bool { return string(o.ID) == string(a) }) {
			return fmt.Errorf("%s is no option", a)
		}
	}
	return errors.Join(is[string](got, "text", "label", "_view_id"), is[int](got, "_timestamp", "_input_hash", "_task_hash"), prodigySpans(got))
}

func prodigySpans(got map[string]jsontext.Value) error {
	if got["spans"] == nil {
		return nil
	}
	text, err := as[string](got["text"])
	if err != nil {
		return err
	}
	spans, err := as[[]jsontext.Value](got["spans"])
	if err != nil {
		return err
	}
	for _, s := range spans {
		m, err := object(s, "start", "end", "label", "token_start?", "token_end?", "*") // what else the row says of it is kept
		if err != nil {
			return err
		}
		if _, _, err := bounds(m["start"], m["end"], utf8.RuneCountInString(text)); err != nil {
			return err
		}
		if err := errors.Join(is[string](m, "label"), is[int](m, "token_start", "token_end")); err != nil {
			return err
		}
	}
	return nil
}

var isUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func argillaShape(line string) error {
	got, err := object(jsontext.Value(line), "id", "status", "fields", "metadata", "suggestions", "responses")
	if err != nil {
		return err
	}
	if s := string(got["status"]); s != `"completed"` && s != `"pending"` {
		return fmt.Errorf("status %s", s)
	}
	if err := errors.Join(is[string](got, "id"), is[map[string]string](got, "fields"), is[map[string]jsontext.Value](got, "metadata")); err != nil {
		return err
	}
	suggestions, err := as[map[string]jsontext.Value](got["suggestions"])
	if err != nil {
		return err
	}
	for _, s := range suggestions {
		m, err := object(s, "value", "score?", "agent?")
		if err != nil {
			return err
		}
		if err := errors.Join(is[float64](m, "score"), is[string](m, "agent")); err != nil {
			return err
		}
	}
	responses, err := as[map[string][]jsontext.Value](got["responses"])
	if err != nil {
		return err
	}
	for _, list := range responses {
		m, err := object(list[0], "value", "user_id", "status")
		if err != nil {
			return err
		}
		if s := string(m["status"]); s != `"submitted"` && s != `"discarded"` {
			return fmt.Errorf("response %s", s)
		}
		if who, err := as[string](m["user_id"]); err != nil || !isUUID.MatchString(who) {
			return fmt.Errorf("user %q is no UUID: %w", who, err)
		}
	}
	return nil
}

func labelStudioShape(line string) error {
	got, err := object(jsontext.Value(line), "data", "annotations", "predictions")
	if err != nil {
		return err
	}
	values, err := as[map[string]jsontext.Value](got["data"])
	if err != nil {
		return err
	}
	data := map[string]string{} // the texts; a number or a list may stand beside them
	for name, v := range values {
		if text, err := as[string](v); err == nil {
			data[name] = text
		}
	}
	annotations, err := as[[]jsontext.Value](got["annotations"])
	if err != nil || len(annotations) != 1 {
		return fmt.Errorf("%d annotations: %w", len(annotations), err)
	}
	a, err := object(annotations[0], "was_cancelled", "ground_truth", "lead_time", "created_at", "result")
	if err != nil {
		return err
	}
	if err := errors.Join(is[bool](a, "was_cancelled", "ground_truth"), is[float64](a, "lead_time"), is[time.Time](a, "created_at")); err != nil {
		return err
	}
	predictions, err := as[[]jsontext.Value](got["predictions"])
	if err != nil {
		return err
	}
	results := []jsontext.Value{a["result"]}
	for _, one := range predictions {
		p, err := object(one, "model_version?", "score?", "result")
		if err != nil {
			return err
		}
		results = append(results, p["result"])
	}
	for _, r := range results {
		if err := regions(r, data); err != nil {
			return err
		}
	}
	return nil
}

func regions(list jsontext.Value, data map[string]string) error {
	all, err := as[[]jsontext.Value](list)
	if err != nil {
		return err
	}
	for _, one := range all {
		r, err := object(one, "id", "type", "from_name", "to_name", "value")
		if err != nil {
			return err
		}
		sort, _ := as[string](r["type"])
		to, _ := as[string](r["to_name"])
		text, ok := data[to]
		names, known := map[string][]string{
			"labels": {"start", "end", "text", "labels"}, "choices": {"choices"}, "rating": {"rating"}, "textarea": {"text"},
		}[sort]
		if !ok || !known {
			return fmt.Errorf("%s of %s", sort, to)
		}
		v, err := object(r["value"], names...)
		if err != nil {
			return err
		}
		switch sort {
		case "labels":
			said, serr := as[string](v["text"])
			wide := utf16.Encode([]rune(text))
			start, end, berr := bounds(v["start"], v["end"], len(wide))
			if err := errors.Join(serr, berr, is[[]string](v, "labels")); err != nil {
				return err
			}
			if got := string(utf16.Decode(wide[start:end])); got != said {
				return fmt.Errorf("the passage is %q and says it is %q", got, said)
			}
		case "rating":
			err = is[int](v, "rating")
		default:
			err = is[[]string](v, names...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
