package directory

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Drill is one trial of a party's contacts.
type Drill struct {
	ID        string
	Party     ids.Party
	Agreement string // whose provision it answers; "" for none
	Person    string
	Name      string // who began it
	At        time.Time
	Due       time.Time // until when an answer is in time
	ToldAt    time.Time
	MetAt     time.Time
	Probes    []Probe
}

// Probe is one question, to one channel of a contact.
type Probe struct {
	ID       string
	Drill    string
	Contact  string
	Purpose  Purpose
	Medium   Medium
	Address  string
	SentAt   time.Time // zero: a person sends it by hand
	Failed   string    // why the node could not send it
	Answered time.Time
	How      string // "link", "code", "recorded"
	Note     string
}

// The ways to answer.
const (
	AnsweredByLink   = "link"
	AnsweredByCode   = "code"
	AnsweredRecorded = "recorded"
)

// InTime tells whether the question was answered by the end of the drill.
func (p Probe) InTime(d Drill) bool { return !p.Answered.IsZero() && !p.Answered.After(d.Due) }

// Over tells whether nothing can change any more what the drill counts for: its
// time is over, or every question is answered.
func (d Drill) Over(now time.Time) bool {
	if !now.Before(d.Due) {
		return true
	}
	for _, p := range d.Probes {
		if p.Answered.IsZero() {
			return false
		}
	}
	return true
}

const (
	tokenBytes = 16 // of the proof in a link
	codeDigits = 1_000_000
	// DefaultWithin is how long a drill waits for answers.
	DefaultWithin = time.Hour
	maxWithin     = 7 * 24 * time.Hour
	// graceful is how long after its end a late answer is still taken, as late.
	graceful = 30 * 24 * time.Hour
)

// proof is the secret of one question. It is made from the node's key, so that no
// store holds what would answer for somebody else.
func (s *Service) proof(use, probe string) []byte {
	m := hmac.New(sha256.New, s.seal)
	m.Write([]byte(use + "/" + probe))
	return m.Sum(nil)
}

// token is what stands in the link of a question: its id and a proof.
func (s *Service) token(probe string) string {
	id := uuid.MustParse(probe)
	return base64.RawURLEncoding.EncodeToString(append(id[:], s.proof("link", probe)[:tokenBytes]...))
}

// probeOf gives the question of a token; errs.NotFound for everything that is none.
func (s *Service) probeOf(token string) (string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	none := errs.New(errs.NotFound, "this link is not one of a drill, or its time is over")
	if err != nil || len(b) != 16+tokenBytes {
		return "", none
	}
	id := uuid.UUID(b[:16]).String()
	if !hmac.Equal(b[16:], s.proof("link", id)[:tokenBytes]) {
		return "", none
	}
	return id, nil
}

// code is what is read back by voice: six digits, in two groups.
func (s *Service) code(probe string) string {
	n := binary.BigEndian.Uint64(s.proof("code", probe)) % codeDigits
	return fmt.Sprintf("%03d %03d", n/1000, n%1000)
}

func sameCode(a, b string) bool {
	digits := func(s string) []byte {
		return []byte(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s))
	}
	return hmac.Equal(digits(a), digits(b))
}

// Question is the text that is sent to a channel, or read out by a person. It
// says who asks, that it is a drill, and how to answer: nothing else of the node.
func (s *Service) Question(p Probe, d Drill) string {
	until := d.Due.UTC().Format("2006-01-02 15:04 UTC")
	if p.Medium == Phone || p.Medium == Radio || p.Medium == Video || s.c.Link == nil {
		return fmt.Sprintf("This is a communications check by %s. It is a drill. Please read this code back, until %s: %s", s.c.Party, until, s.code(p.ID))
	}
	return fmt.Sprintf("This is a communications check by %s. It is a drill. Please open this page and confirm, until %s: %s\nOr answer with this code: %s", s.c.Party, until, s.c.Link(s.token(p.ID)), s.code(p.ID))
}
