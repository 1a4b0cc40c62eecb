package main

import (
	"fmt"
	"math"
	"time"

	"winnow/generator"
	"winnow/review"
)

// view shows how far a run is: a bar, or lines, and events with --json.
type view struct {
	*generating
	bar   *bar
	began time.Time
	ticks int
	told  review.Stream  // by the last event
	last  generator.Wait // that was told, and until when it lasts
	until time.Time
	alarm bool // it was said that no check passes
}

// show shows the status.
func (v *view) show(s review.Stream) {
	if v.bar.terminal || s.Phase != review.StreamWaiting { // the line of a pause has told how long it is
		v.bar.show(int64(v.had+s.Made), int64(v.had+s.Wanted), streamWords(s, v.had)+rateWords(s, time.Since(v.began)))
	}
	if v.json && v.ticks%eventTicks == 0 && s.Made+s.Rejected+s.Filtered+s.Tokens != v.told.Made+v.told.Rejected+v.told.Filtered+v.told.Tokens {
		v.told = s
		_ = v.app.printJSONLine(streamEvent("progress", s)) // the end tells when stdout is gone
	}
	v.ticks++
	if words := v.from.checks.alarm(); words != "" && !v.alarm {
		v.alarm = true
		v.bar.end()
		v.app.say("%s", words)
	}
}

// wait tells of a pause, once when several requests make the same.
func (v *view) wait(w generator.Wait) {
	now := time.Now()
	if w.Reason == v.last.Reason && now.Before(v.until) {
		return
	}
	known := w.Reason == v.last.Reason
	v.last, v.until = w, now.Add(w.For)
	if v.json {
		_ = v.app.printJSONLine(map[string]any{"event": "waiting", "reason": w.Reason, "seconds": w.For.Round(time.Millisecond).Seconds()})
	}
	switch {
	case w.For == 0:
		v.bar.note("asks again: " + w.Reason)
	case !known || w.For >= lineEvery: // a short pause more of the same is no news
		v.bar.note(fmt.Sprintf("waits %s: %s", short(math.Ceil(w.For.Seconds())), w.Reason))
	}
}

// eventTicks is how many ticks of the bar go into one event.
const eventTicks = 5

// streamEvent is the status of a stream as a line of JSON.
func streamEvent(name string, s review.Stream) map[string]any {
	e := map[string]any{
		"event": name, "made": s.Made, "wanted": s.Wanted, "duplicates": s.Duplicates, "rejected": s.Rejected,
		"filtered": s.Filtered, "requests": s.Requests, "tokens": s.Tokens,
	}
	if s.Unpriced == 0 && s.USD > 0 {
		e["usd"] = s.USD
	}
	if s.Message != "" {
		e["message"] = s.Message
	}
	return e
}

// rateWords tells the pace and how long the rest takes at it.
func rateWords(s review.Stream, since time.Duration) string {
	if s.Made == 0 || since < time.Second || s.Phase == review.StreamDone {
		return ""
	}
	rate := float64(s.Made) / since.Seconds()
	return fmt.Sprintf(", %.1f/s, %s left", rate, short(float64(s.Wanted-s.Made)/rate))
}

// streamWords is the status of a stream in one line. had is how many samples were
// there before it.
func streamWords(s review.Stream, had int) string {
	words := countWords(s, had)
	if s.Tokens > 0 {
		words += ", " + plural(s.Tokens, "token")
	}
	if s.USD > 0 {
		words += fmt.Sprintf(", $%.4f", s.USD)
	}
	if s.Duplicates > 0 {
		words += ", " + plural(s.Duplicates, "duplicate")
	}
	if s.Rejected > 0 {
		words += ", " + grouped(s.Rejected) + " unusable"
	}
	if s.Filtered > 0 {
		words += ", " + grouped(s.Filtered) + " held back"
	}
	if s.Message != "" {
		words += "; " + s.Message
	}
	if s.Phase == review.StreamWaiting && s.Hint != "" {
		words += ", " + s.Hint
	}
	return words
}

// countWords tells how many samples there are of those that there shall be.
func countWords(s review.Stream, had int) string {
	words := fmt.Sprintf("%s of %s", grouped(had+s.Made), grouped(had+s.Wanted))
	if had > 0 {
		words += fmt.Sprintf(" (%s in this run)", grouped(s.Made))
	}
	return words
}
