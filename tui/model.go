package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"winnow/review"
)

// common is what every part of the screen needs. It belongs to one program,
// so several reviewers can sit in one process.
type common struct {
	desk    *review.Desk
	session *review.Session
	task    review.Task
	opts    Options
	st      *styles
	w, h    int
}

// model is the root, the only tea.Model of the program.
type model struct {
	common
	lay   layout
	win   window
	visit *visit // a sample that is looked at outside the queue, nil: the queue
	card  card
	kind  kind
	bulk  *bulkWork // under way, nil: none
	// pending is an answer in the making on the card, nil: none; begun has those of
	// all cards, by sample.
	pending *pending
	begun   map[uint64]*pending
	head    kept // header and rules
	side    kept // the pane beside the card, or the strip under it
	beside  sideShows
	foot    kept // keys while no pane is open
	hidden  hidden
	title   string
	pane    pane // takes the keys while it is open
	guide   guide
	read    readState
	status  status
	pace    pace
	news    review.News
	// toldUnlearned: the reviewer knows that the order no longer learns.
	toldUnlearned bool
	watch         *review.Watch

	// unanswered are the actions handed to the desk whose fate is not known
	// yet, in the order of the keys: they are what "unsaved" counts.
	unanswered []asked
	ahead      typedAhead
	clock      stopwatch // of the card on screen
	began      time.Time // the sitting
	tally      tally
	stamina    stamina
	earlier    bool            // something was decided before this sitting
	undoable   int             // actions of this sitting that undo takes back
	leaving    bool            // the last key asked to leave
	goalTold   bool            // the goal was reached, and that was said
	drafts     map[uint64]bool // samples whose half-written edits were kept
	notes      map[uint64]bool // and those with half-typed notes
	termBar    bool            // the terminal has a progress bar of its own
	dark       bool
	colours    colorprofile.Profile
	draftRest  time.Duration
}

// maxUnsaved bounds what a crash between key and commit could cost; beyond it
// keys wait for the disk.
const maxUnsaved = 8

func newModel(desk *review.Desk, session *review.Session, o Options) *model {
	m := &model{
		common:  common{desk: desk, session: session, task: desk.Task(), opts: o},
		watch:   desk.Watch(),
		dark:    true,
		colours: colorprofile.TrueColor,

		draftRest: draftRest,
		drafts:    map[uint64]bool{},
		notes:     map[uint64]bool{},
		begun:     map[uint64]*pending{},
		tally:     newTally(desk.Task().Kind).reading(session.Item),
		began:     desk.Now(),
		termBar:   hasProgressBar(o.getenv),
	}
	m.stamina.sign(m.began, false)
	m.title = "winnow: " + oneLine(m.task.Name, 60)
	m.kind = kindFor(m.task)
	m.opts.Keys = m.kind.keys(m.opts.Keys)
	m.st = newStyles(m.opts.Theme, m.dark, m.colours)
	m.news = desk.News()
	c := m.news.Counts
	m.earlier = hasDecisions(c) || c.Flagged > 0
	m.refusesToSave()
	return m
}

// Messages: what commands bring back. Past tense, since it has happened.
type (
	// itemsReadMsg brings the next samples of the queue.
	itemsReadMsg struct {
		epoch int
		items []review.Item
		card  review.Item // the one on the card as it is now, if there is one
		// hidden are the counts of those items and of the one on the card.
		hidden hidden
		end    bool // nothing comes behind them
		took   time.Duration
		err    error
	}
	// savedMsg brings the fate of an action.
	savedMsg struct {
		change review.Change
		item   review.Item // the sample as it stands now
		err    error
		asked  review.Op
		seq    uint64
	}
	// visitedMsg brings a sample to look at outside the queue.
	visitedMsg struct {
		visit *visit
		none  string // why there is nothing to visit
		err   error
	}
	// newsMsg brings changed counts and stream status.
	newsMsg struct{ news review.News }
	// watchEndedMsg says that no more news will come.
	watchEndedMsg struct{}
)

