package tui

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/tui/visible"
)

// Plain is where a review without a screen reads and writes, see [RunPlain].
type Plain struct {
	In  io.Reader
	Out io.Writer
	// Raw makes a terminal, which is In, give single keys and returns what undoes
	// that. nil: In gives lines, each the name of a key or what was asked for.
	Raw func() (restore func() error, err error)
}

// RunPlain reviews in plain lines, one printed after the other, for screen
// readers and for programs that work with lines: nothing is drawn and nothing
// overwritten. A line is as long as what it says: readers go by lines, and a
// terminal wraps them. Keys and rules are those of the screen. It returns when the
// reviewer quits, In ends, or ctx does; all that was decided is saved then.
func RunPlain(ctx context.Context, desk *review.Desk, session *review.Session, o Options, p Plain) (Recap, error) {
	s := &teller{ctx: ctx, m: newModel(desk, session, o), msgs: make(chan tea.Msg), ended: make(chan struct{})}
	s.keys = keyReader{raw: p.Raw, out: p.Out}
	s.keys.from.in = p.In
	s.keys.in.Reset(&s.keys.from)
	defer close(s.ended)
	err := s.keys.begin()
	if err == nil {
		s.run()
		err = s.keys.end()
	}
	return s.m.conclude(ctx, err)
}

// teller is a review in lines. It gives the keys to the same model that the
// screen has, runs what the model asks for, and says what came of it.
type teller struct {
	ctx   context.Context
	m     *model
	keys  keyReader
	msgs  chan tea.Msg
	ended chan struct{}
	under int // commands under way
	quit  bool
	told  toldCard
	read  int // characters of the longest text that were read out
	phase review.StreamPhase
	// failed tells that a decision was not saved and its sample, which did not
	// come with that word, is being fetched.
	failed  bool
	leaving bool // the last key asked to leave
}

// toldCard tells which card was read out last.
type toldCard struct {
	seq      uint64
	back     bool
	decision uint64
	none     string
}

func (s *teller) run() {
	m := s.m
	s.handle(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.say("winnow, %s. Reviewer %s.", m.task.Name, m.session.Reviewer())
	if m.opts.Banner != "" {
		s.say("Warning: %s", m.opts.Banner)
	}
	s.tell() // that nothing can be saved
	if text, _ := cutText(m.session, m.opts.Keys); text != "" {
		s.say("Note: %s", text)
	}
	s.do(m.refill())
	for !s.quit {
		s.card(false)
		name, ok := s.nextKey()
		if !ok {
			s.leftOpen()
			return
		}
		s.key(name)
	}
}

// nextKey waits for a key. Meanwhile samples may arrive and the stream may stop.
func (s *teller) nextKey() (name string, ok bool) {
	next := s.keys.next()
	for {
		select {
		case k := <-next:
			return k.name, k.err == nil
		case msg := <-s.msgs:
			s.arrived(msg)
			s.card(false)
		case <-s.m.watch.C():
			s.news()
		case <-s.ctx.Done():
			return "", false
		}
	}
}

// news takes the desk's counts over, and says when the stream stops.
func (s *teller) news() {
	m := s.m
	before := m.news
	m.news = m.desk.News()
	if m.news.Counts.Samples != before.Counts.Samples || m.news.Lessons != before.Lessons {
		s.start(m.refresh())
	}
	if m.sayUnlearned() {
		s.tell()
	}
	if st := m.news.Stream; st != nil && st.Phase != s.phase {
		s.phase = st.Phase
		s.say("Generation: %s, %d of %d made. %s", phaseWord(st.Phase), st.Made, st.Wanted, st.Message)
	}
}

// start runs a command beside everything else.
func (s *teller) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	s.under++
	go func() {
		msg := cmd()
		select {
		case s.msgs <- msg:
		case <-s.ended:
		}
	}()
}

func (s *teller) arrived(msg tea.Msg) {
	s.under--
	s.handle(msg)
}

func (s *teller) handle(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			s.start(cmd)
		}
	case tea.QuitMsg:
		s.quit = true
	default:
		s.sees(msg)
		_, cmd := s.m.Update(msg)
		s.start(cmd)
	}
}

// sees notes whether a sample has yet to come back because it was not saved:
// until it is there, no other one may be read out.
func (s *teller) sees(msg tea.Msg) {
	switch msg := msg.(type) {
	case savedMsg:
		s.failed = s.failed || msg.err != nil && !expected(msg.err) && msg.asked == review.OpDecide && msg.item.Sample.Seq == 0
	case visitedMsg:
		s.failed = false
	}
}

// do runs a command and waits until everything that was decided is saved, or is
// known not to be, and there is a card again where there is one.
func (s *teller) do(cmd tea.Cmd) {
	m := s.m
	s.start(cmd)
	for len(m.unanswered) > 0 || s.failed || m.bulk != nil || m.current() == nil && s.under > 0 {
		select {
		case msg := <-s.msgs:
			s.arrived(msg)
		case <-s.ctx.Done():
			s.quit = true
			return
		}
	}
	m.news = m.desk.News()
}

// now runs a command that reads something and waits for its answer.
func (s *teller) now(cmd tea.Cmd) {
	if cmd != nil {
		s.handle(cmd())
	}
	s.do(nil)
}

// say prints lines. Texts among the arguments are made safe to show.
func (s *teller) say(format string, args ...any) {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = visible.Line(strings.ToValidUTF8(v, "\ufffd"))
		case error:
			args[i] = visible.Line(v.Error())
		}
	}
	s.line(fmt.Sprintf(format, args...))
}

