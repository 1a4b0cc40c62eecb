package review

import (
	"slices"
	"time"
)

// Verdict is what a reviewer did with a sample.
type Verdict string

// The verdicts. Defer leaves the sample undecided: it comes back at the end.
const (
	Accept  Verdict = "accept"
	Edit    Verdict = "edit"
	Relabel Verdict = "relabel"
	Reject  Verdict = "reject"
	Defer   Verdict = "defer"
)

// Verdicts are all verdicts in the order in which they are reported.
var Verdicts = []Verdict{Accept, Edit, Relabel, Reject, Defer}

// Final tells whether the verdict decides the sample; defer does not.
func (v Verdict) Final() bool {
	return v == Accept || v == Edit || v == Relabel || v == Reject
}

// Decision is what a reviewer decided about one sample, with what was seen.
type Decision struct {
	Verdict Verdict `json:"verdict"`
	// Before is the suggestion, After the curated answer. For reject and
	// defer After is empty.
	Before Answer `json:"before"`
	After  Answer `json:"after"`
	// Seconds is the time the sample was on screen.
	Seconds float64 `json:"seconds"`
	// Shown tells what the reviewer could see of the model's opinion.
	Shown Shown `json:"shown"`
}

// Shown records what was on screen when the decision was made.
type Shown struct {
	Suggestion bool       `json:"suggestion"`
	Confidence Confidence `json:"confidence"`
	Order      Order      `json:"order,omitempty"`
	// Answers is the order, from left to right, in which the answers of kind
	// prefer stood, by the names of their labels.
	Answers []string `json:"answers,omitempty"`
}

// Op is the kind of a log entry.
type Op string

// The operations of the log.
const (
	OpDecide Op = "decide"
	OpFlag   Op = "flag"
	OpNote   Op = "note"
	OpUndo   Op = "undo"
	OpRedo   Op = "redo"
)

// Action is what a reviewer asks for. Seq is not needed for undo and redo,
// which concern the reviewer's own last action.
type Action struct {
	// ID is unique to the action, so that a retry can be recognised. The desk
	// fills it in when it is empty.
	ID       string    `json:"id"`
	Op       Op        `json:"op"`
	Reviewer string    `json:"reviewer"`
	At       time.Time `json:"at"`
	// Seq is the sample's arrival number.
	Seq      uint64   `json:"seq,omitempty"`
	Decision Decision `json:"decision,omitzero"`
	// Flag is the new flag (OpFlag), Note the new note (OpNote).
	Flag bool   `json:"flag,omitempty"`
	Note string `json:"note,omitempty"`
	// Bulk marks one of many actions that were asked for together, nil for one
	// alone. An undo or redo with it concerns that bulk action only.
	Bulk *Bulk `json:"bulk,omitempty"`
}

// Entry is one line of the append-only log: an action with what it replaced.
// It holds everything that undo needs, so nothing else has to be kept.
type Entry struct {
	// N is the entry's number in the log, from 1.
	N uint64 `json:"n"`
	Action
	// Target is the entry that an undo reverts or a redo takes again.
	Target uint64 `json:"target,omitempty"`
	// Was is the sample's state before the entry.
	Was State `json:"was"`
	// Heads are the reviewer's undo pointers before the entry.
	Heads Heads `json:"heads"`
	// Purged tells that the entry's texts are gone because somebody had the
	// sample purged. The store knows; it is no part of the entry's JSON.
	Purged bool `json:"-"`
}

// State is what the log has made of one sample. The zero value is a sample
// that nobody has touched.
type State struct {
	// Version is the decide, flag or note entry that made this state; an undo
	// gives the former version back.
	Version uint64 `json:"version,omitempty"`
	// Decision is the log entry of the standing decision, 0 if there is none.
	Decision uint64  `json:"decision,omitempty"`
	Verdict  Verdict `json:"verdict,omitempty"`
	Flag     bool    `json:"flag,omitempty"`
	Note     string  `json:"note,omitempty"`
}

// Decided tells whether the sample has a final verdict.
func (s State) Decided() bool { return s.Verdict.Final() }

// Deferral is the log entry that put the sample back, 0 if none did.
func (s State) Deferral() uint64 {
	if s.Verdict == Defer {
		return s.Decision
	}
	return 0
}

// Item is a sample as a reviewer meets it.
type Item struct {
	Sample Sample
	State  State
	// Confidence is the sample's confidence as it stands: of a decided sample
	// what was shown when it was decided; else learned where the project has
	// learned, and at first the one with which the sample arrived.
	Confidence Confidence
	// Decision is the standing decision's entry, nil if there is none.
	Decision *Entry
	// Drafts are half-written edits and notes, of whatever reviewers, the newest first.
	Drafts []Draft
	// Draft is the one of the reviewer whose [Session] read the item, nil if
	// there is none.
	Draft *Draft
}

// IsHalfEdited tells that somebody has a half-written edit of the sample.
func (it Item) IsHalfEdited() bool {
	return slices.ContainsFunc(it.Drafts, func(d Draft) bool { return len(d.Texts) > 0 })
}

// Answer is what the sample says now: the standing decision's answer, else
// the suggestion.
func (it Item) Answer() Answer {
	if it.Decision != nil && it.State.Decided() && it.State.Verdict != Reject {
		return it.Decision.Decision.After
	}
	return it.Sample.Suggestion
}

// Field returns a field's text as it stands after the standing decision.
func (it Item) Field(name string) string {
	if t, ok := it.Answer().Fields[name]; ok {
		return t
	}
	return it.Sample.Field(name)
}

// Draft is what a reviewer has half written of a sample: an edit that is not decided
// yet, as it stood in the editor when it was left, and a note that is not kept yet.
type Draft struct {
	Seq      uint64    `json:"seq"`
	Reviewer string    `json:"reviewer"`
	At       time.Time `json:"at"`
	// Texts are the edited texts by field name; the response of kind text
	// goes under the task's target.
	Texts map[string]string `json:"texts"`
	// Field is the one that was being edited.
	Field string `json:"field,omitempty"`
	// Note is what was typed of a note, nil for none; a decision does not end it.
	Note *string `json:"note,omitempty"`
}

// IsEmpty tells that nothing is half written.
func (d Draft) IsEmpty() bool { return len(d.Texts) == 0 && d.Note == nil }
