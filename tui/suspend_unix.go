//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package tui

import (
	"os"
	"os/signal"
	"syscall"
)

// inShell tells whether a shell with job control has started the program. Where
// the program is in the group of the session's leader, a stop is ignored, and
// who waits to be woken waits for ever.
func inShell() bool {
	session, _, errno := syscall.RawSyscall(syscall.SYS_GETSID, 0, 0, 0)
	return errno == 0 && int(session) != syscall.Getpgrp()
}

// stopProcess stops the program, with all of its job, until the shell wakes it.
func stopProcess() {
	woken := make(chan os.Signal, 1)
	signal.Notify(woken, syscall.SIGCONT)
	defer signal.Stop(woken)
	if syscall.Kill(0, syscall.SIGTSTP) == nil {
		<-woken
	}
}
