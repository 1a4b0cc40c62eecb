package tui

import (
	"fmt"
	"testing"

	"winnow/review/rank"
)

// BenchmarkRead_Find types one more letter of a word that stands 14,000 times
// in a megabyte.
func BenchmarkRead_Find(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(size.name, func(b *testing.B) {
			m := reading(b, rowOf("one", size.bytes, benchSentence), newsRows[0])
			m.View()
			m.find(m.current().Sample.Seq)
			p := m.pane.(*findPane)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.read.query = [2]string{"counci", "council"}[i%2]
				p.search(m)
				_ = m.View().Content
			}
		})
	}
}

// BenchmarkRead_ScrollMarked moves a text by one row in which every word is
// marked.
func BenchmarkRead_ScrollMarked(b *testing.B) {
	for _, size := range benchSizes[1:] {
		b.Run(size.name, func(b *testing.B) {
			m := reading(b, rowOf("one", size.bytes, benchSentence), newsRows[0])
			text := m.current().Field("text")
			var words []rank.Telling
			for i := 0; i+3 < len(text); i += 4 {
				words = append(words, rank.Telling{Part: "text", From: i, To: i + 3, Word: fmt.Sprint(i), Contribution: 1})
			}
			m.read.words, m.read.asked = true, m.current().Sample.Seq
			m.onWords(wordsReadMsg{seq: m.read.asked, words: words, learned: true})
			by := [2]action{actDown, actUp}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.scroll(by[i%2])
				_ = m.View().Content
			}
		})
	}
}
