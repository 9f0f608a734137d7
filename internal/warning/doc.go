// Package warning warns other parties early, and keeps who has acknowledged it.
//
// A warning is a matter (internal/matter) under a provision that shares incidents.
// Who issues it says what it is about, how severe it is in a scheme of its own, what
// to do, and until when the others acknowledge it. Each of them says by a
// person whether it is affected, or still looking, and may say it again. The issuer
// brings the next text, which has to be acknowledged anew where it sets a time, and
// ends the warning with a reason.
//
// What a warning is at a moment is a pure fold over its statements (Fold). Only the
// issuer's texts and end count; a party's last word is what it says now, and its
// earlier ones stay.
//
// Incidents and intelligence are linked by id; the objects travel by release alone.
//
// Reading needs warning.read, issuing, bringing the next text and ending
// warning.issue, and acknowledging warning.acknowledge.
package warning
