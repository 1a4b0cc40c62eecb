package store

import (
	"fmt"
	"math/bits"
)

// SalvageReport tells what became of a damaged project.
type SalvageReport struct {
	// Samples and Entries are in the new project, of Drafts as well.
	Samples, Entries, Drafts int
	// LostSamples are the numbers of samples whose records are not whole. The
	// new project has rejected samples without a text in their places, so that
	// all others keep their numbers.
	LostSamples []uint64
	// LostEntries is how many entries of the log are known to have been there
	// and are not whole.
	LostEntries int
	// Breaks says in words what else is wrong: what of the file, the task and the
	// log is missing, or may be.
	Breaks []string
}

// Whole tells that nothing was lost. Of a file that may have held more than was
// found, nobody can say so.
func (r SalvageReport) Whole() bool { return len(r.LostSamples) == 0 && len(r.Breaks) == 0 }

// Lines are the report for people, one finding a line.
func (r SalvageReport) Lines() []string {
	lines := []string{"in the new project: " + counted(r.Samples, "sample", "samples") + ", " + counted(r.Entries, "log entry", "log entries") + ", " + counted(r.Drafts, "draft", "drafts")}
	if len(r.LostSamples) > 0 || r.LostEntries > 0 {
		lines = append(lines, "known to be lost: "+counted(len(r.LostSamples), "sample", "samples")+", "+counted(r.LostEntries, "log entry", "log entries"))
	}
	for i, seq := range r.LostSamples {
		if i == mostDifferences {
			lines = append(lines, "and "+counted(len(r.LostSamples)-i, "more sample", "more samples"))
			break
		}
		lines = append(lines, fmt.Sprintf("the record of sample %d is lost", seq))
	}
	return append(lines, r.Breaks...)
}

// doubts says in words why there may have been more than was found. What the
// tree of pages leads to says how many samples and entries there are; what is
// found elsewhere may be of long ago.
func (s *found) doubts() []string {
	var out []string
	if s.schema > schema { // or that is what is damaged: all else is brought over
		out = append(out, fmt.Sprintf("the file says that a newer winnow wrote it, with schema %d where this one knows %d: what only that one knows is not brought over", s.schema, schema))
	}
	if s.torn {
		out = append(out, "one of the two first pages is broken: if it was the newer one, the last save may be missing")
	}
	switch told := s.led[metaCounts] && s.led[metaHead]; {
	case s.need > 0 && told:
		return append(out, fmt.Sprintf("the file was cut short, %d bytes are left of at least %d", s.size, s.need))
	case s.need > 0:
		return append(out, fmt.Sprintf("the file was cut short, %d bytes are left of at least %d: what stood behind is not known", s.size, s.need))
	}
	if !s.led[metaCounts] {
		out = append(out, "the counts are lost: whether more samples stood behind the last one is not known")
	}
	if !s.led[metaHead] {
		out = append(out, "the end of the log's chain is lost: whether more entries stood behind the last one is not known")
	}
	return out
}

// needs notes what a file that was cut short should have at least.
func (s *found) needs(m boltMeta) {
	high, need := bits.Mul64(m.pages, uint64(m.pageSize))
	if high == 0 && need > uint64(s.size) {
		s.need = need
	}
}

// lostTasks says in words which versions of the task are missing.
func (s *found) lostTasks() []string {
	if len(s.tasks) == 0 {
		return []string{"the task is lost: one of kind text stands in its place"}
	}
	b, ok := s.meta[metaTask]
	if !ok {
		return nil // the counts beside it are lost too, which is said
	}
	current, err := number(b)
	if err != nil {
		return nil
	}
	var out []string
	for n := uint64(1); n <= current && len(out) < mostDifferences; n++ {
		if _, ok := s.tasks[n]; !ok {
			out = append(out, fmt.Sprintf("version %d of the task is lost", n))
		}
	}
	return out
}
