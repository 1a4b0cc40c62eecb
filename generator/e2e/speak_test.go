package e2e

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
)

// speak streams an answer as an endpoint does, a token an event.
func speak(out http.ResponseWriter, w wish, answer text) {
	s := openStream(out)
	sent := 0
	reason := "stop"
	for _, t := range answer {
		if w.limit > 0 && sent == w.limit {
			reason = "length"
			break
		}
		s.token(t, w.logprobs)
		sent++
	}
	s.finish(reason, w, sent)
}

// stream writes server-sent events.
type stream struct{ out http.ResponseWriter }

func openStream(out http.ResponseWriter) stream {
	out.Header().Set("Content-Type", "text/event-stream")
	out.WriteHeader(http.StatusOK)
	return stream{out}
}

func (s stream) event(data string) { _, _ = io.WriteString(s.out, "data: "+data+"\n\n") }

func (s stream) flush() { _ = http.NewResponseController(s.out).Flush() }

func (s stream) token(t token, logprobs bool) {
	weighed := "null"
	if logprobs {
		weighed = `{"content":[` + weigh(t) + `]}`
	}
	s.event(`{"id":"c","object":"chat.completion.chunk","model":"parrot-1","choices":[{"index":0,"delta":{"content":` +
		quote(t.text) + `},"logprobs":` + weighed + `,"finish_reason":null}]}`)
}

// say writes text as tokens and flushes it.
func (s stream) say(what string) int {
	tokens := text{}.say(what)
	for _, t := range tokens {
		s.token(t, false)
	}
	s.flush()
	return len(tokens)
}

func (s stream) finish(reason string, w wish, sent int) {
	s.event(`{"choices":[{"index":0,"delta":{},"finish_reason":` + quote(reason) + `}]}`)
	s.event(fmt.Sprintf(`{"choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}`,
		w.promptTokens(), sent, w.promptTokens()+sent))
	s.event("[DONE]")
	s.flush()
}

// promptTokens is what the server counts of a prompt.
func (w wish) promptTokens() int {
	per := cmp.Or(w.dense, 4)
	return (len(w.system) + len(w.user) + per - 1) / per
}

// weigh is a token with its log probability and what it could have been.
func weigh(t token) string {
	p := 0.9
	if t.others != nil {
		p = t.share
	}
	own := logprob(t.text, p)
	top := "{" + own + "}"
	for _, o := range t.others {
		if o != t.text && o != "" {
			top += ",{" + logprob(o, (1-p)/float64(max(1, len(t.others)-1))) + "}"
		}
	}
	return "{" + own + `,"top_logprobs":[` + top + "]}"
}

func logprob(s string, p float64) string {
	return fmt.Sprintf(`"token":%s,"bytes":null,"logprob":%.12f`, quote(s), math.Log(p))
}

// page is a web page where an answer should be.
func page(out http.ResponseWriter, title string) {
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(out, "<!DOCTYPE html>\n<html><head><title>%s</title></head><body>%s</body></html>", title, strings.Repeat("<p>Sign in.</p>", 50))
}

// refuse answers with a status and a message.
func refuse(out http.ResponseWriter, status int, message string) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_, _ = fmt.Fprintf(out, `{"error":{"message":%s}}`, quote(message))
}
