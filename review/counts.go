package review

import "maps"

// Counts are the figures that a store keeps up to date with every commit.
type Counts struct {
	Samples int `json:"samples"`
	// ByVerdict counts the samples whose standing verdict is the key.
	ByVerdict map[Verdict]int `json:"decisions"`
	Flagged   int             `json:"flagged"`
}

// Decided is the number of samples with a final verdict.
func (c Counts) Decided() int {
	n := 0
	for v, k := range c.ByVerdict {
		if v.Final() {
			n += k
		}
	}
	return n
}

// Undecided is the number of samples still in the queue, deferred ones too.
func (c Counts) Undecided() int { return c.Samples - c.Decided() }

// Apply adds the difference that one sample's change of state makes.
func (c *Counts) Apply(was, now State) {
	if c.ByVerdict == nil {
		c.ByVerdict = map[Verdict]int{}
	}
	if was.Verdict != "" {
		c.ByVerdict[was.Verdict]--
	}
	if now.Verdict != "" {
		c.ByVerdict[now.Verdict]++
	}
	if was.Flag {
		c.Flagged--
	}
	if now.Flag {
		c.Flagged++
	}
}

func (c Counts) clone() Counts {
	c.ByVerdict = maps.Clone(c.ByVerdict)
	return c
}
