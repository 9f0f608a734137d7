package directory

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/securitytxt"
	"entente/internal/format/vcard"
)

func marshalSaid(s Said) ([]byte, error) { return strictjson.Marshal(s.normal()) }

// PreviewImport reads a description by RFC 2350 into our entry and shows what that
// would change. Nothing is saved.
func (s *Service) PreviewImport(ctx context.Context, v authz.Viewer, b []byte) (p Preview, serial int64, err error) {
	defer errs.Wrap(&err, "directory.PreviewImport")
	if err := v.May(authz.PartyRead); err != nil {
		return p, 0, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		now, err := s.own(ctx, tx)
		if err != nil {
			return err
		}
		after, err := Import(now.normal(), b)
		p, serial = preview(now.normal(), after), now.Serial
		return err
	})
	return p, serial, err
}

// The forms in which an entry leaves the node, by the end of the file's name.
const (
	FormRFC2350     = "rfc2350.txt"
	FormVCard       = "contacts.vcf"
	FormSecurityTxt = "security.txt"
)

// Export gives a party's entry in a form that other tools read.
//
// Errors: NotFound for a party without an entry; Conflict for a security.txt of an
// entry that has no contact for it.
func (s *Service) Export(ctx context.Context, v authz.Viewer, code ids.Party, form string) (b []byte, err error) {
	defer errs.Wrap(&err, "directory.Export(%s, %s)", errs.Clip(string(code)), errs.Clip(form))
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		x, err := load(ctx, tx, code)
		if err != nil {
			return err
		}
		switch form {
		case FormRFC2350:
			b = x.Describe()
		case FormVCard:
			b = vcard.Marshal(x.cards())
		case FormSecurityTxt:
			b, err = x.securityTxt(tx.Now)
		default:
			return errs.New(errs.NotFound, "an entry is written as %s, %s or %s", FormRFC2350, FormVCard, FormSecurityTxt)
		}
		return err
	})
	return b, err
}

// cards gives a card for each contact and each person.
func (e Entry) cards() (out []vcard.Card) {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("entente/directory/"+string(e.Party)))
	base := vcard.Card{Org: e.Team.Name, Zone: e.Team.Zone, Address: e.Team.Address, URLs: e.Team.Websites, Langs: e.Team.Languages, Revision: e.At}
	for _, c := range e.Contacts {
		card := base
		card.UID, card.Name, card.Role = "urn:uuid:"+ids.Named(space, "contact/"+c.ID), string(e.Party)+" "+c.Name, string(c.Purpose)
		for i, ch := range c.Channels {
			note := join(", ", ch.Answers, hoursText(ch.Hours))
			switch ch.Medium {
			case Phone:
				card.Phones = append(card.Phones, vcard.Value{Text: ch.Address, Pref: i + 1, Type: "voice"})
			case SMS:
				card.Phones = append(card.Phones, vcard.Value{Text: ch.Address, Pref: i + 1, Type: "text"})
			case Email, SecureEmail:
				card.Emails = append(card.Emails, vcard.Value{Text: ch.Address, Pref: i + 1})
				note = join(", ", note, after("OpenPGP ", ch.Key))
			default:
				note = join(", ", string(ch.Medium)+" "+ch.Address, note)
			}
			if note != "" {
				card.Note = join("\n", card.Note, join(": ", ch.Address, note))
			}
		}
		out = append(out, card)
	}
	for _, p := range e.People {
		card := base
		card.Person, card.Langs, card.Role = true, p.Languages, p.Position
		card.Name = join(" ", p.Name)
		if card.Name == "" {
			card.Name = p.Position
		}
		card.UID = "urn:uuid:" + ids.Named(space, "person/"+p.Position+"/"+p.Name)
		if p.Phone != "" {
			card.Phones = []vcard.Value{{Text: p.Phone, Type: "voice"}}
		}
		if p.Email != "" {
			card.Emails = []vcard.Value{{Text: p.Email}}
		}
		out = append(out, card)
	}
	return out
}

// securityMonths is how far ahead a security.txt expires: RFC 9116 §2.5.5 advises
// less than a year.
const securityMonths = 6

// securityTxt writes the contacts for vulnerabilities, or where the entry has none
// those for incidents. Its end is no later than that of the keys that it names.
func (e Entry) securityTxt(now time.Time) ([]byte, error) {
	f := securitytxt.File{Languages: e.Team.Languages, Expires: now.UTC().AddDate(0, securityMonths, 0).Truncate(time.Second)}
	for _, purpose := range []Purpose{Vulnerability, Incident} {
		for _, c := range e.Contacts {
			if c.Purpose == purpose && len(c.Channels) > 0 {
				e.addSecurity(&f, c, now)
			}
		}
		if len(f.Contacts) > 0 {
			return securitytxt.Marshal(f, now)
		}
	}
	return nil, errs.New(errs.Conflict, "the entry of %s has no contact for vulnerabilities or incidents with an e-mail address, a telephone number or a page", e.Party)
}

// Reportable tells whether the entry has whom a security.txt would name.
func (e Entry) Reportable(now time.Time) bool {
	_, err := e.securityTxt(now)
	return err == nil
}

func (e Entry) addSecurity(f *securitytxt.File, c Contact, now time.Time) {
	for _, ch := range c.Channels {
		switch ch.Medium {
		case Email, SecureEmail:
			f.Contacts = append(f.Contacts, "mailto:"+ch.Address)
		case Phone:
			f.Contacts = append(f.Contacts, "tel:"+strings.NewReplacer(" ", "", "(", "", ")", "", "/", "", ".", "").Replace(ch.Address))
		case Web:
			if strings.HasPrefix(ch.Address, "https://") {
				f.Contacts = append(f.Contacts, ch.Address)
			}
		}
		if k, ok := e.key(ch.Key); ok && !k.Expired(now) {
			f.Encryption = append(f.Encryption, "openpgp4fpr:"+k.Fingerprint)
			if end, err := time.Parse(time.DateOnly, k.Expires); err == nil && end.AddDate(0, 0, 1).Before(f.Expires) {
				f.Expires = end.AddDate(0, 0, 1)
			}
		}
	}
}
