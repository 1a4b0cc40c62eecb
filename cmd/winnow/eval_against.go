package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime/debug"
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

// againstPart is how many bytes of texts the samples are laid beside at once: what
// finds copies in them takes several times as much.
const againstPart = 8 << 20

// againstMost is how many bytes of texts there may be before what they say alike is
// counted roughly.
const againstMost = 64 << 20

// againstMemory is how many bytes the comparison takes before garbage is collected
// more often: the index of each part leaves much of it.
const againstMemory = 340 << 20

// others are the texts of files. They are read more than once, and kept never.
type others struct {
	project string
	task    review.Task
	files   []string
}

// each visits the texts with their places, until visit says no.
func (o *others) each(visit func(similar.Source) bool) error {
	for _, path := range o.files {
		rows := 0
		err := eachRow(o.project, path, func(r strategy.Row) bool {
			rows++
			return visit(similar.Source{ID: fmt.Sprintf("%s:%d", path, r.Line), Text: rowText(o.task, r)})
		})
		if err != nil {
			return fmt.Errorf("reading what to compare with: %w", err)
		}
		if rows == 0 {
			return withHint(fmt.Errorf("%s has no rows", path), "JSON Lines, CSV with a first line of names, or a text each line")
		}
	}
	return nil
}

// inParts visits the texts so many bytes at a time.
func (o *others) inParts(most int, visit func([]similar.Source) error) error {
	var part []similar.Source
	var failed error
	size := 0
	all := func() error {
		err := visit(part)
		part, size = part[:0], 0
		return err
	}
	err := o.each(func(s similar.Source) bool {
		part, size = append(part, s), size+len(s.Text)
		if size >= most {
			failed = all()
		}
		return failed == nil
	})
	if err == nil && failed == nil && len(part) > 0 {
		failed = all()
	}
	return cmp.Or(err, failed)
}

// hit is what a sample has in common with the texts so far.
type hit struct {
	id            string
	run, found    similar.Copy // the longest run of words, and the first of any kind
	shared, isRun bool
	near          string
	alike         float64 // 0: near to none
}

func (e *evaluating) copies(ctx context.Context, db *store.DB, task review.Task) (*againstAll, error) {
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, againstMemory))
	defer debug.SetMemoryLimit(before)
	texts := &others{e.project, task, e.against}
	out := &againstAll{Files: e.against, Copies: []copied{}}
	var lengths, own []float64
	var sketches []similar.Sketch // of the samples that are kept
	wording := similar.NewWording(againstMost)
	err := texts.each(func(s similar.Source) bool {
		wording.Add(s.Text)
		lengths = append(lengths, float64(len(similar.Tokens(s.Text))))
		return true
	})
	if err != nil {
		return nil, err
	}
	hits := map[int]*hit{} // by the sample's place among those that are kept
	err = texts.inParts(againstPart, func(part []similar.Source) error {
		index, near := similar.NewContaminationPart(part, wording), similar.NewNear()
		for _, s := range part {
			near.Add(s.ID, s.Text)
		}
		at := -1
		return eachWhole(ctx, db, func(it review.Item) {
			if !isKept(it) {
				return
			}
			text := textsOf(it.Sample, it.Field) + it.Answer().Prose()
			if at++; at == len(own) { // it is the first part
				own = append(own, float64(len(similar.Tokens(text))))
				sketches = append(sketches, similar.SketchOf(text))
			}
			if h := meet(hits[at], text, &sketches[at], index, near); h != nil {
				h.id, hits[at] = it.Sample.ID, h
			}
		})
	})
	if err != nil {
		return nil, err
	}
	if out.Texts, out.Samples = len(lengths), len(own); out.Samples == 0 {
		return nil, &nothingError{"nothing would be exported: no sample is accepted, edited or relabelled", "`winnow review " + quoted(e.project) + "` decides some"}
	}
	out.sum(hits)
	out.Lengths = measure.DriftOf(own, lengths)
	return out, nil
}

// meet lays a sample beside a part of the texts. h is what it had in common with
// those before, nil: nothing, as in the result.
func meet(h *hit, text string, sketch *similar.Sketch, index *similar.Contamination, near *similar.Near) *hit {
	if h == nil {
		h = &hit{}
	}
	same := func(c similar.Copy) bool { return c.Kind == similar.OverlapSame }
	run, shared := index.Longest(text)
	if shared && !same(h.run) && (same(run) || run.Length > h.run.Length) {
		h.run, h.shared = run, true
	}
	if same(h.run) {
		return h
	}
	if from, alike, isNear := near.FindSketched(text, sketch); isNear && alike > h.alike {
		h.near, h.alike = from, alike
	}
	switch {
	case h.isRun:
	case shared:
		h.found, h.isRun = index.Find(text)
	default:
		h.found, h.isRun = index.FindCharacters(text)
	}
	if !h.shared && !h.isRun && h.alike == 0 {
		return nil
	}
	return h
}

// sum counts the samples that have something in common with a text, the longest
// run first.
func (a *againstAll) sum(hits map[int]*hit) {
	for _, n := range runLengths {
		a.Sharing = append(a.Sharing, sharing{Words: n})
	}
	for _, at := range slices.Sorted(maps.Keys(hits)) {
		a.count(hits[at])
	}
	slices.SortStableFunc(a.Copies, func(a, b copied) int { return cmp.Or(rankOf(a)-rankOf(b), b.Run-a.Run) })
}

func (a *againstAll) count(h *hit) {
	c := copied{ID: h.id}
	if h.shared {
		a.LongestRun = max(a.LongestRun, h.run.Length)
		for i := range a.Sharing {
			if h.run.Length >= a.Sharing[i].Words {
				a.Sharing[i].Samples++
			}
		}
		c.Run, c.Snippet = h.run.Length, h.run.Snippet
	}
	switch {
	case h.run.Kind == similar.OverlapSame:
		a.Same++
		c.What, c.From = string(h.run.Kind), h.run.ID
	case h.alike > 0:
		a.Near++
		c.What, c.From, c.Alike = "near", h.near, h.alike
	case h.isRun:
		a.Run++
		found := h.found
		if found.Kind == similar.OverlapWords && h.shared {
			found = h.run // the longest one, not the first
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
