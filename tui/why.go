package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/rank"
	"winnow/tui/visible"
)

// whyPane tells why the sample is where it is in the queue.
type whyPane struct {
	still
	it       review.Item
	chosen   review.Order
	standing *rank.Standing // nil: not known (yet)
	alike    []review.Item  // the standing's neighbours
	unready  bool           // learning does not know the sample yet
	pager    pager
	n, h     int
}

// explainedMsg brings what learning says of a sample.
type explainedMsg struct {
	it       review.Item // as it stands now: the card may be older
	known    bool
	standing rank.Standing
	alike    []review.Item
}

// openWhy opens the pane and asks for what was learned, which takes a moment
// in a large project.
func (m *model) openWhy(it *review.Item) tea.Cmd {
	order, _ := m.session.Chosen()
	m.open(&whyPane{it: *it, chosen: order})
	return m.askWhy(it)
}

// askWhy asks what was learned of a sample by now.
func (m *model) askWhy(it *review.Item) tea.Cmd {
	if m.opts.Explain == nil {
		return nil
	}
	seq, explain, session := it.Sample.Seq, m.opts.Explain, m.session
	return func() tea.Msg {
		now, err := session.Item(seq)
		if err != nil {
			return nil // the card was readable; what is wrong shows where it is used
		}
		s, ok := explain(seq)
		msg := explainedMsg{it: now, known: ok, standing: s}
		for _, other := range s.Alike {
			// A sample that cannot be read stays away; the card says why.
			near, _ := session.Item(other)
			msg.alike = append(msg.alike, near)
		}
		return msg
	}
}

// whyEvery is how often learning is asked of a sample that it does not know yet.
const whyEvery = 250 * time.Millisecond

// askWhyAgain asks a little later.
func (m *model) askWhyAgain(it *review.Item) tea.Cmd {
	ask := m.askWhy(it)
	return tea.Tick(whyEvery, func(time.Time) tea.Msg { return ask() })
}

func (p *whyPane) hints() []hint { return scrollHints(p.n, p.h) }

