package e2e

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// manner is how an answer comes.
type manner string

// The manners of models.
const (
	good    manner = "as asked"
	tooMany manner = "too many"
	tooFew  manner = "too few"
	fenced  manner = "in a fence"
	prose   manner = "with prose around"
	think   manner = "after thinking"
	twice   manner = "one of them twice"
	foreign manner = "a label out of the set"
	missing manner = "one without a member"
	lines   manner = "as JSON lines"
)

var manners = []manner{good, tooMany, tooFew, fenced, prose, think, twice, foreign, missing, lines}

// words are what the model draws from, so that no two of its texts are alike.
var words = strings.Fields(`apron barrel candle drizzle ember ferry garden hammer island jacket kettle ladder meadow
needle orchard pebble quarry ribbon saddle timber umbrella valley walnut yarrow anchor bramble cellar dapple
elbow fiddle gravel harvest inkwell juniper kindle lantern marble nettle oatmeal parcel quilt raisin shovel thimble
usher velvet willow yonder zither acorn button copper dwindle engine feather gallop hollow iris jostle kernel linger
mellow nutmeg otter pickle quiver rattle simmer tangle upstairs vessel whistle yellow zigzag amber biscuit chimney
dolphin errand flannel goblet hinge ivory jigsaw knuckle lemon mitten noodle onion pillow quaint rooster spindle
turnip utter violin wander yeast zinnia autumn blanket cobble dandelion easel fountain glimmer hazel iceberg jasmine`)

// token is one token of an answer; of a label, with what it could have been.
type token struct {
	text   string
	others []string
	share  float64 // of the text among the others
}

// text is an answer as tokens.
type text []token

// say adds text in tokens of about four characters.
func (t text) say(s string) text {
	for r := []rune(s); len(r) > 0; {
		n := min(4, len(r))
		t = append(t, token{text: string(r[:n])})
		r = r[n:]
	}
	return t
}

func (t text) String() string {
	var b strings.Builder
	for _, one := range t {
		b.WriteString(one.text)
	}
	return b.String()
}

// model answers requests.
type model struct {
	// ways are the manners in turn; shift moves the first.
	ways  []manner
	shift int
	// write makes the text of a member; nil: a sentence of the prompt's own
	// matter and drawn words.
	write func(w wish, from *rand.Rand) string
	// plain leaves log probabilities out, as many servers do.
	plain bool
	// refuse is a part of requests that the server does not take, as a 400.
	refuse func(wish) string
	// fail is the status with which a request fails; 0: it does not.
	fail func(wish) int

	mu   sync.Mutex
	seen []exchange
}

// exchange is one request and how it was answered.
type exchange struct {
	wish
	manner manner
	answer string
}

func (m *model) exchanges() []exchange {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]exchange(nil), m.seen...)
}

// serve opens the model's server.
func (m *model) serve(t testing.TB) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(m)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP answers a request in the next manner.
func (m *model) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w, err := readWish(r)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	w.logprobs = w.logprobs && !m.plain
	if m.refuse != nil {
		if why := m.refuse(w); why != "" {
			out.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(out, `{"error":{"message":%s}}`, quote(why))
			return
		}
	}
	if m.fail != nil {
		if status := m.fail(w); status != 0 {
			refuse(out, status, "not now")
			return
		}
	}
	m.mu.Lock()
	n := len(m.seen)
	way := good
	if len(m.ways) > 0 {
		way = m.ways[(n+m.shift)%len(m.ways)]
	}
	answer := m.answer(w, way, n)
	m.seen = append(m.seen, exchange{w, way, answer.String()})
	m.mu.Unlock()
	speak(out, w, answer)
}

// answer is the n-th answer, in a manner.
func (m *model) answer(w wish, way manner, n int) text {
	from := rand.New(rand.NewPCG(hashOf(w.user), uint64(n)))
	count := w.count
	switch way {
	case tooMany:
		count += 2
	case tooFew:
		count--
	}
	var objects []text
	for range count {
		objects = append(objects, m.object(w, from))
	}
	switch way {
	case twice:
		objects = append(objects, objects[0])
	case foreign:
		if at := w.choice(); at >= 0 {
			w.members[at].oneOf = []string{"undecided"}
			objects[0] = m.object(w, from)
		}
	case missing:
		last := w.members[len(w.members)-1].name
		objects[0] = text{}.say(strings.ReplaceAll(objects[0].String(), quote(last)+": ", `"remark": `))
	}
	return wrap(objects, way, w.lines())
}

// lines tells whether the prompt asks for JSON lines.
func (w wish) lines() bool { return strings.Contains(w.user, "Answer with JSON Lines only") }

