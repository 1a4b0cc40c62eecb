package formats

import (
	"errors"
	"io"
	"strings"
	"testing"

	"winnow/review"
)

// full is a disk with so much room.
type full struct{ room int }

var errFull = errors.New("no space left on device")

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// Ensure that a disk that fills up ends an export soon, with that error, rather
// than when all has been formatted.
func TestWrite_StopsWhenTheDiskIsFull(t *testing.T) {
	t.Parallel()
	it := item(t, moods, 1, `{"text":"`+strings.Repeat("long ", 2000)+`","label":"calm"}`)
	const most = 10_000
	visited := 0
	const room = 1 << 20
	_, err := Write(moods, func(_ bool, begin func() (func(*review.Item), func() error)) error {
		for ; visited < most; visited++ {
			take, end := begin()
			take(&it)
			if err := end(); err != nil {
				return err
			}
		}
		return nil
	}, func(string) (io.Writer, error) { return &full{room}, nil }, Options{Decisions: []review.Verdict{""}})
	if !errors.Is(err, errFull) || visited == most {
		t.Errorf("%d of %d samples were visited: %v", visited, most, err)
	}
}

// Records that nothing was decided on keep every byte, and get one member.
func TestNative_UndecidedGetsOneMember(t *testing.T) {
	t.Parallel()
	const mark = "‹winnow›"
	for _, c := range []struct{ raw, want string }{
		{`{"text":"a","label":"calm"}`, `{"text":"a","label":"calm",` + mark + `}`},
		{"{\"text\":\"a\" ,\t\"label\" : \"calm\" \t} ", "{\"text\":\"a\" ,\t\"label\" : \"calm\"," + mark + " \t} "},
		{`{"text":"a}","label":"calm","x":{"y":{}}}`, `{"text":"a}","label":"calm","x":{"y":{}},` + mark + `}`},
		{`{"text":"winnow","label":"calm" }`, `{"text":"winnow","label":"calm",` + mark + ` }`},
		{`{"winnow":{"a":1},"text":"a","label":"calm"}`, `{` + mark + `,"text":"a","label":"calm"}`},
		{`{"w\u0069nnow" : 1,"text":"a","label":"calm"}`, `{` + strings.Replace(mark, "winnow", `w\u0069nnow" : `, 1) + `,"text":"a","label":"calm"}`},
		{`{"text":"a"}`, `{"text":"a",` + mark + `}`},
		{`{"text":"\u0061","label":"calm"}`, `{"text":"\u0061","label":"calm",` + mark + `}`},
	} {
		it := item(t, moods, 1, c.raw)
		value := string((&native{task: moods}).appendWinnow(nil, &it, nil))
		want := strings.NewReplacer(mark, `"winnow":`+value, `‹w\u0069nnow" : ›`, `"w\u0069nnow" : `+value).Replace(c.want)
		if got := exported(t, moods, it, Options{}); got != want+"\n" {
			t.Errorf("%s:\ngot  %s\nwant %s", c.raw, got, want)
		}
	}
}
