package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"winnow/review"
	"winnow/tui"
)

// configPath is the user's configuration file, "" where there is no home.
func (a *app) configPath() string {
	dir := a.env("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // the XDG specification ignores others
		if dir = a.env("HOME"); dir == "" {
			return ""
		}
		dir = filepath.Join(dir, ".config")
	}
	return filepath.Join(dir, "winnow", "config.yaml")
}

// config is what a user sets for every project.
type config struct {
	path string
	Keys tui.Keymap
}

// readConfig reads the user's configuration; without a file everything is as
// usual. A fault is a [*review.TaskError] with its place.
func (a *app) readConfig() (config, error) {
	c := config{path: a.configPath()}
	if c.path == "" {
		return c, nil
	}
	src, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("reading the configuration: %w", err)
	}
	c.Keys, err = parseConfig(c.path, src)
	return c, err
}

// parseConfig reads the keys of a configuration:
//
//	keys:
//	  profile: vim
//	  accept: y
//	  undo: [u, U]
func parseConfig(path string, src []byte) (tui.Keymap, error) {
	none := tui.DefaultKeys()
	fault := func(at ast.Node, reason string) error {
		e := &review.TaskError{File: path, Reason: reason}
		if at != nil {
			if tk := at.GetToken(); tk != nil && tk.Position != nil {
				e.Line, e.Column = tk.Position.Line, tk.Position.Column
			}
		}
		return withHint(e, "correct the configuration, or move it away; winnow's usual keys are in `?` and in the README")
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		var ye yaml.Error
		if errors.As(err, &ye) {
			return none, fault(nil, strings.TrimSpace(ye.GetMessage()))
		}
		return none, fault(nil, err.Error())
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return none, nil
	}
	keys := none
	set := map[string]ast.Node{}
	for _, top := range members(file.Docs[0].Body) {
		if top.Key.String() != "keys" {
			return none, fault(top.Key, fmt.Sprintf("unknown key %q", top.Key.String()))
		}
		pairs := members(top.Value)
		slices.SortStableFunc(pairs, func(a, b *ast.MappingValueNode) int { // the profile is what the others change
			return index(a.Key.String() != "profile") - index(b.Key.String() != "profile")
		})
		for _, p := range pairs {
			name, values := p.Key.String(), keyNames(p.Value)
			if name == "profile" {
				var ok bool
				if keys, ok = tui.ProfileKeys(strings.Join(values, " ")); !ok {
					return none, fault(p.Value, fmt.Sprintf("there is no profile %q: the profiles are %s", strings.Join(values, " "), strings.Join(tui.Profiles, ", ")))
				}
				continue
			}
			if keys, err = keys.With(name, values); err != nil {
				hint := ""
				if errors.Is(err, tui.ErrNoAction) {
					hint = ": the actions are " + strings.Join(keys.Actions(), ", ")
				}
				return none, fault(p.Key, err.Error()+hint)
			}
			set[name] = p.Key
		}
	}
	for _, name := range keys.Actions() { // a clash is shown where it was made
		if at := set[name]; at != nil {
			if err := keys.Check(name); err != nil {
				return none, fault(at, err.Error())
			}
		}
	}
	return keys, nil
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// members are the pairs of a mapping.
func members(n ast.Node) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	return nil
}

// keyNames are the values of a list, or the one value.
func keyNames(n ast.Node) []string {
	var out []string
	if err := yaml.NodeToValue(n, &out); err == nil {
		return out
	}
	one := ""
	if err := yaml.NodeToValue(n, &one); err == nil && one != "" {
		return []string{one}
	}
	return nil
}

// fits tells whether the task's labels have keys of their own beside those of
// the configuration.
func (c config) fits(t review.Task) error {
	reserved := c.Keys.Reserved()
	for _, l := range t.Labels {
		if does, taken := reserved[l.Key]; taken && l.Key != "" {
			return withHint(fmt.Errorf("label %q has the key %q, which is %q in %s", l.Name, l.Key, does, c.path),
				"give the label or the action another key")
		}
	}
	return nil
}
