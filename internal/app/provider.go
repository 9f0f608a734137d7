package app

import (
	"net/url"
	"os"
	"strings"

	"entente/internal/account"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
)

// OIDC is the OpenID provider by which people may enter.
type OIDC struct {
	// Issuer is its address, "https://login.example.org/realms/cert", as it names itself.
	Issuer string `json:"issuer"`
	// ClientID is this node's name there. Its redirect address there is the
	// console's origin and /sign-in/provider.
	ClientID string `json:"client_id"`
	// ClientSecretFile holds the secret, readable by the node alone.
	ClientSecretFile string `json:"client_secret_file"`
	// Name stands on the button of the sign-in page.
	Name string `json:"name"`
	// Private lets the provider have a loopback or private address.
	Private bool `json:"private"`
}

func (o OIDC) check(origin string) error {
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !o.Private):
		return errs.New(errs.Invalid, "oidc.issuer %q is not an address such as https://login.example.org", errs.Clip(o.Issuer))
	case o.ClientID == "" || o.ClientSecretFile == "" || o.Name == "" || len(o.Name) > 60:
		return errs.New(errs.Invalid, "oidc needs client_id, client_secret_file and a name of 1 to 60 bytes for the button")
	case origin == "":
		return errs.New(errs.Invalid, "oidc needs origin: the address to which the provider sends people back")
	}
	return nil
}

// provider is what accounts need of it; nil without one.
func (c Config) provider() (*account.Provider, error) {
	if c.OIDC == nil {
		return nil, nil
	}
	secret, err := os.ReadFile(c.OIDC.ClientSecretFile)
	if err != nil {
		return nil, errs.New(errs.Invalid, "oidc.client_secret_file cannot be read: %s", reason(err))
	}
	d := &dial.Dialer{Policy: dial.Policy{Loopback: c.OIDC.Private, Private: c.OIDC.Private}}
	return &account.Provider{Issuer: c.OIDC.Issuer, ClientID: c.OIDC.ClientID, ClientSecret: strings.TrimSpace(string(secret)), Name: c.OIDC.Name, Client: d.HTTPClient(nil)}, nil
}
