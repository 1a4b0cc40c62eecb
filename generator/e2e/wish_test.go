package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"winnow/generator/prompt"
)

// wish is what the model reads out of a request.
type wish struct {
	system, user string
	form         string // of response_format, "" for none
	logprobs     bool
	limit        int // max_tokens, 0 for none
	members      []wanted
	count        int
	dense        int // bytes that the server counts as a token of the prompt; 0: 4
}

// wanted is a member that the objects of the answer shall have.
type wanted struct {
	name  string
	kind  string   // string, number or array
	oneOf []string // of a choice
}

// chatRequest is the part of a request that matters here.
type chatRequest struct {
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	Logprobs  bool `json:"logprobs"`
	MaxTokens int  `json:"max_tokens"`
	Format    struct {
		Type   string `json:"type"`
		Schema struct {
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

func readWish(r *http.Request) (wish, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return wish{}, fmt.Errorf("reading the request: %w", err)
	}
	var in chatRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return wish{}, fmt.Errorf("reading the request: %w", err)
	}
	w := wish{form: in.Format.Type, logprobs: in.Logprobs, limit: in.MaxTokens, count: countIn("")}
	for _, m := range in.Messages {
		switch m.Role {
		case "system":
			w.system = m.Content
		case "user":
			w.user = m.Content
		}
	}
	w.count = countIn(w.user)
	if w.form == "json_schema" {
		return w, w.readSchema(in.Format.Schema.Schema)
	}
	w.readContract()
	return w, nil
}

// readSchema takes members and count from the schema, which is the only one
// that Winnow sends: an object with a list of samples.
func (w *wish) readSchema(raw []byte) error {
	var s struct {
		Properties struct {
			Samples struct {
				MinItems int `json:"minItems"`
				Items    struct {
					Properties map[string]struct {
						Type string   `json:"type"`
						Enum []string `json:"enum"`
					} `json:"properties"`
					Required []string `json:"required"`
				} `json:"items"`
			} `json:"samples"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("reading the schema: %w", err)
	}
	items := s.Properties.Samples.Items
	for _, name := range items.Required {
		p := items.Properties[name]
		w.members = append(w.members, wanted{name, p.Type, p.Enum})
	}
	if n := s.Properties.Samples.MinItems; n > 0 {
		w.count = n
	}
	return nil
}

var (
	saidMember = regexp.MustCompile(`"([^"]+)": ("…"|0|\["…", …\])`)
	saidCount  = regexp.MustCompile(`(?:Write (\d+) new sample|in (\d+) ways)`)
	saidLabel  = regexp.MustCompile(`(?m)^- "([^"]+)"`)
	saidAim    = regexp.MustCompile(`right label (?:of each, by the guidelines, )?is "([^"]+)"`)
	saidThing  = regexp.MustCompile(`(?m)^- [^:\n]+: (.*)$`)
	saidData   = regexp.MustCompile(`(?m)^[^\n:]+:\n(".*")$`)
)

// readContract takes the members from the words of the prompt.
func (w *wish) readContract() {
	at := max(strings.LastIndex(w.user, "Answer with one JSON object"), strings.LastIndex(w.user, "Answer with JSON Lines"))
	for _, m := range saidMember.FindAllStringSubmatch(w.user[max(at, 0):], -1) {
		one := wanted{name: m[1], kind: "string"}
		switch m[2][0] {
		case '0':
			one.kind = "number"
		case '[':
			one.kind = "array"
		}
		if one.name == "label" {
			for _, l := range saidLabel.FindAllStringSubmatch(w.system, -1) {
				one.oneOf = append(one.oneOf, l[1])
			}
		}
		w.members = append(w.members, one)
	}
}

func countIn(user string) int {
	m := saidCount.FindStringSubmatch(user)
	if m == nil {
		return 1
	}
	n, err := strconv.Atoi(m[1] + m[2])
	if err != nil {
		return 1
	}
	return max(n, 1)
}

// aim is the label that the prompt aims at, "" for none.
func (w wish) aim() string {
	if m := saidAim.FindStringSubmatch(w.user); m != nil {
		return m[1]
	}
	return ""
}

// things are the conditions, their values only.
func (w wish) things() []string {
	_, after, ok := strings.Cut(w.user, "\nThis time:\n")
	if !ok {
		return nil
	}
	list, _, _ := strings.Cut(after, "\n\n")
	var out []string
	for _, m := range saidThing.FindAllStringSubmatch(list, -1) {
		out = append(out, m[1])
	}
	return out
}

// material is the texts to work on.
func (w wish) material() []string {
	before, _, _ := strings.Cut(w.user, "\nExamples:\n")
	var out []string
	for _, m := range saidData.FindAllStringSubmatch(before, -1) {
		var text string
		if json.Unmarshal([]byte(m[1]), &text) == nil {
			out = append(out, text)
		}
	}
	return out
}

// examples is what the prompt shows, as it stands there.
func (w wish) examples() string {
	_, after, _ := strings.Cut(w.user, "\nExamples:\n")
	list, _, _ := strings.Cut(after, "\n\n")
	return list
}

// choice is the index of the member with a set of values, -1 without one.
func (w wish) choice() int {
	return slices.IndexFunc(w.members, func(m wanted) bool { return len(m.oneOf) > 0 })
}

func quote(s string) string { return prompt.Quote(s) }
