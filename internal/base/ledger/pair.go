package ledger

import (
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Pair names a log: all that From gives to To in one realm.
type Pair struct {
	From  ids.Party `json:"from"`
	To    ids.Party `json:"to"`
	Realm ids.Realm `json:"realm"`
}

// Origin is the log's name in checkpoints: "entente/CZE/to/HUB/live".
func (p Pair) Origin() string {
	return "entente/" + string(p.From) + "/to/" + string(p.To) + "/" + string(p.Realm)
}

// ParseOrigin is the reverse of Pair.Origin and accepts nothing else.
func ParseOrigin(s string) (p Pair, err error) {
	parts := strings.Split(s, "/")
	if len(parts) != 5 || parts[0] != "entente" || parts[2] != "to" {
		return p, errs.New(errs.Invalid, "%q is not the name of a pair log", errs.Clip(s))
	}
	p = Pair{From: ids.Party(parts[1]), To: ids.Party(parts[3]), Realm: ids.Realm(parts[4])}
	return p, p.check()
}

func (p Pair) check() error {
	if _, err := ids.ParseParty(string(p.From)); err != nil {
		return err
	}
	if _, err := ids.ParseParty(string(p.To)); err != nil {
		return err
	}
	if _, err := ids.ParseRealm(string(p.Realm)); err != nil {
		return err
	}
	if p.From == p.To {
		return errs.New(errs.Invalid, "%s has no log to itself", p.From)
	}
	return nil
}

// CosignerName is the name under which a party's node cosigns the checkpoints
// of others: "entente/HUB".
func CosignerName(p ids.Party) string { return "entente/" + string(p) }
