//go:build !linux || (!amd64 && !arm64 && !riscv64)

package main

import "os"

// beginWriting does nothing: the system begins by itself.
func beginWriting(*os.File, int64, int64) {}

// giveBack does nothing: the system does it by itself.
func giveBack(*os.File, int64, int64) {}
