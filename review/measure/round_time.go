package measure

import (
	"fmt"
	"strings"
	"time"
)

const day = 24 * time.Hour

// RoundTimes are times from 0 up to span at equal distances that read well on an
// axis: at most six, the 0 included. Of a span below a second there is only the 0.
func RoundTimes(span time.Duration) []time.Duration {
	const most = 5 // behind the 0
	steps := []time.Duration{
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
		day, 2 * day, 5 * day, 10 * day, 20 * day, 50 * day, 100 * day, 200 * day, 500 * day,
	}
	step := steps[0]
	for i := 0; i < len(steps) && span/step > most; i++ {
		step = steps[i]
	}
	for span/step > most {
		step *= 2
	}
	times := []time.Duration{0}
	for t := step; t <= span; t += step {
		times = append(times, t)
	}
	return times
}

// RoundTime writes a time with the units of which it has some, "1 h 30 min"; 0
// is "0".
func RoundTime(t time.Duration) string {
	var parts []string
	for _, u := range []struct {
		size time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := t / u.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			t -= n * u.size
		}
	}
	if len(parts) == 0 {
		return "0"
	}
	return strings.Join(parts, " ")
}
