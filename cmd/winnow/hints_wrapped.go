package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// wrapping is the jq program that takes the rows out of a file that holds one object
// over several lines, "" for another file.
func wrapping(file string) string {
	head := headOf(file)
	first, _, more := bytes.Cut(bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n"), []byte("\n"))
	if !more || json.Valid(first) {
		return ""
	}
	return rowsIn(head)
}

// unwraps is the command that makes lines of the rows in an object.
func unwraps(file, program string) string {
	hint := fmt.Sprintf("this makes lines of the list in it: `jq -c '%s' %s > %s`, then give %[3]s", program, quoted(file), quoted(madeOf(file, ".rows.jsonl")))
	if hasLongNumbers(headOf(file)) {
		hint += roundsNumbers
	}
	return hint
}

// roundsNumbers is what to know before jq reads long numbers.
const roundsNumbers = "; jq before 1.7 rounds the long numbers in these rows"

// rowsIn is the jq program that takes the first list of objects out of the object that
// a text begins with, "" where there is none.
func rowsIn(text []byte) string {
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte(byteOrderMark))))
	dec.UseNumber()
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return ""
	}
	at, _ := listIn(dec, "") // an error: the text ends before there is one
	return at
}

// listIn looks for a list of objects in the object whose brace was read.
func listIn(dec *json.Decoder, path string) (string, error) {
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return "", err
		}
		text, _ := name.(string) // names are
		at := path + "." + jqName(text)
		value, err := dec.Token()
		if err != nil {
			return "", err
		}
		switch value {
		case json.Delim('{'):
			if found, err := listIn(dec, at); found != "" || err != nil {
				return found, err
			}
		case json.Delim('['):
			first, err := dec.Token()
			switch {
			case err != nil:
				return "", err
			case first == json.Delim('{'):
				return at + "[]", nil
			}
			if err := leave(dec, first); err != nil {
				return "", err
			}
		}
	}
	_, err := dec.Token()
	return "", err
}

// leave reads to the end of the list whose first token, after its bracket, is given.
func leave(dec *json.Decoder, token json.Token) error {
	for depth := 1; ; {
		switch token {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if token, err = dec.Token(); err != nil {
			return err
		}
	}
}
