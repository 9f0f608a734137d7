package rest

import (
	"bytes"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/journal"
	"entente/internal/serve"
)

// Prefix is where all operations are.
const Prefix = "/api/v1"

// Deps are the domains behind the interface. All are required to serve; none
// to describe.
type Deps struct {
	Version   string
	Party     MeParty       // whose node this is
	Followers []string      // names of the journal's followers, for the node's state
	MaxImport int64         // largest import in bytes; 512 MiB when zero
	KeepAlive time.Duration // the longest silence of an event stream; ten seconds when zero
	DB        *db.DB
	Journal   *journal.Journal
	Clock     clock.Clock

	Accounts    Accounts
	Credentials Credentials
	Parties     Parties
	Keys        Keys
	Directory   Directory
	Templates   Templates
	Agreements  Agreements
	Duties      Duties
	Playbooks   Playbooks
	Msel        Msel
	Assists     Assists
	Experts     Experts
	Trainings   Trainings
	Incidents   Incidents
	Crises      Crises
	Warnings    Warnings
	Exercises   Exercises
	Entry       Entry // of the realm that is served; nil in the live realm
	Alerts      Alerts
	Situations  Situations
	Conduct     Conduct
	Reactions   Reactions
	Scores      Scores
	Aftermath   Aftermath
	Lessons     Lessons
	Intel       Intel
	Redactions  Redactions
	Releases    Releases
	Drafts      Drafts
	Changes     Changes
	Receipts    Receipts
	Federation  Federation
	Care        Care
	Reports     Reports
	Notify      Notifications
}

// api registers operations on a router.
type api struct {
	huma.API
	rt   *serve.Router
	deps Deps
}

// Add adds every operation to the router, and GET /api/openapi.json.
func Add(rt *serve.Router, deps Deps) error {
	a := build(rt, deps)
	doc, err := a.document()
	if err != nil {
		return err
	}
	rt.Handle("GET /api/openapi.json", serve.Public("the same document stands in the public source"), func(w http.ResponseWriter, _ *http.Request, _ serve.Caller) error {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(doc) // the other side may have gone
		return nil
	})
	if deps.Care != nil {
		rt.Handle("GET /metrics", serve.May(authz.MetricsRead).NodeWide(), func(w http.ResponseWriter, r *http.Request, _ serve.Caller) error {
			deps.Care.Metrics().ServeHTTP(w, r)
			return nil
		})
	}
	return nil
}

// OpenAPI gives the document that describes the interface, as it is committed.
func OpenAPI() ([]byte, error) {
	return build(serve.NewRouter(serve.Options{Auth: nobody{}}), Deps{}).document()
}

func build(rt *serve.Router, deps Deps) *api {
	describeErrors()
	if deps.MaxImport == 0 {
		deps.MaxImport = 512 << 20
	}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Entente", Version: "1", Description: "The REST interface of an Entente node. " +
				"Sign in for a session cookie, or send a token as `Authorization: Bearer`. The realm of a request is live unless the header " + serve.RealmHeader + " names an exercise."},
			Servers: []*huma.Server{{URL: Prefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "__Host-entente", Description: "The session of a browser. Changing requests must come from the node's own origin."},
					"token":   {Type: "http", Scheme: "bearer", Description: "A token of a program."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": strictJSON, "json": strictJSON},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	a := &api{rt: rt, deps: deps}
	config.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[jsontext.Value](), reflect.TypeFor[raw]())
	a.API = huma.NewAPI(config, &adapter{rt})
	a.accountRoutes()
	a.credentialRoutes()
	a.roleRoutes()
	a.nodeRoutes()
	a.careRoutes()
	a.backupRoutes()
	a.partyRoutes()
	a.keyRoutes()
	a.directoryRoutes()
	a.peerRoutes()
	a.templateRoutes()
	a.dutyRoutes()
	a.playbookRoutes()
	a.mselRoutes()
	a.assistRoutes()
	a.expertRoutes()
	a.trainingRoutes()
	a.incidentRoutes()
	a.crisisRoutes()
	a.warningRoutes()
	a.exerciseRoutes()
	a.alertRoutes()
	a.situationRoutes()
	a.conductRoutes()
	a.reactionRoutes()
	a.scoreRoutes()
	a.aftermathRoutes()
	a.lessonRoutes()
	a.paperRoutes()
	a.agreementRoutes()
	a.intelRoutes()
	a.redactionRoutes()
	a.releaseRoutes()
	a.draftRoutes()
	a.ledgerRoutes()
	a.journalRoutes()
	a.reportRoutes()
	a.watchRoutes()
	a.notifyRoutes()
	return a
}

// document renders the description, always the same bytes for the same code.
func (a *api) document() ([]byte, error) {
	b, err := a.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, err
	}
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		return nil, err
	}
	return append(bytes.TrimSpace(v), '\n'), nil
}

// strictJSON is how bodies are read and written. What it reads has passed
// strictjson.Check before.
var strictJSON = huma.Format{
	Marshal: marshalJSON,
	Unmarshal: func(data []byte, v any) error {
		return json.Unmarshal(data, v, json.RejectUnknownMembers(true))
	},
}

// describeErrors makes the problem the one form of errors, also of those that
// are found while a request is decoded.
var describeErrors = sync.OnceFunc(func() {
	huma.NewError = func(status int, text string, causes ...error) huma.StatusError {
		return problemFrom(status, text, causes)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, text string, causes ...error) huma.StatusError {
		p := problemFrom(status, text, causes)
		if x, ok := ctx.(*exchange); ok && x.err == nil {
			x.err = p
		}
		return p
	}
	huma.DefaultArrayNullable = false
})
