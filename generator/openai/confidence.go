package openai

import (
	"errors"
	"math"
	"strings"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"

	"winnow/review"
)

const (
	// maxOffLabel is the share of the model's belief that may lie outside of
	// the label set before the rest says nothing.
	maxOffLabel = 0.5
	// maxUnresolved is how much belief may be unresolved, whatever the second
	// label has: a hundredth is what the screen shows. Without it every label
	// that a strong model is sure of would count as unreliable, since its
	// second label is not among the twenty alternatives at all.
	maxUnresolved = 0.01
)

// Why there is no label probability.
var (
	errNoneAsked   = errors.New("models of this name are not asked for token probabilities")
	errNoTokens    = errors.New("the endpoint gives no token probabilities")
	errUnaligned   = errors.New("the tokens do not spell the text")
	errNoText      = errors.New("there is no such text")
	errNotInSet    = errors.New("the label is not written as in the label set")
	errUnknownProb = errors.New("a token's probability is missing")
	errNoEnd       = errors.New("the tokens end inside the label")
	errNoMass      = errors.New("no label has any probability")
	errOffLabel    = errors.New("the model wanted to say something outside the label set")
	errUnresolved  = errors.New("the alternatives do not tell the labels apart")
)

// belief is how a model's probability lies over the labels at the place where
// it wrote one.
type belief struct {
	shares []float64 // by label, sums to 1
	chosen int
	// offLabel is the share that fits no label, before renormalising;
	// ambiguous the share that fits several and was spread evenly; missing a
	// bound on the share of what the alternatives given leave out.
	offLabel, ambiguous, missing float64
}

// p is the probability of the label that was written.
func (b belief) p() float64 { return b.shares[b.chosen] }

// rival is the probability of the best other label.
func (b belief) rival() float64 {
	best := 0.0
	for i, s := range b.shares {
		if i != b.chosen {
			best = max(best, s)
		}
	}
	return best
}

// reliable is nil when the shares may be shown as probabilities.
func (b belief) reliable() error {
	unresolved := b.ambiguous + b.missing
	switch {
	case b.offLabel > maxOffLabel:
		return errOffLabel
	case unresolved > maxUnresolved && unresolved >= b.rival():
		return errUnresolved
	}
	return nil
}

// spelling is one way to write a label in JSON, with its closing quote: so
// "refund" is no start of "refund_request".
type spelling struct {
	text  string
	label int
}

func spellings(labels []string) []spelling {
	var out []spelling
	for i, l := range labels {
		seen := map[string]bool{}
		for _, flags := range [][]jsontext.Options{nil, {jsontext.EscapeForHTML(true)}, {jsontext.EscapeForJS(true)}} {
			seen[quoteInside(l, flags...)] = true
		}
		seen[asciiOnly(quoteInside(l))] = true
		for s := range seen {
			out = append(out, spelling{text: s + `"`, label: i})
		}
	}
	return out
}

func quoteInside(s string, flags ...jsontext.Options) string {
	var b strings.Builder
	enc := jsontext.NewEncoder(&b, flags...)
	if err := enc.WriteToken(jsontext.String(s)); err != nil {
		return s
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(b.String()), `"`), `"`)
}

// asciiOnly writes everything beyond ASCII as \uXXXX.
func asciiOnly(s string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[u>>shift&15])
			}
		}
	}
	return b.String()
}

// weigher follows the tokens of one label and gathers belief.
type weigher struct {
	content    []byte
	start, end int // the label between its quotes
	spellings  []spelling
	mass       []float64
	chosen     int

	offLabel, ambiguous, missing, total float64
}

// weigh gives the belief in each label where content[start:end] is the label
// that was written, without its quotes. It is an error of the list above when
// the tokens do not allow it.
func weigh(content []byte, tokens []token, at []placed, start, end int, labels []string) (belief, error) {
	w := &weigher{
		content: content, start: start, end: end,
		spellings: spellings(labels), mass: make([]float64, len(labels)), chosen: -1,
	}
	written := string(content[start:end]) + `"`
	for _, s := range w.spellings {
		if s.text == written {
			w.chosen = s.label
		}
	}
	if w.chosen < 0 {
		return belief{}, errNotInSet
	}
	if err := w.follow(tokens, at); err != nil {
		return belief{}, err
	}
	sum := 0.0
	for _, m := range w.mass {
		sum += m
	}
	if sum <= 0 {
		return belief{}, errNoMass
	}
	for i := range w.mass {
		w.mass[i] /= sum
	}
	return belief{
		shares: w.mass, chosen: w.chosen,
		offLabel: w.offLabel / w.total, ambiguous: w.ambiguous / w.total, missing: w.missing,
	}, nil
}

