package agreement

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// ExchangePolicy is an Information Exchange Policy (FIRST IEP 2.0): how whoever
// gets something of one party under an agreement is to handle what bears no
// stricter marking of its own. Its statements are those of the IEP framework.
type ExchangePolicy struct {
	ID                         string              `json:"id"` // UUID; the same for one giver of one version
	Name                       string              `json:"name"`
	Description                string              `json:"description"`
	Version                    string              `json:"iep_version"`
	StartDate                  time.Time           `json:"start_date"`
	EndDate                    *time.Time          `json:"end_date"` // nil: it does not expire
	EncryptInTransit           string              `json:"encrypt_in_transit"`
	PermittedActions           string              `json:"permitted_actions"`
	AffectedPartyNotifications string              `json:"affected_party_notifications"`
	TLP                        string              `json:"tlp"`
	Attribution                string              `json:"attribution"`
	UnmodifiedResale           string              `json:"unmodified_resale"`
	ExternalReferences         []ExchangeReference `json:"external_references"`

	By ids.Party `json:"-"` // whose policy it is: who gives
}

// ExchangeReference names a provision that a policy was made of.
type ExchangeReference struct {
	SourceName  string `json:"source_name"`
	ExternalID  string `json:"external_id"`
	Description string `json:"description"`
}

// IEP 2.0 knows the levels of TLP 1.0 alone. Where it has no level of the same
// strictness the next stricter one stands.
var iepTLP = map[marking.TLP]string{marking.Clear: "white", marking.Green: "green", marking.Amber: "amber", marking.AmberStrict: "red", marking.Red: "red"}

// The permitted actions of IEP 2.0 that a level of PAP lets a recipient take. An
// agreement that says nothing of it lets them take none unasked.
var iepActions = map[marking.PAP]string{
	marking.PAPNone: "contact-for-instruction", marking.PAPRed: "internally-visible-actions", marking.PAPAmber: "externally-visible-indirect-actions",
	marking.PAPGreen: "externally-visible-direct-actions", marking.PAPClear: "externally-visible-direct-actions",
}

// ExchangePolicies renders what is in force at a moment as one policy for each
// party that may give something under it, by code. What the agreement does not
// speak of is rendered by the strictest statement that IEP 2.0 has.
//
// Errors: Conflict when it is not in force then; Unsupported when nobody gives
// anything up to a marking that it names.
func (a Agreement) ExchangePolicies(t time.Time) ([]ExchangePolicy, error) {
	rules := a.rulesAt(t)
	c := a.foldAt(t).inForce(t)
	if len(rules) == 0 || c == nil {
		return nil, errs.New(errs.Conflict, "the agreement was not in force then, so nobody is to handle anything by it")
	}
	clocks, bound := a.Clocks(t), a.foldAt(t).remaining(c.codes())
	var out []ExchangePolicy
	for _, giver := range c.codes() {
		if p, ok := exchangePolicy(rules, giver); ok {
			p.By = giver
			p.ID = ids.Named(uuid.MustParse(a.ID), "iep/"+c.DigestText()+"/"+string(giver))
			p.Name, p.StartDate, p.EndDate = c.Title+": "+string(giver), c.force, until(clocks, giver, len(bound) == 2)
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Unsupported, "under this agreement nobody gives anything up to a marking that it names")
	}
	return out, nil
}

// until gives the first moment at which a giver is no longer bound; nil while
// none is known. Of two parties alone, the notice of either ends it for both.
func until(clocks []Clock, giver ids.Party, alone bool) *time.Time {
	for _, k := range clocks { // by their moments
		if k.Kind == "expiry" || k.Kind == "superseded" || k.Kind == "notice" && (alone || k.Party == giver) {
			return &k.At
		}
	}
	return nil
}

