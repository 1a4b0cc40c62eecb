package ask

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"winnow/review"
	"winnow/review/similar"
)

// filter holds samples back before a person's time is spent on them.
type filter interface {
	// name is what the task file calls it.
	name() string
	// judge tells why a sample is held back, "" when it is not.
	judge(review.Sample) string
	// keep tells of a sample that goes on, so that later ones can be laid
	// against it.
	keep(review.Sample)
}

// filters are laid against a sample in turn, the cheapest first.
type filters []filter

func newFilters(task review.Task, cfg Config) (filters, error) {
	all := filters{repeats{}}
	f := task.Generate.Filters
	if f.MinWords > 0 || f.MaxWords > 0 || len(f.Banned) > 0 {
		all = append(all, newRules(f))
	}
	if f.Top > 0 {
		all = append(all, likely{f.Top, map[string][]float64{}})
	}
	if f.HoldsNear() {
		all = append(all, near{similar.NewNear()})
	}
	if f.RougeL > 0 {
		all = append(all, alike{f.RougeL, similar.NewRougePool()})
	}
	if len(f.Test) > 0 && cfg.Files != nil {
		c, err := newContaminated(f.Test, cfg)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// hold names the first filter that holds the sample back, and why; no name:
// none does, and the sample is known from now on.
func (fs filters) hold(s review.Sample) (name, why string) {
	for _, f := range fs {
		if why := f.judge(s); why != "" {
			return f.name(), why
		}
	}
	for _, f := range fs {
		f.keep(s)
	}
	return "", ""
}

// repeats holds back what was made before, word for word.
type repeats map[review.Hash]bool

func (repeats) name() string { return "repeat" }

func (r repeats) judge(s review.Sample) string {
	if r[s.ContentHash()] {
		return "the model repeats an earlier sample"
	}
	return ""
}

func (r repeats) keep(s review.Sample) { r[s.ContentHash()] = true }

// rules are the plain bounds of the task file.
type rules struct {
	review.Filters
	banned []string
}

func newRules(f review.Filters) rules {
	r := rules{Filters: f}
	for _, b := range f.Banned {
		r.banned = append(r.banned, strings.ToLower(b))
	}
	return r
}

func (rules) name() string { return "rules" }

func (r rules) judge(s review.Sample) string {
	words := 0
	for _, f := range spoken(s) {
		words += len(strings.Fields(f.Text))
		text := strings.ToLower(f.Text)
		for _, b := range r.banned {
			if contains(text, b) {
				return fmt.Sprintf("%s holds the banned %q", f.Name, b)
			}
		}
	}
	switch {
	case words < r.MinWords:
		return fmt.Sprintf("it has %d words, and %d are the least", words, r.MinWords)
	case r.MaxWords > 0 && words > r.MaxWords:
		return fmt.Sprintf("it has %d words, and %d are the most", words, r.MaxWords)
	}
	return ""
}

func (rules) keep(review.Sample) {}

// contains tells whether text has the words as words, not as parts of others.
func contains(text, words string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(words)
		if !letterBefore(text[:from]) && !letterAfter(text[to:]) {
			return true
		}
		at = from + 1
	}
}

func letterBefore(s string) bool {
	r := []rune(s[max(0, len(s)-4):])
	return len(r) > 0 && isSpacedLetter(r[len(r)-1])
}

func letterAfter(s string) bool {
	for _, r := range s {
		return isSpacedLetter(r)
	}
	return false
}

// isSpacedLetter tells letters of scripts that put blanks between words.
func isSpacedLetter(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// likely holds back what the model itself finds unlikely: of each label the part
// with the lowest mean log-probability of its tokens so far (SuperGen, Meng et
// al. 2022, section 3.2). Without log-probabilities it holds nothing back.
type likely struct {
	top float64
	of  map[string][]float64
}

// errNoLogprob says that the filter has nothing to go by.
var errNoLogprob = errors.New("generate.filters.top holds nothing back: the endpoint tells no log-probabilities")

// fewestLikely is how many samples of a label there must be before any is held
// back.
const fewestLikely = 10

func (likely) name() string { return "top" }

func (l likely) judge(s review.Sample) string {
	v, ok := s.Signal(review.SignalMeanLogprob)
	if !ok {
		return ""
	}
	label := s.Suggestion.Label
	seen := l.of[label]
	l.of[label] = append(seen, v)
	lower := 0
	for _, x := range seen {
		if x < v {
			lower++
		}
	}
	if len(seen) < fewestLikely || float64(lower) >= (1-l.top)*float64(len(seen)) {
		return ""
	}
	return fmt.Sprintf("its mean log-probability of %.2f is not among the top %.0f%% of its label", v, 100*l.top)
}

func (likely) keep(review.Sample) {}
