package rest

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/serve"
)

const (
	maxStreams  = 512              // open streams of all callers
	recheck     = time.Second      // how soon an ended session or right ends a stream
	keepAlive   = 10 * time.Second // the longest silence, after which a page has the link for dead
	streamBatch = 100
)

// Event is what the stream tells of an act: that it happened. Whoever wants to
// know more asks, and is answered by the rules of that question.
type Event struct {
	Seq   int64     `json:"seq"`
	Kind  string    `json:"kind"`
	About string    `json:"about,omitempty" doc:"Left out for callers with a ceiling"`
	At    time.Time `json:"at"`
}

func (a *api) eventRoutes() {
	rule := serve.SignedIn().Slow()
	what := operation(http.MethodGet, "/events", rule, about{id: "streamEvents", summary: "What happens on this node, as it happens",
		detail: "Server-sent events named `journal`; one named `alive` at the beginning and after ten seconds without another, so that a dead link is noticed. Reconnecting with Last-Event-ID (or `after`) continues without a gap. The stream ends with the session."})
	what.Parameters = []*huma.Param{{Name: "after", In: "query", Description: "Number of the last event that is known", Schema: &huma.Schema{Type: "integer", Format: "int64"}}}
	what.Responses = map[string]*huma.Response{"200": {Description: "A stream that stays open", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Event](), true, "Event")},
	}}}
	a.OpenAPI().AddOperation(&what)
	var open atomic.Int64
	a.rt.Handle("GET "+Prefix+"/events", rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		defer open.Add(-1)
		if open.Add(1) > maxStreams {
			return errs.New(errs.Busy, "too many live pages are open on this node; try again in a moment")
		}
		s := &stream{a: a, c: c, rule: rule, w: w, out: http.NewResponseController(w), keepAlive: keepAlive}
		if a.deps.KeepAlive > 0 {
			s.keepAlive = a.deps.KeepAlive
		}
		return s.run(r)
	})
}

// stream is one caller's open stream.
type stream struct {
	a      *api
	c      serve.Caller
	rule   serve.Rule
	w      http.ResponseWriter
	out    *http.ResponseController
	cursor int64

	keepAlive time.Duration
	said      time.Time // when it last said anything
}

func (s *stream) run(r *http.Request) error {
	ctx := r.Context()
	if err := s.begin(ctx, r); err != nil {
		return err
	}
	s.w.Header().Set("Content-Type", "text/event-stream")
	if s.alive() != nil {
		return nil
	}
	tick := time.NewTicker(recheck)
	defer tick.Stop()
	for {
		// Acts that are not for this caller are no sign of life for it.
		if s.a.deps.Clock.Now().Sub(s.said) >= s.keepAlive && s.alive() != nil {
			return nil
		}
		ring := s.a.deps.Journal.Bell().Wait() // taken before looking, so that nothing is missed
		more, err := s.send(ctx)
		if err != nil || ctx.Err() != nil {
			return err
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.a.rt.Closing():
			return nil
		case <-ring:
		case <-tick.C:
		}
		if s.a.rt.Again(ctx, s.c, s.rule) != nil {
			return nil // the page finds out by asking again
		}
	}
}

// alive says that the stream stands. It has no id: it is no event of the
// journal, and where the caller stands does not change.
func (s *stream) alive() error {
	return s.say("event: alive\ndata: {}\n\n")
}

// begin finds where the stream starts: after what the caller knows, or now.
func (s *stream) begin(ctx context.Context, r *http.Request) (err error) {
	known := r.Header.Get("Last-Event-ID")
	if known == "" {
		known = r.URL.Query().Get("after")
	}
	if known != "" {
		if s.cursor, err = strconv.ParseInt(known, 10, 64); err != nil || s.cursor < 0 {
			return errs.New(errs.Invalid, "Last-Event-ID is the number of an event")
		}
		return nil
	}
	last, err := s.read(ctx, journal.Filter{Newest: true, Limit: 1})
	if err == nil && len(last) > 0 {
		s.cursor = last[0].Seq
	}
	return err
}

// read reads the journal as a part of the system; send shows what is for the
// caller.
func (s *stream) read(ctx context.Context, f journal.Filter) (entries []journal.Entry, err error) {
	eyes := authz.System(s.c.Actor.Party, "events", authz.JournalRead).In(s.c.Realm)
	err = s.a.deps.DB.Read(ctx, func(tx *db.Tx) error {
		entries, err = journal.List(ctx, tx, eyes, f)
		return err
	})
	return entries, err
}

func (s *stream) send(ctx context.Context) (more bool, err error) {
	entries, err := s.read(ctx, journal.Filter{After: s.cursor, Limit: streamBatch})
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		s.cursor = e.Seq
		if !s.c.Actor.Hears(e.Kind) {
			continue
		}
		ev := Event{Seq: e.Seq, Kind: e.Kind, About: e.About, At: e.At}
		if s.c.Actor.Ceiling != "" {
			ev.About = ""
		}
		b, err := json.Marshal(ev)
		if err != nil {
			return false, err
		}
		if err := s.say(fmt.Sprintf("id: %d\nevent: journal\ndata: %s\n\n", e.Seq, b)); err != nil {
			return false, nil
		}
	}
	return len(entries) == streamBatch, nil
}

func (s *stream) say(text string) error {
	s.said = s.a.deps.Clock.Now()
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.out.Flush()
}
