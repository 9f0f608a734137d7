// Package cexf reads and writes exercise scenarios of the Common Exercise Format:
// bytes into steps, injects, payloads and evaluations, and back without loss. It is
// pure: no database, no network, no clock.
//
// Two dialects are in use. The published specification (github.com/MISP/cexf) is one;
// the files that SkillAegis runs are the other. A file says by what it holds which one
// it is, and Read says which was seen. In both, the member x_entente of the file and of
// an inject has what the format has no place for. What this package does not know is
// kept and written back, with a finding.
//
// Runners are known to leave out fields that the specification has. Here every one of
// them has its meaning: see Order for what lets a step begin, and Judge for what an
// evaluation holds players to.
package cexf
