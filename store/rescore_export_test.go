package store

// SmallRescores makes every Rescore work in steps of so many keys and moves,
// in place where fewer than one of few samples has another score, and call
// between before each of its transactions.
func (db *DB) SmallRescores(keys, moves, few int, between func()) {
	db.rescore = func(j *rescoring) { j.keys, j.moves, j.few, j.between = keys, moves, few, between }
}
