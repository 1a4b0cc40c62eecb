package strategy

import (
	"slices"
	"strings"

	"winnow/generator"
	"winnow/generator/prompt"
	"winnow/review"
)

// tree asks for each leaf of a tree of topics in turn, so that none is used
// again before all were. With generate.rounds it first lets the model split the
// leaves into finer topics, so many levels deep (Explore-Instruct, Wan et al.
// 2023, section 3: lookahead); leaves that samples were made of before are leaves
// again.
type tree struct {
	leaves [][]string
	grow   [][]string // to be split
	deeper int        // levels that the growing ones still get

	recalled bool // what was grown before is among the leaves
	asked    map[string]int
}

// TopicCondition names the condition that says which leaf a sample is of.
const TopicCondition = "topic"

// between stands between the topics of a path.
const between = " › "

// branches is into how many finer topics a topic is split.
const branches = 4

func newTree(g generateOf) (Strategy, error) {
	all := leaves(g.Topics, nil)
	if len(all) == 0 {
		return nil, missing("tree", "topics", "topics:\n  - name: lost luggage\n  - name: delays\n    topics: [{name: snow}, {name: a strike}]\n")
	}
	t := &tree{leaves: all, asked: map[string]int{}}
	if g.Rounds > 0 {
		t.grow, t.leaves, t.deeper = all, nil, g.Rounds
	}
	return t, nil
}

// leaves are the paths to the topics without finer ones.
func leaves(ts []review.Topic, above []string) [][]string {
	var out [][]string
	for _, t := range ts {
		path := append(above[:len(above):len(above)], t.Name)
		if len(t.Topics) == 0 {
			out = append(out, path)
			continue
		}
		out = append(out, leaves(t.Topics, path)...)
	}
	return out
}

const memberTopics = "topics"

type grown struct {
	path   []string
	deeper int
}

// recall makes leaves of what samples were made of before, and splits no topic
// again of which all leaves are known.
func (s *tree) recall(known map[string]bool) {
	grow := s.grow
	s.grow = nil
	for _, path := range grow {
		all := 1
		for range s.deeper {
			all = min(all*branches, 1<<20)
		}
		for _, topic := range keys(known) {
			leaf := strings.Split(topic, between)
			if len(leaf) == len(path)+s.deeper && slices.Equal(leaf[:len(path)], path) {
				s.leaves, all = append(s.leaves, leaf), all-1
			}
		}
		if all > 0 {
			s.grow = append(s.grow, path)
		}
	}
}

func (s *tree) Next(st *State) *Ask {
	if !s.recalled {
		s.recalled = true
		s.recall(st.Topics)
	}
	if len(s.grow) > 0 {
		path := s.grow[0]
		s.grow = s.grow[1:]
		return s.split(st, grown{path, s.deeper})
	}
	if len(s.leaves) == 0 {
		return nil // they are growing
	}
	leaf := s.leaves[0]
	for _, l := range s.leaves {
		if s.asked[key(l)] < s.asked[key(leaf)] {
			leaf = l
		}
	}
	label, quota := st.next()
	a := st.write(st.count(quota), label)
	s.asked[key(leaf)] += a.Count
	a.condition(TopicCondition, strings.Join(leaf, between))
	st.show(a, strings.Join(leaf, between))
	return a
}

func key(path []string) string { return strings.Join(path, " ") }

func (s *tree) split(st *State, g grown) *Ask {
	a := &Ask{Count: 1, Seed: st.Seed, Step: "topics", Keep: g}
	a.Request = prompt.Request{
		Task: st.Task, Number: st.Number,
		Do:       []string{"Split the topic below into four finer topics that differ from one another, each named in a few words."},
		Material: []prompt.Material{{Name: "Topic", Text: strings.Join(g.path, between)}},
		Members:  []generator.Member{{Name: memberTopics, Type: generator.ListMember}},
	}
	return a
}

func (s *tree) Take(st *State, a *Ask, o generator.Object) Taken {
	g, growing := a.Keep.(grown)
	if !growing {
		return keep(o)
	}
	var then []*Ask
	for _, name := range list(o, memberTopics, branches) {
		path := append(g.path[:len(g.path):len(g.path)], name)
		if g.deeper <= 1 {
			if !slices.ContainsFunc(s.leaves, func(l []string) bool { return slices.Equal(l, path) }) {
				s.leaves = append(s.leaves, path)
			}
			continue
		}
		then = append(then, s.split(st, grown{path, g.deeper - 1}))
	}
	if len(then) == 0 && g.deeper > 1 || len(s.leaves) == 0 && len(then) == 0 {
		s.leaves = append(s.leaves, g.path)
	}
	return Taken{Then: then}
}
