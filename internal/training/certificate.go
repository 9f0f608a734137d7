package training

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/expert"
)

// Certificate says that a person has passed a version of a course. It is part of a
// signed file; a change of form is another form.
type Certificate struct {
	Form     string          `json:"form"`
	ID       string          `json:"id"`
	Realm    ids.Realm       `json:"realm"`
	Party    ids.Party       `json:"party" doc:"Whose node issued it"`
	Person   string          `json:"person" doc:"Account id"`
	Name     string          `json:"name" doc:"Of the person, as it was issued"`
	Course   CertifiedCourse `json:"course"`
	Skills   []expert.Skill  `json:"skills"`
	Services []string        `json:"services"`
	Points   int             `json:"points"`
	Of       int             `json:"of"`
	Issued   time.Time       `json:"issued"`
	Expires  time.Time       `json:"expires"`
}

// CertifiedCourse is which course was passed.
type CertifiedCourse struct {
	ID      string      `json:"id"`
	Version int64       `json:"version"`
	Digest  string      `json:"digest" doc:"SHA-256 of the course's canonical file, hex"`
	Title   clause.Text `json:"title"`
}

const (
	certificateForm    = "entente-training/1"
	certificateContext = "training-certificate/v1"
	maxCertificate     = 64 << 10
)

// signed is how a certificate travels: canonical JSON, with the node's signature over
// the certificate's canonical bytes.
type signed struct {
	Certificate jsontext.Value `json:"certificate"`
	Key         sign.PublicKey `json:"key"`
	Signature   sign.Signature `json:"signature"`
}

// certify makes the certificate of an enrolment whose lessons are all passed.
func certify(e Enrolment, c Course, realm ids.Realm, party ids.Party, now time.Time) Certificate {
	points, of := e.Progress.score(c)
	now = now.UTC().Truncate(time.Second)
	return Certificate{Form: certificateForm, ID: ids.New(), Realm: realm, Party: party, Person: e.Person, Name: e.Name,
		Course: CertifiedCourse{ID: c.ID, Version: c.Version, Digest: e.Digest, Title: c.Title},
		Skills: slices.Concat([]expert.Skill{}, c.Skills), Services: slices.Concat([]string{}, c.Services), Points: points, Of: of, Issued: now, Expires: now.AddDate(0, c.Months, 0)}
}

func (c Certificate) seal(key sign.Key) ([]byte, error) {
	b, err := strictjson.Marshal(c)
	if err != nil {
		return nil, err
	}
	return strictjson.Marshal(signed{Certificate: b, Key: key.Public(), Signature: key.Sign(certificateContext, b)})
}

// Verify reads a certificate's file and checks its form and its signature by the key
// that it names. That key is the file's own claim: compare it with the signer's card.
//
// Errors: Denied for a signature that does not fit; Invalid, Unsupported.
func Verify(b []byte) (c Certificate, key sign.PublicKey, err error) {
	var s signed
	if len(b) > maxCertificate {
		return c, key, errs.New(errs.TooLarge, "a certificate has up to %d bytes", maxCertificate)
	}
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if err := strictjson.Exact(b, &s, limits); err != nil {
		return c, key, err
	}
	if err := sign.Verify(s.Key, certificateContext, s.Certificate, s.Signature); err != nil {
		return c, key, err
	}
	if err := strictjson.Exact(s.Certificate, &c, limits); err != nil {
		return c, key, err
	}
	if c.Form != certificateForm {
		return c, key, errs.New(errs.Unsupported, "this is a certificate of another form; %s is known", certificateForm)
	}
	return c, s.Key, nil
}

// Expired tells whether a certificate counts no more.
func (c Certificate) Expired(now time.Time) bool { return !now.Before(c.Expires) }

// Expiring tells whether one that counts ends within 90 days.
func (c Certificate) Expiring(now time.Time) bool {
	return !c.Expired(now) && now.Add(renewal).After(c.Expires)
}

// trained is the certificate as a profile notes it.
func (c Certificate) trained() expert.Trained {
	return expert.Trained{Certificate: c.ID, Course: c.Course.ID, Title: c.Course.Title, Digest: c.Course.Digest, Skills: c.Skills, Services: c.Services, Issued: c.Issued, Expires: c.Expires}
}
