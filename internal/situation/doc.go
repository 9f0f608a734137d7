// Package situation puts together what this node knows of the situation of the
// parties: their alert levels, the warnings that stand and who has acknowledged it, open
// incidents with their severity as each party judged it, open requests for
// assistance, and the decisions that run.
//
// It keeps nothing. It asks the domains as the person who looks, so that the picture
// holds what that person may read and what is held here, and it says which parts the
// person may not read. Severities stay in the schemes of those who judged; beside
// each stands its place on the crosswalk, which is a comparison, and where a value
// has none, nothing stands there. Of a party about which nothing is known it says
// so: no row is filled with an assumption.
package situation
