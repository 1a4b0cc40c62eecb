package openai

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage is how many characters of a server's message are shown.
const maxMessage = 300

// plain makes a server's words fit for one line of a message: no controls, no
// invisible signs, no endless bodies. It is for messages only; samples keep
// their bytes.
func plain(text string) string {
	var b strings.Builder
	count, blank := 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			blank = b.Len() > 0
			continue
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			r = utf8.RuneError
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
		if count++; count == maxMessage {
			b.WriteString("…")
			break
		}
	}
	return b.String()
}

// complaint is what a server says in an error body, in whichever form.
type complaint struct {
	message string
	kind    string // "type" or "code", as words
	param   string
}

// readComplaint reads the forms of errors that servers send: an object under
// "error", a text there, the members at the top ("message", "detail"), an
// array of one of them, or plain text and HTML. found tells whether the body
// is JSON that says that something is wrong.
func readComplaint(body []byte) (c complaint, found bool) {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil && len(list) > 0 {
		body = list[0]
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil {
		return complaint{message: plain(bodyText(string(body)))}, false
	}
	inner := top
	if raw := top["error"]; !isNull(raw) {
		var text string
		switch {
		case json.Unmarshal(raw, &text) == nil:
			return complaint{message: plain(text), kind: wordIn(top, "code", "type")}, true
		case json.Unmarshal(raw, &inner) != nil:
			return complaint{message: plain(string(raw))}, true
		}
		found = true
	}
	c.message = plain(wordIn(inner, "message", "msg", "detail", "error"))
	c.kind = strings.TrimSpace(wordIn(inner, "code", "status") + " " + wordIn(inner, "type"))
	c.param = wordIn(inner, "param")
	if c.message == "" && found {
		c.message = plain(string(top["error"]))
	}
	return c, found || c.message != "" && isNull(top["choices"])
}

// wordIn returns the first of the named members that says something.
func wordIn(members map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		raw := members[name]
		if isNull(raw) {
			continue
		}
		var text string
		if json.Unmarshal(raw, &text) == nil {
			if text != "" {
				return text
			}
			continue
		}
		return string(raw)
	}
	return ""
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// bodyText takes the title, else the text, out of an HTML page.
func bodyText(body string) string {
	lower := strings.ToLower(body)
	if !strings.Contains(lower, "<html") && !strings.Contains(lower, "<!doctype") {
		return body
	}
	if _, after, ok := cutFold(body, lower, "<title>"); ok {
		if title, _, ok := cutFold(after, strings.ToLower(after), "</title>"); ok {
			return "web page " + strings.TrimSpace(title)
		}
	}
	return "web page"
}

func cutFold(s, lower, sep string) (before, after string, ok bool) {
	i := strings.Index(lower, sep)
	if i < 0 || len(lower) != len(s) {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
