package student

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// letters are texts of so many labels: words of the label's own among words that
// stand everywhere.
func letters(seed uint64, n, labels, words int) []Example {
	from := rand.New(rand.NewPCG(seed, 5))
	out := make([]Example, n)
	for i := range out {
		label := i % labels
		var text []string
		for range words {
			if from.IntN(3) == 0 {
				text = append(text, fmt.Sprintf("own%dx%d", label, from.IntN(12)))
			} else {
				text = append(text, fmt.Sprintf("any%d", from.IntN(40)))
			}
		}
		out[i] = Example{strings.Join(text, " "), fmt.Sprint("label", label)}
	}
	return out
}

// flip gives every fifth example a wrong label, and tells which.
func flip(of []Example, labels int) (out []Example, wrong []bool) {
	out, wrong = slices.Clone(of), make([]bool, len(of))
	for i := 0; i < len(out); i += 5 {
		k := 0
		for out[i].Label == of[i].Label {
			out[i].Label = fmt.Sprint("label", (i/5+k)%labels)
			k++
		}
		wrong[i] = true
	}
	return out, wrong
}

func TestTrain_TellsLabelsApart(t *testing.T) {
	t.Parallel()
	m := Train(letters(1, 120, 3, 12))
	right := 0
	fresh := letters(2, 150, 3, 12)
	for _, e := range fresh {
		shares := m.Shares(e.Text)
		sum := 0.0
		for _, s := range shares {
			sum += s.Share
		}
		if len(shares) != 3 || math.Abs(sum-1) > 1e-9 {
			t.Fatalf("shares %v", shares)
		}
		if shares[0].Label == e.Label {
			right++
		}
	}
	if right < 140 {
		t.Errorf("%d of %d texts that it never saw are told right", right, len(fresh))
	}
	if Train(letters(1, 20, 1, 5)) != nil {
		t.Error("there is a model of one label")
	}
	if p := m.Probability("own0x1", "never learned"); p != 0 {
		t.Errorf("a label that was not learned has %v", p)
	}
}

// What is learned for labels alone gives the same ones.
func TestLearn_SaysTheSameAsTrain(t *testing.T) {
	t.Parallel()
	examples := letters(1, 120, 3, 12)
	whole, brief := Train(examples), Learn(examples)
	for _, e := range letters(2, 40, 3, 12) {
		if a, b := whole.Shares(e.Text), brief.Shares(e.Text); !slices.Equal(a, b) {
			t.Fatalf("%v and %v", a, b)
		}
	}
	if len(brief.path) != 1 || Learn(letters(1, 20, 1, 5)) != nil {
		t.Errorf("%d states are kept", len(brief.path))
	}
}

// The check of CLLM: planted wrong labels are found where both numbers are low.
func TestDynamics_WrongLabelsCannotBeLearned(t *testing.T) {
	t.Parallel()
	m := Train(letters(1, 150, 3, 12))
	made, wrong := flip(letters(2, 200, 3, 12), 3)
	found, rightly := 0, 0
	for i, e := range made {
		mean, uncertainty := m.Dynamics(e.Text, e.Label)
		if mean <= 0.2 && uncertainty <= 0.2 {
			found++
			if wrong[i] {
				rightly++
			}
		}
	}
	t.Logf("%d found, %d rightly, of 40 planted", found, rightly)
	if found < 20 || float64(rightly) < 0.8*float64(found) {
		t.Errorf("%d found, %d of them rightly, of 40 planted", found, rightly)
	}
}

