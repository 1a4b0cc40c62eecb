package openai

import (
	"context"
	"errors"
	"io"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
	"winnow/review"
)

const (
	// frameTime is how often half-written text is shown at most.
	frameTime = 16 * time.Millisecond
	// maxRejects is how much rubbish one answer may hold before it is ended.
	maxRejects = 20
	maxModel   = 200 // bytes of a model's name
)

// Ways in which an answer ends before the server ends it, or short.
var (
	errEnough = errors.New("enough samples are made")
	errLength = errors.New("the answer reached its token limit")
	errFilter = errors.New("the server's content filter ended the answer")
	errBudget = errors.New("the token budget is spent")
	errMisfit = errors.New("the answer does not keep to the schema")
	errJunk   = errors.New("the answer holds nothing usable")
)

// answer is one request's answer while it comes in.
type answer struct {
	run    *run
	ask    ask
	limit  int // tokens
	prompt int // tokens, estimated
	hash   string

	scan    scanner
	tokens  []token
	model   string
	refusal string
	usage   int // tokens as the server counts them
	counted int // tokens as far as they can be counted here

	started   bool // a word has come
	made      int
	rejected  int
	finish    openai.FinishReason
	ended     error // why it ended short
	shown     string
	shownAt   time.Time
	partialOK bool // there may be new half-written text
}

func newAnswer(r *run, k ask) *answer {
	t, d := r.req.Task, r.src.dialect
	return &answer{
		run: r, ask: k,
		limit: d.limit(t, k.count, r.tokensLeft()),
		// Four bytes a token is the usual rule of thumb.
		prompt: (len(systemPrompt(t)) + len(userPrompt(t, k, d.format)) + 3) / 4,
		hash:   promptHash(t, d.format),
		scan:   scanner{want: []string{t.Fields[0], t.Target}},
		model:  r.src.cfg.Model,
	}
}

// stream sends the request and reads the answer to its end, whichever that
// is. Samples are handed over as they become whole.
func (a *answer) stream(parent context.Context) error {
	ctx, cancel := context.WithTimeoutCause(parent, a.run.src.cfg.Timeouts.Total, errTotal)
	defer cancel()
	req := a.run.src.dialect.request(a.run.src.cfg.Model, a.run.req.Task, a.ask, a.limit)
	stream, err := a.run.src.client.CreateChatCompletionStream(ctx, req)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	err = a.receive(ctx, cancel, stream)
	a.show("")
	switch {
	case errors.Is(err, io.EOF):
		return a.finished()
	case errors.Is(err, errEnough):
		return nil
	case errors.Is(err, errLength), errors.Is(err, errBudget), errors.Is(err, errJunk):
		a.ended = err
		return a.finished()
	}
	return err
}

// received is one result of go-openai's reader.
type received struct {
	chunk openai.ChatCompletionStreamResponse
	err   error
}

