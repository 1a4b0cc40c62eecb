package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// canary is a key that must never be seen again once it is given.
const canary = "sk-canary-4b1f0c7e9d2a8653"

// echo is one way in which an endpoint goes wrong and tells the key it was
// given.
type echo struct {
	name  string
	serve http.HandlerFunc
	// stalls: nothing ends the answer but its reader.
	stalls bool
}

// says answers with a status, a body and headers.
func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// streams answers with events, as they stand.
func streams(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, e := range events {
			_, _ = io.WriteString(w, e+"\n\n")
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// delta is an event with a piece of the answer's text.
func delta(text string) string {
	return fmt.Sprintf(`data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":%q},"finish_reason":null}]}`, text)
}

// wire answers with bytes that need not be HTTP.
func wire(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = buf.WriteString(bytes)
		_ = buf.Flush()
		_ = conn.Close()
	}
}

const (
	finish = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`
	done   = "data: [DONE]"
)

// sampleOf is a whole sample with the text, in the model's words.
func sampleOf(text string) string { return `{"text":"` + text + `","label":"good"}` + "\n" }

// refusalEchoes refuse with the key in body or headers.
func refusalEchoes() []echo {
	object := `{"error":{"message":"bad key ` + canary + `","type":"` + canary + `","code":"` + canary + `"}}`
	page := "<html><title>" + canary + "</title><body>" + canary + "</body></html>"
	var all []echo
	for _, status := range []int{400, 401, 402, 403, 404, 405, 422, 429, 500, 502, 503, 504, 529} {
		all = append(all, echo{fmt.Sprint(status, " object"), says(status, object), false})
	}
	escaped := `{"error":{"message":"\u0073k-canary\u002d4b1f0c7e9d2a8653"}}`
	return append(all,
		echo{"401 page", says(401, page, "Content-Type", "text/html"), false},
		echo{"401 text", says(401, "no: "+canary, "Content-Type", "text/plain"), false},
		echo{"401 escaped", says(401, escaped), false},
		echo{"400 details", says(400, `{"detail":[{"loc":["`+canary+`"],"msg":"`+canary+`"}]}`), false},
		echo{"400 at the edge of what is shown", says(400, `{"error":{"message":"`+strings.Repeat("x", 380)+canary+strings.Repeat(canary, 99)+`"}}`), false},
		echo{"401 at the edge of what is read", says(401, strings.Repeat(" ", 64<<10-12)+canary), false},
		echo{"500 endless", says(500, strings.Repeat(canary+" \x1b[2J", 1<<16)), false},
		echo{"429 headers", says(429, "{}", "Retry-After", canary, "X-Request-Id", canary, "Www-Authenticate", "Bearer "+canary), false},
		echo{"200 of a strange type", says(200, canary, "Content-Type", "text/"+canary), false},
		echo{"login page", says(200, page, "Content-Type", "text/html"), false},
		echo{"redirect elsewhere", says(307, "", "Location", "http://elsewhere.invalid/"+canary), false},
		echo{"redirect to the host of the key", says(308, "", "Location", "http://"+canary+".invalid/"), false},
		echo{"redirect that loses the question", says(302, "", "Location", "/v2/"+canary), false},
		echo{"redirect to nowhere", says(301, "", "Location", "http://[::"+canary), false},
		echo{"redirect round and round", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"/"+canary, http.StatusTemporaryRedirect)
		}, false},
		echo{"status line", wire("HTTP/1.1 401 " + canary + "\r\nContent-Length: 0\r\n\r\n"), false},
		echo{"no status", wire("HTTP/1.1 " + canary + "\r\n\r\n"), false},
		echo{"no HTTP", wire(canary + "\r\n\r\n"), false},
		echo{"broken header", wire("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n"), false},
		echo{"broken length", wire("HTTP/1.1 200 OK\r\nContent-Length: " + canary + "\r\n\r\n"), false},
		echo{"broken coding", wire("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + canary + "\r\n\r\n"), false},
		echo{"broken chunk", wire("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" + canary + "\r\n"), false},
		echo{"unpacking", wire("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n" + canary), false},
	)
}

// streamEchoes begin an answer and tell the key in it.
func streamEchoes() []echo {
	whole, half := delta(sampleOf("a whole one")), delta(`{"text":"half a sample `+canary)
	return []echo{
		{"error object", streams(`{"error":{"message":"` + canary + `"}}`), false},
		{"error event", streams("event: error\ndata: " + canary), false},
		{"error event in mid-sample", streams(whole, half, "event: error\ndata: {\"message\":\""+canary+"\"}"), false},
		{"error in data", streams(whole, half, `data: {"error":{"message":"`+canary+`","code":"`+canary+`"}}`), false},
		{"error line", streams(half, `error: {"message":"`+canary+`"}`), false},
		{"finish reason", streams(half, `data: {"choices":[{"index":0,"delta":{},"finish_reason":"`+canary+`"}]}`), false},
		{"broken event", streams(half, `data: {"`+canary+`":[{`), false},
		{"foreign line", streams(half, canary), false},
		{"other fields", streams(": "+canary, "id: "+canary, "retry: "+canary, "event: "+canary+"\n"+whole, finish, done), false},
		{"names of the answer", streams(`data: {"id":"`+canary+`","model":"`+canary+`","system_fingerprint":"`+canary+`","choices":[{"index":0,"delta":{"role":"`+canary+`","content":""}}]}`, whole, finish, done), false},
		{"refusal", streams(`data: {"choices":[{"index":0,"delta":{"refusal":"`+canary+`"}}]}`, finish, done), false},
		{"tool call", streams(`data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"`+canary+`","function":{"name":"`+canary+`","arguments":"`+canary+`"}}]}}]}`, finish, done), false},
		{"reasoning", streams(`data: {"choices":[{"index":0,"delta":{"reasoning_content":"`+canary+`","reasoning":"`+canary+`"}}]}`, whole, finish, done), false},
		{"token of the key", streams(`data: {"choices":[{"index":0,"delta":{"content":"x"},"logprobs":{"content":[{"token":"`+canary+`","logprob":-1,"top_logprobs":[]}]}}]}`, finish, done), false},
		{"prose", streams(delta("Your key is "+canary), finish, done), false},
		{"text of a sample", streams(delta(sampleOf(canary)), finish, done), false},
		{"label", streams(delta(`{"text":"a","label":"`+canary+`"}`), finish, done), false},
		{"member", streams(delta(`{"text":"a","label":"good","`+canary+`":"`+canary+`"}`), finish, done), false},
		{"nested member", streams(delta(`{"text":"a","label":"good","more":{"`+canary+`":["`+canary+`"]}}`), finish, done), false},
		{"pieces", streams(delta(`{"text":"Bearer sk-canary`), delta(`-4b1f0c`), delta(`7e9d2a8653","label":"good"}`), finish, done), false},
		{"pieces of prose", streams(delta("Your key is sk-can"), delta("ary-4b1f0c7e9d2a8653"), finish, done), false},
		{"pieces of a half sample", streams(delta(`{"text":"half a sample sk-canary`), delta(`-4b1f0c7e9d2a8653 and`)), false},
		{"escaped in a sample", streams(delta(sampleOf(`\u0073k-canary\u002d4b1f0c7e9d2a8653`)), finish, done), false},
		{"whole answer", says(200, `{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"{\"text\":\"`+canary+`\",\"label\":\"good\"}"},"finish_reason":"stop"}]}`), false},
		{"cut", streams(whole, half), false},
		{"stall in mid-sample", stalled(whole, half), true},
		{"stall in the key", stalled(whole, delta(`{"text":"half a sample sk-canary`), delta(`-4b1f0c7e9d2a8653 and`)), true},
	}
}

// stalled answers with events, and then nothing.
func stalled(events ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server would not see the client go
		streams(events...)(w, r)
		<-r.Context().Done()
	}
}
