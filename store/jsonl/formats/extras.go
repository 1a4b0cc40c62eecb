package formats

import (
	"slices"

	"winnow/review"
)

// extras are the members of the record that are no part of the task and have none
// of the names in but. With them and the id a row is found again in the data that
// it came from.
func (q question) extras(members []review.Member, but ...string) []review.Member {
	var out []review.Member
	for _, m := range members {
		switch {
		case m.Name == review.MemberID, m.Name == review.MemberWinnow, m.Name == q.task.Target:
		case slices.Contains(q.task.Fields, m.Name), slices.Contains(but, m.Name):
		default:
			out = append(out, m)
		}
	}
	return out
}
