package worddiff

// shortest returns a shortest list of one-token pieces that lead from a to b,
// by the greedy way of E. W. Myers (An O(ND) Difference Algorithm, 1986), or
// false when it takes more than limit deletions and insertions. Memory is
// limit² numbers, time at most (len(a)+len(b))·limit comparisons.
func shortest(a, b []string, limit int) ([]Op, bool) {
	if len(a) == 0 || len(b) == 0 {
		return replace(a, b), true
	}
	x, y := numbers(a, b)
	limit = min(limit, len(x)+len(y))
	// ends[zero+k] tells how far the furthest way came on diagonal k: tokens
	// of a that it used; k is tokens of a minus tokens of b.
	zero := limit + 1
	ends := make([]int32, 2*zero+1)
	var trace [][]int32 // after d edits: diagonals -d to d
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			i := int(ends[zero+k-1]) + 1
			if inserts(k, d, ends[:], zero) {
				i = int(ends[zero+k+1])
			}
			for i < len(x) && i-k < len(y) && x[i] == y[i-k] {
				i++
			}
			ends[zero+k] = int32(i) // an index of a slice in memory
			if i >= len(x) && i-k >= len(y) {
				return walk(a, b, trace), true
			}
		}
		trace = append(trace, append([]int32(nil), ends[zero-d:zero+d+1]...))
	}
	return nil, false
}

// inserts reports whether the furthest way of d edits comes to diagonal k by
// an insertion, from the diagonal above, and not by a deletion. ends is where
// the ways of d-1 edits end, diagonal 0 at zero.
func inserts(k, d int, ends []int32, zero int) bool {
	return k == -d || k != d && ends[zero+k-1] < ends[zero+k+1]
}

// walk goes back from the end of both texts along the ways in trace and
// returns the pieces in reading order.
func walk(a, b []string, trace [][]int32) []Op {
	var ops []Op
	i, j := len(a), len(b)
	equal := func(down int) {
		for ; i > down; i, j = i-1, j-1 {
			ops = append(ops, Op{Equal, a[i-1]})
		}
	}
	for d := len(trace); d > 0; d-- {
		ends, zero, k := trace[d-1], d-1, i-j
		if inserts(k, d, ends, zero) {
			equal(int(ends[zero+k+1]))
			j--
			ops = append(ops, Op{Insert, b[j]})
		} else {
			equal(int(ends[zero+k-1]) + 1)
			i--
			ops = append(ops, Op{Delete, a[i]})
		}
	}
	equal(0)
	for l, r := 0, len(ops)-1; l < r; l, r = l+1, r-1 {
		ops[l], ops[r] = ops[r], ops[l]
	}
	return ops
}

// replace deletes all of a and inserts all of b.
func replace(a, b []string) []Op {
	ops := make([]Op, 0, len(a)+len(b))
	for _, t := range a {
		ops = append(ops, Op{Delete, t})
	}
	for _, t := range b {
		ops = append(ops, Op{Insert, t})
	}
	return ops
}

// numbers replaces tokens by numbers, equal ones for equal tokens.
func numbers(a, b []string) (x, y []int) {
	known := make(map[string]int, len(a))
	number := func(tokens []string) []int {
		ns := make([]int, len(tokens))
		for i, t := range tokens {
			n, ok := known[t]
			if !ok {
				n = len(known)
				known[t] = n
			}
			ns[i] = n
		}
		return ns
	}
	return number(a), number(b)
}
