// Package prompt composes what is said to a model: the task in the words that
// the reviewer reads, the conditions of this request, demonstrations, and what
// to do with which material (M(T, D) of Long et al. 2024, section 3.1). What
// comes from outside stands in it as quoted JSON, under a line that says that
// it is data. Package openai adds the form of the answer with [Contract].
package prompt
