package review

import (
	"fmt"
	"math"
	"strconv"
)

// Confidence is the chance, 0 to 1, that the reviewer takes the suggestion
// unchanged. The zero value is unknown: there is no evidence, and none is made
// up.
type Confidence struct {
	p     float64
	known bool
}

// Unknown is the confidence of a sample that nobody says anything about.
var Unknown = Confidence{}

// Known returns the confidence p. A value that is not a probability (NaN,
// below 0, above 1) is no evidence and gives [Unknown].
func Known(p float64) Confidence {
	if math.IsNaN(p) || p < 0 || p > 1 {
		return Unknown
	}
	return Confidence{p: math.Abs(p), known: true} // -0 is 0, also for an index
}

// Value returns the probability and whether it is known.
func (c Confidence) Value() (p float64, known bool) { return c.p, c.known }

// IsKnown tells whether there is a value.
func (c Confidence) IsKnown() bool { return c.known }

// Compare orders by suspicion: unknown before every known value, then the
// lower value first. It returns -1, 0 or 1.
func (c Confidence) Compare(d Confidence) int {
	switch {
	case c.known != d.known && !c.known:
		return -1
	case c.known != d.known:
		return 1
	case c.p < d.p:
		return -1
	case c.p > d.p:
		return 1
	}
	return 0
}

// String shows two decimals ("0.50"), or "--" when unknown: never a number
// that nobody gave. Values that would round to 1.00 without being 1 show as
// 0.99.
func (c Confidence) String() string {
	if !c.known {
		return "--"
	}
	if c.p < 1 && c.p > 0.99 {
		return "0.99"
	}
	return fmt.Sprintf("%.2f", c.p)
}

// MarshalJSON writes a number, or null when unknown.
func (c Confidence) MarshalJSON() ([]byte, error) {
	if !c.known {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, c.p, 'g', -1, 64), nil
}

// UnmarshalJSON reads a number from 0 to 1, or null.
func (c *Confidence) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*c = Unknown
		return nil
	}
	p, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsNaN(p) || p < 0 || p > 1 {
		return fmt.Errorf("confidence %s is not a number from 0 to 1", b)
	}
	*c = Known(p)
	return nil
}
