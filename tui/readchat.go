package tui

import "winnow/review"

// What reading a conversation takes: its turns are texts like any others, laid
// out by the kind.

var _ reader = (*chatKind)(nil)

// scene is the card as it stands.
func (k *chatKind) scene(m *model) *scene {
	it := m.current()
	if it == nil {
		return nil
	}
	k.sync(m, it)
	s := &scene{m: m, it: it, k: k, w: m.lay.card.w - 2}
	s.turns, s.kept = m.chatTurns(it)
	return s
}

// placed are all leaves in the order in which they are read, and the part of
// the card that each is.
func (k *chatKind) placed(m *model) (all []leaf, parts []int) {
	s := k.scene(m)
	if s == nil {
		return nil, nil
	}
	for p := range s.parts() {
		var of []leaf
		if turn, _ := s.part(p); turn >= 0 {
			of = s.turnLeaf(turn)
		} else {
			at := p
			if p >= k.fields {
				at -= len(s.turns)
			}
			of = (&card{sections: m.card.sections[at : at+1]}).leaves()
		}
		for range of {
			parts = append(parts, p)
		}
		all = append(all, of...)
	}
	return all, parts
}

func (s *scene) turnLeaf(i int) []leaf {
	if b := s.bubble(i); b.text != nil {
		return []leaf{{turnName(i), b.text, &b.marks}}
	}
	return nil
}

func (k *chatKind) leaves(m *model) []leaf {
	all, _ := k.placed(m)
	return all
}

func (k *chatKind) turnLeaves(m *model) []leaf {
	var out []leaf
	if s := k.scene(m); s != nil {
		for i := range s.turns {
			out = append(out, s.turnLeaf(i)...)
		}
	}
	return out
}

func (k *chatKind) topHit(m *model) hit {
	all, parts := k.placed(m)
	s := k.scene(m)
	for i, p := range parts {
		if p < k.view.top.part {
			continue
		}
		row := 0
		if p == k.view.top.part {
			row = max(0, k.view.top.row-len(s.lead(p)))
		}
		if rows := all[i].text.Window(row, 1); len(rows) > 0 {
			return hit{leaf: i, from: rows[0].Start}
		}
	}
	return hit{}
}

func (k *chatKind) reach(m *model, i, off int) {
	all, parts := k.placed(m)
	if i >= len(all) {
		return
	}
	s, p := k.scene(m), parts[i]
	at := place{p, len(s.lead(p)) + all[i].text.RowOf(off)}
	v := &k.view
	const edges = 2 // rows that may say that there is more
	for y, row := 0, v.top; ; {
		if row.part == at.part {
			if y += at.row - row.row; row.row <= at.row && y > 0 && y < v.n-edges {
				break // it is in sight
			}
		}
		if y += s.height(row.part) - row.row; row.part >= at.part || y >= v.n {
			v.top = s.back(at, v.n/3)
			break
		}
		row = place{row.part + 1, 0}
	}
	v.move, v.bottom, v.follow = 0, false, false
	m.card.rows.drop()
}

func (k *chatKind) relay() { k.view.bubbles = nil }

func (k *chatKind) foldAs(fold bool) (was bool) {
	was, k.folded = k.folded, fold
	return was
}

// inTurns moves marks on the response as a whole to the turns that it is put
// together of.
func inTurns(marks map[string][]sourceMark, target string, turns []review.Turn) {
	if len(turns) == 0 {
		return
	}
	const between = len("\n\n") // as [review.Answer.Prose] joins them
	start := 0
	for i, t := range turns {
		if t.Content == "" {
			continue
		}
		end := start + len(t.Content)
		for _, m := range marks[target] {
			if m.from >= start && m.to <= end {
				marks[turnName(i)] = append(marks[turnName(i)], sourceMark{m.from - start, m.to - start, m.as})
			}
		}
		start = end + between
	}
	delete(marks, target)
}
