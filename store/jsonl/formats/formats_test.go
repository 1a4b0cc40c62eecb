package formats

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/review"
)

var (
	moods = review.Task{
		Name: "moods", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Guidelines: "Say how the speaker feels.\n",
		Labels:     []review.Label{{Name: "calm"}, {Name: "angry"}},
	}
	replies = review.Task{
		Name: "replies", Kind: review.Text, Fields: []string{"instruction", "input"}, Target: "output",
	}
	noon = time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.FixedZone("", 3600))
)

// item is a sample of the record raw on which nothing was decided.
func item(t testing.TB, task review.Task, seq uint64, raw string) review.Item {
	t.Helper()
	s, err := review.ParseRecord(task, []byte(raw))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	s.Seq = seq
	s.Provenance.Source, s.Provenance.Origin, s.Provenance.Line = "file", "rows.jsonl", int(seq)
	return review.Item{Sample: s}
}

// decided is the item with a verdict; after is the answer for edit and
// relabel.
func decided(it review.Item, v review.Verdict, after review.Answer) review.Item {
	if v == review.Accept {
		after = it.Sample.Suggestion
	}
	it.State = review.State{Version: it.Sample.Seq, Decision: it.Sample.Seq, Verdict: v}
	it.Decision = &review.Entry{N: it.Sample.Seq, Action: review.Action{
		Op: review.OpDecide, Reviewer: "mara", At: noon, Seq: it.Sample.Seq,
		Decision: review.Decision{
			Verdict: v, Before: it.Sample.Suggestion, After: after, Seconds: 2.5,
			Shown: review.Shown{Suggestion: true},
		},
	}}
	return it
}

// walk gives the items in pieces, several of which are begun before one ends.
func walk(items []review.Item) Walk {
	const each, ahead = 3, 2
	return func(_ bool, begin func() (func(*review.Item), func() error)) error {
		var ends []func() error
		for piece := range slices.Chunk(items, each) {
			take, end := begin()
			for _, it := range piece {
				take(&it)
			}
			if ends = append(ends, end); len(ends) <= ahead {
				continue
			}
			if err := ends[0](); err != nil {
				return err
			}
			ends = ends[1:]
		}
		for _, end := range ends {
			if err := end(); err != nil {
				return err
			}
		}
		return nil
	}
}

// export writes to one buffer for each part.
func export(t testing.TB, task review.Task, items []review.Item, o Options) (map[string]string, Summary) {
	t.Helper()
	parts := map[string]*bytes.Buffer{}
	sum, err := Write(task, walk(items), func(part string) (io.Writer, error) {
		if parts[part] != nil {
			t.Errorf("part %q was asked for twice", part)
		}
		parts[part] = new(bytes.Buffer)
		return parts[part], nil
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, b := range parts {
		out[name] = b.String()
	}
	return out, sum
}

// oneOfEach are samples of kind classify with every verdict.
func oneOfEach(t testing.TB) []review.Item {
	t.Helper()
	flagged := item(t, moods, 7, `{"id":"g","text":"The lamp hums.","label":"calm"}`)
	flagged.State.Flag = true
	noted := decided(item(t, moods, 8, `{"id":"h","text":"The stairs creak.","label":"calm","confidence":0.25}`), review.Accept, review.Answer{})
	noted.State.Flag, noted.State.Note = true, "odd"
	return []review.Item{
		decided(item(t, moods, 1, `{"id":"a","text":"The kettle sings.","label":"calm"}`), review.Accept, review.Answer{}),
		decided(item(t, moods, 2, `{"id":"b","text":"The door slams.","label":"calm"}`), review.Relabel, review.Answer{Label: "angry"}),
		decided(item(t, moods, 3, `{"id":"c","text":"The rain .","label":"calm"}`), review.Edit, review.Answer{Label: "calm", Fields: map[string]string{"text": "The rain."}}),
		decided(item(t, moods, 4, `{"id":"d","text":"???","label":"angry"}`), review.Reject, review.Answer{}),
		decided(item(t, moods, 5, `{"id":"e","text":"The cup tilts.","label":"calm"}`), review.Defer, review.Answer{}),
		item(t, moods, 6, `{"id":"f","text":"The clock waits.","label":"calm"}`),
		flagged,
		noted,
	}
}

func TestWrite_UnknownFormat(t *testing.T) {
	t.Parallel()
	_, err := Write(moods, walk(nil), nil, Options{Format: "csv"})
	if !errors.Is(err, ErrUnknownFormat) || !strings.Contains(err.Error(), "trl-kto") {
		t.Errorf("got %v", err)
	}
}

func TestWrite_EverySampleIsAccountedFor(t *testing.T) {
	t.Parallel()
	items := oneOfEach(t)
	split := []Part{{"train", 0.5}, {"test", 0.5}}
	for _, format := range Names {
		for _, o := range []Options{
			{},
			{Split: split, Seed: 4},
			{Decisions: []review.Verdict{review.Reject, ""}},
			{Filter: review.Filter{Flagged: true}},
		} {
			o.Format = format
			out, sum := export(t, moods, items, o)
			left, lines := 0, 0
			for _, r := range sum.LeftOut {
				left += r.Count
			}
			for _, n := range sum.Lines {
				lines += n
			}
			if sum.Samples != len(items) || sum.Total()+left != sum.Samples {
				t.Errorf("%s: %+v does not add up", format, sum)
			}
			got := 0
			for _, text := range out {
				got += strings.Count(text, "\n")
			}
			if got != lines {
				t.Errorf("%s: %d lines, the summary says %d", format, got, lines)
			}
		}
	}
}

func TestWrite_SaysWhyOnesAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		o    Options
		want []Reason
	}{
		{Options{Format: "native"}, []Reason{{"not decided yet", 1}, {"not decided yet, only flagged or noted", 1}}},
		{Options{Format: "native", Decisions: []review.Verdict{""}}, []Reason{
			{"accepted, not asked for", 2}, {"deferred, not asked for", 1},
			{"edited, not asked for", 1}, {"rejected, not asked for", 1}, {"relabelled, not asked for", 1},
		}},
		{Options{Format: "openai-chat"}, []Reason{
			{"deferred, which openai-chat cannot express", 1}, {"not decided yet", 1},
			{"not decided yet, only flagged or noted", 1}, {"rejected, which openai-chat cannot express", 1},
		}},
		{Options{Format: "native", Filter: review.Filter{Labels: []string{"angry"}}}, []Reason{{"outside the filter", 6}}},
	} {
		_, sum := export(t, moods, oneOfEach(t), c.o)
		if !slices.Equal(sum.LeftOut, c.want) {
			t.Errorf("%+v:\ngot  %v\nwant %v", c.o, sum.LeftOut, c.want)
		}
	}
}

func TestWrite_FailingWriterEndsIt(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	_, err := Write(moods, walk(oneOfEach(t)), func(string) (io.Writer, error) { return failing{full}, nil }, Options{})
	if !errors.Is(err, full) {
		t.Errorf("a failing writer gives %v", err)
	}
	_, err = Write(moods, walk(oneOfEach(t)), func(string) (io.Writer, error) { return nil, full }, Options{})
	if !errors.Is(err, full) {
		t.Errorf("a part that cannot be opened gives %v", err)
	}
	_, err = Write(moods, func(bool, func() (func(*review.Item), func() error)) error { return full }, nil, Options{})
	if !errors.Is(err, full) {
		t.Errorf("a failing walk gives %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
