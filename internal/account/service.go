package account

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Config is what the service needs to know. Zero values take the defaults.
type Config struct {
	Party       ids.Party     // this node's own party; required
	Params      Params        // costs of Argon2id; DefaultParams
	SessionIdle time.Duration // a session ends when unused for so long; one hour
	SessionLife time.Duration // and after so long in any case; twelve hours
	Fresh       time.Duration // how long a proof of who one is counts for grave acts; ten minutes
	Seal        []byte        // seals secrets that must be read again, away from the database; required for second factors
	Origin      string        // the console's address as browsers know it; "" for no passkeys
	Provider    *Provider     // by which people may enter; nil for none
}

// Service has one method per act.
type Service struct {
	db      *db.DB
	journal *journal.Journal
	cfg     Config
	gate    gate
	door    *door // nil without a provider
}

// New gives the service on a migrated database.
func New(d *db.DB, j *journal.Journal, cfg Config) *Service {
	if cfg.Params == (Params{}) {
		cfg.Params = DefaultParams
	}
	if cfg.SessionIdle == 0 {
		cfg.SessionIdle = time.Hour
	}
	if cfg.SessionLife == 0 {
		cfg.SessionLife = 12 * time.Hour
	}
	if cfg.Fresh == 0 {
		cfg.Fresh = 10 * time.Minute
	}
	s := &Service{db: d, journal: j, cfg: cfg, gate: newGate()}
	if cfg.Provider != nil {
		s.door = &door{Provider: *cfg.Provider}
	}
	return s
}

// record journals an act on accounts. Accounts belong to the node, not to a
// realm; their entries stand in the live one.
func (s *Service) record(ctx context.Context, tx *db.Tx, by authz.Actor, kind, about string, body any) error {
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: by, About: about, Body: body})
	return err
}

// self is the actor of what happens before anybody is known.
func (s *Service) self() authz.Actor { return authz.System(s.cfg.Party, "account") }

// person is the actor of a user at the moment of entering.
func (s *Service) person(u User, via string) authz.Actor {
	return authz.Person(s.cfg.Party, u.ID, u.Name, via, u.Ceiling, u.Acts())
}

// Node is the party that the accounts belong to.
func (s *Service) Node() ids.Party { return s.cfg.Party }

// ListUsers lists all users by name. It needs authz.UserManage.
func (s *Service) ListUsers(ctx context.Context, who authz.Actor) (all []User, err error) {
	defer errs.Wrap(&err, "account.ListUsers")
	if err := who.May(authz.UserManage); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = allUsers(ctx, tx)
		return err
	})
	return all, err
}

// NewUser is what an administrator says of a new user. A person has either a
// Password or, with Invite, a one-time link; a consumer has neither.
type NewUser struct {
	Name     string
	Display  string // "" takes Name
	Roles    []authz.Role
	Ceiling  string
	Password string
	Invite   bool
}

// CreateUser adds a user and, with Invite, the link by which that person sets
// a password. It needs authz.UserManage.
//
// Errors: Invalid for a name, role or password against the rules; Conflict for
// a name that is taken.
func (s *Service) CreateUser(ctx context.Context, who authz.Actor, in NewUser) (u User, l Link, err error) {
	defer errs.Wrap(&err, "account.CreateUser")
	if err := who.May(authz.UserManage); err != nil {
		return u, l, err
	}
	if u, err = s.newUser(in.Name, in.Display, in.Roles, in.Ceiling); err != nil {
		return u, l, err
	}
	switch {
	case u.machine() && (in.Password != "" || in.Invite):
		return u, l, errs.New(errs.Invalid, "a machine enters by token only; create one for it instead of a password")
	case !u.machine() && (in.Password != "") == in.Invite:
		return u, l, errs.New(errs.Invalid, "give the user either a password or an invitation")
	case in.Password != "":
		if u.password, err = s.hash(ctx, in.Password, u.Name); err != nil {
			return u, l, err
		}
		u.Entered = true
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u.Created = tx.Now
		if err := insertUser(ctx, tx, u); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, "account.created", u.ID, map[string]any{"name": u.Name, "roles": u.Roles, "ceiling": u.Ceiling, "invited": in.Invite}); err != nil || !in.Invite {
			return err
		}
		l, err = s.makeLink(ctx, tx, Invite, u.ID)
		return err
	})
	if errs.Is(err, errs.Conflict) {
		err = errs.New(errs.Conflict, "user name %q is taken", u.Name)
	}
	return u, l, err
}

