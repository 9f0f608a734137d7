// Package assist is assistance between parties: a request, offers, acceptance,
// deployment, report.
//
// A request is a draft of one party (draft.go), which another person authorises
// for the nation; nothing leaves until it is lodged under a provision of an
// agreement (ground.go). From then on it is a matter: each party states its own
// part, and Fold makes the Case of what was stated, the same at every node that
// holds the same. What a party could not state counts for nothing and stands
// with its reason in Case.Void; an act is refused by that same rule before it is
// made, so that there is one set of rules (fold.go and its neighbours).
//
// People bind themselves by three signatures: the request, an offer, and the
// acceptance of lines of it. The node of the party that offers is the only
// holder of its experts: when the acceptance arrives it holds them and states so,
// or declines because they are taken. Until then experts are pseudonyms; with the
// statement their cards go sealed to the requester alone (seal.go).
//
// Sources: EMAC REQ-A (three sections, binding when signed), Regulation (EU)
// 2025/38 Articles 13 to 15 (fields, criteria), NIMS (typed teams).
package assist
