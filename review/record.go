package review

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Members of a record that have a meaning of their own.
const (
	MemberID         = "id"
	MemberConfidence = "confidence"
	MemberProbs      = "probs"
	MemberVotes      = "votes"
	MemberVerbal     = "verbal_confidence"
	MemberSignals    = "signals"
	MemberRationale  = "rationale"
	MemberModel      = "model"
	MemberWinnow     = "winnow"
	MemberGold       = "gold"
	MemberGoldOK     = "gold_ok"
	MemberAccept     = "accept"  // of Prodigy's rows: a list of what was chosen
	MemberRatings    = "ratings" // of kind rate: an object of requirement and level
)

// Names of signals. What a record brings under a member of its own is named
// after the member; everything in "signals" keeps its name.
const (
	SignalConfidence  = MemberConfidence    // a number given as the confidence
	SignalProbs       = MemberProbs         // class probability of the label
	SignalVotes       = MemberVotes         // share of the votes for the label
	SignalVerbal      = MemberVerbal        // what the model says of itself
	SignalProbability = "label_probability" // probability of the label's tokens
	SignalMargin      = "label_margin"      // its lead over the second label
	SignalOffLabel    = "off_label"         // belief that went to no label
	SignalMeanLogprob = "mean_logprob"      // mean log-probability of a response's tokens
	SignalObeyed      = "obeyed"            // probability of the label where it was written with its text
	SignalJudge       = "judge"             // a judge's mark, 0 to 1
	SignalVerified    = "verified"          // whether the user's own check passed it, 1 or 0
	SignalRoundTrip   = "round_trip"        // how well the way back agrees with the way there
)

// Bounds on what one record may hold.
const (
	maxRecordDepth  = 64
	maxIDBytes      = 512
	maxAlternatives = 1000
)

var reservedMembers = []string{
	MemberID, MemberConfidence, MemberProbs, MemberVotes, MemberSignals, MemberWinnow, MemberGold, MemberGoldOK,
}

// ParseRecord reads one native record of the task. Provenance is left to the
// caller, but for the model's name. Wrong types of members that Winnow reads
// are a [*RecordError]; members that it does not know are kept in Raw.
func ParseRecord(t Task, raw []byte) (Sample, error) {
	return NewRecordParser(t).Parse(raw)
}

// RecordParser reads native records of a task, one after the other, with less
// work for the memory than as many calls of [ParseRecord]. It is for one
// goroutine.
type RecordParser struct {
	task    Task
	members []Member // of the record before, whose room is used again
	have    []bool   // by field
	sample  Sample
	votes   []string
	probs   []Alternative
	lent    bool
	// looks counts the labels that were looked up, up to fewLooks; then places has
	// where each stands.
	looks  int
	places map[string]int
	// score and agent are the members that say of Argilla's suggestion how sure the
	// model was and which one it was, "" for records of another shape.
	score, agent string
}

// NewRecordParser returns a parser of the task's records.
func NewRecordParser(t Task) *RecordParser {
	p := &RecordParser{task: t, have: make([]bool, len(t.Fields))}
	if strings.HasSuffix(t.Target, ".suggestion") {
		p.score, p.agent = t.Target+".score", t.Target+".agent"
	}
	return p
}

// Lend has the texts of the samples share the record's bytes, where these hold
// them as they are: a sample is good only for as long as nobody changes them.
func (p *RecordParser) Lend() { p.lent = true }

// text is the member's text, lent if that was asked for.
func (p *RecordParser) text(m Member) (string, error) {
	if p.lent && m.Value[0] == '"' {
		if inner := m.Value[1 : len(m.Value)-1]; bytes.IndexByte(inner, '\\') < 0 {
			return unsafe.String(unsafe.SliceData(inner), len(inner)), nil //nolint:gosec // no copy of what is read once; see Lend
		}
	}
	return m.Text()
}

// Parse reads a record as [ParseRecord] does. The sample shares raw.
func (p *RecordParser) Parse(raw []byte) (Sample, error) {
	members, err := AppendMembers(p.members[:0], raw)
	if err != nil {
		return Sample{}, err
	}
	p.members, p.votes, p.probs = members, nil, nil
	p.sample = Sample{Raw: raw, Fields: make([]Field, len(p.task.Fields))}
	for i, name := range p.task.Fields {
		p.sample.Fields[i].Name = name
	}
	clear(p.have)
	for _, m := range members {
		if i := indexOf(p.task.Fields, m.Name); i >= 0 {
			if p.sample.Fields[i].Text, err = p.field(m); err != nil {
				return Sample{}, err
			}
			p.have[i] = true
			continue
		}
		if err := p.member(m); err != nil {
			return Sample{}, err
		}
	}
	if len(p.have) > 0 && !p.have[0] {
		return Sample{}, &RecordError{Offset: -1, Reason: fmt.Sprintf("member %q is missing", p.task.Fields[0])}
	}
	if err := p.complete(members); err != nil {
		return Sample{}, err
	}
	p.finish()
	return p.sample, nil
}

