package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/review"
)

// own does what is done otherwise here than on the screen: all that has a pane
// there. It is false for other actions.
func (s *teller) own(name string, a action) bool {
	m := s.m
	it := m.current()
	switch a {
	case actHelp:
		s.help()
	case actStats:
		s.statistics()
	case actGuidelines:
		s.guidelines()
	case actHistory:
		s.history()
	case actSearch:
		s.search()
	case actBulk:
		_, f := m.session.Chosen()
		s.bulk(f)
	case actBack, actForward:
		s.now(m.step(a))
	case actOrder:
		s.do(m.nextOrder())
	case actStream:
		m.toggleStream()
	case actPageDown, actPageUp, actUp, actTop, actDown, actBottom:
		s.readOn(it, a)
	case actNarrow, actWiden:
		s.do(m.onKey(pressOf(name)))
	case actNote, actEdit, actEditor, actWhy, actPicker:
		if it == nil {
			m.noSample()
			break
		}
		s.ofCard(it, a)
	default:
		if screenOnly(a) {
			m.status.say(levelHint, "that works on the screen only")
		}
		return screenOnly(a)
	}
	return true
}

// screenOnly tells what makes no sense in plain lines.
func screenOnly(a action) bool {
	switch a {
	case actGuidelinesUp, actGuidelinesDown, actGuidelinesLabel, actMaking, actCopy, actWords, actFind, actFold, actRender:
		return true
	}
	return false
}

func (s *teller) ofCard(it *review.Item, a action) {
	switch a {
	case actWhy:
		s.why(it)
	case actNote:
		if note, ok := s.ask("Note (empty removes it):"); ok {
			s.do(s.m.submit(s.m.session.Note(it.Sample.Seq, unspell(note)), review.OpNote, it.Sample.Seq))
		}
	case actPicker:
		s.pick(it)
	default:
		s.edit(it, a == actEditor)
	}
}

// readOn reads the next part of long texts, or the card again from its top.
func (s *teller) readOn(it *review.Item, a action) {
	if it == nil || a != actPageDown && a != actDown {
		s.card(true)
		return
	}
	s.read += plainPart
	said := false
	for _, l := range s.textLines(it) {
		if l != "" {
			s.line(l)
			said = true
		}
	}
	if !said {
		s.m.status.say(levelHint, "that was all of it; "+s.m.opts.Keys.of(actTop)+" reads it again")
	}
}

