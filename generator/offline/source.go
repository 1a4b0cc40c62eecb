package offline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"winnow/generator"
	"winnow/review"
)

// mostRepeats bounds the texts in a row that were all written before; a
// grammar that gives so many has none left.
const mostRepeats = 2000

// Source writes samples from a task's grammar.
type Source struct {
	task    review.Task
	grammar grammar
	labels  *rule       // deals which label is meant (kind classify)
	model   *classifier // nil for kind text
	pace    time.Duration
}

var _ generator.Source = (*Source)(nil)

// Option changes how a source behaves.
type Option func(*Source)

// Pace makes the source write at the speed of a model: each word takes the
// given time, and half-written texts are shown. Without it samples come as
// fast as they are taken.
func Pace(word time.Duration) Option { return func(s *Source) { s.pace = word } }

// New returns the task's offline source. A grammar that could not be used to
// its end is a [*GrammarError], and so is a label without examples.
func New(task review.Task, opts ...Option) (*Source, error) {
	if task.Kind != review.Classify && task.Kind != review.Text {
		return nil, &GrammarError{
			Reason: fmt.Sprintf("a grammar makes samples of kinds classify and text, not of kind %s", task.Kind),
			Hint:   "import the rows that a model made",
		}
	}
	s := &Source{task: task}
	for _, o := range opts {
		o(s)
	}
	var err error
	if s.grammar, err = compile(task.Generate.Grammar, starts(task)); err != nil {
		return nil, err
	}
	if task.Kind == review.Text {
		return s, nil
	}
	examples := make([][]string, len(task.Labels))
	for i, l := range task.Labels {
		if len(l.Examples) == 0 {
			return nil, &GrammarError{
				Reason: fmt.Sprintf("label %q has no examples to learn from", l.Name),
				Hint:   "give each label some examples: the offline suggestions come from them",
			}
		}
		examples[i] = l.Examples
	}
	s.labels = evenly(len(task.Labels))
	s.model = train(examples)
	return s, nil
}

// evenly is a rule that only says which of n is to be taken. Its name, which
// no rule of a grammar can be reached by, keeps its deck apart.
func evenly(n int) *rule {
	r := &rule{name: "{labels}"}
	for range n {
		r.alternatives = append(r.alternatives, alternative{weight: 1})
	}
	return r
}

// starts are the rules that the texts of the task start from.
func starts(task review.Task) []string {
	if task.Kind == review.Text {
		return append([]string{task.Target}, task.Fields...)
	}
	var out []string
	for _, l := range task.Labels {
		for i := range task.Fields {
			out = append(out, startOf(task, l.Name, i))
		}
	}
	return out
}

// startOf is the rule for field i of a sample that means the label.
func startOf(task review.Task, label string, i int) string {
	if i == 0 {
		return label
	}
	name := task.Fields[i]
	if own := label + "." + name; len(task.Generate.Grammar[own]) > 0 {
		return own
	}
	return name
}

// Name is "offline grammar".
func (s *Source) Name() string { return "offline grammar" }

// Generate writes req.Count samples behind the first req.Skip of the sequence
// that req.Seed stands for; no two of the sequence are the same. A grammar
// that has no new text left is an error.
func (s *Source) Generate(ctx context.Context, req generator.Request, emit func(generator.Event)) error {
	from := newDealer(req.Seed)
	seen := map[string]bool{}
	for repeats := 0; len(seen) < req.Skip+req.Count; {
		if err := ctx.Err(); err != nil {
			return err
		}
		w := s.write(from)
		key := strings.Join(append(w.texts, w.target), "\x00")
		if seen[key] {
			if repeats++; repeats > mostRepeats {
				return &generator.Error{
					Reason:    fmt.Sprintf("the grammar has no new text after %d", len(seen)),
					Hint:      "give its rules more alternatives, or take another seed",
					Exhausted: true,
				}
			}
			continue
		}
		repeats = 0
		seen[key] = true
		if len(seen) <= req.Skip {
			continue
		}
		if err := s.emit(ctx, req.Seed, w, emit); err != nil {
			return err
		}
	}
	return nil
}

// write draws the next sample of the sequence.
func (s *Source) write(from *dealer) written {
	d := newDraw(s.grammar, from)
	var w written
	if s.task.Kind == review.Text {
		for _, name := range s.task.Fields {
			w.texts = append(w.texts, d.text(name))
		}
		w.target = d.text(s.task.Target)
		return w
	}
	w.meant = s.task.Labels[from.deal(s.labels)].Name
	for i := range s.task.Fields {
		w.texts = append(w.texts, d.text(startOf(s.task, w.meant, i)))
	}
	return w
}

// emit shows the text as it grows, if there is a pace, and hands the sample
// over.
func (s *Source) emit(ctx context.Context, seed uint64, w written, emit func(generator.Event)) error {
	if s.pace > 0 {
		if err := s.grow(ctx, w, emit); err != nil {
			return err
		}
	}
	raw, err := s.record(w)
	if err != nil {
		return err
	}
	sample, err := review.ParseRecord(s.task, raw)
	if err != nil {
		return fmt.Errorf("reading a record of the grammar: %w", err)
	}
	sample.Provenance.Source = "offline"
	sample.Provenance.Strategy = "grammar"
	sample.Provenance.Condition = w.meant
	sample.Provenance.Seed = seed
	emit(generator.Event{Sample: &sample})
	return nil
}

// grow emits the text up to each of its words, one word's time apart.
func (s *Source) grow(ctx context.Context, w written, emit func(generator.Event)) error {
	text := joined(w.texts)
	if w.target != "" {
		text += "\n" + w.target
	}
	tick := time.NewTicker(s.pace)
	defer tick.Stop()
	for end := 0; end < len(text); {
		end = wordEnd(text, end)
		grown := text[:end]
		emit(generator.Event{Partial: &grown})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// wordEnd is the end of the word that begins at or behind from.
func wordEnd(text string, from int) int {
	begin := from + len(text[from:]) - len(strings.TrimLeft(text[from:], " \n"))
	if n := strings.IndexAny(text[begin:], " \n"); n >= 0 {
		return begin + n
	}
	return len(text)
}

func joined(texts []string) string { return strings.Join(texts, "\n") }
