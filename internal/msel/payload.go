package msel

import (
	"encoding/base64"
	"mime"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// Mail is a letter in the inbox of the exercise.
type Mail struct {
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	FromName string `json:"from_name,omitzero"` // absent: who the inject is from
}

// Script is what a controller says on the telephone.
type Script struct {
	Caller string `json:"caller,omitzero"`
	Text   string `json:"text"`
}

// Article is what the media of the exercise write.
type Article struct {
	Outlet   string `json:"outlet,omitzero"`
	Headline string `json:"headline"`
	Text     string `json:"text"`
}

// File is a file that players are given.
type File struct {
	Name   string `json:"name"`
	Media  string `json:"media"`
	Base64 string `json:"base64"`
}

// Bytes is what the file holds.
func (f File) Bytes() ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(f.Base64)
	if err != nil {
		return nil, errs.New(errs.Invalid, "a file's content is base64")
	}
	return b, nil
}

// Bundle is intelligence: a STIX bundle, or of ByMISP an event.
type Bundle struct {
	Name    string         `json:"name,omitzero"` // of the feed or collection that it comes by
	Content jsontext.Value `json:"content"`
}

// Request is what a simulated party asks for.
type Request struct {
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Provision string   `json:"provision,omitzero"` // under which it asks, "4.1"
	Skills    []string `json:"skills,omitempty"`
	People    int      `json:"people,omitzero"`
	Hours     int      `json:"hours,omitzero"` // until they are needed, since it was sent
}

// Proposal is a decision that a simulated party proposes.
type Proposal struct {
	Text    map[string]string `json:"text"` // by language
	Body    string            `json:"body"` // the provision that constitutes the body, "5.2"
	Minutes int               `json:"minutes"`
}

// Connection is what a range beside this system plays, as the planners wrote it.
type Connection map[string]jsontext.Value

const (
	maxName    = 200
	maxLong    = 100_000
	maxFile    = 4 << 20
	maxPayload = 8 << 20
)

// Message reads an inject's payload in the form of its channel: a Mail, Script,
// Article, File, Bundle, Request, Proposal or Connection.
//
// Errors: Invalid for what has another form.
func (i Inject) Message() (any, error) {
	switch i.Channel {
	case ByMail:
		return read(i.Payload, func(m Mail) error {
			return first(line("subject", m.Subject, true), long("text", m.Text, true), line("from_name", m.FromName, false))
		})
	case ByPhone:
		return read(i.Payload, func(s Script) error { return first(line("caller", s.Caller, false), long("text", s.Text, true)) })
	case ByPress:
		return read(i.Payload, func(a Article) error {
			return first(line("outlet", a.Outlet, false), line("headline", a.Headline, true), long("text", a.Text, true))
		})
	case ByFile:
		return read(i.Payload, File.check)
	case ByObject, ByMISP, ByFeed, ByTAXII:
		return read(i.Payload, func(b Bundle) error { return b.check(i.Channel) })
	case ByRequest:
		return read(i.Payload, Request.check)
	case ByProposal:
		return read(i.Payload, Proposal.check)
	case ByConnection:
		return read(i.Payload, func(Connection) error { return nil })
	}
	return nil, errs.New(errs.Invalid, "channel %q is not known", errs.Clip(string(i.Channel)))
}

// read decodes a payload strictly and asks its own rule.
func read[T any](b jsontext.Value, rule func(T) error) (v T, err error) {
	if len(b) == 0 {
		return v, errs.New(errs.Invalid, "the inject has no content yet")
	}
	if len(b) > maxPayload {
		return v, errs.New(errs.TooLarge, "the content of an inject has at most %d MiB", maxPayload>>20)
	}
	if err := strictjson.Decode(b, &v, strictjson.Default); err != nil {
		return v, err
	}
	return v, rule(v)
}

func (f File) check() error {
	if err := line("name", f.Name, true); err != nil {
		return err
	}
	if _, _, err := mime.ParseMediaType(f.Media); err != nil {
		return errs.New(errs.Invalid, "media: use a media type, such as text/plain")
	}
	b, err := f.Bytes()
	if err == nil && len(b) > maxFile {
		err = errs.New(errs.TooLarge, "a file has at most %d MiB", maxFile>>20)
	}
	return err
}

func (b Bundle) check(c Channel) error {
	if err := line("name", b.Name, false); err != nil {
		return err
	}
	var top map[string]jsontext.Value
	if b.Content.Kind() != '{' || json.Unmarshal(b.Content, &top) != nil {
		return errs.New(errs.Invalid, "content is a JSON object: a STIX bundle or a MISP event")
	}
	if c == ByMISP {
		if top["Event"].Kind() != '{' {
			return errs.New(errs.Invalid, "a MISP event is an object with the member Event")
		}
		return nil
	}
	if string(top["type"]) != `"bundle"` {
		return errs.New(errs.Invalid, "a STIX bundle is an object of type bundle")
	}
	return nil
}

func (r Request) check() error {
	if r.People < 0 || r.People > 1000 || r.Hours < 0 || r.Hours > 8784 || len(r.Skills) > 50 {
		return errs.New(errs.Invalid, "a request has up to 1000 people, 8784 hours and 50 skills")
	}
	for _, s := range r.Skills {
		if err := line("skills", s, true); err != nil {
			return err
		}
	}
	return first(line("title", r.Title, true), long("text", r.Text, true), line("provision", r.Provision, false))
}

func (p Proposal) check() error {
	if len(p.Text) == 0 || p.Minutes < 1 || p.Minutes > 366*24*60 {
		return errs.New(errs.Invalid, "a proposal has a text in one language at least, and from one minute to a year of silence")
	}
	for language, text := range p.Text {
		if err := first(spoken(language), long("text", text, true)); err != nil {
			return err
		}
	}
	return line("body", p.Body, true)
}
