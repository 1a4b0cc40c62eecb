package strategy

import (
	"fmt"

	"winnow/generator"
	"winnow/generator/prompt"
)

// inspire shows a drawn piece of a person's file with each request, for what the
// texts are about (OSS-Instruct, Wei et al. 2023, section 2.1).
type inspire struct {
	g    generateOf
	rows []Row
}

// pieceOf is how long a piece is at the most, in characters.
const pieceOf = 1000

func newInspire(g generateOf) (Strategy, error) {
	rows, err := g.rows("inspire", "file: letters.txt\n")
	return &inspire{g, rows}, err
}

func (s *inspire) Next(st *State) *Ask {
	at := st.Rand.IntN(len(s.rows))
	row := s.rows[at]
	piece := []rune(row.Text())
	for next := at + 1; next < len(s.rows) && len(piece) < pieceOf/2; next++ { // a few lines of a plain text
		piece = append(append(piece, '\n'), []rune(s.rows[next].Text())...)
	}
	from := 0
	if over := len(piece) - pieceOf; over > 0 {
		from = st.Rand.IntN(over + 1)
		piece = piece[from : from+pieceOf]
	}
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	a.Do = append(a.Do, "Take the piece below for inspiration: what the texts are about comes from it, but they stand for themselves and copy nothing of it.")
	a.Material = []prompt.Material{{Name: "Piece", Text: string(piece)}}
	a.Parents = []string{fmt.Sprintf("%s:%d+%d", s.g.File, row.Line, from)}
	return a
}

func (*inspire) Take(_ *State, _ *Ask, o generator.Object) Taken { return keep(o) }
