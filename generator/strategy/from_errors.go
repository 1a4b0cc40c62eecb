package strategy

import (
	"cmp"
	"slices"

	"winnow/generator"
	"winnow/generator/prompt"
)

// fromErrors asks for more of what reviewers corrected most: labels in
// proportion to how often they were the right ones where another was suggested,
// after the corrected samples themselves (S3, Wang et al. 2023, section 3.2).
// Until there is a correction it goes by what the student takes for something
// else among what they decided (in the manner of ToxiGen, Hartvigsen et al. 2022,
// whose classifier is asked while the model writes), and until then it asks as
// zerogen does.
type fromErrors struct{}

func (fromErrors) Next(st *State) *Ask {
	p, ok := st.mistake()
	if !ok {
		return zerogen{}.Next(st)
	}
	a := st.write(st.count(st.Left), p.Right)
	a.Do = append(a.Do, "The right label of such texts is easily mistaken for "+prompt.Quote(prompt.Word(st.Task, p.Suggested))+": write texts of which that is true.")
	a.condition("mistaken for", prompt.Word(st.Task, p.Suggested))
	shown := 0
	for _, e := range slices.Backward(st.Accepted) {
		if shown < usualExamples && e.Changed && e.Values[st.Task.Target] == p.Right {
			a.example(e)
			shown++
		}
	}
	return a
}

// mistake draws a pair of labels in proportion to how often it was corrected.
func (st *State) mistake() (Pair, bool) {
	var pairs []Pair
	from, all := st.Corrected, 0
	if len(from) == 0 {
		from = st.Mistaken
	}
	for p, n := range from {
		pairs = append(pairs, p)
		all += n
	}
	if all == 0 {
		return Pair{}, false
	}
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Suggested, b.Suggested), cmp.Compare(a.Right, b.Right))
	})
	at := st.Rand.IntN(all)
	for _, p := range pairs {
		if at -= from[p]; at < 0 {
			return p, true
		}
	}
	return Pair{}, false
}

func (fromErrors) Take(_ *State, _ *Ask, o generator.Object) Taken { return keep(o) }
