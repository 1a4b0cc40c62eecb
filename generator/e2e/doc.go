// Package e2e holds tests only: every strategy, the failures of endpoints, the
// diversity of what comes and the speed, over real HTTP from the prompt to the
// desk.
//
// The model is a server of the test. It reads what a request asks for, out of
// the JSON schema or out of the prompt, and answers as a model would; every
// other time it misbehaves as models do.
//
//	go test ./generator/e2e -update    # rewrites the golden files
//	WINNOW_CAPTURES=folder go test ./generator/e2e -run Captures -v
//	go test ./generator/e2e -run '^$' -bench .
package e2e
