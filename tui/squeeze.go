package tui

import "winnow/review"

// squeezer is a kind whose card has several texts that are compared: each of them
// shall at least begin in sight.
type squeezer interface {
	// squeeze says how much room is to be saved, from 0 for none to squeezeMost.
	squeeze(level int)
	// begins tells whether the section is one of those texts, or all of them.
	begins(m *model, s section) bool
}

// How room is saved, the gentlest way first.
const (
	squeezeFoot    = iota + 1 // no bars under the texts
	squeezeContext            // what the texts have in common on one row each
	squeezeColumns            // the texts side by side, however narrow
	squeezeRows               // no empty rows
	squeezeMost    = squeezeRows
)

// squeeze lays the card out anew, with more and more room saved, until all texts
// to compare begin in sight.
func (m *model) squeeze(it *review.Item, w, h int) {
	k, ok := m.kind.(squeezer)
	if !ok {
		return
	}
	c := &m.card
	for level := squeezeFoot; level <= squeezeMost && !c.allBegin(m, k, h); level++ {
		if k.squeeze(level); level == squeezeContext && m.read.whole {
			continue
		}
		c.sections = m.sections(it, w)
		c.foot = m.footRows(it, w, footAtLeast)
		if level == squeezeRows {
			c.tight, c.foot = true, m.footRows(it, w, 1)[1:]
			for i := range c.sections {
				c.sections[i].close = true
			}
		}
	}
}

// allBegin tells whether all texts to compare have a row in sight when the card is
// at its top.
func (c *card) allBegin(m *model, k squeezer, h int) bool {
	body := c.body(h)
	if _, more := c.take(m.st, 0, body); more && c.tells(body) {
		body--
	}
	at := 0
	for i, s := range c.sections {
		at += len(s.lead(i))
		if k.begins(m, s) && at >= body {
			return false
		}
		if rows, _ := s.window(m.st, 0, body); len(rows) > 0 {
			at += len(rows)
		}
	}
	return true
}
