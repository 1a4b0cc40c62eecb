//go:build !linux

package store

import "go.etcd.io/bbolt"

// forget is a hint that only Linux is given.
func forget(*bbolt.Tx) {}