func (s *Service) newUser(name, display string, roles []authz.Role, ceiling string) (u User, err error) {
	if u.Name, err = ParseName(name); err != nil {
		return u, err
	}
	if u.Display, err = parseDisplay(display, u.Name); err != nil {
		return u, err
	}
	if u.Ceiling, err = parseCeiling(ceiling); err != nil {
		return u, err
	}
	u.ID, u.Roles = ids.New(), slices.Clone(roles)
	return u, u.check()
}

// Change is what an administrator changes of a user; nil stays as it is.
type Change struct {
	Display  *string
	Roles    *[]authz.Role
	Ceiling  *string
	Disabled *bool
}

// ChangeUser changes a user in one act. Whoever is disabled or given other
// roles is signed out everywhere. Nobody changes own roles or disables
// themselves, and one administrator who can sign in always remains. It needs
// authz.UserManage.
func (s *Service) ChangeUser(ctx context.Context, who authz.Actor, id string, c Change) (u User, err error) {
	defer errs.Wrap(&err, "account.ChangeUser(%s)", errs.Clip(id))
	if err := who.May(authz.UserManage); err != nil {
		return u, err
	}
	if id == who.Person && (c.Roles != nil || c.Disabled != nil || c.Ceiling != nil) {
		return u, errs.New(errs.Denied, "nobody changes their own rights; ask another administrator")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := userByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if u, err = old.with(c); err != nil {
			return err
		}
		if err := saveUser(ctx, tx, u); err != nil {
			return err
		}
		if old.administers() && !u.administers() {
			if err := someoneAdministers(ctx, tx); err != nil {
				return err
			}
		}
		if u.Disabled || c.Roles != nil || c.Ceiling != nil {
			if err := endSessions(ctx, tx, id); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, who, "account.changed", id, map[string]any{
			"name": u.Name, "display": u.Display, "roles": u.Roles, "ceiling": u.Ceiling, "disabled": u.Disabled,
			"roles_before": old.Roles, "ceiling_before": old.Ceiling, "disabled_before": old.Disabled,
		})
	})
	return u, err
}

func (u User) with(c Change) (_ User, err error) {
	if c.Display != nil {
		if u.Display, err = parseDisplay(*c.Display, u.Name); err != nil {
			return u, err
		}
	}
	if c.Roles != nil {
		u.Roles = slices.Clone(*c.Roles)
	}
	if c.Ceiling != nil {
		if u.Ceiling, err = parseCeiling(*c.Ceiling); err != nil {
			return u, err
		}
	}
	if c.Disabled != nil {
		u.Disabled = *c.Disabled
	}
	if u.machine() && u.Entered {
		return u, errs.New(errs.Invalid, "a person cannot become a machine; create the machine as a user of its own")
	}
	return u, u.check()
}

func someoneAdministers(ctx context.Context, tx *db.Tx) error {
	all, err := allUsers(ctx, tx)
	if err == nil && !slices.ContainsFunc(all, User.administers) {
		err = errs.New(errs.Conflict, "this is the last administrator; make another one first")
	}
	return err
}

// hash checks a new password and gives its PHC string.
func (s *Service) hash(ctx context.Context, password, name string) (string, error) {
	p, err := checkPassword(password, name)
	if err != nil {
		return "", err
	}
	leave, err := s.gate.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return hashPassword(p, s.cfg.Params), nil
}
