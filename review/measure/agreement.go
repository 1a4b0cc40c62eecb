package measure

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"winnow/review"
)

// AlphaLeast is the alpha below which nothing should be concluded from what
// several people decided (Krippendorff 2004, section 11.4.2): the guidelines are
// not clear, or the question is one of taste.
const AlphaLeast = 0.667

// Agreement says how far several reviewers agree on the samples that more than
// one of them decided.
type Agreement struct {
	// Samples were decided by two reviewers or more, Reviewers are who decided
	// some of these. Bulk decisions and those that were taken back do not count,
	// and of each reviewer the last one does.
	Samples   int `json:"samples"`
	Reviewers int `json:"reviewers"`
	// Same is how many of the samples all of them decided alike.
	Same int `json:"same"`
	// Alpha is Krippendorff's alpha, nominal, and ordinal for ratings: 1 for
	// agreement, 0 for what chance gives. Nil where nothing varies. Who decides a
	// sample again may see what was decided before, so that it is rather too high.
	Alpha *float64 `json:"alpha"`
}

// Low tells that the reviewers agree too little to go on like that.
func (a Agreement) Low() bool { return a.Alpha != nil && *a.Alpha < AlphaLeast }

// Alpha is Krippendorff's alpha (2004, chapter 11): each unit holds the values
// that different people gave it, units with fewer than two say nothing. Values
// that stand in order are ordinal, with their distance; where order is empty all
// are nominal. ok is false where there is nothing to compare or nothing varies.
func Alpha(units [][]string, order []string) (alpha float64, ok bool) {
	total, n := map[string]float64{}, 0.0
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		for _, v := range u {
			total[v]++
			n++
		}
	}
	apart := distance(total, order)
	values := slices.Sorted(maps.Keys(total))
	observed, expected := 0.0, 0.0
	for _, u := range units {
		for i, a := range u {
			for _, b := range u[i+1:] {
				observed += 2 * apart(a, b) / float64(len(u)-1)
			}
		}
	}
	for i, a := range values {
		for _, b := range values[i+1:] {
			expected += 2 * total[a] * total[b] * apart(a, b)
		}
	}
	if expected == 0 {
		return 0, false
	}
	return 1 - (n-1)*observed/expected, true
}

// distance is the squared one between two values.
func distance(total map[string]float64, order []string) func(a, b string) float64 {
	up := make([]float64, len(order)+1) // how many values stand below each rank
	for k, v := range order {
		up[k+1] = up[k] + total[v]
	}
	return func(a, b string) float64 {
		if a == b {
			return 0
		}
		i, j := slices.Index(order, a), slices.Index(order, b)
		switch {
		case len(order) == 0:
			return 1
		case i < 0 || j < 0: // a rejected one is as far from all as they can be
			return up[len(order)] * up[len(order)]
		}
		i, j = min(i, j), max(i, j)
		between := up[j+1] - up[i] - (total[a]+total[b])/2
		return between * between
	}
}

// Kappa is Cohen's kappa (1960) of two who say yes or no: how often both say
// yes, only the first, only the second, and neither; nil where nothing varies.
func Kappa(both, first, second, neither int) *float64 {
	n := float64(both + first + second + neither)
	a, b := float64(both+first)/n, float64(both+second)/n
	chance := a*b + (1-a)*(1-b)
	if n == 0 || 1-chance < 1e-12 {
		return nil
	}
	kappa := (float64(both+neither)/n - chance) / (1 - chance)
	return &kappa
}

// rivals finds in the log, read from its end, what several reviewers decided of
// one sample. It keeps only samples that were decided again.
type rivals struct {
	undone  map[uint64]bool              // decisions that were taken back
	settled map[uint64]bool              // of which a later entry told whether they stand
	wanted  map[uint64]uint64            // entry of a decision that was made anew → sample
	by      map[uint64]map[string]string // sample → reviewer → what was decided
}

func newRivals() *rivals {
	return &rivals{
		undone: map[uint64]bool{}, settled: map[uint64]bool{},
		wanted: map[uint64]uint64{}, by: map[uint64]map[string]string{},
	}
}

func (r *rivals) add(e review.Entry) {
	switch {
	case e.Op == review.OpUndo || e.Op == review.OpRedo:
		if !r.settled[e.Target] {
			r.settled[e.Target], r.undone[e.Target] = true, e.Op == review.OpUndo
		}
		return
	case e.Op != review.OpDecide:
		return
	}
	if before := e.Was.Decision; before > 0 {
		r.wanted[before] = e.Seq
	}
	if _, known := r.wanted[e.N]; !known && e.Was.Decision == 0 {
		return
	}
	delete(r.wanted, e.N)
	if r.undone[e.N] || e.Bulk != nil || e.Purged || !e.Decision.Verdict.Final() {
		return
	}
	if r.by[e.Seq] == nil {
		r.by[e.Seq] = map[string]string{}
	}
	if _, later := r.by[e.Seq][e.Reviewer]; !later {
		r.by[e.Seq][e.Reviewer] = decidedAs(e.Decision)
	}
}

// rejected stands for what no label says.
const rejected = "\x00rejected"

// decidedAs is a decision as a value to compare. Two rewordings of one text are
// never the same, so that of free text only the verdict counts.
func decidedAs(d review.Decision) string {
	a := d.After
	switch {
	case d.Verdict == review.Reject:
		return rejected
	case a.Label != "":
		return a.Label
	case a.Labels != nil:
		return strings.Join(a.Labels, "\x00")
	case a.Spans != nil:
		b, err := json.Marshal(a.Spans)
		if err == nil {
			return string(b)
		}
	}
	return string(d.Verdict)
}

// agreement is nil where no two reviewers decided the same sample. order are the
// levels of ratings.
func (r *rivals) agreement(order []string) *Agreement {
	var a Agreement
	names := map[string]bool{}
	var units [][]string
	for _, seq := range slices.Sorted(maps.Keys(r.by)) {
		by := r.by[seq]
		if len(by) < 2 {
			continue
		}
		unit := make([]string, 0, len(by))
		for _, name := range slices.Sorted(maps.Keys(by)) {
			names[name] = true
			unit = append(unit, by[name])
		}
		if len(slices.Compact(slices.Sorted(slices.Values(unit)))) == 1 {
			a.Same++
		}
		units = append(units, unit)
	}
	if a.Samples, a.Reviewers = len(units), len(names); a.Samples == 0 {
		return nil
	}
	if alpha, ok := Alpha(units, order); ok && !math.IsNaN(alpha) {
		a.Alpha = &alpha
	}
	return &a
}