// exchangePolicy reads one giver's rules, the strictest of each kind.
func exchangePolicy(rules []policy.Rule, giver ids.Party) (p ExchangePolicy, ok bool) {
	p = ExchangePolicy{Version: "2.0", EncryptInTransit: "must", Attribution: "must-not", AffectedPartyNotifications: "must-not", UnmodifiedResale: "must-not", ExternalReferences: []ExchangeReference{}}
	p.Description = "Compiled from the provisions of a signed agreement; a stricter marking of what is given stands before it."
	gives, pap := false, marking.PAPNone
	var tlp marking.TLP
	var encrypt, attribution []string
	for _, r := range rules {
		if !slices.Contains(r.From, giver) {
			continue
		}
		switch r.Kind {
		case policy.Share:
			gives = true
		case policy.Ceiling:
			if tlp == marking.None || r.TLP < tlp {
				tlp = r.TLP
			}
			if r.PAP != marking.PAPNone && (pap == marking.PAPNone || r.PAP < pap) {
				pap = r.PAP
			}
		case policy.Handle:
			encrypt, attribution = append(encrypt, r.Terms.Encrypt), append(attribution, r.Terms.Attribution)
		default:
			continue
		}
		p.ExternalReferences = append(p.ExternalReferences, ExchangeReference{SourceName: r.Citation.Title, ExternalID: r.Citation.Agreement + "#" + r.Citation.Provision, Description: "sha256:" + r.Citation.Digest})
	}
	if len(encrypt) > 0 && !slices.Contains(encrypt, "must") {
		p.EncryptInTransit = "may"
	}
	// Parties that ask for both cannot be obeyed; not naming anybody harms none.
	if len(attribution) > 0 && !slices.Contains(attribution, "must-not") {
		p.Attribution = "may"
		if slices.Contains(attribution, "must") {
			p.Attribution = "must"
		}
	}
	p.TLP, p.PermittedActions = iepTLP[tlp], iepActions[pap]
	return p, gives && tlp != marking.None
}

// ExchangePolicies is the rendering of one agreement at a moment; the zero Time
// is now. Errors: NotFound; and those of Agreement.ExchangePolicies.
func (s *Service) ExchangePolicies(ctx context.Context, v authz.Viewer, id string, at time.Time) (all []ExchangePolicy, err error) {
	defer errs.Wrap(&err, "agreement.ExchangePolicies(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := s.Load(ctx, tx, v.Realm(), id)
		if err != nil {
			return err
		}
		if at.IsZero() {
			at = tx.Now
		}
		all, err = a.ExchangePolicies(at)
		return err
	})
	return all, err
}

// iepExtension is the extension definition by which STIX 2.1 carries an
// Information Exchange Policy on a marking definition.
const iepExtension = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"

// Marking is the policy as a marking definition of STIX 2.1, to be referred to by
// the objects that are handled by it.
func (p ExchangePolicy) Marking() map[string]any {
	const form = "2006-01-02T15:04:05.000Z"
	x := map[string]any{"extension_type": "property-extension", "iep_id": p.ID, "iep_version": p.Version, "description": p.Description, "start_date": p.StartDate.UTC().Format(form),
		"encrypt_in_transit": p.EncryptInTransit, "permitted_actions": p.PermittedActions, "affected_party_notifications": p.AffectedPartyNotifications, "tlp": p.TLP, "provider_attribution": p.Attribution, "unmodified_resale": p.UnmodifiedResale}
	if p.EndDate != nil {
		x["end_date"] = p.EndDate.UTC().Format(form)
	}
	return map[string]any{"type": "marking-definition", "spec_version": "2.1", "id": p.MarkingID(), "created": p.StartDate.UTC().Format(form), "name": p.Name,
		"external_references": p.ExternalReferences, "extensions": map[string]any{iepExtension: x}}
}

// MarkingID is the id of the policy's marking definition. It is one for each text:
// a marking definition cannot change, so an end that became known makes another.
func (p ExchangePolicy) MarkingID() string {
	if p.EndDate == nil {
		return "marking-definition--" + p.ID
	}
	return "marking-definition--" + ids.Named(uuid.MustParse(p.ID), "until/"+p.EndDate.UTC().Format(time.RFC3339Nano))
}
