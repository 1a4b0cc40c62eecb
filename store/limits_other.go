//go:build !linux

package store

import "runtime"

// modesCount tells that the mode bits of a file say who can read it.
const modesCount = runtime.GOOS != "windows"

// space is not known here.
func space(string) (free, total uint64, ok bool) { return 0, 0, false }

// network is not known here.
func network(string) bool { return false }
