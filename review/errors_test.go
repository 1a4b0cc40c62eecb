package review_test

import (
	"testing"

	"winnow/review"
)

func TestRecordError_TellsTheColumn(t *testing.T) {
	t.Parallel()
	if got := (&review.RecordError{Offset: 0, Reason: "no"}).Error(); got != "column 1: no" {
		t.Errorf("got %q", got)
	}
	if got := (&review.RecordError{Offset: -1, Reason: "no"}).Error(); got != "no" {
		t.Errorf("got %q", got)
	}
}

func TestInUseError_NamesTheHolderWhenKnown(t *testing.T) {
	t.Parallel()
	e := &review.InUseError{Path: "news.winnow", Holder: "process 4711 on box"}
	if got := e.Error(); got != "news.winnow is open in process 4711 on box" {
		t.Errorf("got %q", got)
	}
	e.Holder = ""
	if got := e.Error(); got != "news.winnow is open in another process" {
		t.Errorf("got %q", got)
	}
}
