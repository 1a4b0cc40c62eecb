// Package worddiff tells which words of a text were changed.
//
// [Words] cuts both texts into words, runs of spaces, signs and single
// ideographs, finds a shortest way from one to the other, and then gives up
// equal crumbs between changes, because people read "old sentence, new
// sentence" faster than twelve changed words in a row. Nothing is lost: the
// equal and deleted parts make up the first text byte for byte, the equal and
// inserted parts the second.
//
// The work is bounded. Texts that differ in too many words are compared by
// lines, and if that is too much as well, as a whole.
package worddiff
