package openai

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"

	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
	"winnow/generator/prompt"
)

// format is how an answer's form is demanded, from the strictest on.
type format int

const (
	formatBounded format = iota // json_schema with the number of samples
	formatSchema                // json_schema
	formatObject                // json_object
	formatLines                 // nothing but the prompt
)

const (
	mostTop = 20 // alternatives per token: the limit of OpenAI and Ollama
	someTop = 5  // the limit of stricter servers

	classifyTokens = 512  // bound on one sample of a kind, where the task has none
	textTokens     = 1536 //
)

// dialect is what an endpoint is known to accept. It begins with everything
// and only ever loses, so adapting comes to an end.
type dialect struct {
	format     format
	proven     bool // the endpoint has kept to the format
	top        int  // top_logprobs; 0: no logprobs
	usage      bool // stream_options.include_usage
	seed       bool
	warm       bool // temperature
	reasoning  bool // go-openai takes no logprobs and no temperature
	newLimit   bool // max_completion_tokens instead of max_tokens
	limitKnown bool // the name of the limit was corrected once
	noSystem   bool // no system messages
}

func newDialect(host, model string) dialect {
	d := dialect{top: mostTop, usage: true, seed: true, warm: true}
	if d.reasoning = isReasoning(model); d.reasoning {
		d.top, d.warm = 0, false
	}
	// Servers of one's own mostly know max_tokens only, and ignore the other.
	d.newLimit = host == openaiHost || d.reasoning
	return d
}

// isReasoning tells whether go-openai refuses sampling parameters for a model
// of this name, before anything is sent.
func isReasoning(model string) bool {
	probe := openai.ChatCompletionRequest{Model: model, LogProbs: true, TopLogProbs: mostTop}
	return openai.NewReasoningValidator().Validate(probe) != nil
}

// request is one request in this dialect. limit bounds the answer's tokens; 0
// is no bound.
func (d dialect) request(model string, c generator.Call, limit int) openai.ChatCompletionRequest {
	system, user := d.render(c)
	r := openai.ChatCompletionRequest{
		Model:          model,
		Messages:       []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: user}},
		ResponseFormat: d.responseFormat(c),
	}
	if system != "" {
		said := openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: system}
		r.Messages = slices.Insert(r.Messages, 0, said)
	}
	if d.top > 0 && (c.Weigh != "" || c.Mean != "") {
		r.LogProbs, r.TopLogProbs = true, d.top
	}
	if d.newLimit {
		r.MaxCompletionTokens = limit
	} else {
		r.MaxTokens = limit //nolint:staticcheck // servers of one's own know no other name
	}
	if d.seed {
		seed := int(c.Seed)
		r.Seed = &seed
	}
	if d.usage {
		r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	if c.Temperature != nil && d.warm {
		// go-openai leaves a plain 0 out, and the server would take its own.
		r.Temperature = max(float32(*c.Temperature), math.SmallestNonzeroFloat32)
	}
	return r
}

func (d dialect) responseFormat(c generator.Call) *openai.ChatCompletionResponseFormat {
	switch d.format {
	case formatBounded, formatSchema:
		return &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: "samples", Strict: true,
				Schema: json.RawMessage(prompt.Schema(c.Members, c.Count, d.format == formatBounded)),
			},
		}
	case formatObject:
		return &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return nil
}

// adapt gives up what the endpoint has refused by name and tells whether that
// changed anything.
func (d *dialect) adapt(err error) bool {
	var refused *statusError
	if !errors.As(err, &refused) || !slices.Contains([]int{
		http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusForbidden, // OpenAI's for logprobs
		http.StatusInternalServerError, http.StatusNotImplemented,
	}, refused.status) {
		return false
	}
	said := strings.ToLower(refused.message + " " + refused.param + " " + refused.kind)
	names := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
	}
	switch {
	case d.top > 0 && names("logprob"):
		d.lessLogprobs(said)
	case refused.status == http.StatusForbidden: // all else that is forbidden is
		return false
	case d.usage && names("stream_options", "include_usage"):
		d.usage = false
	case !d.limitKnown && names("max_tokens", "max_completion_tokens"):
		d.limitKnown = true
		d.newLimit = !d.newLimit
	case d.warm && names("temperature"):
		d.warm = false
	case d.format == formatBounded && names("minitems", "maxitems"):
		d.format = formatSchema
	case d.format < formatLines && names("response_format", "json_schema", "json_object", "schema", "grammar"):
		d.lessFormat()
	case d.seed && names("seed"):
		d.seed = false
	case !d.noSystem && names("system role", "'system'", "system message"):
		d.noSystem = true
	default:
		return false
	}
	return true
}

func (d *dialect) lessLogprobs(said string) {
	if d.top > someTop && strings.Contains(said, "top_logprobs") {
		d.top = someTop
		return
	}
	d.top = 0
}

// lessFormat takes the next less strict form, and tells whether there is one.
// The bounds are not tried alone: only servers that name them are known to
// take a schema without.
func (d *dialect) lessFormat() bool {
	d.proven = false
	switch d.format {
	case formatBounded, formatSchema:
		d.format = formatObject
	case formatObject:
		d.format = formatLines
	default:
		return false
	}
	return true
}

// limit bounds the tokens of an answer: the task's own bound, else one that
// only an answer that has gone wrong reaches. left is what the budget allows;
// below 0 is no budget.
func (d dialect) limit(c generator.Call, left int) int {
	n := c.MaxTokens
	if n == 0 && !d.reasoning { // thinking counts, and nobody knows how much
		per := textTokens
		if c.Weigh != "" {
			per = classifyTokens
		}
		n = c.Count * per
	}
	if left >= 0 && (n == 0 || left < n) {
		n = max(left, 1)
	}
	return n
}
