package formats

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

func rewardShape(line string) error {
	got, err := trl(line, "completion", "reward")
	if err == nil && string(got["reward"]) != "0" && string(got["reward"]) != "1" {
		err = fmt.Errorf("reward %s", got["reward"])
	}
	return err
}

// exampleRow is a line of weighted.
type exampleRow struct {
	Text   string             `json:"text"`
	Label  string             `json:"label"`
	Weight float64            `json:"weight"`
	Soft   map[string]float64 `json:"soft_label"`
}

func weightedShape(line string) error {
	if _, err := object(jsontext.Value(line), "text", "label", "weight", "soft_label"); err != nil {
		return err
	}
	r, err := as[exampleRow](jsontext.Value(line))
	sum, most := 0.0, 0.0
	for _, p := range r.Soft {
		sum, most = sum+p, max(most, p)
	}
	switch {
	case err != nil:
		return err
	case r.Text == "", r.Label == "", r.Weight < 0, r.Weight > 1+1e-9:
		return fmt.Errorf("%+v", r)
	case math.Abs(sum-1) > 1e-9 || r.Soft[r.Label] < most:
		return fmt.Errorf("soft label %v of %s", r.Soft, r.Label)
	}
	return nil
}

var taxonomyPath = regexp.MustCompile(`^(compositional_skills|foundational_skills|knowledge)(->[^\s>/]+)*$`)

func instructlabShape(line string) error {
	got, err := object(jsontext.Value(line), "taxonomy_path", "task_description", "instruction", "input", "output", "domain", "document")
	if err != nil {
		return err
	}
	path, err := as[string](got["taxonomy_path"])
	if err == nil && !taxonomyPath.MatchString(path) {
		err = fmt.Errorf("path %q", path)
	}
	return errors.Join(err, is[string](got, "input"), answers(got, "task_description", "instruction", "output"))
}

