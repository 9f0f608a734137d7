package misp

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// text is a scalar in any of the forms in which MISP writes it.
type text string

// UnmarshalJSON takes a string, a number, a boolean or null.
func (t *text) UnmarshalJSON(b []byte) error {
	v := jsontext.Value(b)
	switch v.Kind() {
	case '"':
		u, err := jsontext.AppendUnquote(nil, v)
		*t = text(u)
		return err
	case 'n':
		*t = ""
	case '0', 't', 'f':
		*t = text(b)
	default:
		return errs.New(errs.Invalid, "a plain value is expected")
	}
	return nil
}

func (t text) yes() bool { return t == "1" || t == "true" }

// moment reads seconds since 1970; the zero time when there are none.
func (t text) moment() time.Time {
	n, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || n <= 0 || n > 1<<37 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// Event is a MISP event, as far as its content goes.
type Event struct {
	UUID             string      `json:"uuid"`
	Info             text        `json:"info"`
	Date             text        `json:"date"`
	Timestamp        text        `json:"timestamp"`
	PublishTimestamp text        `json:"publish_timestamp"`
	Published        text        `json:"published"`
	ThreatLevel      text        `json:"threat_level_id"`
	Analysis         text        `json:"analysis"`
	Distribution     text        `json:"distribution"`
	SharingGroupID   text        `json:"sharing_group_id"`
	SharingGroup     group       `json:"SharingGroup"`
	ExtendsUUID      text        `json:"extends_uuid"`
	Orgc             org         `json:"Orgc"`
	Org              org         `json:"Org"`
	Attributes       []attribute `json:"Attribute"`
	Objects          []object    `json:"Object"`
	Tags             []tag       `json:"Tag"`
	Galaxies         []galaxy    `json:"Galaxy"`
	Reports          []report    `json:"EventReport"`
	Shadows          []attribute `json:"ShadowAttribute"`
}

type org struct {
	UUID string `json:"uuid"`
	Name text   `json:"name"`
}

type group struct {
	UUID string `json:"uuid"`
	Name text   `json:"name"`
}

type tag struct {
	Name text `json:"name"`
}

type attribute struct {
	UUID           string     `json:"uuid"`
	Type           text       `json:"type"`
	Category       text       `json:"category"`
	ToIDs          text       `json:"to_ids"`
	Value          text       `json:"value"`
	Comment        text       `json:"comment"`
	Timestamp      text       `json:"timestamp"`
	Distribution   text       `json:"distribution"`
	SharingGroupID text       `json:"sharing_group_id"`
	SharingGroup   group      `json:"SharingGroup"`
	Deleted        text       `json:"deleted"`
	Data           text       `json:"data"`
	Relation       text       `json:"object_relation"`
	FirstSeen      text       `json:"first_seen"`
	LastSeen       text       `json:"last_seen"`
	Tags           []tag      `json:"Tag"`
	Galaxies       []galaxy   `json:"Galaxy"`
	Sightings      []sighting `json:"Sighting"`
}

type object struct {
	UUID           string      `json:"uuid"`
	Name           text        `json:"name"`
	MetaCategory   text        `json:"meta-category"`
	Description    text        `json:"description"`
	TemplateUUID   text        `json:"template_uuid"`
	TemplateVer    text        `json:"template_version"`
	Timestamp      text        `json:"timestamp"`
	Distribution   text        `json:"distribution"`
	SharingGroupID text        `json:"sharing_group_id"`
	SharingGroup   group       `json:"SharingGroup"`
	Comment        text        `json:"comment"`
	Deleted        text        `json:"deleted"`
	Attributes     []attribute `json:"Attribute"`
	References     []reference `json:"ObjectReference"`
}

type reference struct {
	UUID           string `json:"uuid"`
	ReferencedUUID string `json:"referenced_uuid"`
	Type           text   `json:"relationship_type"`
	Timestamp      text   `json:"timestamp"`
	Comment        text   `json:"comment"`
	Deleted        text   `json:"deleted"`
}

type galaxy struct {
	Type     text      `json:"type"`
	Name     text      `json:"name"`
	Clusters []cluster `json:"GalaxyCluster"`
}

type cluster struct {
	UUID        string `json:"uuid"`
	Type        text   `json:"type"`
	Value       text   `json:"value"`
	TagName     text   `json:"tag_name"`
	Description text   `json:"description"`
}

type sighting struct {
	UUID string `json:"uuid"`
	Type text   `json:"type"`
	Date text   `json:"date_sighting"`
	Org  org    `json:"Organisation"`
}

type report struct {
	UUID      string `json:"uuid"`
	Name      text   `json:"name"`
	Content   text   `json:"content"`
	Timestamp text   `json:"timestamp"`
	Deleted   text   `json:"deleted"`
}

// eventLimits bound one event; MaxEvent in bytes.
const MaxEvent = 128 << 20

var eventLimits = strictjson.Limits{Bytes: MaxEvent, Depth: 64, Members: 10_000, Elements: 1_000_000, Values: 20_000_000, String: 64 << 20}

// ReadEvents reads events one by one from any of the forms in which MISP gives
// them: {"Event":…}, {"response":[…]}, a list, or a bare event.
func ReadEvents(r io.Reader, _ strictjson.Limits, yield func(Event) error) error {
	rd := &reader{dec: jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), yield: yield}
	err := rd.document()
	var se *jsontext.SyntacticError
	if errors.As(err, &se) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "the file is no valid JSON from byte %d on, after %d events", rd.dec.InputOffset(), rd.n)
	}
	if err != nil {
		return err
	}
	if _, end := rd.dec.ReadToken(); !errors.Is(end, io.EOF) {
		return errs.New(errs.Invalid, "there is something after the end of the events, at byte %d", rd.dec.InputOffset())
	}
	return nil
}

