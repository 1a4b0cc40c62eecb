package main

import (
	"runtime/debug"
	"runtime/metrics"
)

// lean bounds the garbage that waits to be collected. Otherwise it grows with
// what is in use, and an import has the keys of all rows in use: these hold no
// pointers, so that collecting more often costs next to nothing.
type lean struct {
	before int // percent
	least  int // percent, however much is in use
	now    int // percent
}

// importLeast is the least garbage of an import, in percent.
const importLeast = 5

// leanGarbage is about how many bytes of garbage there may be.
const leanGarbage = 8 << 20

const mostPercent = 100

func beLean(least int) *lean {
	l := &lean{before: debug.SetGCPercent(mostPercent), least: least, now: mostPercent}
	l.adjust()
	return l
}

// adjust is to be called now and then while what is in use grows.
func (l *lean) adjust() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	percent := uint64(mostPercent)
	if live[0].Value.Kind() == metrics.KindUint64 {
		percent = 100 * leanGarbage / max(1, live[0].Value.Uint64())
	}
	if next := max(l.least, int(min(mostPercent, percent))); next != l.now { // else the world is stopped for nothing
		l.now = next
		debug.SetGCPercent(next)
	}
}

func (l *lean) end() { debug.SetGCPercent(l.before) }