// follow walks from the first token that reaches into the label until what
// has been said fits one label only; what comes after is certain once the
// answer is bound to the label set.
func (w *weigher) follow(tokens []token, at []placed) error {
	path := 0.0 // log probability of what was said so far
	for i, t := range tokens {
		if at[i].end <= w.start {
			continue
		}
		if at[i].start > w.end {
			break
		}
		if !isKnown(t.logprob) {
			return errUnknownProb
		}
		own := w.rivals(t, at[i], path)
		said := string(w.content[w.start:min(at[i].end, w.end+1)])
		path += own
		if at[i].end > w.end || len(w.fits(said)) == 1 {
			w.mass[w.chosen] += math.Exp(path)
			w.total += math.Exp(path)
			return nil
		}
	}
	return errNoEnd
}

// rivals adds what the model could have said in the place of t, and returns
// the log probability of what it did say: tokens with equal text are one.
func (w *weigher) rivals(t token, p placed, path float64) (own float64) {
	said := ""
	if p.start > w.start {
		said = string(w.content[w.start:p.start])
	}
	lead := "" // the token's bytes before the label, such as `: "`
	if n := w.start - p.start; n > 0 && n <= len(t.text) {
		lead = t.text[:n]
	}
	same, sum := 0.0, 0.0
	for _, a := range t.top {
		if !isKnown(a.logprob) {
			continue // counts as missing
		}
		sum += math.Exp(a.logprob)
		if a.text == t.text {
			same += math.Exp(a.logprob)
			continue
		}
		rest, ok := cutLead(a.text, lead)
		// An alternative without text is the end of the answer: no label.
		w.add(said+rest, ok && a.text != "", math.Exp(path+a.logprob))
	}
	own = t.logprob
	if same > 0 {
		own = max(own, math.Log(same))
	} else { // a grammar can force a token from outside of the alternatives
		sum += math.Exp(t.logprob)
	}
	w.missing += math.Exp(path) * max(0, 1-sum)
	return own
}

func (w *weigher) add(said string, ok bool, p float64) {
	w.total += p
	var hit []int
	if ok {
		hit = w.fits(said)
	}
	switch len(hit) {
	case 0:
		w.offLabel += p
		return
	case 1:
	default:
		w.ambiguous += p
	}
	for _, l := range hit {
		w.mass[l] += p / float64(len(hit))
	}
}

// fits returns the labels that said is a start of, or the other way round.
func (w *weigher) fits(said string) []int {
	var out []int
	for _, s := range w.spellings {
		if !strings.HasPrefix(s.text, said) && !strings.HasPrefix(said, s.text) {
			continue
		}
		if n := len(out); n == 0 || out[n-1] != s.label { // spellings come label by label
			out = append(out, s.label)
		}
	}
	return out
}

// cutLead takes the start before the label off an alternative: the chosen
// token's own, or any other way to write blanks, colon and quote. ok is false
// when the alternative does not open a text at all; one that stops before the
// label has said nothing yet.
func cutLead(text, lead string) (rest string, ok bool) {
	if lead == "" {
		return text, true
	}
	if rest, ok := strings.CutPrefix(text, lead); ok {
		return rest, true
	}
	body := strings.TrimLeft(text, " \t\n\":")
	open, bare := text[:len(text)-len(body)], body == ""
	if strings.Contains(lead, ":") { // a quote before the colon closes the name
		_, after, ok := strings.Cut(open, ":")
		if !ok {
			return "", bare
		}
		open = after
	}
	if i := strings.LastIndexByte(open, '"'); i >= 0 {
		return open[i+1:] + body, true
	}
	return "", bare
}

// meanLogprob is the mean log probability of the tokens that reach into
// content[start:end].
func meanLogprob(tokens []token, at []placed, start, end int) (float64, error) {
	sum, n := 0.0, 0
	for i, t := range tokens {
		if at[i].end <= start || at[i].start >= end || t.text == "" {
			continue
		}
		if !isKnown(t.logprob) {
			return 0, errUnknownProb
		}
		sum += t.logprob
		n++
	}
	if n == 0 {
		return 0, errNoTokens
	}
	return sum / float64(n), nil
}

// tokensIn counts the tokens of an object.
func tokensIn(at []placed, f found) int {
	n := 0
	for _, p := range at {
		if p.end > f.start && p.start < f.end && p.end > p.start {
			n++
		}
	}
	return n
}

// alternatives lists the shares for people, most believed first.
func (b belief) alternatives(labels []string) []review.Alternative {
	out := make([]review.Alternative, len(labels))
	for i, l := range labels {
		out[i] = review.Alternative{Label: l, Share: b.shares[i]}
	}
	review.SortAlternatives(out)
	return out
}
