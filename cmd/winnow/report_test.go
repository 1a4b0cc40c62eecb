package main

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"winnow/review"
	"winnow/review/measure"
)

// pageWith is the page of a review in which every name that comes from
// somebody else is what name makes of it.
func pageWith(t *testing.T, name func(string) string) string {
	t.Helper()
	labels := []string{name("one"), name("two"), name("three")}
	task := review.Task{Name: name("task")}
	for _, l := range labels {
		task.Labels = append(task.Labels, review.Label{Name: l})
	}
	start := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	var items []review.Item
	var log []review.Entry
	for i := range 90 {
		dec := review.Decision{Verdict: review.Accept, Before: review.Answer{Label: labels[i%3]}, After: review.Answer{Label: labels[i%3]}, Seconds: float64(1 + i%20)}
		switch i % 7 {
		case 1:
			dec.Verdict, dec.After = review.Relabel, review.Answer{Label: labels[i%2]}
		case 2:
			dec.Verdict, dec.After = review.Reject, review.Answer{}
		}
		e := review.Entry{N: uint64(i + 1), Action: review.Action{
			Op: review.OpDecide, Reviewer: name("reviewer"), At: start.Add(time.Duration(i) * time.Minute), Decision: dec,
		}}
		log = append(log, e)
		it := review.Item{Decision: &e, State: review.State{Verdict: dec.Verdict, Decision: e.N}}
		it.Sample.Suggestion, it.Sample.Confidence = dec.Before, review.Known(float64(i%10)/10)
		it.Sample.Provenance = review.Provenance{
			Source: "file", Origin: name("origin"), Model: name("model"), Strategy: name("strategy"), Tokens: 9, Condition: "topic: " + name("leaf"),
		}
		it.Sample.Signals = []review.Signal{{Name: review.SignalJudge, Value: float64(i%3) / 2}}
		items = append(items, it)
	}
	f, err := measure.Review(measure.Reading{
		Labels: task.LabelNames(),
		Wanted: map[string][]string{"topic": nil, name("tone"): {name("angry")}},
		Walk: func(visit func(review.Item) bool) error {
			for _, it := range items {
				visit(it)
			}
			return nil
		},
		Log: func(_ uint64, visit func(review.Entry) bool) error {
			for _, e := range slices.Backward(log) {
				visit(e)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	if err := errors.Join(writePage(w, task, f), w.Flush()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var tags = regexp.MustCompile(`(?s)<[^>]*>`)

func TestReport_HostileNamesStayText(t *testing.T) {
	t.Parallel()
	// Whoever could write markup by a name would change the tags of the page.
	want := tags.FindAllString(pageWith(t, func(s string) string { return s }), -1)
	for _, evil := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><script>1</script>`,
		`</style><svg onload=alert(1)>`, `--><b>`, `{{.F}}`, `javascript:alert(1)`, `</bdi></table>`, `]]>`, `&lt;b&gt;`,
		"\x1b[2J\u202eevil\u2066\x00\x9b\r\n", `expression(alert(1));}</style>`,
	} {
		page := pageWith(t, func(s string) string { return s + evil })
		if got := tags.FindAllString(page, -1); !slices.Equal(got, want) {
			t.Errorf("%q changed the tags of the page", evil)
		}
		if i := strings.IndexFunc(page, func(r rune) bool {
			return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
		}); i >= 0 {
			t.Errorf("%q put the control %q into the page", evil, page[i:min(len(page), i+3)])
		}
	}
	if page := pageWith(t, func(s string) string { return s + "\x1b[2J\u202eevil" }); !strings.Contains(html.UnescapeString(page), "one␛[2J‹U+202E›evil") {
		t.Error("controls are not shown as symbols")
	}
}

func TestReport_TimesOfTheCurveAreRound(t *testing.T) {
	t.Parallel()
	page := pageWith(t, func(s string) string { return s }) // of 90 minutes
	keepPicture(t, "report.html", []byte(page))
	_, curve, _ := strings.Cut(page, "<h2>Progress</h2>")
	curve, _, _ = strings.Cut(curve, "</svg>")
	var times []string
	for _, m := range regexp.MustCompile(`<text class="under"[^>]*>([^<]*)<`).FindAllStringSubmatch(curve, -1) {
		times = append(times, m[1])
	}
	if want := []string{"0", "20 min", "40 min", "1 h", "1 h 20 min"}; !slices.Equal(times, want) {
		t.Errorf("the marks are %q, want %q", times, want)
	}
}

func TestReport_PlotsAreWellFormedAndInTheirBox(t *testing.T) {
	t.Parallel()
	page := pageWith(t, func(s string) string { return s })
	svgs := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1)
	if len(svgs) != 3+4 { // the curve, the pace, the diagram, and a box for all and for each label
		t.Errorf("%d plots", len(svgs))
	}
	numbers := regexp.MustCompile(`-?\d+(\.\d+)?(e[+-]\d+)?`)
	for _, svg := range svgs {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in %s", err, svg)
			}
			el, ok := tok.(xml.StartElement)
			if !ok || el.Name.Local == "svg" || el.Name.Local == "text" {
				continue
			}
			for _, a := range el.Attr {
				if !slices.Contains([]string{"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "points"}, a.Name.Local) {
					continue
				}
				for _, n := range numbers.FindAllString(a.Value, -1) {
					var v float64
					if _, err := fmt.Sscan(n, &v); err != nil || v < -0.01 || v > plotWide+0.01 {
						t.Errorf("%s=%q of <%s> lies outside", a.Name.Local, a.Value, el.Name.Local)
					}
				}
			}
		}
	}
}
