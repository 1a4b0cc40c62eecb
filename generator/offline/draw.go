package offline

import (
	"math/rand/v2"
	"strings"
)

// mostSteps bounds the rules that are used freely in one sample; from then on
// every rule takes its shortest way out.
const mostSteps = 1000

// dealer deals the alternatives of rules like cards: each comes up as often
// as its weight before any comes again. So texts repeat themselves as late as
// they can. It lasts for a whole sequence of samples.
type dealer struct {
	rng   *rand.Rand
	decks map[string][]int // by rule, what is left to deal
}

func newDealer(seed uint64) *dealer {
	return &dealer{rng: rand.New(rand.NewPCG(seed, 0)), decks: map[string][]int{}}
}

// deal returns the place of one of the rule's alternatives.
func (d *dealer) deal(r *rule) int {
	deck := d.decks[r.name]
	if len(deck) == 0 {
		for i, a := range r.alternatives {
			for range a.weight {
				deck = append(deck, i)
			}
		}
		d.rng.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	}
	last := len(deck) - 1
	d.decks[r.name] = deck[:last]
	return deck[last]
}

// draw writes the texts of one sample.
type draw struct {
	grammar grammar
	dealer  *dealer
	steps   int
	place   map[string]int // of the alternative drawn under a name
	bound   map[binding]string
}

type binding struct{ name, rule string }

func newDraw(g grammar, from *dealer) *draw {
	return &draw{grammar: g, dealer: from, place: map[string]int{}, bound: map[binding]string{}}
}

// text is what the named rule gives, tidied.
func (d *draw) text(ruleName string) string {
	r := d.grammar[ruleName]
	return tidy(d.expand(r, d.pick(r)))
}

func (d *draw) reference(p part) string {
	r := d.grammar[p.rule]
	if p.name == "" {
		return d.expand(r, d.pick(r))
	}
	key := binding{p.name, p.rule}
	if text, ok := d.bound[key]; ok {
		return text
	}
	at, ok := d.place[p.name]
	if !ok {
		at = d.pick(r)
		d.place[p.name] = at
	}
	text := d.expand(r, at)
	d.bound[key] = text
	return text
}

func (d *draw) pick(r *rule) int {
	if d.steps++; d.steps > mostSteps {
		return r.shortest
	}
	return d.dealer.deal(r)
}

func (d *draw) expand(r *rule, at int) string {
	var b strings.Builder
	for _, p := range r.alternatives[at].parts {
		text := p.text
		if p.rule != "" {
			text = d.reference(p)
		}
		if p.change != nil {
			text = p.change(text)
		}
		b.WriteString(text)
	}
	return b.String()
}

// tidy makes one space of several and takes those at the ends of lines away:
// what empty alternatives leave behind.
func tidy(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' })
		lines[i] = strings.Join(words, " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
