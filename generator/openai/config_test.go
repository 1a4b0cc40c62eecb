package openai

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"testing"

	"winnow/generator"
)

func TestFromEnv(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name        string
		source      string // generate.source
		model       string // generate.model
		flagURL     string
		flagModel   string
		env         map[string]string
		wanted      bool
		url, chosen string
		fails       string
	}{
		{name: "nothing", wanted: false},
		{name: "key alone", env: map[string]string{"OPENAI_API_KEY": "sk-1234"}, wanted: true, url: defaultBaseURL, chosen: defaultModel},
		{name: "base URL alone", env: map[string]string{"OPENAI_BASE_URL": "http://localhost:1/v1"}, model: "m", wanted: true, url: "http://localhost:1/v1", chosen: "m"},
		{name: "flags win", flagURL: "http://localhost:2/v1/", flagModel: "f", model: "m", env: map[string]string{"OPENAI_BASE_URL": "http://localhost:1/v1"}, wanted: true, url: "http://localhost:2/v1/", chosen: "f"},
		{name: "the task says offline", source: "offline", env: map[string]string{"OPENAI_API_KEY": "sk-1234"}, wanted: false},
		{name: "a flag is nearer than the task", source: "offline", flagURL: "http://localhost:2/v1", flagModel: "f", wanted: true, url: "http://localhost:2/v1", chosen: "f"},
		{name: "the task says openai, no key", source: "openai", wanted: true, fails: "no API key"},
		{name: "no model for a server of one's own", env: map[string]string{"OPENAI_BASE_URL": "http://localhost:1/v1"}, wanted: true, fails: "no model"},
		{name: "no address", flagURL: "localhost:8080", wanted: true, fails: "http"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			task := weatherTask()
			task.Generate.Source, task.Generate.Model = c.source, c.model
			cfg, wanted, err := FromEnv(task, c.flagURL, c.flagModel, func(k string) string { return c.env[k] })
			if wanted != c.wanted || (err != nil) != (c.fails != "") {
				t.Fatalf("wanted %v, error %v", wanted, err)
			}
			if err != nil {
				if !strings.Contains(err.Error(), c.fails) {
					t.Errorf("error %q does not say %q", err, c.fails)
				}
				return
			}
			if cfg.BaseURL != c.url || cfg.Model != c.chosen {
				t.Errorf("%q at %q", cfg.Model, cfg.BaseURL)
			}
		})
	}
}

func TestNew_Addresses(t *testing.T) {
	t.Parallel()
	key := NewSecret(canary)
	cases := []struct {
		cfg        Config
		name, fail string
	}{
		{Config{Model: "gpt-4.1-mini", Key: key}, "gpt-4.1-mini at api.openai.com", ""},
		{Config{BaseURL: " http://localhost:8080/v1/ ", Model: "m", Key: key}, "m at localhost:8080", ""},
		{Config{BaseURL: "http://[::1]:8080/v1", Model: "m", Key: key}, "m at [::1]:8080", ""},
		{Config{BaseURL: "http://box.lan/v1", Model: "m"}, "m at box.lan", ""},
		{Config{BaseURL: "http://box.lan/v1", Model: "m", Key: key}, "", "readable"},
		{Config{BaseURL: "http://box.lan/v1", Model: "m", Key: key, AllowPlainHTTP: true}, "m at box.lan", ""},
		{Config{BaseURL: "http://127.evil.com/v1", Model: "m", Key: key}, "", "readable"},
		{Config{BaseURL: "ftp://box/v1", Model: "m"}, "", "http"},
		{Config{BaseURL: "https://:8080/v1", Model: "m"}, "", "no host"},
		{Config{BaseURL: "https://me:" + canary + "@box/v1", Model: "m"}, "", "password"},
		{Config{BaseURL: "https://box/v1?key=" + canary, Model: "m"}, "", "query"},
		{Config{BaseURL: "https://box\x7f/" + canary, Model: "m"}, "", "address"},
		{Config{BaseURL: "https://box/v1"}, "", "no model"},
		{Config{BaseURL: "https://box/v1", Model: "m", Key: NewSecret("two\nlines")}, "", "blanks"},
	}
	for _, c := range cases {
		s, err := New(c.cfg)
		if (err != nil) != (c.fail != "") {
			t.Errorf("%v: error %v", c.cfg.BaseURL, err)
			continue
		}
		if err != nil {
			if !strings.Contains(err.Error(), c.fail) || strings.Contains(err.Error(), canary) {
				t.Errorf("error %q, want %q", err, c.fail)
			}
			continue
		}
		if s.Name() != c.name {
			t.Errorf("name %q, want %q", s.Name(), c.name)
		}
	}
}

