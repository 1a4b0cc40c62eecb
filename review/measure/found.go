package measure

import "fmt"

// shares are the parts of all reviews at which an order is looked at, in
// percent.
var shares = []int{10, 20, 30, 50}

// cleanEnough is the share of errors left at which a set counts as clean.
const cleanEnough = 0.05

// Found says how well one order of review finds the errors.
type Found struct {
	// Found is the share (0 to 1) of all errors inside the first 10, 20, 30
	// and 50 percent of the reviews, by that percentage.
	Found map[string]float64 `json:"found"`
	// Area is (A - 1/2) / (A of the perfect order - 1/2), A the area under the
	// curve share reviewed → share found: 0 for a random order, 1 for the
	// perfect one, below 0 for one that misleads.
	Area float64 `json:"area"`
	// ReviewsTo5Pct is the share of the items to review until the errors left
	// are at most 5% of all items.
	ReviewsTo5Pct float64 `json:"reviews_to_5pct"`
}

// FoundBy looks at an order: order holds the items' indexes as they come up
// for review, wrong tells which are errors. Without an error, and where all
// are errors, there is nothing to find and the area is 0.
func FoundBy(order []int, wrong []bool) Found {
	n, errs := len(order), 0
	for _, w := range wrong {
		if w {
			errs++
		}
	}
	f := Found{Found: map[string]float64{}}
	curve := make([]int, n+1) // errors found after k reviews
	area, perfect := 0.0, 0.0
	for k, i := range order {
		curve[k+1] = curve[k]
		if wrong[i] {
			curve[k+1]++
		}
		area += float64(curve[k]+curve[k+1]) / 2
		perfect += float64(min(k, errs)+min(k+1, errs)) / 2
	}
	if half := float64(errs) * float64(n) / 2; perfect > half {
		f.Area = (area - half) / (perfect - half)
	}
	for _, s := range shares {
		f.Found[fmt.Sprint(s)] = foundAt(curve, float64(s)/100, errs)
	}
	for k := range curve {
		if float64(errs-curve[k]) <= cleanEnough*float64(n) {
			f.ReviewsTo5Pct = float64(k) / float64(max(1, n))
			break
		}
	}
	return f
}

// foundAt reads the curve at a share of the reviews, between two of them in
// proportion.
func foundAt(curve []int, share float64, errs int) float64 {
	if errs == 0 {
		return 0
	}
	at := share * float64(len(curve)-1)
	k := int(at)
	found := float64(curve[k])
	if k+1 < len(curve) {
		found += (at - float64(k)) * float64(curve[k+1]-curve[k])
	}
	return found / float64(errs)
}

// MeanFound is the mean over several runs.
func MeanFound(runs []Found) Found {
	mean := Found{Found: map[string]float64{}}
	n := float64(max(1, len(runs)))
	for _, r := range runs {
		for s, v := range r.Found {
			mean.Found[s] += v / n
		}
		mean.Area += r.Area / n
		mean.ReviewsTo5Pct += r.ReviewsTo5Pct / n
	}
	return mean
}
