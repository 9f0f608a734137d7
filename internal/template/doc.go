// Package template keeps the generations from which agreements are made, and
// the acts by which a body of members makes one.
//
// Some generations come with this program. The others belong to a body: a
// member drafts the generation on its node, circulates it as one canonical
// document with the cards of all members, and from then on it is frozen. Each
// member's competent office approves or objects by a signed statement. When all
// members have approved, the generation is published; one objection or a
// withdrawal ends the deed, and a new one must be circulated. The state is a
// fold over the statements, so every member comes to the same.
//
// The member that circulates is the secretary and hands every statement on to
// the members that have no link with the one that made it. A generation that
// came with an agreement is kept as well, so that its text can be checked.
//
// Legal advisers draft and circulate; directors approve and object.
package template
