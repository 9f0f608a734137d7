package cli

import (
	"regexp"
	"testing"
	"time"
)

// terminals starts two linked nodes with a person at each desk for every day, who has
// the roles given, and a director.
func terminals(t *testing.T, roles string) (cze, hub *desk) {
	t.Helper()
	cze, czeSetup := start(t, "--private-peers")
	hub, hubSetup := start(t, "--party", "HUB", "--name", "Hub", "--private-peers")
	for d, setup := range map[*desk]string{cze: czeSetup, hub: hubSetup} {
		if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
			t.Fatalf("the first administrator: %s", errText)
		}
		d.hire("jana", roles)
		d.hire("karel", "director,legal")
	}
	cze.do("admin", "peer", "accept", regexp.MustCompile(`entente-invitation-1:\S+`).FindString(hub.do("admin", "peer", "invite")))
	return cze, hub
}

// eventually asks again until it is so; what travels between nodes takes its time.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 600 {
		if f() {
			return
		}
		<-tick.C
	}
	t.Fatalf("never came: %s", what)
}

// one finds what a form captures in what a command said.
func one(t *testing.T, form, in string) string {
	t.Helper()
	m := regexp.MustCompile(form).FindStringSubmatch(in)
	if m == nil {
		t.Fatalf("%q is not in:\n%s", form, in)
	}
	return m[1]
}
