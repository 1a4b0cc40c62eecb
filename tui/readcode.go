package tui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"winnow/tui/visible"
)

const (
	// codeMost is how much code is highlighted, in bytes, and codeFor how long:
	// what a model writes can keep a grammar busy for ever.
	codeMost = 32 << 10
	codeFor  = 300 * time.Millisecond
)

// highlighter paints code by what its parts are.
type highlighter struct {
	st    *styles
	emph  paint
	until time.Time // no further code is highlighted
}

func newHighlighter(st *styles) *highlighter {
	return &highlighter{
		st:    st,
		emph:  newPaint(lipgloss.NewStyle().Foreground(st.tokens.faint).Italic(true)),
		until: time.Now().Add(codeFor),
	}
}

// lines are the lines of visible code, painted where the language is known.
func (h *highlighter) lines(code, language string) []string {
	lexer := lexers.Get(strings.ToLower(language))
	if language == "" || lexer == nil || len(code) > codeMost {
		return strings.Split(code, "\n")
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return strings.Split(code, "\n")
	}
	var b strings.Builder
	for t := tokens(); t != chroma.EOF; t = tokens() {
		if time.Now().After(h.until) {
			return strings.Split(code, "\n")
		}
		b.WriteString(paintLines(h.paint(t.Type), visible.Text(t.Value)))
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func (h *highlighter) paint(t chroma.TokenType) paint {
	switch {
	case t.InCategory(chroma.Comment):
		return h.emph
	case t.InCategory(chroma.Keyword):
		return h.st.accent
	case t.InSubCategory(chroma.LiteralString):
		return h.st.good
	case t.InSubCategory(chroma.LiteralNumber):
		return h.st.warn
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameTag, t == chroma.GenericHeading:
		return h.st.strong
	case t == chroma.GenericDeleted:
		return h.st.deleted
	case t == chroma.GenericInserted:
		return h.st.inserted
	}
	return paint{}
}