// line prints what is safe to show.
func (s *teller) line(text string) {
	if s.keys.isRaw() {
		text = strings.ReplaceAll(text, "\n", "\r\n") + "\r"
	}
	// Nobody is left to be told when words cannot be written.
	_, _ = io.WriteString(s.keys.out, text+"\n")
}

// tell says what the model has to say, and how far the review is when something
// was decided.
func (s *teller) tell() {
	text := strings.ReplaceAll(s.m.status.text, " → ", " to ") // a reader would say "right arrow"
	text = sentence(text)
	aside := s.m.status.aside
	s.m.status = status{}
	switch {
	case text == "":
	case strings.HasPrefix(text, "Saved"), strings.Contains(text, "and saved"):
		c := s.m.news.Counts
		s.say("%s. %s of %s decided.", text, grouped(c.Decided()), grouped(c.Samples))
	default:
		s.say("%s.", strings.TrimSuffix(text, "."))
	}
	if aside != "" {
		s.say("%s", aside)
	}
}

// sentence begins with a capital letter, as lines of our own do.
func sentence(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// spelled names the keys of a row as they are read out. Where it begins with one
// it says first that it is of keys, whose letters stay as they are. rest are the
// keys that it does not name.
func spelled(row string, keys []string) (said string, rest []string) {
	for len(keys) > 0 {
		at := wordAt(row, keys[0])
		if at < 0 {
			break
		}
		if at == 0 && said == "" {
			said = "Keys: "
		}
		said += row[:at] + keyName(keys[0])
		row, keys = row[at+len(keys[0]):], keys[1:]
	}
	return said + row, keys
}

// key does what a key means.
func (s *teller) key(name string) {
	m := s.m
	m.active()
	if m.bulk != nil {
		return
	}
	a := m.opts.Keys.action(name)
	switch {
	case name == "":
		m.status.say(levelHint, "winnow has no name for that key; "+keyName(m.opts.Keys.of(actHelp))+" says all keys")
	case a == actQuit:
		s.quit = !m.asksToStay(s.leaving)
	case name == suspendKey:
		s.suspend()
	case m.opts.ReadOnly && m.wouldSave(pressOf(name)):
		m.refusesToSave()
	case !s.own(name, a):
		s.give(name, a)
	}
	s.leaving = a == actQuit
	if s.quit {
		return
	}
	if m.pane != nil {
		m.pane = nil
		m.status.say(levelHint, "that works on the screen only")
	}
	s.tell()
}

// give hands a key to the model.
func (s *teller) give(name string, a action) {
	m, press := s.m, pressOf(name)
	it := m.current()
	if it != nil {
		if s.kindKey(it, name) {
			return
		}
		if cmd, mine := m.kind.key(m, it, press); mine {
			s.do(cmd)
			s.unconfirmed()
			return
		}
	}
	i := m.labelFor(press)
	switch {
	case name == "esc" && m.takeBack():
	case i >= 0 && it != nil:
		s.label(it, i)
	case a == actNone || a == actLabel:
		m.status.say(levelHint, "the key "+keyName(name)+" means nothing here; "+keyName(m.opts.Keys.of(actHelp))+" says all keys")
	default:
		s.do(m.decideKey(a))
	}
}

// unconfirmed says what is being put together.
func (s *teller) unconfirmed() {
	it := s.m.current()
	if it == nil || !s.m.unconfirmed(it) {
		return
	}
	s.line(s.pendingLine(it))
}

// leftOpen says, where the input has ended, that an answer was not decided.
func (s *teller) leftOpen() {
	open := s.m.begunElsewhere()
	if it := s.m.current(); it != nil && s.m.unconfirmed(it) {
		open = append(open, it.Sample.ID)
	}
	for _, id := range open {
		s.say("Sample %s was left undecided, and what you had begun is not kept.", id)
	}
}

// card reads the card out when it is another one, or again.
func (s *teller) card(again bool) {
	m := s.m
	if s.quit {
		return
	}
	m.followCard() // no message may have brought it
	it := m.current()
	at := toldCard{back: m.visit != nil}
	if it == nil {
		text, keys := m.emptyText("an empty line")
		at.none = visible.Text(text)
		if again || at != s.told {
			for _, row := range strings.Split(at.none, "\n") {
				row, keys = spelled(row, keys)
				if row = strings.TrimPrefix(row, "· "); row != "" {
					s.line(sentence(strings.ReplaceAll(row, "←", keyName("←"))))
				}
			}
		}
		s.told = at
		return
	}
	at.seq, at.decision = it.Sample.Seq, it.State.Decision
	if again || at != s.told {
		s.told, s.read = at, 0
		for _, l := range s.cardLines(it) {
			s.line(l)
		}
	}
}

// plainWidth is for texts of our own that are made for some width.
const plainWidth = 1000

// plainPart is how many characters of a text are read out at once.
const plainPart = 4000

// stretchOf is a stretch of a text in lines that are safe to show.
func stretchOf(text string, from int) (out string, more int) {
	for range from {
		_, n := utf8.DecodeRuneInString(text)
		text = text[n:]
	}
	end := 0
	for range plainPart {
		if end == len(text) {
			return visible.Text(text), 0
		}
		_, n := utf8.DecodeRuneInString(text[end:])
		end += n
	}
	return visible.Text(text[:end]), utf8.RuneCountInString(text[end:])
}
