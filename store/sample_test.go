package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"winnow/review"
)

// However it is read, a provenance comes back as it was written.
func TestProvenance_ComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.Just(""), rapid.String())
		want := review.Provenance{Source: text.Draw(t, "source"), Origin: text.Draw(t, "origin"), Line: rapid.Int().Draw(t, "line")}
		if rapid.Bool().Draw(t, "generated") {
			want.Model, want.Seed, want.Tokens = text.Draw(t, "model"), rapid.Uint64().Draw(t, "seed"), rapid.Int().Draw(t, "tokens")
		}
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var read review.Provenance
		if err := json.Unmarshal(b, &read); err != nil {
			t.Fatal(err)
		}
		got, err := provenanceOf(b)
		if err != nil || !reflect.DeepEqual(got, read) {
			t.Fatalf("%s is read as %+v, %v", b, got, err)
		}
	})
}

func TestProvenance_WhatIsNoneIsDamage(t *testing.T) {
	t.Parallel()
	for _, b := range []string{``, `[]`, `{"line":"x"}`, `{"line":1.5}`, `{"source":3}`, `{"source":"a"`} {
		want, wantErr := fromJSON[review.Provenance]([]byte(b), "it")
		got, err := provenanceOf([]byte(b))
		if (err == nil) != (wantErr == nil) || !reflect.DeepEqual(got, want) && err == nil {
			t.Errorf("%s: %+v, %v; decoded %+v, %v", b, got, err, want, wantErr)
		}
	}
}
