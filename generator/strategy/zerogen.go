package strategy

import "winnow/generator"

// zerogen asks for each label in turn, without anything but the task (ZeroGen,
// Ye et al. 2022, section 3). Manners keep requests from all getting the same
// answer; they are about form only: what the texts are about is the task's
// business.
type zerogen struct{}

var (
	lengths = [...]string{
		"one short sentence", "one full sentence", "two or three sentences",
		"a short paragraph", "a few words only", "as long as such texts usually are",
	}
	voices = [...]string{
		"plain and matter-of-fact", "lively and personal", "formal", "hasty, as typed on a phone",
		"careful and hedged", "blunt", "indirect, so that it takes a second look", "as a beginner would put it",
	}
)

func (zerogen) Next(st *State) *Ask {
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	a.condition("length", lengths[st.Rand.IntN(len(lengths))])
	a.condition("voice", voices[st.Rand.IntN(len(voices))])
	st.show(a, label)
	return a
}

func (zerogen) Take(_ *State, _ *Ask, o generator.Object) Taken { return keep(o) }
