package rank

import "math"

// eigen returns the eigenvalues and eigenvectors (in columns) of a symmetric
// matrix by Jacobi's rotations; a is overwritten.
func eigen(a []float64, p int) (values, vectors []float64) {
	v := make([]float64, p*p)
	for i := range p {
		v[i*p+i] = 1
	}
	for range 30 {
		off := 0.0
		diag := 0.0
		for i := range p {
			diag += a[i*p+i] * a[i*p+i]
			for j := range i {
				off += a[i*p+j] * a[i*p+j]
			}
		}
		if off <= 1e-22*diag {
			break
		}
		for i := range p {
			for j := i + 1; j < p; j++ {
				if a[i*p+j] == 0 {
					continue
				}
				th := (a[j*p+j] - a[i*p+i]) / (2 * a[i*p+j])
				t := 1 / (math.Abs(th) + math.Sqrt(th*th+1))
				if th < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(t*t+1)
				s := t * c
				for k := range p {
					x, y := a[k*p+i], a[k*p+j]
					a[k*p+i], a[k*p+j] = c*x-s*y, s*x+c*y
				}
				for k := range p {
					x, y := a[i*p+k], a[j*p+k]
					a[i*p+k], a[j*p+k] = c*x-s*y, s*x+c*y
				}
				for k := range p {
					x, y := v[k*p+i], v[k*p+j]
					v[k*p+i], v[k*p+j] = c*x-s*y, s*x+c*y
				}
			}
		}
	}
	values = make([]float64, p)
	for i := range p {
		values[i] = a[i*p+i]
	}
	return values, v
}
