package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

const treeTask = `name: mood
kind: classify
labels: [{name: good}, {name: bad}]
generate:
  strategy: tree
  topics: [{name: delays, topics: [{name: snow}, {name: a strike}]}, {name: tickets}]
  per_request: 1
  at_once: 1
`

// The check of Explore-Instruct: the leaves that have kept samples are counted,
// and the others named.
func TestStats_CoverageOfTheLeavesOfATree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "task.yaml", treeTask)
	winnow(t, dir, "generate", "p.winnow", "--task", "task.yaml", "--base-url", endpoint(t, 1, false), "--model", "m", "--count", "2")
	sees(t, winnow(t, dir, "stats", "p.winnow"),
		`^asked for by +values +with a sample +with a kept one$`, `^topic +3 +2 +0$`, `^topic without a kept one: tickets, delays › `)
	sees(t, winnow(t, dir, "stats", "p.winnow", "--covered", "2"), `with 2 kept ones$`, `^topic without 2 kept ones: `)
}

func sees(t *testing.T, out string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !regexp.MustCompile("(?m)" + want).MatchString(out) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// The check of ClinGen: the entities of the file of facts are counted. A file that
// does not lie beside the project is left alone.
func TestStats_CoverageOfTheFactsBesideTheProject(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{"facts.csv": `^entity +3 +1 +0$`, "../facts.csv": `^confidence `} {
		dir := t.TempDir()
		if err := os.Mkdir(dir+"/in", 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"facts.csv", "in/facts.csv"} {
			write(t, dir, name, "entity\nVienna\nRome\nGraz\n")
		}
		write(t, dir, "in/task.yaml", "name: mood\nkind: classify\nlabels: [{name: good}, {name: bad}]\ngenerate: {strategy: knowledge, file: "+file+", per_request: 1, at_once: 1}\n")
		winnow(t, dir+"/in", "generate", "p.winnow", "--task", "task.yaml", "--base-url", endpoint(t, 1, false), "--model", "m", "--count", "1")
		out := winnow(t, dir+"/in", "stats", "p.winnow")
		sees(t, out, want)
		if file != "facts.csv" && strings.Contains(out, "Vienna") {
			t.Errorf("%s was read:\n%s", file, out)
		}
	}
}
