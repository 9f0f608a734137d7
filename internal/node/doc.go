// Package node answers for the node itself, as its administrator sees it: how
// it stands (health), what it runs (version), its figures (metrics), its log,
// and copies of it (backup and restore).
//
// Reading needs authz.NodeRead, figures authz.MetricsRead, everything else
// authz.NodeManage. The rules that judge health are pure (see Judge). A backup
// is one file sealed with a passphrase (age, scrypt); it has its final name
// only once it was read back and found whole. A node that was restored is held
// (see Held) until a person has compared its logs with its peers'.
package node
