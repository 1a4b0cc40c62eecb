package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"winnow/generator/student"
	"winnow/review"
	"winnow/review/measure"
	"winnow/review/similar"
	"winnow/store"
)

// mostLearned bounds what a student learns from: beyond it a random part is taken,
// or the memory would grow with the project.
const mostLearned = 20_000

// Who is asked about the gold rows.
const (
	askedModel     = "model"
	askedCurated   = "curated"
	askedSuggested = "suggested"
	askedAll       = "all suggested"
	askedCorrected = "all corrected"
	askedCommonest = "commonest"
)

// onGold says what is told of gold rows, and by whom.
type onGold struct {
	File string `json:"file"`
	Rows int    `json:"rows"` // that were asked about
	// Leaked rows have the text of a decided sample and were left out, Untold
	// have no truth. Held are undecided samples that are gold rows: no student
	// learned from them. Near rows read nearly like what was learned, and stayed.
	Leaked int `json:"leaked"`
	Untold int `json:"untold"`
	Held   int `json:"held_samples"`
	Near   int `json:"near"`
	// Asked are who was asked.
	Asked []askedOfGold `json:"asked"`
	// Lead is how far what was decided brings the student ahead of what had been
	// suggested for the same samples, LeadAll the same for all samples; nil where
	// one of the two is missing.
	Lead    *measure.Lead `json:"lead,omitempty"`
	LeadAll *measure.Lead `json:"lead_all,omitempty"`
}

// askedOfGold is somebody who was asked.
type askedOfGold struct {
	Who string `json:"who"`
	// Learned is how many samples a student learned from.
	Learned int `json:"learned,omitempty"`
	// Scores are over all rows, of the model over those that it said something of.
	*measure.Scores
	// Why there is nothing, "" where there is.
	Why string `json:"why,omitempty"`

	said []string
}

// lessons are what students learn from.
type lessons struct {
	curated, suggested, all, corrected lesson
	// seen are the texts of decided samples, own what the model said of the
	// others, by their text.
	seen map[string]bool
	own  map[string]string
	held map[string]bool // gold texts, which undecided samples may have
	kept int             // undecided samples that are held back
}

// lesson is a bounded random part of some examples (algorithm R, Vitter 1985).
type lesson struct {
	n        int
	examples []student.Example
	draws    *rand.Rand
}

func (l *lesson) add(text, label string) {
	if label == "" {
		return
	}
	l.n++
	if len(l.examples) < mostLearned {
		l.examples = append(l.examples, student.Example{Text: text, Label: label})
		return
	}
	if l.draws == nil {
		l.draws = rand.New(rand.NewPCG(mostLearned, 0))
	}
	if at := l.draws.IntN(l.n); at < mostLearned {
		l.examples[at] = student.Example{Text: text, Label: label}
	}
}

func (l *lessons) add(it review.Item) {
	s := it.Sample
	text := textsOf(s, s.Field)
	if !it.State.Decided() {
		if key := sameText(text); l.held[key] {
			l.own[key] = s.Suggestion.Label
			l.kept++
			return
		}
		l.all.add(text, s.Suggestion.Label)
		l.corrected.add(text, s.Suggestion.Label)
		return
	}
	l.saw(text)
	l.suggested.add(text, s.Suggestion.Label)
	l.all.add(text, s.Suggestion.Label)
	if isKept(it) {
		now := textsOf(s, it.Field)
		l.saw(now)
		l.curated.add(now, it.Answer().Label)
		l.corrected.add(now, it.Answer().Label)
	}
}

// saw remembers a decided text that is one of the gold rows.
func (l *lessons) saw(text string) {
	if key := sameText(text); l.held[key] {
		l.seen[key] = true
	}
}

