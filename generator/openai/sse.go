package openai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync"
	"time"
)

const (
	maxLine    = 1 << 20  // bytes of one event
	maxForeign = 64 << 10 // bytes kept of what is no event
	// maxWire bounds one answer as sent. It is far above maxAnswer since one
	// word of an answer takes up to 2 KiB on the wire when its twenty
	// alternatives come with it.
	maxWire = 64 << 20
	// afterFinish is how long [DONE] and the usage are waited for once the
	// answer itself is complete.
	afterFinish = 2 * time.Second
)

// Errors of a stream. All but the last end it for good; whole samples that
// came before stay good.
var (
	errTooBig    = errors.New("the answer is too big")
	errNotStream = errors.New("what came is not a stream of events")
	errBrokenSSE = errors.New("the server sent a broken event")
	// errCut is a stream that ended before it said that it was finished.
	errCut = fmt.Errorf("the stream ended early: %w", io.ErrUnexpectedEOF)
)

// streamError is an error that a server reports inside a stream.
type streamError struct{ complaint }

func (e *streamError) Error() string { return e.message }

// strangeNumber finds log probabilities that JSON or Go cannot take as they
// are. JSON texts escape their quotes, so it never matches inside one.
var strangeNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`"logprob"\s*:\s*(null|NaN|-?Infinity)`)
})

// thoughts finds what some servers call otherwise than go-openai. They are of
// no use but cost tokens, which a model that never stops thinking must not
// spend unseen.
var thoughts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`"reasoning"\s*:\s*"`)
})

// events hands go-openai a stream in the one form that its reader gets right:
// one line `data: {...}` for each event and nothing else. Comments, empty
// events and fields of no interest are dropped, data of several lines is
// joined, every form of error becomes a Go error, and an end without
// finish_reason becomes [errCut].
type events struct {
	body  *patientBody
	lines *bufio.Reader
	key   Secret

	out  []byte // what is ready to be read
	buf  []byte // where out begins
	err  error  // what follows it
	wire int

	data    []byte // the event being read
	hasData bool
	name    string

	foreign  []byte // lines that are no events
	isBody   bool   // the whole response is no stream
	seen     bool   // there was an event
	finished bool   // a finish_reason was seen
	done     bool   // so was [DONE]
}

func newEvents(body *patientBody, key Secret) *events {
	return &events{body: body, lines: bufio.NewReaderSize(body, 16<<10), key: key}
}

// Read gives the cleaned stream.
func (e *events) Read(p []byte) (int, error) {
	for len(e.out) == 0 && e.err == nil {
		e.step()
	}
	if len(e.out) > 0 {
		n := copy(p, e.out)
		if e.out = e.out[n:]; len(e.out) == 0 {
			e.out = e.buf[:0]
		}
		return n, nil
	}
	return 0, e.err
}

// Close ends the request. After [DONE] there is only the end of the body to
// read, and reading it lets the connection serve the next request.
func (e *events) Close() error {
	if e.done {
		e.body.hurry(100 * time.Millisecond)
		_, _ = io.CopyN(io.Discard, e.body, 512)
	}
	return e.body.Close()
}

