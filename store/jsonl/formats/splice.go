package formats

import (
	"bytes"
	"slices"

	"winnow/review"
)

// edit changes one member of a record.
type edit struct {
	name   string
	value  []byte // JSON
	remove bool
}

// splice appends the record with the edits done: a member that the record has
// gets the new value in its place, another one is put at the end. All other
// bytes are those of the record, spaces included. members are those of raw.
func splice(dst, raw []byte, members []review.Member, edits []edit) []byte {
	end := bytes.IndexByte(raw, '{') + 1 // of what is dealt with
	dst = append(dst, raw[:end]...)
	empty := true
	for i, m := range members {
		head := raw[end:m.Start] // separator, name and colon
		end = m.End
		e := indexOf(edits, m.Name)
		if e >= 0 && edits[e].remove {
			continue
		}
		if empty && i > 0 {
			head = head[bytes.IndexByte(head, ',')+1:]
		}
		empty = false
		dst = append(dst, head...)
		if e >= 0 {
			dst = append(dst, edits[e].value...)
		} else {
			dst = append(dst, m.Value...)
		}
	}
	for _, e := range edits {
		if e.remove || slices.ContainsFunc(members, func(m review.Member) bool { return m.Name == e.name }) {
			continue
		}
		if !empty {
			dst = append(dst, ',')
		}
		empty = false
		dst = append(append(appendString(dst, e.name), ':'), e.value...)
	}
	return append(dst, raw[end:]...)
}

func indexOf(edits []edit, name string) int {
	return slices.IndexFunc(edits, func(e edit) bool { return e.name == name })
}
