package review

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// TaskError is a fault in a task file, with the place where it stands.
type TaskError struct {
	File         string
	Line, Column int    // from 1; 0 when the fault has no place
	Reason       string // what is wrong, in a few words
	Source       string // the lines around the fault, marked; may be empty
}

// Error is "file:line:column: reason" and, below it, the line itself.
func (e *TaskError) Error() string {
	at := e.File
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	if e.Source == "" {
		return at + ": " + e.Reason
	}
	return at + ": " + e.Reason + "\n" + e.Source
}

// ParseTask reads a task file. Unknown keys, wrong types and clashing label
// keys are a [*TaskError] with the place. file is the name to show; reserved
// maps keys of the screen to what they do (nil: none).
func ParseTask(file string, src []byte, reserved map[string]string) (Task, error) {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if err := checkShape(file, src); err != nil {
		return Task{}, err
	}
	doc, err := parser.ParseBytes(src, 0)
	if err != nil {
		return Task{}, yamlError(file, err)
	}
	if len(doc.Docs) == 0 || doc.Docs[0].Body == nil {
		return Task{}, &TaskError{File: file, Reason: "the task file is empty"}
	}
	if err := checkWhole(doc); err != nil {
		return Task{}, placed(file, src, doc, err)
	}
	for _, d := range doc.Docs[1:] {
		if d.Body != nil {
			pos := start(d.Body).Position
			return Task{}, &TaskError{
				File: file, Line: pos.Line, Column: pos.Column,
				Reason: "a second document begins here", Source: sourceLine(src, pos.Line, pos.Column),
			}
		}
	}
	var t Task
	// What was parsed is decoded: the decoder has nothing to read.
	if err := yaml.NewDecoder(bytes.NewReader(nil), yaml.DisallowUnknownField()).DecodeFromNode(doc.Docs[0].Body, &t); err != nil {
		return Task{}, yamlError(file, err)
	}
	t.setDefaults()
	if err := t.Validate(reserved); err != nil {
		return Task{}, placed(file, src, doc, err)
	}
	return t, nil
}

const (
	// maxTaskNesting bounds how deep a task file may nest on one line and in
	// brackets; a task needs four levels.
	maxTaskNesting = 64
	// maxTaskLine bounds a line in bytes: a page of guidelines without a line
	// break fits.
	maxTaskLine = 64 << 10
)

// checkShape bounds what takes the parser too long or too far: it recurses
// until the stack ends the program, and its time grows with the square of
// what stands on one line.
func checkShape(file string, src []byte) error {
	n := 0
	for text := range bytes.Lines(src) {
		if n++; len(text) > maxTaskLine {
			return &TaskError{File: file, Line: n, Column: 1, Reason: fmt.Sprintf("the line is longer than %d KiB", maxTaskLine>>10)}
		}
	}
	open, inLine, line := 0, 0, 0
	for _, tk := range lexer.Tokenize(string(src)) {
		if tk.Position.Line != line {
			line, inLine = tk.Position.Line, 0
		}
		switch tk.Type {
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open--
		case token.CollectEntryType:
			inLine = 0
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.AliasType, token.TagType:
			inLine++
		}
		if open+inLine > maxTaskNesting {
			return &TaskError{
				File: file, Line: line, Column: tk.Position.Column,
				Reason: fmt.Sprintf("nested deeper than %d levels", maxTaskNesting),
			}
		}
	}
	return nil
}

// Marshal writes the task as a task file that [ParseTask] reads back.
func (t Task) Marshal() ([]byte, error) {
	b, err := yaml.MarshalWithOptions(t, yaml.UseLiteralStyleIfMultiline(true), yaml.IndentSequence(true))
	if err == nil && !t.readsBack(b) {
		// Some texts (a label "? x", guidelines that begin with a space) do not
		// survive the plain style; the quoted one is less pretty, but exact.
		b, err = yaml.MarshalWithOptions(t, yaml.JSON())
	}
	if err != nil {
		return nil, fmt.Errorf("writing the task: %w", err)
	}
	return b, nil
}

