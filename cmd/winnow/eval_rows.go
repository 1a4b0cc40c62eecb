package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"winnow/review"
	"winnow/review/similar"
	"winnow/store/jsonl"
)

// goldRow is a text whose label is known.
type goldRow struct {
	text  string
	truth string
	own   string // what the model said, where that is known
}

// goldRows are those of a file.
type goldRows struct {
	rows []goldRow
	// untold rows have no truth or cannot be read.
	untold int
}

// goldCandidate is a row that may have its truth in a member of its own or in the
// task's target.
type goldCandidate struct {
	line         int
	text         string
	gold, target string
	hasGold      bool
	onlyOK       bool // the row says whether its label is right, not which one is
}

// readGold reads the rows of a file that have a truth.
func (e *evaluating) readGold(task review.Task) (goldRows, error) {
	in, err := jsonl.Open(e.gold)
	if err != nil {
		return goldRows{}, err
	}
	defer in.Close() //nolint:errcheck // read only
	var out goldRows
	var all []goldCandidate
	own := e.truth != "" // the truth has a member of its own
	unknown := unknownLabels{}
	unread := rowFile{path: e.gold}
	for {
		line, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *jsonl.LineError
		if err != nil && !errors.As(err, &bad) {
			return out, err
		}
		row, ok := goldCandidate{}, false
		if err == nil {
			row, ok = e.candidate(task, line)
		} else {
			unread.leaveOut(bad.N, badRow{column: bad.Column, reason: bad.Reason, foreign: bad.Column > 0 && !utf8.Valid(bad.Raw)})
		}
		if !ok {
			out.untold++
			continue
		}
		own = own || row.hasGold
		all = append(all, row)
	}
	unread.tell(e.app)
	for _, r := range all {
		g := goldRow{text: r.text, truth: r.gold, own: r.target}
		if !own && !r.onlyOK {
			g.truth, g.own = r.target, ""
		}
		if g.truth == "" {
			out.untold++
			continue
		}
		if _, known := task.Label(g.truth); !known {
			unknown.add(g.truth, r.line)
			continue
		}
		out.rows = append(out.rows, g)
	}
	return out, e.checkGold(task, out, unknown)
}

func (e *evaluating) checkGold(task review.Task, out goldRows, unknown unknownLabels) error {
	if len(unknown) > 0 {
		return withHint(fmt.Errorf("%s: %s", e.gold, unknown),
			"the task's labels are "+strings.Join(task.LabelNames(), ", ")+"; --truth names another member")
	}
	if len(out.rows) == 0 {
		return withHint(fmt.Errorf("%s: no row says its true label", e.gold),
			`a row needs the field `+strings.Join(task.Fields, ", ")+` and its label under "gold" or "`+task.Target+`"; --truth names another member`)
	}
	return nil
}

// unknownLabels are truths that the task does not know, with the line on which
// each stands first.
type unknownLabels map[string]int

func (u unknownLabels) add(label string, line int) {
	if _, known := u[label]; !known {
		u[label] = line
	}
}

func (u unknownLabels) String() string {
	const most = 5
	names := slices.SortedFunc(maps.Keys(u), func(a, b string) int { return u[a] - u[b] })
	first, shown := u[names[0]], make([]string, 0, most+1)
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, strconv.Quote(ansi.Truncate(name, labelCells, "…")))
	}
	if len(names) > most {
		shown = append(shown, "…")
	}
	return fmt.Sprintf("from line %d on: labels that the task does not have: %s", first, strings.Join(shown, ", "))
}

// candidate reads a row.
func (e *evaluating) candidate(task review.Task, line jsonl.Line) (goldCandidate, bool) {
	members, err := review.Members(line.Raw)
	if err != nil {
		return goldCandidate{}, false
	}
	name := e.truth
	if name == "" {
		name = review.MemberGold
	}
	out := goldCandidate{line: line.N}
	fields := map[string]json.RawMessage{}
	for _, m := range members {
		if m.Name == name && name != task.Target {
			out.hasGold = string(m.Value) != "null"
			out.gold = labelIn(task, m)
		}
		switch m.Name {
		case task.Target:
			out.target = labelIn(task, m)
		case review.MemberGoldOK:
			out.onlyOK = true
		}
		for _, f := range task.Fields {
			if m.Name == f {
				fields[f] = json.RawMessage(m.Value)
			}
		}
	}
	if name == task.Target {
		out.hasGold, out.gold, out.target = out.target != "", out.target, ""
	}
	bare, err := json.Marshal(fields)
	if err != nil {
		return goldCandidate{}, false
	}
	sample, err := review.ParseRecord(task, bare)
	if err != nil {
		return goldCandidate{}, false
	}
	out.text = textsOf(sample, sample.Field)
	return out, strings.TrimSpace(out.text) != ""
}

// labelIn is the task's label that stands in a member, or what stands there
// instead.
func labelIn(task review.Task, m review.Member) string {
	value := json.RawMessage(m.Value)
	record, err := json.Marshal(map[string]json.RawMessage{task.Fields[0]: json.RawMessage(`"-"`), task.Target: value})
	if err != nil {
		return ""
	}
	if s, err := review.ParseRecord(task, record); err == nil {
		return s.Suggestion.Label
	}
	text, err := m.Text()
	if err != nil {
		return string(m.Value)
	}
	return text
}

// sameText is a text as far as it is the same as another.
func sameText(text string) string { return similar.Normal(text) }
