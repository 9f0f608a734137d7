package directory

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
)

// Entry is what a party tells of itself in the directory. Its fields are those
// that RFC 2350, the FIRST directory, the CSIRTs Network's portal and the ENISA
// inventory ask for.
type Entry struct {
	V      int       `json:"v"`
	Party  ids.Party `json:"party"`
	Serial int64     `json:"serial"` // 1 and up; at least the second of its date, since 1970
	At     time.Time `json:"at"`
	Said
}

// Said is the part of an entry that people write.
type Said struct {
	Team         Team              `json:"team"`
	Contacts     []Contact         `json:"contacts"`
	Offices      []Office          `json:"offices"`
	People       []Person          `json:"people"`
	Keys         []Key             `json:"keys"`
	Constituency Constituency      `json:"constituency"`
	Services     []string          `json:"services"` // FIRST CSIRT Services Framework 2.1, such as "6.5"
	Memberships  []Membership      `json:"memberships"`
	Texts        map[string]string `json:"texts"` // of RFC 2350, by number of section
	SIM3         map[string]int    `json:"sim3"`  // level 0 to 4 by parameter, such as "O-1"
}

// Team is who answers incidents for the party.
type Team struct {
	Name        string   `json:"name"`
	Short       string   `json:"short"`
	Host        string   `json:"host"`        // the organisation that it belongs to
	Country     string   `json:"country"`     // ISO 3166-1 alpha-2
	Zone        string   `json:"zone"`        // time zone of the IANA database
	Established string   `json:"established"` // year, month or day: 2011, 2011-10, 2011-10-20
	Hours       Hours    `json:"hours"`
	Address     string   `json:"address"` // postal, several lines
	Websites    []string `json:"websites"`
	Languages   []string `json:"languages"` // BCP 47
	OES         bool     `json:"oes"`       // covers operators of essential services (ENISA inventory)
	Approved    bool     `json:"approved"`  // is the one that its state has named (ENISA inventory)
}

// Purpose is what a contact is called for.
type Purpose string

// The purposes, the most urgent first.
const (
	Emergency     Purpose = "emergency" // at any hour
	Incident      Purpose = "incident"
	Vulnerability Purpose = "vulnerability"
	General       Purpose = "general"
	Press         Purpose = "press"
)

// Contact is one place where the party answers, by channels in the order in which
// they are to be tried.
type Contact struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Purpose  Purpose   `json:"purpose" enum:"emergency,incident,vulnerability,general,press"`
	Office   string    `json:"office"` // id of an office of the entry, or ""
	Channels []Channel `json:"channels"`
}

// Medium is how a channel carries words.
type Medium string

// The media.
const (
	Phone       Medium = "phone"
	SMS         Medium = "sms"
	Email       Medium = "email"
	SecureEmail Medium = "secure-email" // under an OpenPGP key of the entry
	Signal      Medium = "signal"
	Radio       Medium = "radio"
	Video       Medium = "video"
	Web         Medium = "web"
	Other       Medium = "other"
)

// Channel is one way to a contact.
type Channel struct {
	Medium  Medium `json:"medium" enum:"phone,sms,email,secure-email,signal,radio,video,web,other"`
	Address string `json:"address"`
	Key     string `json:"key"`     // OpenPGP fingerprint, of a secure e-mail address
	Answers string `json:"answers"` // who answers there
	Hours   Hours  `json:"hours"`
}

// Office is a place in the party's house: what it answers for, and what took its
// place when it ceased.
type Office struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Answers   string `json:"answers"`
	Successor string `json:"successor"` // id of another office of the entry, or ""
}

// Person is somebody whom the party wants to name.
type Person struct {
	Position  string   `json:"position"`
	Name      string   `json:"name"`
	Languages []string `json:"languages"`
	Phone     string   `json:"phone"`
	Email     string   `json:"email"`
	Key       string   `json:"key"` // OpenPGP fingerprint
}

// Key is an OpenPGP key of the team.
type Key struct {
	Fingerprint string `json:"fingerprint"` // 40 or 64 hexadecimal digits, upper case
	User        string `json:"user"`
	Expires     string `json:"expires"` // last day, 2027-01-31; "" for never
	// Armor is the public key itself, so that nodes encrypt to it; absent where only
	// its fingerprint is told.
	Armor string `json:"armor,omitzero" doc:"The public key in armor, of that fingerprint; absent where only the fingerprint is told"`
}

// Expired tells whether the key's last day (UTC) is over.
func (k Key) Expired(now time.Time) bool {
	day, err := time.Parse(time.DateOnly, k.Expires)
	return err == nil && !now.Before(day.AddDate(0, 0, 1))
}

// Constituency is whom the team answers for.
type Constituency struct {
	Description string   `json:"description"`
	Prefixes    []string `json:"prefixes"` // CIDR, IPv4 and IPv6, in canonical form
	ASNs        []int64  `json:"asns"`
	Domains     []string `json:"domains"`   // lower case; holds for all below
	Countries   []string `json:"countries"` // ISO 3166-1 alpha-2
	Sectors     []string `json:"sectors"`
}

// Membership is the party's standing in a body of teams.
type Membership struct {
	Body   string `json:"body"`   // "first", "ti", "csirts-network", …
	Status string `json:"status"` // as that body calls it: "member", "accredited"
	Since  string `json:"since"`  // year, month or day
	Number string `json:"number"` // the party's number there
}

// contact finds a contact by its id.
func (s Said) contact(id string) (Contact, bool) {
	for _, c := range s.Contacts {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}

// key finds a key by its fingerprint.
func (s Said) key(fingerprint string) (Key, bool) {
	for _, k := range s.Keys {
		if k.Fingerprint == fingerprint {
			return k, true
		}
	}
	return Key{}, false
}

// normal gives what was said with empty lists in place of absent ones, so that
// one meaning has one form.
func (s Said) normal() Said {
	fill(&s.Contacts)
	fill(&s.Offices)
	fill(&s.People)
	fill(&s.Keys)
	fill(&s.Services)
	fill(&s.Memberships)
	s.Keys = slices.Clone(s.Keys)
	for i := range s.Keys {
		s.Keys[i].Armor = strings.TrimSpace(strings.ReplaceAll(s.Keys[i].Armor, "\r\n", "\n"))
	}
	fill(&s.Team.Websites)
	fill(&s.Team.Languages)
	fill(&s.Team.Hours.Weekly)
	fill(&s.Constituency.Prefixes)
	fill(&s.Constituency.ASNs)
	fill(&s.Constituency.Domains)
	fill(&s.Constituency.Countries)
	fill(&s.Constituency.Sectors)
	for i := range s.Contacts {
		fill(&s.Contacts[i].Channels)
		for j := range s.Contacts[i].Channels {
			fill(&s.Contacts[i].Channels[j].Hours.Weekly)
		}
	}
	for i := range s.People {
		fill(&s.People[i].Languages)
	}
	if s.Texts == nil {
		s.Texts = map[string]string{}
	}
	if s.SIM3 == nil {
		s.SIM3 = map[string]int{}
	}
	return s
}

func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}
