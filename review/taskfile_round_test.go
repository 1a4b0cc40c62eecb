package review_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// words draws texts that a YAML writer can get wrong.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-z]{1,8}`),
		rapid.StringOf(rapid.RuneFrom([]rune("a 한é\n\t:#-?[]{}\"'%&*!|>,~0.\\"))),
		rapid.SampledFrom([]string{
			"yes", "null", "~", "1e3", "0x10", ".inf", "- a", "a: b", " a", "a ", "# a", "? x",
			"line\nline\n", "\n\na\n\n\n", "  deep\n shallow\n", "a\r\nb", "---", "...", "\x1b[2J", "\u202e", "\u2028", "\ufeff",
		}),
	)
}

// taskOf draws a task that is right.
func taskOf(t *rapid.T) review.Task {
	named := words().Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
	task := review.Task{
		Name: named.Draw(t, "name"), Kind: rapid.SampledFrom(review.Kinds).Draw(t, "kind"),
		Guidelines: words().Draw(t, "guidelines"),
	}
	names := rapid.SliceOfNDistinct(named.Filter(isNoMember), 2, 5, rapid.ID[string]).Draw(t, "members")
	task.Target, task.Fields = names[0], names[1:]
	kindOf(t, &task)
	if task.Kind.HasLabels() && task.Kind != review.Prefer {
		keys := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"", "b", "ㄱ", "0", "~", ":", "?", "'"}), 2, 4,
			func(s string) string { return s }).Draw(t, "keys")
		for i, name := range rapid.SliceOfNDistinct(named, len(keys), len(keys), rapid.ID[string]).Draw(t, "labels") {
			task.Labels = append(task.Labels, review.Label{
				Name: name, Key: keys[i], Description: words().Draw(t, "description"),
				Examples: some(rapid.SliceOfN(words(), 0, 3).Draw(t, "examples")),
			})
		}
	}
	o := &task.Order
	o.Learn = rapid.Ptr(rapid.Bool(), true).Draw(t, "learn")
	o.Audits, o.StepBack = rapid.Float64Range(0, 50).Draw(t, "audits"), rapid.Float64Range(0, 1).Draw(t, "step back")
	o.Representative = rapid.IntMin(0).Draw(t, "representative")
	g := &task.Generate
	g.Source = rapid.SampledFrom(append([]string{""}, review.Sources...)).Draw(t, "source")
	g.Model, g.Seed = words().Draw(t, "model"), rapid.Uint64().Draw(t, "seed")
	g.Count, g.Budget.Tokens = rapid.IntMin(0).Draw(t, "count"), rapid.IntMin(0).Draw(t, "tokens")
	g.Temperature = rapid.Ptr(rapid.Float64Range(0, 2), true).Draw(t, "temperature")
	if rules := rapid.MapOfN(named, rapid.SliceOfN(words(), 1, 3), 0, 3).Draw(t, "grammar"); len(rules) > 0 {
		g.Grammar = rules
	}
	return task
}

// kindOf draws what only some kinds have.
func kindOf(t *rapid.T, task *review.Task) {
	switch task.Kind {
	case review.Prefer:
		if len(task.Fields) == 1 {
			task.Fields = append(task.Fields, task.Fields[0]+"2")
		}
		task.Answers = task.Fields[len(task.Fields)-2:]
		for _, a := range append(task.Answers[:2:2], review.Tie, review.BothBad) {
			task.Labels = append(task.Labels, review.Label{Name: a})
		}
	case review.Rate:
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,8}`), 0, 3, rapid.ID[string]).Draw(t, "requirements") {
			task.Requirements = append(task.Requirements, review.Requirement{Name: name, Description: words().Draw(t, "requirement")})
		}
	}
}

func isNoMember(name string) bool {
	switch name {
	case review.MemberID, review.MemberGold, review.MemberProbs, review.MemberVotes:
		return false
	}
	return true
}

// some gives nil for an empty list, as a file that leaves it out does.
func some(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

func TestMarshal_ParseTaskReadsItBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		task := taskOf(t)
		src, err := task.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := review.ParseTask("task.yaml", src, nil)
		if err != nil {
			t.Fatalf("%v\nin\n%s\nof %+v", err, src, task)
		}
		if !reflect.DeepEqual(got, task) {
			t.Fatalf(" got %#v\nwant %#v\nfile\n%s", got, task, src)
		}
	})
}

// What people will edit is written as they would write it.
func TestMarshal_IsMadeForPeople(t *testing.T) {
	t.Parallel()
	src, err := wholeTaskRead().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"name: news\n", "guidelines: |\n  Read the sentence twice.\n  한국어 is fine.\n", "  - name: biased\n"} {
		if !strings.Contains(string(src), want) {
			t.Errorf("no %q in\n%s", want, src)
		}
	}
	got, err := review.ParseTask("task.yaml", src, nil)
	if err != nil || !reflect.DeepEqual(got, wholeTaskRead()) {
		t.Errorf("read back: %+v, %v", got, err)
	}
}
