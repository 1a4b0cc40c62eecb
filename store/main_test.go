package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// roleVar makes a new process of the test binary play a part in a test
// instead of running tests; pathVar is the project that it is about.
const (
	roleVar = "WINNOW_STORE_ROLE"
	pathVar = "WINNOW_STORE_PATH"
)

// roles are the parts; each returns the exit code.
var roles = map[string]func(path string) int{
	"open":   roleOpen,
	"hold":   roleHold,
	"review": roleReview,
	"mutant": roleMutant,
}

func TestMain(m *testing.M) {
	if role, ok := os.LookupEnv(roleVar); ok {
		play, ok := roles[role]
		if !ok {
			fmt.Fprintln(os.Stderr, "no such role:", role)
			os.Exit(2)
		}
		os.Exit(play(os.Getenv(pathVar)))
	}
	os.Exit(m.Run())
}

// child is a command that runs this test binary in a role.
func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), roleVar+"="+role, pathVar+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}
