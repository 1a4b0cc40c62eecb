package tui

import (
	"slices"
	"strings"
)

// inFewerWords makes room in the last row for its first keys, to the one that takes
// back, beside the last ones: words get shorter, and where that is not enough, keys go
// that stand over the row with the labels, and a second key for the same.
func (m *model) inFewerWords(head, tail []hint) (fewerHead, fewerTail []hint) {
	if shortHead, shortTail, fits := m.shorten(head, tail); fits {
		return shortHead, shortTail
	}
	seen, toldAbove := map[string]bool{}, m.labelsInSight()
	head = slices.DeleteFunc(slices.Clone(head), func(h hint) bool {
		twice := seen[h.does]
		seen[h.does] = true
		return twice || toldAbove && m.isOfLabels(h)
	})
	shortHead, shortTail, fits := m.shorten(head, tail)
	if !fits && m.found(shortHead, shortTail) == m.found(head, tail) {
		return head, tail // shorter words bring no key in
	}
	return shortHead, shortTail
}

// found is how many of some hints find room in the last row.
func (m *model) found(head, tail []hint) int {
	return len(moveUp(slices.Concat(head, tail), len(head), m.w))
}

// shorter are words that say the same, the least missed first.
var shorter = [][2]string{{"all keys", "keys"}, {"drop it", "drop"}, {"none fits", "none"}, {"difference", "diff"}}

// shorten says hints in as few words as it takes, and tells whether they fit then.
func (m *model) shorten(head, tail []hint) (shortHead, shortTail []hint, fits bool) {
	all := slices.Concat(head, tail)
	for _, words := range shorter {
		if m.found(all[:len(head)], all[len(head):]) == len(all) {
			break
		}
		for i := range all {
			if all[i].does == words[0] {
				all[i].does = words[1]
			}
		}
	}
	shortHead, shortTail = all[:len(head):len(head)], all[len(head):]
	return shortHead, shortTail, m.found(shortHead, shortTail) == len(all)
}

// labelsInSight tells that all labels stand with their keys beside the card or on the
// strip under it.
func (m *model) labelsInSight() bool {
	switch {
	case m.current() == nil || len(m.task.Labels) == 0:
		return false
	case m.lay.wide:
		return !m.guide.open && m.labelsShown() == len(m.task.Labels)
	}
	_, all := m.labelPlaces()
	return all <= m.lay.strip.w-stripEdges
}

// isOfLabels tells a hint that names keys of labels and nothing else, as "0/b" and
// "1-5" do.
func (m *model) isOfLabels(h hint) bool {
	keys := strings.FieldsFunc(h.key, func(r rune) bool { return strings.ContainsRune(" /-", r) })
	tags := m.kind.labels(m, m.current())
	return len(keys) > 0 && !slices.ContainsFunc(keys, func(key string) bool {
		return !slices.ContainsFunc(tags, func(t tag) bool { return t.digit == key || t.key == key })
	})
}
