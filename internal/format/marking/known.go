package marking

import "strings"

// known holds the marking definitions whose ids are fixed by their owners: TLP
// 1 (STIX 2.1 §7.2.1.4), TLP 2.0 and PAP (OASIS and MISP extension
// definitions). A TLP 1 level means at least as much as its namesake in 2.0.
var known = map[string]Set{
	"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": {TLP: Clear},
	"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": {TLP: Green},
	"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": {TLP: Amber},
	"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": {TLP: Red},

	"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": {TLP: Clear},
	"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": {TLP: Green},
	"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": {TLP: Amber},
	"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": {TLP: AmberStrict},
	"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": {TLP: Red},

	"marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92": {PAP: PAPClear},
	"marking-definition--a3bea94c-b469-41dc-9cfe-d6e7daba7730": {PAP: PAPClear},
	"marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9": {PAP: PAPGreen},
	"marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab": {PAP: PAPAmber},
	"marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e": {PAP: PAPRed},
}

// refs are the ids under which this system marks: TLP 2.0.
var refs = map[TLP]string{
	Clear:       "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	Green:       "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	Amber:       "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	AmberStrict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	Red:         "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

var papRefs = map[PAP]string{
	PAPClear: "marking-definition--ad15a0cd-55b6-4588-a14c-a66105329b92",
	PAPGreen: "marking-definition--c43594d1-4b11-4c59-93ab-1c9b14d53ce9",
	PAPAmber: "marking-definition--60f8932b-e51e-4458-b265-a2e8be9a80ab",
	PAPRed:   "marking-definition--740d36e5-7714-4c30-961a-3ae632ceee0e",
}

// ByRef gives what a marking definition of a fixed id means.
func ByRef(id string) (Set, bool) {
	s, ok := known[id]
	return s, ok
}

// TLPRef is the id of the marking definition for a level; "" for None.
func TLPRef(t TLP) string { return refs[t] }

// PAPRef is the id of the marking definition for a level; "" for PAPNone.
func PAPRef(p PAP) string { return papRefs[p] }

// ByTag reads a MISP tag. ok is false for a tag that is no marking. A tag that
// claims to be TLP or PAP and is none of their levels (such as "tlp:unclear")
// is an unknown marking.
func ByTag(tag string) (s Set, ok bool) {
	name := strings.ToLower(strings.TrimSpace(tag))
	switch {
	case strings.HasPrefix(name, "tlp:"):
		t, err := ParseTLP(name)
		if err != nil {
			return Set{Unknown: []string{tag}}, true
		}
		return Set{TLP: t}, true
	case strings.HasPrefix(name, "pap:"):
		p, err := ParsePAP(name)
		if err != nil {
			return Set{Unknown: []string{tag}}, true
		}
		return Set{PAP: p}, true
	}
	return Set{}, false
}
