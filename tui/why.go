package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"winnow/review"
	"winnow/review/rank"
	"winnow/tui/visible"
)

// whyPane tells why the sample is where it is in the queue.
type whyPane struct {
	still
	it    review.Item
	order review.Order
	pager pager
	n, h  int
}

func newWhyPane(m *model, it *review.Item) *whyPane {
	order, _ := m.session.Chosen()
	return &whyPane{it: *it, order: order}
}

func (p *whyPane) hints() []hint { return []hint{{"esc", "back"}} }

func (p *whyPane) update(_ *model, msg tea.Msg) (tea.Cmd, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || p.pager.key(k, p.n, p.h) {
		return nil, false
	}
	return nil, k.String() == "esc" || k.String() == "w" || k.String() == "q" || k.String() == "enter"
}

func (p *whyPane) rows(m *model, w, h int) []string {
	s := p.it.Sample
	rows := []string{
		" " + m.st.head.text("WHY THIS IS HERE"),
		"",
		" " + fmt.Sprintf("Order: %s. Confidence: ", p.order) + m.confidence(p.it.Confidence),
		"",
	}
	reasons := rank.Why(s)
	if len(reasons) == 0 {
		rows = append(rows, wrap(" Nothing says how sure the model is, so the confidence is unknown and the sample comes first.", w-1)...)
	}
	for _, r := range reasons {
		sign := "  "
		if r.Used {
			sign = m.st.accent.text("▸ ")
		}
		rows = append(rows, " "+sign+fit(oneLine(r.Signal, 20), 20)+fmt.Sprintf(" %8.3f  ", r.Value)+m.st.faint.text(oneLine(r.Text, w-36)))
	}
	if len(reasons) > 0 {
		rows = append(rows, "", m.st.faint.text(" ▸ is the witness that gives the confidence."))
	}
	rows = append(rows, "", " "+m.st.head.text("WHERE IT COMES FROM"))
	for _, kv := range provenanceRows(s.Provenance) {
		rows = append(rows, " "+m.st.faint.text(fit(kv[0], 12))+" "+oneLine(kv[1], w-16))
	}
	p.n, p.h = len(rows), h
	return p.pager.window(m.st, rows, h)
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