// wrap puts the objects together and what a manner has around them.
func wrap(objects []text, way manner, asLines bool) text {
	var a text
	switch way {
	case fenced:
		a = a.say("```json\n")
	case prose:
		a = a.say("Sure! Here is what you asked for [as {JSON}]:\n\n")
	case think:
		a = a.say("<think>\nThe user wants {\"text\": \"…\"} with a label, so [let me see].\n</think>\n")
	}
	between, end := ", ", "]}"
	if asLines || way == lines {
		between, end = "\n", "\n"
	} else {
		a = a.say(`{"samples": [`)
	}
	for i, o := range objects {
		if i > 0 {
			a = a.say(between)
		}
		a = append(a, o...)
	}
	a = a.say(end)
	switch way {
	case fenced:
		a = a.say("\n```\n")
	case prose:
		a = a.say("\n\nLet me know if you need {more}.")
	}
	return a
}

// object writes one object with the wanted members.
func (m *model) object(w wish, from *rand.Rand) text {
	o, last := text{}.say("{"), ""
	for i, member := range w.members {
		if i > 0 {
			o = o.say(", ")
		}
		o = o.say(quote(member.name) + ": ")
		switch {
		case len(member.oneOf) > 0:
			o = choose(o, w, member.oneOf, from)
		case member.kind == "number":
			o = o.say(fmt.Sprint(from.IntN(6)))
		case member.kind == "array":
			var topics []string
			for range 4 {
				topics = append(topics, quote(draw(from, 2)))
			}
			o = o.say("[" + strings.Join(topics, ", ") + "]")
		case strings.HasPrefix(member.name, "final") && strings.Contains(w.user, "value of X"):
			o = o.say(quote(solved(w, from)))
		case strings.HasPrefix(member.name, "final"):
			o = o.say(quote(verdict(w, last, from)))
		case member.name == "discard":
			o = o.say(quote(map[bool]string{true: "It says nothing of use."}[from.IntN(8) == 0]))
		default:
			if last = sentence(w, from); m.write != nil {
				last = m.write(w, from)
			}
			o = o.say(quote(last))
		}
	}
	return o.say("}")
}

// choose writes a label: the one that the prompt aims at, mostly.
func choose(o text, w wish, oneOf []string, from *rand.Rand) text {
	label := w.aim()
	for said, right := range rightLabels {
		if label == "" && strings.Contains(strings.Join(w.material(), "\n"), said) {
			label = right
		}
	}
	if label == "" || from.IntN(10) == 0 {
		label = oneOf[from.IntN(len(oneOf))]
	}
	for label == "" { // a row that is kept has a label
		label = oneOf[from.IntN(len(oneOf))]
	}
	o = append(o, token{text: `"`}, token{text: label, others: oneOf, share: 0.5 + from.Float64()/2})
	return append(o, token{text: `"`})
}

// rightLabels is what the model knows of the task parcels: the label of texts
// that hold a word.
var rightLabels = map[string]string{"come": "find", "Where": "find", "crushed": "mend", "pieces": "mend"}

// sentence is made of what the prompt gives and of drawn words.
func sentence(w wish, from *rand.Rand) string {
	parts := w.things()
	for _, m := range w.material() {
		first := strings.Fields(m)
		parts = append(parts, strings.Join(first[:min(5, len(first))], " "))
	}
	parts = append(parts, draw(from, 9+from.IntN(6)))
	s := strings.Join(parts, ", ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func draw(from *rand.Rand, n int) string {
	var out []string
	for range n {
		out = append(out, words[from.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

// verdict is the short answer to a question: the same whenever it is asked
// again, but for one time in six.
func verdict(w wish, question string, from *rand.Rand) string {
	if m := w.material(); len(m) > 0 {
		question = m[0]
		if from.IntN(6) == 0 {
			question += "?"
		}
	}
	return words[hashOf(question)%uint64(len(words))]
}

// solved is what X is in a question about a product: the answer is the last of
// its numbers, and the other factor the first. One time in six it is wrong.
func solved(w wish, from *rand.Rand) string {
	numbers := regexp.MustCompile(`[0-9]+`).FindAllString(strings.Join(w.material(), " "), -1)
	if len(numbers) < 2 || from.IntN(6) == 0 {
		return "unknown"
	}
	answer, _ := strconv.Atoi(numbers[len(numbers)-1])
	factor, _ := strconv.Atoi(numbers[0])
	return fmt.Sprintf("X = %d", answer/max(1, factor))
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // a hash takes everything
	return h.Sum64()
}

// drawn is so many words, the same for the same seed.
func drawn(seed uint64, n int) string { return draw(rand.New(rand.NewPCG(seed, 3)), n) }
