package strategy

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// fobar turns questions round: a number of a question with a known answer is
// masked, and the question becomes what it is, given that answer (MetaMath, Yu et
// al. 2024, section 3.3). The right answer is known, since it was masked, and a
// response that comes to another is refused. It goes out from seeds and from what
// reviewers took; strategy paraphrase says questions in other words, which is the
// paper's other operator.
type fobar struct {
	seeds []Example
	used  map[string]bool // of which number of which question there is one
}

// masked is a question turned round.
type masked struct{ question, number, from string }

// MemberMasked holds the number that was masked.
const MemberMasked = "masked_number"

var number = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\d+(?:[.,]\d+)*`)
})

const (
	// mostKnownAnswer bounds the words of an answer that a question can name.
	mostKnownAnswer = 12
	// masking is what joins a question and its answer.
	masking = "\nThe answer to this is known. If it is "
)

func newFobar(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("fobar", review.Text)
	}
	s := &fobar{used: map[string]bool{}}
	for _, seed := range g.Seeds {
		s.seeds = append(s.seeds, Example{ID: fmt.Sprintf("seed %d", len(s.seeds)+1), Values: seed})
	}
	if len(s.seeds) == 0 && !g.fed {
		return nil, missing("fobar", "seeds", "seeds:\n  - {instruction: A ticket costs 4 dollars. What do 3 cost?, output: \"12\"}\n")
	}
	return s, nil
}

func (s *fobar) Next(st *State) *Ask {
	t := st.Task
	for _, e := range append(s.seeds[:len(s.seeds):len(s.seeds)], st.Accepted...) {
		question, answer := e.Values[t.Fields[0]], finalOf(e.Values[t.Target])
		if answer == "" || strings.Contains(question, masking) {
			continue
		}
		for i, at := range number().FindAllStringIndex(question, -1) {
			m := masked{
				question: question[:at[0]] + "X" + question[at[1]:] + masking + answer + ", what is X?",
				number:   question[at[0]:at[1]], from: fmt.Sprintf("%s, number %d", e.ID, i+1),
			}
			if !s.used[m.from] && !st.Done[Made{"fobar", m.from}] {
				s.used[m.from] = true
				return s.ask(st, m)
			}
		}
	}
	return nil // every number was masked
}

func (s *fobar) ask(st *State, m masked) *Ask {
	a := respond(st, &Ask{}, m.question)
	a.Number, a.Step, a.Keep = st.Number, "", m
	a.Parents = []string{m.from}
	a.Members = append(a.Members, generator.Member{Name: finalMember})
	a.Do = append(a.Do, "Give in "+prompt.Quote(finalMember)+" the value of X alone, as a number.")
	return a
}

func (s *fobar) Take(st *State, a *Ask, o generator.Object) Taken {
	m, _ := a.Keep.(masked)
	got := Text(o, finalMember)
	if plainNumber(got) != plainNumber(m.number) {
		return Taken{Refused: "X was " + prompt.Quote(m.number) + ", and the answer is " + prompt.Quote(Short(got))}
	}
	return Taken{Draft: &Draft{
		Object: o, Texts: map[string]string{st.Task.Fields[0]: m.question},
		Extra: []review.Member{raw(MemberMasked, m.number)},
	}}
}

// finalOf is the answer that a response comes to: all of a short one, of a longer
// one its last number; "" where there is none.
func finalOf(response string) string {
	response = strings.TrimRight(strings.TrimSpace(response), ".")
	if n := len(strings.Fields(response)); n > 0 && n <= mostKnownAnswer && !strings.Contains(response, "\n") {
		return response
	}
	all := number().FindAllString(response, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// plainNumber is what counts of a number as it is written: "X = 4.00 dollars." is
// 4.
func plainNumber(s string) string {
	n := strings.ReplaceAll(number().FindString(s), ",", "")
	if strings.Contains(n, ".") {
		n = strings.TrimRight(strings.TrimRight(n, "0"), ".")
	}
	return n
}
