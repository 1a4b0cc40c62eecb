package main

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"winnow/review"
	"winnow/store"
)

// warningWords say what a limit of a project means for its user.
var warningWords = map[store.Warning]string{
	store.DiskNearlyFull:    "the disk is nearly full: what cannot be written is not saved, and says so",
	store.NetworkFileSystem: "it is on a network file system, where locks and saving may not hold: keep it on a disk of this machine",
	store.NearlyTooLarge:    "it is near the largest size that a project may have, and beyond it nothing is saved: winnow compact gives back what is unused",
	store.OthersCouldRead:   "others on this machine could read it; it is closed to them now",
}

// bannerWords are the same for the screen, where room is short. What is over
// with having been said is not there.
var bannerWords = map[store.Warning]string{
	store.DiskNearlyFull:    "the disk is nearly full",
	store.NetworkFileSystem: "on a network file system",
	store.NearlyTooLarge:    "near the largest size of a project",
}

// warn tells the limits that an open project was found to be near, and returns the
// most urgent one for the screen, "" when there is none.
func (a *app) warn(path string, found []store.Warning) (banner string) {
	for _, w := range found {
		if w == store.OthersCouldRead && slices.Contains(found, store.FileReadOnly) {
			continue // what cannot be written cannot be closed to them either
		}
		if words, ok := warningWords[w]; ok {
			a.say("warning: %s: %s", path, words)
		}
		if words, ok := bannerWords[w]; ok && banner == "" {
			banner = words
		}
	}
	return banner
}

// warnGuidelines tells when a model is about to be sent the words that stand in a
// new task file until somebody writes guidelines. file is the task file as it was
// given, "" for none.
func (a *app) warnGuidelines(t review.Task, file string) {
	if !strings.Contains(t.Guidelines, strings.TrimSpace(firstGuidelines)) {
		return
	}
	if file == "" {
		file = "task.yaml"
	}
	a.say("warning: the guidelines are still the words that `winnow init` put there, and the model is sent them: write your own under guidelines: in %s, then give it with --task %s", file, quoted(file))
}

// readOnlyBanner stands on the screen over a project that cannot be written.
const readOnlyBanner = "read-only: nothing can be decided"

// onlyReadable tells whether an error of opening leaves reading as a way.
func onlyReadable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}