func rowsIn(t *testing.T, out string) (rows []exampleRow) {
	t.Helper()
	for line := range strings.Lines(out) {
		var r exampleRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// The check of FewGen: the file loads as text, label and weight, and the weights
// of each label add up to 1, in each part of a split too.
func TestWeighted_WeightsOfEachLabelAddUpToOne(t *testing.T) {
	t.Parallel()
	var items []review.Item
	for i := range 60 {
		row := fmt.Sprintf(`{"id":"%d","text":"Text %d.","label":"calm","signals":{"student_weight":%g}}`, i, i, float64(i%5)/4)
		if i%7 == 0 {
			row = fmt.Sprintf(`{"id":"%d","text":"Text %d.","label":"calm"}`, i, i)
		}
		v, after := review.Accept, review.Answer{}
		switch i % 4 {
		case 1:
			v, after = review.Relabel, review.Answer{Label: "angry"}
		case 2:
			v = review.Reject
		}
		items = append(items, decided(item(t, moods, uint64(i+1), row), v, after))
	}
	for _, split := range [][]Part{nil, {{"train", 0.5}, {"test", 0.5}}} {
		out, sum := export(t, moods, items, Options{Format: "weighted", Split: split})
		if sum.Total() != 45 {
			t.Errorf("%d written", sum.Total())
		}
		for part, text := range out {
			sums := map[string]float64{}
			for _, r := range rowsIn(t, text) {
				sums[r.Label] += r.Weight
			}
			if len(sums) != 2 || math.Abs(sums["calm"]-1) > 1e-9 || math.Abs(sums["angry"]-1) > 1e-9 {
				t.Errorf("part %q: weights add up to %v", part, sums)
			}
		}
	}
	out, _ := export(t, moods, items[:4:4], Options{Format: "weighted"})
	rows := rowsIn(t, out[""])
	if len(rows) != 3 || rows[0].Weight <= rows[2].Weight || rows[1].Weight != 1 {
		t.Errorf("weights %+v", rows) // 1 beside 0.75 of calm, 1 of the only angry one
	}
	// Where all of a label weigh nothing they count alike.
	none := []review.Item{
		decided(item(t, moods, 1, `{"text":"A.","label":"calm","signals":{"student_weight":0}}`), review.Accept, review.Answer{}),
		decided(item(t, moods, 2, `{"text":"B.","label":"calm","signals":{"student_weight":0}}`), review.Accept, review.Answer{}),
	}
	out, _ = export(t, moods, none, Options{Format: "weighted"})
	if rows := rowsIn(t, out[""]); rows[0].Weight != 0.5 || rows[1].Weight != 0.5 {
		t.Errorf("weights %+v", rows)
	}
}

// The check of GPT3Mix: soft labels add up to 1, and the label is the likeliest;
// what the reviewer gave against the model stands alone.
func TestWeighted_SoftLabelsFollowTheReviewer(t *testing.T) {
	t.Parallel()
	row := func(seq uint64) review.Item {
		return item(t, moods, seq, `{"text":"The cup.","label":"calm","probs":{"calm":0.6,"angry":0.2,"odd":0.2}}`)
	}
	out, _ := export(t, moods, []review.Item{
		decided(row(1), review.Accept, review.Answer{}),
		decided(row(2), review.Relabel, review.Answer{Label: "angry"}),
		decided(item(t, moods, 3, `{"text":"The lid.","label":"calm"}`), review.Accept, review.Answer{}),
	}, Options{Format: "weighted"})
	rows := rowsIn(t, out[""])
	for i, want := range []float64{0.75, 0, 1} {
		if got := rows[i].Soft["calm"]; math.Abs(got-want) > 1e-9 || len(rows[i].Soft) != 2 {
			t.Errorf("row %d: %v, want %v of calm", i, rows[i].Soft, want)
		}
	}
}

// The check of ReST-EM: every answer has a reward of 1 or 0, by the reviewer, and
// where nobody decided by the user's own check.
func TestReward_OfReviewersAndOfTheCheck(t *testing.T) {
	t.Parallel()
	row := func(seq uint64, rest string) review.Item {
		return item(t, replies, seq, `{"instruction":"Name a tree.",`+rest+`}`)
	}
	items := []review.Item{
		decided(row(1, `"output":"Oak."`), review.Accept, review.Answer{}),
		decided(row(2, `"output":"Stone."`), review.Reject, review.Answer{}),
		decided(row(3, `"output":"Ok."`), review.Edit, review.Answer{Text: "Oak."}),
		row(4, `"output":"Fir.","signals":{"verified":1}`),
		row(5, `"output":"Fur.","signals":{"verified":0}`),
		row(6, `"output":"Elm."`),
	}
	line := func(answer string, reward int) string {
		return fmt.Sprintf(`{"prompt":"Name a tree.\n\n","completion":%q,"reward":%d}`, answer, reward)
	}
	reviewed := []string{line("Oak.", 1), line("Stone.", 0), line("Oak.", 1), line("Ok.", 0)}
	out, _ := export(t, replies, items, Options{Format: "reward"})
	compare(t, out[""], reviewed)
	out, _ = export(t, replies, items, Options{Format: "reward", Decisions: append([]review.Verdict{""}, review.Verdicts...)})
	compare(t, out[""], append(reviewed, line("Fir.", 1), line("Fur.", 0)))
}

// The check of Orca 2: the same samples with and without what the system said.
func TestWrite_SystemMessagesAreErasedOnRequest(t *testing.T) {
	t.Parallel()
	own := decided(item(t, replies, 1, `{"instruction":"Name a tree.","output":"Oak.","system":"You are a botanist."}`), review.Accept, review.Answer{})
	label := decided(item(t, moods, 1, `{"text":"The rain.","label":"calm"}`), review.Accept, review.Answer{})
	talk := decided(item(t, talks, 1, `{"system":"Be kind.","messages":[{"role":"user","content":"Hi","x":1},{"role":"assistant","content":"Ho"}]}`), review.Accept, review.Answer{})
	inList := decided(item(t, talks, 1, `{"system":"","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}`), review.Accept, review.Answer{})
	for _, c := range []struct {
		format      string
		task        review.Task
		it          review.Item
		with, erase string
	}{
		{
			"openai-chat", replies, own,
			`{"messages":[{"role":"system","content":"You are a botanist."},{"role":"user","content":"Name a tree."},{"role":"assistant","content":"Oak."}]}`,
			`{"messages":[{"role":"user","content":"Name a tree."},{"role":"assistant","content":"Oak."}]}`,
		},
		{
			"trl-prompt-completion", replies, own,
			`{"prompt":"You are a botanist.\n\nName a tree.\n\n","completion":"Oak."}`, `{"prompt":"Name a tree.\n\n","completion":"Oak."}`,
		},
		{
			"alpaca", replies, own,
			`{"instruction":"Name a tree.","input":"","output":"Oak.","system":"You are a botanist."}`,
			`{"instruction":"Name a tree.","input":"","output":"Oak."}`,
		},
		{
			"alpaca", moods, label,
			`{"instruction":` + system + `,"input":"The rain.","output":"calm"}`, `{"instruction":"The rain.","input":"","output":"calm"}`,
		},
		{
			"openai-chat", talks, talk,
			`{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}`,
			`{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}`,
		},
		{
			"sharegpt", talks, inList,
			`{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Ho"}],"system":"Be brief."}`,
			`{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Ho"}]}`,
		},
	} {
		for _, erase := range []bool{false, true} {
			want := c.with
			if erase {
				want = c.erase
			}
			out, _ := export(t, c.task, []review.Item{c.it}, Options{Format: c.format, EraseSystem: erase})
			compare(t, out[""], []string{want})
		}
	}
}

func TestInstructlab_HasTheLeafOfTheTaxonomy(t *testing.T) {
	t.Parallel()
	of := func(condition, rest string) review.Item {
		it := decided(item(t, replies, 1, `{"instruction":"Name a tree.","input":"Tall.","output":"Oak."`+rest+`}`), review.Accept, review.Answer{})
		it.Sample.Provenance.Condition = condition
		return it
	}
	line := func(path string) string {
		return `{"taxonomy_path":"` + path + `","task_description":"replies","instruction":"Name a tree.","input":"Tall.","output":"Oak.","domain":null,"document":null}`
	}
	out, sum := export(t, replies, []review.Item{
		of("topic: Plants › Tall trees; voice: calm", ""), of("topic: knowledge › Botany", ""),
		of("voice: calm", `,"path":"writing/../ПОЭЗИЯ"`), of("voice: calm", ""),
	}, Options{Format: "instructlab"})
	compare(t, out[""], []string{
		line("compositional_skills->plants->tall_trees"), line("knowledge->botany"), line("compositional_skills->writing->поэзия"),
	})
	if len(sum.LeftOut) != 1 || sum.LeftOut[0].Why != "no topic" {
		t.Errorf("left out %+v", sum.LeftOut)
	}
}
