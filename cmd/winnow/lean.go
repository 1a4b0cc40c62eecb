package main

import (
	"runtime/debug"
	"runtime/metrics"
)

// lean bounds the garbage that waits to be collected. Otherwise it grows with
// what is in use, and an import has the keys of all rows in use: these hold no
// pointers, so that collecting more often costs next to nothing.
type lean struct{ before int }

// leanGarbage is about how many bytes of garbage there may be.
const leanGarbage = 8 << 20

func beLean() lean {
	l := lean{before: debug.SetGCPercent(100)}
	l.adjust()
	return l
}

// adjust is to be called now and then while what is in use grows.
func (lean) adjust() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	const least, most = 5, 100
	percent := uint64(most)
	if live[0].Value.Kind() == metrics.KindUint64 {
		percent = 100 * leanGarbage / max(1, live[0].Value.Uint64())
	}
	debug.SetGCPercent(int(min(most, max(least, percent))))
}

func (l lean) end() { debug.SetGCPercent(l.before) }
