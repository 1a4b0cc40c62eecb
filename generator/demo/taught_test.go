package demo_test

import (
	"fmt"
	"strings"
	"testing"

	"winnow/generator/demo"
)

// planted are clusters, their labels, and some demonstrations of each that have
// the label of another.
func planted() (pool []demo.Demo, wrong map[string]bool) {
	pool, wrong = clusters(11, 30, 30, 30), map[string]bool{}
	for i := range pool {
		pool[i].At = i
		if i%5 == 0 {
			pool[i].Answer.Label = fmt.Sprint("label", (int(pool[i].ID[0]-'0')+1)%3)
			wrong[pool[i].ID] = true
		}
	}
	return pool, wrong
}

// Ensure that a wrong label is not what a model is shown as an example.
func TestTaught_NoWrongLabelIsShown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"influence", "margin"} {
		pool, wrong := planted()
		p, different := byName(t, name), map[string]bool{}
		byChance, shown := 0, 0
		for seed := range uint64(20) {
			labels := map[string]int{}
			for _, d := range p.Pick(pool, "", 6, seed) {
				different[d.ID] = true
				labels[d.Answer.Label]++
				if wrong[d.ID] {
					shown++
				}
			}
			for _, d := range demo.Random().Pick(pool, "", 6, seed) {
				if wrong[d.ID] {
					byChance++
				}
			}
			if len(labels) != 3 || labels["label0"] != 2 {
				t.Errorf("%s: labels %v are not in balance", name, labels)
			}
		}
		if shown > 0 || byChance == 0 {
			t.Errorf("%s: %d wrong labels shown, %d by chance", name, shown, byChance)
		}
		if len(different) < 12 {
			t.Errorf("%s: %d different ones in 20 picks", name, len(different))
		}
	}
}

// Ensure that without labels there is still something to show.
func TestTaught_TasksWithoutLabels(t *testing.T) {
	t.Parallel()
	var pool []demo.Demo
	for i := range 9 {
		pool = append(pool, made(fmt.Sprint(i), strings.Repeat("word ", i+1)))
	}
	for _, name := range []string{"influence", "margin"} {
		if got := byName(t, name).Pick(pool, "", 4, 1); len(got) != 4 {
			t.Errorf("%s: %v", name, ids(got))
		}
	}
}