func (e *evaluating) onGold(ctx context.Context, db *store.DB, task review.Task) (*onGold, error) {
	if task.Kind != review.Classify && task.Kind != review.Rate {
		return nil, withHint(fmt.Errorf("--gold wants one label for each text, and the project is of kind %s", task.Kind),
			"kinds classify and rate have that; --against works for all kinds, and `winnow export` takes the samples to a trainer")
	}
	gold, err := e.readGold(task)
	if err != nil {
		return nil, err
	}
	l := lessons{seen: map[string]bool{}, own: map[string]string{}, held: map[string]bool{}}
	for _, r := range gold.rows {
		l.held[sameText(r.text)] = true
	}
	if err := eachWhole(ctx, db, l.add); err != nil {
		return nil, err
	}
	out := &onGold{File: e.gold, Untold: gold.untold, Held: l.kept, Asked: []askedOfGold{}}
	var rows []goldRow
	for _, r := range gold.rows {
		key := sameText(r.text)
		if l.seen[key] {
			out.Leaked++
			continue
		}
		if own, known := l.own[key]; known && r.own == "" {
			r.own = own
		}
		rows = append(rows, r)
	}
	if out.Rows = len(rows); out.Rows == 0 {
		return nil, withHint(fmt.Errorf("%s: all %s with a truth are decided samples of the project", e.gold, plural(out.Leaked, "row")),
			"gold rows must be ones that nobody decided: keep some out of the project, as with `winnow export --split`")
	}
	isTold := slices.ContainsFunc(rows, func(r goldRow) bool { return r.own != "" })
	if l.all.n == 0 && l.curated.n == 0 && !isTold {
		return nil, &nothingError{"nothing to learn from: no sample is decided or has a suggestion", "`winnow review " + quoted(e.project) + "` decides some"}
	}
	out.Near = nearOnes(rows, l)
	askAll(out, rows, l)
	return out, nil
}

// nearOnes counts the rows that read nearly like something that was learned.
func nearOnes(rows []goldRow, l lessons) int {
	index, near := similar.NewNear(), 0
	of := l.all.examples
	if len(of) == 0 {
		of = l.curated.examples
	}
	for _, x := range of {
		index.Add("", x.Text)
	}
	for _, r := range rows {
		if _, _, ok := index.Find(r.text); ok {
			near++
		}
	}
	return near
}

// askAll asks everybody about the rows.
func askAll(out *onGold, rows []goldRow, l lessons) {
	truth, own, told := make([]string, len(rows)), make([]string, len(rows)), 0
	count := map[string]int{}
	for i, r := range rows {
		truth[i], own[i] = r.truth, r.own
		count[r.truth]++
		if r.own != "" {
			told++
		}
	}
	if told > 0 {
		out.Asked = append(out.Asked, ofModel(truth, own, told))
	}
	undecided := l.all.n > l.suggested.n
	for _, s := range []struct {
		who    string
		of     lesson
		wanted bool
	}{
		{askedCurated, l.curated, l.curated.n+l.suggested.n > 0},
		{askedSuggested, l.suggested, l.suggested.n > 0},
		{askedAll, l.all, undecided},
		{askedCorrected, l.corrected, undecided && l.curated.n > 0},
	} {
		if s.wanted {
			out.Asked = append(out.Asked, ofStudent(s.who, s.of, rows, truth))
		}
	}
	commonest := make([]string, len(rows))
	best := ""
	for _, label := range truth {
		if count[label] > count[best] || count[label] == count[best] && label < best {
			best = label
		}
	}
	for i := range commonest {
		commonest[i] = best
	}
	scores := measure.ScoresOf(truth, commonest)
	out.Asked = append(out.Asked, askedOfGold{Who: askedCommonest, Scores: &scores})
	out.Lead = leadBetween(out, truth, askedCurated, askedSuggested)
	out.LeadAll = leadBetween(out, truth, askedCorrected, askedAll)
}

// ofModel scores the model on the rows of which it is known what it said.
func ofModel(truth, own []string, n int) askedOfGold {
	t, o := make([]string, 0, n), make([]string, 0, n)
	for i, label := range own {
		if label != "" {
			t, o = append(t, truth[i]), append(o, label)
		}
	}
	scores := measure.ScoresOf(t, o)
	return askedOfGold{Who: askedModel, Scores: &scores}
}

func ofStudent(who string, of lesson, rows []goldRow, truth []string) askedOfGold {
	out := askedOfGold{Who: who, Learned: len(of.examples)}
	m := student.Learn(of.examples)
	if m == nil {
		out.Why = "fewer than two labels to learn"
		return out
	}
	for _, r := range rows {
		out.said = append(out.said, m.Shares(r.text)[0].Label)
	}
	scores := measure.ScoresOf(truth, out.said)
	out.Scores = &scores
	return out
}

func leadBetween(of *onGold, truth []string, who, over string) *measure.Lead {
	find := func(who string) []string {
		i := slices.IndexFunc(of.Asked, func(a askedOfGold) bool { return a.Who == who })
		if i < 0 {
			return nil
		}
		return of.Asked[i].said
	}
	a, b := find(who), find(over)
	if a == nil || b == nil {
		return nil
	}
	lead := measure.LeadOf(truth, a, b)
	return &lead
}
