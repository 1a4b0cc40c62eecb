package review

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Task says what is being made. A person writes it in task.yaml; the project
// keeps it by version.
type Task struct {
	Name       string `yaml:"name"`
	Kind       Kind   `yaml:"kind"`
	Guidelines string `yaml:"guidelines,omitempty"` // the codebook, the same words for model and reviewer
	// Fields are the members of a record that the reviewer reads, in order.
	Fields []string `yaml:"fields"`
	// Target is the member that holds the suggestion and receives the curated
	// answer; see [Kind.Target] for what it is unless named. Kind prefer takes
	// one of the answers for it too: that is the one which is preferred, as in
	// records with "chosen" and "rejected".
	Target string  `yaml:"target,omitempty"`
	Labels []Label `yaml:"labels,omitempty"`
	// Answers are the fields that kind prefer compares, at least two: the last
	// two fields unless named. Its labels name them in this order, and then a
	// tie and none of them.
	Answers []string `yaml:"answers,omitempty"`
	// Scale gives kind rate its labels: "1-5" (the default without labels) or
	// "a-d".
	Scale string `yaml:"scale,omitempty"`
	// Requirements are what kind rate judges one by one, beside the whole.
	Requirements []Requirement `yaml:"requirements,omitempty"`

	Order    Ordering `yaml:"order,omitempty"`
	Generate Generate `yaml:"generate,omitempty"`
}

// Ordering says how the queue is ordered. Everything is offered in the end
// whatever it says.
type Ordering struct {
	// Learn tells whether the order learns from the decisions; nil: it does.
	Learn *bool `yaml:"learn,omitempty"`
	// Audits is how strongly early random samples insure against signals that
	// mislead: the t-th decision is one with the chance Audits/(50+t). 0: none.
	Audits float64 `yaml:"audits,omitempty"`
	// StepBack, 0 to 1, is how far samples step back that read like those just
	// decided (the vote-k discount of Su et al. 2022, section 2.2). 0: not.
	StepBack float64 `yaml:"step_back,omitempty"`
	// Representative is how many of the first samples are chosen because they
	// stand for many others. 0: none.
	Representative int `yaml:"representative,omitempty"`
}

// Learns tells whether the order learns from the decisions.
func (o Ordering) Learns() bool { return o.Learn == nil || *o.Learn }

// mostAudits bounds Ordering.Audits: with it every early sample is random.
const mostAudits = 50

// Label is one answer that a task offers: a class, a sort of span, an answer to
// prefer, or a level of a rating.
type Label struct {
	Name        string   `yaml:"name"`
	Key         string   `yaml:"key,omitempty"` // one character that chooses the label on screen
	Description string   `yaml:"description,omitempty"`
	Examples    []string `yaml:"examples,omitempty"` // texts of this class, for the prompt and the offline classifier
}

// Requirement is one thing that an answer is rated by.
type Requirement struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description,omitempty"`
}

// Label returns the label with the given name.
func (t Task) Label(name string) (Label, bool) {
	for _, l := range t.Labels {
		if l.Name == name {
			return l, true
		}
	}
	return Label{}, false
}

// LabelNames returns the labels' names in the task's order.
func (t Task) LabelNames() []string {
	names := make([]string, len(t.Labels))
	for i, l := range t.Labels {
		names[i] = l.Name
	}
	return names
}

// Parts are the names of the texts that a reviewer may edit: for kind text
// the target first, then the fields. The turns of kind chat have no names.
func (t Task) Parts() []string {
	if t.Kind == Text {
		return append([]string{t.Target}, t.Fields...)
	}
	return slices.Clone(t.Fields)
}

// fault is what is wrong with a task and where it stands in the YAML
// document, as a path such as "$.labels[1].key". Of several paths, separated by
// spaces, the first that stands in the file counts.
type fault struct {
	path string
	msg  string
}

func (f fault) Error() string { return f.msg }

// setDefaults fills in what a task file may leave out.
func (t *Task) setDefaults() {
	if len(t.Fields) == 0 {
		switch t.Kind {
		case Chat:
		case Text:
			t.Fields = []string{"instruction"}
		default:
			t.Fields = []string{"text"}
		}
	}
	switch t.Kind {
	case Prefer:
		t.setAnswers()
	case Rate:
		t.setLevels()
	}
	if t.Target == "" {
		t.Target = t.Kind.Target()
	}
}

