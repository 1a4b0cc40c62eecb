package formats

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"winnow/review"
)

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

// Every line is one line of strict JSON in the trainer's shape and holds no
// character that a terminal acts upon; every sample is accounted for; the same
// samples give the same bytes.
func TestWrite_ShapesHoldForAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		task := rapid.SampledFrom(everyKind).Draw(rt, "task")
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
			for _, line := range rowsOf(rt, format, out[""]) {
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
