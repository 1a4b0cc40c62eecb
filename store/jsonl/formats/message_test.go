package formats

import (
	"testing"

	"winnow/review"
)

// Ensure that an answer given as one message is still one after an edit, with
// whatever else the message says, and when it changes places with the other.
func TestNative_AnEditedMessageStaysAMessage(t *testing.T) {
	t.Parallel()
	task := review.Task{Name: "own", Kind: review.Prefer, Fields: []string{"prompt", "chosen", "rejected"}, Target: "chosen"}.WithDefaults()
	raw := `{"prompt":[{"role":"user","content":"Sky?"}],"chosen":[{"role":"assistant","content":"Blue.","name":"b"}],"rejected":[{"from":"gpt","value":"Green."}]}`
	for name, c := range map[string]struct {
		after review.Answer
		want  string
	}{
		"edited": {
			review.Answer{Label: "chosen", Fields: map[string]string{"chosen": "Blue!", "rejected": "Green!"}},
			`{"prompt":[{"role":"user","content":"Sky?"}],"chosen":[{"role":"assistant","content":"Blue!","name":"b"}],"rejected":[{"from":"gpt","value":"Green!"}]}` + "\n",
		},
		"edited and preferred": {
			review.Answer{Label: "rejected", Fields: map[string]string{"rejected": "Green!"}},
			`{"prompt":[{"role":"user","content":"Sky?"}],"chosen":[{"from":"gpt","value":"Green!"}],"rejected":[{"role":"assistant","content":"Blue.","name":"b"}]}` + "\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := native{task: task, bare: true}
			got, why := n.lines(nil, decided(item(t, task, 1, raw), review.Edit, c.after))
			if string(got) != c.want || why != "" {
				t.Errorf("wrote %s (%s)\nwant  %s", got, why, c.want)
			}
		})
	}
}
