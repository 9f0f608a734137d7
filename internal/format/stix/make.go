package stix

import (
	"github.com/google/uuid"

	"entente/internal/base/strictjson"
)

// space is the namespace of deterministic observable ids (STIX 2.1 §2.9).
var space = uuid.MustParse("00abedb4-aa42-466c-9c01-fed23315a9b7")

// SCOID gives the id that an observable of a type always has, from its id
// contributing properties (§2.9): UUIDv5 over their canonical JSON.
func SCOID(typ string, contributing map[string]any) (string, error) {
	b, err := strictjson.Marshal(contributing)
	if err != nil {
		return "", err
	}
	return typ + "--" + uuid.NewSHA1(space, b).String(), nil
}

// Make builds an object from its properties and checks it like any other.
func Make(properties map[string]any) (*Object, error) {
	b, err := strictjson.Marshal(properties)
	if err != nil {
		return nil, err
	}
	return Parse(b)
}
