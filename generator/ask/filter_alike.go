package ask

import (
	"fmt"
	"strings"

	"winnow/generator/prompt"
	"winnow/generator/strategy"
	"winnow/review"
	"winnow/review/similar"
)

// near holds back what is the same as an earlier sample but for little.
type near struct{ *similar.Near }

func (near) name() string { return "near" }

func (n near) judge(s review.Sample) string {
	id, jaccard, ok := n.Find(allOf(s))
	if !ok {
		return ""
	}
	return fmt.Sprintf("it is nearly the same as %s (%.0f%% alike by its shingles)", plainID(id), 100*jaccard)
}

func (n near) keep(s review.Sample) { n.Add(s.ID, allOf(s)) }

// allOf is the texts of a sample and its response: another response to the same
// instruction is another sample.
func allOf(s review.Sample) string { return textOfSample(s) + s.Suggestion.Text }

// alike holds back what shares too long a sequence of words with another
// (Self-Instruct, Wang et al. 2023, section 2.2).
type alike struct {
	most float64
	pool *similar.RougePool
}

func (alike) name() string { return "rouge_l" }

func (a alike) judge(s review.Sample) string {
	m, ok := a.pool.Highest(spoken(s)[0].Text, a.most)
	if !ok || m.Score <= a.most {
		return ""
	}
	return fmt.Sprintf("it is too like %s: ROUGE-L %.2f, and %.2f is the most", plainID(m.ID), m.Score, a.most)
}

func (a alike) keep(s review.Sample) { a.pool.Add(s.ID, spoken(s)[0].Text) }

// contaminated holds back what stands in the user's test files.
type contaminated struct{ *similar.Contamination }

func newContaminated(paths []string, cfg Config) (filter, error) {
	var test []similar.Source
	for _, path := range paths {
		rows, err := cfg.Files(path)
		if err != nil {
			return nil, fmt.Errorf("reading generate.filters.test: %w", err)
		}
		for _, r := range rows {
			test = append(test, similar.Source{ID: fmt.Sprintf("line %d of %s", r.Line, path), Text: r.Text()})
		}
	}
	return contaminated{similar.NewContamination(test)}, nil
}

func (contaminated) name() string { return "test" }

func (c contaminated) judge(s review.Sample) string {
	hit, ok := c.Find(allOf(s))
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s of it stand in %s: %s", overlap(hit), hit.ID, prompt.Quote(strategy.Short(hit.Snippet)))
}

func overlap(c similar.Copy) string {
	if c.Kind == similar.OverlapCharacters {
		return fmt.Sprintf("%d characters in a row", c.Length)
	}
	return fmt.Sprintf("%d words in a row", c.Length)
}

func (contaminated) keep(review.Sample) {}

// plainID keeps a foreign id short and in one line.
func plainID(id string) string { return strings.Join(strings.Fields(brief(id)), " ") }

// brief is an id as far as it tells samples apart: ours are hashes.
func brief(id string) string {
	const enough = 8
	if len(id) == 32 && strings.Trim(id, "0123456789abcdef") == "" {
		return id[:enough]
	}
	return strategy.Short(id)
}
