// Package visible makes hostile text safe to show.
//
// Samples come from models and files, and what they hold may be meant for the
// terminal and not for the reader: escape sequences that set the title or the
// clipboard, C1 controls that some terminals still obey, carriage returns that
// paint over what was there, bidirectional overrides that show a sentence in
// another order than it is stored, and characters that take no room at all.
// Dropping them would hide from the reviewer what will be exported, so they
// are shown:
//
//   - a C0 control as its picture (ESC is ␛, CR is ␍), DEL as ␡;
//   - anything else without a glyph of its own as its code point, ‹U+202E›;
//   - a byte that is not UTF-8 as its value, ‹0xFF›;
//   - more than 8 marks on one letter as a count, ‹+12 marks›;
//   - a tab as four spaces.
//
// What scripts and emoji need to be written stays: the joiners of Arabic,
// Indic and emoji sequences, variation selectors behind a symbol, and the
// tags of the three flags that are made of them.
//
// Every sink goes through here: [Text] for texts of several lines, [Line] for
// everything that has to stay on one (titles, labels, file names, errors),
// [Segments] where the replaced parts are painted, and [Cluster] where the
// text is laid out piece by piece. Stored text is never touched: this package
// works on the way to the screen only. Its own output passes unchanged.
package visible
