package measure

import (
	"strings"
	"testing"
	"time"
)

func TestRoundTimes_ReadWellOnAnAxisOfAnyLength(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64]string{
		0.5: "0", 1: "0, 1 s", 9: "0, 2 s, 4 s, 6 s, 8 s", 4720: "0, 20 min, 40 min, 1 h",
		7300: "0, 30 min, 1 h, 1 h 30 min, 2 h", 3 * 86400: "0, 1 d, 2 d, 3 d",
	} {
		var texts []string
		for _, at := range RoundTimes(time.Duration(seconds * float64(time.Second))) {
			texts = append(texts, RoundTime(at))
		}
		if got := strings.Join(texts, ", "); got != want {
			t.Errorf("%g s: %s, want %s", seconds, got, want)
		}
	}
	for span := time.Second; span < 200*365*day; span += span / 7 {
		if n := len(RoundTimes(span)); n < 2 || n > 6 {
			t.Errorf("%d times of %s", n, span)
		}
	}
}