// Init asks for the background, the first samples and the news.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.refill(), m.awaitNews(), m.lookForCut())
}

// Update dispatches, and asks for what reading the card then on screen takes.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.dispatch(msg)
	m.followCard()
	if ask := m.askRead(); ask != nil {
		cmd = tea.Batch(cmd, ask)
	}
	return m, cmd
}

// dispatch goes by message; keys go to the pane while one is open.
func (m *model) dispatch(msg tea.Msg) tea.Cmd {
	m.followCard() // another one may have come up within a message
	if key, ok := msg.(tea.KeyPressMsg); ok {
		m.active()
		if key.String() == suspendKey {
			return m.suspend()
		}
	} else {
		m.staleSides()
	}
	for _, on := range [...]func(tea.Msg) (cmd tea.Cmd, mine bool){m.onTerminal, m.onAnswer, m.onMouse} {
		if cmd, mine := on(msg); mine {
			return cmd
		}
	}
	if cmd, mine := m.unseen(msg); mine {
		return cmd
	}
	if m.pane != nil {
		return m.updatePane(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.onKey(msg)
	case tea.MouseWheelMsg:
		m.onWheel(msg)
	case tea.MouseClickMsg:
		return m.onClick(msg)
	}
	return nil
}

// onTerminal takes what the terminal says of itself.
func (m *model) onTerminal(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case tea.BlurMsg:
		m.unfocused()
	case tea.FocusMsg:
		m.active()
	case tea.ResumeMsg:
		m.active()
		return tea.ClearScreen, true
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.restyle()
	case tea.ColorProfileMsg:
		m.colours = msg.Profile
		m.restyle()
	case tea.ModeReportMsg:
		// The first frame is drawn before the terminal says how it measures
		// emoji sequences; with the answer it has to be drawn anew.
		if msg.Mode == ansi.ModeUnicodeCore {
			m.measureBy(msg.Value)
			return tea.ClearScreen, true
		}
	default:
		return nil, false
	}
	return nil, true
}

// onAnswer takes what commands bring back.
func (m *model) onAnswer(msg tea.Msg) (cmd tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case itemsReadMsg:
		return m.onItems(msg), true
	case savedMsg:
		m.settle(msg)
		return m.onSaved(msg), true
	case visitedMsg:
		return m.onVisited(msg), true
	case newsMsg:
		return m.onNews(msg), true
	case editedMsg:
		return m.onEdited(msg), true
	case bulkSteppedMsg:
		return m.onBulkStepped(msg), true
	case bulkCutMsg:
		if msg.text != "" {
			m.status.say(levelWarn, msg.text, msg.keys...)
		}
	case draftKeptMsg:
		m.draftKept(msg)
	case wordsReadMsg:
		m.onWords(msg)
	case renderedMsg:
		m.onRendered(msg)
	case boardMsg:
		m.onBoard(msg)
	case watchEndedMsg:
	default:
		return nil, false
	}
	return nil, true
}

func (m *model) resize(w, h int) {
	m.w, m.h = w, h
	m.lay = layoutFor(w, h, len(m.task.Labels) > 0)
	m.stale()
	if m.pane != nil {
		m.pane.setSize(m.paneSize())
	}
}

func (m *model) restyle() {
	m.st = newStyles(m.opts.Theme, m.dark, m.colours)
	m.stale()
	if m.pane != nil {
		m.pane.setStyles(m.st)
	}
}

