package tui

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"winnow/review"
)

// pictureTask and pictureRows are what the README's picture shows.
func pictureTask() review.Task {
	return review.Task{
		Name: "night-train-inbox", Kind: review.Classify, Fields: []string{"text"}, Target: "label",
		Guidelines: "One label for what the sender wants done.",
		Labels: []review.Label{
			{Name: "booking", Key: "b"}, {Name: "refund", Key: "r"}, {Name: "missing", Key: "m"},
			{Name: "complaint", Key: "c"}, {Name: "thanks", Key: "t"}, {Name: "info", Key: "i"},
		},
	}
}

var pictureRows = []string{
	`{"id":"mail-017","text":"The heating in coach 12 gave up before the border, and we crossed the Alps in our coats. The steward was kind and brought tea; the company has not answered my two letters. I paid for a sleeper and I slept in a refrigerator: I should like the difference back.","label":"complaint","probs":{"complaint":0.44,"refund":0.41,"thanks":0.09,"info":0.04,"missing":0.01,"booking":0.01}}`,
	`{"id":"mail-031","text":"Could the two of us change to the lower berths, and what would that cost?","label":"info","probs":{"info":0.47,"booking":0.45,"refund":0.08}}`,
	`{"id":"mail-008","text":"안녕하세요, 어젯밤 기차에 파란 우산을 두고 내렸어요.","label":"missing","probs":{"missing":0.58,"info":0.42}}`,
	`{"id":"mail-022","text":"Please tell the night steward of the 23:05 that my daughter still talks about the pancakes.","label":"thanks","probs":{"thanks":0.81,"complaint":0.19}}`,
	`{"id":"mail-040","text":"Does the train wait when the ferry is late?","label":"info","probs":{"info":0.93,"booking":0.07}}`,
	`{"id":"mail-003","text":"My suitcase got off in the wrong city.","label":"missing","probs":{"missing":0.38,"complaint":0.37,"refund":0.25}}`,
	`{"id":"mail-005","text":"Wonderful, an hour in a tunnel.","label":"thanks","probs":{"thanks":0.39,"complaint":0.37,"info":0.24}}`,
}

// TestPicture_OfTheReadmeIsTheScreen keeps the README's picture true:
// go test ./tui -run Picture -update draws it anew.
func TestPicture_OfTheReadmeIsTheScreen(t *testing.T) {
	t.Parallel()
	b := newBench(t, pictureTask(), pictureRows...)
	s := b.screen(t, 112, 30)
	s.WaitFor("mail-003")
	s.Type("a")
	s.WaitFor("mail-003 accepted", "mail-005")
	s.Type("c")
	s.WaitFor("mail-005 relabelled", "2 of 7 decided")
	b.desk.SetStream(review.Stream{
		Source: "offline grammar", Phase: review.StreamRunning, Made: 7, Wanted: 120,
		Partial: "Two berths to Zagreb, please, and if there is one",
	})
	s.WaitFor("mail-017", "7 of 120 made", "if there is one", "NEXT")
	isPicture(t, "screen.svg", s.SVG("winnow review inbox.jsonl"))
}

// TestPicture_OfSpansAndPreferences keeps the README's two others.
func TestPicture_OfSpansAndPreferences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  review.Kind
		steps []keyed
	}{
		{review.Spans, []keyed{
			onKey("", " s6 "), onKey("x", "saved: s6 rejected", " s4 ", "1 of 12 decided"), onKey("space", "saved: s4 deferred", " s11 "),
			onKey("tab", "mark text"), onKey("tab", "▸PLACE"),
		}},
		{review.Prefer, []keyed{onKey("", " p6 "), onKey("space", "saved: p6 deferred", " p3 "), onKey("right", "saved: p3", " p8 ", "1 of 9 decided"), onKey("=", "saved: p8", "2 of 9 decided"), onKey("u", "undone and saved", "Why was I", "1 of 9 decided")}},
	} {
		s := demoBench(t, c.kind).screen(t, 124, 24)
		for _, k := range c.steps {
			if k.key != "" {
				s.Type(k.key)
			}
			s.WaitFor(k.shows...)
		}
		isPicture(t, string(c.kind)+".svg", s.SVG("winnow demo "+string(c.kind)))
	}
}

// isPicture wants the kept picture to be this one.
func isPicture(t *testing.T, name string, picture []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, picture) {
		t.Errorf("the README's picture %s is not the screen: go test ./tui -run Picture -update", name)
	}
}
