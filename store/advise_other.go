//go:build !linux

package store

import "go.etcd.io/bbolt"

// These are hints that only Linux is given.
func forget(*bbolt.Tx)     {}
func sequential(*bbolt.Tx) {}
func random(*bbolt.Tx)     {}
func bring([]byte)         {}
