package strategy

import (
	"slices"
	"strings"

	"winnow/review"
)

// Wanted are the values that samples are to cover, by the name of the condition:
// the leaves of the tree of topics, the entities of the file of facts, the values
// of the attributes. A tree that the model is to grow has only the leaves that it
// grew, and those stand in the samples: of it there is the name alone.
func Wanted(task review.Task, files Files) map[string][]string {
	g := task.Generate
	used := g.StrategyNames()
	out, seen := map[string][]string{}, map[[2]string]bool{}
	add := func(name, value string) {
		// A value with such a stop in it is cut where the samples are read.
		if at := [2]string{name, value}; value != "" && !strings.Contains(value, "; ") && !seen[at] {
			seen[at] = true
			out[name] = append(out[name], value)
		}
	}
	tree := slices.Contains(used, "tree")
	if tree || slices.Contains(used, "dialogue") {
		out[TopicCondition] = nil
	}
	if tree && g.Rounds == 0 || slices.Contains(used, "dialogue") {
		for _, path := range leaves(g.Topics, nil) {
			add(TopicCondition, strings.Join(path, between))
		}
	}
	if slices.Contains(used, "attributes") || slices.Contains(used, "reverse") {
		for _, name := range keys(g.Attributes) {
			values := g.Attributes[name]
			for _, v := range values.All {
				add(name, v)
			}
			for _, label := range keys(values.ByLabel) {
				for _, v := range values.ByLabel[label] {
					add(name, v)
				}
			}
		}
	}
	if slices.Contains(used, "knowledge") && g.File != "" && files != nil {
		// A file that is gone leaves what samples were asked for with.
		rows, _ := files(g.File)
		for _, row := range rows {
			for _, k := range keys(row.Values) {
				add(k, row.Values[k])
			}
		}
	}
	return out
}