// onKey does what a key means while no pane is open.
func (m *model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	if m.waits(msg) {
		return nil
	}
	leaving := m.askedBefore()
	if it := m.current(); it != nil {
		if m.opts.ReadOnly && m.wouldSave(msg) {
			m.refusesToSave()
			return nil
		}
		if cmd, mine := m.kind.key(m, it, msg); mine {
			return cmd
		}
	}
	if msg.String() == "esc" && m.takeBack() {
		return nil
	}
	if i := m.labelFor(msg); i >= 0 {
		return m.label(i)
	}
	switch a := m.opts.Keys.action(msg.String()); a {
	case actNone:
		m.status.say(levelHint, "no action has the key "+msg.String()+"; "+m.opts.Keys.of(actHelp)+" shows all keys", m.opts.Keys.of(actHelp))
	case actLabel:
		m.status.say(levelHint, "no label has the number "+msg.String())
	case actAccept, actReject, actDefer, actFlag, actUndo, actRedo:
		return m.decideKey(a)
	case actUp, actDown, actPageUp, actPageDown, actTop, actBottom:
		m.scroll(a)
	case actQuit:
		if m.asksToStay(leaving) {
			m.leaving = true
			return nil
		}
		return tea.Quit
	case actStream:
		m.toggleStream()
	case actOrder:
		return m.nextOrder()
	case actGuidelines, actGuidelinesUp, actGuidelinesDown, actGuidelinesLabel:
		return m.guidelinesKey(a)
	case actWords, actFind, actFold, actRender:
		m.readKey(a)
	case actBack, actForward:
		return m.step(a)
	case actNarrow, actWiden:
		return m.threshold(a == actNarrow)
	case actCopy:
		return m.copyCard()
	default:
		return m.openPane(a)
	}
	return nil
}

func (m *model) toggleStream() {
	st := m.news.Stream
	switch {
	case m.opts.Stream == nil || st == nil:
		m.status.say(levelHint, "nothing is being generated; start with: winnow review --generate N")
	case st.Phase == review.StreamDone:
		m.status.say(levelHint, "the generation is complete")
	case st.Exhausted:
		m.status.say(levelHint, "nothing more can be generated: "+st.Message)
	case st.Phase == review.StreamRunning || st.Phase == review.StreamWaiting:
		m.opts.Stream.Pause()
		m.status.say(levelInfo, "generation paused; "+m.opts.Keys.of(actStream)+" resumes it", m.opts.Keys.of(actStream))
	default:
		m.opts.Stream.Resume()
		m.status.say(levelInfo, "generation resumed")
	}
}

// goesOn tells that a generation stands and goes on when asked.
func goesOn(s *review.Stream) bool {
	return stands(s) && !s.Exhausted
}

// stands tells that a generation does nothing for now, or no more, before all that
// was asked for is made.
func stands(s *review.Stream) bool {
	return s != nil && (s.Phase == review.StreamFailed || s.Phase == review.StreamPaused)
}

// awaitNews waits for the desk to change. Waiting belongs to a command; news
// that come meanwhile make one message.
func (m *model) awaitNews() tea.Cmd {
	w, desk := m.watch, m.desk
	return func() tea.Msg {
		if _, ok := <-w.C(); !ok {
			return watchEndedMsg{}
		}
		return newsMsg{desk.News()}
	}
}

// newsEvery is the least time between two looks at the desk: one frame, so
// that a sample is seen as it arrives while a burst of them costs one look.
const newsEvery = time.Second / fps

func (m *model) onNews(msg newsMsg) tea.Cmd {
	before := m.news
	m.news = msg.news
	if goesOn(before.Stream) != goesOn(m.news.Stream) || (before.Counts.Samples > 0) != (m.news.Counts.Samples > 0) ||
		hasDecisions(before.Counts) != hasDecisions(m.news.Counts) {
		m.foot.drop() // keys come or go
	}
	await := m.awaitNews()
	next := tea.Batch(m.askBoard(), tea.Tick(newsEvery, func(time.Time) tea.Msg { return await() }))
	m.sayUnlearned()
	lesson := msg.news.Lessons != before.Lessons
	if lesson || msg.news.Counts.Samples != before.Counts.Samples {
		return tea.Batch(m.refresh(), m.tellAgain(lesson), next)
	}
	return next
}

// tellAgain brings what an open pane says of samples up to what arrived or, which
// alone changes the reasons, was learned.
func (m *model) tellAgain(lesson bool) tea.Cmd {
	switch p := m.pane.(type) {
	case *bulkPane:
		return p.readAgain(m)
	case *whyPane:
		if lesson {
			return m.askWhy(&p.it)
		}
	}
	return nil
}
