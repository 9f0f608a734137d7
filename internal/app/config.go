package app

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/node"
	"entente/internal/party"
)

// Config is all that an operator decides about a node. It stands in DIR/node.json,
// written by init; an environment variable of the name given with a field wins
// over the file. Unknown keys refuse to start.
type Config struct {
	// Party is the code of the party that this node belongs to. It never changes.
	Party ids.Party `json:"party"`
	// Name is the party's name in full.
	Name string `json:"name"`
	// Kind is "nation", "alliance" or "partner".
	Kind string `json:"kind"`
	// Database is "" for SQLite in DIR/node.db, or a postgres:// address (ENTENTE_DATABASE).
	Database string `json:"database"`
	// Listen is the address of console, API and TAXII (ENTENTE_LISTEN).
	Listen string `json:"listen"`
	// PeerListen is the address on which other nodes call (ENTENTE_PEER_LISTEN).
	PeerListen string `json:"peer_listen"`
	// PeerAddress is host:port under which other nodes reach PeerListen; "" means PeerListen itself.
	PeerAddress string `json:"peer_address"`
	// TLSCert and TLSKey are PEM files for Listen. Without them Listen must be
	// a loopback address, or stand behind a proxy on this machine.
	TLSCert string `json:"tls_cert"`
	TLSKey  string `json:"tls_key"`
	// BehindProxy says that a proxy on this machine ends TLS in front of Listen:
	// then other host names than the loopback's are answered, and sessions are for TLS only.
	BehindProxy bool `json:"behind_proxy"`
	// Origin is the console's address as browsers know it, "https://node.example.org".
	// Passkeys belong to it. Without it, on loopback without TLS, it is localhost.
	Origin string `json:"origin"`
	// OIDC is the OpenID provider by which people may enter; absent for none.
	OIDC *OIDC `json:"oidc,omitempty"`
	// FreshMinutes is how long a proof of who one is counts for signing and
	// releasing; 0 means ten.
	FreshMinutes int `json:"fresh_minutes"`
	// PassOn lets this node pass on what it receives, as far as the origins and
	// the agreements permit; so does a hub.
	PassOn bool `json:"pass_on"`
	// SecondPerson is the TLP ("amber") from which on a release of this party's
	// own needs two persons: one puts it forward, another approves. "" never asks.
	SecondPerson string `json:"second_person"`
	// AssistAlone lets who wrote a request for assistance authorise it for the
	// nation too; otherwise another person does.
	AssistAlone bool `json:"assist_alone"`
	// PrivatePeers lets peers have loopback and private addresses.
	PrivatePeers bool `json:"private_peers"`
	// LinkOverlapHours is how long peers accept a link key that was replaced; up
	// to 720. 0 means that it ceases at once.
	LinkOverlapHours int `json:"link_overlap_hours"`
	// Mail is the server by which the node sends e-mail; absent for none.
	Mail *MailServer `json:"mail,omitempty"`
	// PrivateWebhooks lets webhooks have loopback and private addresses.
	PrivateWebhooks bool `json:"private_webhooks"`
	// MaxImport is the largest file that an import reads, in bytes.
	MaxImport int64 `json:"max_import"`
	// BackupDaily is the time of day, hh:mm in UTC, at which a backup is made;
	// "" makes none. BackupPassphraseFile holds the passphrase that seals it, and
	// BackupKeep is how many stay; 0 keeps all.
	BackupDaily          string `json:"backup_daily"`
	BackupPassphraseFile string `json:"backup_passphrase_file"`
	BackupKeep           int    `json:"backup_keep"`
}

// DefaultConfig has every value that init does not ask for.
func DefaultConfig() Config {
	return Config{Kind: "nation", Listen: "127.0.0.1:8440", PeerListen: "127.0.0.1:9440", MaxImport: 512 << 20, LinkOverlapHours: 24, BackupKeep: 7}
}

const configFile = "node.json"

