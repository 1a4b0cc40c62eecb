package tui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"winnow/review"
	"winnow/tui/screentest"
)

// demoBench holds the rows of `winnow demo KIND`.
func demoBench(t testing.TB, kind review.Kind) *bench {
	t.Helper()
	read := func(ending string) []byte {
		b, err := os.ReadFile(filepath.Join("..", "cmd", "winnow", "demo", string(kind)+ending))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	task, err := review.ParseTask("task.yaml", read(".yaml"), ReservedKeys())
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range bytes.Lines(bytes.TrimSpace(read(".jsonl"))) {
		rows = append(rows, string(bytes.TrimSpace(line)))
	}
	return newBench(t, task, rows...)
}

// keyed is a key and what it brings on the screen.
type keyed struct {
	key   string
	shows []string
}

func onKey(key string, shows ...string) keyed { return keyed{key, shows} }

// exhibit is a screen and how to get there.
type exhibit struct {
	name  string
	bench func(t testing.TB) *bench
	steps []keyed // the first one has no key
}

func news(t testing.TB) *bench { return newBench(t, newsTask(), newsRows...) }

func recipes(t testing.TB) *bench {
	return newBench(t, textTask(),
		`{"id":"r1","instruction":"Give a recipe for rice.","input":"One pot only.","output":"Rinse the rice. Bring it to the boil in twice its volume of water, cover, and leave it on the lowest heat.","model":"small-1","confidence":0.4}`,
		`{"id":"r2","instruction":"Say hello in four languages.","output":"Hello, 안녕하세요, こんにちは, مرحبا 👋🏽\u001b[31m","model":"small-1","confidence":0.6}`)
}

func kindBench(kind review.Kind) func(testing.TB) *bench {
	return func(t testing.TB) *bench { return demoBench(t, kind) }
}

// exhibits are all screens, by what they are called.
var exhibits = []exhibit{
	{"classify", news, []keyed{onKey("", " n2 "), onKey("space", "saved: n2 deferred", " n3 ")}},
	{"text", recipes, []keyed{onKey("", "lowest heat")}},
	{"text-hostile", recipes, []keyed{onKey("", "lowest heat"), onKey("a", "saved: r1 accepted", "안녕하세요", "1 of 2 decided")}},
	{"multilabel", kindBench(review.MultiLabel), []keyed{onKey("", " m8 "), onKey("2", "not decided yet")}},
	{"spans", kindBench(review.Spans), []keyed{onKey("", " s6 ")}},
	{"spans-mode", kindBench(review.Spans), []keyed{onKey("", " s6 "), onKey("enter", "esc"), onKey("tab", "Washington")}},
	{"chat", kindBench(review.Chat), []keyed{onKey("", " c6 "), onKey("x", "saved: c6 rejected", " c3 ", "1 of 10 decided")}},
	{"chat-folded", kindBench(review.Chat), []keyed{onKey("", " c6 "), onKey("x", "saved: c6 rejected", " c3 ", "1 of 10 decided"), onKey("z", "unfold")}},
	{"prefer", kindBench(review.Prefer), []keyed{onKey("", " p6 ")}},
	{"prefer-difference", kindBench(review.Prefer), []keyed{onKey("", " p6 "), onKey("a", "saved: p6", " p3 ", "1 of 9 decided"), onKey("d", "only left")}},
	{"rate", kindBench(review.Rate), []keyed{onKey("", " r7 "), onKey("4", "not decided yet")}},
	{"edit", recipes, []keyed{onKey("", "lowest heat"), onKey("e", "ctrl+s")}},
	{"find", news, []keyed{onKey("", " n2 "), onKey("F", "find"), onKey("m", "find m")}},
	{"rendered", kindBench(review.Text), []keyed{onKey("", " t5 "), onKey("R", "rendered")}},
	{"folded", recipes, []keyed{onKey("", "lowest heat"), onKey("Z", "folded")}},
	{"bulk", news, []keyed{onKey("", " n2 "), onKey("/", "back"), onKey("t", "enter"), onKey("tab", "only what matches"), onKey("B", "MATCH")}},
	{"picker", news, []keyed{onKey("", " n2 "), onKey("l", "choose this label")}},
	{"note", news, []keyed{onKey("", " n2 "), onKey("n", "keep the note")}},
	{"history", news, []keyed{onKey("", " n2 "), onKey("1", "saved: n2", "1 of 5 decided"), onKey("x", "saved: n3", "2 of 5 decided"), onKey("h", "YOUR DECISIONS")}},
	{"history-spans", kindBench(review.Spans), []keyed{onKey("", " s6 "), onKey("x", "saved: s6", "1 of 12 decided"), onKey("h", "YOUR DECISIONS")}},
	{"search", news, []keyed{onKey("", " n2 "), onKey("/", "back"), onKey("t", "enter"), onKey("enter", "found")}},
	{"threshold", news, []keyed{onKey("", " n2 "), onKey("<", "below 0.9", " n3 "), onKey("<", "below 0.8", " n3 ")}},
	{"why", news, []keyed{onKey("", " n2 "), onKey("a", "saved: n2", " n3 ", "1 of 5 decided"), onKey("w", "WHY")}},
	{"guidelines", news, []keyed{onKey("", " n2 "), onKey("g", "GUIDELINES")}},
	{"statistics", news, []keyed{onKey("", " n2 "), onKey("a", "saved: n2", "1 of 5 decided"), onKey("s", "5 samples, 1 decided", "ACCEPTED UNCHANGED")}},
	{"making", news, []keyed{onKey("", " n2 "), onKey("M", "esc")}},
	{"help", news, []keyed{onKey("", " n2 "), onKey("?", "scroll")}},
	{"done", recipes, []keyed{onKey("", "lowest heat"), onKey("a", "saved: r1"), onKey("x", "Everything is decided", "2 of 2 decided", "2 decided in")}},
}

// looks are the ways in which a terminal shows colours.
var looks = []struct {
	name string
	opts []screentest.Option
}{
	{"dark", nil},
	{"light", []screentest.Option{screentest.Light()}},
	{"nocolor", []screentest.Option{screentest.Profile(colorprofile.Ascii)}},
}

// TestPictures_OfEveryScreen shows every screen at three sizes in three looks.
// Each frame must fit its terminal, and what it says may not depend on dark or
// light. WINNOW_PICTURES=FOLDER keeps the pictures.
func TestPictures_OfEveryScreen(t *testing.T) {
	t.Parallel()
	for _, sc := range exhibits {
		for _, size := range [][2]int{{120, 36}, {80, 24}, {200, 50}} {
			t.Run(fmt.Sprintf("%s/%dx%d", sc.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				said := map[string]string{}
				for _, look := range looks {
					s := sc.bench(t).screen(t, size[0], size[1], look.opts...)
					for _, st := range sc.steps {
						if st.key != "" {
							s.Type(st.key)
						}
						s.WaitFor(st.shows...)
					}
					said[look.name] = besideList(s.Text())
					keepPicture(t, s, fmt.Sprintf("%s-%dx%d-%s", sc.name, size[0], size[1], look.name))
				}
				if a, b := said["dark"], said["light"]; a != b && sc.name != "bulk" { // which draws samples by the project's seed
					t.Errorf("dark:\n%s\nlight:\n%s", a, b)
				}
			})
		}
	}
}

// besideList is the screen without the pane at its side, whose list of what comes
// next is read anew now and then.
func besideList(screen string) string {
	var out []string
	for row := range strings.Lines(screen) {
		if at := strings.LastIndex(row, "│"); at >= 0 {
			row = row[:at] + "\n"
		}
		out = append(out, row)
	}
	return strings.Join(out, "")
}

func keepPicture(t *testing.T, s *screentest.Screen, name string) {
	t.Helper()
	dir := os.Getenv("WINNOW_PICTURES")
	if dir == "" {
		return
	}
	title := "winnow " + strings.ReplaceAll(name, "-", " ")
	if err := os.WriteFile(filepath.Join(dir, name+".svg"), s.SVG(title), 0o600); err != nil {
		t.Fatal(err)
	}
}
