package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"winnow/generator/strategy"
	"winnow/review"
	"winnow/review/measure"
	"winnow/review/similar"
	"winnow/store"
)

// againstAll says how much of what would be exported copies texts of files.
type againstAll struct {
	Files []string `json:"files"`
	Texts int      `json:"texts"` // of the files
	// Samples would be exported: those that were accepted, edited or relabelled.
	Samples int `json:"samples"`
	// Same, Near and Run count samples by the most telling thing that they have in
	// common with a text: all, nearly all, or a run of words or characters.
	Same int `json:"same"`
	Near int `json:"near"`
	Run  int `json:"run"`
	// LongestRun is the most words in a row that a sample shares with a text, 0
	// below eight.
	LongestRun int `json:"longest_run"`
	// Sharing counts the samples that share a run of so many words or more.
	Sharing []sharing `json:"sharing"`
	// Copies are the samples, the longest run first.
	Copies []copied `json:"copies"`
	// Lengths compares the words of the samples with those of the texts.
	Lengths measure.Drift `json:"lengths"`
}

type sharing struct {
	Words   int `json:"words"`
	Samples int `json:"samples"`
}

// copied is a sample that has too much in common with a text.
type copied struct {
	ID   string `json:"id"`
	What string `json:"what"` // same, near, words, characters
	From string `json:"from"` // file:line
	// Run is how many words (of characters: characters) are shared in a row, Alike
	// the Jaccard similarity of what is nearly the same.
	Run     int     `json:"run,omitempty"`
	Alike   float64 `json:"alike,omitempty"`
	Snippet string  `json:"snippet,omitempty"`
}

// runLengths are those that [againstAll.Sharing] tells about.
var runLengths = []int{8, 13, 25, 50}

func (e *evaluating) copies(db *store.DB, task review.Task) (*againstAll, error) {
	files := rowsOf(e.project)
	var sources []similar.Source
	var lengths []float64
	near := similar.NewNear()
	for _, path := range e.against {
		rows, err := files(path)
		if err != nil {
			return nil, fmt.Errorf("reading what to compare with: %w", err)
		}
		if len(rows) == 0 {
			return nil, withHint(fmt.Errorf("%s has no rows", path), "JSON Lines, CSV with a first line of names, or a text each line")
		}
		for _, r := range rows {
			id, text := fmt.Sprintf("%s:%d", path, r.Line), rowText(task, r)
			sources = append(sources, similar.Source{ID: id, Text: text})
			near.Add(id, text)
			lengths = append(lengths, float64(len(similar.Tokens(text))))
		}
	}
	out := &againstAll{Files: e.against, Texts: len(sources), Copies: []copied{}}
	for _, n := range runLengths {
		out.Sharing = append(out.Sharing, sharing{Words: n})
	}
	index := similar.NewContamination(sources)
	var own []float64
	err := eachWhole(db, func(it review.Item) {
		if !isKept(it) {
			return
		}
		text := textsOf(it.Sample, it.Field) + it.Answer().Prose()
		own = append(own, float64(len(similar.Tokens(text))))
		out.compare(it.Sample.ID, text, index, near)
	})
	if err != nil {
		return nil, err
	}
	if out.Samples == 0 {
		return nil, &nothingError{"nothing would be exported: no sample is accepted, edited or relabelled", "`winnow review " + quoted(e.project) + "` decides some"}
	}
	slices.SortStableFunc(out.Copies, func(a, b copied) int { return cmp.Or(rankOf(a)-rankOf(b), b.Run-a.Run) })
	out.Lengths = measure.DriftOf(own, lengths)
	return out, nil
}

// compare lays a sample beside the texts.
func (a *againstAll) compare(id, text string, index *similar.Contamination, near *similar.Near) {
	a.Samples++
	run, shared := index.Longest(text)
	if shared {
		a.LongestRun = max(a.LongestRun, run.Length)
		for i := range a.Sharing {
			if run.Length >= a.Sharing[i].Words {
				a.Sharing[i].Samples++
			}
		}
	}
	if shared && run.Kind == similar.OverlapSame {
		a.Same++
		a.Copies = append(a.Copies, copied{ID: id, What: string(run.Kind), From: run.ID, Run: run.Length, Snippet: run.Snippet})
		return
	}
	c := copied{ID: id}
	from, alike, isNear := near.Find(text)
	found, isRun := index.Find(text)
	switch {
	case isNear:
		a.Near++
		c.What, c.From, c.Alike = "near", from, alike
		if shared {
			c.Run, c.Snippet = run.Length, run.Snippet
		}
	case isRun:
		a.Run++
		if found.Kind == similar.OverlapWords && shared {
			found = run // the longest one, not the first
		}
		c.What, c.From, c.Run, c.Snippet = string(found.Kind), found.ID, found.Length, found.Snippet
	default:
		return
	}
	a.Copies = append(a.Copies, c)
}

func rankOf(c copied) int {
	return slices.Index([]string{string(similar.OverlapSame), "near", string(similar.OverlapWords), string(similar.OverlapCharacters)}, c.What)
}

// rowText is what a row has of a sample's texts: the members that the task
// reads, and the response; all of them where it has none of these.
func rowText(task review.Task, r strategy.Row) string {
	names := task.Fields
	if !task.Kind.HasLabels() {
		names = append(slices.Clone(names), task.Target)
	}
	var parts []string
	for _, name := range names {
		if text := r.Values[name]; text != "" {
			parts = append(parts, turnsIn(task, r, name, text))
		}
	}
	if len(parts) == 0 {
		return r.Text()
	}
	return strings.Join(parts, "\n")
}

// turnsIn is what was said in a member that holds a conversation, else its text.
func turnsIn(task review.Task, r strategy.Row, name, text string) string {
	if task.Kind != review.Chat || name != task.Target {
		return text
	}
	for _, m := range r.Members {
		if m.Name != name {
			continue
		}
		record := append(fmt.Appendf(nil, "{%q:", name), m.Value...)
		task.Fields = nil
		if s, err := review.ParseRecord(task, append(record, '}')); err == nil {
			return s.Suggestion.Prose()
		}
	}
	return text
}
