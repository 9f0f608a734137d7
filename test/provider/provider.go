// Command provider serves a certified OpenID provider (zitadel/oidc) for tests
// until it is stopped: a real one, with its own pages, keys and checks, whose
// accounts are made up.
package main

import (
	"log/slog"
	"net/http"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The two people that the provider knows. Both have one password.
const (
	Eva      = "eva@example.org"
	Jan      = "jan@example.org"
	Password = "what only the provider knows"
)

type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User { return p[id] }
func (p people) ExampleClientID() string             { return "unused" }
func (p people) GetUserByUsername(name string) *storage.User {
	for _, u := range p {
		if u.Username == name {
			return u
		}
	}
	return nil
}

// Provider is one that answers at Issuer, for one client.
type Provider struct {
	http.Handler
	Store *storage.Storage
}

// New makes a provider. back is the address to which it sends browsers.
func New(issuer, client, secret, back string) Provider {
	known := people{
		"id-eva": {ID: "id-eva", Username: Eva, Password: Password, FirstName: "Eva", LastName: "Nováková"},
		"id-jan": {ID: "id-jan", Username: Jan, Password: Password, FirstName: "Jan", LastName: "Dvořák"},
	}
	c := storage.WebClient(client, secret, back)
	store := storage.NewStorageWithClients(known, map[string]*storage.Client{client: c})
	return Provider{Handler: exampleop.SetupServer(issuer, store, slog.New(slog.DiscardHandler), false, op.WithAllowInsecure()), Store: store}
}
