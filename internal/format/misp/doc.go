// Package misp reads the MISP core format (draft-dulaunoy-misp-core-format) and
// turns events into STIX 2.1 objects without silent loss: every attribute,
// object, reference, sighting and cluster of an event comes out as an object or
// as a Problem with its reason.
//
// Identifiers follow from MISP's own, so that the same event always gives the
// same bytes. Local numbers (id, event_id, org_id) identify nothing and are
// ignored.
//
// Markings: a tlp: or PAP: tag marks every object of its event, or the
// attribute that bears it, and the most restrictive wins. An event without a
// TLP stays unmarked. Distribution never invents a TLP, but restricts one:
// "your organisation only" (0) makes what is marked tlp:red; a sharing group (4)
// is a marking that this system does not know, so that nothing of it leaves.
package misp
