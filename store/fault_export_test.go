package store

// StopSyncing lets a test see that it would notice missing syncs.
func (db *DB) StopSyncing() { db.bolt.NoSync = true }
