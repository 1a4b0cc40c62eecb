package tui

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// keyed is a key, or a text that is typed, and what it brings on the screen.
type keyed struct {
	key   string
	shows []string
	as    string   // the name of the picture of this step, "" for none but of the last
	late  []string // comes later into the pane beside the card, where there is one
}

// later is the step whose picture waits for what comes into the pane beside the
// card by itself.
func (k keyed) later(shows ...string) keyed {
	k.late = shows
	return k
}

func onKey(key string, shows ...string) keyed { return keyed{key: key, shows: shows} }

// onPage is [onKey] for a step that is worth a picture of its own.
func onPage(as, key string, shows ...string) keyed { return keyed{key: key, shows: shows, as: as} }

// exhibit is a screen and how to get there.
type exhibit struct {
	name  string
	bench func(t testing.TB) *bench
	steps []keyed                                  // the first one has no key
	with  func(t testing.TB, b *bench) (o Options) // nil: the usual ones
	small bool                                     // the terminal is too small
	tired bool                                     // the reviewer has been at it for long
}

func news(t testing.TB) *bench { return newBench(t, newsTask(), newsRows...) }

func unfilled(t testing.TB) *bench { return newBench(t, newsTask()) }

func recipes(t testing.TB) *bench {
	return newBench(t, textTask(),
		`{"id":"r1","instruction":"Give a recipe for rice.","input":"One pot only.","output":"Rinse the rice. Bring it to the boil in twice its volume of water, cover, and leave it on the lowest heat.","model":"small-1","confidence":0.4}`,
		`{"id":"r2","instruction":"Say hello in four languages.","output":"Hello, 안녕하세요, こんにちは, مرحبا 👋🏽\u001b[31m","model":"small-1","confidence":0.6}`)
}

// inMarkdown holds a response in Markdown.
func inMarkdown(t testing.TB) *bench {
	return newBench(t, textTask(),
		`{"id":"k1","instruction":"How do I reverse a list?","output":"## Two ways\n\n1. **In place**: `+"`x.reverse()`"+` changes the list.\n2. As a *new* list:\n\n`+"```python\\ndef back(x):\\n    return x[::-1]  # a copy\\n```"+`\n\n| way | copies |\n|---|---|\n| reverse | no |\n| slice | yes |\n\n> Neither changes what is in the list.","confidence":0.4}`)
}

func kindBench(kind review.Kind) func(testing.TB) *bench {
	return func(t testing.TB) *bench { return demoBench(t, kind) }
}

// counted is a bench of many decisions whose desk has counted them.
func counted(t testing.TB) *bench {
	b := statsBench(t)
	b.desk.Close()
	b.open(t, b.store)
	return b
}

// streaming shows a stream of samples.
func streaming(s review.Stream) func(testing.TB, *bench) Options {
	return func(_ testing.TB, b *bench) Options {
		b.desk.SetStream(s)
		return Options{Project: "news.winnow", Stream: &control{}}
	}
}

// themed shows the news in a theme.
func themed(name string) func(testing.TB, *bench) Options {
	return func(testing.TB, *bench) Options { return Options{Project: "news.winnow", Theme: name} }
}

