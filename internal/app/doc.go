// Package app is the only place that builds things: config, database, domains,
// followers, servers. Everything is a plain call; nothing registers itself.
package app