func (p *whyPane) update(m *model, msg tea.Msg) (tea.Cmd, bool) {
	if e, ok := msg.(explainedMsg); ok && e.it.Sample.Seq == p.it.Sample.Seq {
		p.chosen, _ = m.session.Chosen()
		if p.unready = !e.known; p.unready {
			return m.askWhyAgain(&p.it), false
		}
		p.it, p.standing, p.alike = e.it, &e.standing, e.alike
		if !e.standing.Learned && m.orderLearned() {
			return m.askWhyAgain(&p.it), false // it begins anew, as after an undo
		}
		return nil, false
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	return nil, k.String() == "esc" || k.String() == "w" || k.String() == "q" || k.String() == "enter"
}

func (p *whyPane) rows(m *model, w, h int) []string {
	rows := []string{
		both(" "+m.st.head.text("WHY THIS IS HERE"), m.st.faint.text(" "+shortID(p.it.Sample.ID))+" ", w),
		" " + oneLine(m.gist(p.it), min(w-2, measureMost)), "",
	}
	rows = append(rows, p.placeRows(m, w)...)
	if p.standing != nil {
		rows = append(rows, p.weightRows(m, w)...)
		rows = append(rows, p.alikeRows(m, w)...)
	}
	rows = append(rows, p.signalRows(m, w)...)
	rows = append(rows, "", " "+m.st.head.text("WHERE IT COMES FROM"))
	for _, kv := range provenanceRows(p.it.Sample.Provenance) {
		rows = append(rows, " "+m.st.faint.text(fit(kv[0], 12))+" "+oneLine(kv[1], w-16))
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
}

// placeRows say where the sample stands.
func (p *whyPane) placeRows(m *model, w int) []string {
	learned := m.orderLearned() && (p.standing == nil || p.standing.Learned) // as the next line says
	order, sure := " Order: "+m.orderWords(p.chosen, learned)+".", " Confidence: "+m.confidence(p.it.Confidence)
	if isLearned(&p.it) {
		sure += m.st.faint.text(" learned, " + p.it.Sample.Confidence.String() + " given with the record")
	}
	rows := []string{order, sure}
	if both := order + sure; cells(both) < w {
		rows = []string{both}
	}
	s := p.standing
	if text := bulkWords(p.it.Decision); text != "" && p.it.State.Verdict != "" {
		rows = append(rows, wrap(" "+text, w-1)...)
	}
	if p.unready {
		rows = append(rows, m.st.faint.text(" Learning has not come to this sample yet: its place is the given one."))
	}
	if s == nil || p.it.State.Decided() {
		return rows
	}
	for _, row := range wrap(m.placeWords(p.chosen, s), w-2) {
		rows = append(rows, " "+row)
	}
	return rows
}

// placeWords say at which place of an order a sample stands. Where that goes by
// neither confidence it is not known, and the place in the queue is told as that.
func (m *model) placeWords(o review.Order, s *rank.Standing) string {
	queue := s.Place
	if !s.Learned && m.news.Lessons == 0 {
		queue = s.Given // nobody has reordered it yet
	}
	place, known := map[review.Order]int{
		review.OrderQueue: queue, review.OrderGiven: s.Given, review.OrderSurest: s.Of + 1 - queue,
	}[o]
	text := ""
	if known {
		text = fmt.Sprintf("Place %s of %s to decide", grouped(place), grouped(s.Of))
	}
	const assumed = "Nothing was learned yet: the weights below are assumptions."
	switch {
	case !s.Learned && known:
		return text + ". " + assumed
	case !s.Learned:
		return assumed
	case !known:
		return fmt.Sprintf("In the order likely wrong first it would be place %s of %s.", grouped(s.Place), grouped(s.Of))
	case o != review.OrderQueue:
		return text + fmt.Sprintf("; in the order likely wrong first it would be %s.", grouped(s.Place))
	}
	text += fmt.Sprintf("; by the given confidence alone it would be %s.", grouped(s.Given))
	if also := orderSettings(m.task.Order); also != "" {
		text += " Not by the confidence alone: " + also + "."
	}
	return text
}

// orderSettings say what else the task lets count in the learned order, "" for
// nothing.
func orderSettings(o review.Ordering) string {
	var also []string
	if o.Audits > 0 {
		also = append(also, "some early samples are drawn at random, as a check")
	}
	if o.Representative > 0 {
		also = append(also, fmt.Sprintf("the first %d are typical of many", o.Representative))
	}
	if o.StepBack > 0 {
		also = append(also, "what reads like the last decided waits")
	}
	return strings.Join(also, "; ")
}

const (
	weightName  = 28 // cells for what a weight is about
	weightHalf  = 8  // cells of its bar on either side, at the least
	weightWide  = 24 // and at the most
	weightsMost = 8  // rows of signals, and of words
	weightLeast = 0.005
	weightFull  = 1.0 // log-odds that a full bar stands for, at the least
	signalName  = 20  // cells for the name of a signal
	signalWide  = 90  // columns from which on its value stands under those of the weights
	alikeLeast  = 0.1 // similarity below which two texts share chance words only
)

// weightRows are the terms of the log-odds that the reviewer changes the
// suggestion; what does not fit is summed up, so that they still add up.
func (p *whyPane) weightRows(m *model, w int) []string {
	s := p.standing
	chance := 1 / (1 + math.Exp(-s.LogOdds))
	rows := []string{
		"", " " + m.st.head.text("WHAT SPEAKS AGAINST THE SUGGESTION (+) AND FOR IT (−), IN LOG-ODDS"),
		" " + m.st.strong.text(fit("sum of what follows", weightName)+minus(fmt.Sprintf("%8s %+6.2f", "", zeroed(s.LogOdds, 2)))) +
			fmt.Sprintf("  the chance of a change is %.0f%%", 100*chance),
		" " + m.st.faint.text(fit("", weightName)+rightOf("value", 8)+rightOf("adds", 7)),
	}
	most := weightFull
	for _, c := range slices.Concat(s.Parts, s.Words) {
		most = max(most, math.Abs(c.Contribution))
	}
	rows = append(rows, p.group(m, w, most, s.Parts, "all other signals")...)
	if words := p.group(m, w, most, s.Words, "all other words"); len(words) > 0 {
		rows = append(append(rows, "", " "+m.st.head.text("ITS WORDS")), words...)
	}
	return rows
}

// group are the weightiest of some terms and the sum of the others, drawn on a
// scale up to most.
func (p *whyPane) group(m *model, w int, most float64, cs []rank.Contribution, rest string) []string {
	var rows []string
	left := 0.0
	for i, c := range cs {
		if i >= weightsMost || math.Abs(c.Contribution) < weightLeast {
			left += c.Contribution
			continue
		}
		rows = append(rows, weightRow(m, w, most, c))
	}
	if math.Abs(left) >= weightLeast {
		rows = append(rows, weightRow(m, w, most, rank.Contribution{Name: rest, Value: math.NaN(), Contribution: left}))
	}
	return rows
}

func weightRow(m *model, w int, most float64, c rank.Contribution) string {
	value := ""
	if !math.IsNaN(c.Value) {
		value = fmt.Sprintf("%.3f", zeroed(c.Value, 3))
		if c.Value == math.Trunc(c.Value) {
			value = fmt.Sprintf("%.0f", zeroed(c.Value, 0))
		}
	}
	row := " " + fit(oneLine(c.Name, weightName-1), weightName) + m.st.faint.text(fmt.Sprintf("%8s", minus(value))) + minus(fmt.Sprintf(" %+6.2f  ", zeroed(c.Contribution, 2)))
	if w < cells(row)+2*weightHalf+1 {
		return row
	}
	half := min(weightWide, (w-cells(row)-1)/2)
	against, pro := stroke(math.Abs(c.Contribution)/most, half), ""
	if c.Contribution < 0 {
		// The same to the left: its half of a cell is the first one.
		full := strings.TrimSuffix(against, "╸")
		if pro = full; full != against {
			pro = "╺" + full
		}
		against = ""
	}
	return row + blank(half-cells(pro)) + m.st.good.text(pro) + m.st.faint.text("│") + m.st.warn.text(against)
}

// zeroed is a figure to be written with so many decimals: one that is nothing then
// has no sign.
func zeroed(v float64, decimals int) float64 {
	if math.Abs(v) < 0.5*math.Pow10(-decimals) {
		return 0
	}
	return v
}

// minus writes the sign of a figure as it is written everywhere on the screen.
func minus(figure string) string { return strings.Replace(figure, "-", "−", 1) }

// alikeRows are the decided samples that read most alike.
func (p *whyPane) alikeRows(m *model, w int) []string {
	var rows []string
	var known []int // the most alike first
	for i, n := range p.standing.Neighbours {
		if i < len(p.alike) && p.alike[i].Sample.Seq != 0 && n.Similarity >= alikeLeast {
			known = append(known, i)
		}
	}
	slices.SortStableFunc(known, func(a, b int) int {
		return cmp.Compare(p.standing.Neighbours[b].Similarity, p.standing.Neighbours[a].Similarity)
	})
	for _, i := range known {
		it, n := p.alike[i], p.standing.Neighbours[i]
		what := "accepted"
		if n.Changed {
			what = "changed"
		}
		if l := it.Answer().Label; l != "" && it.State.Verdict != review.Reject {
			what += ", " + oneLine(l, 16)
		}
		rows = append(rows, " "+fmt.Sprintf("%5.2f ", n.Similarity)+fit(what, weightName)+m.st.faint.text(oneLine(m.gist(it), w-weightName-9)))
	}
	if len(rows) == 0 && !p.standing.Learned {
		return nil
	}
	if len(rows) == 0 {
		rows = append(rows, m.st.faint.text(" none yet"))
	} else {
		rows = slices.Insert(rows, 0, " "+m.st.faint.text("alike decision (1: the same words)"))
	}
	return append([]string{"", " " + m.st.head.text("DECIDED SAMPLES THAT READ ALIKE")}, rows...)
}

// signalRows are the signals as the record brought them.
func (p *whyPane) signalRows(m *model, w int) []string {
	reasons := rank.Why(p.it.Sample)
	if len(reasons) == 0 {
		if p.standing != nil && p.standing.Learned {
			return nil
		}
		text := " Nothing says how sure the model is, so the confidence is unknown and the sample comes first."
		if isLearned(&p.it) {
			text = " Nothing in the record says how sure the model is: the confidence is learned from the decisions."
		}
		return append([]string{""}, wrap(text, w-1)...)
	}
	rows := []string{"", " " + m.st.head.text("WHAT THE RECORD SAYS")}
	name := 0
	for _, r := range reasons {
		name = max(name, cells(oneLine(r.Signal, signalName)))
	}
	if p.standing != nil && w >= signalWide {
		name = weightName - 1
	}
	for _, r := range reasons {
		sign := "  "
		if r.Used {
			sign = m.st.accent.text("▸ ")
		}
		row := " " + sign + fit(oneLine(r.Signal, name), name) + minus(fmt.Sprintf(" %6.3f  ", zeroed(r.Value, 3)))
		said := r.Text
		if r.Used {
			said += "; the confidence is from this"
			if isLearned(&p.it) {
				said = r.Text + "; the confidence before learning"
			}
		}
		for _, text := range wrap(said, max(minWidth/2, w-cells(row)-1)) {
			rows = append(rows, row+m.st.faint.text(text))
			row = blank(cells(row))
		}
	}
	return rows
}

func provenanceRows(p review.Provenance) [][2]string {
	all := [][2]string{
		{"source", p.Source}, {"origin", p.Origin}, {"model", p.Model}, {"strategy", p.Strategy},
		{"asked for", p.Condition}, {"prompt", p.PromptHash},
	}
	if p.Line > 0 {
		all = append(all, [2]string{"line", fmt.Sprint(p.Line)})
	}
	var out [][2]string
	for _, kv := range all {
		if kv[1] != "" {
			out = append(out, [2]string{kv[0], visible.Line(kv[1])})
		}
	}
	return out
}