// readsBack tells whether src holds the task. Writing what was read shows it
// without telling nil from empty.
func (t Task) readsBack(src []byte) bool {
	var read Task
	if err := yaml.Unmarshal(src, &read); err != nil {
		return false
	}
	want, err := yaml.MarshalWithOptions(t, yaml.JSON())
	if err != nil {
		return false
	}
	got, err := yaml.MarshalWithOptions(read, yaml.JSON())
	return err == nil && bytes.Equal(got, want)
}

// checkWhole finds a fraction where a whole number belongs, which the decoder
// would cut off in silence.
func checkWhole(doc *ast.File) error {
	for _, path := range []string{
		"$.generate.count", "$.generate.per_request", "$.generate.at_once", "$.generate.max_tokens", "$.generate.rounds",
		"$.generate.avoid", "$.generate.seed", "$.generate.budget.tokens", "$.generate.budget.requests",
		"$.generate.demonstrations.count", "$.generate.signals.votes", "$.generate.signals.judge_after",
		"$.generate.filters.min_words", "$.generate.filters.max_words", "$.order.representative",
	} {
		if _, ok := find(doc, path).(*ast.FloatNode); ok {
			return fault{path, path[strings.LastIndexByte(path, '.')+1:] + " is not a whole number"}
		}
	}
	return nil
}

func yamlError(file string, err error) error {
	e := &TaskError{File: file, Reason: strings.TrimSpace(err.Error())}
	var ye yaml.Error
	if errors.As(err, &ye) {
		e.Reason = yamlReason(ye)
		if tk := ye.GetToken(); tk != nil && tk.Position != nil {
			e.Line, e.Column = tk.Position.Line, tk.Position.Column
		}
		// FormatError puts "[line:column] message" first; the source follows.
		if _, source, ok := strings.Cut(ye.FormatError(false, true), "\n"); ok {
			e.Source = strings.TrimRight(source, "\n")
		}
	}
	return e
}

// yamlReason says in the words of task files what the decoder says in those
// of Go.
func yamlReason(err yaml.Error) string {
	switch e := err.(type) {
	case *yaml.UnknownFieldError:
		return fmt.Sprintf("unknown key %q", e.Token.Value)
	case *yaml.OverflowError:
		return e.SrcNum + " is out of range"
	case *yaml.TypeError:
		return fmt.Sprintf("%s stands where %s is expected", typeWord(e.SrcType), typeWord(e.DstType))
	}
	return err.GetMessage()
}

func typeWord(t reflect.Type) string {
	if t == nil {
		return "nothing"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a mapping"
	}
	return "a text"
}

// placed finds the line of a fault.
func placed(file string, src []byte, doc *ast.File, err error) error {
	var f fault
	if !errors.As(err, &f) {
		return err
	}
	e := &TaskError{File: file, Reason: f.msg}
	if node := nearest(doc, f.path); node != nil {
		pos := start(node).Position
		e.Line, e.Column = pos.Line, pos.Column
		e.Source = sourceLine(src, pos.Line, pos.Column)
	}
	return e
}

// nearest returns what stands at the first of the paths that leads anywhere,
// be it to a parent, else the whole document.
func nearest(doc *ast.File, paths string) ast.Node {
	for _, path := range strings.Fields(paths) {
		for ; path != "" && path != "$"; path = parentPath(path) {
			if node := find(doc, path); node != nil {
				return node
			}
		}
	}
	return find(doc, "$")
}

// find returns the node at the path, nil if there is none.
func find(doc *ast.File, path string) ast.Node {
	p, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	node, err := p.FilterFile(doc)
	if err != nil || node == nil || node.GetToken() == nil {
		return nil
	}
	return node
}

// start is the token with which the node begins; a mapping in block style
// gives its colon for one.
func start(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

func parentPath(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i < 0 {
		return ""
	}
	return path[:i]
}

func sourceLine(src []byte, line, column int) string {
	lines := strings.Split(string(src), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	head := fmt.Sprintf("%4d | ", line)
	return head + strings.TrimRight(lines[line-1], "\r") + "\n" + strings.Repeat(" ", len(head)+max(0, column-1)) + "^"
}