// step reads one line.
func (e *events) step() {
	line, err := e.line()
	if errors.Is(err, errTooBig) {
		e.err = err
		return
	}
	if e.wire == len(line) {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	line = bytes.TrimRight(line, "\r\n")
	switch {
	case e.isBody || !e.seen && !e.hasData && startsBody(line):
		e.isBody = true
		e.keepForeign(line, maxAnswer)
	case len(line) > 0:
		e.field(line)
	default:
		e.dispatch()
	}
	if err != nil && e.err == nil {
		e.end(err)
	}
}

// line reads one line with its end. Its bytes are good until the next.
func (e *events) line() ([]byte, error) {
	var line []byte
	for {
		part, err := e.lines.ReadSlice('\n')
		e.wire += len(part)
		if line == nil && !errors.Is(err, bufio.ErrBufferFull) {
			line = part
		} else {
			line = append(line, part...)
		}
		if len(line)+len(e.data) > maxLine || e.wire > maxWire {
			return nil, errTooBig
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// startsBody tells an ordinary JSON or HTML body from events.
func startsBody(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) > 0 && bytes.IndexByte([]byte("{[<"), line[0]) >= 0
}

func (e *events) keepForeign(line []byte, most int) {
	if len(e.foreign)+len(line) < most {
		e.foreign = append(append(e.foreign, line...), '\n')
	}
}

func (e *events) field(line []byte) {
	name, value, hasColon := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "": // a comment
	case "data":
		if e.hasData {
			e.data = append(e.data, '\n')
		}
		e.data, e.hasData = append(e.data, value...), true
	case "event":
		e.name = string(value)
	case "error": // llama.cpp's own field
		e.data, e.hasData, e.name = append(e.data[:0], value...), true, "error"
	case "id", "retry":
	default:
		if !hasColon || startsBody(line) {
			e.keepForeign(line, maxForeign)
		}
	}
}

// dispatch handles the event that an empty line has completed.
func (e *events) dispatch() {
	data, name, has := bytes.TrimSpace(e.data), e.name, e.hasData
	e.data, e.hasData, e.name = e.data[:0], false, "" // data is done with when this returns
	switch {
	case !has || len(data) == 0:
	case string(data) == "[DONE]":
		if e.finished {
			e.out, e.err, e.done = []byte("data: [DONE]\n"), io.EOF, true
		} else {
			e.err = e.unfinished()
		}
	default:
		e.event(data, name)
	}
}

func (e *events) event(data []byte, name string) {
	e.seen = true
	e.body.news()
	if hasStrangeNumber(data) {
		data = mendNumbers(data)
	}
	if bytes.Contains(data, []byte(`"reasoning"`)) {
		data = thoughts().ReplaceAll(data, []byte(`"reasoning_content":"`))
	}
	data = e.key.redactData(data)
	if isPlain(data, name) {
		e.write(data)
		return
	}
	var m struct {
		Object  string          `json:"object"`
		Error   json.RawMessage `json:"error"`
		Choices []struct {
			Finish string `json:"finish_reason"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(data, &m); err != nil && name != "error" {
		e.err = fmt.Errorf("%w: %s", errBrokenSSE, plain(string(data)))
		return
	}
	sure := name == "error" || !isNull(m.Error) || m.Object == "error" ||
		len(m.Choices) == 1 && m.Choices[0].Finish == "error"
	if sure || m.Choices == nil {
		if c, complains := readComplaint(data); sure || complains {
			e.err = &streamError{c}
			return
		}
	}
	for _, c := range m.Choices {
		if c.Finish != "" && !e.finished {
			e.finished = true
			e.body.hurry(afterFinish)
		}
	}
	e.write(data)
}

// isPlain tells an ordinary event in the middle of an answer, of which there is
// one for every token, without decoding it: go-openai does that next. Texts
// escape their quotes, so nothing in one looks like a member.
func isPlain(data []byte, name string) bool {
	return name != "error" && bytes.Contains(data, []byte(`"choices":[{`)) && bytes.Contains(data, []byte(`"finish_reason":null`)) &&
		bytes.Count(data, []byte(`"finish_reason"`)) == 1 &&
		!bytes.Contains(data, []byte(`"error"`)) && json.Valid(data)
}

// hasStrangeNumber looks for what [strangeNumber] matches, quickly where there
// is nothing of it: behind the colon of a log probability stands a digit or a
// minus and a digit.
func hasStrangeNumber(data []byte) bool {
	const name = `"logprob":`
	for rest := data; ; {
		i := bytes.Index(rest, []byte(`"logprob"`))
		if i < 0 {
			return false
		}
		rest = rest[i:]
		if !bytes.HasPrefix(rest, []byte(name)) {
			return strangeNumber().Match(data)
		}
		rest = bytes.TrimPrefix(rest[len(name):], []byte("-"))
		if len(rest) == 0 || rest[0] < '0' || rest[0] > '9' {
			return strangeNumber().Match(data)
		}
	}
}

func (e *events) write(data []byte) {
	e.out = append(e.out, "data: "...)
	from := len(e.out)
	e.out = append(append(e.out, data...), '\n')
	for i, c := range e.out[from : len(e.out)-1] {
		if c == '\n' {
			e.out[from+i] = ' '
		}
	}
	e.buf = e.out
}

// end says how the stream ended: err is what reading it came to.
func (e *events) end(err error) {
	if d := bytes.TrimSpace(e.data); string(d) == "[DONE]" || json.Valid(d) {
		e.dispatch() // whole, but without its empty line
	}
	switch {
	case e.err != nil:
	case e.isBody:
		e.body200(err)
	case e.finished:
		e.err = io.EOF // complete: how the connection went away is no matter
	case errors.Is(err, io.EOF):
		e.err = e.unfinished()
	default:
		e.err = err
	}
}

// unfinished is the error of a stream without finish_reason.
func (e *events) unfinished() error {
	if len(e.foreign) == 0 {
		return errCut
	}
	c, _ := readComplaint(e.key.redactData(e.foreign))
	return &streamError{c}
}

// body200 handles a response that is not a stream: the whole answer at once
// from a server that does not stream, an error, or a web page.
func (e *events) body200(err error) {
	body := e.key.redactData(bytes.TrimSpace(e.foreign))
	if !errors.Is(err, io.EOF) {
		e.err = err
		return
	}
	if chunk, ok := asChunk(body); ok {
		e.event(chunk, "")
		if e.err == nil && !e.finished {
			e.err = errCut
		} else if e.err == nil {
			e.err = io.EOF
		}
		return
	}
	c, found := readComplaint(body)
	if found {
		e.err = &streamError{c}
		return
	}
	e.err = fmt.Errorf("%w: %s", errNotStream, c.message)
}

// asChunk turns a whole chat completion into the event that would have
// brought it in one piece.
func asChunk(body []byte) ([]byte, bool) {
	var whole map[string]json.RawMessage
	var choices []map[string]json.RawMessage
	if json.Unmarshal(body, &whole) != nil || json.Unmarshal(whole["choices"], &choices) != nil || len(choices) == 0 {
		return nil, false
	}
	for _, c := range choices {
		if c["delta"] == nil {
			c["delta"] = c["message"]
		}
		delete(c, "message")
	}
	raw, err := json.Marshal(choices)
	if err != nil {
		return nil, false
	}
	whole["choices"] = raw
	out, err := json.Marshal(whole)
	return out, err == nil
}

// mendNumbers replaces what is no number: minus infinity by a probability of
// nothing, and an unknown value by 1, which no log probability can be and
// which unknownLogprob therefore marks.
func mendNumbers(data []byte) []byte {
	return strangeNumber().ReplaceAllFunc(data, func(m []byte) []byte {
		if bytes.HasSuffix(m, []byte("-Infinity")) {
			return []byte(`"logprob":-9999`)
		}
		return []byte(`"logprob":1`)
	})
}
