package e2e

import (
	"fmt"
	"strings"
	"testing"

	"winnow/generator"
	"winnow/generator/ask"
	"winnow/review"
)

// readmeSteps are the steps of README's example.
var readmeSteps = []review.Step{
	{Name: "base", Strategy: "self-instruct"},
	{Name: "harder", Strategy: "evolve", From: []string{"base"}},
	{Name: "better", Strategy: "critique-revise", From: []string{"harder"}},
}

// Ensure that what one step brings is asked for once and goes on to the next: the
// answer that ends a step is no sample, and all the same of use.
func TestSteps_EachDraftIsAskedForOnceAndGoesOn(t *testing.T) {
	t.Parallel()
	const count, each = 8, 2 // tasks of one request
	for steps, want := range map[int]int{
		2: count/each + count*(1+2),   // the tasks; a response to each; one that is harder, and the response to it
		3: count/each + count*(1+2+2), // and a draft of that, and what it is revised to
	} {
		for _, atOnce := range []int{1, 4} {
			t.Run(fmt.Sprintf("%d steps, %d at once", steps, atOnce), func(t *testing.T) {
				t.Parallel()
				task := kitchen(review.Generate{
					Seeds:      []map[string]string{{"instruction": "Name three rivers."}, {"instruction": "Say why leaves turn red."}},
					Principles: []string{"Say what is not known."}, Steps: readmeSteps[:steps], PerRequest: each,
				})
				task.Generate.AtOnce = atOnce
				m := &model{}
				o := ran(t, m, task, ask.Config{}, generator.Request{Count: count, Seed: 7})
				if o.err != nil || len(o.samples) != count {
					t.Errorf("%d of %d samples, %v", len(o.samples), count, o.err)
				}
				asked := map[string]int{}
				for _, x := range m.exchanges() {
					if asked[x.user]++; asked[x.user] == 2 {
						t.Errorf("asked again:\n%s", x.user)
					}
				}
				if n := len(m.exchanges()); atOnce == 1 && n != want {
					t.Errorf("%d requests, want %d", n, want)
				}
				for _, r := range o.refused {
					if r.Filter != "step" || !strings.HasPrefix(r.Reason, "a step on the way: ") {
						t.Errorf("set aside: %+v", r)
					}
				}
			})
		}
	}
}
