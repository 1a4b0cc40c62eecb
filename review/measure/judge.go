package measure

import "winnow/review"

const (
	// JudgeLeast is the mark from which on a judge calls a sample good, of
	// JudgeMost, unless the task says otherwise (AlpaGasus, Chen et al. 2023,
	// section 3).
	JudgeLeast = 4.5
	JudgeMost  = 5
	// judgeKappa is the kappa below which a judge says little of what reviewers do.
	judgeKappa = 0.4
)

// Judged compares a judge's marks with what reviewers did, over the decided
// samples that have a mark. Bulk decisions do not count. Samples that the judge
// held back were never reviewed and are not among them.
type Judged struct {
	Items int `json:"items"`
	// Least is the mark, of [JudgeMost], from which on the judge calls a sample
	// good; the reviewers call one good that they accept unchanged.
	Least float64 `json:"least"`
	// How often both call it good, only the judge, only the reviewers, neither.
	Both      int `json:"both_good"`
	Judge     int `json:"judge_only"`
	Reviewers int `json:"reviewers_only"`
	Neither   int `json:"neither"`
	// Agreement is the share in which they agree, with its 95% interval.
	Agreement float64 `json:"agreement"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	// Kappa is Cohen's ([Kappa]), nil where one of them always says the same.
	Kappa *float64 `json:"kappa"`
	// Accepted and Changed are the mean marks of the samples that were accepted
	// unchanged and of the others; nil without any.
	Accepted *float64 `json:"mean_mark_accepted"`
	Changed  *float64 `json:"mean_mark_changed"`
}

// Weak tells that the judge says too little of what reviewers do to go by it.
func (j Judged) Weak() bool { return j.Items >= leanLeast && (j.Kappa == nil || *j.Kappa < judgeKappa) }

// judgeTally counts for [Judged].
type judgeTally struct {
	sum   Judged
	marks [2]float64 // of the accepted and of the others
}

func (t *judgeTally) add(it review.Item) {
	mark, marked := it.Sample.Signal(review.SignalJudge)
	if !marked || !it.State.Decided() || inBulk(it) {
		return
	}
	mark *= JudgeMost
	t.sum.Items++
	good, accepted := mark >= t.sum.Least, it.State.Verdict == review.Accept
	switch {
	case good && accepted:
		t.sum.Both++
	case good:
		t.sum.Judge++
	case accepted:
		t.sum.Reviewers++
	default:
		t.sum.Neither++
	}
	if accepted {
		t.marks[0] += mark
	} else {
		t.marks[1] += mark
	}
}

// judged is nil where no decided sample has a mark.
func (t *judgeTally) judged() *Judged {
	j := t.sum
	if j.Items == 0 {
		return nil
	}
	j.Agreement = float64(j.Both+j.Neither) / float64(j.Items)
	j.Low, j.High = Interval(j.Both+j.Neither, j.Items)
	j.Kappa = Kappa(j.Both, j.Judge, j.Reviewers, j.Neither)
	j.Accepted = ratio(t.marks[0], float64(j.Both+j.Reviewers))
	j.Changed = ratio(t.marks[1], float64(j.Judge+j.Neither))
	return &j
}
