//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

var errNotOurs = errors.New("the folder of the sockets belongs to somebody else")

// lendFolder is the folder of the sockets, which nobody else can reach: a name
// in a folder that all may write could have been taken by another user. It does
// not go by TMPDIR, which two terminals may have set to different places, and
// with which a socket's path may get longer than it may be.
func lendFolder() (string, error) {
	dir := filepath.Join("/", "tmp", fmt.Sprintf("winnow-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || info.Mode().Perm() != 0o700 || int(owner.Uid) != os.Getuid() {
		return "", errNotOurs
	}
	return dir, nil
}
