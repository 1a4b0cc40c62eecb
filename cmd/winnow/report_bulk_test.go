package main

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"winnow/review"
	"winnow/review/measure"
)

// told is what the page and the text say of items of a kind.
func told(t *testing.T, kind review.Kind, items []review.Item) (page, text string) {
	t.Helper()
	task := review.Task{Name: "ink", Kind: kind, Labels: []review.Label{{Name: "blue"}, {Name: "black"}}}
	f, err := measure.Review(measure.Reading{
		Labels: task.LabelNames(),
		Walk: func(visit func(review.Item) bool) error {
			for _, it := range items {
				visit(it)
			}
			return nil
		},
		Log: func(uint64, func(review.Entry) bool) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "stats.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	a := &app{stdout: file}
	if err := errors.Join(writePage(w, task, f), w.Flush(), a.printStats(counted{Stats: f.Stats}), file.Close()); err != nil {
		t.Fatal(err)
	}
	printed, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return html.UnescapeString(tags.ReplaceAllString(out.String(), " ")), string(printed)
}

func inked(v review.Verdict, from, to review.Answer, minute int) review.Item {
	e := review.Entry{N: 1, Action: review.Action{
		Op: review.OpDecide, Reviewer: "ann", At: time.Date(2026, 3, 14, 9, minute, 0, 0, time.UTC),
		Decision: review.Decision{Verdict: v, Before: from, After: to, Seconds: 5},
	}}
	it := review.Item{Decision: &e, State: review.State{Verdict: v, Decision: 1}, Confidence: review.Known(0.7)}
	it.Sample.Suggestion, it.Sample.Suggested = from, true
	return it
}

// Ensure that a share of what nobody looked at stands nowhere, and that it is said
// wherever decided samples are counted.
func TestReport_SaysWhatWasDecidedInBulkAndCountsItInNoShare(t *testing.T) {
	t.Parallel()
	blue, black := review.Answer{Label: "blue"}, review.Answer{Label: "black"}
	items := []review.Item{inked(review.Accept, blue, blue, 0), inked(review.Relabel, blue, black, 1)}
	for i := range 6 {
		it := inked(review.Accept, blue, blue, i)
		it.Decision.Bulk = &review.Bulk{ID: "b"}
		items = append(items, it)
	}
	page, text := told(t, review.Classify, items)
	sees(t, strings.Join(strings.Fields(page), " "),
		`8 of 8 samples decided, 6 of them in bulk`, `50\.0% of those decided one by one accepted unchanged`,
		`6 of the decided were decided in bulk`, `ann 8, 6 of them in bulk 50\.0%`, `and what was decided in bulk, which counts as decided only`)
	if strings.Contains(page, "87.5%") {
		t.Errorf("the page has the share with what was decided in bulk:\n%s", page)
	}
	sees(t, text, `^decided +8$`, `^of them in bulk +6$`, `^what was decided in bulk is in neither`, `^blue +8 +2 +1 +50\.0%$`)

	page, text = told(t, review.Classify, items[:2])
	if all := page + text; strings.Contains(all, "bulk") {
		t.Errorf("something is said of bulk where nothing was:\n%s", all)
	}
}

// Ensure that what was learned is not told as what the model had said.
func TestReport_ALearnedConfidenceIsNotTheModels(t *testing.T) {
	t.Parallel()
	blue := review.Answer{Label: "blue"}
	page, text := told(t, review.Classify, []review.Item{inked(review.Accept, blue, blue, 0), inked(review.Accept, blue, blue, 1)})
	sees(t, page, "No sample that came with a confidence is decided yet")
	if strings.Contains(page, "at its word") {
		t.Errorf("the page says how far a confidence that nobody gave can be trusted:\n%s", page)
	}
	sees(t, text, `^confidence given +samples`, `^unknown +2 +2 +2 +100\.0%$`)
}

// Ensure that a label that was taken away is not told as a rejected sample.
func TestReport_OfSeveralLabelsOneIsTakenAway(t *testing.T) {
	t.Parallel()
	both, one := review.Answer{Labels: []string{"blue", "black"}}, review.Answer{Labels: []string{"blue"}}
	page, _ := told(t, review.MultiLabel, []review.Item{inked(review.Relabel, both, one, 0), inked(review.Relabel, one, both, 1)})
	_, page, _ = strings.Cut(page, "What labels became")
	page, _, _ = strings.Cut(page, "Time")
	sees(t, page, "taken away", `from how many it was taken away`)
	if regexp.MustCompile(`\brejected\s+blue`).MatchString(page) || !strings.Contains(page, "added") {
		t.Errorf("the table is that of one label:\n%s", page)
	}
}