// LoadConfig reads DIR/node.json and the environment.
func LoadConfig(dir string) (c Config, err error) {
	c = DefaultConfig()
	b, err := os.ReadFile(filepath.Join(dir, configFile))
	if os.IsNotExist(err) {
		return c, errs.New(errs.NotFound, "%s holds no node; make one with: entente init --dir %s --party CODE --name NAME", dir, dir)
	}
	if err != nil {
		return c, err
	}
	if err := strictjson.Decode(b, &c, strictjson.Default); err != nil {
		_, text := errs.Public(err)
		return c, errs.New(errs.Invalid, "%s: %s", filepath.Join(dir, configFile), text)
	}
	for name, field := range map[string]*string{"ENTENTE_DATABASE": &c.Database, "ENTENTE_LISTEN": &c.Listen, "ENTENTE_PEER_LISTEN": &c.PeerListen} {
		if v, ok := os.LookupEnv(name); ok {
			*field = v
		}
	}
	return c, c.check()
}

func (c Config) check() error {
	if _, err := ids.ParseParty(string(c.Party)); err != nil {
		return err
	}
	if c.Name == "" || len(c.Name) > 200 {
		return errs.New(errs.Invalid, "name the party in 1 to 200 bytes")
	}
	switch c.Kind {
	case "nation", "alliance", "partner":
	default:
		return errs.New(errs.Invalid, "kind must be nation, alliance or partner, not %q", errs.Clip(c.Kind))
	}
	for what, addr := range map[string]string{"listen": c.Listen, "peer_listen": c.PeerListen} {
		if err := checkAddress(what, addr); err != nil {
			return err
		}
	}
	if u, err := url.Parse(c.Origin); c.Origin != "" && (err != nil || u.Host == "" || u.Scheme+"://"+u.Host != c.Origin) {
		return errs.New(errs.Invalid, "origin %q is not an address such as https://node.example.org", errs.Clip(c.Origin))
	}
	if c.OIDC != nil {
		if err := c.OIDC.check(c.origin()); err != nil {
			return err
		}
	}
	if c.FreshMinutes < 0 || c.FreshMinutes > 24*60 {
		return errs.New(errs.Invalid, "fresh_minutes is between 0 and 1440")
	}
	if c.LinkOverlapHours < 0 || c.LinkOverlapHours > int(party.MaxOverlap.Hours()) {
		return errs.New(errs.Invalid, "link_overlap_hours is between 0 and %d", int(party.MaxOverlap.Hours()))
	}
	if _, err := marking.ParseTLP(c.SecondPerson); err != nil {
		return errs.New(errs.Invalid, "second_person %q is not a TLP level", errs.Clip(c.SecondPerson))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errs.New(errs.Invalid, "give both tls_cert and tls_key, or neither")
	}
	if c.BackupDaily != "" {
		if _, _, err := node.ParseDaily(c.BackupDaily); err != nil {
			return err
		}
		if c.BackupPassphraseFile == "" || c.BackupKeep < 0 {
			return errs.New(errs.Invalid, "backup_daily needs backup_passphrase_file, and a backup_keep of 0 or more")
		}
	}
	host, _, _ := net.SplitHostPort(c.Listen) // checkAddress has split it once
	if ip := net.ParseIP(host); c.TLSCert == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errs.New(errs.Invalid, "listen %s is not a loopback address: give tls_cert and tls_key, or listen on loopback behind a proxy", c.Listen)
	}
	return nil
}

func checkAddress(what, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return errs.New(errs.Invalid, "%s %q is not host:port", what, errs.Clip(addr))
	}
	return nil
}

// database is the address for db.Open.
func (c Config) database(dir string) string {
	if c.Database == "" {
		return "sqlite:" + filepath.Join(dir, "node.db")
	}
	return c.Database
}

// origin is what passkeys belong to; "" where there is no name for it.
func (c Config) origin() string {
	if c.Origin != "" || c.TLSCert != "" || c.BehindProxy {
		return c.Origin
	}
	_, port, _ := net.SplitHostPort(c.Listen) // check has split it once
	return "http://localhost:" + port
}

// URL is where a browser on this machine finds the node.
func (c Config) URL() string {
	if c.TLSCert != "" {
		return "https://" + c.Listen
	}
	return "http://" + c.Listen
}

func (c Config) save(dir string) error {
	b, err := strictjson.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, configFile), append(b, '\n'), 0o600)
}