// exhibits are all screens, by what they are called.
var exhibits = []exhibit{
	{name: "classify", bench: news, steps: []keyed{onKey("", " n2 "), onKey("space", "saved: n2 deferred", " n3 ").later("--   Nobody asked")}},
	{name: "text", bench: recipes, steps: []keyed{onKey("", "lowest heat")}},
	{name: "text-hostile", bench: recipes, steps: []keyed{onKey("", "lowest heat"), onKey("a", "saved: r1 accepted", "안녕하세요", "1 of 2 decided")}},
	{name: "multilabel", bench: kindBench(review.MultiLabel), steps: []keyed{onKey("", " m8 "), onKey("2", "not decided yet")}},
	{name: "spans", bench: kindBench(review.Spans), steps: []keyed{onKey("", " s6 ")}},
	{name: "spans-mode", bench: kindBench(review.Spans), steps: []keyed{onKey("", " s6 "), onKey("enter", "esc"), onPage("spans-mode", "tab", "▸PLACE"), onPage("spans-pick", "'", "2PERSON")}},
	{name: "chat", bench: kindBench(review.Chat), steps: []keyed{
		onKey("", " c6 "), onKey("x", "saved: c6 rejected", " c3 ", "1 of 10 decided"),
		onPage("chat-folded", "z", "unfold"), onKey("X", "saved: c3 cut before", "2 of 10 decided"), onPage("chat-cut", "left", "these 2 turns are rejected", "14 Mar"),
	}},
	{name: "prefer", bench: kindBench(review.Prefer), steps: []keyed{onKey("", " p6 ")}},
	{name: "prefer-apart", bench: kindBench(review.Prefer), steps: []keyed{onKey("", " p6 "), onKey("a", "saved: p6", " p3 ", "1 of 9 decided"), onKey("d", "nothing in common")}},
	{name: "prefer-difference", bench: func(t testing.TB) *bench { return newBench(t, preferTask(), rowSky) }, steps: []keyed{onKey("", " sky "), onKey("d", "only left")}},
	{name: "rate", bench: kindBench(review.Rate), steps: []keyed{onKey("", " r7 "), onKey("4", "not decided yet")}},
	{name: "edit", bench: recipes, steps: []keyed{
		onKey("", "lowest heat"), onKey("e", "ctrl+s"), onPage("edit", "Always do this: ", "Always do this: Rinse"), onKey("ctrl+s", "saved: r1 edited", " r2 ", "1 of 2 decided"),
		onPage("edited", "left", "a new decision replaces it"),
	}},
	{name: "draft", bench: recipes, steps: []keyed{onKey("", "lowest heat"), onKey("e", "ctrl+s"), onKey("Always ", "Always "), onKey("esc", "✎ draft", "saved: r1 as a draft")}},
	{name: "find", bench: recipes, steps: []keyed{onKey("", "lowest heat"), onKey("F", "find"), onKey("the", "find the", "1 of 3")}},
	{name: "rendered", bench: inMarkdown, steps: []keyed{onKey("", "Two ways"), onKey("R", "are rendered", "As a new list")}},
	{name: "folded", bench: func(t testing.TB) *bench {
		return newBench(t, textTask(), record("r3", strings.Repeat("Give a recipe for rice, step by step. ", 9), "One pot only.", "Rinse the rice, and cook it on the lowest heat."))
	}, steps: []keyed{onKey("", "lowest heat"), onKey("Z", "folded", "Z unfolds")}},
	{name: "words", bench: func(t testing.TB) *bench {
		return newBench(t, newsTask(), `{"id":"w1","text":`+quoted(wideText)+`,"label":"neutral"}`)
	}, steps: []keyed{onKey("", "reckless"), onKey("I", "6 words speak for a change")}, with: func(t testing.TB, b *bench) Options {
		return Options{Project: "news.winnow", Telling: tellingOf("w1", b, t)}
	}},
	{name: "bulk", bench: news, steps: []keyed{
		onKey("", " n2 "), onKey("/", "back"), onKey("t", "enter"), onKey("tab", "only what matches"), onPage("bulk", "B", "WHAT SHALL", "label them"),
		onPage("bulk-confirm", "x", "All 4 will be rejected", "Type 4"),
	}},
	{name: "picker", bench: news, steps: []keyed{onKey("", " n2 "), onKey("l", "enter choose", "▸ neutral")}},
	{name: "note", bench: news, steps: []keyed{
		onKey("", " n2 "), onPage("note", "n", "keep the note"), onKey("ask the desk", "ask the desk"), onKey("enter", "note", "ask the desk", "all keys"), onPage("flagged", "f", "saved: n2 flagged", "⚑").later("1 flagged"),
	}},
	{name: "history", bench: news, steps: []keyed{onKey("", " n2 "), onKey("x", "saved: n2", "1 of 5 decided"), onKey("1", "saved: n3", "2 of 5 decided"), onKey("h", "YOUR DECISIONS")}},
	{name: "history-spans", bench: kindBench(review.Spans), steps: []keyed{onKey("", " s6 "), onKey("x", "saved: s6", "1 of 12 decided"), onKey("h", "YOUR DECISIONS")}},
	{name: "search", bench: news, steps: []keyed{
		onKey("", " n2 "), onPage("search-words", "/", "back"), onKey("t", "enter"), onKey("enter", "found"),
	}},
	{name: "filtered", bench: news, steps: []keyed{onKey("", " n2 "), onKey("/", "back"), onKey("zebra", "zebra"), onKey("tab", "No undecided sample matches")}},
	{name: "threshold", bench: news, steps: []keyed{onKey("", " n2 "), onKey("<", "below 0.9", " n3 "), onKey("<", "below 0.8", " n3 ")}},
	{name: "why", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", " n3 ", "1 of 5 decided"), onKey("w", "WHY")}},
	{name: "why-learned", bench: learnedNews, steps: []keyed{onKey("", "news-", "of 64 decided", "learned"), onKey("w", "WHY", "of 40 to decide", "the chance of a change")}, with: explaining},
	{name: "guidelines", bench: news, steps: []keyed{onKey("", " n2 "), onKey("g", "GUIDELINES")}},
	{name: "statistics", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", "1 of 5 decided"), onKey("s", "5 samples, 1 decided", "too little to tell a pace")}},
	{name: "statistics-time", bench: counted, steps: []keyed{
		onKey("", "text 1"), onPage("statistics-progress", "s", "120 samples, 100 decided", "ACCEPTED UNCHANGED"),
		onPage("statistics-confidence", "2", statsMarks[1]), onPage("statistics-labels", "3", statsMarks[2]),
		onPage("statistics-confusion", "4", statsMarks[3]), onPage("statistics-sources", "5", statsMarks[4]), onKey("6", statsMarks[5]),
	}},
	{name: "making", bench: news, steps: []keyed{onKey("", " n2 "), onKey("M", "esc")}},
	{name: "making-stream", bench: func(t testing.TB) *bench { return newBench(t, makingTask(), newsRows[:2]...) }, steps: []keyed{
		onPage("stream", "", " n2 ", "34"), onKey("M", "REFUSED ANSWERS"), onPage("making-refused", "enter", "THE ANSWER AS IT CAME"),
	}, with: streaming(makingStream())},
	{name: "stream-stopped", bench: news, steps: []keyed{onKey("", " n2 ", "stopped", "G")}, with: streaming(review.Stream{
		Source: "small-1 at localhost", Phase: review.StreamFailed, Made: 5, Wanted: 60, Tokens: 1200,
		Message: "the connection was cut in the middle of a sample", Hint: "what had arrived whole is kept",
	})},
	{name: "empty", bench: unfilled, steps: []keyed{onKey("", "The project has no samples yet")}},
	{name: "help", bench: news, steps: []keyed{onKey("", " n2 "), onKey("?", "scroll")}},
	{name: "help-spans", bench: kindBench(review.Spans), steps: []keyed{onKey("", " s6 "), onKey("?", "scroll")}},
	{name: "banner", bench: news, steps: []keyed{onKey("", " n2 ", "! read-only")}, with: func(testing.TB, *bench) Options {
		return Options{Project: "news.winnow", Banner: "read-only: nothing can be decided", ReadOnly: true}
	}},
	{name: "goal", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", "goal: 1 of 2"), onKey("a", "saved: n3", "goal reached", "2 of 5 decided")}, with: func(testing.TB, *bench) Options {
		return Options{Project: "news.winnow", Goal: Goal{Decisions: 2}}
	}},
	{name: "too-small", bench: news, small: true, steps: []keyed{onKey("", "40×12", "quits")}},
	{name: "break", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", "without a pause: take one?", "1 of 5 decided")}, tired: true},
	{name: "high-contrast", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", " n3 ", "1 of 5 decided")}, with: themed("contrast")},
	{name: "colour-safe", bench: news, steps: []keyed{onKey("", " n2 "), onKey("a", "saved: n2", " n3 ", "1 of 5 decided")}, with: themed("colour-safe")},
	{name: "done", bench: news, steps: []keyed{
		onKey("", " n2 "), onKey("b", "saved: n2"), onKey("b", "saved: n3"), onKey("a", "saved: n5"), onKey("x", "saved: n4"),
		onKey("b", "saved: n1", "Everything is decided", "5 of 5 decided", "5 decided."),
	}},
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
	for _, sc := range slices.Concat(exhibits, states) {
		for _, size := range [][2]int{{120, 36}, {80, 24}, {200, 50}} {
			t.Run(fmt.Sprintf("%s/%dx%d", sc.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				said := map[string]string{}
				for _, look := range looks {
					said[look.name] = sc.show(t, size, look.name, look.opts)
				}
				if a, b := said["dark"], said["light"]; a != b && sc.name != "bulk" { // which draws samples by the project's seed
					t.Errorf("dark:\n%s\nlight:\n%s", a, b)
				}
			})
		}
	}
}

// show goes through the steps on a terminal, keeps their pictures, and returns
// what the screen says in the end.
func (sc exhibit) show(t *testing.T, size [2]int, look string, opts []screentest.Option) string {
	t.Helper()
	b := sc.bench(t)
	o := Options{Project: b.desk.Task().Name + ".winnow", Local: true}
	if sc.with != nil {
		o = sc.with(t, b)
	}
	m := newModel(b.desk, b.session, o)
	if sc.tired {
		m.stamina.active = breakAfter
	}
	if sc.small {
		size = [2]int{min(39, size[0]/3), min(11, size[1]/2)}
	}
	s := screentest.New(t, m, size[0], size[1], opts...)
	for i, st := range sc.steps {
		if st.key != "" {
			s.Type(st.key)
		}
		s.WaitFor(st.shows...)
		if size[0] >= wideWidth {
			s.WaitFor(st.late...)
		}
		if i == len(sc.steps)-1 && st.as == "" {
			st.as = sc.name
		}
		if st.as != "" {
			if !sc.small { // which has no colours
				waitForHues(s, look, o.Theme)
			}
			keepPicture(t, s, fmt.Sprintf("%s-%dx%d-%s", st.as, size[0], size[1], look))
		}
	}
	return besideList(s.Text())
}

// waitForHues waits until the screen is drawn for the terminal's background, of
// which the program learns after its first frame.
func waitForHues(s *screentest.Screen, look, theme string) {
	if look == "nocolor" {
		return
	}
	want := fmt.Sprint(tokensFor(cmp.Or(theme, Themes[0]), look == "dark", colorprofile.TrueColor).accent.RGBA())
	s.WaitUntil("the colours of "+look, func(string) bool {
		hue := s.Cell(1, 0).Style.Fg
		return hue != nil && fmt.Sprint(hue.RGBA()) == want
	})
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
