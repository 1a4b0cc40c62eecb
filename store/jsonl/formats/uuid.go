package formats

import (
	"crypto/sha1" //nolint:gosec // what RFC 9562 asks for; nothing is kept secret by it
	"fmt"
)

// urlSpace is the name space of URLs (RFC 9562, section 6.6).
var urlSpace = uuid{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

type uuid [16]byte

// named is the UUID of a name in the name space u (RFC 9562, section 5.5, version 5): the
// same for the same name, everywhere.
func (u uuid) named(name string) (id uuid) {
	sum := sha1.Sum(append(u[:], name...)) //nolint:gosec // as above
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 5<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}

func (u uuid) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// reviewerID is the UUID that stands for a reviewer: the one of the URL
// "winnow:reviewer:NAME".
func reviewerID(name string) string { return urlSpace.named("winnow:reviewer:" + name).String() }