// receive reads in a goroutine, so that half-written text is shown in time
// also when the model pauses, and handles everything else in the caller's.
func (a *answer) receive(ctx context.Context, cancel func(), stream *openai.ChatCompletionStream) error {
	chunks, done := make(chan received), make(chan struct{})
	go func() {
		defer close(done)
		for {
			chunk, err := stream.Recv()
			select {
			case chunks <- received{chunk, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	defer func() { // the goroutine ends before the answer does
		cancel()
		<-done
	}()
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case in := <-chunks:
			if in.err != nil {
				return in.err
			}
			if err := a.take(in.chunk); err != nil {
				return err
			}
			if a.partialOK && due == nil {
				due = time.After(frameTime - time.Since(a.shownAt))
			}
		case <-due:
			due = nil
			a.showHalf()
		}
	}
}

// take handles one event. An error ends the answer.
func (a *answer) take(in openai.ChatCompletionStreamResponse) error {
	if in.Model != "" && len(in.Model) <= maxModel {
		a.model = a.run.src.cfg.Key.redact(in.Model)
	}
	if in.Usage != nil {
		a.usage = max(in.Usage.TotalTokens, in.Usage.PromptTokens+in.Usage.CompletionTokens)
	}
	for _, c := range in.Choices {
		if c.Index != 0 {
			continue
		}
		if c.FinishReason != "" && c.FinishReason != openai.FinishReasonNull {
			a.finish = c.FinishReason
		}
		tokens := tokensOf(c.Logprobs)
		said := c.Delta.Content != "" || c.Delta.ReasoningContent != "" || c.Delta.Refusal != ""
		if said || len(tokens) > 0 {
			a.counted += max(len(tokens), 1)
		}
		a.started = a.started || c.Delta.Content != "" || c.Delta.Refusal != ""
		a.tokens = append(a.tokens, tokens...)
		if len(a.refusal) < maxText {
			a.refusal += c.Delta.Refusal
		}
		if err := a.read(c.Delta.Content); err != nil {
			return err
		}
	}
	return a.bounds()
}

// read takes more of the content.
func (a *answer) read(content string) error {
	if content == "" {
		return nil
	}
	a.partialOK = true
	var at []placed
	aligned := false
	for _, f := range a.scan.feed(content) {
		if a.run.made >= a.run.req.Count {
			return errEnough
		}
		if !f.fits {
			if d := a.run.src.dialect; !d.proven && d.format < formatLines {
				a.reject("the server did not keep to the form asked for: "+f.why, f)
				return errMisfit
			}
			a.reject(f.why, f)
			continue
		}
		a.run.src.dialect.proven = true
		if !aligned {
			at, aligned = align(a.scan.buf, a.tokens)
		}
		a.sample(f, a.evidence(f, at, aligned))
	}
	if a.run.made >= a.run.req.Count && a.scan.half() != nil {
		return errEnough
	}
	return nil
}

// sample hands over a whole object.
func (a *answer) sample(f found, ev evidence) {
	a.show("")
	f.members = a.run.src.cfg.Key.clean(f.members)
	s, err := makeSample(a.run.req.Task, f, a.model, ev)
	if err != nil {
		a.reject(err.Error(), f)
		return
	}
	s.Provenance.Source = sourceTag
	s.Provenance.Origin = a.run.src.host
	s.Provenance.Strategy = strategy
	s.Provenance.PromptHash = a.hash
	s.Provenance.Condition = a.ask.condition()
	s.Provenance.Seed = a.ask.seed
	if !a.run.take(s) {
		a.reject("the model repeats an earlier sample", f)
		return
	}
	a.made++
	a.run.byLabel[a.ask.label]++
}

func (a *answer) reject(why string, f found) {
	a.rejected++
	a.show("")
	a.run.reject(why, a.scan.buf[f.start:f.end])
}

// bounds ends an answer that runs away: servers may ignore the limit that
// they were given.
func (a *answer) bounds() error {
	switch left := a.run.tokensLeft(); {
	case a.limit > 0 && a.counted > a.limit:
		return errLength
	case left >= 0 && a.prompt+a.counted >= left:
		return errBudget
	case len(a.scan.buf) > maxAnswer:
		return errTooBig
	case a.rejected >= maxRejects && a.made == 0:
		return errJunk
	}
	return nil
}

// finished says what became of the last sample when the answer has ended in
// order: servers say "stop" also after a cut.
func (a *answer) finished() error {
	switch a.finish {
	case openai.FinishReasonLength:
		a.ended = errLength
	case openai.FinishReasonContentFilter:
		a.ended = errFilter
	}
	why := "the answer ended"
	if a.ended != nil {
		why = a.ended.Error()
	}
	switch half := a.scan.half(); {
	case half != nil:
		a.rejected++
		a.run.reject(why+" in the middle of a sample; the half one is dropped", half)
	case a.refusal != "":
		a.rejected++
		a.run.reject("the model refused: "+plain(a.refusal), []byte(a.refusal))
	case a.made == 0 && a.rejected == 0:
		a.rejected++
		a.run.reject(why+" without a sample", a.scan.buf)
	}
	return nil
}

// settle accounts for what the answer has cost.
func (a *answer) settle() {
	n := a.usage
	if n == 0 && a.counted > 0 {
		n = a.prompt + a.counted
	}
	if n > 0 {
		a.run.src.spent += n
		a.run.emit(generator.Event{Tokens: n})
	}
}

// evidence reads the tokens of a whole object.
func (a *answer) evidence(f found, at []placed, aligned bool) evidence {
	task := a.run.req.Task
	target := memberOf(f.members, task.Target)
	switch {
	case a.run.src.dialect.reasoning:
		return evidence{why: errNoneAsked}
	case len(a.tokens) == 0:
		return evidence{why: errNoTokens}
	case !aligned:
		return evidence{why: errUnaligned}
	}
	ev := evidence{tokens: tokensIn(at, f)}
	if target.Value[0] != '"' {
		ev.why = errNotInSet
		return ev
	}
	start, end := f.start+target.Start+1, f.start+target.End-1
	if task.Kind == review.Text {
		if mean, err := meanLogprob(a.tokens, at, start, end); err != nil {
			ev.why = err
		} else {
			ev.meanLogprob = &mean
		}
		return ev
	}
	b, err := weigh(a.scan.buf, a.tokens, at, start, end, task.LabelNames())
	if err != nil {
		ev.why = err
		return ev
	}
	ev.offLabel = &b.offLabel
	if ev.why = b.reliable(); ev.why == nil {
		ev.belief = &b
	}
	return ev
}

func (a *answer) showHalf() {
	a.partialOK = false
	a.show(halfText(a.scan.half(), a.run.req.Task.Fields[0]))
}

func (a *answer) show(text string) {
	text = string(a.run.src.cfg.Key.redactData([]byte(text)))
	if text == a.shown {
		return
	}
	a.shown, a.shownAt = text, time.Now()
	a.run.emit(generator.Event{Partial: &text})
}
