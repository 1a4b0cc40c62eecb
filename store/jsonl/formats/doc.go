// Package formats writes a project's decisions as JSON Lines, in Winnow's own
// shape or in one that a trainer reads. Each shape has a file of its own.
//
//	native                 the record as it came, with the curated answer in
//	                       its place and what was decided under "winnow"
//	openai-chat            {"messages":[{"role","content"}, …]}
//	trl-prompt-completion  {"prompt","completion"}
//	trl-preference         {"prompt","chosen","rejected"}
//	trl-kto                {"prompt","completion","label"}
//	alpaca                 {"instruction","input","output"}
//
// # What each decision becomes
//
//	         native    chat, completion,  preference         kto
//	                   alpaca
//	accept   weight 1  the suggestion     -                  true
//	edit     weight 1  the edited text    edited > original  true; original false
//	relabel  weight 1  the new label      -                  true; old label false
//	reject   weight 0  -                  -                  false
//	defer    weight 0  -                  -                  -
//	none     if asked  -                  -                  -
//
// The mapping follows what users of other tools expect, with one addition: a
// relabelled sample gives KTO the same two lines as an edited one, because the
// reviewer said the same two things about the two labels. The false line of an
// edited sample is written only if the answer itself was changed; when just
// the question was rewritten, nobody said that the answer was bad.
//
// What a shape cannot express is left out, and [Summary] says why and how
// often: Written and LeftOut together count every sample once.
//
// # Promises
//
// The same project gives the same bytes. Records keep their unknown members
// byte for byte, with one exception that no JSON reader sees: control
// characters and bidirectional controls come out as \u escapes everywhere, so
// that printing an export on a terminal does nothing but print it.
package formats
