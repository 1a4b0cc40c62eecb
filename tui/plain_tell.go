package tui

import (
	"fmt"
	"math"
	"strings"

	"winnow/review"
	"winnow/review/measure"
	"winnow/review/rank"
	"winnow/tui/visible"
)

// help reads all keys out.
func (s *teller) help() {
	m := s.m
	group := ""
	for _, b := range m.opts.Keys.bindings() {
		does := s.does(b)
		if len(b.keys) == 0 || does == "" {
			continue
		}
		if b.group != group {
			group = b.group
			s.line(group + ".")
		}
		show := b.show
		if b.action == actLabel {
			show = m.digits()
		}
		s.line(s.keyWords([]hint{{show, does}}))
	}
	own := s.kindHelp()
	if !m.opts.ReadOnly {
		own = append(own, s.labelHints(m.current())...)
	}
	if len(own) > 0 {
		s.line("Of this kind of task.")
	}
	for _, h := range own {
		s.line(s.keyWords([]hint{h}))
	}
}

// does says what a key does here; "" where it does nothing, or the same as
// another.
func (s *teller) does(b binding) string {
	m := s.m
	if !m.works(b.action) || screenOnly(b.action) || m.opts.ReadOnly && b.saves() {
		return ""
	}
	switch b.action {
	case actUp, actDown, actPageUp, actBottom:
		return ""
	case actTop:
		return "read the sample out again"
	case actPageDown:
		return "read on in a long text"
	case actEditor:
		if !s.hasEditor() {
			return ""
		}
	case actPicker:
		return "choose a label by its number in a list"
	case actLabel:
		if _, rates := m.kind.(*rateKind); rates {
			return ""
		}
	}
	return strings.TrimSuffix(b.does, " in place")
}

// guidelines reads the task's guidelines and what its labels mean.
func (s *teller) guidelines() {
	m := s.m
	if !m.hasGuidelines() {
		m.status.say(levelHint, "the task has no guidelines")
		return
	}
	s.line("Guidelines: " + visible.Text(m.task.Guidelines))
	for i, l := range m.task.Labels {
		text := "Label " + visible.Line(l.Name)
		if d := m.described(i); d != "" {
			text += ": " + visible.Text(d)
		}
		s.line(text)
	}
}

// why reads out what put the sample where it is.
func (s *teller) why(it *review.Item) {
	m := s.m
	order, _ := m.session.Chosen()
	sure := confidenceWords(it.Confidence)
	if isLearned(it) {
		sure += ", learned; " + it.Sample.Confidence.String() + " given with the record"
	}
	s.line(fmt.Sprintf("Order: %s. Confidence: %s.", strings.ReplaceAll(m.orderWords(order, isLearned(it)), " · ", ", "), sure))
	if text := bulkWords(it.Decision); text != "" && it.State.Verdict != "" {
		s.line(text)
	}
	if m.opts.Explain != nil {
		if st, ok := m.opts.Explain(it.Sample.Seq); ok {
			s.standing(it, order, st)
		}
	}
	reasons := rank.Why(it.Sample)
	if len(reasons) == 0 {
		s.line("Nothing says how sure the model is, so the confidence is unknown and the sample comes first.")
	}
	for _, r := range reasons {
		used := ""
		if r.Used {
			used = " This gives the confidence with which the sample arrived."
		}
		s.say("The record says: %s %s, %s.%s", r.Signal, fmt.Sprintf("%.3g", r.Value), m.inKind(r.Text), used)
	}
	for _, kv := range provenanceRows(it.Sample.Provenance) {
		s.say("%s: %s", kv[0], kv[1])
	}
}

// standing reads out what was learned about a sample.
func (s *teller) standing(it *review.Item, order review.Order, st rank.Standing) {
	if !it.State.Decided() {
		s.line(s.m.placeWords(order, &st))
	}
	s.line(fmt.Sprintf("The chance of a change is %.0f percent.", 100/(1+math.Exp(-st.LogOdds))))
	for _, group := range [][]rank.Contribution{st.Parts, st.Words} {
		for i, c := range group {
			if i == weightsMost || math.Abs(c.Contribution) < weightLeast {
				break
			}
			way := "against the suggestion"
			if c.Contribution < 0 {
				way = "for the suggestion"
			}
			s.say("%s speaks %s by %s.", c.Name, way, fmt.Sprintf("%.2f", math.Abs(c.Contribution)))
		}
	}
}

// statistics reads the figures of the project out.
func (s *teller) statistics() {
	session := s.m.session
	f, err := measure.Review(measure.Reading{Labels: s.m.task.LabelNames(), Walk: session.Walk, Log: session.Log})
	if err != nil {
		s.m.status.say(levelBad, err.Error())
		return
	}
	s.line(fmt.Sprintf("%s sample%s, %s decided, %s left.", grouped(f.Samples), plural(f.Samples), grouped(f.Decided), grouped(f.Undecided)))
	var parts []string
	for _, v := range review.Verdicts {
		if n := f.Decisions[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", string(v), grouped(n)))
		}
	}
	if f.Bulk > 0 {
		parts = append(parts, fmt.Sprintf("of these in bulk %s", grouped(f.Bulk)))
	}
	if f.Flagged > 0 {
		parts = append(parts, fmt.Sprintf("flagged %s", grouped(f.Flagged)))
	}
	if len(parts) > 0 {
		s.line("Decisions: " + strings.Join(parts, ", ") + ".")
	}
	if f.Time != nil {
		s.line(fmt.Sprintf("Median time of a decision: %.1f seconds.", f.Time.Median))
	}
	s.groups("label", f.Labels)
	s.groups("confidence", f.Confidence)
	for _, p := range f.Confusion.Pairs[:min(3, len(f.Confusion.Pairs))] {
		s.say("%s became %s, %s times.", p.Suggested, p.Decided, grouped(p.Count))
	}
}

// groups reads acceptance out, for those of which something is decided.
func (s *teller) groups(what string, groups []measure.Group) {
	for _, g := range groups {
		if g.Decided > 0 {
			s.say("%s %s: %s of %s accepted, %s", what, g.Name, grouped(g.Accepted), grouped(g.Decided), percentOf(g.Acceptance))
		}
	}
}
