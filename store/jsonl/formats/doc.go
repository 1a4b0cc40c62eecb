// Package formats writes a project's decisions as JSON Lines, in Winnow's own
// shape or in one that a trainer reads. Each shape has a file of its own.
//
//	native                 the record as it came, with the curated answer in
//	                       its place and what was decided under "winnow"
//	openai-chat            {"messages":[{"role","content"}, …],"tools"}
//	openai-preference      {"input":{"messages", …},"preferred_output","non_preferred_output"}
//	trl-prompt-completion  {"prompt","completion"}
//	trl-preference         {"prompt","chosen","rejected"}
//	trl-kto                {"prompt","completion","label"}
//	alpaca                 {"instruction","input","output"}
//	sharegpt               {"conversations":[{"from","value"}, …],"system"}
//	prodigy                {"text", …,"answer"}
//	argilla                {"id","status","fields","metadata","suggestions","responses"}
//	label-studio           [{"data","annotations","predictions"}, …]
//	doccano                {"text","label":[…]}
//	reward                 {"prompt","completion","reward":1 or 0}
//	weighted               {"text","label","weight","soft_label":{label: share}}
//	instructlab            {"taxonomy_path","task_description","instruction","input","output",…}
//
// # What each decision becomes
//
//	         native    bare      chat, completion,  preference         kto
//	                             alpaca, sharegpt,
//	                             doccano
//	accept   weight 1  written   the suggestion     -                  true
//	edit     weight 1  written   the edited text    edited > original  true; original false
//	relabel  weight 1  written   the new label      -                  true; old label false
//	reject   weight 0  if asked  -                  -                  false
//	defer    weight 0  if asked  -                  -                  -
//	none     if asked  if asked  -                  -                  -
//
//	         prodigy   argilla            label-studio
//	kept     accept    submitted          annotation
//	reject   reject    discarded          cancelled
//	defer    ignore    pending            cancelled
//
// The mapping follows what users of other tools expect, with one addition: a
// relabelled sample gives KTO the same two lines as an edited one, because the
// reviewer said the same two things about the two labels. The false line of an
// edited sample is written only if the answer itself was changed; when just
// the question was rewritten, nobody said that the answer was bad.
//
// Bare native records do not say what was decided. So they are of what was kept, and
// of nothing that could pass for it: a tie, or that no answer is good, is left out
// where a record can only prefer one of its answers.
//
// # What each kind becomes
//
//	            answer for trainers              pairs, kto        prodigy      argilla      label-studio  doccano
//	classify    the label                        -                 label        label        choices       label
//	multilabel  JSON list of labels              -                 choice       multi-label  choices       labels
//	spans       JSON list of {"text","label"}    -                 ner_manual   span         labels        triples
//	text        the response                     edited            -            text         textarea      seq2seq
//	chat        the last turn                    of the last turn  -            -            -             -
//	prefer      the preferred answer             the preferred     choice       label        choices       -
//	                                             over each other
//	rate        the level; with requirements     -                 choice       rating       rating,       level
//	            JSON of all levels                                              for each     choices
//
// kto judges the answers of all kinds. Of kind prefer it has a line for each
// answer; of a tie nothing is written, and when none is good every answer is
// false. Of kind chat the question is everything before the last turn, in
// messages, so that a pair or a false line needs an edit of that turn alone.
// Ratings by requirement are for trainers, native and argilla only; they stand in
// the order of the task, as numbers where all levels are. Spans are
// those of the first field, counted in code points; Label Studio counts UTF-16
// code units, and so are they written for it.
//
// Answers to prefer that are a conversation in one text each, with "Human:" and
// "Assistant:" before the turns, are taken apart: what stands before the last answer is
// the question. LLaMA-Factory's turns of function_call and observation are for its own
// shape, sharegpt, alone. What was chosen from Prodigy's options goes back to it as a
// choice, and a span that stays with all that it said of it.
//
// Turns of a conversation keep their other members, in TRL's shapes and ShareGPT's,
// and those that a record has in the very shape that is written keep their bytes.
// OpenAI refuses members that it does not document: they are left out there, and
// [Summary] counts them. Members without a value that trainers know (a name, a call
// of a tool) say nothing and are left out. The tools that a record offers stand
// beside the messages. [Options.Chat] writes TRL's shapes in messages for texts, too.
//
// Id and further members of a record are in Prodigy's meta, in Label Studio's data,
// and, where they are texts and numbers, in Argilla's metadata. A reviewer is the
// UUID of version 5 of the URL "winnow:reviewer:NAME" there.
//
// reward is kto in numbers, and for samples that nobody decided has what the user's
// own check said, if undecided ones are asked for. weighted is for one label a
// text: the weights of each label add up to 1 in each part, so that all samples are
// read twice. instructlab takes samples that have a topic.
//
// A system message of labels is what the guidelines and the choice make of it. With a
// response, a preference or a conversation it is the record's own: the first turn of
// a conversation if that is one, else the member or the field "system" or
// "system_prompt". It goes where the shape has a place for it: into messages, or into
// Alpaca's and ShareGPT's "system". A prompt in plain text has none, because a trainer
// takes it for the whole of what is asked; it begins with the message then, and so do
// the texts of instructlab, doccano and prodigy. [Options.EraseSystem] leaves system
// messages out, [Options.System] gives one to samples that have none of their own.
//
// In native the confidence under "winnow" is the one that was shown, which is learned
// where the order learned; what the record gave is among the signals. Argilla and
// Label Studio ask how sure the model was: their score is the confidence with which
// the record came.
//
// What a shape cannot express is left out, and [Summary] says why and how
// often: Written and LeftOut together count every sample once.
//
// # Promises
//
// The same project gives the same bytes. Records keep their unknown members
// byte for byte, those of two answers that change places with them: "score_chosen"
// and "score_rejected". There is one exception that no JSON reader sees: control
// characters and bidirectional controls come out as \u escapes everywhere, so
// that printing an export on a terminal does nothing but print it.
package formats
