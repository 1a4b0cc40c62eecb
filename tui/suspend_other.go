//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package tui

// inShell tells whether a shell with job control has started the program.
func inShell() bool { return false }

// stopProcess does nothing: there is nothing that could wake the program.
func stopProcess() {}
