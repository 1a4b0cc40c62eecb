package offline

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

// modelName is what records name as their model.
const modelName = "offline"

// written is one sample as the grammar wrote it.
type written struct {
	texts  []string // of the task's fields, in order
	target string   // response (kind text)
	meant  string   // label (kind classify)
}

// record is the sample's native record, the suggestion in it.
func (s *Source) record(w written) ([]byte, error) {
	var r recordWriter
	for i, name := range s.task.Fields {
		r.text(name, w.texts[i])
	}
	if s.task.Kind == review.Text {
		r.text(s.task.Target, w.target)
	} else {
		probs := s.model.probabilities(joined(w.texts))
		best := 0
		for i, p := range probs {
			if p > probs[best] {
				best = i
			}
		}
		r.text(s.task.Target, s.task.Labels[best].Name)
		r.shares(review.MemberProbs, s.task.LabelNames(), probs)
	}
	if !slices.Contains(s.task.Fields, review.MemberModel) && s.task.Target != review.MemberModel {
		r.text(review.MemberModel, modelName)
	}
	return r.end()
}

// recordWriter writes a flat JSON object.
type recordWriter struct {
	b   []byte
	err error
}

func (r *recordWriter) name(name string) {
	sep := byte(',')
	if len(r.b) == 0 {
		sep = '{'
	}
	r.b = append(r.b, sep)
	r.quote(name)
	r.b = append(r.b, ':')
}

func (r *recordWriter) quote(text string) {
	b, err := jsontext.AppendQuote(r.b, text)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("writing a record: %w", err)
	}
	r.b = b
}

func (r *recordWriter) text(name, text string) {
	r.name(name)
	r.quote(text)
}

// shares writes probabilities with four decimals: more would only look exact.
func (r *recordWriter) shares(name string, of []string, shares []float64) {
	r.name(name)
	for i, label := range of {
		sep := byte(',')
		if i == 0 {
			sep = '{'
		}
		r.b = append(r.b, sep)
		r.quote(label)
		r.b = append(r.b, ':')
		r.b = strconv.AppendFloat(r.b, math.Round(shares[i]*1e4)/1e4, 'g', -1, 64)
	}
	r.b = append(r.b, '}')
}

func (r *recordWriter) end() ([]byte, error) {
	return append(r.b, '}'), r.err
}
