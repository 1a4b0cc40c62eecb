package openai

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"

	openai "github.com/sashabaranov/go-openai"

	"winnow/generator"
)

const (
	hintGoOn         = "try again"
	statusOverloaded = 529 // no standard, but several gateways'
)

// isTransient tells failures that pass by themselves: a busy or restarting
// server, a limit on the rate, a network that hiccups.
func isTransient(err error) bool {
	var refused *statusError
	if errors.As(err, &refused) {
		switch refused.status {
		case http.StatusTooManyRequests:
			return !outOfQuota(refused.complaint)
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, statusOverloaded:
			return true
		}
		return false
	}
	var reported *streamError
	if errors.As(err, &reported) {
		return isBusy(reported.complaint)
	}
	if isTLS(err) || isNotFoundHost(err) {
		return false
	}
	for _, e := range []error{
		errIdle, errSilent, syscall.ECONNREFUSED, syscall.EHOSTUNREACH, syscall.ENETUNREACH,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	if errors.Is(err, errCut) { // an empty stream in good order: the same will come again
		return false
	}
	var network net.Error
	return errors.As(err, &network) && network.Timeout() || isConnectionLoss(err)
}

// isBusyNow tells that the endpoint asks to be asked less.
func isBusyNow(err error) bool {
	var refused *statusError
	var reported *streamError
	var c complaint
	switch {
	case errors.As(err, &refused) && slices.Contains(
		[]int{http.StatusTooManyRequests, http.StatusServiceUnavailable, statusOverloaded}, refused.status):
		return true
	case errors.As(err, &refused):
		c = refused.complaint
	case errors.As(err, &reported):
		c = reported.complaint
	}
	return says(c, "overloaded", "rate_limit", "rate limit", "too many requests", "busy", "429", "503", "529")
}

// says tells whether a complaint holds one of the words.
func says(c complaint, words ...string) bool {
	said := strings.ToLower(c.kind + " " + c.message)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
}

// outOfQuota tells the 429 that waiting does not cure.
func outOfQuota(c complaint) bool {
	return says(c, "insufficient_quota", "billing")
}

func isBusy(c complaint) bool {
	return !outOfQuota(c) && says(c, "overloaded", "rate_limit", "rate limit", "unavailable", "server_error", "timeout",
		"timed out", "busy", "loading model", "429", "500", "502", "503", "504", "529")
}

func isTLS(err error) bool {
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var alert tls.AlertError
	return errors.As(err, &record) || errors.As(err, &verify) || errors.As(err, &authority) ||
		errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &alert) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

func isNotFoundHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}

// failure puts an error into words. a is the answer in which it happened; nil
// or not started when there was none.
func (e *Endpoint) failure(err error, a *answer) *generator.Error {
	out := e.words(err)
	out.Err = err
	var cut *cutError
	if a != nil && a.started && !errors.As(err, &cut) {
		out = interruption(out, err, a)
	}
	out.Reason = e.cfg.Key.redact(out.Reason)
	out.Hint = e.cfg.Key.redact(out.Hint)
	return out
}

// interruption is the failure of an answer that had begun.
func interruption(cause *generator.Error, err error, a *answer) *generator.Error {
	half := a.scan.half() != nil
	where := "between two samples"
	switch {
	case half:
		where = "in the middle of a sample"
	case a.made == 0:
		where = "before the first sample"
	}
	kept := fmt.Sprintf("%d whole samples kept", a.made)
	if a.made == 1 {
		kept = "1 whole sample kept"
	}
	if half {
		kept += ", the half one dropped"
	}
	what := "the answer broke off"
	switch {
	case isConnectionLoss(err):
		what = "the connection was cut"
	case errors.Is(err, errIdle), errors.Is(err, errSilent), errors.Is(err, errTotal):
		what = "the server stalled"
	}
	reason := fmt.Sprintf("%s %s; %s", what, where, kept)
	if !isConnectionLoss(err) && !errors.Is(err, errIdle) {
		reason += ": " + cause.Reason
	}
	return &generator.Error{Reason: reason, Hint: hintGoOn, Retry: cause.Retry, Cut: cause.Retry, Err: err}
}

