// Package app is the only place that builds things: config, database, domains,
// followers, servers. Everything is a plain call; nothing registers itself.
//
// A node:
//
//   - init.go, config.go, restore.go  its folder, and what stands in it
//   - node.go, domains.go, ports.go   its life, the domains it is made of, what answers
//   - wire.go and the files that bear a domain's name: what one domain needs of another
//
// The realms of exercises:
//
//   - realm.go, realm_world.go, realm_door.go  kept, opened and entered
//   - stage.go, seal.go, archive.go            what is in force as one begins; its end, and what is left
//   - practice.go                              the realm of one person and one course
//   - entry.go                                 who conducts, and who plays in which team
//   - doer.go, puppet.go, cue.go               injects and reactions that act in the system
//   - script.go, deed.go                       how a simulated party does what they say
package app
