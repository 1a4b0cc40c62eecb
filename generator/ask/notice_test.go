package ask_test

import (
	"testing"

	"winnow/review"
)

// A filter that has nothing to go by says so once, and holds nothing back.
func TestFilters_TopWithoutLogProbabilitiesSaysSo(t *testing.T) {
	t.Parallel()
	o := run(t, seaTask(func(t *review.Task) { t.Generate.Filters.Top = 0.5 }), 30, one(&fake{host: "h", answer: obedient}))
	if o.err != nil || len(o.samples) != 30 || len(o.rejects) != 1 ||
		o.rejects[0].Reason != "generate.filters.top holds nothing back: the endpoint tells no log-probabilities" {
		t.Errorf("%d samples, %v, told %+v", len(o.samples), o.err, o.rejects)
	}
}