// Ensure that no way of printing shows a key.
func TestSecret_NeverShows(t *testing.T) {
	t.Parallel()
	key := NewSecret(" " + canary + "\n")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", key, "in", Config{Key: key})
	encoded, err := json.Marshal(Config{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Model: "m", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p"} {
		for _, x := range []any{key, &key, struct{ hidden Secret }{key}, Config{Key: key}, &Config{Key: key}, s, *newDoer(Config{Key: key})} {
			fmt.Fprintf(&log, verb, x)
		}
	}
	if all := log.String() + string(encoded); strings.Contains(all, canary) || strings.Contains(all, fmt.Sprintf("%x", canary)) {
		t.Error("the key shows")
	}
	if key.value() != canary || !strings.Contains(string(encoded), `"***"`) {
		t.Error("the key is not kept, or not masked")
	}
}

// dialectCase is a server that refuses something by name.
type dialectCase struct {
	name    string
	refused func(m map[string]any) string // "" accepts
	check   func(m map[string]any) bool   // of the last request
	tries   int
}

// refusedForms are refusals of the form of an answer, of probabilities and of
// what one would like to know.
func refusedForms() []dialectCase {
	return []dialectCase{
		{"everything is taken", func(map[string]any) string { return "" }, func(m map[string]any) bool {
			return m["logprobs"] == true && m["top_logprobs"] == 20.0 && m["stream"] == true && m["max_tokens"] != nil && m["max_completion_tokens"] == nil &&
				m["seed"] != nil && m["stream_options"] != nil && format2(m) == "json_schema"
		}, 1},
		{"bounds", func(m map[string]any) string {
			if strings.Contains(fmt.Sprint(m["response_format"]), "maxItems") {
				return "maxItems is not supported"
			}
			return ""
		}, func(m map[string]any) bool { return format2(m) == "json_schema" && m["logprobs"] == true }, 2},
		{"schema, then object", func(m map[string]any) string {
			if m["response_format"] != nil {
				return "This response_format type is unavailable now"
			}
			return ""
		}, func(m map[string]any) bool { return m["response_format"] == nil && m["logprobs"] == true }, 3},
		{"many alternatives", func(m map[string]any) string {
			if n, _ := m["top_logprobs"].(float64); n > 5 {
				return "top_logprobs must be at most 5"
			}
			return ""
		}, func(m map[string]any) bool { return m["top_logprobs"] == 5.0 }, 2},
		{"logprobs", func(m map[string]any) string {
			if m["logprobs"] != nil {
				return "this model does not support logprobs"
			}
			return ""
		}, func(m map[string]any) bool { return m["top_logprobs"] == nil && format2(m) == "json_schema" }, 2},
		{"usage and seed", func(m map[string]any) string {
			if m["stream_options"] != nil {
				return "unknown field stream_options"
			}
			if m["seed"] != nil {
				return "unknown field seed"
			}
			return ""
		}, func(m map[string]any) bool { return m["seed"] == nil && m["stream_options"] == nil }, 3},
	}
}

// refusedByModels are refusals that come with the model.
func refusedByModels() []dialectCase {
	return []dialectCase{
		{"what is not for everybody", func(m map[string]any) string {
			if m["logprobs"] != nil {
				return "You are not allowed to request logprobs from this model"
			}
			return ""
		}, func(m map[string]any) bool { return m["logprobs"] == nil && m["top_logprobs"] == nil }, 2},
		{"temperature", func(m map[string]any) string {
			if m["temperature"] != nil {
				return "Unsupported value: 'temperature' does not support 0.3 with this model."
			}
			return ""
		}, func(m map[string]any) bool { return m["temperature"] == nil && m["logprobs"] == true }, 2},
		{"the system's role", func(m map[string]any) string {
			if len(m["messages"].([]any)) > 1 {
				return "System role not supported"
			}
			return ""
		}, func(m map[string]any) bool {
			said := m["messages"].([]any)[0].(map[string]any)
			text := said["content"].(string)
			return said["role"] == "user" && strings.HasPrefix(text, "You write texts about the weather.\n\nWrite new texts.\n\nAnswer with")
		}, 2},
		{"the limit's name", func(m map[string]any) string {
			if m["max_tokens"] != nil {
				return "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
			}
			return ""
		}, func(m map[string]any) bool { return m["max_completion_tokens"] != nil }, 2},
	}
}

// Ensure that the endpoint is asked in the way that it understands, and that
// what it refuses by name is given up, and nothing else.
func TestDialect_GivesUpWhatIsRefused(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 500} {
		for _, c := range append(refusedForms(), refusedByModels()...) {
			t.Run(fmt.Sprint(status, " ", c.name), func(t *testing.T) {
				t.Parallel()
				var last map[string]any
				tries := 0
				s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
					last = body(t, r)
					tries++
					if why := c.refused(last); why != "" {
						refuse(status, `{"error":{"message":`+jsonText(why)+`}}`)(w, r)
						return
					}
					good(w, r)
				})
				warm, ask := 0.3, weatherCall(3)
				ask.Temperature = &warm
				o := do(t, s, ask)
				if o.err != nil || len(o.objects) != 3 || len(o.waits) != 0 {
					t.Fatalf("%d samples, %d waits, error %v", len(o.objects), len(o.waits), o.err)
				}
				if tries != c.tries || !c.check(last) {
					t.Errorf("%d tries, last request %v", tries, last)
				}
			})
		}
	}
}

