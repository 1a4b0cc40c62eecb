package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/review"
	"winnow/review/similar"
)

// The texts are laid beside the samples in parts, so that files of any length take
// the same memory; what is found does not depend on where they are cut.
func TestAgainst_PartsFindWhatTheWholeFinds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const asked = "Please answer the following question with exactly one of these words"
	word := func(n, i int) string { return fmt.Sprintf("w%dx%d", n, i) }
	text := func(n int) string {
		words := make([]string, 20)
		for i := range words {
			words[i] = word(n, i)
		}
		return strings.Join(words, " ")
	}
	var rows strings.Builder
	for n := range 40 {
		fmt.Fprintf(&rows, "{\"text\":%q}\n", asked+" "+text(n))
	}
	write(t, dir, "texts.jsonl", rows.String())
	o := &others{project: dir, task: review.Task{Kind: review.Classify, Fields: []string{"text"}}, files: []string{dir + "/texts.jsonl"}}
	samples := []string{
		asked + " " + text(7), asked + " " + strings.Replace(text(8), word(8, 19), "other", 1),
		"so " + strings.Join(strings.Fields(text(39))[:15], " ") + " and so on", asked, "nothing of it",
		strings.Join(strings.Fields(text(3))[:9], " ") + " " + strings.Join(strings.Fields(text(30))[:17], " "),
	}
	find := func(most int) againstAll {
		wording := similar.NewWording(int64(rows.Len()))
		if err := o.each(func(s similar.Source) bool { wording.Add(s.Text); return true }); err != nil {
			t.Fatal(err)
		}
		hits := map[int]*hit{}
		err := o.inParts(most, func(part []similar.Source) error {
			index, near := similar.NewContaminationPart(part, wording), similar.NewNear()
			for _, s := range part {
				near.Add(s.ID, s.Text)
			}
			for i, text := range samples {
				sketch := similar.SketchOf(text)
				if h := meet(hits[i], text, &sketch, index, near); h != nil {
					h.id, hits[i] = fmt.Sprint("s", i), h
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var out againstAll
		out.sum(hits)
		return out
	}
	whole := find(1 << 30)
	if whole.Same != 1 || whole.Near != 1 || whole.Run != 2 || whole.LongestRun != 31 {
		t.Errorf("found %+v", whole)
	}
	for _, most := range []int{1, 1000, 3000} {
		if d := cmp.Diff(whole, find(most)); d != "" {
			t.Errorf("in parts of %d bytes something else is found:\n%s", most, d)
		}
	}
}
