package store

// NearlyFull judges a file system by its free and whole size.
func NearlyFull(free, total uint64) bool { return nearlyFull(free, total) }

// NearLargest judges a file by its size and the largest one.
func NearLargest(size, largest int64) bool { return nearlyTooLarge(size, largest) }

// LimitSize sets how large the file may grow until it is opened anew.
func (db *DB) LimitSize(bytes int64) { db.bolt.MaxSize = int(bytes) }