func format2(m map[string]any) any {
	f, _ := m["response_format"].(map[string]any)
	return f["type"]
}

// Ensure that what a key may not do at all is not taken for a parameter that it
// may not use.
func TestDialect_ForbiddenIsForbidden(t *testing.T) {
	t.Parallel()
	d := newDialect("localhost", "m")
	if d.adapt(&statusError{status: http.StatusForbidden, complaint: complaint{message: "no access to this schema"}}) {
		t.Error("a refused key changes what is asked for")
	}
	said := complaint{message: "You are not allowed to request logprobs from this model"}
	if !d.adapt(&statusError{status: http.StatusForbidden, complaint: said}) || d.top != 0 {
		t.Error("refused logprobs are asked for again")
	}
}

// Ensure that a server which takes a schema and ignores it is asked in words.
func TestDialect_SchemaIgnored(t *testing.T) {
	t.Parallel()
	var formats []any
	s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		f := format2(body(t, r))
		formats = append(formats, f)
		if f != nil {
			openStream(w).say(`{"sentence":"Rain.","class":"cross"}`, ` and more`).finish("stop").done()
			return
		}
		good(w, r)
	})
	o := do(t, s, weatherCall(3))
	if o.err != nil || len(o.objects) != 3 {
		t.Fatalf("%d samples, error %v", len(o.objects), o.err)
	}
	if fmt.Sprint(formats) != "[json_schema json_object <nil>]" || len(o.rejects) != 2 {
		t.Errorf("formats %v, %d rejects", formats, len(o.rejects))
	}
}

// Ensure that one bad object later on does not undo what has worked.
func TestDialect_ProvenFormatStays(t *testing.T) {
	t.Parallel()
	var formats []any
	s := newTestEndpoint(t, inTurn(good, func(w http.ResponseWriter, r *http.Request) {
		formats = append(formats, format2(body(t, r)))
		openStream(w).say(`{"samples":[{"text":"x"},` + sampleJSON(fmt.Sprint("n", len(formats)), "glad") + `]}`).finish("stop").done()
	}))
	for range 3 {
		if o := do(t, s, weatherCall(3)); o.err != nil {
			t.Fatal(o.err)
		}
	}
	if fmt.Sprint(formats) != "[json_schema json_schema]" {
		t.Errorf("formats %v", formats)
	}
}

// Ensure that models for which the client refuses sampling parameters are
// asked without, and that the evidence says why there is no probability.
func TestDialect_ReasoningModels(t *testing.T) {
	t.Parallel()
	warm := 0.3
	for _, model := range []string{"o3-mini", "gpt-5-nano", "o1"} {
		var sent map[string]any
		s := newTestEndpoint(t, func(w http.ResponseWriter, r *http.Request) { sent = body(t, r); good(w, r) }, func(c *Config) { c.Model = model })
		c := weatherCall(3)
		c.Temperature, c.MaxTokens = &warm, 999
		o := do(t, s, c)
		if o.err != nil || sent["logprobs"] != nil || sent["temperature"] != nil || sent["max_tokens"] != nil || sent["max_completion_tokens"] != 999.0 {
			t.Errorf("%s: sent %v, error %v", model, sent, o.err)
			continue
		}
		if ev := o.objects[0].Evidence; ev.Why != errNoneAsked.Error() || ev.Shares != nil {
			t.Errorf("%s: evidence %+v", model, ev)
		}
	}
}

// Ensure that a temperature of 0 is sent and not left out.
func TestDialect_TemperatureZero(t *testing.T) {
	t.Parallel()
	zero := 0.0
	c := generator.Call{User: "Write.", Members: []generator.Member{{Name: "text"}}, Count: 2, Temperature: &zero}
	r := newDialect("localhost", "m").request("m", c, 100)
	if r.Temperature != math.SmallestNonzeroFloat32 {
		t.Errorf("temperature %v", r.Temperature)
	}
	hosted, err := json.Marshal(newDialect(openaiHost, "gpt-4.1-mini").request("m", c, 100))
	if err != nil || !strings.Contains(string(hosted), `"max_completion_tokens":100`) || strings.Contains(string(hosted), `"max_tokens"`) {
		t.Errorf("request %s, %v", hosted, err)
	}
}
