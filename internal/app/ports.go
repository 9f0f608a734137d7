package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/serve"
	"entente/internal/serve/peer"
	"entente/internal/serve/rest"
	"entente/internal/serve/taxii"
	"entente/web"
)

// Listen opens both ports, so that whoever waits for the node finds it; a held
// node has no port for peers.
func (n *Node) Listen() (err error) {
	if n.consoleL, err = listen(n.Config.Listen); err != nil {
		return errs.New(errs.Conflict, "cannot listen on %s: %s", n.Config.Listen, reason(err))
	}
	if n.held {
		return n.servers()
	}
	if n.peerL, err = listen(n.Config.PeerListen); err != nil {
		return errs.New(errs.Conflict, "cannot listen on %s: %s", n.Config.PeerListen, reason(err))
	}
	return n.servers()
}

func listen(address string) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(context.Background(), "tcp", address) // it answers at once; nothing could be cancelled
}

func reason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}

// routers builds what answers people and tools, and what answers other nodes.
func (n *Node) routers(opt serve.Options, entry rest.Entry) error {
	opt.Log, opt.BehindTLS, opt.Observe = n.log, n.Config.BehindProxy, n.Care.Observe
	n.api = serve.NewRouter(opt)
	if err := rest.Add(n.api, rest.Deps{
		Version: n.Version, Party: rest.MeParty{Code: n.Config.Party, Name: n.Config.Name}, Followers: n.followerNames(), MaxImport: n.Config.MaxImport,
		DB: n.DB, Journal: n.Journal, Clock: n.clock, Accounts: n.Accounts, Credentials: n.Accounts, Parties: n.Parties, Keys: n.Parties, Templates: n.Templates, Agreements: n.Agreements, Duties: n.Duties, Assists: n.Assists, Incidents: n.Incidents, Crises: n.Crises, Warnings: n.Warnings, Alerts: n.Alerts, Situations: n.Situations, Conduct: n.Conduct, Reactions: n.Reactions, Scores: n.Scores, Aftermath: n.Aftermath, Lessons: n.Lessons, Experts: n.Experts, Trainings: n.Trainings, Directory: n.Directory, Playbooks: n.Playbooks, Msel: n.Msel, Intel: n.Intel, Redactions: n.Intel,
		Releases: n.Releases, Drafts: n.Releases, Changes: n.Releases, Receipts: n.Releases, Federation: n.Federation, Care: n.Care, Reports: n.Reports, Notify: n.Notify, Exercises: n.Exercises, Entry: entry,
	}); err != nil {
		return err
	}
	taxii.New(taxii.Config{Party: n.Config.Party, Name: n.Config.Name, Intel: n.Intel, Released: n.Releases.Released, Key: n.taxiiKey(), MaxBody: n.Config.MaxImport}).Routes(n.api)
	n.peers = serve.NewRouter(serve.Options{Log: n.log, Peer: peer.Identify(n.Federation)})
	peer.Routes(n.peers, n.Federation)
	return nil
}

// servers builds what answers on the two ports.
func (n *Node) servers() error {
	if err := n.routers(serve.Options{Auth: n.Accounts, Realms: n.realms.api}, nil); err != nil {
		return err
	}
	if err := n.api.Console(web.Files()); err != nil {
		return err
	}
	n.console = serve.NewServer(n.api, n.log)
	if n.Config.TLSCert != "" {
		cert, err := tls.LoadX509KeyPair(n.Config.TLSCert, n.Config.TLSKey)
		if err != nil {
			return errs.New(errs.Invalid, "tls_cert and tls_key cannot be used: %s", err)
		}
		n.console.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	}
	n.peerSrv = serve.NewServer(&peerPort{live: n.peers, realms: n.realms}, n.log)
	n.peerSrv.TLSConfig = n.peerTLS()
	n.peerSrv.TLSConfig.GetConfigForClient = n.realms.tls
	return nil
}

// peerTLS is how this node answers other nodes of its realm. Any key may knock: the
// router asks for a pinned one on every route but join. A certificate that says to
// be of another realm is refused before anything is said.
func (n *Node) peerTLS() *tls.Config {
	cfg := sign.ServerConfig(tls.Certificate{}, func(sign.PublicKey) error { return nil })
	cfg.Certificates, cfg.GetCertificate = nil, n.certificate
	known := cfg.VerifyConnection
	cfg.VerifyConnection = func(state tls.ConnectionState) error {
		if realm := realmNamed(sign.PeerName(state)); realm != n.Realm() {
			return errs.New(errs.Denied, "a node of realm %q has no business in realm %q", errs.Clip(string(realm)), n.Realm())
		}
		return known(state)
	}
	return cfg
}

// certificate shows the link key of the moment to whoever calls, so that a new
// one counts without a restart.
func (n *Node) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	key, err := n.Parties.LinkKey(hello.Context())
	if err != nil {
		n.log.ErrorContext(hello.Context(), "no key to answer peers with", slog.Any("error", err))
		return nil, err
	}
	cert, err := key.Certificate(n.tlsName(), n.clock)
	return &cert, err
}

// tlsName stands in this node's certificate; peers look at the key alone.
func (n *Node) tlsName() string { return tlsName(n.Config.Party, n.Realm()) }

// taxiiKey seals TAXII continuations: the same in every process of the party,
// and known to nobody else.
func (n *Node) taxiiKey() []byte {
	s := n.key.Sign("taxii-next/v1", nil)
	return s[:]
}