// isConnectionLoss tells a connection that went away. HTTP/2's errors have no
// type outside of net/http.
func isConnectionLoss(err error) bool {
	if said := err.Error(); strings.HasPrefix(said, "stream error: stream ID") || strings.HasPrefix(said, "http2: ") {
		return true
	}
	for _, e := range []error{io.ErrUnexpectedEOF, io.EOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// words finds reason and advice for an error.
func (e *Endpoint) words(err error) *generator.Error {
	host := plain(e.host)
	var refused *statusError
	var reported *streamError
	var redirect *redirectError
	var cut *cutError
	switch {
	case errors.As(err, &refused):
		return e.refusalWords(refused)
	case errors.As(err, &reported):
		return &generator.Error{Reason: host + " reports: " + orNothing(reported.message), Hint: hintGoOn, Retry: true}
	case errors.As(err, &redirect):
		return &generator.Error{
			Reason: fmt.Sprintf("%s redirects to %s, which is not followed", host, redirect.to),
			Hint:   "if that is the right server, set it as the base URL",
		}
	case errors.Is(err, errNotStream):
		return &generator.Error{
			Reason: host + " is not a model endpoint: " + plain(err.Error()),
			Hint:   "check the base URL: it should end in /v1, and a login page may stand in between",
		}
	case errors.Is(err, openai.ErrChatCompletionInvalidModel):
		return &generator.Error{Reason: plain(e.cfg.Model) + " is not a chat model", Hint: "choose another with --model"}
	case errors.As(err, &cut):
		return &generator.Error{
			Reason:  fmt.Sprintf("%s cut the prompt: it read %d tokens of %d bytes", host, cut.read, cut.sent),
			Hint:    "start the server with a larger context, or give fewer demonstrations and shorter guidelines",
			Request: true,
		}
	case errors.Is(err, errTooBig):
		return &generator.Error{Reason: "the answer of " + host + " is too big", Hint: "set generate.max_tokens, or " + hintGoOn}
	case errors.Is(err, errBrokenSSE):
		return &generator.Error{Reason: plain(err.Error()), Hint: hintGoOn, Retry: true}
	}
	return e.networkWords(err, host)
}

func (e *Endpoint) refusalWords(r *statusError) *generator.Error {
	host := plain(e.host)
	said := orNothing(r.message)
	with := func(reason, hint string, retry bool) *generator.Error {
		return &generator.Error{Reason: fmt.Sprintf("%s (%d): %s", reason, r.status, said), Hint: hint, Retry: retry}
	}
	switch {
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		if e.cfg.Key.IsEmpty() {
			return with(host+" asks for a key", "set OPENAI_API_KEY", false)
		}
		return with(host+" refused the key", "check OPENAI_API_KEY and that it may use "+plain(e.cfg.Model), false)
	case r.status == http.StatusNotFound || r.status == http.StatusMethodNotAllowed:
		return with(host+" does not know the model or the address",
			fmt.Sprintf("check the model %s and that the base URL ends in /v1", plain(e.cfg.Model)), false)
	case r.status == http.StatusPaymentRequired || r.status == http.StatusTooManyRequests && outOfQuota(r.complaint):
		return with("the account at "+host+" has no credit left", "check its billing, then "+hintGoOn, false)
	case r.status == http.StatusTooManyRequests:
		return with(host+" is asked too often", hintGoOn+" in a while", true)
	case r.status >= http.StatusInternalServerError:
		return with(host+" has a fault", hintGoOn+" when it is over", true)
	}
	out := with(host+" refused the request", "check generate in the task file", false)
	out.Request = true
	return out
}

func (e *Endpoint) networkWords(err error, host string) *generator.Error {
	down := "check that it is running and the base URL, then " + hintGoOn
	var network net.Error
	switch {
	case isTLS(err):
		return &generator.Error{
			Reason: "no safe connection to " + host + ": " + plain(err.Error()),
			Hint:   "check http or https in the base URL, and the server's certificate",
		}
	case isNotFoundHost(err):
		return &generator.Error{Reason: host + " cannot be found", Hint: "check the base URL and the network, then " + hintGoOn, Retry: true, Absent: true}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &generator.Error{Reason: host + " does not answer (connection refused)", Hint: down, Retry: true, Absent: true}
	case errors.Is(err, errCut):
		return &generator.Error{
			Reason: host + " closed the stream without an answer",
			Hint:   "the prompt may be longer than the model's context; " + hintGoOn,
			Retry:  true,
		}
	case isConnectionLoss(err):
		return &generator.Error{Reason: host + " closed the connection", Hint: down, Retry: true}
	case errors.Is(err, errIdle), errors.Is(err, errSilent), errors.Is(err, errTotal), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &network) && network.Timeout():
		return &generator.Error{Reason: host + " did not answer in time", Hint: down, Retry: true}
	}
	return &generator.Error{Reason: "asking " + host + " failed: " + plain(err.Error()), Hint: hintGoOn, Retry: true}
}

func orNothing(message string) string {
	if message == "" {
		return "no reason given"
	}
	return message
}
