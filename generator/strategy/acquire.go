package strategy

import "math"

// mostCompared bounds the rows that one is chosen among: those that come next.
const mostCompared = 200

// queue is the rows of a file that are still to be asked about.
type queue struct {
	strategy string
	rows     []Row
	at       int // before it all are taken
	taken    map[int]bool
}

func newQueue(strategy string, rows []Row) *queue {
	return &queue{strategy: strategy, rows: rows, taken: map[int]bool{}}
}

// next is the row to be asked about, by generate.acquire: the next one, any of
// those that come next, or the one of which the student is least sure (LLMaAA,
// Zhang et al. 2023, section 3.2); before there is a student, any. It is -1 when
// there is none.
func (q *queue) next(st *State, text func(Row) string) int {
	var open []int
	for i := q.at; i < len(q.rows) && len(open) < mostCompared; i++ {
		if q.taken[i] || st.Done[Made{q.strategy, q.rows[i].ID}] {
			if i == q.at {
				delete(q.taken, i)
				q.at++
			}
			continue
		}
		if open = append(open, i); st.Task.Generate.Acquire == "" || st.Task.Generate.Acquire == "order" {
			break
		}
	}
	switch how := st.Task.Generate.Acquire; {
	case len(open) == 0:
		return -1
	case len(open) == 1:
		return open[0]
	case how == "random" || st.Student == nil:
		return open[st.Rand.IntN(len(open))]
	default:
		best, most := open[0], math.Inf(-1)
		for _, i := range open {
			if d := doubt(how, st, text(q.rows[i])); d > most {
				best, most = i, d
			}
		}
		return best
	}
}

// doubt is how little sure the student is of a text.
func doubt(how string, st *State, text string) float64 {
	shares := st.Student(text)
	if how == "least-confidence" {
		return 1 - shares[0].Share
	}
	sum := 0.0
	for _, s := range shares {
		if s.Share > 0 {
			sum -= s.Share * math.Log(s.Share)
		}
	}
	return sum
}