// The check of SunGen: wrong labels get less than half the weight.
func TestWeight_OfWrongLabelsIsLessThanHalf(t *testing.T) {
	t.Parallel()
	m := Train(letters(1, 150, 3, 12))
	made, wrong := flip(letters(2, 200, 3, 12), 3)
	var sum, n [2]float64
	for i, e := range made {
		w, k := m.Weight(e.Text, e.Label), 0
		if w < 0 || w > 1 {
			t.Fatalf("weight %v", w)
		}
		if wrong[i] {
			k = 1
		}
		sum[k] += w
		n[k]++
	}
	right, flipped := sum[0]/n[0], sum[1]/n[1]
	t.Logf("mean weight %.3f of right labels, %.3f of wrong ones", right, flipped)
	if flipped >= right/2 {
		t.Errorf("mean weight %.3f of right labels, %.3f of wrong ones", right, flipped)
	}
}

// The check of FreeAL: the two sorts come apart.
func TestClean_SeparatesPlantedWrongLabels(t *testing.T) {
	t.Parallel()
	made, wrong := flip(letters(3, 150, 3, 16), 3)
	var hit, missed, falsely float64
	for i, p := range Clean(made) {
		switch found := p <= 0.7; {
		case found && wrong[i]:
			hit++
		case found:
			falsely++
		case wrong[i]:
			missed++
		}
	}
	f1 := 2 * hit / (2*hit + missed + falsely)
	t.Logf("F1 %.3f", f1)
	if f1 < 0.8 {
		t.Errorf("F1 %.3f: %v found, %v missed, %v right ones among them", f1, hit, missed, falsely)
	}
	for _, p := range Clean(letters(1, 3, 2, 4)) {
		if p != 0.5 {
			t.Errorf("of too few: %v", p)
		}
	}
}

// A wrong label does not vouch for itself: no example is judged by a model that
// saw its text.
func TestCrossed_NothingIsJudgedByWhatSawIt(t *testing.T) {
	t.Parallel()
	made := letters(4, 100, 2, 12)
	made[7].Label = made[6].Label
	twice := append(slices.Clone(made), made[7], made[7], made[7])
	for _, set := range [][]Example{made, twice} {
		if p := Of(Crossed(set)[7], made[7].Label); p > 0.5 {
			t.Errorf("of %d: the planted wrong label has %.2f", len(set), p)
		}
	}
}

// The check of ProGen: influence is what leaving out and learning anew shows, and
// planted wrong labels come last.
func TestInfluence_IsWhatLeavingOutShows(t *testing.T) {
	t.Parallel()
	learned, wrong := flip(letters(5, 120, 2, 9), 2)
	told := letters(6, 40, 2, 9)
	influence := Influence(learned, told)
	loss := func(without int) float64 {
		m := newModel(learned)
		m.on = make([]float64, len(learned))
		for i := range m.on {
			m.on[i] = 1
		}
		if without >= 0 {
			m.on[without] = 0
		}
		m.learn(settled)
		sum := 0.0
		for _, e := range told {
			sum += 4 * (1 - m.Probability(e.Text, e.Label))
		}
		return sum / float64(len(told))
	}
	all := loss(-1)
	var truth, said []float64
	for i := 0; i < len(learned); i += 8 { // right and wrong ones
		truth, said = append(truth, loss(i)-all), append(said, influence[i])
	}
	if s := spearman(said, truth); s < 0.8 {
		t.Errorf("rank correlation %.3f with leaving out", s)
	} else {
		t.Logf("rank correlation %.3f with leaving out", s)
	}
	last := 0
	for i, r := range ranks(influence) {
		if wrong[i] && r < 36 {
			last++
		}
	}
	if last < 20 {
		t.Errorf("%d of 24 wrong labels are among the 36 least useful", last)
	}
}

func ranks(of []float64) []float64 {
	order := make([]int, len(of))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(of[a], of[b]) })
	out := make([]float64, len(of))
	for r, i := range order {
		out[i] = float64(r)
	}
	return out
}

func spearman(a, b []float64) float64 {
	sum, n := 0.0, float64(len(a))
	rb := ranks(b)
	for i, r := range ranks(a) {
		sum += (r - rb[i]) * (r - rb[i])
	}
	return 1 - 6*sum/(n*(n*n-1))
}
