package strategy

import (
	"encoding/json"
	"fmt"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// dialogue lets two instances of the model speak in turn, three to seven rounds,
// about each leaf of a tree of topics (UltraChat, Ding et al. 2023, section 3).
// Of kind chat the sample is the conversation in turns. Of kind text its last
// answer is what is reviewed, and what came before it the instruction, as a text;
// all the turns stand in the record as messages.
type dialogue struct {
	topics [][]string
	at     int
}

const (
	leastRounds, mostRounds = 3, 7
	memberMessage           = "message"
	// MemberMessages holds the turns of a conversation.
	MemberMessages = "messages"
)

// turn is one message, as chat formats write it.
type turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// talk is a conversation under way.
type talk struct {
	topic  string
	rounds int
	turns  []turn
}

const userRole, assistantRole = "user", "assistant"

func newDialogue(g generateOf) (Strategy, error) {
	if g.kind != review.Text && g.kind != review.Chat {
		return nil, onlyFor("dialogue", review.Text, review.Chat)
	}
	s := &dialogue{topics: leaves(g.Topics, nil)}
	if len(s.topics) == 0 {
		return nil, missing("dialogue", "topics", "topics:\n  - name: tickets\n    topics: [{name: refunds}, {name: a lost ticket}]\n")
	}
	return s, nil
}

func (s *dialogue) Next(st *State) *Ask {
	topic := s.topics[s.at%len(s.topics)]
	s.at++
	k := talk{
		topic:  strings.Join(topic, " › "),
		rounds: leastRounds + st.Rand.IntN(mostRounds-leastRounds+1),
	}
	a := s.speak(st, k, nil)
	a.Further = 2*k.rounds - 1
	return a
}

// speak asks for the next message: of the user, who does not know the
// guidelines, or of the assistant.
func (s *dialogue) speak(st *State, k talk, from *Ask) *Ask {
	a := &Ask{
		Request: prompt.Request{Task: st.Task, Members: []generator.Member{{Name: memberMessage}}},
		Count:   1, Samples: 1, Single: true, Seed: st.Seed, Temperature: st.Task.Generate.Temperature, Step: userRole, Keep: k,
	}
	if from == nil {
		a.Number = st.Number
	}
	a.condition("topic", k.topic)
	if len(k.turns)%2 == 0 {
		a.Role = "You play somebody who turns to an assistant, and write only what that person says"
		a.Do = []string{"Write in " + prompt.Quote(memberMessage) + " how the person begins the conversation."}
		if len(k.turns) > 0 {
			a.Do = []string{"Write in " + prompt.Quote(memberMessage) + " what the person says next: ask further, doubt, or turn to something near. Do not end the conversation."}
		}
	} else {
		a.Role, a.Step, a.Mean = "You are the assistant, and answer as the guidelines ask", assistantRole, memberMessage
		a.Do = []string{"Write in " + prompt.Quote(memberMessage) + " your next answer in the conversation."}
	}
	if len(k.turns) > 0 {
		a.Material = []prompt.Material{{Name: "Conversation so far", Text: script(k.turns)}}
	}
	return a
}

// script is a conversation as a text.
func script(turns []turn) string {
	var b strings.Builder
	for i, t := range turns {
		if i > 0 {
			b.WriteString("\n\n")
		}
		name := "User"
		if t.Role == assistantRole {
			name = "Assistant"
		}
		fmt.Fprintf(&b, "%s: %s", name, t.Content)
	}
	return b.String()
}

func (s *dialogue) Take(st *State, a *Ask, o generator.Object) Taken {
	k, _ := a.Keep.(talk)
	said := Text(o, memberMessage)
	if strings.TrimSpace(said) == "" {
		return Taken{Refused: "the " + a.Step + " says nothing"}
	}
	k.turns = append(k.turns[:len(k.turns):len(k.turns)], turn{a.Step, said})
	if len(k.turns) < 2*k.rounds {
		return Taken{Then: []*Ask{s.speak(st, k, a)}}
	}
	messages, err := json.Marshal(k.turns)
	if err != nil {
		return Taken{Refused: err.Error()}
	}
	if st.Task.Kind == review.Chat {
		o.Members = []review.Member{{Name: st.Task.Target, Value: messages}}
		return Taken{Draft: &Draft{Object: o}}
	}
	last := len(k.turns) - 1
	return Taken{Draft: &Draft{
		Object: o,
		Texts:  map[string]string{st.Task.Fields[0]: script(k.turns[:last]), st.Task.Target: k.turns[last].Content},
		Extra:  []review.Member{{Name: MemberMessages, Value: messages}},
	}}
}
