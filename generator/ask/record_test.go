package ask

import (
	"testing"

	"winnow/generator/strategy"
	"winnow/review"
)

// Ensure that a row keeps its members where a record is written for an answer to it,
// and that none of them stands where the record writes what the answer is worth.
func TestRow_KeepsItsMembersUnderNamesThatNoRecordWrites(t *testing.T) {
	t.Parallel()
	task := review.Task{
		Kind: review.Text, Fields: []string{"text"}, Target: "output",
		Generate: review.Generate{Roles: []string{"a cook", "a clerk"}},
	}
	for _, name := range []string{
		"output", review.MemberConfidence, review.MemberProbs, review.MemberVotes, review.MemberVerbal, review.MemberSignals,
		review.MemberRationale, review.MemberModel, review.MemberWinnow,
		memberWhyNot, memberLabelAsIs, memberReplaced, memberSystem, memberOtherModels, memberSecondProbs,
	} {
		row := strategy.Row{
			Values:  map[string]string{"text": "one", name: "2"},
			Members: []review.Member{{Name: name, Value: []byte("2")}, {Name: "text", Value: []byte(`"one"`)}, {Name: "input_" + name, Value: []byte("3")}},
		}
		d := row.Draft(task)
		if len(d.Extra) != 2 || d.Extra[0].Name != "input_input_"+name || d.Extra[1].Name != "input_"+name {
			t.Errorf("%s is kept as %v", name, d.Extra)
		}
		if d.Texts["text"] != "one" {
			t.Errorf("texts %v", d.Texts)
		}
	}
}