func (p *RecordParser) member(m Member) (err error) {
	s := &p.sample
	switch m.Name {
	case p.task.Target:
		return p.target(m)
	case MemberID:
		s.ID, err = p.id(m)
	case MemberConfidence:
		err = p.signal(SignalConfidence, m, true)
	case MemberVerbal:
		err = p.signal(SignalVerbal, m, true)
	case MemberProbs:
		p.probs, err = m.shares()
	case MemberVotes:
		p.votes = m.Strings()
	case MemberSignals:
		err = p.signals(m)
	case MemberRationale:
		if m.Value[0] == '"' {
			s.Rationale, err = m.Text()
		}
	case MemberModel:
		if m.Value[0] == '"' {
			s.Provenance.Model, err = m.Text()
		}
	default:
		if p.score != "" {
			p.suggested(m)
		}
	}
	return err
}

// suggested reads what a member says of Argilla's suggestion. A score there may be a
// list, or of another scale: then it is no confidence, and only kept.
func (p *RecordParser) suggested(m Member) {
	switch {
	case m.Name == p.score:
		if v, err := strconv.ParseFloat(string(m.Value), 64); err == nil && v >= 0 && v <= 1 {
			p.sample.Signals = append(p.sample.Signals, Signal{Name: SignalConfidence, Value: v})
		}
	case m.Name == p.agent && m.Value[0] == '"':
		p.sample.Provenance.Model, _ = m.Text() // it is one
	}
}

func (p *RecordParser) id(m Member) (string, error) {
	id, err := p.text(m)
	if err != nil {
		return "", err
	}
	if len(id) > maxIDBytes {
		return "", &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("the id is longer than %d bytes", maxIDBytes)}
	}
	return id, nil
}

func (p *RecordParser) signal(name string, m Member, probability bool) error {
	if string(m.Value) == "null" {
		return nil
	}
	v, err := strconv.ParseFloat(string(m.Value), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		if !probability {
			name = fmt.Sprintf("signal %q", short(name)) // the record's own name
		}
		return &RecordError{Offset: int64(m.Start), Reason: name + " is not a number"}
	}
	if probability && (v < 0 || v > 1) {
		return &RecordError{Offset: int64(m.Start), Reason: fmt.Sprintf("%s %s is not between 0 and 1", name, short(string(m.Value)))}
	}
	p.sample.Signals = append(p.sample.Signals, Signal{Name: name, Value: v})
	return nil
}

func (p *RecordParser) signals(m Member) error {
	if m.Value[0] != '{' {
		return nil
	}
	inner, err := Members(m.Value)
	if err != nil {
		return err
	}
	for _, in := range inner {
		if c := in.Value[0]; c == '-' || c >= '0' && c <= '9' {
			in.Start += m.Start
			if err := p.signal(in.Name, in, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish derives the alternatives and the signals of the label itself from
// class probabilities and votes.
func (p *RecordParser) finish() {
	s := &p.sample
	if len(p.votes) > 0 {
		n := map[string]int{}
		for _, v := range p.votes {
			n[v]++
		}
		var shares []Alternative
		for v, k := range n {
			shares = append(shares, Alternative{Label: v, Share: float64(k) / float64(len(p.votes))})
		}
		p.share(SignalVotes, shares)
	}
	if len(p.probs) > 0 && p.task.Kind == MultiLabel {
		p.weakest(p.probs)
	} else if len(p.probs) > 0 {
		p.share(SignalProbs, p.probs)
	}
	if s.ID == "" {
		s.ID = s.ContentHash().String()
	}
}

func (p *RecordParser) share(name string, shares []Alternative) {
	s := &p.sample
	SortAlternatives(shares)
	s.Alternatives = shares
	if s.Suggestion.Label == "" {
		return
	}
	i := slices.IndexFunc(shares, func(a Alternative) bool { return a.Label == s.Suggestion.Label })
	switch {
	case i >= 0:
		s.Signals = append(s.Signals, Signal{Name: name, Value: shares[i].Share})
	case name == SignalVotes:
		s.Signals = append(s.Signals, Signal{Name: name, Value: 0})
	}
	// Probabilities may be the best few only: they say nothing of a label that
	// they leave out.
}

func indexOf(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

// short keeps a text from a record small enough for an error message.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
