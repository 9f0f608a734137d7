package policy

import "entente/internal/base/ids"

// WhatIf is what decides with one agreement and without it.
type WhatIf struct {
	InForce bool
	Parties []ids.Party
	// Before are the rules as they are, After those as they would be: with the
	// agreement when it is not in force, without it when it is. Alone are its own.
	Before, After, Alone []Rule
}
