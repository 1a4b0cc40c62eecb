package store

// NearlyFull judges a file system by its free and whole size.
func NearlyFull(free, total uint64) bool { return nearlyFull(free, total) }
