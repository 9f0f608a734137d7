// Package stix reads STIX 2.1 (OASIS Standard of 10 June 2021): every domain,
// relationship, observable and meta object, and custom objects, as read-only
// views on their canonical bytes (RFC 8785). Unknown properties and extensions
// are kept as they are. STIX 2.0 objects are upgraded by additions only.
//
// An object that is not valid gives an error that says where; a bundle gives
// one for each bad object and goes on with the others.
package stix
