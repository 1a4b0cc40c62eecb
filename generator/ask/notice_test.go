package ask_test

import (
	"strings"
	"testing"

	"winnow/generator"
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

// Ensure that what is given up has a name, also where nothing sets its ask apart.
func TestGiveUp_NamesWhatIsGivenUp(t *testing.T) {
	t.Parallel()
	task := cookTask(func(t *review.Task) {
		t.Generate.Strategy, t.Generate.Seeds = "self-instruct", []map[string]string{{"instruction": "Name three rivers."}}
	})
	f := &fake{host: "h", answer: func(n int, c generator.Call, take func(generator.Piece) error) (generator.Answer, error) {
		o := object("output", " ")
		if c.Members[0].Name == "instruction" {
			o = object("instruction", "Say what this is: "+sentence(n, 1))
		}
		return generator.Answer{}, take(generator.Piece{Object: o})
	}}
	o := run(t, task, 3, one(f))
	given := 0
	for _, r := range o.rejects {
		if r.GivenUp == "" {
			continue
		}
		given++
		if r.GivenUp != "self-instruct: no answer about it was of use" || !strings.HasSuffix(r.Reason, r.GivenUp) {
			t.Errorf("%+v", r)
		}
	}
	if given == 0 {
		t.Errorf("nothing was given up: %+v, %v", o.rejects, o.err)
	}
}
