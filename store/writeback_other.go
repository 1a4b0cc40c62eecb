//go:build !linux || (!amd64 && !arm64 && !riscv64)

package store

// writeBack makes durable what was written so far: the disk cannot be told to
// begin with it.
func writeBack(out boltOutput) error { return out.Sync() }
