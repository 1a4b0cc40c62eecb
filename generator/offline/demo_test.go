package offline

import (
	"context"
	"os"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/review"
	"winnow/review/rank"
)

// demoTask is the task that the demo brings.
func demoTask(t testing.TB) review.Task {
	t.Helper()
	const file = "../../cmd/winnow/demo/task.yaml"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	task, err := review.ParseTask(file, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

func generate(t testing.TB, task review.Task, req generator.Request) []review.Sample {
	t.Helper()
	s, err := New(task)
	if err != nil {
		t.Fatal(err)
	}
	var out []review.Sample
	err = s.Generate(context.Background(), req, func(ev generator.Event) {
		if ev.Sample != nil {
			out = append(out, *ev.Sample)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Ensure the demo shows what reviewing is for: most suggestions are right,
// some are not, and low confidence tells which.
func TestDemo_SuggestionsErrAndConfidenceKnows(t *testing.T) {
	t.Parallel()
	samples := generate(t, demoTask(t), generator.Request{Count: 1000, Seed: 7})
	var right, wrong []float64
	for _, s := range samples {
		p, known := rank.Given{}.Confidence(s).Value()
		if !known {
			t.Fatalf("no confidence for %s", s.Raw)
		}
		if s.Suggestion.Label == s.Provenance.Condition {
			right = append(right, p)
		} else {
			wrong = append(wrong, p)
		}
	}
	accuracy := float64(len(right)) / float64(len(samples))
	area := auroc(right, wrong)
	t.Logf("accuracy %.3f, AUROC of the confidence %.3f, expected calibration error %.3f",
		accuracy, area, calibrationError(right, wrong))
	if accuracy < 0.75 || accuracy > 0.92 {
		t.Errorf("accuracy %.3f, want 0.75 to 0.92", accuracy)
	}
	if area < 0.7 {
		t.Errorf("AUROC %.3f, want at least 0.7", area)
	}
}

// Ensure the grammar itself is rich: Generate never repeats a text, so the
// draws are counted here.
func TestDemo_TextsHardlyRepeat(t *testing.T) {
	t.Parallel()
	s, err := New(demoTask(t))
	if err != nil {
		t.Fatal(err)
	}
	from := newDealer(7)
	seen := map[string]bool{}
	short, long := 0, 0
	for range 1000 {
		text := joined(s.write(from).texts)
		seen[text] = true
		switch n := len(strings.Fields(text)); {
		case n < 10:
			short++
		case n > 30:
			long++
		}
	}
	t.Logf("%d of 1000 distinct, %d under 10 words, %d over 30", len(seen), short, long)
	if len(seen) < 950 {
		t.Errorf("%d of 1000 texts are distinct, want at least 950", len(seen))
	}
	if short < 50 || long < 50 {
		t.Errorf("%d texts under 10 words, %d over 30: want at least 50 of each", short, long)
	}
}

// auroc is the chance that a right suggestion has more confidence than a
// wrong one; ties count half.
func auroc(right, wrong []float64) float64 {
	sum := 0.0
	for _, r := range right {
		for _, w := range wrong {
			switch {
			case r > w:
				sum++
			case r == w:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(right)*len(wrong))
}

// calibrationError is the expected calibration error over ten bins of equal
// width: the mean distance of confidence and accuracy, by size of the bin.
func calibrationError(right, wrong []float64) float64 {
	var count, hits, confidence [10]float64
	add := func(p, hit float64) {
		i := min(int(p*10), 9)
		count[i]++
		hits[i] += hit
		confidence[i] += p
	}
	for _, p := range right {
		add(p, 1)
	}
	for _, p := range wrong {
		add(p, 0)
	}
	sum := 0.0
	for i := range count {
		sum += max(hits[i]-confidence[i], confidence[i]-hits[i])
	}
	return sum / float64(len(right)+len(wrong))
}
