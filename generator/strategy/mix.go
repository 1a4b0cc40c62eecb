package strategy

import (
	"encoding/json"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// mix lets the model blend real examples into a new text and takes the
// probabilities of its labels as a soft label (GPT3Mix, Yoo et al. 2021, section
// 3). A text whose likeliest label is not the one written has little confidence
// and is reviewed early.
type mix struct{ seeds []Example }

const (
	blended = 3
	// MemberSoftLabel holds the probability of each label.
	MemberSoftLabel = "soft_label"
)

func newMix(g generateOf) (Strategy, error) {
	if g.kind != review.Classify {
		return nil, onlyFor("mix", review.Classify)
	}
	var s mix
	for _, l := range g.task.Labels {
		for _, e := range l.Examples {
			s.seeds = append(s.seeds, Example{Values: map[string]string{g.fields[0]: e, g.task.Target: l.Name}})
		}
	}
	for _, seed := range g.Seeds {
		s.seeds = append(s.seeds, Example{Values: seed})
	}
	if len(s.seeds) < 2 {
		return nil, missing("mix", "seeds (or examples of the labels)", "seeds:\n  - {text: It never came., label: complaint}\n  - {text: When does it leave?, label: question}\n")
	}
	return s, nil
}

func (s mix) Next(st *State) *Ask {
	of := append(s.seeds[:len(s.seeds):len(s.seeds)], st.Accepted...)
	a := st.write(1, "")
	a.Do = []string{
		"Mix the examples into one new text that takes something of each, as somebody might have written it.",
		"Then read it again and give in " + prompt.Quote(st.Task.Target) + " the label that the guidelines give it.",
		"The label is exactly one of: " + prompt.List(prompt.Words(st.Task)) + ".",
	}
	for _, i := range st.Rand.Perm(len(of))[:min(blended, len(of))] {
		a.example(of[i])
	}
	return a
}

func (mix) Take(_ *State, _ *Ask, o generator.Object) Taken {
	d := &Draft{Object: o}
	if len(o.Evidence.Shares) > 0 {
		soft := map[string]float64{}
		for _, s := range o.Evidence.Shares {
			soft[s.Label] = s.Share
		}
		if b, err := json.Marshal(soft); err == nil {
			d.Extra = append(d.Extra, review.Member{Name: MemberSoftLabel, Value: b})
		}
	}
	return Taken{Draft: d}
}
