package main

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"winnow/review"
	"winnow/tui/screentest"
)

// formStep is a key of the form, what it brings on the screen, and the name of
// its picture, "" for none.
type formStep struct{ key, shows, as string }

var formSteps = map[review.Kind][]formStep{
	review.Classify: {
		{"", "enter next", "init"},
		{"tab", "enter select", "init-kind"},
		{"enter", "The members of a row", "init-fields"},
		{"subject", "subject", ""}, {"enter", "", ""}, {"body", "body", ""},
		{"tab", "1 to 9 and 0 choose them", "init-labels"},
		{"praise", "praise", ""}, {"enter", "", ""}, {"praise", "praise", ""},
		{"tab", `! label "praise"`, "init-refused"},
		{" of things", "praise of things", ""},
		{"tab", "What is right and what is wrong", "init-guidelines"},
	},
	review.Prefer: {{"", "What the task is called", ""}, {"tab", "enter select", ""}, {"enter", "The members of a row", ""}, {"tab", "The fields that are compared", "init-prefer"}},
	review.Rate:   {{"", "What the task is called", ""}, {"tab", "enter select", ""}, {"enter", "The members of a row", ""}, {"tab", "The levels", "init-rate"}},
}

// TestPictures_OfTheForm shows the form at three sizes in three looks; each frame
// must fit its terminal. WINNOW_PICTURES=FOLDER keeps the pictures.
func TestPictures_OfTheForm(t *testing.T) {
	t.Parallel()
	looks := map[string][]screentest.Option{
		"dark": nil, "light": {screentest.Light()}, "nocolor": {screentest.Profile(colorprofile.Ascii)},
	}
	for kind, steps := range formSteps {
		for look, opts := range looks {
			for _, size := range [][2]int{{120, 36}, {80, 24}, {200, 50}} {
				t.Run(fmt.Sprintf("%s/%s/%dx%d", kind, look, size[0], size[1]), func(t *testing.T) {
					t.Parallel()
					d := draft{name: "news-bias", kind: kind, scale: "1-5"}
					s := screentest.New(t, newInitForm(&d, "task.yaml"), size[0], size[1], opts...)
					for _, st := range steps {
						if st.key != "" {
							s.Type(st.key)
						}
						s.WaitFor("A new task: task.yaml", st.shows)
						if st.as != "" {
							keepPicture(t, fmt.Sprintf("%s-%dx%d-%s.svg", st.as, size[0], size[1], look), s.SVG("winnow init"))
						}
					}
				})
			}
		}
	}
}

func TestInitForm_NoTextIsCutAtAnyWidth(t *testing.T) {
	t.Parallel()
	d := draft{name: "news-bias", kind: review.Classify}
	s := screentest.New(t, newInitForm(&d, "task.yaml"), 80, 24)
	for _, st := range []formStep{{"", "enter next", ""}, {"tab", "enter select", ""}, {"enter", "The members of a row", ""}, {"tab", "1 to 9 and 0", ""}, {"tab", "What is right", ""}} {
		if st.key != "" {
			s.Type(st.key)
		}
		s.WaitFor(st.shows)
	}
	for _, w := range []int{40, 50, 66, 70, 80, 83, 99} {
		s.Resize(w, 24)
		s.WaitUntil(fmt.Sprintf("all of the text at %d columns", w), func(screen string) bool {
			words := strings.FieldsFunc(screen, func(r rune) bool { return strings.ContainsRune(" ┃\n", r) })
			return strings.Contains(strings.Join(words, " "), "The model and the reviewer read the same text.")
		})
	}
}

func TestInitForm_KeysHaveTheColoursOfTheBackground(t *testing.T) {
	t.Parallel()
	d := draft{name: "news-bias", kind: review.Classify}
	f := newInitForm(&d, "task.yaml")
	f.Init()
	f.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	f.Update(tea.BackgroundColorMsg{Color: color.White})
	_, faint, _ := formColours(true)
	if view := f.View().Content; strings.Contains(view, faint.Render("next")) {
		t.Errorf("on a light background there are colours for a dark one in %q", view)
	}
}

// keepPicture writes a picture into the folder of WINNOW_PICTURES, if there is one.
func keepPicture(t *testing.T, name string, picture []byte) {
	t.Helper()
	dir := os.Getenv("WINNOW_PICTURES")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestInitForm_NothingIsDrawnBeforeTheBackgroundIsKnown(t *testing.T) {
	t.Parallel()
	for name, msg := range map[string]tea.Msg{"told": tea.BackgroundColorMsg{Color: color.White}, "not told": untoldMsg{}} {
		d := draft{name: "news-bias", kind: review.Classify}
		f := newInitForm(&d, "task.yaml")
		f.Init()
		f.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if view := f.View().Content; view != "" {
			t.Errorf("%s: before the background is known there is %q", name, view)
		}
		if f.Update(msg); !strings.Contains(f.View().Content, "news-bias") {
			t.Errorf("%s: nothing is drawn afterwards", name)
		}
	}
}

func TestInitForm_AnErrorHasASignAndLeavesTheKeysInSight(t *testing.T) {
	t.Parallel()
	d := draft{name: "news-bias", kind: review.Classify}
	s := screentest.New(t, newInitForm(&d, "task.yaml"), 120, 36, screentest.Profile(colorprofile.Ascii))
	for _, st := range formSteps[review.Classify][:10] {
		if st.key != "" {
			s.Type(st.key)
		}
		s.WaitFor("A new task: task.yaml", st.shows)
		if st.as == "init-labels" {
			s.WaitFor("left empty: yes, no")
		}
	}
	s.Type("tab")
	s.WaitFor("! ", "stands here twice", "tab next", "shift+tab back", "No task yet")
}
