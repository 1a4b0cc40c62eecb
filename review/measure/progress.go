package measure

import (
	"time"

	"winnow/review"
)

// pointsMost bounds the points of a curve; beyond it neighbours become one.
const pointsMost = 240

// Point is how much was decided at one moment.
type Point struct {
	At      time.Time `json:"at"`
	Decided int       `json:"decided"`
	// Accepted leaves out what was decided in bulk, which Decided counts.
	Accepted int `json:"accepted"` // unchanged, of Decided
}

// timeline counts decisions in bins of equal time, at most pointsMost of them:
// when the time grows longer, the bins do. The order of adding does not matter.
type timeline struct {
	width       int64 // seconds
	first, last int64 // bins, when there is one
	bins        map[int64]Point
}

func newTimeline() timeline { return timeline{width: 1, bins: map[int64]Point{}} }

func (t *timeline) add(at time.Time, accepted bool) {
	if at.IsZero() {
		return
	}
	bin := floorDiv(at.Unix(), t.width)
	if len(t.bins) == 0 {
		t.first, t.last = bin, bin
	}
	t.first, t.last = min(t.first, bin), max(t.last, bin)
	p := t.bins[bin]
	p.Decided++
	if accepted {
		p.Accepted++
	}
	t.bins[bin] = p
	for t.last-t.first >= pointsMost {
		t.widen()
	}
}

func (t *timeline) widen() {
	bins := make(map[int64]Point, len(t.bins))
	for i, p := range t.bins {
		at := floorDiv(i, 2)
		sum := bins[at]
		sum.Decided += p.Decided
		sum.Accepted += p.Accepted
		bins[at] = sum
	}
	t.bins, t.width = bins, 2*t.width
	t.first, t.last = floorDiv(t.first, 2), floorDiv(t.last, 2)
}

// points are the sums up to the end of each bin, behind one of nothing at the
// beginning of the first.
func (t *timeline) points() []Point {
	if len(t.bins) == 0 {
		return []Point{}
	}
	at := func(bin int64) time.Time { return time.Unix(bin*t.width, 0).UTC() }
	out := []Point{{At: at(t.first)}}
	sum := Point{}
	for i := t.first; i <= t.last; i++ {
		sum.Decided += t.bins[i].Decided
		sum.Accepted += t.bins[i].Accepted
		sum.At = at(i + 1)
		out = append(out, sum)
	}
	return out
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// StretchSeconds is how much active time a [Stretch] covers, as long as there
// are not too many of them.
const StretchSeconds = 600

// Stretch is a part of the active time of all reviewers: the time that
// decisions took, pauses left out. Decisions count as they were made, those
// that were taken back or made anew later included: it is work that was done. What
// was decided of a sample that was purged is in no figure, so not in this one.
type Stretch struct {
	// Ended is when its last decision was made.
	Ended         time.Time `json:"ended"`
	ActiveSeconds float64   `json:"active_seconds"`
	Decisions     int       `json:"decisions"` // final ones
	Accepted      int       `json:"accepted"`  // unchanged, of Decisions
	PerHour       *float64  `json:"per_hour"`
}

// logAhead is how many entries of the log are read at once, so that a long log
// keeps no state of the store in use for long.
const logAhead = 4096

// eachEntry visits the log from its end.
func eachEntry(log func(before uint64, visit func(review.Entry) bool) error, visit func(review.Entry)) error {
	before, more := uint64(0), true
	for more {
		read := 0
		err := log(before, func(e review.Entry) bool {
			visit(e)
			before = e.N
			read++
			return read < logAhead
		})
		if err != nil {
			return err
		}
		more = read == logAhead && before > 1
	}
	return nil
}

// stretches cut the log. They are laid from its end, which is read first, so that
// only the oldest one is shorter: the first one is the newest.
type stretches struct {
	width  float64
	active float64
	parts  []Stretch
}

func (s *stretches) add(e review.Entry) {
	if e.Op != review.OpDecide || e.Bulk != nil || e.Purged {
		return
	}
	at := s.at(s.active)
	if at.Ended.IsZero() {
		at.Ended = e.At.UTC()
	}
	if e.Decision.Verdict.Final() {
		at.Decisions++
		if e.Decision.Verdict == review.Accept {
			at.Accepted++
		}
	}
	for left := min(max(0, e.Decision.Seconds), IdleSeconds); left > 0; {
		at := s.at(s.active)
		part := min(left, max(s.width-at.ActiveSeconds, 1e-6))
		at.ActiveSeconds += part
		s.active += part
		left -= part
	}
}

// at is the stretch that holds the given active time before the end.
func (s *stretches) at(active float64) *Stretch {
	for int(active/s.width) >= pointsMost {
		s.widen()
	}
	i := int(active / s.width)
	for len(s.parts) <= i {
		s.parts = append(s.parts, Stretch{})
	}
	return &s.parts[i]
}

func (s *stretches) widen() {
	var parts []Stretch
	for i, p := range s.parts {
		if i%2 == 0 {
			parts = append(parts, p)
		} else {
			parts[i/2] = Join(parts[i/2], p)
		}
	}
	s.parts, s.width = parts, 2*s.width
}

// Join makes one stretch of two neighbours, for who has room for fewer.
func Join(newer, older Stretch) Stretch {
	if newer.Ended.IsZero() {
		newer.Ended = older.Ended
	}
	newer.ActiveSeconds += older.ActiveSeconds
	newer.Decisions += older.Decisions
	newer.Accepted += older.Accepted
	newer.PerHour = ratio(float64(newer.Decisions)*3600, newer.ActiveSeconds)
	return newer
}

// list is oldest first. What is left over at the beginning goes to its
// neighbour when it is too short for a pace.
func (s *stretches) list() []Stretch {
	parts := s.parts
	if n := len(parts); n > 1 && parts[n-1].ActiveSeconds < s.width/10 {
		parts[n-2] = Join(parts[n-2], parts[n-1])
		parts = parts[:n-1]
	}
	out := make([]Stretch, 0, len(parts))
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		p.PerHour = ratio(float64(p.Decisions)*3600, p.ActiveSeconds)
		out = append(out, p)
	}
	return out
}
