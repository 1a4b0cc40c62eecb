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
	// pending is an answer in the making, nil: none.
	pending *pending
	head    kept // header and rules
	side    kept // the pane beside the card, or the strip under it
	foot    kept // keys while no pane is open
	hidden  hidden
	title   string
	pane    pane // takes the keys while it is open
	guide   guide
	status  status
	pace    pace
	news    review.News
	// toldUnlearned: the reviewer knows that the order no longer learns.
	toldUnlearned bool
	watch         *review.Watch

	// unanswered are the actions handed to the desk whose fate is not known
	// yet, in the order of the keys: they are what "unsaved" counts.
	unanswered []asked
	clock      stopwatch // of the card on screen
	began      time.Time // the sitting
	tally      tally
	stamina    stamina
	goalTold   bool // the goal was reached, and that was said
	termBar    bool // the terminal has a progress bar of its own
	dark       bool
	plain      bool
	draftRest  time.Duration
}

// maxUnsaved bounds what a crash between key and commit could cost; beyond it
// keys wait for the disk.
const maxUnsaved = 8

func newModel(desk *review.Desk, session *review.Session, o Options) *model {
	m := &model{
		common: common{desk: desk, session: session, task: desk.Task(), opts: o},
		watch:  desk.Watch(),
		dark:   true,

		draftRest: draftRest,
		tally:     newTally(desk.Task().Kind),
		began:     desk.Now(),
		termBar:   hasProgressBar(o.getenv),
	}
	m.stamina.sign(m.began, false)
	m.title = "winnow: " + oneLine(m.task.Name, 60)
	m.kind = kindFor(m.task)
	m.st = newStyles(m.opts.Theme, m.dark, m.plain)
	m.news = desk.News()
	return m
}

// Messages: what commands bring back. Past tense, since it has happened.
type (
	// itemsReadMsg brings the next samples of the queue.
	itemsReadMsg struct {
		epoch int
		items []review.Item
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
	return tea.Batch(tea.RequestBackgroundColor, m.refill(), m.awaitNews())
}

// Update dispatches by message; keys go to the pane while one is open.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, key := msg.(tea.KeyPressMsg); key {
		m.active()
	} else {
		m.staleSides()
	}
	switch msg := msg.(type) {
	case tea.BlurMsg:
		m.unfocused()
		return m, nil
	case tea.FocusMsg:
		m.active()
		return m, nil
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
		return m, nil
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.restyle()
		return m, nil
	case tea.ColorProfileMsg:
		m.plain = msg.Profile <= colorprofile.Ascii
		m.restyle()
		return m, nil
	case tea.ModeReportMsg:
		// The first frame is drawn before the terminal says how it measures
		// emoji sequences; with the answer it has to be drawn anew.
		if msg.Mode == ansi.ModeUnicodeCore {
			return m, tea.ClearScreen
		}
		return m, nil
	case itemsReadMsg:
		return m, m.onItems(msg)
	case savedMsg:
		return m, m.onSaved(msg)
	case visitedMsg:
		return m, m.onVisited(msg)
	case newsMsg:
		return m, m.onNews(msg)
	case editedMsg:
		return m, m.onEdited(msg)
	case draftKeptMsg:
		m.draftKept(msg)
		return m, nil
	case watchEndedMsg:
		return m, nil
	}
	if m.pane != nil {
		return m, m.updatePane(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m, m.onKey(msg)
	case tea.MouseWheelMsg:
		m.onWheel(msg)
	case tea.MouseClickMsg:
		return m, m.onClick(msg)
	}
	return m, nil
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
	m.st = newStyles(m.opts.Theme, m.dark, m.plain)
	m.stale()
	if m.pane != nil {
		m.pane.setStyles(m.st)
	}
}

// onKey does what a key means while no pane is open.
func (m *model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	if it := m.current(); it != nil {
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
		m.status.say(levelHint, "no action has the key "+msg.String()+"; "+m.opts.Keys.of(actHelp)+" shows all keys")
	case actLabel:
		m.status.say(levelHint, "no label has the number "+msg.String())
	case actAccept, actReject, actDefer, actFlag, actUndo, actRedo:
		return m.decideKey(a)
	case actUp, actDown, actPageUp, actPageDown, actTop, actBottom:
		m.scroll(a)
	case actQuit:
		return tea.Quit
	case actStream:
		m.toggleStream()
	case actOrder:
		return m.nextOrder()
	case actGuidelines, actGuidelinesUp, actGuidelinesDown:
		return m.guidelinesKey(a)
	case actBack, actForward:
		return m.step(a)
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
	case st.Phase == review.StreamRunning || st.Phase == review.StreamWaiting:
		m.opts.Stream.Pause()
		m.status.say(levelInfo, "generation paused; "+m.opts.Keys.of(actStream)+" goes on")
	default:
		m.opts.Stream.Resume()
		m.status.say(levelInfo, "generation goes on")
	}
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
	await := m.awaitNews()
	next := tea.Tick(newsEvery, func(time.Time) tea.Msg { return await() })
	if err := msg.news.Unlearned; err != nil && !m.toldUnlearned {
		m.toldUnlearned = true
		m.status.say(levelWarn, err.Error())
	}
	if msg.news.Counts.Samples != before.Counts.Samples || msg.news.Lessons != before.Lessons {
		return tea.Batch(m.refresh(), next)
	}
	return next
}