// choose asks for one of several things by its number; 0 is none of them.
func (s *teller) choose(question string, of []string) int {
	for i, o := range of {
		s.line(fmt.Sprintf("%d: %s", i+1, o))
	}
	answer, ok := s.ask("%s (a number; empty: none)", question)
	if !ok {
		return 0
	}
	if answer == "" {
		s.m.status.say(levelHint, "none of them: nothing was changed")
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil || n < 1 || n > len(of) {
		s.m.status.say(levelHint, "that is none of them")
		return 0
	}
	return n
}

func (s *teller) pick(it *review.Item) {
	m := s.m
	var names []string
	tags := m.kind.labels(m, it)
	for _, t := range tags {
		name := t.name
		if d := m.described(t.at); d != "" {
			name += ": " + oneLine(d, plainWidth)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		m.status.say(levelHint, "this task has no labels")
		return
	}
	if n := s.choose("Which label?", names); n > 0 {
		s.label(it, tags[n-1].at)
	}
}

// plainHits is how many samples a list reads out.
const plainHits = 20

func (s *teller) search() {
	m := s.m
	query, ok := s.ask("Search for words, label:NAME, decision:none, conf:<0.4, flagged. Empty: the whole queue again.")
	if !ok {
		return
	}
	if only := strings.TrimSpace(query); only == clearKey || only == "\x18" { // what a terminal sends for it
		query = ""
	}
	f, err := review.ParseFilter(query)
	if err != nil {
		m.status.say(levelHint, err.Error())
		return
	}
	p := searchPane{}
	if f.IsZero() {
		cmd, _ := p.bind(m, "")
		s.do(cmd)
		return
	}
	hits, more, err := m.session.Search(f, plainHits)
	if err != nil {
		m.status.say(levelBad, err.Error())
		return
	}
	if len(hits) == 0 {
		m.status.say(levelHint, "nothing matches")
		return
	}
	count := fmt.Sprintf("%d found", len(hits))
	if more {
		count = fmt.Sprintf("the first %d", len(hits))
	}
	s.line(count + ":")
	for i, it := range hits {
		s.line(fmt.Sprintf("%d: %s", i+1, s.gist(it)))
	}
	answer, ok := s.ask("A number looks at it, only reviews only what matches, all decides all of them at once, empty goes back.")
	n, err := strconv.Atoi(answer)
	switch {
	case !ok || answer == "":
	case answer == "only":
		cmd, _ := p.bind(m, query)
		s.do(cmd)
	case answer == "all":
		s.bulk(f)
	case err == nil && n >= 1 && n <= len(hits):
		s.now(m.visitItem(hits[n-1].Sample.Seq))
	default:
		m.status.say(levelHint, "that is none of them")
	}
}

// gist is a sample on one line.
func (s *teller) gist(it review.Item) string {
	verdict := string(it.State.Verdict)
	if verdict == "" {
		verdict = "undecided"
	}
	words := s.m.kind.words(s.m, it.Answer())
	if words != "" {
		words = ", " + words
	}
	confidence := it.Confidence.String()
	if !it.Confidence.IsKnown() {
		confidence = "confidence unknown"
	}
	return verdict + words + ", " + confidence + ": " + oneLine(s.m.gist(it), 160)
}

func (s *teller) history() {
	entries, err := s.m.session.History(0, plainHits)
	if err != nil {
		s.m.status.say(levelBad, err.Error())
		return
	}
	var seqs []uint64
	var lines []string
	for _, e := range entries {
		it, err := s.m.session.Item(e.Seq)
		if err != nil || slices.Contains(seqs, e.Seq) {
			continue
		}
		line := s.gist(it)
		if e.Bulk != nil {
			line += " (in bulk)"
		}
		seqs, lines = append(seqs, e.Seq), append(lines, line)
	}
	if len(lines) == 0 {
		s.m.status.say(levelHint, "you have decided nothing yet")
		return
	}
	if n := s.choose("Look at which?", lines); n > 0 {
		s.now(s.m.visitItem(seqs[n-1]))
	}
}

// bulk decides all that matches a filter.
func (s *teller) bulk(f review.Filter) {
	m := s.m
	deeds := m.bulkDeeds(f)
	if len(deeds) == 0 {
		m.status.say(levelHint, "a bulk action works on a filter, never on the whole project: "+m.opts.Keys.of(actSearch)+" sets one")
		return
	}
	got, err := m.session.Gather(s.ctx, f)
	if err != nil {
		m.status.say(levelBad, err.Error())
		return
	}
	n := len(got.Seqs)
	left := (&bulkPane{got: &got}).leftOut()
	s.say("%s undecided sample%s: %s%s.", grouped(n), plural(n), f.String(), left)
	if n == 0 {
		return
	}
	s.line(fmt.Sprintf("%d of them, drawn at random:", len(got.Shown)))
	var names []string
	for _, it := range got.Shown {
		s.line(s.gist(it))
	}
	for _, d := range deeds {
		names = append(names, d.does)
	}
	i := s.choose("What shall be done with all of them?", names)
	if i == 0 {
		return
	}
	answer, ok := s.ask("All %s will be %s, as one step that %s takes back. Type %s to do it.",
		grouped(n), deeds[i-1].done, m.opts.Keys.of(actUndo), strconv.Itoa(n))
	if !ok || answer != strconv.Itoa(n) {
		m.status.say(levelHint, "that is not the number: nothing was done")
		return
	}
	run, err := m.session.Bulk(got, deeds[i-1].deed)
	if err != nil {
		m.status.say(levelBad, err.Error())
		return
	}
	if !deeds[i-1].deed.Flag {
		m.tally.beginBulk(run.ID())
	}
	s.do(m.workOn(run, deeds[i-1].done+" in bulk", bulkForward))
}
