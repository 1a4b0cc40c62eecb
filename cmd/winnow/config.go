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
	"github.com/goccy/go-yaml/token"

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
	var ye yaml.Error
	switch {
	case errors.As(err, &ye):
		return c.faultAt(ye.GetToken(), strings.TrimSpace(ye.GetMessage()))
	case err != nil:
		return c.faultAt(nil, err.Error())
	}
	for i, doc := range file.Docs {
		switch tops, ok := members(doc.Body); {
		case !ok:
			return c.fault(doc.Body, "a configuration sets things by name: write for example theme: contrast")
		case i > 0 && len(tops) > 0:
			return c.fault(doc.Body, "a second document begins here: leave --- out")
		default:
			for _, top := range tops {
				if err := c.set(nameOf(top.Key), top); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// set takes one setting over.
func (c *config) set(name string, top *ast.MappingValueNode) (err error) {
	switch name {
	case "keys":
		return c.parseKeys(top.Value)
	case "break":
		suggest := true
		if err = yaml.NodeToValue(top.Value, &suggest); err != nil || isNull(top.Value) {
			return c.fault(top.Value, "break is true or false: whether breaks are suggested")
		}
		c.NoBreaks = !suggest
	case "screen_reader":
		if err = yaml.NodeToValue(top.Value, &c.ScreenReader); err != nil || isNull(top.Value) {
			return c.fault(top.Value, "screen_reader is true or false: whether reviews print lines instead of drawing a screen")
		}
	case "theme":
		words, _ := keyNames(top.Value)
		c.Theme = strings.Join(words, " ")
		if !slices.Contains(tui.Themes, c.Theme) {
			return c.fault(top.Value, fmt.Sprintf("there is no theme %q: the themes are %s", c.Theme, strings.Join(tui.Themes, ", ")))
		}
	default:
		return c.fault(top.Key, fmt.Sprintf("unknown key %q", name))
	}
	return nil
}

// fault is an error with its place in the file.
func (c *config) fault(at ast.Node, reason string) error {
	if pairs, ok := members(at); ok && len(pairs) > 0 && at.GetToken().Value == ":" {
		at = pairs[0].Key // a mapping in block style begins there
	}
	return c.faultAt(at.GetToken(), reason)
}

func (c *config) faultAt(at *token.Token, reason string) error {
	e := &review.TaskError{File: c.path, Reason: reason}
	if at != nil && at.Position != nil {
		e.Line, e.Column = at.Position.Line, at.Position.Column
	}
	return withHint(e, "correct the configuration, or move it away; winnow's usual keys are in `?` and in the README")
}

func (c *config) parseKeys(of ast.Node) error {
	set := map[string]ast.Node{}
	pairs, ok := members(of)
	if !ok {
		if names, _ := keyNames(of); len(names) == 1 && slices.Contains(tui.Profiles, names[0]) {
			return c.fault(of, fmt.Sprintf("that is a profile of keys: write keys: {profile: %s}", names[0]))
		}
		return c.fault(of, "keys have actions: write for example keys: {accept: y}")
	}
	slices.SortStableFunc(pairs, func(a, b *ast.MappingValueNode) int { // the profile is what the others change
		return index(nameOf(a.Key) != "profile") - index(nameOf(b.Key) != "profile")
	})
	for _, p := range pairs {
		if err := c.parseKey(nameOf(p.Key), p); err != nil {
			return err
		}
		set[nameOf(p.Key)] = p.Key
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

// mayLackKey are the actions that may be without a key: no words on a screen say
// which key they have. There is always one for quit.
var mayLackKey = []string{
	"defer", "editor", "note", "why", "guidelines", "find", "making", "up", "down", "page_up", "bottom", "bulk", "narrow", "order", "copy", "quit",
}

// parseKey gives an action its keys, or takes the profile.
func (c *config) parseKey(name string, p *ast.MappingValueNode) error {
	values, ok := keyNames(p.Value)
	if name == "profile" {
		keys, ok := tui.ProfileKeys(strings.Join(values, " "))
		if !ok {
			return c.fault(p.Value, fmt.Sprintf("there is no profile %q: the profiles are %s", strings.Join(values, " "), strings.Join(tui.Profiles, ", ")))
		}
		c.Keys = keys
		return nil
	}
	keys, err := c.Keys.With(name, values)
	switch {
	case errors.Is(err, tui.ErrNoAction):
		return c.fault(p.Key, err.Error()+": the actions are "+strings.Join(c.Keys.Actions(), ", "))
	case err != nil:
		return c.fault(p.Key, err.Error())
	case !ok:
		return c.fault(p.Value, fmt.Sprintf("that is neither a key nor a list of keys: write for example %[1]s: y, or %[1]s: [y, enter]; a sign such as > stands in quotes", name))
	case len(values) == 0 && !slices.Contains(mayLackKey, name):
		return c.fault(p.Value, fmt.Sprintf("%s cannot be without a key, since words on the screen name it: leave the line out for the usual one", name))
	}
	c.Keys = keys
	return nil
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// members are the pairs of a mapping; nothing has none. ok is false for what is
// no mapping.
func members(n ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch m := n.(type) {
	case nil, *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

// nameOf is the name of a pair, in quotes or not.
func nameOf(key ast.MapKeyNode) string {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value
	}
	return key.String()
}

func isNull(n ast.Node) bool { return n.Type() == ast.NullType }

// keyNames are the values of a list, or the one value; ok is false for anything
// else.
func keyNames(n ast.Node) (names []string, ok bool) {
	values := []ast.Node{n}
	if list, ok := n.(*ast.SequenceNode); ok {
		values = list.Values
	}
	for _, v := range values {
		name := ""
		if err := yaml.NodeToValue(v, &name); err != nil || name == "" {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
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
