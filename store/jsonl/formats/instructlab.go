package formats

import (
	"slices"
	"strings"
	"unicode"

	"winnow/review"
)

// instructlab is the shape of InstructLab's seed instructions, with the leaf of
// the taxonomy that a sample is of (LAB, Sudalairaj et al. 2024). The leaf is the
// topic that was asked for, or what the record has under "taxonomy_path" or
// "path".
type instructlab struct{ question }

// taxonomyRoots are what a path there begins with; skills are what it is where it
// begins otherwise.
var taxonomyRoots = []string{"compositional_skills", "foundational_skills", "knowledge"}

const (
	// topicCondition is how a sample's provenance names its topic, and topicStep
	// stands between the topics of a path.
	topicCondition = "topic: "
	topicStep      = " › "
)

func (l instructlab) lines(dst []byte, it review.Item) ([]byte, string) {
	path := l.path(it)
	if path == "" {
		return dst, "no topic"
	}
	x, why := l.now(it)
	switch {
	case why != "":
		return dst, why
	case x.bare:
		return dst, "a conversation, which instructlab cannot express"
	}
	task, question, context := l.task.Guidelines, l.user(it), ""
	if asked := l.asked(it); !l.labelled() {
		first := min(1, len(asked))
		question, context = join(it, asked[:first], false), join(it, asked[first:], false)
	} else {
		task = l.system()
	}
	if question == "" {
		return dst, whyNoQuestion
	}
	if task = strings.TrimSpace(task); task == "" {
		task = l.task.Name
	}
	dst = appendMember(append(dst, '{'), "taxonomy_path", path)
	dst = appendMember(dst, "task_description", task)
	if !l.labelled() { // of labels it is the description
		question = led(l.systemOf(it), question)
	}
	dst = appendMember(dst, "instruction", question)
	dst = appendMember(dst, "input", context)
	return append(appendMember(dst, "output", x.completion), `,"domain":null,"document":null}`+"\n"...), ""
}

// path is the way to the leaf, as names of folders with arrows between.
func (l instructlab) path(it review.Item) string {
	var steps []string
	for part := range strings.SplitSeq(it.Sample.Provenance.Condition, "; ") {
		if topic, ok := strings.CutPrefix(part, topicCondition); ok {
			steps = strings.Split(topic, topicStep)
			break
		}
	}
	if steps == nil {
		for _, m := range recordOf(it) {
			if text, err := m.Text(); err == nil && m.Value[0] == '"' && (m.Name == "taxonomy_path" || m.Name == "path") {
				steps = strings.FieldsFunc(strings.ReplaceAll(text, "->", "/"), func(r rune) bool { return r == '/' || r == '›' })
				break
			}
		}
	}
	var names []string
	for _, s := range steps {
		if name := folder(s); name != "" {
			names = append(names, name)
		}
	}
	if len(names) > 0 && !slices.Contains(taxonomyRoots, names[0]) {
		names = slices.Insert(names, 0, taxonomyRoots[0])
	}
	return strings.Join(names, "->")
}

// folder is a name with which a folder can be made anywhere.
func folder(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && r != '_' && r != '-'
	})
	return strings.Join(words, "_")
}
