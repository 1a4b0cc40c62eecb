// Package lines wraps one long text into rows, only as far as they are looked
// at.
//
// A sample may be a megabyte, and a window shows forty rows of it. So nothing
// is measured ahead: [Lines.Window] lays out up to the last row asked for and
// remembers where each row starts; going back or repainting costs the visible
// rows only. [Lines.All], [Lines.Last] and an exact [Lines.Count] lay out the
// rest, once.
//
// Rows are already safe to show (package visible) and at most as wide as was
// asked for, in cells as the terminal counts them ([visible.Measure]); when it
// counts otherwise they are laid out anew. Lines break at spaces, and between
// ideographs as their typography allows; a word longer than a row is broken
// between grapheme clusters, so that no wide character is ever cut. The
// indentation of a line stays on its first row; spaces at the place of a break,
// and at the end of a line, are not shown. A line feed ends a line: an empty line
// is an empty row, and a text that ends with a line feed has no row behind it.
package lines