type reader struct {
	dec   *jsontext.Decoder
	yield func(Event) error
	n     int
}

func (r *reader) document() error {
	switch r.dec.PeekKind() {
	case '[':
		return r.list()
	case '{':
		return r.wrapper()
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	return errs.New(errs.Invalid, "the file holds no MISP event")
}

func (r *reader) list() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for r.dec.PeekKind() != ']' {
		v, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := r.event(v); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// wrapper reads an object around events, or a bare event.
func (r *reader) wrapper() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	var bare bytes.Buffer
	bare.WriteByte('{')
	found := false
	for r.dec.PeekKind() != '}' {
		tok, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		name := tok.String()
		if name == "response" && r.dec.PeekKind() == '[' {
			found = true
			if err := r.list(); err != nil {
				return err
			}
			continue
		}
		v, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if name == "Event" || name == "response" {
			if found {
				return errs.New(errs.Invalid, "the file holds %q twice", name)
			}
			found = true
			if err := r.event(v); err != nil {
				return err
			}
			continue
		}
		if bare.Len() > 1 {
			bare.WriteByte(',')
		}
		quoted, err := jsontext.AppendQuote(nil, name)
		if err != nil {
			return errs.New(errs.Invalid, "a name at byte %d is not valid UTF-8", r.dec.InputOffset())
		}
		bare.Write(quoted)
		bare.WriteByte(':')
		if bare.Write(v); bare.Len() > MaxEvent {
			return errs.New(errs.TooLarge, "one event is over %d bytes", MaxEvent)
		}
	}
	if _, err := r.dec.ReadToken(); err != nil || found {
		return err
	}
	bare.WriteByte('}')
	return r.event(bare.Bytes())
}

// event decodes one event, or the object around it.
func (r *reader) event(v jsontext.Value) error {
	r.n++
	if err := strictjson.Check(v, eventLimits); err != nil {
		return err
	}
	var around struct {
		Event jsontext.Value `json:"Event"`
	}
	if err := strictjson.Loose(v, &around); err != nil {
		return err
	}
	if len(around.Event) > 0 {
		v = around.Event
	}
	var ev Event
	if err := strictjson.Loose(v, &ev); err != nil {
		return err
	}
	return r.yield(ev)
}
