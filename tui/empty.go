package tui

import (
	"fmt"

	"winnow/review"
)

// emptyRows stand in place of the card where there is none: why, and what can be
// done.
func (m *model) emptyRows(w int) []string {
	text, keys := m.emptyText(clearKey)
	rows := []string{"", ""}
	for _, r := range wrap(text, min(w-2, measureMost)) {
		r, keys = m.st.keyed(paint{}, r, keys)
		rows = append(rows, " "+r)
	}
	return rows
}

// readsQueue says whether the card is empty only until the samples are read.
func (m *model) readsQueue() bool {
	return !m.win.ready || m.win.reading && m.news.Counts.Undecided() > 0
}

// noSample answers a key that needs a sample while none is on the card. The
// words hold also when the sample has come up before they are read.
func (m *model) noSample() {
	if m.readsQueue() {
		m.status.say(levelHint, "the samples were still being read: nothing is done before one is seen")
		return
	}
	m.status.say(levelHint, "there is no sample on the card")
}

// emptyText says why there is no card, and which keys it names. clears is what
// takes a filter off in the search.
func (m *model) emptyText(clears string) (text string, keys []string) {
	_, filter := m.session.Chosen()
	k, c, stream := m.opts.Keys, m.news.Counts, m.news.Stream
	switch {
	case m.readsQueue():
		return "Reading the queue…", nil
	case !filter.IsZero():
		keys = []string{k.of(actSearch), clears}
		return "No undecided sample matches the filter.\n\n" + keys[0] + " changes the filter; " + keys[1] + " there removes it.", keys
	case stream != nil && (stream.Phase == review.StreamRunning || stream.Phase == review.StreamWaiting):
		text = "Waiting for the next sample from " + stream.Source + "…"
		if stream.Phase == review.StreamWaiting && stream.Message != "" {
			text += "\n\n" + stream.Message
		}
		if stream.Partial != "" {
			text += "\n\n" + stream.Partial
		}
		return text, nil
	case stands(stream) && !goesOn(stream) && c.Undecided() == 0:
		keys = []string{k.of(actQuit)}
		text = fmt.Sprintf("The generation stopped at %d of %d, and nothing more can come of it; %s quits.", stream.Made, stream.Wanted, keys[0])
		return text + whyItStands(stream) + m.recapText(), keys
	case goesOn(stream) && c.Undecided() == 0:
		keys = []string{k.of(actStream)}
		text = map[bool]string{true: "stopped", false: "paused"}[stream.Phase == review.StreamFailed]
		text = fmt.Sprintf("The generation is %s at %d of %d; %s resumes it.", text, stream.Made, stream.Wanted, keys[0])
		return text + whyItStands(stream), keys
	case c.Samples == 0:
		return "The project has no samples yet.\n\nBring some in with winnow import or winnow generate.", nil
	case c.Undecided() > 0 && m.win.end:
		return fmt.Sprintf("What is left (%d) is with other reviewers, or on its way to the disk.", c.Undecided()) + m.recapText(), nil
	}
	keys = []string{k.of(actQuit), k.of(actHistory), k.of(actStats)}
	return fmt.Sprintf("Everything is decided: %s sample%s.\n\n%s quits; %s shows your decisions; %s shows the statistics.",
		grouped(c.Samples), plural(c.Samples), keys[0], keys[1], keys[2]) + m.recapText(), keys
}

// whyItStands is what a generation that stands says of itself, and what to do.
func whyItStands(s *review.Stream) (text string) {
	for _, more := range []string{s.Message, s.Hint} {
		if more != "" {
			text += "\n\n" + more
		}
	}
	return text
}
