package openai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxErrorBody is how much of an error's body is read.
const maxErrorBody = 64 << 10

// statusError is a response that is not 200.
type statusError struct {
	complaint
	status   int
	after    time.Duration // Retry-After
	hasAfter bool
}

func (e *statusError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("status %d: %s", e.status, e.message))
}

// redirectError is a redirect that would carry the prompt elsewhere.
type redirectError struct{ to string }

func (e *redirectError) Error() string { return "the endpoint redirects to " + e.to }

// doer stands between go-openai and the network. It adds the key, refuses to
// be led elsewhere, keeps what a refusal says (Retry-After included), and
// hands over streams as [events].
type doer struct {
	client   *http.Client
	key      Secret
	timeouts Timeouts
}

func newDoer(cfg Config) *doer {
	transport := cfg.Transport
	if transport == nil {
		transport = newTransport(cfg.Timeouts)
	}
	return &doer{
		client:   &http.Client{Transport: transport, CheckRedirect: checkRedirect},
		key:      cfg.Key,
		timeouts: cfg.Timeouts,
	}
}

// mostIdle is how many connections wait for the next request: as many as there
// may be streams at once.
const mostIdle = 64

func newTransport(t Timeouts) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: t.Connect, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    t.Connect,
		ResponseHeaderTimeout:  t.FirstByte,
		IdleConnTimeout:        90 * time.Second,
		DisableCompression:     true, // compressing a stream holds it back
		MaxIdleConnsPerHost:    mostIdle,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// checkRedirect follows a redirect only on the same host, and only when the
// request stays what it is. Another host would be sent the prompt.
func checkRedirect(r *http.Request, via []*http.Request) error {
	from := via[0]
	same := r.URL.Host == from.URL.Host && (r.URL.Scheme == from.URL.Scheme || r.URL.Scheme == "https")
	if !same || r.Method != from.Method || len(via) > 3 {
		return &redirectError{to: plain(r.URL.Scheme + "://" + r.URL.Host)}
	}
	return nil
}

// Do sends a request of go-openai's. Every error is clean of the key.
func (d *doer) Do(r *http.Request) (*http.Response, error) {
	// The connection of an answer that was read to its end goes back for the
	// next request, unless the request's context ends just then. So the
	// caller's context ends this one only until the end was read.
	parent := r.Context()
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	release := context.AfterFunc(parent, func() { cancel(context.Cause(parent)) })
	r = r.WithContext(ctx)
	if !d.key.IsEmpty() {
		r.Header.Set("Authorization", "Bearer "+d.key.value())
	}
	res, err := d.client.Do(r)
	if err != nil {
		err = d.cleanError(ctx, err)
		cancel(context.Canceled)
		return nil, err
	}
	body := newPatientBody(ctx, cancel, res.Body, d.timeouts)
	body.release = release
	if res.StatusCode != http.StatusOK {
		defer func() { _ = body.Close() }()
		return nil, d.refusal(res, body)
	}
	if kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); kind == "text/html" {
		defer func() { _ = body.Close() }()
		page, _ := io.ReadAll(io.LimitReader(body, maxErrorBody))
		return nil, fmt.Errorf("%w: %s", errNotStream, plain(bodyText(d.key.redact(string(page)))))
	}
	res.Body = newEvents(body, d.key)
	return res, nil
}

// cleanError takes the address out of a network error: the host is known, and
// a redirect's address is the server's own text.
func (d *doer) cleanError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var redirect *redirectError
	if errors.As(err, &redirect) {
		redirect.to = d.key.redact(redirect.to)
		return redirect
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// refusal reads what a server says with a status other than 200.
func (d *doer) refusal(res *http.Response, body *patientBody) error {
	body.hurry(10 * time.Second)
	text, _ := io.ReadAll(io.LimitReader(body, maxErrorBody))
	e := &statusError{status: res.StatusCode}
	e.complaint, _ = readComplaint([]byte(d.key.redact(string(text))))
	if e.message == "" {
		e.message = strings.ToLower(http.StatusText(res.StatusCode))
	}
	e.after, e.hasAfter = retryAfter(res.Header, time.Now())
	return e
}

// retryAfter reads how long a server asks to wait: milliseconds, seconds or a
// date.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond)), true
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if sec, err := strconv.ParseFloat(value, 64); err == nil && sec >= 0 && sec < 1e9 {
		return time.Duration(sec * float64(time.Second)), true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0), true
	}
	return 0, false
}
