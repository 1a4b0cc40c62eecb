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
	path  string
	Keys  tui.Keymap
	Theme string
	// NoBreaks: breaks are not suggested.
	NoBreaks bool
	// ScreenReader: reviews print lines instead of drawing a screen.
	ScreenReader bool
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
	err = c.parse(src)
	return c, err
}

// parse reads a configuration:
//
//	theme: contrast
//	break: false
//	screen_reader: true
//	keys:
//	  profile: vim
//	  accept: y
//	  undo: [u, U]
func (c *config) parse(src []byte) error {
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		var ye yaml.Error
		if errors.As(err, &ye) {
			return c.fault(nil, strings.TrimSpace(ye.GetMessage()))
		}
		return c.fault(nil, err.Error())
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil
	}
	for _, top := range members(file.Docs[0].Body) {
		switch name := top.Key.String(); name {
		case "keys":
			err = c.parseKeys(top.Value)
		case "break":
			suggest := true
			if err = yaml.NodeToValue(top.Value, &suggest); err != nil {
				err = c.fault(top.Value, "break is true or false: whether breaks are suggested")
			}
			c.NoBreaks = !suggest
		case "screen_reader":
			if err = yaml.NodeToValue(top.Value, &c.ScreenReader); err != nil {
				err = c.fault(top.Value, "screen_reader is true or false: whether reviews print lines instead of drawing a screen")
			}
		case "theme":
			c.Theme = strings.Join(keyNames(top.Value), " ")
			if !slices.Contains(tui.Themes, c.Theme) {
				err = c.fault(top.Value, fmt.Sprintf("there is no theme %q: the themes are %s", c.Theme, strings.Join(tui.Themes, ", ")))
			}
		default:
			err = c.fault(top.Key, fmt.Sprintf("unknown key %q", name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fault is an error with its place in the file.
func (c *config) fault(at ast.Node, reason string) error {
	e := &review.TaskError{File: c.path, Reason: reason}
	if at != nil {
		if tk := at.GetToken(); tk != nil && tk.Position != nil {
			e.Line, e.Column = tk.Position.Line, tk.Position.Column
		}
	}
	return withHint(e, "correct the configuration, or move it away; winnow's usual keys are in `?` and in the README")
}

func (c *config) parseKeys(of ast.Node) error {
	set := map[string]ast.Node{}
	pairs := members(of)
	slices.SortStableFunc(pairs, func(a, b *ast.MappingValueNode) int { // the profile is what the others change
		return index(a.Key.String() != "profile") - index(b.Key.String() != "profile")
	})
	for _, p := range pairs {
		name, values := p.Key.String(), keyNames(p.Value)
		if name == "profile" {
			keys, ok := tui.ProfileKeys(strings.Join(values, " "))
			if !ok {
				return c.fault(p.Value, fmt.Sprintf("there is no profile %q: the profiles are %s", strings.Join(values, " "), strings.Join(tui.Profiles, ", ")))
			}
			c.Keys = keys
			continue
		}
		keys, err := c.Keys.With(name, values)
		if err != nil {
			hint := ""
			if errors.Is(err, tui.ErrNoAction) {
				hint = ": the actions are " + strings.Join(c.Keys.Actions(), ", ")
			}
			return c.fault(p.Key, err.Error()+hint)
		}
		c.Keys, set[name] = keys, p.Key
	}
	for _, name := range c.Keys.Actions() { // a clash is shown where it was made
		if at := set[name]; at != nil {
			if err := c.Keys.Check(name); err != nil {
				return c.fault(at, err.Error())
			}
		}
	}
	return nil
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
