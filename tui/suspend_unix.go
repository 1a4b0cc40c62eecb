//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package tui

import "syscall"

// inShell tells whether a shell with job control has started the program. Where
// the program is in the group of the session's leader, a stop is ignored, and
// who waits to be woken waits for ever.
func inShell() bool {
	session, _, errno := syscall.RawSyscall(syscall.SYS_GETSID, 0, 0, 0)
	return errno == 0 && int(session) != syscall.Getpgrp()
}