// WithDefaults returns the task with what a task file may leave out filled in.
func (t Task) WithDefaults() Task {
	t.setDefaults()
	return t
}

// Validate reports the first thing that is wrong with the task. reserved maps
// keys that the screen uses to what they do; a label with such a key is an
// error.
func (t Task) Validate(reserved map[string]string) error {
	for _, check := range []func() error{
		t.checkHead,
		t.checkFields,
		t.checkAnswers,
		t.checkRequirements,
		func() error { return t.checkLabels(reserved) },
		t.checkOrder,
		t.checkGenerate,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (t Task) checkHead() error {
	if strings.TrimSpace(t.Name) == "" {
		return fault{"$.name", "a task needs a name"}
	}
	if !slices.Contains(Kinds, t.Kind) {
		return fault{"$.kind", fmt.Sprintf("kind %q is not one of %s", t.Kind, list(Kinds))}
	}
	return nil
}

func (t Task) checkFields() error {
	seen := map[string]bool{}
	for i, f := range t.Fields {
		path := fmt.Sprintf("$.fields[%d]", i)
		switch {
		case f == "":
			return fault{path, "a field needs a name"}
		case seen[f]:
			return fault{path, fmt.Sprintf("field %q stands here twice", f)}
		case f == t.Target && !slices.Contains(t.Answers, f):
			return fault{path + " $.target", fmt.Sprintf("%q is the target and cannot be a field too", f)}
		case slices.Contains(reservedMembers, f):
			return fault{path, fmt.Sprintf("%q has a meaning of its own in a record and cannot be a field", f)}
		}
		seen[f] = true
	}
	if slices.Contains(reservedMembers, t.Target) {
		return fault{"$.target", fmt.Sprintf("%q has a meaning of its own in a record and cannot be the target", t.Target)}
	}
	return nil
}

func (t Task) checkLabels(reserved map[string]string) error {
	if !t.Kind.HasLabels() {
		if len(t.Labels) > 0 {
			return fault{"$.labels", fmt.Sprintf("kind %s has no labels", t.Kind)}
		}
		return nil
	}
	if least := t.Kind.leastLabels(); len(t.Labels) < least {
		return fault{"$.labels $.kind", fmt.Sprintf("kind %s needs at least %s", t.Kind, countOf(least, "label"))}
	}
	names, keys := map[string]bool{}, map[string]string{}
	for i, l := range t.Labels {
		path := fmt.Sprintf("$.labels[%d]", i)
		if l.Name == "" {
			return fault{path + ".name", "a label needs a name"}
		}
		if names[l.Name] {
			return fault{path + ".name", fmt.Sprintf("label %q stands here twice", l.Name)}
		}
		names[l.Name] = true
		if l.Key == "" {
			continue
		}
		if r, n := utf8.DecodeRuneInString(l.Key); n != len(l.Key) || r == ' ' || !unicode.IsPrint(r) {
			return fault{path + ".key", fmt.Sprintf("key %q is not one character that can be seen", l.Key)}
		}
		if does, ok := reserved[l.Key]; ok {
			return fault{path + ".key", fmt.Sprintf("key %q of label %q already means %q on screen", l.Key, l.Name, does)}
		}
		if other, ok := keys[l.Key]; ok {
			return fault{path + ".key", fmt.Sprintf("key %q belongs to label %q already", l.Key, other)}
		}
		keys[l.Key] = l.Name
	}
	return nil
}

func (t Task) checkOrder() error {
	o := t.Order
	switch {
	case !(o.Audits >= 0 && o.Audits <= mostAudits):
		return fault{"$.order.audits", fmt.Sprintf("audits is not between 0 and %d", mostAudits)}
	case !(o.StepBack >= 0 && o.StepBack <= 1):
		return fault{"$.order.step_back", "step_back is not between 0 and 1"}
	case o.Representative < 0:
		return fault{"$.order.representative", "representative is below zero"}
	}
	return nil
}

func list[S ~string](of []S) string {
	parts := make([]string, len(of))
	for i, s := range of {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}
