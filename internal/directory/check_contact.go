package directory

import (
	"regexp"
	"slices"
	"time"

	"entente/internal/base/errs"
)

const (
	maxContacts = 20
	maxChannels = 12
)

func (s Said) checkOffices() error {
	if err := count("offices", len(s.Offices), maxList); err != nil {
		return err
	}
	known := map[string]string{}
	for _, o := range s.Offices {
		if err := form("office", o.ID, idForm, "duty-office"); err != nil {
			return err
		}
		if _, twice := known[o.ID]; twice {
			return errs.New(errs.Invalid, "the entry has %s %q twice", "office", o.ID)
		}
		known[o.ID] = o.Successor
		if err := line("name of an office", o.Name, false); err != nil {
			return err
		}
		if err := text("what an office answers for", o.Answers, 1000); err != nil {
			return err
		}
	}
	for id := range known {
		// Successors form no circle, or nobody would be left to ask.
		next := known[id]
		for steps := 0; next != ""; steps++ {
			after, ok := known[next]
			if !ok || next == id || steps > len(known) {
				return errs.New(errs.Invalid, "the successor of office %s is no other office of the entry", id)
			}
			next = after
		}
	}
	return nil
}

func (s Said) checkKeys() error {
	if err := count("keys", len(s.Keys), maxList); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, k := range s.Keys {
		if err := form("key", k.Fingerprint, printForm, "an OpenPGP fingerprint of 40 or 64 digits 0-9 and A-F"); err != nil {
			return err
		}
		if seen[k.Fingerprint] {
			return errs.New(errs.Invalid, "the entry has %s %q twice", "key", k.Fingerprint)
		}
		seen[k.Fingerprint] = true
		if err := line("user of a key", k.User, true); err != nil {
			return err
		}
		if _, err := time.Parse(time.DateOnly, k.Expires); k.Expires != "" && err != nil {
			return errs.New(errs.Invalid, "%s: %q does not look like %s", "expiry of a key", errs.Clip(k.Expires), "2027-01-31")
		}
		if err := k.checkArmor(); err != nil {
			return err
		}
	}
	return nil
}

func (s Said) checkContacts() error {
	if err := count("contacts", len(s.Contacts), maxContacts); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, c := range s.Contacts {
		if err := form("contact", c.ID, idForm, "duty-officer"); err != nil {
			return err
		}
		if seen[c.ID] {
			return errs.New(errs.Invalid, "the entry has %s %q twice", "contact", c.ID)
		}
		seen[c.ID] = true
		if err := line("name of a contact", c.Name, false); err != nil {
			return err
		}
		if !slices.Contains(purposes, c.Purpose) {
			return errs.New(errs.Unsupported, "a contact is for %v, not for %q", purposes, errs.Clip(string(c.Purpose)))
		}
		if c.Office != "" && !slices.ContainsFunc(s.Offices, func(o Office) bool { return o.ID == c.Office }) {
			return errs.New(errs.Invalid, "contact %s names an office that the entry does not have", c.ID)
		}
		if len(c.Channels) < 1 || len(c.Channels) > maxChannels {
			return errs.New(errs.Invalid, "contact %s has %d channels; give from 1 to %d, the first to be tried first", c.ID, len(c.Channels), maxChannels)
		}
		for _, ch := range c.Channels {
			if err := s.checkChannel(ch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s Said) checkChannel(c Channel) (err error) {
	switch c.Medium {
	case Phone, SMS:
		err = form("phone number", c.Address, phoneForm, "+420 541 000 000")
	case Email, SecureEmail:
		err = form("e-mail address", c.Address, emailForm, "cert@example.org")
	case Web, Video:
		err = webAddress("address", c.Address)
	default:
		err = line("address", c.Address, false)
	}
	if err != nil {
		return err
	}
	if !slices.Contains(media, c.Medium) {
		return errs.New(errs.Unsupported, "a channel is one of %v, not %q", media, errs.Clip(string(c.Medium)))
	}
	if _, held := s.key(c.Key); (c.Medium == SecureEmail) != (c.Key != "") || c.Key != "" && !held {
		return errs.New(errs.Invalid, "a secure e-mail address, and nothing else, names one of the keys of the entry")
	}
	if err := line("who answers", c.Answers, true); err != nil {
		return err
	}
	return c.Hours.check()
}

func (s Said) checkPeople() error {
	if err := count("people", len(s.People), maxList); err != nil {
		return err
	}
	for _, p := range s.People {
		if err := line("position of a person", p.Position, false); err != nil {
			return err
		}
		if err := line("name of a person", p.Name, true); err != nil {
			return err
		}
		if err := languages(p.Languages); err != nil {
			return err
		}
		for _, f := range []struct {
			what, value, like string
			re                *regexp.Regexp
		}{{"phone number", p.Phone, "+420 541 000 000", phoneForm}, {"e-mail address", p.Email, "cert@example.org", emailForm}, {"key", p.Key, "an OpenPGP fingerprint of 40 or 64 digits 0-9 and A-F", printForm}} {
			if f.value != "" {
				if err := form(f.what, f.value, f.re, f.like); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
