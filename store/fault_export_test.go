package store

// StopSyncing lets a test see that it would notice missing syncs. Tests in which
// nothing crashes are much faster so.
func (db *DB) StopSyncing() { db.bolt.NoSync = true }
