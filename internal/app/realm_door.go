package app

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/notify"
	"entente/internal/serve"
	"entente/internal/serve/rest"
)

const exerciseDomain = ".exercise.invalid" // of TLS server names; RFC 6761 §6.4 keeps it from being anybody's

// serverName is what a handshake asks for, so that the node of the right realm
// answers on the one port for peers.
func serverName(realm ids.Realm) string {
	if realm == ids.Live {
		return ""
	}
	return string(realm) + exerciseDomain
}

// tlsName stands in a node's certificate.
func tlsName(party ids.Party, realm ids.Realm) string {
	if realm == ids.Live {
		return "entente/" + string(party)
	}
	return "entente/" + string(party) + "/" + string(realm)
}

// realmNamed is the realm that a certificate says to be of.
func realmNamed(name string) ids.Realm {
	parts := strings.Split(name, "/")
	if len(parts) == 3 && parts[0] == "entente" {
		return ids.Realm(parts[2])
	}
	return ids.Live
}

// api gives what answers people in a realm, or nil.
func (r *realms) api(realm ids.Realm) http.Handler {
	if w := r.find(realm); w != nil {
		return w.own.api
	}
	return nil
}

// tls gives how the node of the realm that is asked for answers; a realm that is not
// open here gets no handshake.
func (r *realms) tls(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	realm, named := strings.CutSuffix(hello.ServerName, exerciseDomain)
	if !named {
		return nil, nil // the live node's own
	}
	if w := r.find(ids.Realm(realm)); w != nil {
		return w.own.peerTLS(), nil
	}
	return nil, errs.New(errs.NotFound, "there is no realm %q here", errs.Clip(realm))
}

// peerPort answers other nodes in the realm whose handshake they have made.
type peerPort struct {
	live   *serve.Router
	realms *realms
}

// ServeHTTP implements http.Handler.
func (p *peerPort) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil {
		if realm, named := strings.CutSuffix(r.TLS.ServerName, exerciseDomain); named {
			there := p.realms.find(ids.Realm(realm))
			if there == nil { // it was sealed since the handshake
				http.Error(w, "this realm is closed", http.StatusNotFound)
				return
			}
			there.own.peers.ServeHTTP(w, r)
			return
		}
	}
	p.live.ServeHTTP(w, r)
}

// Close ends the live node's streams; those of a realm end with it.
func (p *peerPort) Close() { p.live.Close() }

// members lets the people of the live node into a realm, as what they are there.
type members struct {
	accounts  *account.Service
	exercises *exercise.Service
	realm     ids.Realm
}

// Authenticate implements serve.Authenticator. A credential that changes nothing
// in the live realm changes nothing in this one.
func (m members) Authenticate(ctx context.Context, c account.Credentials) (account.Identity, error) {
	id, err := m.accounts.Authenticate(ctx, c)
	if err != nil {
		return id, err
	}
	_, member, err := m.exercises.Entry(ctx, m.realm, id.User.ID)
	if err != nil {
		return account.Identity{}, err
	}
	acts := member.Acts()
	if live := id.Actor.Acts(); len(authz.ReadOnly(live)) == len(live) {
		acts = authz.ReadOnly(acts)
	}
	id.User.Roles = member.Roles
	id.Actor = authz.Person(id.Actor.Party, id.Actor.Person, id.Actor.Name, id.Actor.Via, id.Actor.Ceiling, acts)
	return id, nil
}

// entry tells what our people are in a realm.
func (r *realms) entry(e exercise.Exercise) rest.Entry {
	return func(ctx context.Context, person string) (exercise.Exercise, exercise.Member, error) {
		return r.of.Exercises.Entry(ctx, e.Realm(), person)
	}
}

// nobody is who may enter a simulated party's node: scripts play it, people do not.
type nobody struct{}

// Authenticate implements serve.Authenticator.
func (nobody) Authenticate(context.Context, account.Credentials) (account.Identity, error) {
	return account.Identity{}, errs.New(errs.Unauthenticated, "nobody signs in at a simulated party")
}

// castOf gives notifications in a realm those of our people who are in it.
func (r *realms) castOf(e exercise.Exercise) func(ctx context.Context) ([]notify.Person, error) {
	return func(ctx context.Context) ([]notify.Person, error) {
		all, err := r.of.Exercises.Cast(ctx, e.ID)
		out := make([]notify.Person, len(all))
		for i, m := range all {
			out[i] = notify.Person{ID: m.Person, Name: m.Name, Display: m.Name, Roles: m.Roles, Actor: authz.Person(r.of.Config.Party, m.Person, m.Name, "notify", "", m.Acts())}
		}
		return out, err
	}
}
