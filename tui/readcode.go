package tui

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"

	"winnow/tui/visible"
)

// codeMost is how much code is painted, in bytes.
const codeMost = 32 << 10

// highlighter paints code by what nearly all languages share: comments, strings,
// numbers and the commonest words. The grammars of a library would be read at
// the start of every command, whether or not code is ever shown: 9 MB of memory
// and half a frame's time before the first one.
type highlighter struct {
	st   *styles
	emph paint
}

func newHighlighter(st *styles) *highlighter {
	return &highlighter{st: st, emph: newPaint(lipgloss.NewStyle().Foreground(st.tokens.faint).Italic(true))}
}

// codePart finds the next part of code that is painted. Its groups are comments,
// strings, numbers and words, in this order. Strings end with their line unless
// they have three quotes; what is not closed is not painted.
var codePart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|#[^\n]*|--[ \t][^\n]*)` +
		`|("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` + "`[^`\n]*`" + `)` +
		`|(\b\d[\w.]*)|(\b[A-Za-z_]\w*\b)`)
})

// codeWords are reserved in several common languages.
func codeWords() []string {
	return strings.Fields(`and as async await begin break case catch class const continue def default defer
		do done elif else end enum except export extends false fi final finally fn for foreach from func
		function go if impl import in interface is lambda let match module mut namespace new nil None not
		null or package pass private protected pub public raise return select self SELECT FROM WHERE
		static struct super switch this then throw trait true True False try type union use using val var
		void while with yield`)
}

// lines are the lines of visible code, painted where a language is named.
func (h *highlighter) lines(code, language string) []string {
	if language == "" || language == "text" || language == "txt" || len(code) > codeMost {
		return strings.Split(code, "\n")
	}
	reserved := codeWords()
	hashes := !slices.Contains([]string{"c", "cpp", "c++", "cs", "csharp", "css", "html", "java", "javascript", "js", "json", "rust", "ts", "typescript", "xml"},
		strings.ToLower(language)) // of these none has comments that begin with #
	var b strings.Builder
	at := 0
	for _, m := range codePart().FindAllStringSubmatchIndex(code, -1) {
		part := code[m[0]:m[1]]
		p := paint{}
		switch {
		case m[2] >= 0 && (hashes || part[0] != '#'):
			p = h.emph
		case m[4] >= 0:
			p = h.st.good
		case m[6] >= 0:
			p = h.st.warn
		case m[8] >= 0 && slices.Contains(reserved, part):
			p = h.st.accent
		}
		b.WriteString(visible.Text(code[at:m[0]]))
		b.WriteString(paintLines(p, visible.Text(part)))
		at = m[1]
	}
	b.WriteString(visible.Text(code[at:]))
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}
