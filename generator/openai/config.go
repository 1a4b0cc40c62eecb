package openai

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"winnow/generator"
	"winnow/review"
)

const (
	defaultBaseURL = "https://api.openai.com/v1"
	defaultModel   = "gpt-4.1-mini" // at api.openai.com only
	openaiHost     = "api.openai.com"
)

// ErrNoKey marks that an endpoint wants a key and none is set.
var ErrNoKey = errors.New("no API key")

// Config says which endpoint to use, and how patiently.
type Config struct {
	// BaseURL is the address up to and with /v1; empty: api.openai.com.
	BaseURL string
	Model   string
	// Key may be empty for servers that ask for none.
	Key Secret
	// AllowPlainHTTP permits sending the key over http:// to another machine.
	AllowPlainHTTP bool
	Timeouts       Timeouts
	Retry          Retry
	// Transport replaces the network; nil: the real one.
	Transport http.RoundTripper
}

// Timeouts bound the phases of one request. Zero members have defaults.
type Timeouts struct {
	Connect   time.Duration // dialling, and the TLS handshake; 10 s
	FirstByte time.Duration // from the request to the first event; 60 s, reasoning models 5 min
	Idle      time.Duration // without any byte; 30 s
	Silence   time.Duration // without an event, whatever comments come; 2 min
	Total     time.Duration // one whole answer; 10 min
}

// Retry bounds the trying again of requests that failed before the first word
// of an answer. Zero members have defaults.
type Retry struct {
	Tries     int           // in all; 6
	First     time.Duration // pause before the second try, doubled and jittered after; 500 ms
	Most      time.Duration // longest pause, and the most of a Retry-After that is obeyed; 5 min
	MaxElapse time.Duration // all tries and pauses together; 10 min
}

// FromEnv finds the endpoint of a run. baseURL and model are flags and win
// over OPENAI_BASE_URL and the task's generate.model; the key comes from
// OPENAI_API_KEY only. The bool tells whether an endpoint is wanted at all:
// when generate.source says openai, or, unless it says offline, when a key or
// a base URL is set; a base URL flag always counts. An error is a
// [*generator.Error] with advice.
func FromEnv(task review.Task, baseURL, model string, getenv func(string) string) (Config, bool, error) {
	key := NewSecret(getenv("OPENAI_API_KEY"))
	base := strings.TrimSpace(cmp.Or(strings.TrimSpace(baseURL), getenv("OPENAI_BASE_URL")))
	switch task.Generate.Source {
	case "openai":
	case "offline":
		if strings.TrimSpace(baseURL) == "" {
			return Config{}, false, nil
		}
	default:
		if base == "" && key.IsEmpty() {
			return Config{}, false, nil
		}
	}
	cfg := Config{
		BaseURL: cmp.Or(base, defaultBaseURL),
		Model:   strings.TrimSpace(cmp.Or(model, task.Generate.Model)),
		Key:     key,
	}
	u, err := parseBaseURL(cfg.BaseURL)
	if err != nil {
		return Config{}, true, err
	}
	if u.Hostname() == openaiHost {
		cfg.Model = cmp.Or(cfg.Model, defaultModel)
		if key.IsEmpty() {
			return Config{}, true, &generator.Error{
				Reason: "no API key is set for " + openaiHost,
				Hint:   "set OPENAI_API_KEY, or name another server with --base-url",
				Err:    ErrNoKey,
			}
		}
	}
	if cfg.Model == "" {
		return Config{}, true, errNoModel(u.Host)
	}
	return cfg, true, nil
}

func errNoModel(host string) error {
	return &generator.Error{
		Reason: "no model is named for " + plain(host),
		Hint:   "name one with --model or as generate.model in the task file",
	}
}

// parseBaseURL accepts http and https addresses that hold nothing secret.
func parseBaseURL(raw string) (*url.URL, error) {
	raw = strings.TrimRight(strings.TrimSpace(raw), "/")
	bad := func(why string) error {
		return &generator.Error{
			Reason: "the base URL is not usable: " + why,
			Hint:   "it should look like https://api.openai.com/v1 or http://localhost:8080/v1",
		}
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, bad("it is not an address") // err would repeat what stands in it
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, bad("it must begin with http:// or https://")
	case u.Hostname() == "":
		return nil, bad("it names no host")
	case u.User != nil:
		return nil, bad("it holds a user name or password; the key belongs in OPENAI_API_KEY")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, bad("it ends in a query or fragment")
	}
	return u, nil
}

// withDefaults checks the configuration and fills in what was left out.
func (c Config) withDefaults() (Config, *url.URL, error) {
	c.BaseURL = cmp.Or(strings.TrimSpace(c.BaseURL), defaultBaseURL)
	u, err := parseBaseURL(c.BaseURL)
	if err != nil {
		return c, nil, err
	}
	c.BaseURL = u.String()
	if c.Model == "" {
		return c, nil, errNoModel(u.Host)
	}
	if strings.ContainsFunc(c.Key.value(), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return c, nil, &generator.Error{
			Reason: "the API key holds blanks or signs that no key has",
			Hint:   "check OPENAI_API_KEY: it may have been copied with something else",
		}
	}
	if u.Scheme == "http" && !c.Key.IsEmpty() && !c.AllowPlainHTTP && !isLoopback(u.Hostname()) {
		return c, nil, &generator.Error{
			Reason: fmt.Sprintf("the API key would be sent to %s readable for everybody on the way", plain(u.Host)),
			Hint:   "use https://, or unset OPENAI_API_KEY if the server needs none",
		}
	}
	c.Timeouts.setDefaults(isReasoning(c.Model))
	c.Retry.setDefaults()
	return c, u, nil
}

func (t *Timeouts) setDefaults(reasoning bool) {
	first := time.Minute
	if reasoning { // such a model may think for minutes before its first word
		first = 5 * time.Minute
	}
	t.Connect = cmp.Or(t.Connect, 10*time.Second)
	t.FirstByte = cmp.Or(t.FirstByte, first)
	t.Idle = cmp.Or(t.Idle, 30*time.Second)
	t.Silence = cmp.Or(t.Silence, 2*time.Minute)
	t.Total = cmp.Or(t.Total, 10*time.Minute)
}

func (r *Retry) setDefaults() {
	r.Tries = cmp.Or(r.Tries, 6)
	r.First = cmp.Or(r.First, 500*time.Millisecond)
	r.Most = cmp.Or(r.Most, 5*time.Minute)
	r.MaxElapse = cmp.Or(r.MaxElapse, 10*time.Minute)
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
