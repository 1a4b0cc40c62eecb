package formats

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"strings"

	"winnow/review"
)

// ErrSplit is the class of errors about a split.
var ErrSplit = errors.New("bad split")

// Part is a share of the samples under a name.
type Part struct {
	Name  string
	Share float64 // above 0; the shares of a split add up to 1
}

// ParseSplit reads a split such as "train=0.9,test=0.1".
func ParseSplit(text string) ([]Part, error) {
	var parts []Part
	for piece := range strings.SplitSeq(text, ",") {
		name, share, ok := strings.Cut(strings.TrimSpace(piece), "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, fmt.Errorf("%q is not name=share, as in train=0.9,test=0.1: %w", piece, ErrSplit)
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
		if err != nil {
			return nil, fmt.Errorf("share %q of part %q is not a number: %w", share, name, ErrSplit)
		}
		parts = append(parts, Part{Name: name, Share: v})
	}
	if err := checkParts(parts); err != nil {
		return nil, err
	}
	return parts, nil
}

func checkParts(parts []Part) error {
	seen := map[string]bool{}
	sum := 0.0
	for _, p := range parts {
		switch {
		case seen[p.Name]:
			return fmt.Errorf("part %q stands there twice: %w", p.Name, ErrSplit)
		case strings.ContainsAny(p.Name, "/\\\x00") || p.Name == "." || p.Name == "..":
			return fmt.Errorf("part %q cannot be part of a file name: %w", p.Name, ErrSplit)
		case !(p.Share > 0 && p.Share <= 1):
			return fmt.Errorf("share %g of part %q is not above 0 and at most 1: %w", p.Share, p.Name, ErrSplit)
		}
		seen[p.Name] = true
		sum += p.Share
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("the shares add up to %.6g, not 1: %w", sum, ErrSplit)
	}
	return nil
}

func partNames(parts []Part) []string {
	if len(parts) == 0 {
		return []string{""}
	}
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Name
	}
	return names
}

// partOf returns which part the sample belongs to: the one of its group, or of its
// id. grouped is false when it has no value for a group that was asked for.
func (o *Options) partOf(it *review.Item) (part int, grouped bool) {
	if len(o.Split) <= 1 || o.Group == "" {
		return partOf(o.Split, o.Seed, it.Sample.ID), true
	}
	members, err := review.Members(it.Sample.Raw)
	m := named(members, o.Group)
	if err != nil || string(m.Value) == "null" {
		return partOf(o.Split, o.Seed, it.Sample.ID), false
	}
	if text, err := m.Text(); err == nil && m.Value[0] == '"' {
		return partOf(o.Split, o.Seed, text), true // however it is escaped
	}
	return partOf(o.Split, o.Seed, string(m.Value)), true
}

// partOf returns which part the sample with the given key belongs to. It depends
// on nothing but the seed, the key and the shares: a sample keeps its part when
// others come or go and when a share grows at the end. The shares are
// therefore met on average, not to the sample.
func partOf(parts []Part, seed uint64, key string) int {
	if len(parts) <= 1 {
		return 0
	}
	at, sum := fraction(seed, key), 0.0
	for i, p := range parts[:len(parts)-1] {
		if sum += p.Share; at < sum {
			return i
		}
	}
	return len(parts) - 1
}

// fraction is a number from 0 to below 1 that looks random.
func fraction(seed uint64, id string) float64 {
	h := fnv.New64a()
	var b [8]byte
	for i := range b {
		b[i] = byte(seed >> (8 * i))
	}
	h.Write(b[:])
	h.Write([]byte(id))
	// The finaliser of SplitMix64 (Steele, Lea, Flood 2014) spreads FNV's
	// weak high bits.
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}
