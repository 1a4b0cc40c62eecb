package jsonl

import (
	"slices"
	"strings"

	"winnow/review"
)

// Names that are looked for as they are.
const (
	acceptName, optionsName, configName = review.MemberAccept, "options", "config" // of Prodigy's choices
)

// systemNames are those of a row's system message; package formats knows the same.
var systemNames = []string{"system", "system_prompt"}

// Names of members by what they mean to the people who make such files. They
// are compared in lower case. Earlier ones are preferred.
var (
	labelNames = []string{"label", "labels"}
	// weakLabelNames say less: next to an instruction and its answer they
	// describe the record instead of being its answer.
	weakLabelNames = []string{
		"prediction", "predicted", "predicted_label", "pred", "annotation", "category", "class",
		"sentiment", "intent", "emotion", "stance", "topic", "verdict", "rating", "score_label", "tag", "target",
	}
	// listNames are those of lists of labels, besides weakly such as "tags".
	listNames = slices.Concat(labelNames, []string{"tags", "categories", "topics", "classes", "emotions", "intents", "cats"})
	spanNames = slices.Concat(labelNames, []string{"spans", "entities"})
	turnNames = []string{"messages", "conversations"}
	// pairNames are the answer that was chosen and the other one, promptNames
	// what they answer, rivalNames those of answers that are told apart by a
	// number or a letter, preferredNames say which is the best.
	pairNames        = []string{"chosen", "rejected"}
	promptNames      = slices.Concat(instructionNames, inputNames)
	rivalNames       = slices.Concat(answerNames, []string{"assistant", "summary", "translation"})
	preferredNames   = []string{"preferred", "preference", "winner", "better", "best", "verdict", "judgement", "judgment"}
	tieNames         = []string{review.Tie, "tied", "draw", "equal", "same", "both", "both_good"}
	bothBadNames     = []string{review.BothBad, "neither", "none", "bothbad", "both bad", "tie (bothbad)"}
	ratingNames      = []string{"rating", "score", "quality", "mark", "grade", "stars", "helpfulness", "overall_score"}
	answerNames      = []string{"output", "response", "completion", "answer", "generation", "generated_text", "reply", "model_output", "model_response"}
	instructionNames = []string{"instruction", "prompt", "question", "query", "task", "request"}
	inputNames       = []string{"input", "context", "passage"}
	textNames        = []string{
		"text", "sentence", "content", "body", "title", "headline", "summary", "document", "article",
		"review", "comment", "tweet", "post", "message", "utterance", "claim", "evidence", "premise", "hypothesis",
		"context", "passage", "input", "instruction", "prompt", "question", "query", "request",
		"output", "response", "completion", "answer", "choice", "option", "reply", "abstract", "description",
	}
	// neverNames are members about a record, not of it. Others are the
	// record's own by their meaning in a native record.
	neverNames = []string{
		"id", "uid", "uuid", "guid", "idx", "index", "gold", "confidence", "score", "probs", "probability", "logprob",
		"votes", "signals", "winnow", "rationale", "model", "source", "subset", "split", "dataset", "origin",
		"meta", "metadata", "url", "link", "date", "timestamp", "created_at", "author", "user", "username",
		"annotator", "worker", "lang", "language", "hash", "file", "filename", "path", "version", "kto_tag", "system",
	}
	neverPrefixes = []string{"gold_", "human_", "revised", "second_", "meta_", "_", "winnow", "verbal_confidence"}
	neverSuffixes = []string{"_id", "_url", "_confidence", "_score", "_probs", "_votes", "_hash"}
)

// isNever tells whether a member can be neither field nor target.
func isNever(name string) bool {
	name = strings.ToLower(name)
	if name == "" || rank(neverNames, name) >= 0 {
		return true
	}
	for _, p := range neverPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	if strings.Contains(name, ".suggestion") || strings.Contains(name, ".responses") {
		return true // Argilla's
	}
	for _, s := range neverSuffixes {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// isTextName tells whether the name is one of a text, or of one of several:
// sentence1, output_2, response_a.
func isTextName(name string) bool {
	name = strings.ToLower(name)
	if rank(textNames, name) >= 0 {
		return true
	}
	stem := strings.TrimRight(name, "0123456789")
	if stem == name {
		if head, tail, ok := cutLast(name, "_"); ok && (tail == "a" || tail == "b" || tail == "c" || tail == "d") {
			stem = head
		}
	}
	return rank(textNames, strings.TrimSuffix(stem, "_")) >= 0
}

// rank is the place of the name in the list, or -1.
func rank(names []string, name string) int {
	for i, n := range names {
		if strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}

func cutLast(s, sep string) (head, tail string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// foreign names the tool whose shape the members have, "" if none is known.
func (c *census) foreign() string {
	has := c.has
	switch {
	case has("data") && (has("annotations") || has("predictions")):
		return "Label Studio"
	case has("_input_hash") || has("_task_hash"):
		return "Prodigy"
	case has("preferred_output"):
		return "OpenAI preference"
	case has("fields") && (has("suggestions") || has("responses")):
		return "Argilla"
	case has("entities") && has("relations"):
		return "doccano"
	case has("messages"):
		return "chat"
	case has("conversations"):
		return "ShareGPT"
	case has("chosen") && has("rejected"):
		return "preference"
	}
	for _, m := range c.members {
		switch {
		case isSuggestion(m.name) || strings.HasSuffix(m.name, ".responses"):
			return "Argilla"
		case rank(answerNames, m.name) >= 0 && m.isTurns():
			return "conversational TRL"
		}
	}
	return ""
}
