// Package similar says how alike texts are: what a generator needs to notice
// that it repeats itself, or that it writes down a test set. Everything here is
// exact arithmetic over text, without a model, and gives the same answer every
// time.
//
// # What is compared
//
// [Normal] makes one text of spellings that mean the same: NFKC, lower case,
// single spaces, no invisible characters. [Tokens] cuts it: words where a
// script puts spaces between them, single characters in Chinese, Japanese and
// Korean, Thai, Lao, Khmer and Burmese. Korean has spaces, but glues its
// particles to the word before them, so that hardly a word comes twice.
// Punctuation is no token.
//
// # Which measure for what
//
//   - [RougeL] and [RougePool]: the longest common subsequence of tokens, the
//     rule by which Self-Instruct (Wang et al. 2023) keeps a pool diverse: a
//     new text with more than 0.7 to any member is dropped.
//   - [Near]: texts that are the same but for a word, among very many, by
//     MinHash (Broder 1997) and banding, each hit verified.
//   - [Contamination]: stretches copied from somebody's test set.
//   - [Vectors]: texts about the same thing, by TF-IDF and cosine.
//
// # Why characters in Near
//
// Near compares runs of five characters. Runs of five words, usual for web
// pages, miss what matters here: one changed word in a text of thirty takes five
// runs of twenty-six with it and leaves a Jaccard similarity of 21/31 = 0.68,
// below every threshold that is any good, where runs of characters leave about
// 0.88. Ideographs and kana hold more, a word being two of them and not five and
// a space: there runs of three leave as much, and runs of five only 0.80.
//
// No type here is safe for use from several goroutines at once, except where it
// says so.
package similar
