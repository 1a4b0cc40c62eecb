package tui

import "fmt"

type chatKind struct{ plain }

// turnName names the i-th turn of a conversation, from 0, among the texts of a
// sample.
func turnName(i int) string { return fmt.Sprintf("turn %d", i+1) }
