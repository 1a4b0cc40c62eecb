package openai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
)

const (
	// frameTime is how often half-written text is shown at most.
	frameTime = 16 * time.Millisecond
	maxModel  = 200       // bytes of a model's name
	maxText   = 256 << 10 // bytes of a refusal
)

// Ways in which an answer ends before the server ends it, or short.
var (
	errLength = errors.New("the answer reached its token limit")
	errFilter = errors.New("the server's content filter ended the answer")
	errMisfit = errors.New("the answer does not keep to the schema")
)

// answer is one request's answer while it comes in.
type answer struct {
	*call
	dialect dialect
	limit   int // tokens
	prompt  int // tokens, estimated
	bytes   int // of the prompt
	sent    int // bytes of the prompt, a run of one byte counting once

	scan    scanner
	tokens  []token
	model   string
	refusal string
	usage   *openai.Usage // as the server counts
	counted counter       // the answer's tokens as they can be counted here

	started   bool // a word has come
	made      int
	rejected  int
	finish    openai.FinishReason
	ended     error // why it ended short
	shown     string
	shownAt   time.Time
	partialOK bool // there may be new half-written text
}

func newAnswer(k *call, d dialect) *answer {
	system, user := d.render(k.Call)
	left := -1
	if k.Most > 0 {
		left = k.Most - k.spent.Tokens()
	}
	a := &answer{
		call: k, dialect: d, sent: solid(system) + solid(user), model: k.cfg.Model,
		bytes: len(system) + len(user),
	}
	a.prompt = k.estimate(a.bytes)
	if left >= 0 {
		left = max(left-a.prompt, 0)
	}
	a.limit = d.limit(k.Call, left)
	for _, m := range k.Members {
		if !m.Optional {
			a.scan.want = append(a.scan.want, m.Name)
		}
	}
	if a.scan.want == nil { // each may be missing, but not all
		a.scan.some = true
		for _, m := range k.Members {
			a.scan.want = append(a.scan.want, m.Name)
		}
	}
	return a
}

// stream sends the request and reads the answer to its end, whichever that
// is. Samples are handed over as they become whole.
func (a *answer) stream(parent context.Context) error {
	ctx, cancel := context.WithTimeoutCause(parent, a.cfg.Timeouts.Total, errTotal)
	defer cancel()
	req := a.dialect.request(a.cfg.Model, a.Call, a.limit)
	stream, err := a.client.CreateChatCompletionStream(ctx, req)
	if err != nil {
		return err
	}
	defer func() { _ = stream.Close() }()
	err = a.receive(ctx, cancel, stream)
	var stopped *stopError
	if errors.As(err, &stopped) {
		return err
	}
	err = errors.Join(err, a.show(""))
	switch {
	case errors.Is(err, io.EOF):
		return a.finished()
	case errors.Is(err, errLength):
		a.ended = errLength
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
	over := false  // the goroutine ends by itself
	defer func() { // the goroutine ends before the answer does
		if !over {
			cancel()
		}
		<-done
	}()
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case in := <-chunks:
			if in.err != nil {
				over = true
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
			if err := a.showHalf(); err != nil {
				return err
			}
		}
	}
}

// take handles one event. An error ends the answer.
func (a *answer) take(in openai.ChatCompletionStreamResponse) error {
	if in.Model != "" && len(in.Model) <= maxModel {
		a.model = a.cfg.Key.redact(in.Model)
	}
	if in.Usage != nil {
		a.usage = in.Usage
	}
	for _, c := range in.Choices {
		if c.Index != 0 {
			continue
		}
		if c.FinishReason != "" && c.FinishReason != openai.FinishReasonNull {
			a.finish = c.FinishReason
		}
		tokens := tokensOf(c.Logprobs)
		a.counted.add(len(tokens), len(c.Delta.Content)+len(c.Delta.ReasoningContent)+len(c.Delta.Refusal))
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
		if !f.fits {
			misfit := a.dialect.format < formatLines && !a.dialect.proven && !a.isProven(a.dialect.format)
			if misfit {
				f.why = "the server did not keep to the form asked for: " + f.why
			}
			if err := a.reject(f.why, a.scan.buf[f.start:f.end]); err != nil {
				return err
			}
			if misfit {
				return errMisfit
			}
			continue
		}
		if !a.dialect.proven {
			a.dialect.proven = true
			a.prove(a.dialect.format)
		}
		if !aligned {
			at, aligned = align(a.scan.buf, a.tokens)
		}
		if err := a.object(f, a.evidence(f, at, aligned)); err != nil {
			return err
		}
	}
	return nil
}

// object hands over a whole object.
func (a *answer) object(f found, ev generator.Evidence) error {
	if err := a.show(""); err != nil {
		return err
	}
	a.made++
	return a.give(generator.Piece{Object: &generator.Object{
		Members: a.cfg.Key.clean(f.members), Raw: a.raw(a.scan.buf[f.start:f.end]), Evidence: ev, Model: a.model,
	}})
}

// raw is a copy of a part of the answer, without the key.
func (a *answer) raw(part []byte) []byte { return a.cfg.Key.redactData(bytes.Clone(part)) }

func (a *answer) reject(why string, part []byte) error {
	a.rejected++
	if err := a.show(""); err != nil {
		return err
	}
	return a.give(generator.Piece{Reject: &generator.Reject{Reason: a.cfg.Key.redact(why), Raw: a.raw(part)}})
}

// bounds ends an answer that runs away: servers may ignore the limit that
// they were given.
func (a *answer) bounds() error {
	switch {
	case a.limit > 0 && a.counted.tokens() > a.limit:
		return errLength
	case len(a.scan.buf) > maxAnswer:
		return errTooBig
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
	default:
		if a.scan.half() != nil && a.reachedLimit() { // some say "stop" then
			a.ended = errLength
		}
	}
	why := "the answer ended"
	if a.ended != nil {
		why = a.ended.Error()
	}
	switch half := a.scan.half(); {
	case half != nil:
		return a.reject(why+" in the middle of a sample; the half one is dropped", half)
	case a.refusal != "":
		return a.reject("the model refused: "+plain(a.refusal), []byte(a.refusal))
	case a.made == 0 && a.rejected == 0:
		return a.reject(why+" without a sample", a.scan.buf)
	}
	return nil
}

// learnFromNothing takes the next less strict form when an answer ended in
// order and held no object at all.
func (a *answer) learnFromNothing() {
	if !a.dialect.proven && a.ended == nil && a.refusal == "" && !bytes.ContainsRune(a.scan.buf, '{') {
		a.learn(a.dialect, (*dialect).lessFormat)
	}
}

func (a *answer) showHalf() error {
	a.partialOK = false
	return a.show(halfText(a.scan.half(), a.Members[0].Name))
}

func (a *answer) show(text string) error {
	text = string(a.cfg.Key.redactData([]byte(text)))
	if text == a.shown {
		return nil
	}
	a.shown, a.shownAt = text, time.Now()
	return a.give(generator.Piece{Partial: &text})
}
