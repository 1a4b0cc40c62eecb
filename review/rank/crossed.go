package rank

// mostCrossed bounds the weights of the words crossed with the label; more are
// hashed together.
const mostCrossed = 1 << 20

// crossed is the text part of the model: the words of a sample and its topics,
// with weights that all labels share and, where the suggestions are classes, a
// second copy that is the label's own. The second copy of a row is never
// stored: its places are worked out from the first.
type crossed struct {
	words  *texts
	topics *topics
	label  []int32 // of each sample; nil without classes
	labels int
	// Weights of the words, shared and by label, then those of the topics.
	v, u []float32
	s, r []float32
}

func newCrossed(words *texts, top *topics, k *classes) *crossed {
	c := &crossed{words: words, topics: top, v: make([]float32, words.size), s: make([]float32, top.dims)}
	if k != nil {
		c.label, c.labels = k.of, len(k.names)
		c.u = make([]float32, min(words.size*c.labels, mostCrossed))
		c.r = make([]float32, top.dims*c.labels)
	}
	return c
}

// place is where the weight of a word for a label stands.
func (c *crossed) place(id, label int32) int {
	p := int(id)*c.labels + int(label)
	if c.words.size*c.labels <= mostCrossed {
		return p
	}
	return int(uint64(p) * 0x9e3779b97f4a7c15 >> (64 - 20))
}

// own are the weights of the topics for one label.
func (c *crossed) own(label int32) []float32 {
	return c.r[int(label)*c.topics.dims : int(label+1)*c.topics.dims]
}

// weight is that of a word in sample i, both copies together.
func (c *crossed) weight(i int, id int32) float64 {
	if c.labels == 0 {
		return float64(c.v[id])
	}
	return float64(c.v[id]) + float64(c.u[c.place(id, c.label[i])])
}

// scoreTopics is what the topics of sample i add to the log-odds.
func (c *crossed) scoreTopics(i int) float64 {
	sum := product(c.topics.row(i), c.s)
	if c.labels > 0 {
		sum += product(c.topics.row(i), c.own(c.label[i]))
	}
	return sum
}

// score is what the text of sample i adds to the log-odds.
func (c *crossed) score(i int) float64 {
	words, unit := c.words.row(i)
	sum := product(c.topics.row(i), c.s)
	for _, w := range words {
		sum += w.weight(unit) * float64(c.v[w.id()])
	}
	if c.labels > 0 {
		sum += c.scoreAs(i, c.label[i])
	}
	return sum
}

// scoreAs is what the weights of one label make of the text of sample i.
func (c *crossed) scoreAs(i int, label int32) float64 {
	words, unit := c.words.row(i)
	sum := product(c.topics.row(i), c.own(label))
	for _, w := range words {
		sum += w.weight(unit) * float64(c.u[c.place(w.id(), label)])
	}
	return sum
}

// add moves the weights by a multiple of the row of sample i.
func (c *crossed) add(i int, by float64) {
	words, unit := c.words.row(i)
	for _, w := range words {
		c.v[w.id()] += float32(w.weight(by * unit))
	}
	addTo(c.s, c.topics.row(i), by)
	if c.labels > 0 {
		c.addAs(i, c.label[i], by)
	}
}

// addAs moves the weights of one label only.
func (c *crossed) addAs(i int, label int32, by float64) {
	words, unit := c.words.row(i)
	for _, w := range words {
		c.u[c.place(w.id(), label)] += float32(w.weight(by * unit))
	}
	addTo(c.own(label), c.topics.row(i), by)
}

// square is the squared length of one copy of a row.
func (c *crossed) square(i int) float64 {
	t := c.topics.row(i)
	return c.words.square(i) + product(t, t)
}

// copies is how many copies of a row there are.
func (c *crossed) copies() float64 { return 1 + truth(c.labels > 0) }

func (c *crossed) reset() {
	clear(c.v)
	clear(c.u)
	clear(c.s)
	clear(c.r)
}

func product(a, b []float32) float64 {
	sum := 0.0
	for k, x := range a {
		sum += float64(x) * float64(b[k])
	}
	return sum
}

func addTo(to, row []float32, by float64) {
	for k, x := range row {
		to[k] += float32(by * float64(x))
	}
}
