package tui

// ask asks for a line of text; ok is false when the input ends.
func (s *teller) ask(question string, args ...any) (answer string, ok bool) {
	s.inLines(func() bool {
		s.say(question, args...)
		answer, ok = s.answer()
		return ok
	})
	return answer, ok
}

// askLines asks for lines until there is one with a single dot.
func (s *teller) askLines(question string) (lines []string, ok bool) {
	s.inLines(func() bool {
		s.line(question)
		line := ""
		for line, ok = s.answer(); ok && line != "."; line, ok = s.answer() {
			lines = append(lines, line)
			s.line("…")
		}
		return ok
	})
	return lines, ok
}

// inLines lets the terminal give whole lines while something is asked for, with
// its own way of editing them. What was typed ahead or pasted behind the answer is
// not taken for keys: nobody meant it to decide.
func (s *teller) inLines(asks func() (ok bool)) {
	raw := s.keys.isRaw()
	if raw && s.keys.end() != nil {
		return
	}
	switch ok := asks(); {
	case !ok, raw && s.keys.begin() != nil:
		s.quit = true
	case raw && s.keys.drop():
		s.line("That was all that was taken: what was typed or pasted behind it was thrown away.")
	}
}

// answer reads a line.
func (s *teller) answer() (line string, ok bool) {
	done := make(chan readKey, 1)
	go func() {
		line, err := s.keys.line()
		done <- readKey{line, err}
	}()
	select {
	case k := <-done:
		return k.name, k.err == nil
	case <-s.ctx.Done():
		return "", false
	}
}
