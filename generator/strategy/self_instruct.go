package strategy

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
	"winnow/review/similar"
)

// selfInstruct asks for a series of tasks after eight others, six of a person
// and two of those made before, keeps what is like no other, and then asks for
// the response to each (Self-Instruct, Wang et al. 2023, section 2 and appendix
// A). The paper drops tasks that do not begin with an ASCII letter; that would
// drop every other script and is left out.
type selfInstruct struct {
	seeds []string
	made  []string
	pool  *similar.RougePool
}

const (
	humanExamples, machineExamples = 6, 2
	// mostOverlap is the highest ROUGE-L that a task may have with another.
	mostOverlap = 0.7
	fewestWords = 4
	mostWords   = 150
)

// unsuited are words of tasks that a text alone cannot answer.
var unsuited = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(images?|graphs?|pictures?|files?|maps?|draw|plot|go to|videos?|audio|music|flowcharts?|diagrams?)\b`)
})

func newSelfInstruct(g generateOf) (Strategy, error) {
	if g.kind != review.Text {
		return nil, onlyFor("self-instruct", review.Text)
	}
	if len(g.Seeds) == 0 {
		return nil, missing("self-instruct", "seeds", "seeds:\n  - {instruction: Name three rivers., output: \"Rhine, Elbe, Oder.\"}\n")
	}
	s := &selfInstruct{pool: similar.NewRougePool()}
	for _, seed := range g.Seeds {
		if text := seed[g.fields[0]]; text != "" {
			s.seeds = append(s.seeds, text)
			s.pool.Add(text, text)
		}
	}
	return s, nil
}

func (s *selfInstruct) Next(st *State) *Ask {
	field := st.Task.Fields[0]
	a := st.write(st.count(st.Left), "")
	a.Mean, a.Step = "", "tasks"
	a.Members = []generator.Member{{Name: field}}
	a.Do = []string{"Come up with a series of tasks. Write " + prompt.Samples(a.Count) + " that differ from the examples and from one another in what is to be done."}
	made := s.made
	for _, e := range st.Accepted {
		made = append(made[:len(made):len(made)], e.Values[field])
	}
	shown := draw(st, s.seeds, humanExamples)
	shown = append(shown, draw(st, made, machineExamples)...)
	st.Rand.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	for _, text := range shown {
		a.Examples = append(a.Examples, prompt.Example{field: text})
	}
	return a
}

func (s *selfInstruct) Take(st *State, a *Ask, o generator.Object) Taken {
	field := st.Task.Fields[0]
	if a.Step != "tasks" {
		return answered(a, o, field)
	}
	text := strings.TrimSpace(Text(o, field))
	if why := unfit(text); why != "" {
		return Taken{Refused: why}
	}
	if m, ok := s.pool.Highest(text, mostOverlap); ok && m.Score > mostOverlap {
		return Taken{Refused: tooLike(m.Score, m.ID)}
	}
	s.pool.Add(text, text)
	s.made = append(s.made, text)
	return Taken{Then: []*Ask{respond(st, a, text)}}
}

// unfit is the paper's first filter.
func unfit(text string) string {
	words := len(strings.Fields(text))
	first := []rune(text + " ")[0]
	switch {
	case words < fewestWords && !isUnspaced(text):
		return "the task is too short"
	case words > mostWords:
		return "the task is too long"
	case unicode.IsPunct(first) && first != '"':
		return "the task begins with a punctuation mark"
	case strings.HasPrefix(text, "Write a program"):
		return "the task asks for a program"
	case unsuited().MatchString(text):
		return "the task needs more than text: " + unsuited().FindString(text)
	}
	return ""
}

// isUnspaced tells texts in scripts without blanks, whose words nobody counts.
func isUnspaced(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
	})
}
