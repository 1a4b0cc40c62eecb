package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/review"
	"winnow/tui/visible"
)

// chatKey does what the keys of a conversation mean: turns are chosen by number.
func (s *teller) chatKey(k *chatKind, it *review.Item, name string) bool {
	m := s.m
	k.sync(m, it)
	if name == "z" && m.opts.Keys.free(name) {
		m.status.say(levelHint, "that works on the screen only")
		return true
	}
	if name == "X" && m.opts.Keys.free(name) {
		if i := s.askTurn(k, it, "Reject from which turn on?", nil); i >= 0 {
			k.sel = i
			s.do(k.cut(m, it))
		}
		return true
	}
	if _, mine := k.key(m, it, pressOf(name)); !mine {
		return false
	}
	if turns, _ := m.chatTurns(it); m.status.text == "" && k.sel < len(turns) {
		s.line(s.text(s.turnName(it, k.sel), turns[k.sel].Content))
	}
	return true
}

// askTurn asks for a turn by its number, from 0; -1 for none. Of others, an
// answer may be the name: it is in others behind the turns.
func (s *teller) askTurn(k *chatKind, it *review.Item, question string, others []string) int {
	turns, _ := s.m.chatTurns(it)
	names := ""
	if len(others) > 0 {
		names = ", or " + strings.Join(others, ", ")
	}
	answer, ok := s.ask("%s A number from 1 to %s%s; empty: none.", question, strconv.Itoa(len(turns)), names)
	answer = strings.TrimSpace(answer)
	if !ok || answer == "" {
		return -1
	}
	if at := slices.Index(others, answer); at >= 0 {
		return len(turns) + at
	}
	n, err := strconv.Atoi(strings.TrimPrefix(answer, "turn "))
	if err != nil || n < 1 || n > len(turns) {
		s.m.status.say(levelHint, fmt.Sprintf("there is no turn %s: the conversation has %d", visible.Line(answer), len(turns)))
		return -1
	}
	return n - 1
}

// editTurns asks for turns and what they should say, until there is no more to
// edit, and decides with all of them.
func (s *teller) editTurns(k *chatKind, it *review.Item, texts map[string]string, outside bool) {
	m := s.m
	k.sync(m, it)
	turns, _ := m.chatTurns(it)
	fields := k.fieldNames(it)
	edited := false
	question := "Edit which turn?"
	for !s.quit {
		i := s.askTurn(k, it, question, fields)
		if i < 0 {
			break
		}
		name := ""
		if i < len(turns) {
			k.sel = i
			if k.refusesEdit(m, it) {
				s.tell()
				continue
			}
			name = turnName(i)
		} else {
			name = fields[i-len(turns)]
		}
		if s.editText(texts, name, outside) {
			edited = true
			question = "Edited. Another turn? Without one the conversation is decided as it is now."
		}
		s.tell()
	}
	if edited && !s.quit {
		s.decideTexts(it, texts)
	}
}
